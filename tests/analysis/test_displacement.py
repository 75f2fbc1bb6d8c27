"""The weighted displacement difference and quotient: against published cases and simulations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from samlad.analysis import InputError, displacement_difference, displacement_quotient

PHILADELPHIA = ((207, 110), (308, 318), (178, 157), (150, 140))


def test_the_difference_matches_wheeler_and_ratcliffe() -> None:
    """Wheeler & Ratcliffe 2018, as in ptools: `wdd(c(308,318), c(207,110), c(150,140), c(178,157))`.

    The variance is 1568; z -2.98; 95 % from -196 to -40. crimepy: local -107 (30.7083050656), displacement -11
    (25.0), total -118 (39.5979797464), z -2.9799500064, -195.6106141636 to -40.3893858364.
    """
    found = displacement_difference(*PHILADELPHIA)
    assert (found.estimate, found.local, found.displaced) == (-118, -107, -11)
    assert_allclose(found.standard_error**2, 1568)
    assert_allclose([found.local_error, found.displaced_error], [30.7083050656, 25.0], rtol=1e-9)
    assert_allclose(found.z, -2.9799500064, rtol=1e-9)
    limits = [float(found.interval.low), float(found.interval.high)]
    assert_allclose(limits, [-195.6106141636, -40.3893858364], rtol=1e-9)
    assert found.dispersion == 1


def test_time_weights_match_ptools() -> None:
    """andrewpwheeler.com 2021-01-09: `wdd(c(100,50), c(80,20), time_weights=c(2,1))`: -20, variance 115."""
    found = displacement_difference((80, 20), (100, 50), time_weights=(2, 1))
    assert found.local == found.estimate == -20
    assert_allclose(found.standard_error**2, 115, rtol=1e-14)


def test_area_weights_match_ptools() -> None:
    """andrewpwheeler.com 2021-02-23; ptools has the comparison first: area_weights=c(0.9, 1.2, 1.6, 1.5).

    -99.69444444, standard error 35.4280755, z -2.813995483, -169.1321965 to -30.25669241
    """
    found = displacement_difference(*PHILADELPHIA, area_weights=(1.2, 0.9, 1.5, 1.6))
    got = [
        found.estimate,
        found.standard_error,
        found.z,
        float(found.interval.low),
        float(found.interval.high),
    ]
    assert_allclose(got, [-99.69444444, 35.4280755, -2.813995483, -169.1321965, -30.25669241], rtol=1e-8)


def test_another_level_matches_the_readme_of_ptools() -> None:
    """`wdd(c(20,20), c(20,10), alpha=0.1)`: -10, 8.3666, z -1.195229, -23.761833 to 3.761833."""
    found = displacement_difference((20, 10), (20, 20), level=0.9)
    got = [found.estimate, found.z, float(found.interval.low), float(found.interval.high)]
    assert_allclose(got, [-10, -1.195229, -23.761833, 3.761833], rtol=1e-6)
    assert_allclose(found.standard_error, 8.3666, atol=5e-6)


def test_all_cases_are_in_the_file_of_reference_values(golden: Path) -> None:
    named = {
        case["case"]: case["expected"] for case in json.loads((golden / "effect_evaluation.json").read_text())
    }
    assert named["wdd_crime_science_2018_full"]["LowCI"] == -195.6106141636
    assert_allclose(
        displacement_quotient(*PHILADELPHIA[::2], PHILADELPHIA[1]).estimate,
        named["wdq_bowers_johnson"]["wdq"],
        rtol=1e-9,
    )


def test_quotient_and_net_effect_match_the_formulas_of_bowers_and_johnson() -> None:
    """(157/318 - 178/308) / (110/318 - 207/308) = 0.2581856883; net: (207 + 178) 318/308 - 110 - 157 = 130.5."""
    found = displacement_quotient((207, 110), (178, 157), (308, 318))
    assert_allclose(found.estimate, 0.2581856883, rtol=1e-9)
    assert_allclose(found.net_effect, 385 * 318 / 308 - 267, rtol=1e-12)
    assert found.interval.low < found.estimate < found.interval.high
    assert found.warnings == ()


def test_where_nothing_happened_in_the_target_the_quotient_says_nothing() -> None:
    found = displacement_quotient((100, 100), (50, 40), (200, 200))
    assert np.isnan(found.estimate)
    assert np.isinf(found.interval.low)
    assert found.warnings == ("no_effect_to_be_displaced", "interval_unbounded")


def test_the_two_ways_disagree_where_levels_differ_and_everything_rises() -> None:
    """Twice as many in the target, 20 % more everywhere: no net effect, yet 40 more by the difference."""
    difference = displacement_difference((400, 480), (200, 240))
    quotient = displacement_quotient((400, 480), (0, 0), (200, 240))
    assert difference.estimate == 40
    assert_allclose(quotient.net_effect, 0, atol=1e-9)
    assert "levels_differ_ratio_may_disagree" in difference.warnings
    assert "levels_differ_ratio_may_disagree" not in displacement_difference((200, 240), (200, 240)).warnings


counts = st.tuples(st.integers(0, 500), st.integers(0, 500))


@given(counts, counts, counts, counts)
def test_target_and_comparison_exchanged_turn_the_sign(a: Any, b: Any, c: Any, d: Any) -> None:
    if not sum(a + b + c + d):
        return
    one, other = displacement_difference(a, b, c, d), displacement_difference(b, a, d, c)
    assert one.estimate == -other.estimate
    assert_allclose(one.standard_error, other.standard_error)


@given(st.integers(0, 2**32))
def test_weeks_and_their_sums_give_the_same_estimate_and_weeks_never_a_shorter_interval(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = [(rng.poisson(4, 20), rng.poisson(3, 12)) for _ in range(4)]
    by_week = displacement_difference(*rows)  # type: ignore[arg-type]
    summed = displacement_difference(*[(row[0].sum(), row[1].sum()) for row in rows])  # type: ignore[arg-type]
    assert by_week.estimate == summed.estimate
    assert by_week.standard_error >= summed.standard_error


@pytest.mark.parametrize("dispersion", [1.0, 3.0])
def test_the_interval_from_weeks_covers_the_truth(dispersion: float) -> None:
    """52 and 26 weeks, 600 worlds: chance alone leaves 92.5 to 97.5 %; the estimated dispersion costs a little."""
    rng, covered = np.random.default_rng(7), 0
    for _ in range(600):
        rows = [
            (draw(rng, 6.0, dispersion, 52), draw(rng, 6.0 if place else 4.0, dispersion, 26))
            for place in range(4)
        ]
        found = displacement_difference(*rows, time_weights=(2, 1))  # type: ignore[arg-type]
        covered += bool(found.interval.low <= -52 <= found.interval.high)
    assert 0.925 <= covered / 600 <= 0.985


def draw(rng: np.random.Generator, mean: float, dispersion: float, weeks: int) -> Any:
    if dispersion == 1:
        return rng.poisson(mean, weeks)
    return rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion, weeks)


def test_weeks_that_hang_together_are_told_of() -> None:
    rng, told = np.random.default_rng(10), {"steady": 0, "kept": 0}
    for _ in range(60):
        noise = rng.normal(0, 0.37, (4, 120))
        for week in range(1, 120):
            noise[:, week] = 0.6 * noise[:, week - 1] + 0.8 * noise[:, week]
        for name, wander in (("steady", 0 * noise), ("kept", noise)):
            counts = rng.poisson(10 * np.exp(wander))
            rows: Any = [(row[:70], row[70:]) for row in counts]
            told[name] += "neighbouring_periods_alike" in displacement_difference(*rows).warnings
    assert told["steady"] <= 8
    assert told["kept"] >= 50
    assert "neighbouring_periods_alike" not in displacement_difference((207, 110), (308, 318)).warnings


def test_the_intervals_of_quotient_and_net_effect_cover_the_truth() -> None:
    """Means 300 → 180, 200 → 190, 400 → 420: quotient 0.1846 and net effect of 155; 1,500 worlds."""
    rng = np.random.default_rng(8)
    means = np.array([[300, 180], [200, 190], [400, 420]])
    truth = (190 / 420 - 200 / 400) / (180 / 420 - 300 / 400)
    net = 500 * 420 / 400 - 370
    found = [displacement_quotient(*rng.poisson(means)) for _ in range(1500)]  # type: ignore[misc]
    by_ratio = np.mean([one.interval.low <= truth <= one.interval.high for one in found])
    by_net = np.mean([one.net_interval.low <= net <= one.net_interval.high for one in found])
    assert 0.935 <= by_ratio <= 0.965
    assert 0.935 <= by_net <= 0.965


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: displacement_difference((1, 2, 3), (1, 2)), "target holds 3 values"),
        (lambda: displacement_difference((1, -2), (1, 2)), "target holds -2"),
        (lambda: displacement_difference((1, np.nan), (1, 2)), "target holds nan"),
        (lambda: displacement_difference((0, 0), (0, 0)), "all other counts are 0"),
        (lambda: displacement_difference((1, 2), (1, 2), (1, 2)), "buffer_comparison is missing"),
        (lambda: displacement_difference((1, 2), (1, 2), None, (1, 2)), "buffer is missing"),
        (lambda: displacement_difference((1, 2), (1, 2), time_weights=(0, 1)), "time_weights h"),
        (lambda: displacement_difference((1, 2), (1, 2), area_weights=(1, 1)), "area_weights h"),
        (lambda: displacement_difference((1, 2), (1, 2), dispersion=-1), "dispersion is -1"),
        (lambda: displacement_difference(([1, 2], [3, 4]), ([1, 2], [3, 4])), "2, 2 weeks in a phase"),
        (lambda: displacement_difference(([1] * 9, [3] * 9), ([1] * 8, [3] * 9)), "9, 8 weeks in a phase"),
        (lambda: displacement_difference(([[1, 2]], [3]), (1, 2)), "target has sides of shapes"),
        (lambda: displacement_quotient((1, 2), (1, 2), (0, 2)), "comparison is"),
        (lambda: displacement_quotient((1, 2, 3), (1, 2), (1, 2)), "target has shape"),  # type: ignore[arg-type]
    ],
)
def test_bad_input_is_told_in_a_sentence(call: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        call()
