"""Gi* with conditional permutations beside esda, and Mann–Kendall with Sen's slope beside pymannkendall."""

from __future__ import annotations

import warnings

import numpy as np

from bench import in_r
from bench.racing import Race, Work, row, run
from samlad.analysis import emerging_hot_spots, grid_neighbours, hot_spots, local_moran, mann_kendall

PERMUTATIONS = 999
SERIES, PERIODS = 1_600, 156
# On two cores of an AMD Genoa, where the peer is not installed; esda compiles for 20 s more in every new process.
ESDA = {40: 0.46, 160: 20.8}
SPDEP = {40: 0.83, 160: 19.6}
PYMANNKENDALL = 3.8


def _values(side: int) -> np.ndarray:
    return np.random.default_rng(20267).poisson(2, side * side).astype(float)


def _ours(side: int, null: str) -> Work:
    grid, values = grid_neighbours((side, side)), _values(side)
    return lambda: hot_spots(
        values,
        grid,
        null=null,  # type: ignore[arg-type]
        replications=PERMUTATIONS,
        rng=np.random.default_rng(1),
    )


def _esda(side: int, null: str = "permutation") -> tuple[Work, Work | None]:
    try:
        import libpysal
        from esda.getisord import G_Local
    except ImportError:
        return _ours(side, null), None
    warnings.simplefilter("ignore")

    def of(side: int) -> Work:
        weights, values = libpysal.weights.lat2W(side, side, rook=False), _values(side)
        return lambda: G_Local(
            values,
            weights,
            transform="B",
            star=True,
            permutations=PERMUTATIONS,
            keep_simulations=False,
            seed=1,
        )

    of(5)()  # it compiles
    return _ours(side, null), of(side)


def _spdep(side: int) -> tuple[Work, Work | None]:
    return _ours(side, "permutation"), lambda: in_r.seconds(
        "spdep",
        f"W <- nb2listw(include.self(cell2nb({side}, {side}, type='queen')), style='B'); set.seed(1)",
        f"localG_perm(x, W, nsim={PERMUTATIONS})",
        x=_values(side),
    )


def _moran(side: int) -> tuple[Work, Work | None]:
    grid, values = grid_neighbours((side, side)), _values(side)

    def ours() -> object:
        return local_moran(values, grid, null="permutation", rng=np.random.default_rng(1))

    return ours, None


def _mann_kendall() -> tuple[Work, Work | None]:
    values = np.random.default_rng(20268).normal(size=(SERIES, PERIODS))

    def peer() -> object:
        import pymannkendall

        return [pymannkendall.original_test(series) for series in values]

    return lambda: mann_kendall(values), peer


def _emerging() -> tuple[Work, Work | None]:
    grid = grid_neighbours((40, 40))
    counts = np.random.default_rng(20269).poisson(2, (SERIES, PERIODS))
    return lambda: emerging_hot_spots(counts, grid), None


GI = "Gi*, 999 conditional permutations, {} cells"
RACES: list[Race] = [
    Race(GI.format("1,600"), "esda", 50, lambda: _esda(40), needs="esda", cited=ESDA[40]),
    Race(GI.format("25,600"), "esda", 50, lambda: _esda(160), needs="esda", cited=ESDA[160], slow=True),
    Race(GI.format("1,600"), "spdep", 50, lambda: _spdep(40), in_r="spdep", cited=SPDEP[40]),
    Race(GI.format("25,600"), "spdep", 50, lambda: _spdep(160), in_r="spdep", cited=SPDEP[160], slow=True),
    Race(
        "Gi*, all permutations, 25,600 cells",
        "esda, 999",
        0,
        lambda: (_ours(160, "exact"), None),
        cited=ESDA[160],
    ),
    Race("local Moran, 999 permutations, 25,600 cells", "–", 0, lambda: _moran(160)),
    Race(
        "Mann–Kendall and Sen's slope, 1,600 series × 156",
        "pymannkendall",
        100,
        _mann_kendall,
        needs="pymannkendall",
        cited=PYMANNKENDALL,
    ),
    Race("emerging hot spots, 1,600 cells × 156 periods", "–", 0, _emerging),
]

if __name__ == "__main__":
    for race in RACES:
        print(row(run(race)), flush=True)
