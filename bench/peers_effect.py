"""Synthetic difference in differences: 100 areas, 156 weeks, 199 placebos."""

from __future__ import annotations

import numpy as np

from bench.racing import Race, Work, row, run
from samlad.analysis import synthetic_did

AREAS, WEEKS, START, PLACEBOS = 100, 156, 104, 199


def _counts() -> np.ndarray:
    rng = np.random.default_rng(20265)
    level = np.exp(rng.normal(1.2, 0.6, (AREAS, 1)))
    season = np.exp(0.4 * np.sin(2 * np.pi * np.arange(WEEKS) / 52))
    drift = np.exp(rng.normal(0, 0.1, (AREAS, 1)) * np.linspace(0, 1, WEEKS))
    return rng.poisson(level * season * drift).astype(np.float64)


def _placebos() -> tuple[Work, Work | None]:
    counts = _counts()
    treated = np.arange(AREAS) == AREAS - 1

    def peer() -> object:
        from synthdid import placebo_se, synthdid_estimate

        return placebo_se(synthdid_estimate(counts, AREAS - 1, START), PLACEBOS, random_state=1)

    def ours() -> object:
        return synthetic_did(counts, treated, START, replications=PLACEBOS, rng=np.random.default_rng(1))

    return ours, peer


RACES: list[Race] = [
    Race(
        "synthetic difference in differences, 100 areas × 156 weeks, 199 placebos",
        "synthdid-py",
        50,
        _placebos,
        needs="synthdid",
        slow=True,
    ),
]

if __name__ == "__main__":
    for race in RACES:
        print(row(run(race)))
