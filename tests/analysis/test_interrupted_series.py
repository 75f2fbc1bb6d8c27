"""Interrupted time series: against the published series of Sicily and statsmodels."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from samlad.analysis import InputError, interrupted_series
from samlad.analysis.effects import interrupted_series_correlated


def sicily(golden: Path) -> tuple[list[int], list[float], dict[str, Any]]:
    """Acute coronary events before and after the smoking ban of January 2005 (Lopez Bernal et al. 2017)."""
    rows = list(csv.DictReader((golden / "sicily.csv").open()))
    assert [row["smokban"] for row in rows].index("1") == 36
    known = json.loads((golden / "its_trend_proportion.json").read_text())["sicily"]
    return [int(row["aces"]) for row in rows], [float(row["stdpop"]) for row in rows], known


def compare(found: Any, known: dict[str, float]) -> None:
    got = [found.estimate, float(found.interval.low), float(found.interval.high)]
    assert_allclose(got, [known["rr"], known["low"], known["high"]], rtol=2e-8)
    assert_allclose(found.p, known["p"], rtol=1e-4)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("poisson", {"variance": "poisson"}),
        ("quasi", {}),
        ("quasi_season", {"harmonics": 2}),
    ],
)
def test_the_step_matches_lopez_bernal_and_statsmodels(golden: Path, name: str, settings: Any) -> None:
    """`glm(aces ~ offset(log(stdpop)) + smokban + time [+ harmonic(time, 2, 12)], family=poisson)`.

    Published: 0.894 (0.864 to 0.925), quasi-Poisson 0.839 to 0.953, with season 0.885 (0.839 to 0.933). Our limits
    and statsmodels' differ by 7e-9: its covariance is one Newton step older than its coefficients.
    """
    counts, population, known = sicily(golden)
    found = interrupted_series(counts, 36, periods_per_year=12, exposure=population, **settings)
    compare(found, known[name])
    if "dispersion" in known[name]:
        assert_allclose(found.dispersion, known[name]["dispersion"], rtol=1e-9)
    if "trend_year" in known[name]:
        assert_allclose(found.trend.estimate**12, known[name]["trend_year"], rtol=1e-9)
    assert found.slope is None


def test_step_and_slope_match_statsmodels(golden: Path) -> None:
    """`aces ~ offset(log(stdpop)) + smokban + time + I(smokban * (time - 36)) + harmonic(time, 2, 12)`."""
    counts, population, known = sicily(golden)
    found = interrupted_series(counts, 36, periods_per_year=12, harmonics=2, slope=True, exposure=population)
    compare(found, known["quasi_season_slope"]["step"])
    compare(found.slope, known["quasi_season_slope"]["slope"])


def test_newey_and_west_match_statsmodels(golden: Path) -> None:
    """statsmodels 0.15.0: `GLM(...).fit(cov_type="HAC", cov_kwds={"maxlags": 3, "use_correction": True})`.

    bse of smokban in aces ~ offset(log(stdpop)) + time + smokban: 0.03284179 (0.03199594 without the correction)
    """
    counts, population, _ = sicily(golden)
    found = interrupted_series(counts, 36, periods_per_year=12, exposure=population, variance="waves")
    reach = np.log(float(found.interval.high) / float(found.interval.low)) / 2 / 1.959963984540054
    assert_allclose(reach, 0.03284179, atol=5e-9)


def test_what_was_saved_is_what_was_expected_less_what_came(golden: Path) -> None:
    counts, population, _ = sicily(golden)
    found = interrupted_series(counts, 36, periods_per_year=12, harmonics=2, exposure=population)
    assert_allclose(found.saved, found.expected - found.observed, rtol=1e-9)
    assert found.observed == sum(counts[36:])
    assert found.saved_interval.low < found.saved < found.saved_interval.high
    assert_allclose(found.without[36:] * found.estimate, found.fitted[36:], rtol=1e-9)
    assert_allclose(found.without[:36], found.fitted[:36], rtol=1e-12)


def test_the_interval_of_what_was_saved_covers_the_truth() -> None:
    """80 months, season, dispersion 2, 0.8 from month 50 on; 500 worlds, quantiles of t."""
    rng, months, covered, of_ratio = np.random.default_rng(3), np.arange(80), 0, 0
    mean = 30 * np.exp(0.3 * np.sin(2 * np.pi * months / 12) + 0.002 * months)
    done = np.where(months < 50, 1.0, 0.8)
    truth = float((mean * (1 - done))[50:].sum())
    for _ in range(500):
        counts = rng.negative_binomial(mean * done, 0.5)
        found = interrupted_series(counts, 50, periods_per_year=12, harmonics=1, tail="t")
        covered += bool(found.saved_interval.low <= truth <= found.saved_interval.high)
        of_ratio += bool(found.interval.low <= 0.8 <= found.interval.high)
    assert 0.92 <= covered / 500 <= 0.98
    assert 0.92 <= of_ratio / 500 <= 0.98


def test_the_correlated_interval_covers_in_months_that_hang_together() -> None:
    """60 months, each keeps 0.6 of the last one's deviation: quasi-Poisson covers four in five of 200 worlds."""
    rng, months = np.random.default_rng(4), np.arange(60)
    mean = 15 * np.exp(0.3 * np.sin(2 * np.pi * months / 12)) * np.where(months < 36, 1.0, 0.8)
    covered, plain, told = 0, 0, 0
    for _ in range(200):
        noise = np.zeros(60)
        for month in range(1, 60):
            noise[month] = 0.6 * noise[month - 1] + rng.normal(0, 0.2)
        counts = rng.poisson(mean * np.exp(noise))
        settings: Any = {"periods_per_year": 12, "harmonics": 1, "tail": "t"}
        found = interrupted_series(counts, 36, variance="correlated", **settings)
        other = interrupted_series(counts, 36, **settings)
        covered += bool(found.interval.low <= 0.8 <= found.interval.high)
        plain += bool(other.interval.low <= 0.8 <= other.interval.high)
        told += "neighbouring_periods_alike" in other.warnings
        assert "neighbouring_periods_alike" not in found.warnings
    assert 0.92 <= covered / 200 <= 0.98
    assert plain / 200 < 0.88
    assert told / 200 > 0.4


def test_the_correlated_interval_is_that_of_least_squares_where_one_correlation_is_certain() -> None:
    """With the grid at one place: (X'V⁻¹X)⁻¹X'V⁻¹z and its covariance, by inverting V."""
    rng = np.random.default_rng(8)
    design = np.column_stack([np.ones(40), np.arange(40.0) - 19.5, np.arange(40) >= 25])
    fitted = np.exp(design @ [3.0, 0.01, -0.2])
    counts = rng.poisson(fitted).astype(float)
    known = np.array([3.0, 0.01, -0.2])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(interrupted_series_correlated, "KEPT", (0.4,))
        patch.setattr(interrupted_series_correlated, "SHARES", (0.75,))
        middle, covariance = interrupted_series_correlated.correlated(counts, design, fitted, known)
    apart = np.abs(np.subtract.outer(np.arange(40), np.arange(40)))
    inverse = np.linalg.inv(np.where(apart, 0.75 * 0.4**apart, 1.0))
    root = np.sqrt(fitted)[:, np.newaxis]
    x, z = root * design, root[:, 0] * (design @ known) + (counts - fitted) / root[:, 0]
    information = x.T @ inverse @ x
    expected = np.linalg.solve(information, x.T @ inverse @ z)
    left = z - x @ expected
    assert_allclose(middle, expected, rtol=1e-9)
    assert_allclose(covariance, np.linalg.inv(information) * (left @ inverse @ left) / 37, rtol=1e-9)


def test_exposure_and_counts_together_ten_times_as_large_change_no_ratio() -> None:
    counts = np.random.default_rng(5).poisson(20, 60)
    one = interrupted_series(counts, 40, periods_per_year=12, exposure=np.linspace(1, 2, 60))
    other = interrupted_series(counts, 40, periods_per_year=12, exposure=1e5 * np.linspace(1, 2, 60))
    assert_allclose(one.estimate, other.estimate, rtol=1e-9)
    assert_allclose(one.saved, other.saved, rtol=1e-9)


def test_warnings_say_what_weakens_the_answer() -> None:
    rng = np.random.default_rng(6)
    waves = rng.poisson(np.repeat(rng.gamma(2, 5, 20), 6))
    found = interrupted_series(waves, 60, periods_per_year=52.2, harmonics=1)
    assert {"no_comparison_areas", "fewer_than_two_seasons", "neighbouring_periods_alike"} <= set(
        found.warnings
    )
    same = interrupted_series(waves, 60, periods_per_year=52.2, harmonics=1, variance="waves")
    assert "neighbouring_periods_alike" not in same.warnings
    assert "waves_interval_too_narrow" in same.warnings
    assert "waves_interval_too_narrow" not in found.warnings
    short = interrupted_series([0, 1] * 8, 8, periods_per_year=12)
    assert {
        "few_periods_interval_too_narrow",
        "few_incidents_per_period",
        "too_few_periods_to_see_correlation",
    } <= set(short.warnings)
    assert "too_few_periods_to_see_correlation" not in found.warnings


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: interrupted_series([[1, 2]], 1, periods_per_year=12), "counts has shape"),
        (lambda: interrupted_series([1] * 20, 5, periods_per_year=12), "start is 5 of 20"),
        (lambda: interrupted_series([1] * 20, 18, periods_per_year=12), "start is 18 of 20"),
        (lambda: interrupted_series([0] * 10 + [1] * 10, 10, periods_per_year=12), "0 incidents before"),
        (lambda: interrupted_series([1] * 10 + [0] * 10, 10, periods_per_year=12), "0 incidents during"),
        (lambda: interrupted_series([1.5] * 20, 10, periods_per_year=12), "counts holds 1.5"),
        (lambda: interrupted_series([1] * 20, 10, periods_per_year=12, harmonics=9), "harmonics is 9"),
        (lambda: interrupted_series([1] * 20, 10, periods_per_year=12, exposure=[0.0] * 20), "exposure h"),
        (lambda: interrupted_series([1] * 20, 10, periods_per_year=12, exposure=[1.0]), "exposure has shape"),
        (
            lambda: interrupted_series([1] * 20, 10, periods_per_year=12, variance="nb"),
            "variance is 'nb'",
        ),
        (lambda: interrupted_series([1] * 20, 10, periods_per_year=12, tail="z"), "tail is 'z'"),
        (lambda: interrupted_series([1] * 20, 10, periods_per_year=12, level=1), "level is 1"),
    ],
)
def test_bad_input_is_told_in_a_sentence(call: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        call()
