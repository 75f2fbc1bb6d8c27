"""How often the trend's interval covers the true change: the figures of docs/methods.md.

Run with `python -m bench.truth_trend`; some seconds. Seeded: the same figures each time.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bench.promises import Answer, Promise, outside, told
from bench.worlds import KINDS, Kind
from samlad.analysis import trend

SERIES, WEEKS, WEEKS_PER_YEAR = 3_000, 156, 365.2425 / 7
TRUE_CHANGE = 0.9
PAGE = "methods/trend.md"
WORLDS = 1_500


def promises(worlds: int, rng: np.random.Generator) -> Iterator[Promise]:
    """Three years of weeks, a tenth fewer each year."""
    for kind in KINDS:
        yield from told(kind.name, (answers(rng, kind) for _ in range(worlds)))


def answers(rng: np.random.Generator, kind: Kind) -> dict[str, Answer | None]:
    """Whether each family misses the change in one series."""
    growth = TRUE_CHANGE ** (np.arange(WEEKS) / WEEKS_PER_YEAR)
    counts = kind.draw(rng, kind.expected(rng, np.ones(1), WEEKS, WEEKS_PER_YEAR) * growth)
    found: dict[str, Answer | None] = {}
    for family in ("quasi_poisson", "negative_binomial"):
        one = trend(counts, periods_per_year=WEEKS_PER_YEAR, family=family)
        missed = outside(one.interval.low[0], one.interval.high[0], TRUE_CHANGE)
        found[f"`trend`, {family}"] = None if one.too_little_data[0] else Answer(missed, one.warnings)
    return found


def main() -> None:
    """Twelve worlds with a season and ten per cent less each year."""
    rng = np.random.default_rng(20264)
    years = (np.arange(WEEKS) - (WEEKS - 1) / 2) / WEEKS_PER_YEAR
    shape = TRUE_CHANGE**years * np.exp(0.5 * np.sin(2 * np.pi * years))
    print(
        "| mean | dispersion | answered, % | covered, % | above the truth, % | below, % |\n"
        + "|---" * 6
        + "|"
    )
    for mean in (0.1, 0.3, 1.0, 10.0):
        for dispersion in (1.0, 1.5, 3.0):
            expected, size = mean * shape, (SERIES, WEEKS)
            if dispersion == 1:
                counts = rng.poisson(expected, size)
            else:
                counts = rng.negative_binomial(expected / (dispersion - 1), 1 / dispersion, size)
            result = trend(counts, periods_per_year=WEEKS_PER_YEAR)
            answered = ~result.too_little_data
            above = 100 * np.mean(result.interval.low[answered] > TRUE_CHANGE)
            below = 100 * np.mean(result.interval.high[answered] < TRUE_CHANGE)
            share = f"{100 * answered.mean():.1f} | {100 - above - below:.1f} | {above:.1f} | {below:.1f}"
            print(f"| {mean:g} | {dispersion:g} | {share} |")


if __name__ == "__main__":
    main()
