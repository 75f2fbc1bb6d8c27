"""Difference in differences as a regression: against R's glm and MASS::glm.nb, and statsmodels."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from samlad.analysis import InputError, effect_regression

TARGET = ([9, 11, 4, 10, 15, 8, 2, 9, 12, 10], [6, 7, 8, 1, 7, 9, 3, 6, 14, 5])
COMPARISON = ([20, 22, 31, 18, 20, 9, 20, 25, 20, 17], [20, 20, 12, 28, 25, 20, 19, 33, 11, 20])


@pytest.mark.parametrize(
    ("family", "error", "p"),
    [
        ("poisson", 0.1897915003886, 0.0737096349),
        ("quasi_poisson", 0.252822457908, 0.1794196268),
        ("negative_binomial", 0.2309057986517, 0.1415690420),
    ],
)
def test_the_interaction_matches_r(family: str, error: float, p: float) -> None:
    """R 4.2.2, MASS 7.3-58.2: `glm(y ~ g * p, family = …)`, `glm.nb(y ~ g * p)`, iterated to the end.

    g:p -0.3394253106 in all three; glm.nb's theta 23.12583, its p 1.41569042022e-01; quasipoisson's dispersion
    1.77450725868. p-values with the normal distribution.
    """
    found = effect_regression(*TARGET, *COMPARISON, family=family)
    assert_allclose(np.log(found.estimate), -0.339425310604, rtol=1e-10)
    assert_allclose(found.standard_error, error, rtol=1e-7)
    assert_allclose(found.p, p, rtol=1e-6)
    if family == "negative_binomial":
        assert_allclose(1 / found.overdispersion, 23.12583, atol=5e-5)
    if family == "quasi_poisson":
        assert_allclose(found.dispersion, 1.77450725868, rtol=1e-9)


def test_student_s_tail_matches_r() -> None:
    """R: t value -1.342544, Pr(>|t|) 0.18782458 on 36 degrees of freedom."""
    assert_allclose(effect_regression(*TARGET, *COMPARISON, tail="t").p, 0.187824582801, rtol=1e-7)


def test_kansas_city_matches_the_reference_file(golden: Path) -> None:
    """Sherman and Rogan 1995: 169 → 86, 184 → 192; statsmodels' GLM: 0.48767 (0.35093 to 0.67770)."""
    cases = json.loads((golden / "effect_evaluation.json").read_text())
    case = next(case for case in cases if case["case"] == "did_poisson_kansas_city_gun_crimes")
    counts, expected = case["inputs"], case["expected"]
    found = effect_regression(counts["t0"], counts["t1"], counts["c0"], counts["c1"], family="poisson")
    got = [
        found.estimate,
        found.standard_error,
        float(found.interval.low),
        float(found.interval.high),
        found.p,
    ]
    assert_allclose(got, [expected[key] for key in ("irr", "se", "low", "high", "p")], rtol=1e-9)


rows = st.lists(st.integers(1, 40), min_size=2, max_size=12)


@given(rows, rows, rows, rows, st.sampled_from(["poisson", "quasi_poisson", "negative_binomial"]))
def test_target_and_comparison_exchanged_turn_the_ratio_over(
    a: Any, b: Any, c: Any, d: Any, family: str
) -> None:
    one, other = effect_regression(a, b, c, d, family=family), effect_regression(c, d, a, b, family=family)
    assert_allclose(one.estimate, 1 / other.estimate, rtol=1e-9)
    assert_allclose(float(one.interval.low), 1 / float(other.interval.high), rtol=1e-6)
    assert one.saved_interval.low <= one.saved <= one.saved_interval.high


def test_rows_that_are_not_as_the_family_takes_them_are_told_of() -> None:
    rng = np.random.default_rng(9)
    steady = [rng.poisson(mean, 60) for mean in (8, 6, 20, 20)]
    scattered = [rng.negative_binomial(mean / 1.5, 1 / 2.5, 60) for mean in (8, 6, 20, 20)]
    waves = [rng.poisson(np.repeat(rng.gamma(8, mean / 8, 12), 5)) for mean in (8, 6, 20, 20)]
    assert effect_regression(*steady, family="poisson").warnings == ()
    assert effect_regression(*scattered, family="poisson").warnings == ("over_dispersed_interval_too_narrow",)
    assert effect_regression(*scattered).warnings == ()
    in_proportion = [rng.negative_binomial(mean / 1.5, 1 / 2.5, 300) for mean in (8, 6, 30, 30)]
    squared = [rng.negative_binomial(8, 8 / (8 + mean), 300) for mean in (8, 6, 30, 30)]
    for rows, told in ((in_proportion, ("over_dispersed_interval_too_narrow",)), (squared, ())):
        assert effect_regression(*rows, family="negative_binomial").warnings == told
    assert effect_regression(*waves).warnings == ("neighbouring_periods_alike",)
    assert effect_regression(169, 86, 184, 192, family="poisson").warnings == ()


def test_negative_binomial_intervals_cover_the_truth() -> None:
    """40 weeks a side, dispersion 2.5, ratio 0.7, 600 worlds."""
    rng, covered = np.random.default_rng(2), 0
    for _ in range(600):
        cells = [rng.negative_binomial(mean / 1.5, 1 / 2.5, 40) for mean in (8, 5.6, 20, 20)]
        interval = effect_regression(*cells, family="negative_binomial").interval
        covered += bool(interval.low <= 0.7 <= interval.high)
    assert 0.92 <= covered / 600 <= 0.98


@pytest.mark.parametrize(
    ("cells", "settings", "said"),
    [
        (([0], [1], [1], [1]), {"family": "poisson"}, "target_before has shape"),
        (([1], [1], [1], [1]), {}, "four counts say nothing"),
        (([1, -2], [1], [1], [1]), {}, "target_before holds -2"),
        (([[1, 2]], [1], [1], [1]), {}, "target_before has shape"),
        (([1], [1], [1], [1]), {"family": "nb"}, "family is 'nb'"),
        (([1], [1], [1], [1]), {"tail": "z"}, "tail is 'z'"),
        (([1], [1], [1], [1]), {"level": 2}, "level is 2"),
    ],
)
def test_bad_input_is_told_in_a_sentence(cells: Any, settings: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        effect_regression(*cells, **settings)
