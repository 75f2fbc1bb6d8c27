"""The Knox test: 10,000 incidents, 200 m and 14 days, 999 permutations."""

from __future__ import annotations

import numpy as np

from bench.racing import Race, Work, row, run
from samlad.analysis import knox, near_repeat_chains

INCIDENTS, SIDE, DAYS = 10_000, 10_000.0, 365
# pointpats 2.5 on two cores of an AMD Genoa, with 564 MB
CITED = 126.0


def _points() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(20265)
    centres = rng.uniform(0, SIDE, (60, 2))
    around = centres[rng.integers(0, len(centres), INCIDENTS)] + rng.normal(0, 400, (INCIDENTS, 2))
    even = rng.uniform(0, SIDE, (INCIDENTS, 2))
    places = np.where(rng.random((INCIDENTS, 1)) < 0.5, around, even)
    return places, rng.integers(0, DAYS, INCIDENTS).astype(float)


def _knox() -> tuple[Work, Work | None]:
    places, time = _points()

    def peer() -> object:
        from pointpats import Knox

        return Knox(places, time.reshape(-1, 1), delta=200, tau=14, permutations=999)

    return lambda: knox(places[:, 0], places[:, 1], time, 200, 14, rng=np.random.default_rng(1)), peer


def _chains() -> tuple[Work, Work | None]:
    places, time = _points()
    return lambda: near_repeat_chains(places[:, 0], places[:, 1], time, 200, 14), None


RACES: list[Race] = [
    Race(
        "Knox, 10,000 incidents, 200 m / 14 days, 999 permutations",
        "pointpats",
        300,
        _knox,
        needs="pointpats",
        cited=CITED,
        slow=True,
    ),
    Race("the same as chains", "–", 0, _chains),
]

if __name__ == "__main__":
    for race in RACES:
        print(row(run(race)))
