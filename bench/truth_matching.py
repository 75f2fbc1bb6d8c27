"""Whether areas that go the target's way pass, and intervals of the trends' ratio hold it: docs/methods/matching.md.

`python -m bench.truth matching`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bench.promises import Answer, Promise, outside, told
from bench.worlds import KINDS, WEEKS_PER_YEAR, Kind
from samlad.analysis import match_areas

PAGE = "methods/matching.md"
WORLDS, WEEKS, RATIO = 600, 156, 1.1
NONE = ("no_area_passes",)


def promises(worlds: int, rng: np.random.Generator) -> Iterator[Promise]:
    """Three years of weeks; trend and season are tested at 5 % each, so some 10 % of equal areas may fail."""
    for kind in KINDS:
        yield from told(
            kind.name,
            (passes(rng, kind) for _ in range(worlds)),
            allowed=100 * (1 - 0.95**2),
            covers=False,
            besides=NONE,
        )
        yield from told(kind.name, (trends(rng, kind) for _ in range(worlds)), besides=NONE)


def passes(rng: np.random.Generator, kind: Kind) -> dict[str, Answer]:
    """Whether an area that goes the same way is refused."""
    target, other = kind.draw(
        rng, kind.expected(rng, np.array([1.0, rng.uniform(0.5, 3)]), WEEKS, WEEKS_PER_YEAR)
    )
    found = match_areas(target, [other], periods_per_year=WEEKS_PER_YEAR)
    return {"`match_areas`, refused": Answer(not found.passes[0], found.warnings)}


def trends(rng: np.random.Generator, kind: Kind) -> dict[str, Answer | None]:
    """Whether the interval of the trends' ratio misses it where the target grows by a tenth a year more."""
    expected = kind.expected(rng, np.ones(2), WEEKS, WEEKS_PER_YEAR)
    expected[0] *= RATIO ** (np.arange(WEEKS) / WEEKS_PER_YEAR)
    target, other = kind.draw(rng, expected)
    found = match_areas(target, [other], periods_per_year=WEEKS_PER_YEAR)
    interval = found.trend_interval
    known = np.isfinite(found.expected_error[0])
    answer = Answer(outside(interval.low[0], interval.high[0], RATIO), found.warnings)
    return {"`match_areas`, trends": answer if known else None}
