"""Neighbours: grids, points, lists, and sums over them."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from samlad.analysis import (
    InputError,
    Neighbours,
    grid_neighbours,
    near_neighbours,
    nearest_neighbours,
    neighbour_lists,
)


def lists_of(neighbours: Neighbours) -> list[list[int]]:
    return [row.tolist() for row in np.split(neighbours.members, neighbours.first[1:-1])]


@pytest.mark.parametrize(("reach", "distance"), [("rook", 1), ("queen", 1.5), (2.3, 2.3), (3, 3)])
def test_a_grid_is_its_centres_within_a_distance(reach: Any, distance: float) -> None:
    rows, columns = np.indices((7, 5))
    near = near_neighbours(columns.ravel(), rows.ravel(), distance=distance)
    assert lists_of(grid_neighbours((7, 5), reach=reach)) == lists_of(near)


def test_squares_that_are_no_cells_have_no_number() -> None:
    present = np.array([[True, True, False], [False, True, True]])
    assert lists_of(grid_neighbours((2, 3), present=present)) == [[1, 2], [0, 2, 3], [0, 1, 3], [1, 2]]
    assert lists_of(grid_neighbours((2, 3), reach="rook", present=present)) == [[1], [0, 2], [1, 3], [2]]


def test_points_within_a_distance_match_spdep() -> None:
    """spdep 1.2-7: card(dnearneigh(coords, 0, 4)) is 2 2 3 1 0 0 2; knn2nb(knearneigh(coords, k=2))."""
    x, y = [0, 1, 3, 7, 8, 2, 5], [0, 2, 1, 5, 0, 6, 3]
    assert near_neighbours(x, y, distance=4).counts.tolist() == [2, 2, 3, 1, 0, 0, 2]
    known = [[1, 2], [0, 2], [1, 6], [4, 6], [2, 6], [1, 6], [2, 3]]
    assert lists_of(nearest_neighbours(x, y, number=2)) == known


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=60), st.integers(1, 40)
)
def test_points_within_a_distance_are_those_of_all_pairs(
    points: list[tuple[int, int]], distance: int
) -> None:
    x, y = np.array(points).T
    near = near_neighbours(x, y, distance=distance)
    squared = np.subtract.outer(x, x) ** 2 + np.subtract.outer(y, y) ** 2
    np.fill_diagonal(squared, distance**2 + 1)
    assert lists_of(near) == [np.flatnonzero(row <= distance**2).tolist() for row in squared]


def test_many_points_are_taken_in_strips() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.uniform(0, 10_000, (2, 3_000))
    near = near_neighbours(x, y, distance=400)
    distances = np.hypot(x[near.owners] - x[near.members], y[near.owners] - y[near.members])
    assert distances.max() <= 400
    pairs = sum(int(np.count_nonzero(np.hypot(x - x[cell], y - y[cell]) <= 400)) - 1 for cell in range(3_000))
    assert len(near.members) == pairs


def test_sums_are_products_with_the_matrix_of_weights() -> None:
    rng = np.random.default_rng(2)
    given = neighbour_lists([[1, 3], [], [0], [2, 1]], [[1, 2], [], [0.5], [3, 1]])
    for weighting in ("given", "binary", "row"):
        weighted = given.weighted(weighting)  # type: ignore[arg-type]
        matrix = np.zeros((4, 4))
        matrix[weighted.owners, weighted.members] = weighted.weights
        values = rng.normal(size=(4, 6))
        assert_allclose(weighted.sums(values), matrix @ values)
        assert_allclose(weighted.sums(values[:, 0]), matrix @ values[:, 0])
        assert_allclose(weighted.totals(), matrix.sum(axis=1))
        assert_allclose(weighted.totals(2), (matrix**2).sum(axis=1))
    assert_allclose(given.weighted("row").totals(), [1, 0, 1, 1])


def test_periods_are_taken_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.import_module("samlad.analysis.hot_spots.neighbours"), "PRODUCTS", 100)
    grid, values = grid_neighbours((5, 5)), np.random.default_rng(3).normal(size=(25, 9))
    assert_allclose(grid.sums(values)[:, 4], grid.sums(values[:, 4]))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: neighbour_lists([[1], [1]]), r"lists\[1\] holds 1"),
        (lambda: neighbour_lists([[1], [2]]), r"lists\[1\] holds 2"),
        (lambda: neighbour_lists([[-1], [0]]), r"lists\[0\] holds -1"),
        (lambda: neighbour_lists([[1, 1], [0]]), "1 twice"),
        (lambda: neighbour_lists([[1.5], [0]]), r"lists\[0\] is an array of float64"),
        (lambda: neighbour_lists([[1], [0]], [[1], [1, 2]]), "do not go with the lists"),
        (lambda: neighbour_lists([[1], [0]], [[1], [0]]), "weights holds 0"),
        (lambda: grid_neighbours((0, 3)), "shape is"),
        (lambda: grid_neighbours((3, 3), reach="king"), "reach is 'king'"),  # type: ignore[arg-type]
        (lambda: grid_neighbours((3, 3), reach=0.5), "reach is 0.5"),
        (lambda: grid_neighbours((3, 3), present=np.zeros((3, 3), dtype=bool)), "0 of them true"),
        (lambda: grid_neighbours((3, 3), present=np.ones((2, 3), dtype=bool)), r"shape \(2, 3\)"),
        (lambda: near_neighbours([0, 1], [0], distance=1), "y has shape"),
        (lambda: near_neighbours([0, np.nan], [0, 1], distance=1), "x holds nan"),
        (lambda: near_neighbours([0, 1], [0, 1], distance=0), "distance is 0"),
        (lambda: near_neighbours([0], [0], distance=1), "one point has no neighbours"),
        (lambda: nearest_neighbours([0, 1], [0, 1], number=2), "number is 2"),
    ],
)
def test_bad_input_is_told_in_a_sentence(call: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        call()
