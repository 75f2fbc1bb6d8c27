"""How often the intervals of an interrupted series cover: the figures of docs/methods/interrupted_series.md.

Run with `python -m bench.truth_interrupted_series`; about two minutes. Seeded: the same figures each time.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bench.promises import Answer, Promise, outside, told
from bench.worlds import KINDS, Kind, scattered
from samlad.analysis import InputError, interrupted_series

Floats = NDArray[np.float64]

PAGE = "methods/interrupted_series.md"
WORLDS, RATIO = 400, 0.8
SHAPES = (("36/24 months", 36, 24, 12.0), ("104/52 weeks", 104, 52, 52.1775), ("16/8 quarters", 16, 8, 4.0))
TOLD = ("poisson", "over-dispersed", "sparse", "waves")
WAYS = (("quasi", "normal"), ("quasi", "t"), ("waves", "t"), ("correlated", "t"))


def world(rng: np.random.Generator, kind: str, before: int, during: int, year: float) -> Floats:
    """One series with season and trend, and a step."""
    time = np.arange(before + during)
    level = 0.8 if kind == "sparse" else 15.0
    mean = level * np.exp(
        0.3 * np.sin(2 * np.pi * time / year + rng.uniform(0, 2 * np.pi)) + 0.1 * time / len(time)
    )
    mean = mean * np.where(time < before, 1.0, RATIO)
    if kind == "waves":
        noise = np.zeros(len(time))
        for period in range(1, len(time)):
            noise[period] = 0.6 * noise[period - 1] + rng.normal(0, 0.2)
        mean = mean * np.exp(noise)
    return scattered(rng, mean, 2.5 if kind == "over-dispersed" else 1.0)


def line(rng: np.random.Generator, kind: str, shape: tuple[str, int, int, float]) -> str:
    """Coverage of the step by each of the ways, and how often waves are warned of."""
    name, before, during, year = shape
    covered, told, worlds = np.zeros(len(WAYS)), 0, 0
    for _ in range(WORLDS):
        counts = world(rng, kind, before, during, year)
        try:
            found = [
                interrupted_series(
                    counts, before, periods_per_year=year, harmonics=1, variance=dispersion, tail=tail
                )
                for dispersion, tail in WAYS
            ]
        except InputError:
            continue
        worlds += 1
        covered += [bool(one.interval.low <= RATIO <= one.interval.high) for one in found]
        told += "neighbouring_periods_alike" in found[0].warnings
    shares = [*(100 * covered / worlds), 100 * told / worlds, 100 * worlds / WORLDS]
    return f"| {name} | {kind} | " + " | ".join(f"{share:.1f}" for share in shares) + " |"


def promises(worlds: int, rng: np.random.Generator) -> Iterator[Promise]:
    """The step, by the ways that a user would take: independent periods, and periods that hang together."""
    for kind in KINDS:
        for shape in SHAPES:
            yield from told(
                kind.name,
                (answers(rng, kind, shape) for _ in range(worlds)),
                besides=("no_comparison_areas",),
            )


def answers(
    rng: np.random.Generator, kind: Kind, shape: tuple[str, int, int, float]
) -> dict[str, Answer | None]:
    """Whether the step is missed in one series."""
    name, before, during, year = shape
    mean = kind.expected(rng, np.ones(1), before + during, year)[0]
    mean[before:] *= RATIO
    counts = kind.draw(rng, mean)
    found: dict[str, Answer | None] = {}
    for dispersion in ("quasi", "correlated"):
        try:
            one = interrupted_series(
                counts, before, periods_per_year=year, harmonics=1, variance=dispersion, tail="t"
            )
        except InputError:  # too few incidents for the terms
            continue
        missed = outside(one.interval.low, one.interval.high, RATIO)
        found[f"`interrupted_series`, {dispersion}, {name}"] = Answer(missed, one.warnings)
    return found


def main() -> None:
    """Three lengths and four kinds of series in which a measure takes twenty per cent away."""
    rng = np.random.default_rng(20265)
    names = " | ".join(f"{dispersion}, {tail}, %" for dispersion, tail in WAYS)
    print(f"| periods | world | {names} | waves told of, % | answered, % |\n" + "|---" * 8 + "|")
    for shape in SHAPES:
        for kind in TOLD:
            print(line(rng, kind, shape), flush=True)


if __name__ == "__main__":
    main()
