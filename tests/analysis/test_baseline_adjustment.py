"""The empirical-Bayes baseline: against Hauer's tutorial, MASS::glm.nb and simulated places chosen for being bad."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from samlad.analysis import InputError, baseline_adjustment

PER_MILE, MILES = 2.05, 1.8


@pytest.mark.parametrize(("years", "count", "baseline", "error"), [(1, 12, 8.48, 2.14), (3, 27, 7.97, 1.44)])
def test_the_baseline_matches_hauer_s_tutorial(years: int, count: int, baseline: float, error: float) -> None:
    """Hauer, Harwood, Council, Griffith 2002, examples 1 and 2: 1.8 miles, 2.41 accidents a mile and year, φ 2.05.

    12 in one year: weight 0.460, 8.48 ± 2.14 a year. 12, 7, 8 in three: 7.97 ± 1.44 a year.
    """
    found = baseline_adjustment(
        count, 0, predicted=2.41 * MILES * years, overdispersion=1 / (PER_MILE * MILES), growth=1 / years
    )
    assert_allclose(found.baseline / years, baseline, atol=0.006)
    assert_allclose(found.baseline_error / years, error, atol=0.006)
    assert_allclose(found.expected, baseline, atol=0.006)
    if years == 1:
        assert_allclose(found.weight, 0.460, atol=0.0006)


def test_the_prior_matches_glm_nb() -> None:
    """R 4.2.2, MASS: `glm.nb(c(0,1,4,9,2,0,7,3) ~ 1)`: mean 3.25, 1/theta 0.8535209."""
    found = baseline_adjustment([9], [3], reference=[0, 1, 4, 9, 2, 0, 7, 3])
    assert_allclose(found.parameters["mean"], 3.25)
    assert_allclose(found.parameters["overdispersion"], 0.8535209, atol=5e-7)
    assert "few_reference_places" in found.warnings


def test_the_formulas_of_hauer_by_hand() -> None:
    """Two places: baselines 8 and 2 with variances 4 and 1, growth 0.5 with variance 0.01, 4 came."""
    found = baseline_adjustment(
        [12, 2], [3, 1], predicted=[4, 2], overdispersion=0.5, growth=0.5, growth_variance=0.01
    )
    weights = [1 / 3, 1 / 2]
    baseline = [4 / 3 + 8, 1 + 1]
    assert_allclose(found.weight, weights)
    assert_allclose(found.baseline, baseline)
    expected = 0.5 * sum(baseline)
    spread = 0.25 * (2 / 3 * baseline[0] + baseline[1] / 2) + sum(baseline) ** 2 * 0.01
    assert_allclose(found.estimate, 4 / expected / (1 + spread / expected**2))
    assert_allclose(found.saved, expected - 4)
    assert_allclose(found.naive, 4 / 7)
    assert_allclose(found.regression, expected / 7)


def test_places_chosen_for_being_bad_seem_to_get_better_and_the_adjusted_ratio_does_not() -> None:
    """Of 200 places the 10 with most; nothing is done. Counted: a quarter fewer. Adjusted: the interval holds 1."""
    rng = np.random.default_rng(6)
    covered, naive, adjusted = 0, [], []
    for _ in range(120):
        means = rng.gamma(2, 2, 200)
        before, during = rng.poisson(means), rng.poisson(means)
        worst = np.argsort(before)[-10:]
        found = baseline_adjustment(before[worst], during[worst], reference=before)
        naive.append(found.naive)
        adjusted.append(found.estimate)
        covered += bool(found.interval.low <= 1 <= found.interval.high)
    assert np.mean(naive) < 0.8
    assert abs(np.mean(adjusted) - 1) < 0.04
    assert 0.91 <= covered / 120 <= 0.99


def test_places_that_do_not_differ_have_the_mean_as_baseline() -> None:
    found = baseline_adjustment([5], [2], reference=[3, 3, 3, 3])
    assert found.baseline.tolist() == [3]
    assert found.weight.tolist() == [1]
    assert "reference_places_do_not_differ" in found.warnings


def test_nothing_during_has_an_upper_limit() -> None:
    found = baseline_adjustment([9], [0], predicted=6, overdispersion=0.3)
    assert found.estimate == found.interval.low == 0
    assert 0 < found.interval.high < 1
    assert found.warnings == ("no_incident_during", "counts_taken_as_poisson")


def test_counts_that_scatter_within_a_place_are_told_of() -> None:
    """Untold they are taken for differences between places, and too little is taken for regression; told they are not."""
    rng = np.random.default_rng(6)
    untold, told, covered = [], [], []
    for _ in range(60):
        means = rng.gamma(2, 5, 400)
        before, during = (rng.negative_binomial(means / 1.5, 0.4) for _ in range(2))
        worst = np.argsort(before)[-20:]
        plain, known = (
            baseline_adjustment(before[worst], during[worst], reference=before, dispersion=dispersion)
            for dispersion in (None, 2.5)
        )
        assert plain.warnings == ("counts_taken_as_poisson",)
        assert known.warnings == ("baseline_rests_on_dispersion",)
        untold.append(plain.estimate)
        told.append(known.estimate)
        covered.append(known.interval.low <= 1 <= known.interval.high)
    # Nothing was done.
    assert np.mean(untold) < 0.9
    assert abs(np.mean(told) - 1) < 0.02
    assert np.mean(covered) > 0.88


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "reference and predicted are not given"),
        ({"predicted": 2}, "reference and predicted are not given as needed"),
        ({"reference": [1, 2, 3], "predicted": 2, "overdispersion": 1}, "both given"),
        ({"reference": [1, 2]}, "reference has shape"),
        ({"reference": [0, 0, 0]}, "with 0 incidents"),
        ({"predicted": -1, "overdispersion": 1}, "predicted has shape"),
        ({"predicted": [1, 2, 3], "overdispersion": 1}, "predicted has shape"),
        ({"predicted": 2, "overdispersion": -1}, "overdispersion is -1"),
        ({"predicted": 2, "overdispersion": 1, "growth": 0}, "growth is 0"),
        ({"predicted": 2, "overdispersion": 1, "during": [1]}, "during has shape"),
        ({"predicted": 2, "overdispersion": 1, "before": [1, np.nan]}, "before holds nan"),
    ],
)
def test_bad_input_is_told_in_a_sentence(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        baseline_adjustment(**({"before": [5, 6], "during": [3, 3]} | settings))
