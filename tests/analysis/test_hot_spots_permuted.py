"""Conditional permutations: one sample for all cells is exact, and the exact distribution is that of all of them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, permutations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from samlad.analysis import Neighbours, grid_neighbours, hot_spots, local_moran, neighbour_lists
from samlad.analysis.hot_spots.null import Tails, distinct, permuted

Floats = NDArray[np.float64]

VALUES = np.array([3, 0, 1, 7, 2, 5, 9, 4, 0, 8, 6, 2, 1, 3, 12, 5.0])
QUEEN = grid_neighbours((4, 4))
SMALL = neighbour_lists([[1, 2], [0, 2, 3], [3], [1, 2, 4, 5], [5], [6, 0], [5, 4]])
UNEQUAL = neighbour_lists(
    [[1, 2], [0, 2, 3], [3], [1, 2, 4], [5], [6, 0], [5, 4]],
    [[1, 0.5], [2, 1, 0.3], [1], [0.7, 0.7, 2], [3], [1, 0.1], [0.4, 0.9]],
)
FEW = np.array([2.0, 0, 5, 1, 0, 0, 7])


def enumerated(values: Floats, neighbours: Neighbours) -> tuple[Floats, Floats]:
    """P(sum ≥ observed) and P(sum ≤ observed) over all arrangements of the others, by listing them."""
    greater, less = [], []
    for cell in range(neighbours.n):
        here = slice(neighbours.first[cell], neighbours.first[cell + 1])
        weights, others = neighbours.weights[here], np.delete(values, cell)
        observed = values[neighbours.members[here]] @ weights
        plain = (weights == 1).all()
        ways: Callable[[Floats, int], object] = combinations if plain else permutations
        sums = np.array([np.array(drawn) @ weights for drawn in ways(others, len(weights))])  # type: ignore[attr-defined]
        greater.append(np.mean(sums >= observed - 1e-9))
        less.append(np.mean(sums <= observed + 1e-9))
    return np.array(greater), np.array(less)


@pytest.mark.parametrize(
    ("values", "neighbours"), [(FEW, SMALL), (VALUES, QUEEN), (VALUES * 3 - 5, QUEEN), (FEW * 10.0**7, SMALL)]
)
def test_exact_p_is_that_of_all_arrangements(values: Floats, neighbours: Neighbours) -> None:
    greater, less = enumerated(values, neighbours)
    for star in (True, False):
        found = hot_spots(values, neighbours, star=star, null="exact", alternative="greater")
        assert_allclose(found.p, greater, rtol=1e-9)
    found = hot_spots(values, neighbours, null="exact", alternative="less")
    assert_allclose(found.p, less, rtol=1e-9)
    both = hot_spots(values, neighbours, null="exact")
    assert_allclose(both.p, np.minimum(2 * np.minimum(greater, less), 1), rtol=1e-9)


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize(("values", "neighbours"), [(FEW, SMALL), (FEW, UNEQUAL), (FEW / 3, SMALL)])
def test_permuted_p_tends_to_that_of_all_arrangements(
    values: Floats, neighbours: Neighbours, shared: bool
) -> None:
    """Seven cells, so that leaving a cell's own value in the sample would be seen at once."""
    number = 40_000
    greater, less = enumerated(values, neighbours)
    rng = np.random.default_rng(11)
    tails = permuted(values, neighbours, permutations=number, rng=rng, shared=shared)
    error = 4.5 * np.sqrt(greater * (1 - greater) / number) + 1e-12
    assert (np.abs(tails.larger / number - greater) <= error).all()
    error = 4.5 * np.sqrt(less * (1 - less) / number) + 1e-12
    assert (np.abs(tails.smaller / number - less) <= error).all()


def test_without_the_replacement_a_shared_sample_would_be_wrong_by_about_one_in_n() -> None:
    """What sharing a sample costs when a cell may meet itself in it: the error is of the order k / n. Ours has none."""
    errors = []
    for side in (6, 12, 24):
        grid, rng = grid_neighbours((side, side)), np.random.default_rng(side)
        values = rng.poisson(2, side**2).astype(float)
        exact = hot_spots(values, grid, null="exact", alternative="greater").p
        cell = np.argmax(values)  # the cell whose own value matters most
        number = int(grid.counts[cell])
        drawn = distinct(rng, side**2, 200_000, number)
        observed = values[grid.members[grid.first[cell] : grid.first[cell + 1]]].sum()
        meets = (drawn == cell).any(axis=1)
        assert np.mean(meets) == pytest.approx(number / side**2, rel=0.1)
        sums = values[drawn].sum(axis=1)
        naive, right = np.mean(sums >= observed), np.mean(sums[~meets] >= observed)
        assert right == pytest.approx(exact[cell], abs=0.006)
        errors.append(naive - exact[cell])
    assert errors[0] > 0.03
    assert abs(errors[2]) < errors[0] / 4


def test_directed_p_matches_esda_where_its_ties_are_ties() -> None:
    """esda 2.9.0: G_Local(x, lat2W(4, 4, rook=False), transform="B", star=True, permutations=99999, seed=7).p_sim, by
    chance in the third digit.

    In cells 12 and 15 permuted sums that equal the observed one come out of esda's division a last digit smaller, so
    that its "at least as large" is "larger"; by enumeration ours is right.
    """
    known = np.array([0.1211, 0.32023, 0.36393, 0.39198, 0.16459, 0.23752, 0.44459, 0.31582,
                      0.26475, 0.21507, 0.01397, 0.01816, 0.3861, 0.23565, 0.18402, 0.09008])  # fmt: skip
    rng, tied = np.random.default_rng(1), [12, 15]
    found = hot_spots(VALUES, QUEEN, null="permutation", alternative="directed", replications=99_999, rng=rng)
    assert_allclose(np.delete(found.p, tied), np.delete(known, tied), atol=0.008)
    greater, less = enumerated(VALUES, QUEEN)
    assert_allclose(found.p[tied], [1 - greater[12], greater[15]], atol=0.008)
    assert_allclose(known[tied], [less[12], 1 - less[15]], atol=0.008)


def test_local_moran_by_permutation_is_the_sum_over_neighbours_turned_by_the_own_side() -> None:
    rng = np.random.default_rng(2)
    exact = local_moran(VALUES, QUEEN, null="exact", alternative="greater")
    gi = hot_spots(VALUES, QUEEN, null="exact", alternative="greater")
    less = hot_spots(VALUES, QUEEN, null="exact", alternative="less")
    high = VALUES.mean() < VALUES
    assert_allclose(exact.p, np.where(high, gi.p, less.p))
    drawn = local_moran(VALUES, QUEEN, null="permutation", alternative="greater", replications=9_999, rng=rng)
    assert_allclose(drawn.p, exact.p, atol=0.02)


def test_a_cell_at_the_mean_has_no_moran() -> None:
    values = np.array([3.0, 1, 2, 3, 1, 2, 2])
    for null in ("exact", "permutation"):
        found = local_moran(values, SMALL, null=null, rng=np.random.default_rng(1))  # type: ignore[arg-type]
        assert found.p[[2, 5, 6]].tolist() == [1, 1, 1]
        assert found.z[[2, 5, 6]].tolist() == [0, 0, 0]


def test_p_values_by_permutation_are_never_too_small() -> None:
    """Over 300 maps without hot spots, a cell's two-sided p-value is at most 0.05 in at most 5 % (and some error)."""
    rng, grid = np.random.default_rng(9), grid_neighbours((12, 12))
    below = {"permutation": 0, "exact": 0}
    for _ in range(300):
        values = rng.poisson(0.3, 144)
        for null in below:
            p = hot_spots(values, grid, null=null, replications=199, rng=rng).p  # type: ignore[arg-type]
            below[null] += int(np.count_nonzero(p <= 0.05))
    for number in below.values():
        assert number / (300 * 144) <= 0.055


def test_tails_become_p_by_the_named_rules() -> None:
    """esda's rule: the fewer of those at least as large, and of the rest, plus one, of all plus one."""
    tails = Tails(np.array([0, 99, 50, 3]), np.array([99, 0, 60, 97]), 99)
    assert_allclose(tails.p("greater"), [0.01, 1, 0.51, 0.04])
    assert_allclose(tails.p("less"), [1, 0.01, 0.61, 0.98])
    assert_allclose(tails.p("two_sided"), [0.02, 0.02, 1, 0.08])
    assert_allclose(tails.p("directed"), [0.01, 0.01, 0.5, 0.04])


def test_drawn_rows_are_all_arrangements_alike() -> None:
    """Two of five in order: 20 arrangements, 40,000 rows; a chi-square with 19 degrees of freedom is below 43.8 in
    99.9 %. The same for three of five, which are drawn by shuffling."""
    rng = np.random.default_rng(3)
    for columns, ways, limit in ((2, 20, 43.8), (3, 60, 98.3)):
        drawn = distinct(rng, 5, 40_000, columns)
        found = np.unique(drawn @ 5 ** np.arange(columns), return_counts=True)[1]
        assert len(found) == ways
        assert ((found - 40_000 / ways) ** 2 / (40_000 / ways)).sum() < limit
    many = distinct(rng, 1_000, 500, 60)
    assert (np.diff(np.sort(many, axis=1), axis=1) > 0).all()


def test_the_same_chance_gives_the_same_answer() -> None:
    one, other = (
        hot_spots(VALUES, QUEEN, null="permutation", rng=np.random.default_rng(8)).p for _ in range(2)
    )
    assert one.tolist() == other.tolist()


def test_with_the_own_value_kept_the_score_of_gi_star_is_that_of_gi() -> None:
    star = hot_spots(VALUES, QUEEN, null="exact")
    assert_allclose(star.z, hot_spots(VALUES, QUEEN, star=False).z)
    assert star.null == "exact"
    row = hot_spots(VALUES, QUEEN, null="exact", weighting="row")
    assert_allclose(row.z, star.z)
    assert_allclose(row.p, star.p)
