"""Space–time scans of 1,600 cells of 250 m and 52 weeks: radius ≤ 1 km, ≤ 12 weeks, 999 replications.

SaTScan cannot be had from a registry: its seconds are cited, as issue 4 has them (version 10.3.2, both cores of an AMD
Genoa; the same size of grid and windows).
"""

from __future__ import annotations

import numpy as np

from bench.racing import Race, Work, row, run
from samlad.analysis import permutation_scan, poisson_scan

SIDE, WEEKS, METRES = 40, 52, 250.0
CELLS = SIDE * SIDE


def _make(points: int, model: str, prospective: bool) -> tuple[Work, Work | None]:
    rng = np.random.default_rng(20264)
    x, y = np.arange(CELLS) % SIDE * METRES, np.arange(CELLS) // SIDE * METRES
    counts = rng.multinomial(points, np.full(CELLS * WEEKS, 1 / (CELLS * WEEKS))).reshape(CELLS, WEEKS)

    def ours() -> object:
        drawn = np.random.default_rng(1)
        if model == "poisson":
            return poisson_scan(
                *(counts, np.ones(CELLS), x, y),
                rng=drawn,
                prospective=prospective,
                radius=1000,
                longest=12,
            )
        return permutation_scan(counts, x, y, rng=drawn, prospective=prospective, radius=1000, longest=12)

    return ours, None


WORKS = (
    ("permutation scan, prospective", "permutation", True, 10, {100_000: 3.04, 1_000_000: 17.2}),
    (
        "permutation scan, retrospective, 558 intervals",
        "permutation",
        False,
        10,
        {100_000: 50.0, 1_000_000: 110.0},
    ),
    ("Poisson scan, prospective", "poisson", True, 10, {100_000: 4.2, 1_000_000: 28.7}),
)

RACES: list[Race] = [
    Race(
        f"{work}, {points:,} points",
        "SaTScan 10.3.2",
        aim,
        lambda points=points, model=model, prospective=prospective: _make(points, model, prospective),  # type: ignore[misc]
        cited=seconds,
    )
    for work, model, prospective, aim, cited in WORKS
    for points, seconds in cited.items()
]

if __name__ == "__main__":
    for race in RACES:
        print(row(run(race)), flush=True)
