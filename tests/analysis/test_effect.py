"""The rate ratio of a measure: against published counts, by its symmetries, and by its promise of coverage."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samlad.analysis import Effect, InputError, effect

# Sherman and Rogan 1995, gun crimes in Kansas City: 169 → 86 on the target beat, 184 → 192 on the comparison beat.
# exp of the interaction's coefficient and its Wald interval, by statsmodels' GLM(Poisson):
KANSAS_CITY = ([169], [86], [184], [192])
KANSAS_CITY_RATIO = 0.48767258382643003
KANSAS_CITY_LIMITS = (0.35092737503797544, 0.677703040380393)


@st.composite
def studies(draw: st.DrawFn) -> tuple[list[int], ...]:
    """Target and comparison, before and during, none of the four cells empty."""
    before, during = draw(st.integers(8, 30)), draw(st.integers(8, 30))
    return tuple(
        draw(st.lists(st.integers(0, 40), min_size=length, max_size=length).filter(any))
        for length in (before, during, before, during)
    )


def limits(result: Effect) -> tuple[float, float]:
    return float(result.interval.low), float(result.interval.high)


def test_effect_matches_kansas_city() -> None:
    result = effect(*KANSAS_CITY, dispersion=1)
    assert result.estimate == pytest.approx(KANSAS_CITY_RATIO, abs=1e-12)
    assert limits(result) == pytest.approx(KANSAS_CITY_LIMITS, abs=1e-12)
    assert result.expected == pytest.approx(169 * 192 / 184)
    assert result.totals == (169, 86, 184, 192)


def test_effect_matches_the_reference_file(golden: Path) -> None:
    cases = json.loads((golden / "effect_evaluation.json").read_text("utf-8"))
    case = next(one for one in cases if one["case"] == "did_poisson_kansas_city_gun_crimes")
    cells = [[case["inputs"][name]] for name in ("t0", "t1", "c0", "c1")]
    result, expected = effect(*cells, dispersion=1), case["expected"]
    assert (result.estimate, *limits(result)) == pytest.approx(
        (expected["irr"], expected["low"], expected["high"]), abs=1e-9
    )


def test_dispersion_is_that_of_the_shares_of_the_weeks() -> None:
    """By hand: before, shares of 10 with p = 0.5 off by ±2; during, of 10 with p = 0.3, off by ±1."""
    result = effect([3, 7] * 4, [2, 4] * 4, [7, 3] * 4, [8, 6] * 4, dispersion_floor=0)
    squares, variance = 8 * 4 + 8 * 1, 8 * 10 * 0.25 + 8 * 10 * 0.21
    assert result.dispersion == pytest.approx(squares / variance * 16 / 14)
    assert result.degrees_of_freedom == 14


def test_waves_widen_the_interval() -> None:
    """The same weeks, odd ones side by side or far apart."""
    waves = effect(([9] * 6 + [1] * 6) * 2, [5] * 24, [10] * 24, [10] * 24)
    apart = effect([9, 1] * 12, [5] * 24, [10] * 24, [10] * 24)
    assert waves.dispersion > apart.dispersion
    assert waves.interval.high > apart.interval.high


def test_a_season_that_both_have_is_no_dispersion() -> None:
    season = np.array([1, 1, 2, 4, 8, 8, 4, 2] * 3)
    result = effect(4 * season, 2 * season, 8 * season, 8 * season, dispersion_floor=0)
    assert result.dispersion == 0
    assert result.estimate == 0.5


@given(studies())
def test_swapping_before_and_during_turns_the_ratio_over(study: tuple[list[int], ...]) -> None:
    t0, t1, c0, c1 = study
    there, back = effect(t0, t1, c0, c1), effect(t1, t0, c1, c0)
    assert back.estimate == pytest.approx(1 / there.estimate)
    assert limits(back) == pytest.approx([1 / limit for limit in reversed(limits(there))])


@given(studies())
def test_swapping_target_and_comparison_turns_the_ratio_over(study: tuple[list[int], ...]) -> None:
    t0, t1, c0, c1 = study
    there, back = effect(t0, t1, c0, c1), effect(c0, c1, t0, t1)
    assert limits(back) == pytest.approx([1 / limit for limit in reversed(limits(there))])


@given(studies())
def test_time_turned_round_within_each_phase_changes_nothing(study: tuple[list[int], ...]) -> None:
    first, second = effect(*study), effect(*(row[::-1] for row in study))
    assert (first.estimate, *limits(first)) == pytest.approx((second.estimate, *limits(second)))


@given(studies(), st.integers(0, 9))
def test_the_order_of_the_weeks_does_not_change_the_estimate(study: tuple[list[int], ...], seed: int) -> None:
    order = [np.random.default_rng(seed).permutation(len(row)) for row in study[:2]] * 2
    mixed = [np.array(row)[places] for row, places in zip(study, order, strict=True)]
    assert effect(*mixed).estimate == pytest.approx(effect(*study).estimate)


@given(studies(), st.integers(2, 9))
def test_a_comparison_so_many_times_as_large_gives_the_same_ratio(
    study: tuple[list[int], ...], factor: int
) -> None:
    t0, t1, c0, c1 = study
    larger = effect(t0, t1, factor * np.array(c0), factor * np.array(c1))
    assert larger.estimate == pytest.approx(effect(t0, t1, c0, c1).estimate)


@given(studies())
def test_the_estimate_lies_within_its_interval(study: tuple[list[int], ...]) -> None:
    result = effect(*study)
    assert result.interval.low <= result.estimate <= result.interval.high
    assert result.dispersion >= 1


@pytest.mark.parametrize(
    ("study", "reasons"),
    [
        (([10] * 7, [10] * 20, [20] * 7, [20] * 20), ("too_few_weeks",)),
        (([10] * 20, [10] * 7, [20] * 20, [20] * 7), ("too_few_weeks",)),
        (([1, 0, 0] * 4, [1, 0, 0] * 4, [20] * 12, [20] * 12), ("too_few_incidents", "interval_too_wide")),
        (
            ([5] * 10, [5] * 10, [0] * 10, [0] * 10),
            ("too_few_incidents", "no_finite_estimate", "interval_too_wide"),
        ),
        (([0] * 10, [5] * 10, [9] * 10, [9] * 10), ("no_finite_estimate",)),
        (([10, 0] * 5, [10, 0] * 5, [0, 10] * 5, [0, 10] * 5), ("interval_too_wide",)),
    ],
)
def test_too_little_data_says_why(study: tuple[list[int], ...], reasons: tuple[str, ...]) -> None:
    result = effect(*study)
    assert result.reasons == reasons
    assert result.too_little_data


def test_five_expected_in_each_cell_are_enough() -> None:
    """Ten in the target, half of all weeks during: five expected in each of its cells; nine are too few."""
    enough = effect([1] * 5 + [0] * 5, [1] * 5 + [0] * 5, [50] * 10, [50] * 10)
    few = effect([1] * 5 + [0] * 5, [1] * 4 + [0] * 6, [50] * 10, [50] * 10)
    assert "too_few_incidents" not in enough.reasons
    assert "too_few_incidents" in few.reasons


def test_nothing_left_is_a_ratio_of_zero_with_an_interval() -> None:
    result = effect([3] * 12, [0] * 12, [9] * 12, [9] * 12)
    assert result.estimate == 0
    assert "zero_cell_half_added" in result.warnings
    # Haldane: half added to 36, 0, 108 and 108, and nothing else; here the dispersion is at its floor.
    assert result.dispersion == 1
    middle = np.log(0.5 / 36.5)
    low, high = limits(result)
    assert np.log(low) + np.log(high) == pytest.approx(2 * middle)
    assert not result.too_little_data


def test_too_few_weeks_for_a_dispersion_exclude_nothing() -> None:
    result = effect([30], [10], [30], [30])
    assert limits(result) == (0, np.inf)
    assert result.too_little_data


@pytest.mark.parametrize("start", [0, 20, 44])
def test_a_peak_anywhere_before_is_said(start: int) -> None:
    flat, peak = [4] * 52, [4] * start + [9] * 8 + [4] * (44 - start)
    assert "started_after_peak" not in effect(flat, [4] * 20, [9] * 52, [9] * 20).warnings
    assert "started_after_peak" in effect(peak, [4] * 20, [9] * 52, [9] * 20).warnings
    # What the comparison areas had too is a season.
    season = [2 * count for count in peak]
    assert "started_after_peak" not in effect(peak, [4] * 20, season, [9] * 20).warnings


def test_weeks_that_hang_together_are_told_of() -> None:
    """Target and comparison wander each by itself, keeping 0.6 of the last week; steady and seasonal ones do not."""
    rng, told = np.random.default_rng(3), {"steady": 0, "kept": 0}
    season = np.exp(0.5 * np.sin(2 * np.pi * np.arange(78) / 52))
    for _ in range(100):
        noise = rng.normal(0, 0.37, (2, 78))
        for week in range(1, 78):
            noise[:, week] = 0.6 * noise[:, week - 1] + 0.8 * noise[:, week]
        for name, wander in (("steady", 0 * noise), ("kept", noise)):
            target, other = rng.poisson(np.array([[10], [30]]) * season * np.exp(wander))
            found = effect(target[:52], target[52:], other[:52], other[52:])
            told[name] += "neighbouring_periods_alike" in found.warnings
    assert told["steady"] <= 12
    assert told["kept"] >= 85


@pytest.mark.parametrize("dispersion", [1.0, 2.0, 3.0])
def test_interval_covers_the_truth(dispersion: float) -> None:
    """26 weeks before and 26 during, five a week, a season that both have, thirty per cent fewer."""
    rng = np.random.default_rng(int(1_000 * dispersion))
    ratio, replications, hits = 0.7, 2_000, 0
    season = np.exp(0.5 * np.sin(2 * np.pi * np.arange(52) / 52))
    for _ in range(replications):
        target = draw(rng, 5 * season * np.repeat([1, ratio], 26), dispersion)
        comparison = draw(rng, 15 * season, dispersion)
        result = effect(target[:26], target[26:], comparison[:26], comparison[26:])
        hits += bool(result.interval.low <= ratio <= result.interval.high)
    assert 0.93 <= hits / replications <= 0.975


def draw(rng: np.random.Generator, mean: np.ndarray, dispersion: float) -> np.ndarray:
    if dispersion == 1:
        return rng.poisson(mean)
    return rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion)


@pytest.mark.parametrize(
    ("arguments", "settings", "argument", "value"),
    [
        (([1, 2], [1], [1], [1]), {}, "comparison_before", "(1,)"),
        (([1], [1], [1], [-1]), {}, "comparison_during", "-1"),
        (([[1]], [1], [[1]], [1]), {}, "target_before", "(1, 1)"),
        (([1.5], [1], [1], [1]), {}, "target_before", "1.5"),
        (([1], [1], [1], [1]), {"level": 95}, "level", "95"),
        (([1], [1], [1], [1]), {"dispersion": -1}, "dispersion", "-1"),
        (([1], [1], [1], [1]), {"minimum_weeks": 0}, "minimum_weeks", "0"),
    ],
)
def test_bad_input_names_argument_and_value(
    arguments: tuple[list[int], ...], settings: dict[str, float], argument: str, value: str
) -> None:
    with pytest.raises(InputError) as caught:
        effect(*arguments, **settings)  # type: ignore[arg-type]
    assert caught.value.argument == argument
    assert value in str(caught.value)
