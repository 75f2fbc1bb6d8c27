"""The fine grid against the H3 library itself."""

import h3.api.basic_int as h3
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samlad.places import grid

POINTS = st.tuples(st.floats(-89, 89), st.floats(-180, 180))


@settings(max_examples=60, deadline=None)
@given(POINTS, st.integers(0, grid.FINE))
def test_coarser_matches_the_library(point: tuple[float, float], resolution: int) -> None:
    (fine,) = grid.cells([point[0]], [point[1]])
    assert fine == h3.latlng_to_cell(*point, grid.FINE)
    assert grid.coarser(np.array([fine]), resolution).tolist() == [h3.cell_to_parent(fine, resolution)]


@settings(max_examples=60, deadline=None)
@given(POINTS, POINTS, st.integers(0, grid.FINE))
def test_the_range_of_a_cell_holds_exactly_its_fine_cells(
    point: tuple[float, float], other: tuple[float, float], resolution: int
) -> None:
    fine = h3.latlng_to_cell(*point, grid.FINE)
    # By the hierarchy: near a border the coarse cell around a point is not always the fine cell's parent.
    cell = h3.cell_to_parent(fine, resolution)
    first, last = grid.fine_range(cell)
    near = h3.cell_to_children(cell, min(resolution + 1, grid.FINE))
    for inside in (fine, *(h3.cell_to_center_child(one, grid.FINE) for one in near)):
        assert first <= inside <= last
    elsewhere = h3.latlng_to_cell(*other, grid.FINE)
    assert (first <= elsewhere <= last) == (h3.cell_to_parent(elsewhere, resolution) == cell)


def test_no_cell_stays_none() -> None:
    assert grid.coarser(np.array([0], dtype=np.int64), 8).tolist() == [0]


@pytest.mark.parametrize("resolution", [-1, 13])
def test_a_resolution_that_is_not_kept(resolution: int) -> None:
    with pytest.raises(ValueError, match="between 0 and 12"):
        grid.coarser(np.array([0], dtype=np.int64), resolution)


def test_the_boundary_is_a_closed_ring_of_longitude_and_latitude() -> None:
    ring = grid.boundary(h3.latlng_to_cell(65.6, 22.1, 9))
    assert ring[0] == ring[-1]
    assert len(ring) == 7
    assert all(21 < longitude < 23 and 65 < latitude < 66 for longitude, latitude in ring)
