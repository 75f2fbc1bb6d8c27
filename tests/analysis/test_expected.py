from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from scipy.stats import nbinom, norm, t

from samlad.analysis import ExpectedRange, InputError, expected_range
from samlad.analysis.regression.negative_binomial import quantile

histories = arrays(np.int64, st.tuples(st.integers(1, 4), st.integers(8, 30)), elements=st.integers(0, 60))


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(314)


def draw(rng: np.random.Generator, mean: float, dispersion: float, shape: tuple[int, ...]) -> np.ndarray:
    if dispersion == 1:
        return rng.poisson(mean, shape)
    return rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion, shape)


def test_quantile_matches_scipy_nbinom(rng: np.random.Generator) -> None:
    """scipy.stats.nbinom.ppf(p, mean / (dispersion − 1), 1 / dispersion), from near and far starts."""
    mean, dispersion = rng.gamma(0.5, 30, 3000) + 1e-3, 1 + rng.gamma(0.5, 2, 3000) + 1e-6
    probability = rng.uniform(0.001, 0.999, 3000)
    reference = nbinom.ppf(probability, mean / (dispersion - 1), 1 / dispersion)
    for start in (mean, 0 * mean, 10 * mean):
        assert np.array_equal(quantile(probability, mean, dispersion, start=start), reference)


def test_poisson_case_is_the_gamma_poisson_predictive() -> None:
    """12 weeks, 60 incidents, no over-dispersion: posterior Gamma(60, 12), new week NegBin(60, 12/13).

    >>> nbinom.ppf([0.025, 0.975], 60, 12 / 13)
    array([ 1., 10.])
    """
    history = [[4, 6, 5, 7, 5, 3, 6, 4, 5, 6, 5, 4]]
    result = expected_range(history)
    assert result.dispersion.tolist() == [1.0]
    assert result.estimate.tolist() == [5.0]
    assert [result.interval.low[0], result.interval.high[0]] == nbinom.ppf(
        [0.025, 0.975], 60, 12 / 13
    ).tolist()


def test_weights_mean_and_dispersion_match_statsmodels(rng: np.random.Generator) -> None:
    """The passes with statsmodels' GLM, its Anscombe residuals and its X2 scale, and scipy's tail, series by series."""
    history = draw(rng, 8, 2, (20, 40))
    history[:, 5:8] += 40
    result = expected_range(history)
    assert result.down_weighted[:, 5:8].all()
    tails = norm.cdf(t.ppf(0.025, 39))
    for series, counts in enumerate(history):
        weights = np.ones(40)
        for threshold in (1.0, 1.0, 3.75, None):
            model = sm.GLM(counts, np.ones(40), family=sm.families.Poisson(), var_weights=weights)
            fit = model.fit(scale="X2", tol=1e-14, maxiter=100)
            if threshold is None:
                break
            # resid_anscombe carries the weight's root, which is no part of the residual meant here
            residual = (
                fit.resid_anscombe_unscaled / np.sqrt(weights) / np.sqrt(max(1, fit.scale) * (1 - 1 / 40))
            )
            if threshold > 1:  # the last pass: the tail of the negative binomial as a normal quantile
                found, phi = fit.fittedvalues[0], max(1 + 1e-6, fit.scale)
                residual = norm.isf(nbinom.sf(counts - 1, found / (phi - 1), 1 / phi))
            weights = np.where(residual > threshold, np.maximum(residual, 1e-9) ** -2, 1)
            weights *= 40 / weights.sum()
        mean, dispersion = fit.fittedvalues[0], max(1, fit.scale)
        assert_allclose([result.estimate[series], result.dispersion[series]], [mean, dispersion], rtol=1e-8)
        spread = dispersion * (1 + (weights**2).sum() / 40**2)
        reference = nbinom.ppf([tails, 1 - tails], mean / (spread - 1), 1 / spread)
        assert [result.interval.low[series], result.interval.high[series]] == reference.tolist()


@pytest.mark.parametrize("mean", [0.3, 3.0, 40.0])
@pytest.mark.parametrize(("dispersion", "most"), [(1.0, 0.025), (1.5, 0.025), (3.0, 0.036)])
def test_false_alarms_stay_at_the_promised_rate(
    rng: np.random.Generator, mean: float, dispersion: float, most: float
) -> None:
    """29 weeks, nothing changes. docs/methods.md has the whole table; the last limit is the known excess.

    Four standard errors of 12,000 draws are 0.6 percentage points.
    """
    result = expected_range(draw(rng, mean, dispersion, (12_000, 29)))
    new = draw(rng, mean, dispersion, (12_000,))
    below, above = np.mean(new < result.interval.low), np.mean(new > result.interval.high)
    assert below < 0.025 + 0.006
    assert above < most + 0.006
    if mean == 40:  # counts are fine enough here for the range not to be needlessly wide
        assert min(below, above) > 0.010


def test_few_weeks_give_wider_ranges_than_many(rng: np.random.Generator) -> None:
    history = draw(rng, 20, 1.5, (2000, 52))
    width = {n: np.ptp(np.stack(limits(expected_range(history[:, :n]))), axis=0).mean() for n in (8, 15, 52)}
    assert width[8] > width[15] > width[52]


def limits(result: ExpectedRange) -> tuple[np.ndarray, np.ndarray]:
    return result.interval.low, result.interval.high


def test_a_past_outbreak_does_not_hide_the_next_one(rng: np.random.Generator) -> None:
    history = draw(rng, 10, 1.5, (3000, 52))
    history[:, 10:13] = draw(rng, 50, 1.5, (3000, 3))
    new = draw(rng, 30, 1.5, (3000,))
    seen = np.mean(expected_range(history).verdict(new) == "above")
    masked = np.mean(expected_range(history, outbreak_residual=None).verdict(new) == "above")
    assert seen > 0.85
    assert masked < 0.2


@given(histories, st.randoms())
@settings(max_examples=50)
def test_order_of_periods_and_series_does_not_matter(history: np.ndarray, random: object) -> None:
    result, turned = expected_range(history), expected_range(history[::-1, ::-1])
    for one, other in zip(
        (*limits(result), result.estimate), (*limits(turned), turned.estimate), strict=True
    ):
        assert_allclose(one, other[::-1], rtol=1e-9)


@given(histories)
@settings(max_examples=50)
def test_a_higher_level_holds_the_lower_one_and_both_the_mean(history: np.ndarray) -> None:
    narrow, wide = expected_range(history, level=0.8), expected_range(history, level=0.99)
    assert np.all(wide.interval.low <= narrow.interval.low)
    assert np.all(narrow.interval.high <= wide.interval.high)
    fitted = ~wide.too_little_data
    assert np.all(wide.interval.low[fitted] <= wide.estimate[fitted])
    assert np.all(np.ceil(wide.estimate[fitted]) <= wide.interval.high[fitted] + 1)


@given(histories)
@settings(max_examples=50)
def test_unusable_periods_change_nothing(history: np.ndarray) -> None:
    """Padding with nonsense that is marked as not usable gives the same as leaving it out."""
    padded = np.concatenate([history, np.full((len(history), 3), 999)], axis=1)
    usable = np.arange(padded.shape[1]) < history.shape[1]
    one, other = expected_range(history), expected_range(padded, usable=usable)
    for left, right in zip(limits(one), limits(other), strict=True):
        assert np.array_equal(left, right)
    assert_allclose(one.dispersion, other.dispersion)
    assert np.array_equal(one.n, other.n)
    assert not other.down_weighted[:, -3:].any()


@pytest.mark.parametrize(("weeks", "high"), [(8, 1), (38, 1), (39, 0), (52, 0)])
def test_all_zeros_have_an_exact_upper_limit(weeks: int, high: int) -> None:
    """(1/9)² = 0.012 ≤ 0.025 < 1/9, and 1/39 > 0.025 ≥ 1/40."""
    result = expected_range(np.zeros((3, weeks), int))
    assert result.one(0).reason == "all_zeros"
    assert result.one(0).high == high
    assert result.verdict([0, high, high + 1]).tolist() == ["too_little_data", "too_little_data", "above"]
    assert result.warnings == ("all_zeros",)


def test_too_few_weeks_say_nothing() -> None:
    result = expected_range([[3, 4, 2, 5, 1, 3, 4]])
    assert result.one(0).reason == "too_few_periods"
    assert (result.one(0).low, result.one(0).high, result.one(0).dispersion) == (None, None, None)
    assert result.one(0).expected == pytest.approx(22 / 7)
    assert result.verdict([1000]).tolist() == ["too_little_data"]


@pytest.mark.parametrize("history", [np.zeros((2, 0)), np.array([[4], [2]])])
def test_no_week_and_one_week_say_nothing(history: np.ndarray) -> None:
    result = expected_range(history)
    assert result.too_little_data.all()
    assert result.verdict([5, 5]).tolist() == ["too_little_data"] * 2
    assert result.one(0).expected == (None if history.shape[1] == 0 else 4.0)


def test_no_series_give_an_empty_result() -> None:
    result = expected_range(np.zeros((0, 20)))
    assert result.estimate.shape == (0,)
    assert result.verdict([]).tolist() == []


def test_series_of_every_kind_go_together() -> None:
    """One call with enough, zeros and unusable weeks gives each its own reason, and the verdicts differ."""
    history = np.array([[20, 22, 18, 21, 19, 20, 23, 17, 20, 20]] * 3 + [[0] * 10, [5] * 10])
    usable = np.ones(history.shape, bool)
    usable[4, :5] = False
    result = expected_range(history, usable=usable)
    assert result.reasons.tolist() == ["", "", "", "all_zeros", "too_few_periods"]
    verdicts = result.verdict([3, 20, 60, 0, 5]).tolist()
    assert verdicts == ["below", "within", "above", "too_little_data", "too_little_data"]


def test_limits_belong_to_the_range() -> None:
    result = expected_range([[20, 22, 18, 21, 19, 20, 23, 17, 20, 20]])
    low, high = result.one(0).low, result.one(0).high
    assert low is not None
    assert high is not None
    words = [result.verdict([count])[0] for count in (low - 1, low, high, high + 1)]
    assert words == ["below", "within", "within", "above"]


def test_two_thousand_series_at_once_are_what_each_is_alone(rng: np.random.Generator) -> None:
    history = draw(rng, 7, 3, (2000, 52))
    together = expected_range(history)
    for line in (0, 999, 1999):
        alone = expected_range(history[line : line + 1])
        assert (together.one(line).low, together.one(line).high) == (alone.one(0).low, alone.one(0).high)


@pytest.mark.parametrize(
    ("history", "settings", "argument"),
    [
        ([1, 2, 3], {}, "history"),
        ([[1, np.nan]], {}, "history"),
        ([[1, -1]], {}, "history"),
        ([[1, 0.5]], {}, "history"),
        ([[1], [1, 2]], {}, "history"),
        ([[1, 2]], {"level": 1}, "level"),
        ([[1, 2]], {"minimum_periods": 1}, "minimum_periods"),
        ([[1, 2]], {"outbreak_residual": 0.5}, "outbreak_residual"),
        ([[1, 2]], {"usable": [True]}, "usable"),
        ([[1, 2]], {"usable": [1, 0]}, "usable"),
    ],
)
def test_bad_input_names_the_argument(history: object, settings: dict[str, object], argument: str) -> None:
    with pytest.raises(InputError) as caught:
        expected_range(history, **settings)  # type: ignore[arg-type]
    assert caught.value.argument == argument


@pytest.mark.parametrize("current", [[1], [1, 2, 3], [[1, 2]], [1, np.nan], [1, -2]])
def test_a_verdict_needs_one_count_per_series(current: object) -> None:
    with pytest.raises(InputError) as caught:
        expected_range(np.ones((2, 10))).verdict(current)  # type: ignore[arg-type]
    assert caught.value.argument == "current"
