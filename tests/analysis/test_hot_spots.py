"""Local and global statistics of maps against spdep and esda."""

from __future__ import annotations

import csv
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
    Neighbours,
    adjust_p,
    critical_p,
    general_g,
    global_moran,
    grid_neighbours,
    hot_spots,
    local_moran,
    near_neighbours,
    neighbour_lists,
)

VALUES = np.array([3, 0, 1, 7, 2, 5, 9, 4, 0, 8, 6, 2, 1, 3, 12, 5.0])
QUEEN = grid_neighbours((4, 4))
# 1 / sqrt(place in the list), as `glist` of spdep
FADING = neighbour_lists(
    [QUEEN.members[QUEEN.first[cell] : QUEEN.first[cell + 1]] for cell in range(16)],
    [1 / np.sqrt(1 + np.arange(number)) for number in QUEEN.counts],
)


@pytest.fixture(scope="module")
def counties(golden: Path) -> dict[str, np.ndarray]:
    with (golden / "nc_sids_local.csv").open() as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0] if name != "county"}


@pytest.fixture(scope="module")
def county_neighbours(golden: Path) -> Neighbours:
    lines = (golden / "nc_sids_neighbours_cr85.txt").read_text().splitlines()
    return neighbour_lists([[int(number) - 1 for number in line.split()[1:]] for line in lines])


@pytest.mark.parametrize("weighting", ["binary", "row"])
def test_gi_and_gi_star_match_spdep_on_the_counties(
    counties: dict[str, np.ndarray], county_neighbours: Neighbours, weighting: Any
) -> None:
    """spdep 1.2-7: localG(x, nb2listw(nb)), localG(x, nb2listw(include.self(nb)))."""
    for star, column in ((False, "gi"), (True, "gi_star")):
        found = hot_spots(counties["rate"], county_neighbours, star=star, weighting=weighting)
        assert_allclose(found.z, counties[column], rtol=1e-10, atol=1e-12)


def test_local_moran_matches_spdep_on_the_counties(
    counties: dict[str, np.ndarray], county_neighbours: Neighbours
) -> None:
    """spdep 1.2-7: localmoran(x, nb2listw(nb)), and with conditional=FALSE."""
    found = local_moran(counties["rate"], county_neighbours)
    for ours, column in (
        (found.estimate, "Ii"),
        (found.expected, "EIi_cond"),
        (found.variance, "VIi_cond"),
        (found.z, "ZIi_cond"),
    ):
        assert_allclose(ours, counties[column], rtol=1e-9, atol=1e-13)
    total = local_moran(counties["rate"], county_neighbours, null="total")
    assert_allclose(total.z, counties["Z_total"], rtol=1e-10)


def test_global_statistics_match_spdep_on_the_counties(
    golden: Path, counties: dict[str, np.ndarray], county_neighbours: Neighbours
) -> None:
    """spdep 1.2-7: moran.test(x, nb2listw(nb)), globalG.test(x, nb2listw(nb, style="B"))."""
    known = json.loads((golden / "nc_sids_global.json").read_text())["global"]
    found = global_moran(counties["rate"], county_neighbours)
    ours = [found.estimate, found.expected, found.variance, found.z, found.p]
    assert_allclose(ours, [known[name] for name in ("moran_I", "E", "V", "z", "p")], rtol=1e-11)
    general = general_g(counties["rate"], county_neighbours)
    ours = [general.estimate, general.expected, general.variance, general.z]
    assert_allclose(ours, [known["G"], known["EG"], known["VG"], known["zG"][0][0]], rtol=1e-11)


def test_gi_matches_spdep_with_its_internals() -> None:
    """spdep 1.2-7, nb <- cell2nb(4, 4, type="queen"):

    localG(x, nb2listw(nb, style="W"), return_internals=TRUE)
                         Gi              E(Gi)                V(Gi)              Z(Gi) Pr(z != E(Gi))
    [1,] 0.0358974358974359 0.0666666666666667 0.000799474030243261 -1.088214375165017 0.276500480083433
    [2,] 0.0588235294117647 0.0666666666666667 0.000328994342835173 -0.432409871721190 0.665443544604235
    """
    found = hot_spots(VALUES, QUEEN, star=False, weighting="row", correction="none")
    total = VALUES.sum() - VALUES
    assert_allclose(found.ratio[:2], [0.0358974358974359, 0.0588235294117647])
    assert_allclose((found.expected / total)[:2], [0.0666666666666667] * 2)
    assert_allclose((found.variance / total**2)[:2], [0.000799474030243261, 0.000328994342835173])
    assert_allclose(found.z[:2], [-1.088214375165017, -0.432409871721190])
    assert_allclose(found.p[:2], [0.276500480083433, 0.665443544604235])


def test_gi_star_matches_spdep_and_its_three_alternatives() -> None:
    """localG(x, nb2listw(include.self(nb), style="B"), return_internals=TRUE): Z −1.1699209733135323, p
    0.242032772791406 of the first cell; 2.2976791788538597 and 1.8685877318798396 of cells 11 and 12."""
    found = hot_spots(VALUES, QUEEN)
    assert_allclose(found.z[[0, 10, 11]], [-1.1699209733135323, 2.2976791788538597, 1.8685877318798396])
    assert_allclose(found.p[0], 0.242032772791406)
    assert_allclose(found.ratio[:2], [0.147058823529412, 0.294117647058824])
    greater = hot_spots(VALUES, QUEEN, alternative="greater").p
    less = hot_spots(VALUES, QUEEN, alternative="less").p
    assert_allclose(greater + less, 1)
    assert_allclose(2 * np.minimum(greater, less), found.p)
    assert_allclose(hot_spots(VALUES, QUEEN, alternative="directed").p, found.p / 2)


def test_weights_of_all_kinds_match_spdep() -> None:
    """localG(x, nb2listw(nb, glist=w, style="B")), the same with style="W", and localmoran of the latter."""
    known = [-1.2906384269758739, -0.7669214772188071, -0.0709632866213818, 0.0899898654973208]
    assert_allclose(hot_spots(VALUES, FADING, star=False).z[:4], known)
    assert_allclose(hot_spots(VALUES, FADING, star=False, weighting="row").z[:4], known)
    moran = local_moran(VALUES, FADING)
    assert_allclose(moran.estimate[:2], [0.264501931529862, 0.275996096408048])
    assert_allclose(moran.variance[:2], [0.0450089296971009, 0.2502221934849229])


def test_gi_matches_the_example_of_esda() -> None:
    """esda 2.9.0, G_Local(y, w, transform="B").Zs and with star=True, w = DistanceBand(points, threshold=15)."""
    x, y = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)]).T
    near = near_neighbours(x, y, distance=15)
    values = [2, 3, 3.2, 5, 8, 7]
    known = [-1.0136729, -0.04361589, 1.31558703, -0.31412676, 1.15373986, 1.77833941]
    found = hot_spots(values, near, star=False)
    assert_allclose(np.delete(found.z, 2), np.delete(known, 2), rtol=1e-6)
    assert found.z[2] == pytest.approx(1.31558703)
    known = [-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331]
    assert_allclose(hot_spots(values, near).z, known, rtol=1e-6)


def test_local_moran_matches_spdep_and_esda_with_either_divisor() -> None:
    """localmoran(x, lw) with conditional=FALSE: Ii 0.2141527001862197, Var.Ii 0.258202273575077; mlvar=FALSE: Ii
    0.2007681564245810, as esda's Moran_Local(x, w).Is. Quadrants are those of `attr(, "quadr")`."""
    total = local_moran(VALUES, QUEEN, null="total")
    assert total.estimate[0] == pytest.approx(0.2141527001862197)
    assert total.variance[0] == pytest.approx(0.258202273575077)
    assert total.p[0] == pytest.approx(0.580505842152632)
    smaller = local_moran(VALUES, QUEEN, divisor="n_minus_1")
    assert_allclose(smaller.estimate[:3], [0.20076816, 0.08903631, -0.20425978], rtol=1e-7)
    assert_allclose(smaller.z, local_moran(VALUES, QUEEN).z)
    words = {"l": "low", "h": "high"}
    for rule, known in (
        ("deviation", "ll ll lh hh ll hl hl lh ll hh hh lh ll lh hh hh"),
        ("mean", "ll ll lh hh ll hl hl lh ll hh hh lh ll lh hh hh"),
        ("median", "ll ll lh hl ll hl hl hh ll hh hh lh ll lh hh hh"),
    ):
        found = local_moran(VALUES, QUEEN, quadrants=rule)  # type: ignore[arg-type]
        assert found.quadrants.tolist() == [f"{words[pair[0]]}_{words[pair[1]]}" for pair in known.split()]


def test_global_statistics_match_spdep_where_neighbours_are_not_mutual_or_lacking() -> None:
    """spdep 1.2-7: knn2nb(…, k=2), style="B"; then a chain of five and an island, zero.policy=TRUE.

    moran.test: 0.0362318840579710 −0.1666666666666667 0.0604500480091218 p 0.2046174856389733
    globalG.test: 0.27322404371584702 0.33333333333333331 0.00411766336920866 p 0.82555223896514607
    moran.test: −0.06 −0.25 0.20332 p 0.336742482958023
    globalG.test: 0.4689655172413793 0.4 0.00964565992865632 p 0.24127460172668849
    """
    nearest = neighbour_lists([[1, 2], [0, 2], [1, 6], [4, 6], [2, 6], [1, 6], [2, 3]])
    values = [1, 4, 2, 8, 5, 7, 3]
    moran, general = global_moran(values, nearest, weighting="binary"), general_g(values, nearest)
    ours = [moran.estimate, moran.expected, moran.variance, moran.p]
    assert_allclose(ours, [0.0362318840579710, -1 / 6, 0.0604500480091218, 0.2046174856389733])
    ours = [general.estimate, general.expected, general.variance, general.p]
    assert_allclose(ours, [0.27322404371584702, 1 / 3, 0.00411766336920866, 0.82555223896514607])
    island = neighbour_lists([[1], [0, 2], [1, 3], [2, 4], [3], []])
    values = [1, 4, 2, 8, 5, 7]
    moran, general = global_moran(values, island), general_g(values, island)
    ours = [moran.estimate, moran.expected, moran.variance, moran.p]
    assert_allclose(ours, [-0.06, -0.25, 0.20332, 0.336742482958023])
    ours = [general.estimate, general.expected, general.variance, general.p]
    assert_allclose(ours, [0.4689655172413793, 0.4, 0.00964565992865632, 0.24127460172668849])


def test_global_moran_matches_spdep_under_normality_and_its_own_permutations() -> None:
    """moran.test(x, nb2listw(nb)): p 0.169691999449632; randomisation=FALSE, two.sided: V 0.0164955065359477, p
    0.3395108160764845."""
    assert global_moran(VALUES, QUEEN).p == pytest.approx(0.169691999449632)
    normal = global_moran(VALUES, QUEEN, null="normality", alternative="two_sided")
    assert (normal.variance, normal.p) == pytest.approx((0.0164955065359477, 0.3395108160764845))
    drawn = global_moran(VALUES, QUEEN, null="permutation", replications=2000, rng=np.random.default_rng(4))
    assert drawn.p == pytest.approx(0.17, abs=0.03)


def test_adjusted_p_matches_p_adjust() -> None:
    """R 4.2.2: p.adjust(p, "BH"), "BY", "holm", "bonferroni"."""
    p = [0.01, 0.02, 0.03, 0.2, 0.011, 0.5, 0.04]
    known = {
        "benjamini_hochberg": [0.0385, 0.14 / 3, 0.0525, 0.7 / 3, 0.0385, 0.5, 0.056],
        "benjamini_yekutieli": [0.099825, 0.121, 0.136125, 0.605, 0.099825, 1, 0.1452],
        "holm": [0.07, 0.1, 0.12, 0.4, 0.07, 0.5, 0.12],
        "bonferroni": [0.07, 0.14, 0.21, 1, 0.077, 1, 0.28],
        "none": p,
    }
    for correction, adjusted in known.items():
        assert_allclose(adjust_p(p, correction=correction), adjusted)  # type: ignore[arg-type]
    assert (np.array(p) <= critical_p(p, alpha=0.05)).tolist() == (adjust_p(p) <= 0.05).tolist()


def test_classes_say_level_and_side() -> None:
    values = np.ones((20, 20))
    values[2:6, 2:6], values[14:18, 14:18] = 6, -4
    found = hot_spots(values.ravel(), grid_neighbours((20, 20)))
    classes = found.classes.reshape(20, 20)
    assert (classes[4, 4], classes[16, 16], classes[10, 10]) == (3, -3, 0)
    greater = hot_spots(values.ravel(), grid_neighbours((20, 20)), alternative="greater")
    assert greater.classes.min() == 0
    one = hot_spots(values.ravel(), grid_neighbours((20, 20)), alphas=(0.05,), correction="none")
    assert one.classes.tolist() == (np.sign(one.z) * (one.p <= 0.05)).tolist()
    moran = local_moran(values.ravel(), grid_neighbours((20, 20)))
    assert (moran.classes != "").tolist() == (moran.p_adjusted <= 0.05).tolist()


@given(
    st.lists(st.integers(0, 6), min_size=16, max_size=16).filter(lambda row: len(set(row)) > 1),
    st.floats(-50, 50),
    st.floats(0.1, 20),
)
def test_scores_do_not_change_with_zero_and_unit(row: list[int], shift: float, unit: float) -> None:
    values = np.array(row, dtype=float)
    for star in (True, False):
        there = hot_spots(values * unit + shift, QUEEN, star=star).z
        assert_allclose(there, hot_spots(values, QUEEN, star=star).z, atol=1e-6)
    there = local_moran(values * unit + shift, QUEEN)
    here = local_moran(values, QUEEN)
    assert_allclose(there.estimate, here.estimate, atol=1e-6)
    assert np.isfinite(there.z).all()
    assert np.isfinite(there.p).all()


def test_where_nothing_can_vary_nothing_is_found() -> None:
    island = neighbour_lists([[1], [0], [3], [2], []])
    found = hot_spots([5.0, 0, 0, 0, 0], island, star=False)
    assert (found.z[4], found.p[4]) == (0, 1)
    assert (found.z[0], found.p[0]) == (0, 1)  # all others are alike
    assert "cells_without_neighbours" in found.warnings
    everybody = neighbour_lists([[1, 2, 3], [0], [0], [0]])
    assert hot_spots([1.0, 2, 3, 4], everybody).z[0] == 0
    moran = local_moran([5.0, 0, 0, 0, 0], island)
    assert np.isfinite(moran.z).all()


def test_what_the_reader_should_know_is_said() -> None:
    rng, grid = np.random.default_rng(5), grid_neighbours((30, 30))
    assert hot_spots(rng.poisson(20, 900), grid).warnings == ()
    sparse = hot_spots(rng.poisson(0.03, 900), grid)
    assert sparse.warnings == ("normal_p_doubtful_skewed_values",)
    assert local_moran(rng.poisson(1, 900), grid).warnings == ("normal_p_doubtful_skewed_values",)
    total = local_moran(rng.poisson(20, 900), grid, null="total")
    assert total.warnings == ("normal_p_wrong_under_the_total_null",)
    slope = np.add.outer(np.arange(30), np.arange(30)).ravel()
    assert "clustered_as_a_whole" in hot_spots(rng.poisson(slope), grid).warnings
    few = hot_spots(rng.poisson(5, 900), grid, null="permutation", replications=99, rng=rng)
    assert few.warnings == ("too_few_permutations_for_the_correction",)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: hot_spots(VALUES.reshape(4, 4), QUEEN), "values has shape"),
        (lambda: hot_spots(VALUES[:15], QUEEN), "values has shape"),
        (lambda: hot_spots(np.full(16, 2.0), QUEEN), "values are all 2"),
        (lambda: hot_spots([1, np.nan, 2], QUEEN), "values holds nan"),
        (lambda: hot_spots([1, 2, 3], neighbour_lists([[], [], []])), "no neighbours at all"),
        (lambda: hot_spots(VALUES, QUEEN, null="normal"), "null is 'normal'"),  # type: ignore[arg-type]
        (lambda: hot_spots(VALUES, QUEEN, null="permutation"), "rng is None"),
        (lambda: hot_spots(VALUES, QUEEN, alphas=()), "alphas is"),
        (lambda: hot_spots(VALUES, QUEEN, alphas=(5.0,)), "alphas is 5"),
        (lambda: hot_spots(VALUES, QUEEN, own_weight=-1), "own_weight is -1"),
        (lambda: hot_spots(VALUES + 0.5, QUEEN, null="exact"), "values holds 3.5"),
        (lambda: hot_spots(VALUES, FADING, null="exact"), "weights of their own"),
        (
            lambda: hot_spots(
                np.random.default_rng(1).integers(0, 10**6, 400), grid_neighbours((20, 20)), null="exact"
            ),
            "too many different sums",
        ),
        (lambda: local_moran(VALUES, QUEEN, divisor="m"), "divisor is 'm'"),  # type: ignore[arg-type]
        (lambda: global_moran(VALUES, QUEEN, null="permutation"), "rng is None"),
        (lambda: global_moran([1, 2, 3], neighbour_lists([[1], [0], [1]])), "at least 4 cells"),
        (
            lambda: global_moran([1, 2, 3, 4], neighbour_lists([[1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2]])),
            "every cell the neighbour of every other",
        ),
        (lambda: general_g(VALUES - 5, QUEEN), "values holds -5"),
        (lambda: general_g(np.arange(16) // 15, QUEEN), "at least two"),
        (lambda: adjust_p([0.5, 1.5]), "p holds 1.5"),
        (lambda: adjust_p([]), "no values"),
        (lambda: adjust_p([0.5], correction="fdr"), "correction is 'fdr'"),  # type: ignore[arg-type]
    ],
)
def test_bad_input_is_told_in_a_sentence(call: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        call()
