"""Two rates: against statsmodels, ptools and published tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from samlad.analysis import InputError, rate_change, rate_change_posterior
from samlad.analysis.effects.rate_change import METHODS

NOT_A_TEST_OF_OURS = {"log", "crimepy_etest", "etest_diff_score"}


def cases(golden: Path) -> dict[str, dict[str, Any]]:
    return {case["case"]: case for case in json.loads((golden / "effect_evaluation.json").read_text())}


@pytest.mark.parametrize("name", ["poisson2_60_51477.5_30_54308.7", "poisson2_3_100_6_100"])
def test_seven_tests_match_statsmodels(golden: Path, name: str) -> None:
    """statsmodels 0.15.0: `test_poisson_2indep(60, 51477.5, 30, 54308.7, method=m).pvalue`.

    score 0.000632, wald 0.000712, exact-cond 0.000675, cond-midp 0.000557, etest 0.000567, etest-wald 0.000643,
    sqrt 0.000570. crimepy's e-test of 3 and 6 gives 0.3447 and not 0.3616: it divides by the exposures, and rounding
    then takes the pairs (1, 3) and (3, 1), whose statistic equals the observed, for smaller.
    """
    case = cases(golden)[name]
    (first, second), (longer, other) = case["inputs"]["count"], case["inputs"]["exposure"]
    tried = set(case["expected"]) - NOT_A_TEST_OF_OURS
    assert len(tried) == 7
    for method in tried:
        found = rate_change(first, second, exposure_during=longer, exposure_before=other, method=method)
        assert_allclose(found.p, case["expected"][method], rtol=1e-10, err_msg=method)
    with_score = rate_change(first, second, exposure_during=longer, exposure_before=other, method="etest").p
    assert_allclose(with_score, case["expected"]["etest_diff_score"], rtol=1e-10)


@pytest.mark.parametrize("pair", [(3, 0), (0, 3)])
def test_the_e_test_matches_krishnamoorthy_and_thomson(pair: tuple[int, int]) -> None:
    """Krishnamoorthy and Thomson 2004, as the tests of ptools have it: `e_test(3, 0)` 0.0884."""
    assert_allclose(rate_change(*pair, method="etest").p, 0.0884, atol=5e-5)
    assert_allclose(rate_change(*pair, method="etest-wald").p, 0.0884, atol=5e-5)


@pytest.mark.parametrize(("method", "p"), [("wald", 0.000356), ("score", 0.000316)])
def test_one_sided_tests_match_gu_and_others(method: str, p: float) -> None:
    """Gu, Ng, Tang and Schucany 2008, example 1, one-sided."""
    found = rate_change(
        60, 30, exposure_during=51477.5, exposure_before=54308.7, method=method, alternative="greater"
    )
    assert_allclose(found.p, p, atol=5e-7)


def test_the_logarithmic_tests_match_statsmodels() -> None:
    """statsmodels 0.15.0, `test_poisson_2indep(60, 51477.5, 30, 54308.7, method=m)`: statistic and p-value.

    score-log 3.5405777595 0.0003992520, wald-log 3.3392848705 0.0008399438
    """
    for method, statistic, p in (
        ("score-log", 3.5405777595, 0.0003992520),
        ("wald-log", 3.3392848705, 0.0008399438),
    ):
        found = rate_change(60, 30, exposure_during=51477.5, exposure_before=54308.7, method=method)
        assert_allclose([found.statistic, found.p], [statistic, p], rtol=1e-6)


def test_the_score_interval_holds_the_ratios_that_the_score_test_does_not_reject() -> None:
    """statsmodels 0.15.0: `confint_poisson_2indep(60, 51477.5, 30, 54308.7, method="score")` 1.3659624 3.2593062."""
    kwargs = {"exposure_during": 51477.5, "exposure_before": 54308.7}
    interval = rate_change(60, 30, **kwargs).interval
    assert_allclose([float(interval.low), float(interval.high)], [1.3659624, 3.2593062], rtol=1e-7)
    for limit in (interval.low, interval.high):
        assert_allclose(rate_change(60, 30, ratio=float(limit), **kwargs).p, 0.05, rtol=1e-9)


def test_the_posterior_of_one_ratio_is_a_beta_prime(golden: Path) -> None:
    """scipy 1.17.1: `betaprime(86.5, 169.5)`: median 0.50936, 0.39144 to 0.65799, mean 0.51335."""
    expected = cases(golden)["bayes_gamma_poisson_ratio_86_169"]["expected"]
    found = rate_change_posterior((169, 86))
    got = [found.estimate, float(found.interval.low), float(found.interval.high), found.mean, found.below_one]
    assert_allclose(
        got, [expected[key] for key in ("median", "q025", "q975", "mean", "p_below_1")], rtol=1e-9
    )


def test_the_posterior_of_a_ratio_of_ratios_matches_a_simulation_of_it(golden: Path) -> None:
    """Four Gamma draws each (Jeffreys' prior, 4 million): the quantiles are within three Monte Carlo errors."""
    case = cases(golden)["did_poisson_kansas_city_gun_crimes"]
    drawn, counts = case["expected"]["bayes_jeffreys"], case["inputs"]
    found = rate_change_posterior((counts["t0"], counts["t1"]), (counts["c0"], counts["c1"]))
    got = [found.estimate, float(found.interval.low), float(found.interval.high)]
    assert_allclose(got, [drawn[key] for key in ("median", "q025", "q975")], atol=1e-3)
    assert_allclose(found.below_one, drawn["p_below_1"], atol=5e-6)
    assert_allclose(found.mean_logarithm, case["expected"]["bayes_mean_log_exact"], rtol=1e-12)
    assert_allclose(found.deviation_logarithm, case["expected"]["bayes_sd_log_exact"], rtol=1e-12)


def test_the_posterior_needs_a_mean_to_tell_it() -> None:
    found = rate_change_posterior((0, 4))
    assert np.isnan(found.mean)
    assert found.warnings == ("posterior_has_no_mean", "counts_taken_as_poisson")
    assert found.estimate > 1


counts = st.integers(0, 60)


@given(counts, st.integers(1, 60), st.floats(0.2, 5), st.sampled_from(METHODS))
def test_exchanging_the_two_rates_turns_the_ratio_over(x: int, y: int, exposure: float, method: str) -> None:
    if method == "sqrt":
        return  # ⅜ is added before the ratio is taken, so the two sides are not the same test
    one = rate_change(x, y, exposure_during=exposure, method=method)
    other = rate_change(y, x, exposure_before=exposure, method=method)
    if method not in ("wald", "etest-wald"):  # Wald's variance is not the same on both sides either
        assert_allclose(one.p, other.p, atol=1e-8)
    if x:
        assert_allclose(one.interval.low, 1 / other.interval.high, rtol=1e-6)


@given(counts, counts)
def test_p_values_are_probabilities(x: int, y: int) -> None:
    if x + y == 0:
        return
    for method in METHODS:
        assert 0 <= rate_change(x, y, method=method).p <= 1


@pytest.mark.parametrize("mean", [1.0, 4.0, 30.0])
def test_the_e_test_rejects_no_oftener_than_it_says(mean: float) -> None:
    """Poisson counts of equal means, exactly summed: the two-sided e-test at 5 % rejects at most 5.5 %."""
    grid = np.arange(int(mean + 8 * np.sqrt(mean) + 8))
    chance = np.exp(grid * np.log(mean) - mean - np.array([np.log(np.arange(1, k + 1)).sum() for k in grid]))
    rejected = sum(
        chance[x] * chance[y]
        for x in grid
        for y in grid[: x + 1]
        if x + y and chance[x] * chance[y] > 1e-9 and rate_change(x, y, method="etest").p <= 0.05
        for _ in range(1 if x == y else 2)
    )
    assert 0.005 < rejected <= 0.055


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: rate_change(0, 0), "both 0"),
        (lambda: rate_change(-1, 2), "during holds -1"),
        (lambda: rate_change(1.5, 2), "during holds 1.5"),
        (lambda: rate_change(float("nan"), 2), "during holds nan"),
        (lambda: rate_change([1, 2], 2), "during has shape"),  # type: ignore[arg-type]
        (lambda: rate_change(1, 2, exposure_before=0), "exposure_before is 0"),
        (lambda: rate_change(1, 2, ratio=-1), "ratio is -1"),
        (lambda: rate_change(1, 2, method="log"), "method is 'log'"),
        (lambda: rate_change(1, 2, alternative="smaller"), "alternative is 'smaller'"),
        (lambda: rate_change(1, 2, method="etest", dispersion=2), "dispersion is 2"),
        (lambda: rate_change(9000, 9000, method="etest"), "method is etest"),
        (lambda: rate_change_posterior((1, 2, 3)), "target has shape"),  # type: ignore[arg-type]
        (lambda: rate_change_posterior((0, 1), shape=0.0), "shape is 0"),
        (lambda: rate_change_posterior((1, 1), exposure=(0, 1)), "exposure holds 0"),
    ],
)
def test_bad_input_is_told_in_a_sentence(call: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        call()
