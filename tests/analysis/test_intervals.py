from __future__ import annotations

import json
import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.stats import binom, poisson

from samlad.analysis import InputError, poisson_interval, wilson_interval


def test_poisson_interval_matches_statsmodels_exact() -> None:
    """statsmodels 0.15.0:

    >>> [confint_poisson(k, 1, method="exact-c") for k in (1, 10, 100)]
    [(0.025317807984289876, 5.571643390938898), (4.7953886961324335, 18.390356042017775),
     (81.36399125092314, 121.62679379242638)]
    """
    result = poisson_interval([1, 10, 100])
    assert_allclose(
        result.interval.low, [0.025317807984289876, 4.7953886961324335, 81.36399125092314], rtol=1e-9
    )
    assert_allclose(
        result.interval.high, [5.571643390938898, 18.390356042017775, 121.62679379242638], rtol=1e-9
    )


@given(st.integers(0, 2000), st.floats(0.5, 0.999))
def test_poisson_limits_have_the_tail_probability(count: int, level: float) -> None:
    """At the upper limit so few, and at the lower limit so many, have the probability (1 − level)/2."""
    interval = poisson_interval(count, level=level).interval
    assert poisson.cdf(count, interval.high) == pytest.approx((1 - level) / 2, rel=1e-6)
    if count:
        assert poisson.sf(count - 1, interval.low) == pytest.approx((1 - level) / 2, rel=1e-6)
    else:
        assert interval.low == 0


def test_poisson_coverage_is_never_below_the_level() -> None:
    """Exact coverage by summing probabilities, no simulation."""
    counts = np.arange(200)
    interval = poisson_interval(counts).interval
    for mean in np.linspace(0.05, 60, 400):
        covered = (interval.low <= mean) & (mean <= interval.high)
        assert poisson.pmf(counts, mean)[covered].sum() >= 0.95 - 1e-9


def test_wilson_matches_newcombe(golden: Path) -> None:
    """Newcombe 1998 as printed, and statsmodels 0.15.0 proportion_confint(method="wilson")."""
    cases = json.loads((golden / "its_trend_proportion.json").read_text())["proportion_ci"]
    result = wilson_interval([case["x"] for case in cases], [case["n"] for case in cases])
    assert_allclose(result.interval.low, [case["wilson"][0] for case in cases], atol=1e-12)
    assert_allclose(result.interval.high, [case["wilson"][1] for case in cases], atol=1e-12)


@given(st.integers(1, 500), st.data())
def test_wilson_is_symmetric_and_holds_the_proportion(n: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, n))
    one, other = wilson_interval(successes, n), wilson_interval(n - successes, n)
    assert 0 <= one.interval.low <= one.estimate <= one.interval.high <= 1
    assert_allclose(one.interval.low, 1 - other.interval.high, atol=1e-12)


def test_wilson_coverage_is_near_the_level_on_average() -> None:
    counts = np.arange(31)
    interval = wilson_interval(counts, np.full(31, 30)).interval
    shares = np.linspace(0.02, 0.98, 300)
    coverage = [binom.pmf(counts, 30, p)[(interval.low <= p) & (p <= interval.high)].sum() for p in shares]
    assert np.mean(coverage) == pytest.approx(0.95, abs=0.01)


@pytest.mark.parametrize("counts", [[-1], [1.5], [np.nan], [np.inf], ["a"], [None], [[1], [1, 2]], [1e300]])
def test_what_is_not_a_count_is_refused(counts: object) -> None:
    with pytest.raises(InputError) as caught:
        poisson_interval(counts)  # type: ignore[arg-type]
    assert caught.value.argument == "counts"


@pytest.mark.parametrize("level", [0, 1, -1, 95, np.nan])
def test_impossible_levels_are_refused(level: float) -> None:
    with pytest.raises(InputError, match="between 0 and 1"):
        poisson_interval(3, level=level)


@pytest.mark.parametrize(
    ("successes", "n", "words"), [(3, 2, "3 of 2"), (0, 0, "empty group"), ([1, 2], [3, 3, 3], "(3,)")]
)
def test_impossible_proportions_are_refused(successes: object, n: object, words: str) -> None:
    with pytest.raises(InputError) as caught:
        wilson_interval(successes, n)  # type: ignore[arg-type]
    assert words in str(caught.value)


def test_empty_input_gives_empty_result() -> None:
    assert poisson_interval([]).estimate.shape == (0,)


def test_an_error_survives_the_way_between_processes() -> None:
    with pytest.raises(InputError) as caught:
        poisson_interval(3, level=2)
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    assert (str(again), again.argument, again.remedy) == (str(caught.value), "level", caught.value.remedy)
