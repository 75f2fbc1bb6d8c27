"""Groups of areas and spans of time for `area_effect`."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samlad.analysis.area_effect.groups import MOST_GROUPS, compact_groups, dispersion, panel, span_edges


@given(st.integers(4, 400), st.integers(1, 200))
def test_spans_cover_all_periods_and_begin_anew_with_the_measure(before: int, during: int) -> None:
    edges = span_edges(before, during)
    assert (edges[0], edges[-1]) == (0, before + during)
    assert before in edges
    assert (np.diff(edges) > 0).all()
    assert np.count_nonzero(edges < before) >= 4


def test_spans_are_as_long_as_the_measure_where_there_is_enough_before_it() -> None:
    assert span_edges(60, 12).tolist() == [0, 12, 24, 36, 48, 60, 72]
    assert span_edges(104, 26).tolist() == [0, 26, 52, 78, 104, 130]
    assert span_edges(20, 20).tolist() == [0, 5, 10, 15, 20, 25, 30, 35, 40]
    assert span_edges(190, 10).tolist() == [*range(0, 191, 19), 200]


@given(st.integers(1, 150), st.integers(1, 40), st.integers(0, 9))
def test_every_area_is_in_one_group(areas: int, size: int, seed: int) -> None:
    groups = compact_groups(np.random.default_rng(seed).uniform(0, 1, (areas, 2)), size)
    assert sorted(np.concatenate(groups).tolist()) == list(range(areas))
    assert max(map(len, groups)) <= 2 * size


def test_a_square_is_cut_into_squares() -> None:
    rows, columns = np.divmod(np.arange(64), 8)
    groups = compact_groups(np.column_stack([columns, rows]).astype(float), 16)
    assert [len(group) for group in groups] == [16] * 4
    assert all(np.ptp(columns[group]) == np.ptp(rows[group]) == 3 for group in groups)


def test_no_areas_are_no_groups() -> None:
    assert compact_groups(np.empty((0, 2)), 3) == []


def test_panel_adds_up_and_hides_target_and_buffer_during_the_measure() -> None:
    rng = np.random.default_rng(0)
    counts, places = rng.poisson(3, (50, 40)).astype(float), rng.uniform(0, 1, (50, 2))
    target, buffer = np.arange(50) < 2, (np.arange(50) >= 2) & (np.arange(50) < 7)
    data = panel(counts, target, buffer, places, 30)
    assert data.counts.sum() == counts.sum()
    assert data.counts[0].sum() == counts[:2].sum()
    assert data.counts[data.comparisons].sum() == counts[7:].sum()
    assert data.areas == 43
    hidden = np.flatnonzero(~data.observed.all(axis=1))
    assert hidden.tolist() == [0, *range(len(data.counts) - data.buffer_groups, len(data.counts))]
    assert (data.observed[hidden] == ~data.during).all()


def test_of_many_areas_the_nearest_are_compared_with() -> None:
    places = np.column_stack([np.arange(400.0), np.zeros(400)])
    data = panel(np.ones((400, 10)), np.arange(400) == 0, np.zeros(400, dtype=bool), places, 8)
    assert len(data.comparisons) == MOST_GROUPS
    assert data.places[:, 0].max() == MOST_GROUPS


@pytest.mark.parametrize(("size", "slope"), [(np.inf, 0.0), (20.0, 0.05)])
def test_dispersion_rises_with_the_mean_as_it_was_simulated(size: float, slope: float) -> None:
    """Gamma noise of shape 20 in each period: variance over mean is 1 + mean / 20."""
    rng = np.random.default_rng(8)
    mean = np.geomspace(2, 80, 60)[:, None] * (1 + 0.3 * np.sin(np.arange(60) / 2))
    noise = rng.gamma(size, 1 / size, mean.shape) if np.isfinite(size) else np.ones(mean.shape)
    found = dispersion(rng.poisson(mean * noise).astype(float), np.arange(0, 61, 12))
    assert found[0] == pytest.approx(1, abs=0.15)
    assert found[1] == pytest.approx(slope, abs=0.01)


def test_dispersion_is_never_less_than_that_of_independent_incidents() -> None:
    assert dispersion(np.full((5, 12), 4.0), np.array([0, 6, 12])) == (1.0, 0.0)
    assert dispersion(np.full((5, 3), 4.0), np.arange(4)) == (1.0, 0.0)
