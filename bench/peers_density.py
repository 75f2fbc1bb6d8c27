"""Kernel density: a Gaussian on 400 × 400 cells of 25 m, 300 m bandwidth, and how far off each is."""

from __future__ import annotations

import numpy as np

from bench import in_r
from bench.racing import Race, Work, row, run
from samlad.analysis import DensityGrid, density, density_at

GRID = DensityGrid(left=0, bottom=0, cell=25, columns=400, rows=400)
BANDWIDTH, SIDE = 300.0, 10_000.0
# KDEpy's FFTKDE and spatstat's density.ppp on two cores of an AMD Genoa
CITED = {100_000: 0.060, 1_000_000: 0.211}
SPATSTAT = {100_000: 0.59, 1_000_000: 2.95}
LOOKED_AT = 500


def points(number: int) -> np.ndarray:
    rng = np.random.default_rng(20266)
    centres = rng.uniform(0, SIDE, (40, 2))
    places = centres[rng.integers(0, len(centres), number)] + rng.normal(0, 400, (number, 2))
    even = rng.random(number) < 0.3
    places[even] = rng.uniform(0, SIDE, (int(even.sum()), 2))
    # the peer needs every point within its grid
    return np.clip(places, 1, SIDE - 1)


def by_peer(places: np.ndarray) -> np.ndarray:
    """KDEpy on a grid of its own that has our cells' middles: incidents per km²."""
    from KDEpy import FFTKDE

    wide = np.concatenate([[GRID.x[0] - GRID.cell], GRID.x, [GRID.x[-1] + GRID.cell]])
    across, up = np.meshgrid(wide, wide, indexing="ij")
    nodes = np.column_stack([across.ravel(), up.ravel()])
    found = FFTKDE(kernel="gaussian", bw=BANDWIDTH).fit(places).evaluate(nodes)
    return found.reshape(402, 402)[1:-1, 1:-1].T * len(places) * 1e6


def _make(number: int) -> tuple[Work, Work | None]:
    places = points(number)
    x, y = places[:, 0].copy(), places[:, 1].copy()
    return lambda: density(x, y, GRID, bandwidth=BANDWIDTH), lambda: by_peer(places)


def _spatstat(number: int) -> tuple[Work, Work | None]:
    x, y = points(number).T
    return (
        lambda: density(x, y, GRID, bandwidth=BANDWIDTH),
        lambda: in_r.seconds(
            "spatstat.explore",
            "P <- spatstat.geom::ppp(x, y, c(0, 10000), c(0, 10000))",
            "density(P, sigma=300, dimyx=400, edge=FALSE)",
            x=x,
            y=y,
        ),
    )


def _quartic() -> tuple[Work, Work | None]:
    x, y = points(100_000).T
    return lambda: density(x, y, GRID, bandwidth=BANDWIDTH, kernel="quartic"), None


RACES: list[Race] = [
    *(
        Race(
            f"density, 400 × 400, {number:,} points",
            "KDEpy FFTKDE",
            3,
            lambda number=number: _make(number),
            needs="KDEpy",
            cited=seconds,
        )
        for number, seconds in CITED.items()
    ),
    *(
        Race(
            f"density, 400 × 400, {number:,} points",
            "spatstat, edge=FALSE",
            3,
            lambda number=number: _spatstat(number),
            in_r="spatstat.explore",
            cited=cited,
        )
        for number, cited in SPATSTAT.items()
    ),
    Race("quartic kernel, summed directly, 100,000 points", "–", 0, _quartic),
]


def errors(number: int, peer: bool) -> None:
    """Largest and median error at random cells, over the direct sum."""
    places = points(number)
    line, column = np.random.default_rng(1).integers(0, 400, (2, LOOKED_AT))
    direct = density_at(*places.T, GRID.x[column], GRID.y[line], bandwidth=BANDWIDTH)
    ways = {"ours": density(*places.T, GRID, bandwidth=BANDWIDTH).estimate}
    if peer:
        ways["KDEpy"] = by_peer(places)
    for name, found in ways.items():
        away = abs(found[line, column] / direct - 1)
        print(f"| {name} | {number:,} | {away.max():.1e} | {np.median(away):.1e} |")


if __name__ == "__main__":
    from importlib.util import find_spec

    for race in RACES:
        print(row(run(race)))
    for number in CITED:
        errors(number, peer=find_spec("KDEpy") is not None)
