"""Aoristic time of week: a million intervals, and the same with darkness."""

from __future__ import annotations

import numpy as np

from bench.racing import Race, Work, row, run
from samlad.analysis import aoristic, aoristic_darkness

INCIDENTS = 1_000_000
# crimepy (A. Wheeler, GitHub; in no registry): 11.7 s for 100,000 intervals, two cores of an AMD Genoa
CITED = 117.0


def _make(dark: bool) -> tuple[Work, Work | None]:
    rng = np.random.default_rng(20264)
    start = np.datetime64("2024-01-01", "s") + rng.integers(0, 730 * 86_400, INCIDENTS)
    end = start + rng.exponential(10 * 3_600, INCIDENTS).astype(np.int64)
    end[rng.random(INCIDENTS) < 0.05] = np.datetime64("NaT")
    if dark:
        return lambda: aoristic_darkness(start, end, latitude=65.58, longitude=22.15, utc_offset=1), None
    return lambda: aoristic(start, end), None


RACES: list[Race] = [
    Race(
        "aoristic, 1,000,000 intervals",
        "crimepy, 100,000 × 10",
        300,
        lambda: _make(dark=False),
        cited=CITED,
    ),
    Race("the same with darkness", "–", 0, lambda: _make(dark=True)),
]

if __name__ == "__main__":
    for race in RACES:
        print(row(run(race)))
