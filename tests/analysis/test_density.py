"""Kernel density against direct sums, R's spatstat, and integrals that must come out."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from samlad.analysis import DensityGrid, InputError, covered_cells, density, density_at, kernels
from samlad.analysis.density import sums as density_sums
from samlad.analysis.density.bandwidth import best
from samlad.analysis.density.checks import as_points
from samlad.analysis.density.edge import share_at_cells, share_at_points
from samlad.analysis.density.kernel_functions import KERNELS, Kernel, shape_of

Floats = NDArray[np.float64]
SQUARE = DensityGrid(left=0, bottom=0, cell=25, columns=400, rows=400)


@pytest.fixture(scope="module")
def reference(golden: Path) -> dict[str, Floats]:
    found = json.loads((golden / "kde_gaussian.json").read_text())
    return {name: np.array(found[name]) for name in ("P", "query", "density", "h")}


def clustered(number: int, seed: int = 1) -> Floats:
    rng = np.random.default_rng(seed)
    centres = rng.uniform(0, 10_000, (40, 2))
    points = centres[rng.integers(0, 40, number)] + rng.normal(0, 300, (number, 2))
    even = rng.random(number) < 0.3
    points[even] = rng.uniform(0, 10_000, (int(even.sum()), 2))
    return points


def test_gaussian_matches_the_direct_sum(reference: dict[str, Floats], way: str) -> None:
    """COMPUTED, numpy 2.4.6: mean over points of exp(−d²/2h²)/2πh², per square metre; ours counts incidents per km²."""
    x, y = reference["P"].T
    h = float(reference["h"])
    at = density_at(x, y, *reference["query"].T, bandwidth=h)
    assert at / (200 * 1e6) == pytest.approx(reference["density"], rel=1e-12)
    grid = DensityGrid(left=-12.5, bottom=-12.5, cell=25, columns=401, rows=401)
    column, row = (reference["query"].T / 25).astype(int)
    assert density(x, y, grid, bandwidth=h).estimate[row, column] == pytest.approx(at, rel=1e-10)


def test_gaussian_of_many_points_is_right_to_a_ten_thousandth(way: str) -> None:
    """By way of the lattice: 100,000 points, 25 m, 300 m, as the table of accuracies beside the reference has it."""
    x, y = clustered(100_000).T
    found = density(x, y, SQUARE, bandwidth=300)
    row, column = np.random.default_rng(2).integers(0, 400, (2, 300))
    direct = density_at(x, y, SQUARE.x[column], SQUARE.y[row], bandwidth=300)
    assert found.estimate[row, column] == pytest.approx(direct, rel=1e-4)
    assert (found.n, found.bandwidth, found.parameters["edge"]) == (100_000, 300.0, "none")


def test_lattice_is_right_far_from_the_points_too(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """One point, worst for the lattice: to 1e-4 of the value within a deviation, 1e-3 within three, 5e-6 of the peak."""
    monkeypatch.setattr(density_sums, "DIRECTLY", 0)
    monkeypatch.setattr(density_sums, "POINT", 0)
    monkeypatch.setattr(density_sums, "LATTICE_POINT", 0)
    grid = DensityGrid(0, 0, 20, 100, 100)
    found = density([1013.7, 1111.1], [977.1, 915.3], grid, bandwidth=100, weights=[1, 0]).estimate
    x, y = np.meshgrid(grid.x, grid.y)
    direct = density_at([1013.7], [977.1], x.ravel(), y.ravel(), bandwidth=100).reshape(100, 100)
    away = np.hypot(x - 1013.7, y - 977.1) / 100
    assert found[away < 1] == pytest.approx(direct[away < 1], rel=1e-4)
    assert found[away < 3] == pytest.approx(direct[away < 3], rel=1e-3)
    assert found == pytest.approx(direct, abs=1e-4 * direct.max())
    assert found.min() >= 0


@pytest.mark.parametrize("kernel", KERNELS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(
    st.lists(st.tuples(st.integers(-300, 900), st.integers(-300, 900)), min_size=1, max_size=12),
    st.integers(20, 250),
)
def test_every_kernel_is_its_direct_sum(
    way: str, kernel: Kernel, places: list[tuple[int, int]], bandwidth: int
) -> None:
    x, y = np.array(places, dtype=float).T + 0.123
    grid = DensityGrid(left=0, bottom=-50, cell=37, columns=15, rows=12)
    found = density(x, y, grid, bandwidth=bandwidth, kernel=kernel, weights=np.arange(1, len(x) + 1))
    across, up = np.meshgrid(grid.x, grid.y)
    direct = density_at(
        *(x, y, across.ravel(), up.ravel()),
        bandwidth=bandwidth,
        kernel=kernel,
        weights=np.arange(1, len(x) + 1),
    )
    assert found.estimate.ravel() == pytest.approx(direct, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("kernel", KERNELS)
def test_a_kernel_holds_one_and_has_its_deviation(kernel: Kernel) -> None:
    grid = DensityGrid(left=-1000, bottom=-1000, cell=5, columns=400, rows=400)
    found = density([1.3], [-2.7], grid, bandwidth=100, kernel=kernel)
    share = found.estimate * 25 / 1e6
    assert share.sum() == pytest.approx(1, abs=3e-3)
    assert np.sqrt((share.sum(axis=0) * (grid.x - 1.3) ** 2).sum()) == pytest.approx(100, rel=1e-2)
    assert found.bandwidth == pytest.approx(100)


def test_a_radius_is_where_the_kernel_ends() -> None:
    found = density(
        [0], [0], DensityGrid(-100, -10, 20, 10, 1), bandwidth=80, bandwidth_is="radius", kernel="quartic"
    )
    assert (found.estimate[0] > 0).tolist() == [abs(x) < 80 for x in range(-90, 91, 20)]
    assert found.radius == 80
    assert found.bandwidth == pytest.approx(80 / np.sqrt(8))


SPATSTAT = {
    ("gaussian", "none"): [
        4.36936489232,
        2.80705355979,
        2.37407951594,
        0.927362037957,
        5.90486554644,
        4.8433620252,
    ],
    ("gaussian", "uniform"): [
        4.36936489467,
        2.80705355979,
        4.14309015649,
        0.962533453555,
        6.14974173997,
        4.8435218905,
    ],
    ("gaussian", "diggle"): [
        4.36939196346,
        2.80705543304,
        3.21576754971,
        0.987618270705,
        6.44043145692,
        4.84586071038,
    ],
    ("quartic", "none"): [
        4.20712046402,
        2.86608655281,
        2.36711425899,
        0.743280197829,
        5.27892992022,
        4.76402501496,
    ],
    ("epanechnikov", "none"): [4.15238485, 2.88698813, 2.38515766, 0.67254790, 5.04427788, 4.75358876],
    ("uniform", "none"): [
        3.75782504523,
        2.65258238486,
        2.43153385279,
        0.442097064144,
        4.64201917351,
        4.64201917351,
    ],
}


@pytest.mark.parametrize(("kernel", "edge"), list(SPATSTAT))
def test_matches_spatstat_at_the_points(reference: dict[str, Floats], kernel: Kernel, edge: str) -> None:
    """The reference's 200 points in their square; spatstat.explore 3.0.6 in R 4.2.2 (its "disc" is our "uniform").

    > X <- ppp(P[,1], P[,2], c(0, 10000), c(0, 10000)); i <- c(1, 10, 50, 100, 150, 200)
    > density(X, sigma = 600, at = "points", leaveoneout = FALSE, edge = TRUE, diggle = TRUE)[i] * 1e6
    4.36939196346 2.80705543304 3.21576754971 0.987618270705 6.44043145692 4.84586071038
    """
    x, y = reference["P"].T
    own = np.array([1, 10, 50, 100, 150, 200]) - 1
    share = share_at_points(np.ones(SQUARE.shape, np.bool_), SQUARE, shape_of(kernel, 600), x, y)
    weights = 1 / share if edge == "diggle" else None
    found = density_at(x, y, x[own], y[own], bandwidth=600, kernel=kernel, weights=weights)
    found /= share[own] if edge == "uniform" else 1
    assert found == pytest.approx(SPATSTAT[kernel, edge], rel=1e-7)


def test_polygon_matches_spatstat(reference: dict[str, Floats]) -> None:
    """Within half a percent, the width of the pixels: spatstat moves points to the pixels' middles, ours does not.

    > W <- owin(poly = list(x = c(1000, 9000, 9000, 5000, 1000), y = c(1000, 1000, 6000, 9000, 6000))); Y <- X[W]
    > interp.im(density(Y, sigma = 600, eps = 20), c(3000, 8500, 5000), c(3000, 1500, 8000)) * 1e6
    1.96378551851 0.784402843067 2.64729220407
    > D <- density(Y, sigma = 600, eps = 20, diggle = TRUE); integral(D)
    120
    > interp.im(D, c(3000, 8500, 5000), c(3000, 1500, 8000)) * 1e6
    2.00560273336 0.58038010032 2.7613818093
    """
    x, y = reference["P"].T
    grid = DensityGrid(0, 0, 20, 500, 500)
    covered = covered_cells(grid, [[(1000, 1000), (9000, 1000), (9000, 6000), (5000, 9000), (1000, 6000)]])
    expected = {"uniform": [1.96378551851, 0.784402843067, 2.64729220407]}
    expected["diggle"] = [2.00560273336, 0.58038010032, 2.7613818093]
    for edge, values in expected.items():
        found = density(x, y, grid, bandwidth=600, covered=covered, edge=edge)  # type: ignore[arg-type]
        four = [
            found.estimate[b - 1 : b + 1, a - 1 : a + 1].mean()
            for a, b in ((150, 150), (425, 75), (250, 400))
        ]
        assert four == pytest.approx(values, rel=7e-3)
        assert (found.n, found.outside, found.warnings) == (120, 80, ("points_outside",))
        assert (found.estimate[~covered] == 0).all()


@pytest.mark.parametrize("kernel", KERNELS)
def test_diggles_correction_keeps_the_number_of_incidents(kernel: Kernel) -> None:
    grid = DensityGrid(0, 0, 10, 90, 70)
    covered = covered_cells(
        grid, [[(100, 80), (850, 50), (700, 650), (150, 500)], [(300, 300), (400, 300), (350, 400)]]
    )
    x, y = np.random.default_rng(3).uniform(0, 700, (2, 500))
    found = density(x, y, grid, bandwidth=80, kernel=kernel, covered=covered, edge="diggle")
    assert found.estimate.sum() * 100 / 1e6 == pytest.approx(found.n, rel=2e-3)


@pytest.mark.parametrize("kernel", KERNELS)
def test_the_covered_share_is_the_kernels_integral(kernel: Kernel) -> None:
    """Summed over ten times finer squares."""
    grid = DensityGrid(0, 0, 40, 20, 15)
    covered = np.random.default_rng(4).random(grid.shape) < 0.6
    shape = shape_of(kernel, 130)
    fine = 4 * np.arange(200) + 2.0
    mask = np.repeat(np.repeat(covered, 10, axis=0), 10, axis=1)
    cells = share_at_cells(covered, grid, shape)
    for row, column in ((0, 0), (7, 9), (14, 19), (3, 16)):
        squared = (fine - grid.x[column]) ** 2 + (fine[:150, np.newaxis] - grid.y[row]) ** 2
        brute = (shape.profile(squared / shape.size**2) * mask).sum() * shape.peak * 16
        assert cells[row, column] == pytest.approx(brute, abs=4e-3)
    points = share_at_points(covered, grid, shape, grid.x[[0, 9, 19]], grid.y[[0, 7, 14]])
    assert points == pytest.approx(cells[[0, 7, 14], [0, 9, 19]], abs=1e-3)


def test_an_even_density_is_even_up_to_the_edge() -> None:
    x, y = np.random.default_rng(5).uniform(0, 1000, (2, 200_000))
    grid = DensityGrid(0, 0, 50, 20, 20)
    found = density(x, y, grid, bandwidth=120, covered=np.ones(grid.shape, bool))
    assert found.parameters["edge"] == "uniform"
    assert found.estimate == pytest.approx(np.full(grid.shape, 200_000.0), rel=0.06)
    plain = density(x, y, grid, bandwidth=120)
    assert plain.estimate[0, 0] < 70_000


def test_slices_are_densities_of_their_own(way: str) -> None:
    x, y = clustered(30_000).T
    slices = np.random.default_rng(6).integers(-1, 3, 30_000)
    grid = DensityGrid(0, 0, 100, 100, 100)
    stack = density(x, y, grid, bandwidth=300, slices=slices, slice_count=4)
    assert stack.estimate.shape == (4, 100, 100)
    assert not stack.estimate[3].any()
    assert stack.n == (slices >= 0).sum()
    for number in range(3):
        own = slices == number
        alone = density(x[own], y[own], grid, bandwidth=300).estimate
        assert stack.estimate[number] == pytest.approx(alone, rel=1e-3, abs=1e-4 * alone.max())


@pytest.mark.parametrize("kernel", KERNELS)
def test_standard_error_is_that_of_repeated_draws(kernel: Kernel) -> None:
    """Poisson numbers of incidents, drawn 400 times; spatstat has it for the Gaussian alone."""
    rng = np.random.default_rng(7)
    grid = DensityGrid(0, 0, 100, 10, 10)
    drawn = []
    for _ in range(400):
        x, y = rng.uniform(-500, 1500, (2, rng.poisson(400)))
        drawn.append(density(x, y, grid, bandwidth=100, kernel=kernel, standard_error=True))
    estimates = np.array([found.estimate for found in drawn])
    told = np.array([found.standard_error for found in drawn])
    assert np.sqrt((told**2).mean()) == pytest.approx(estimates.std(axis=0).mean(), rel=0.05)


def test_standard_error_matches_spatstat(reference: dict[str, Floats]) -> None:
    """> density(X, sigma = 600, se = TRUE, edge = FALSE, at = "points", leaveoneout = FALSE)$SE[c(1, 100)] * 1e6
    1.07313916289 0.574613017411
    """
    x, y = reference["P"].T
    for place, expected in ((0, 1.07313916289), (99, 0.574613017411)):
        grid = DensityGrid(x[place] - 0.5, y[place] - 0.5, 1, 1, 1)
        found = density(x, y, grid, bandwidth=600, standard_error=True)
        assert found.standard_error is not None
        assert found.standard_error[0, 0] == pytest.approx(expected, rel=1e-9)


def test_bandwidths_match_spatstat(reference: dict[str, Floats]) -> None:
    """> bw.scott(X, isotropic = TRUE)
    1144.69061191
    > bw.ppl(X, edge = FALSE, shortcut = TRUE, sigma = c(200, 400, 600, 800, 1000, 1400, 2000))
    400
    """
    x, y = reference["P"].T
    grid = DensityGrid(0, 0, 100, 100, 100)
    for rule in ("scott", "silverman"):
        assert density(x, y, grid, bandwidth=rule).bandwidth == pytest.approx(1144.69061191, rel=1e-11)  # type: ignore[arg-type]
    tried = np.array([200.0, 400, 600, 800, 1000, 1400, 2000])
    assert best(as_points(x, y, None), tried) == 400
    found = density(x, y, grid, bandwidth="likelihood")
    assert 400 < found.bandwidth < 500
    assert found.parameters["bandwidth_rule"] == "likelihood"


def test_both_ways_and_any_number_of_threads_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = clustered(250_000).T
    grid = DensityGrid(0, 0, 100, 100, 100)
    monkeypatch.setattr(kernels, "processors", lambda: 1)
    alone = density(x, y, grid, bandwidth=300).estimate
    monkeypatch.setattr(kernels, "processors", lambda: 5)
    assert (density(x, y, grid, bandwidth=300).estimate == alone).all()
    monkeypatch.setattr(kernels, "library", lambda: None)
    assert density(x, y, grid, bandwidth=300).estimate == pytest.approx(alone, rel=1e-10)


def test_a_hole_is_not_covered() -> None:
    grid = DensityGrid(0, 0, 1, 6, 6)
    covered = covered_cells(grid, [[(0, 0), (6, 0), (6, 6), (0, 6)], [(2, 2), (2, 4), (4, 4), (4, 2)]])
    assert covered.sum() == 32
    assert not covered[2:4, 2:4].any()
    assert DensityGrid.covering(0, 0, 95, 41, 10).shape == (5, 10)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"x": []}, "x has shape (0,). Give one row of at least 1"),
        ({"x": [1, np.inf]}, "x holds inf at (1,)."),
        ({"y": [1]}, "y has shape (1,)."),
        ({"weights": [1, -1]}, "weights holds -1."),
        ({"slices": [0.5, 1]}, "slices is an array of float64"),
        ({"slices": [0, 3], "slice_count": 2}, "slice_count is 2. The largest of slices is 3"),
        ({"slices": [0, 1], "slice_count": 2_000_000}, "slice_count is 2000000."),
        ({"covered": np.zeros((10, 10), bool)}, "covered is an array of bool with shape (10, 10)"),
        ({"covered": np.ones((3, 3), bool)}, "covered is an array of bool with shape (3, 3)"),
        ({"bandwidth": 0}, "bandwidth is 0."),
        ({"bandwidth": "best"}, "bandwidth is 'best'."),
        ({"x": [5, 5], "y": [5, 5], "bandwidth": "scott"}, "bandwidth cannot be chosen by 'scott'."),
        ({"kernel": "cosine"}, "kernel is 'cosine'."),
        ({"edge": "torus"}, "edge is 'torus'."),
        ({"per": -1}, "per is -1."),
        ({"x": [-500, -400], "covered": np.ones((10, 10), bool)}, "x lies outside for all 2 incidents."),
    ],
)
def test_bad_arguments_are_named(changed: dict[str, object], sentence: str) -> None:
    arguments: dict[str, object] = {"x": [10, 50], "y": [10, 60], "grid": DensityGrid(0, 0, 10, 10, 10)}
    arguments |= {"bandwidth": 20} | changed
    with pytest.raises(InputError) as refused:
        density(**arguments)  # type: ignore[arg-type]
    assert str(refused.value).startswith(sentence)


def test_bad_grids_and_polygons_are_named() -> None:
    grid = DensityGrid(0, 0, 10, 10, 10)
    with pytest.raises(InputError, match="grid has 0 × 5 cells"):
        DensityGrid(0, 0, 10, 0, 5)
    with pytest.raises(InputError, match="right is 0"):
        DensityGrid.covering(0, 0, 0, 10, 1)
    with pytest.raises(InputError, match=r"rings\[0\] has shape \(2, 2\)"):
        covered_cells(grid, [[(0, 0), (1, 1)]])
    with pytest.raises(InputError, match="rings covers no cell"):
        covered_cells(grid, [[(500, 500), (600, 500), (600, 600)]])
    with pytest.raises(InputError, match="would compare 5001 points"):
        density(np.arange(5_001), np.arange(5_001), grid, bandwidth="likelihood")
