"""Counts and trends adjusted for who was silent: derived by hand, against another program, and simulated."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from samlad.analysis import InputError, adjust_for_silence, ramp_up, trend_adjusted_for_silence


def world(rng: np.random.Generator, dispersion: float, mean: float) -> tuple[NDArray[Any], NDArray[Any]]:
    """Four organisations over three years that grow 5 % a year, with a season; a quarter of the weeks is silent."""
    weeks = np.arange(156)
    season = np.exp(0.3 * np.sin(weeks * 2 * np.pi / 52)) * 1.05 ** (weeks / 52)
    rate = np.array([6, 3, 1.5, 0.5])[:, np.newaxis] * mean * season
    counts = (
        rng.poisson(rate)
        if dispersion == 1
        else rng.negative_binomial(rate / (dispersion - 1), 1 / dispersion)
    )
    return counts, rng.random(counts.shape) > 0.25


def test_the_shares_are_those_of_a_two_way_poisson_regression() -> None:
    """statsmodels 0.14, GLM(Poisson) with an effect for each organisation and week, over the heard pairs alone."""
    counts, heard = world(np.random.default_rng(1), 1, 4)
    counts, heard = counts[:, :20], heard[:, :20]
    counts[:, 0], heard[:, 0] = [9, 4, 2, 1], True
    known = heard | (counts > 0)
    organisation, week = np.nonzero(known)
    design = np.column_stack(
        [organisation[:, np.newaxis] == np.arange(4), week[:, np.newaxis] == np.arange(1, 20)]
    )
    fit = sm.GLM(counts[known], design.astype(float), family=sm.families.Poisson()).fit(tol=1e-12)
    shares = np.exp(fit.params[:4]) / np.exp(fit.params[:4]).sum()
    assert_allclose(adjust_for_silence(counts, heard).shares, shares, rtol=1e-6)


def test_what_one_silent_week_lacks_follows_from_the_others() -> None:
    """Two organisations in the proportion 2 : 1, one silent once: half of what the other had, for even weeks."""
    found = adjust_for_silence([[10] * 20, [5] * 19 + [0]], [[True] * 20, [True] * 19 + [False]])
    assert_allclose(found.estimate, 15, rtol=1e-3)
    assert_allclose(found.shares, [2 / 3, 1 / 3], atol=1e-9)
    assert_allclose(found.covered, [1] * 19 + [2 / 3], atol=1e-9)
    assert found.raw.tolist() == [15] * 19 + [10]
    assert found.interval.low[-1] >= 10


def test_where_everybody_is_heard_nothing_is_adjusted() -> None:
    counts, _ = world(np.random.default_rng(2), 1, 1)
    heard = np.ones(counts.shape, dtype=bool)
    found = adjust_for_silence(counts, heard)
    assert_allclose(found.estimate, found.raw)
    assert_allclose(found.interval.high, found.raw)
    assert found.assumed == 0
    both = trend_adjusted_for_silence(counts, heard, periods_per_year=52)
    assert_allclose(both.raw.estimate, both.adjusted.estimate)
    assert_allclose([both.lowest, both.highest], both.raw.estimate[0])


@pytest.mark.parametrize(("dispersion", "mean"), [(1, 0.3), (1, 4), (2, 1)])
def test_intervals_hold_what_the_silent_ones_had_and_the_adjusted_trend_is_right(
    dispersion: float, mean: float
) -> None:
    """Silence at random, 95 % promised; 60 worlds of 156 weeks. `docs/methods/coverage.md` has the larger run."""
    rng = np.random.default_rng(7)
    held, right = [], []
    for _ in range(60):
        counts, heard = world(rng, dispersion, mean)
        reported = np.where(heard, counts, 0)
        found = trend_adjusted_for_silence(reported, heard, periods_per_year=52)
        interval, total = found.coverage.interval, counts.sum(axis=0)
        asked = ~heard.all(axis=0) & heard.any(axis=0)
        held.append(((interval.low <= total) & (total <= interval.high))[asked].mean())
        limits = found.adjusted.interval
        right.append(bool(limits.low[0] <= 1.05 <= limits.high[0]))
    assert 0.93 <= np.mean(held) <= 0.995
    assert np.mean(right) >= 0.88


def test_an_organisation_that_joins_makes_a_trend_that_is_none() -> None:
    rng = np.random.default_rng(3)
    counts = rng.poisson([[6.0], [3.0]], (2, 156))
    heard = np.ones((2, 156), dtype=bool)
    heard[1, :80] = False
    counts[~heard] = 0
    found = trend_adjusted_for_silence(counts, heard, periods_per_year=52.1775)
    assert found.raw.interval.low[0] > 1.05
    assert found.adjusted.interval.low[0] < 1 < found.adjusted.interval.high[0]
    assert found.lowest < found.adjusted.estimate[0] < found.highest


@given(st.integers(0, 2**32 - 1))
def test_the_adjusted_count_is_never_below_the_reported_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    counts, heard = rng.poisson(1.5, (3, 12)), rng.random((3, 12)) > 0.4
    counts[0, 0] += 1
    found = adjust_for_silence(np.where(heard, counts, 0), heard)
    some = ~np.isnan(found.estimate)
    assert (found.estimate[some] >= found.raw[some] - 1e-9).all()
    assert (found.interval.low[some] >= found.raw[some]).all()
    assert (found.interval.low[some] <= found.interval.high[some]).all()
    assert 0 <= found.assumed < 1


def test_what_cannot_be_known_is_warned_of() -> None:
    heard = np.array([[True, True, False, True], [False, False, False, False]])
    found = adjust_for_silence([[5, 4, 0, 6], [0, 0, 0, 0]], heard)
    assert set(found.warnings) == {"organisation_never_heard", "periods_without_anybody"}
    assert np.isnan(found.estimate[2])
    mostly = adjust_for_silence([[5, 0, 0, 0], [2, 2, 1, 2]], [[True, False, False, False], [True] * 4])
    assert "rests_on_assumption" in mostly.warnings


def test_counts_too_uneven_for_the_promised_false_alarms_are_told_of() -> None:
    rng = np.random.default_rng(5)
    even, uneven = rng.poisson(6, (3, 104)), rng.negative_binomial(3, 1 / 3, (3, 104))
    assert ramp_up(even, rng=rng, replications=19).warnings == ()
    assert ramp_up(uneven, rng=rng, replications=19).warnings == ("uneven_counts_more_false_alarms",)


def test_a_beginning_is_found_and_steady_reporting_is_not_taken_for_one() -> None:
    """60 worlds each; the false alarms of a promised 5 % are at most 12 % of so few."""
    rng = np.random.default_rng(4)
    false, found = 0, 0
    for _ in range(60):
        counts = rng.poisson(6, (3, 104))
        counts[1, :40] = 0
        false += bool(ramp_up(counts, rng=rng, replications=99).length[1])
        counts[1, 40:48] = rng.binomial(counts[1, 40:48], 0.25)
        begun = ramp_up(counts, rng=rng, replications=99)
        found += bool(begun.length[1])
    assert false <= 7
    assert found >= 50


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: adjust_for_silence([[1, 2]], [[True]]), "heard is an array of bool with shape"),
        (lambda: adjust_for_silence([[1, 2]], [[1, 1]]), "heard is an array of int64"),
        (lambda: adjust_for_silence([[0, 0]], [[True, True]]), "only zeros"),
        (lambda: adjust_for_silence([[1, -2]], [[True, True]]), "counts holds -2"),
        (lambda: adjust_for_silence([1, 2], [True, True]), "Two dimensions"),
        (lambda: ramp_up([[1, 2, 3]], rng=np.random.default_rng(1)), "at least two organisations"),
        (lambda: ramp_up([[1, 2], [1, 2]], rng=np.random.default_rng(1), longest=0), "longest is 0"),
    ],
)
def test_bad_input_is_told_in_a_sentence(call: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        call()
