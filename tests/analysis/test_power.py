"""What can be seen: by formula against statsmodels, and by simulation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from samlad.analysis import (
    InputError,
    detectable_difference,
    detectable_effect,
    displacement_difference,
    needed_weeks,
    rate_ratio_power,
    simulated_power,
)


def case(golden: Path, name: str) -> Any:
    return next(c for c in json.loads((golden / "effect_evaluation.json").read_text()) if c["case"] == name)


def test_the_power_of_a_ratio_matches_statsmodels(golden: Path) -> None:
    """statsmodels 0.15.0: `power_poisson_ratio_2indep(10, 7, 12, value=1, alternative="two-sided")` 0.7078932956."""
    expected = case(golden, "power_ratio_10_7_12")["expected"]["power"]
    assert_allclose(rate_ratio_power(10, 7, 12).estimate, expected, rtol=1e-10)


@pytest.mark.parametrize(
    ("settings", "power"),
    [
        ({"alternative": "greater"}, 0.8057496),
        ({"variance": "score"}, 0.7183688),
        ({"dispersion": 2.0, "periods_ratio": 3.0}, 0.6232379),
        ({"exposure": 0.5, "ratio": 0.9, "alpha": 0.1}, 0.7427413),
    ],
)
def test_the_power_s_options_match_statsmodels(settings: dict[str, Any], power: float) -> None:
    """statsmodels 0.15.0, `power_poisson_ratio_2indep(10, 7, 12, …)` with the same options."""
    assert_allclose(rate_ratio_power(10, 7, 12, **settings).estimate, power, atol=5e-8)


def test_the_detectable_difference_is_the_fixed_point(golden: Path) -> None:
    """(z_{0.975} + z_{0.8}) √var, var with the target fallen by it: 86.50916092364982."""
    found = detectable_difference(207, 308, 318)
    assert_allclose(found.estimate, case(golden, "mde_wdd_207")["expected"]["mde_count"], rtol=1e-12)
    error = displacement_difference((207, round(207 - found.estimate)), (308, 318)).standard_error
    assert_allclose(found.estimate / error, 1.959963984540054 + 0.8416212335729143, rtol=1e-3)


def test_where_even_nothing_left_would_not_be_seen_it_is_said() -> None:
    found = detectable_difference(5, 40, 40)
    assert found.share > 1
    assert found.warnings == ("not_even_nothing_left_would_be_seen",)


def test_the_detectable_effect_falls_with_weeks_incidents_and_evenness() -> None:
    weeks = np.arange(8, 105, 4)
    ratio = detectable_effect(8, 24, 52, weeks, dispersion=2).estimate
    assert (np.diff(ratio) > 0).all()
    assert (detectable_effect(16, 48, 52, weeks, dispersion=2).estimate > ratio).all()
    assert (detectable_effect(8, 24, 52, weeks, dispersion=1).estimate > ratio).all()
    assert (detectable_effect(8, 24, 52, weeks, dispersion=2, power=0.9).estimate < ratio).all()


@pytest.mark.parametrize("dispersion", [1.0, 2.5])
def test_the_detectable_effect_is_seen_as_often_as_is_said(dispersion: float) -> None:
    """600 worlds with a season: 80 % by formula, 73 to 87 % in the simulation."""
    ratio = float(detectable_effect(8, 24, 52, 26, dispersion=dispersion).estimate[0])
    rng = np.random.default_rng(12)
    found = simulated_power(
        ratio, 8, 24, 52, 26, rng=rng, dispersion=dispersion, season=0.4, replications=600
    )
    assert 0.73 <= found.estimate <= 0.87
    assert found.interval.low < found.estimate < found.interval.high
    assert found.wrong == 0
    assert_allclose(found.ratio, ratio, rtol=0.06)


def test_without_an_effect_one_is_seen_no_oftener_than_once_in_twenty() -> None:
    found = simulated_power(1.0, 4, 12, 52, 26, rng=np.random.default_rng(13), dispersion=2, replications=600)
    assert found.estimate <= 0.075


def test_the_needed_weeks_are_the_first_that_are_enough() -> None:
    found = needed_weeks(0.7, 8, 24, 52, dispersion=2)
    weeks = int(found.estimate)
    ratios = detectable_effect(8, 24, 52, [weeks - 1, weeks], dispersion=2).estimate
    assert ratios[0] < 0.7 + 2e-3
    assert ratios[1] > 0.7 - 2e-3
    assert found.power >= 0.8


def test_where_no_length_is_enough_it_is_said() -> None:
    found = needed_weeks(0.95, 1, 3, 12, dispersion=2)
    assert np.isinf(found.estimate)
    assert found.warnings == ("no_length_is_enough",)


def test_a_sentence_says_what_could_be_seen() -> None:
    found = detectable_effect(8, 24, 52, [2, 26], dispersion=2)
    assert found.sentence() == (
        "With 52 weeks before and 26 weeks during the measure, a fall of 36% or more (75 incidents fewer) would be"
        " seen 80% of the time; a smaller one would mostly be missed."
    )
    assert "nothing could be seen" in found.sentence(0)
    assert found.warnings == ("too_few_weeks",)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: rate_ratio_power(0, 7, 12), "rate_during is 0"),
        (lambda: rate_ratio_power(1, 7, 12, alpha=0), "alpha is 0"),
        (lambda: rate_ratio_power(1, 7, 12, alternative="smaller"), "alternative is 'smaller'"),
        (lambda: rate_ratio_power(1, 7, 12, variance="null"), "variance is 'null'"),
        (lambda: detectable_difference(0, 1, 1), "before is 0"),
        (lambda: detectable_difference(1.5, 1, 1), "before holds 1.5"),
        (lambda: detectable_difference(1, 1, 1, power=1), "power is 1"),
        (lambda: detectable_effect(0, 1, 52, 26), "target is 0"),
        (lambda: detectable_effect(1, float("nan"), 52, 26), "comparison is nan"),
        (lambda: detectable_effect(1, 1, 52, [0]), "weeks_during is"),
        (lambda: needed_weeks(1, 1, 1, 52), "ratio is 1"),
        (lambda: needed_weeks(-1, 1, 1, 52), "ratio is -1"),
        (lambda: simulated_power(0.7, 1, 1, 0, 8, rng=np.random.default_rng(1)), "weeks_before is 0"),
        (
            lambda: simulated_power(0.7, 1, 1, 8, 8, rng=np.random.default_rng(1), dispersion=0.5),
            "dispersion is 0.5",
        ),
    ],
)
def test_bad_input_is_told_in_a_sentence(call: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        call()
