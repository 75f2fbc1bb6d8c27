"""What was done in the simulated Luleå, and what it truly did: the key to the exercise, frozen.

The figures are invented. They are chosen so that the three answers that a follow-up must tell apart all
occur: it worked, it did nothing, it moved the problem; some with so little behind them that the right answer
is "too little data to say".
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure that happened, with its true effect.

    `type` is a code of the measure library. `target` is a named place (all within `radius` metres) or a
    district. `rate_ratio` multiplies the rates of `categories` from `start` to `end` (None: lasting).
    `displacement` is the share of what was prevented that turns up at `displaced_to` instead (negative: those
    places gained as well). `organisations` limits whose incidents are affected; empty means all.
    """

    code: str
    type: str
    title: str
    target: str
    categories: tuple[str, ...]
    start: date
    end: date | None
    dose_planned: float
    dose_given: float
    dose_unit: str
    rate_ratio: float
    displacement: float
    displaced_to: tuple[str, ...]
    verdict: str
    radius: int = 250
    organisations: tuple[str, ...] = ()


# fmt: off
MEASURES: tuple[Measure, ...] = (
    Measure("M01", "LJU", "Ny belysning vid Hertsön centrum", "Hertsön centrum", ("PLA", "SKA", "STO", "SAM"),
            date(2024, 10, 7), None, 48, 46, "lampor", 0.70, 0.0, (), "worked"),
    Measure("M02", "FAL", "Fältarbete vid Kulturens hus", "Kulturens hus", ("SAM", "NAR", "ALK"),
            date(2025, 2, 3), date(2025, 6, 15), 300, 140, "timmar", 1.0, 0.0, (), "did nothing"),
    Measure("M03", "SAN", "Klottersanering inom 24 timmar på Porsön", "Porsön", ("SKA", "SKR"),
            date(2025, 3, 17), date(2026, 3, 15), 52, 49, "veckor", 0.65, -0.05, ("Björkskatan",), "worked"),
    Measure("M04", "POL", "Polisnärvaro vid busstationen", "Luleå busstation", ("VAL", "NAR", "SAM", "HOT"),
            date(2025, 5, 5), date(2025, 8, 31), 400, 372, "timmar", 0.55, 0.75,
            ("Shopping", "Smedjegatan (Luleå centrum)"), "moved the problem"),
    Measure("M05", "LAS", "Nytt lås- och passersystem i Lulebos trapphus", "Hertsön",
            ("SAM", "STO", "SKA", "BRA"),
            date(2025, 9, 1), None, 64, 64, "portar", 0.55, 0.10, ("Lerbäcken",), "worked",
            organisations=("lulebo",)),
    Measure("M06", "KAM", "Kamera utan bemanning vid Shopping", "Shopping", ("SKA", "STO"),
            date(2024, 4, 1), None, 6, 6, "kameror", 1.0, 0.0, (), "did nothing"),
    Measure("M07", "VAK", "Ordningsvakter i centrum, kvällar", "Smedjegatan (Luleå centrum)",
            ("HOT", "VAL", "SAM"),
            date(2025, 11, 3), date(2026, 5, 31), 900, 610, "timmar", 0.85, 0.2, ("Norra hamnen",),
            "worked a little"),
    Measure("M08", "FRI", "Öppen fritidsgård på Örnäset", "Örnäset", ("SAM", "SKA", "TRA"),
            date(2025, 1, 13), date(2025, 12, 14), 96, 71, "kvällar", 1.05, 0.0, (), "did nothing"),
    Measure("M09", "TIL", "Lokal trafikföreskrift och tillsyn på Storheden", "Storheden", ("TRA",),
            date(2026, 5, 18), date(2026, 9, 13), 40, 38, "tillfällen", 0.45, 0.8, ("Notviken", "Karlsvik"),
            "moved the problem"),
    Measure("M10", "GES", "Sommarscen och uteservering i Norra hamnen", "Norra hamnen", ("SAM", "NAR", "ALK"),
            date(2026, 4, 27), date(2026, 9, 27), 60, 57, "dagar", 0.78, 0.0, (), "worked"),
    Measure("M11", "PAK", "Samordnad insats kring Hertsön centrum", "Hertsön centrum",
            ("BRA", "SKA", "NAR", "SAM"),
            date(2026, 2, 2), None, 10, 9, "delinsatser", 0.66, 0.0, (), "worked", radius=500),
    Measure("M12", "INF", "Information till boende i Notviken", "Notviken", ("ORO", "PLA"),
            date(2025, 10, 6), date(2026, 1, 25), 4, 4, "utskick", 1.0, 0.0, (), "did nothing"),
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Outbreak:
    """Some weeks in which a district's rate of some categories was `factor` times the usual."""

    target: str
    categories: tuple[str, ...]
    start: date
    weeks: int
    factor: float
    story: str


OUTBREAKS: tuple[Outbreak, ...] = (
    Outbreak("Hertsön", ("BRA",), date(2024, 4, 29), 3, 5.0, "container fires after Valborg"),
    Outbreak("Hertsön", ("TRA",), date(2024, 5, 27), 13, 2.5, "reckless-driving summer"),
    Outbreak("Storheden", ("TRA",), date(2025, 5, 26), 13, 2.5, "reckless-driving summer"),
    Outbreak("Porsön", ("SKA",), date(2024, 9, 30), 3, 4.0, "a wave of graffiti"),
    Outbreak("Örnäset", ("HOT", "ORO"), date(2025, 3, 10), 3, 4.0, "a conflict between groups of youths"),
    Outbreak("Bergviken", ("STO",), date(2026, 1, 26), 4, 4.0, "break-ins into cellars"),
    Outbreak("Storheden", ("TRA",), date(2026, 5, 25), 13, 2.5, "reckless-driving summer"),
    Outbreak("Centrum", ("SAM",), date(2026, 10, 12), 5, 1.8, "gatherings around Kulturens hus"),
    Outbreak(
        "Hertsön", ("SKA", "BRA"), date(2026, 11, 2), 2, 3.0, "vandalism and fires around Hertsön centrum"
    ),
)

# Weeks without a word from an organisation: what it saw in them never came in.
SILENT: dict[str, tuple[str, ...]] = {
    "kommunen": (
        "2023-W52",
        "2024-W29",
        "2024-W30",
        "2024-W52",
        "2025-W29",
        "2025-W30",
        "2026-W01",
        "2026-W29",
    ),
    "polisen": ("2024-W31", "2025-W10"),
    "lulebo": ("2024-W28", "2024-W29", "2025-W28", "2025-W52", "2026-W28", "2026-W44"),
}
