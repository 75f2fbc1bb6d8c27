"""Random-effects meta-analysis against R's metafor, and what it promises."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from samlad.analysis import InputError, pool

ESTIMATES = [-0.36, -0.12, -0.80, 0.05, -0.22, -0.51, 0.10, -0.33]
VARIANCES = [0.020, 0.045, 0.110, 0.030, 0.015, 0.080, 0.060, 0.025]
# dat.bcg of metafor as `escalc(measure = "RR")` gives it: thirteen trials of the BCG vaccine (Colditz et al. 1994).
BCG = (
    [-0.8893113339202, -1.5853886572014, -1.3480731482997, -1.4415511900213, -0.2175473222113, -0.7861155858189,
     -1.6208982235984, 0.0119523335238, -0.4694176487381, -1.3713448034728, -0.3393588283384, 0.4459134005714,
     -0.0173139482169],
    [0.32558476500396, 0.19458112139814, 0.41536796536797, 0.02001003190225, 0.05121017216963, 0.00690561845591,
     0.22301724757232, 0.00396157929782, 0.05643421046325, 0.07302479361303, 0.01241221397156, 0.53250584520015,
     0.07140465968399],
)  # fmt: skip


def limits(interval: Any) -> list[float]:
    return [float(interval.low), float(interval.high)]


def test_pool_matches_metafor() -> None:
    """R 4.2.2, metafor 3.8.1.

    > r <- rma(yi, vi, method="REML", test="knha", control=list(threshold=1e-14, maxiter=1000))
    > c(r$beta, r$se, r$ci.lb, r$ci.ub, r$tau2, r$I2, r$QE, r$QEp)
    -0.23481097627340 0.07710755875638 -0.41714137968986 -0.05248057285694
    0.00298770663692 8.15017781339721 9.87641260879793 0.19568591341253
    > predict(r)       pi.lb -0.4583  pi.ub -0.0113
    > confint(r)       tau^2 0 to 0.287890006198
    > weights(r)[1]    19.52889384692
    > blup(r)[1, ]     -0.2511 0.0843 -0.4503 -0.0518
    """
    found = pool(ESTIMATES, VARIANCES)
    assert_allclose(found.estimate, -0.23481097627340, atol=1e-9)
    assert_allclose(found.standard_error, 0.07710755875638, atol=1e-9)
    assert_allclose(limits(found.interval), [-0.41714137968986, -0.05248057285694], atol=1e-8)
    assert_allclose(found.heterogeneity, 0.00298770663692, atol=1e-9)
    assert_allclose(100 * found.share, 8.15017781339721, atol=1e-6)
    assert_allclose([found.statistic, found.p], [9.87641260879793, 0.19568591341253], atol=1e-10)
    assert_allclose(limits(found.prediction), [-0.4583, -0.0113], atol=5e-5)
    assert_allclose(limits(found.heterogeneity_interval), [0, 0.287890006198], atol=1e-5)
    assert_allclose(100 * found.weights[0], 19.52889384692, atol=1e-5)
    first = found.shrunken
    got = [float(first.estimate[0]), float(first.interval.low[0]), float(first.interval.high[0])]
    assert_allclose(got, [-0.2511, -0.4503, -0.0518], atol=5e-5)
    assert found.warnings == ("prediction_too_short_with_few_studies",)


def test_pool_matches_metafor_on_the_trials_of_the_bcg_vaccine() -> None:
    """R 4.2.2, metafor 3.8.1; `rma(yi, vi, data=dat, test="knha")` on `dat.bcg`.

    -7.14532342158e-01 1.80791744093e-01 -1.10844371369 -0.320620970631 tau2 0.313243258136 I2 92.2213845213
    QE 152.233008082; prediction -1.9960 0.5670; tau^2 0.119695312817 to 1.11148626222
    """
    found = pool(*BCG)
    assert_allclose(found.estimate, -0.714532342158, atol=1e-8)
    assert_allclose(found.standard_error, 0.180791744093, atol=1e-8)
    assert_allclose(limits(found.interval), [-1.10844371369, -0.320620970631], atol=1e-7)
    assert_allclose(found.heterogeneity, 0.313243258136, atol=1e-8)
    assert_allclose(100 * found.share, 92.2213845213, atol=1e-5)
    assert_allclose(found.statistic, 152.233008082, atol=1e-8)
    assert_allclose(limits(found.prediction), [-1.9960, 0.5670], atol=5e-5)
    assert_allclose(limits(found.heterogeneity_interval), [0.119695312817, 1.11148626222], atol=1e-4)


def test_the_normal_way_matches_metafor() -> None:
    """metafor 3.8.1, `rma(yi, vi, control=list(threshold=1e-14, maxiter=1000))`.

    -0.23481097627340 0.06700182704200 -0.36613214417411 -0.10348980837269

    With metafor's own threshold, 1e-5, its τ² stops a little early: standard error 0.06700785, 6e-6 from the maximum.
    """
    found = pool(ESTIMATES, VARIANCES, knapp_hartung=False)
    assert_allclose(found.standard_error, 0.06700182704200, atol=1e-9)
    assert_allclose(limits(found.interval), [-0.36613214417411, -0.10348980837269], atol=1e-9)
    assert_allclose(limits(found.prediction), [-0.40428782, -0.06533413], atol=1e-8)


def test_studies_that_agree_by_chance_make_no_narrow_interval_where_that_is_asked_for() -> None:
    """metafor 3.8.1: `test="knha"` gives the interval -0.313974 to -0.290052, `test="adhoc"` -0.5829386 to -0.0210874."""
    estimates, variances = [-0.30, -0.31, -0.29, -0.305], [0.02, 0.03, 0.05, 0.04]
    narrow, wide = pool(estimates, variances), pool(estimates, variances, never_narrower=True)
    assert_allclose(limits(narrow.interval), [-0.3139738569422, -0.2900521170838], atol=1e-9)
    assert_allclose(limits(wide.interval), [-0.5829386066833, -0.0210873673427], atol=1e-9)
    assert limits(narrow.heterogeneity_interval) == [0, 0]
    assert "no_heterogeneity_seen" in narrow.warnings
    assert "narrower_than_with_normal_tail" in narrow.warnings
    assert "narrower_than_with_normal_tail" not in wide.warnings
    normal = pool(estimates, variances, knapp_hartung=False)
    assert "normal_interval_too_short_with_few_studies" in normal.warnings
    assert "normal_interval_too_short_with_few_studies" not in narrow.warnings
    many = pool(np.tile(estimates, 5) + np.linspace(-0.3, 0.3, 20), variances * 5, knapp_hartung=False)
    assert many.warnings == ()


studies = st.lists(
    st.tuples(st.floats(-3, 3), st.floats(0.001, 2)), min_size=2, max_size=12
)  # fmt: skip


@given(studies, st.floats(-5, 5), st.floats(0.1, 10))
def test_moving_and_stretching_the_scale_moves_and_stretches_the_answer(
    rows: list[tuple[float, float]], shift: float, factor: float
) -> None:
    y, v = np.array(rows).T
    one, other = pool(y, v), pool(shift + factor * y, factor**2 * v)
    size = 1 + abs(shift) + factor * 10
    assert_allclose(other.estimate, shift + factor * one.estimate, atol=1e-5 * size)
    assert_allclose(other.heterogeneity, factor**2 * one.heterogeneity, atol=1e-5 * factor**2, rtol=1e-5)


@given(studies)
def test_the_order_of_the_studies_does_not_matter_and_everything_is_in_its_bounds(
    rows: list[tuple[float, float]],
) -> None:
    y, v = np.array(rows).T
    one, other = pool(y, v), pool(y[::-1], v[::-1])
    assert_allclose(one.estimate, other.estimate, atol=1e-7)
    assert y.min() - 1e-9 <= one.estimate <= y.max() + 1e-9
    assert 0 <= one.share < 1
    assert one.prediction.low <= one.interval.low + 1e-12
    assert_allclose(one.weights.sum(), 1)
    between = np.minimum(y, one.estimate) - 1e-9, np.maximum(y, one.estimate) + 1e-9
    assert ((one.shrunken.estimate >= between[0]) & (one.shrunken.estimate <= between[1])).all()


def test_the_averaged_prediction_holds_the_next_effect_where_the_plugged_in_one_does_not() -> None:
    """Eight studies whose effects differ by 0.22: 500 tries of 95 % are above 93 % but for one time in fifty."""
    rng, held = np.random.default_rng(7), {"plugged_in": 0, "averaged": 0}
    for _ in range(500):
        v = rng.uniform(0.01, 0.08, 8)
        effects = rng.normal(-0.3, np.sqrt(0.05), 9)
        y = effects[:8] + rng.normal(0, np.sqrt(v))
        for way in held:
            found = pool(y, v, prediction=way)  # type: ignore[arg-type]
            held[way] += bool(found.prediction.low <= effects[8] <= found.prediction.high)
    assert held["averaged"] / 500 >= 0.93
    assert held["plugged_in"] < held["averaged"]
    assert "prediction_too_short_with_few_studies" not in found.warnings


def test_the_averaged_prediction_is_that_of_a_finer_sum_and_of_many_draws() -> None:
    """By drawing τ from its restricted likelihood on another grid, then the effect given τ."""
    y, v = np.log([0.7, 0.9, 0.45, 1.05, 0.8]), np.array([0.02, 0.04, 0.03, 0.06, 0.05])
    rng, taus = np.random.default_rng(2), np.linspace(0, 3, 2_000)
    w = 1 / (v + taus[:, np.newaxis] ** 2)
    mean = (w * y).sum(axis=1) / w.sum(axis=1)
    likelihood = np.sqrt(w.prod(axis=1) / w.sum(axis=1)) * np.exp(
        -(w * (y - mean[:, np.newaxis]) ** 2).sum(axis=1) / 2
    )
    drawn = rng.choice(len(taus), 400_000, p=likelihood / likelihood.sum())
    effects = rng.normal(mean[drawn], np.sqrt(taus[drawn] ** 2 + 1 / w.sum(axis=1)[drawn]))
    assert_allclose(
        limits(pool(y, v, prediction="averaged").prediction), np.quantile(effects, [0.025, 0.975]), atol=0.02
    )


@pytest.mark.parametrize(("between", "count"), [(0.0, 5), (0.05, 5), (0.2, 5), (0.05, 15), (0.2, 15)])
def test_the_interval_covers_the_mean_as_often_as_it_promises(between: float, count: int) -> None:
    """Knapp and Hartung's interval covers 95 %; by chance alone, 400 tries are between 92.5 and 97.5 nearly always."""
    rng = np.random.default_rng(11)
    covered = 0
    for _ in range(400):
        v = rng.uniform(0.02, 0.12, count)
        y = -0.3 + rng.normal(0, np.sqrt(between + v))
        found = pool(y, v, never_narrower=True)
        covered += bool(found.interval.low <= -0.3 <= found.interval.high)
    assert covered / 400 >= 0.925


@pytest.mark.parametrize(
    ("estimates", "variances", "said"),
    [
        ([0.1], [0.1], "one study cannot be pooled"),
        ([[0.1, 0.2]], [[0.1, 0.2]], "one row of at least 2"),
        ([0.1, 0.2], [0.1], "one for each of the 2"),
        ([0.1, 0.2], [0.1, 0.0], "variances holds 0"),
        ([0.1, 0.2], [0.1, -1.0], "variances holds -1"),
        ([0.1, np.nan], [0.1, 0.2], "estimates holds nan"),
        ([0.1, 0.2], [0.1, np.inf], "variances holds inf"),
    ],
)
def test_bad_input_is_told_in_a_sentence(estimates: Any, variances: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        pool(estimates, variances)
