"""Reports by hand of the last days before the demo begins: invented, and waiting for review."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class HandReport:
    """A report as one of the demo's people sent it, at a named place or at a point."""

    member: str
    category: str
    begun: datetime
    minutes_later: int
    place: str
    latitude: float | None
    longitude: float | None
    words: str
    felt: int | None


def _moment(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


# fmt: off
REPORTS: tuple[HandReport, ...] = (
    HandReport("bo", "SKA", _moment(13, 6, 40), 15, "Hertsön centrum", None, None,
               "Två rutor krossade i entrén mot parkeringen. Glaset är uppsopat.", 3),
    HandReport("bo", "SKA", _moment(13, 6, 50), 20, "Hertsön centrum", None, None,
               "Krossat fönster vid entrén på baksidan, troligen samma natt.", 3),
    HandReport("per", "SAM", _moment(13, 20, 15), 45, "Kulturens hus", None, None,
               "Ett tiotal unga i entrén, högljutt men lugnt när vi kom.", 2),
    HandReport("bo", "BRA", _moment(14, 21, 5), 10, "", 65.58905, 22.23240,
               "Rök ur container vid miljörummet, släckt av grannar.", 4),
    HandReport("per", "HOT", _moment(14, 22, 30), 25, "Luleå busstation", None, None,
               "Hotfull stämning mellan två grupper, en som kallas Kungen gick först.", 4),
    HandReport("bo", "PLA", _moment(15, 15, 20), 5, "", 65.59155, 22.24020,
               "Belysningen på gångvägen mot parkeringen är släckt igen.", 3),
)
# fmt: on
