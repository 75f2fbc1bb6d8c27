"""Emerging hot spots: the published rules, case by case, and Gi* in space and time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from samlad.analysis import (
    InputError,
    classify_emerging,
    emerging_hot_spots,
    grid_neighbours,
    hot_spots,
    mann_kendall,
    neighbour_lists,
)
from samlad.analysis.hot_spots.emerging import PATTERNS
from samlad.analysis.hot_spots.emerging_space_time import space_time_gi_star

GRID = grid_neighbours((10, 10))


def test_the_published_cases_are_classified_as_published(golden: Path) -> None:
    """All 17 classes: ArcGIS Pro's definitions; the trend by pymannkendall 1.4.3."""
    cases = json.loads((golden / "emerging_hotspot_cases.json").read_text())["cases"]
    z = np.array([case["z"] for case in cases])
    trend = mann_kendall(z)
    assert_allclose(trend.z, [case["mk_z"] for case in cases], rtol=1e-12)
    # pymannkendall takes p from 1, and so loses its last digits
    assert_allclose(trend.p, [case["mk_p"] for case in cases], rtol=1e-12, atol=3e-16)
    found = classify_emerging(np.sign(z) * (np.abs(z) >= 1.96), trend.z, trend.p)
    expected = [
        case["expected"].removesuffix(" detected").removesuffix(" spot").replace(" ", "_") for case in cases
    ]
    assert found.tolist() == expected
    assert len(set(expected)) == 17


def test_sporadic_by_the_older_wording_need_not_be_hot_at_last() -> None:
    rows = [[0, 1, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0]]
    assert classify_emerging(rows, [0], [1]).tolist() == ["no_pattern"]
    assert classify_emerging(rows, [0], [1], sporadic="any").tolist() == ["sporadic_hot"]


@pytest.mark.parametrize(
    ("row", "trend", "pattern"),
    [
        ("..........+", 0, "new_hot"),
        ("-.-.......+", 0, "new_hot"),  # never hot before: the first rule that holds
        ("-........++", 0, "consecutive_hot"),
        ("..........-", 0, "new_cold"),
        (".+.......++", 0, "sporadic_hot"),
        (".+..-....++", 0, "oscillating_hot"),
        ("++++++++++.", 0, "historical_hot"),
        ("++++++++++.", 1, "historical_hot"),
        (".++++++++++", 0, "persistent_hot"),  # a run of ten of eleven: nine tenths, not consecutive
        (".++++++++++", 1, "intensifying_hot"),
        (".++++++++++", -1, "diminishing_hot"),
        ("..+++++++++", 0, "consecutive_hot"),
        (".----------", -1, "intensifying_cold"),
        (".----------", 1, "diminishing_cold"),
        ("++.........", 0, "no_pattern"),
        ("...........", 1, "no_pattern"),
        ("-+-+-+-+-+-", 0, "oscillating_cold"),
    ],
)
def test_the_first_rule_that_holds_names_the_pattern(row: str, trend: int, pattern: str) -> None:
    marks = [[{"+": 1, "-": -1, ".": 0}[mark] for mark in row]]
    assert classify_emerging(marks, [trend], [0.01 if trend else 1.0]).tolist() == [pattern]
    turned = pattern.replace("hot", "COLD").replace("cold", "hot").replace("COLD", "cold")
    assert classify_emerging(-np.array(marks), [-trend], [0.01 if trend else 1.0]).tolist() == [turned]


def test_nine_of_ten_is_mostly() -> None:
    for periods in (10, 20, 30, 70, 100):
        row = np.ones(periods)
        row[: periods // 10] = 0
        assert classify_emerging([row], [0], [1]).tolist() == ["persistent_hot"]
        row[periods // 10] = 0
        assert classify_emerging([row], [0], [1]).tolist() == ["consecutive_hot"]


@given(
    st.lists(st.sampled_from([-1, 0, 1]), min_size=3, max_size=20), st.sampled_from([-1, 1]), st.floats(0, 1)
)
def test_every_series_has_one_of_the_patterns(row: list[int], side: int, p: float) -> None:
    (found,) = classify_emerging([row], [side], [p]).tolist()
    assert found == "no_pattern" or tuple(found.rsplit("_", 1)) in {
        (name, kind) for name in PATTERNS for kind in ("hot", "cold")
    }
    if row[-1] == 1:
        assert found.endswith("_hot")  # the final period decides the side
    if not any(row):
        assert found == "no_pattern"


def test_each_period_by_itself_is_gi_star_of_that_period() -> None:
    counts = np.random.default_rng(1).poisson(2, (100, 5)).astype(float)
    z = space_time_gi_star(counts, GRID, 0, "same_periods")
    for period in range(5):
        assert_allclose(z[:, period], hot_spots(counts[:, period], GRID).z)


@pytest.mark.parametrize("periods_back", [0, 2])
@pytest.mark.parametrize("compared_with", ["all_periods", "same_periods"])
def test_gi_star_in_space_and_time_is_the_formula_over_all_cells_and_periods(
    periods_back: int, compared_with: Any
) -> None:
    """Ord and Getis 1995 written out for a neighbourhood in space and time."""
    cells, periods = 100, 6
    counts = np.random.default_rng(2).poisson(2, (cells, periods)).astype(float)
    z = space_time_gi_star(counts, GRID, periods_back, compared_with)
    for cell, period in ((0, 0), (55, 5), (99, 3), (37, 1)):
        weights = np.zeros((cells, periods))
        start = max(0, period - periods_back)
        members = [cell, *GRID.members[GRID.first[cell] : GRID.first[cell + 1]]]
        weights[members, start : period + 1] = 1
        if compared_with == "same_periods":
            taken, weights = counts[:, start : period + 1], weights[:, start : period + 1]
        else:
            taken = counts
        n, total = taken.size, weights.sum()
        spread = taken.std() * np.sqrt((n * (weights**2).sum() - total**2) / (n - 1))
        assert z[cell, period] == pytest.approx(((weights * taken).sum() - total * taken.mean()) / spread)


def test_what_was_put_in_is_found() -> None:
    """A new, a persistent and a historical hot spot among 400 cells and 20 weeks of Poisson counts."""
    rng = np.random.default_rng(3)
    mean = np.full((20, 20, 20), 2.0)
    mean[2:5, 2:5, -1] = 9
    mean[14:17, 2:5, :] = 9
    mean[14:17, 14:17, :19] = 9
    found = emerging_hot_spots(rng.poisson(mean).reshape(400, 20), grid_neighbours((20, 20)))
    patterns = found.patterns.reshape(20, 20)
    assert patterns[3, 3] == "new_hot"
    assert patterns[15, 3] == "persistent_hot"
    assert patterns[15, 15] == "historical_hot"
    assert found.significant.tolist() == (np.sign(found.z) * (np.abs(found.z) >= 1.959964)).tolist()
    assert found.warnings == ("normal_p_doubtful_skewed_values",)


def test_rare_counts_need_the_exact_distribution() -> None:
    """One incident in fifty cells and weeks: no map of 20 has a cell called hot after correction by all permutations,
    nearly all have by the normal distribution, and that is warned of."""
    rng, false = np.random.default_rng(5), {"analytic": 0, "exact": 0}
    for _ in range(20):
        counts = rng.poisson(0.02, (100, 30))
        for null in false:
            found = emerging_hot_spots(counts, GRID, null=null, correction="benjamini_hochberg")  # type: ignore[arg-type]
            false[null] += int(found.significant.any())
            assert found.warnings == (("normal_p_doubtful_skewed_values",) if null == "analytic" else ())
    assert false["exact"] <= 2
    assert false["analytic"] >= 15


def test_exact_marks_are_those_of_one_map_of_all_cells_and_periods() -> None:
    """The same as Gi* of a map whose cells are all cells in all periods, each beside its neighbours of the period."""
    counts = np.random.default_rng(6).poisson(1, (100, 4))
    lists = [
        [int(member) * 4 + period for member in GRID.members[GRID.first[cell] : GRID.first[cell + 1]]]
        for cell in range(100)
        for period in range(4)
    ]
    flat = hot_spots(counts.ravel(), neighbour_lists(lists), null="exact", alphas=(0.2,), correction="none")
    found = emerging_hot_spots(counts, GRID, null="exact", alpha=0.2)
    assert found.significant.ravel().tolist() == flat.classes.tolist()


def test_a_correction_calls_fewer_periods_hot() -> None:
    counts = np.random.default_rng(4).poisson(2, (100, 12))
    plain = emerging_hot_spots(counts, GRID)
    corrected = emerging_hot_spots(counts, GRID, correction="benjamini_hochberg")
    assert np.abs(corrected.significant).sum() < np.abs(plain.significant).sum()
    few = emerging_hot_spots(counts[:, :5], GRID, periods_back=1)
    said = ("fewer_than_ten_periods", "normal_p_doubtful_skewed_values", "trend_of_overlapping_windows")
    assert few.warnings == said


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: emerging_hot_spots(np.ones((100, 12)), GRID), "counts are all 1"),
        (lambda: emerging_hot_spots(np.eye(100)[:, :2], GRID), "counts has shape"),
        (lambda: emerging_hot_spots(np.eye(50), GRID), "counts has 50 rows"),
        (lambda: emerging_hot_spots(np.eye(100), GRID, periods_back=100), "periods_back is 100"),
        (lambda: emerging_hot_spots(np.eye(100), GRID, compared_with="x"), "compared_with is 'x'"),  # type: ignore[arg-type]
        (lambda: emerging_hot_spots(np.eye(100), GRID, alpha=0), "alpha is 0"),
        (lambda: emerging_hot_spots(np.eye(100), GRID, null="exact", periods_back=1), "null is 'exact'"),
        (lambda: emerging_hot_spots(np.eye(100) / 2, GRID, null="exact"), "counts holds 0.5"),
        (lambda: classify_emerging([[0, 0, 2]], [0], [1]), "significant holds 2"),
        (lambda: classify_emerging([[0, 0, 1]], [0, 1], [1]), "trend_z has shape"),
        (lambda: classify_emerging([[0, 0, 1]], [0], [1], sporadic="x"), "sporadic is 'x'"),  # type: ignore[arg-type]
    ],
)
def test_bad_input_is_told_in_a_sentence(call: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        call()
