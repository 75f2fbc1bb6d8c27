"""Staggered starts: against fixest's Poisson regression by way of pyfixest, and against `effect`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from samlad.analysis import InputError, effect, staggered_effect

STARTS = np.array([15, 15, 22, 22, 30] + [-1] * 7)


def panel() -> Any:
    """Twelve areas, forty weeks, five with a measure that takes forty per cent away."""
    i, t = np.arange(12)[:, np.newaxis], np.arange(40)[np.newaxis]
    done = np.where((STARTS[:, np.newaxis] >= 0) & (t >= STARTS[:, np.newaxis]), 0.6, 1)
    mean = (6 + 2 * np.sin(2.1 * i)) * np.exp(0.3 * np.sin(t / 6)) * done
    return np.round(mean + 1.8 * np.sin(12.9898 * i + 78.233 * t)).clip(0)


def test_cohorts_match_fixest() -> None:
    """pyfixest 0.60.0 (fixest's `fepois`): an indicator for each of the 53 cells of cohort and week.

    fepois("y ~ d15_15 + … + d30_39 | i + t"); observed over Σ observed/exp(coefficient), by cohort and together:
    15: 0.580390755636403 of 315.3048152866, 22: 0.5761784153754409 of 156.2016167186,
    30: 0.5786683439669261 of 69.1242236024; 0.5789534810012196
    """
    assert panel().sum() == 2730
    found = staggered_effect(panel(), STARTS)
    assert found.cohorts.key.tolist() == [15, 22, 30]
    assert_allclose(
        found.cohorts.estimate, [0.580390755636403, 0.5761784153754409, 0.5786683439669261], rtol=1e-9
    )
    assert_allclose(found.cohorts.expected, [315.3048152866, 156.2016167186, 69.1242236024], rtol=1e-9)
    assert_allclose(found.estimate, 0.5789534810012196, rtol=1e-9)


def test_one_start_matches_fixest() -> None:
    """pyfixest 0.60.0: `fepois("y ~ D | i + t", vcov="iid")`, D the first cohort: -0.468582 (0.111431).

    fixest multiplies a Poisson regression's error by √((n − 1)/(n − p)) = √(479/428), which the maximum likelihood's is
    without.
    """
    found = staggered_effect(panel(), np.where(STARTS == 15, 15, -1), dispersion=1.0)
    assert_allclose(np.log(found.estimate), -0.468582, atol=5e-7)
    width = np.log(float(found.interval.high) / float(found.interval.low)) / 2 / 1.959963984540054
    assert_allclose(width * np.sqrt(479 / 428), 0.111431, atol=5e-7)


@settings(max_examples=30)
@given(st.integers(0, 2**32), st.integers(9, 30))
def test_with_one_start_it_is_effect(seed: int, start: int) -> None:
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.uniform(2, 9, 6)[:, np.newaxis] * np.ones(40))
    first = np.array([start, start, -1, -1, -1, -1])
    found = staggered_effect(counts, first, dispersion=1.0)
    ours, theirs = counts[:2].sum(axis=0), counts[2:].sum(axis=0)
    other = effect(ours[:start], ours[start:], theirs[:start], theirs[start:], dispersion=1.0)
    assert_allclose(found.estimate, other.estimate, rtol=1e-9)
    assert_allclose(float(found.interval.low), float(other.interval.low), rtol=1e-8)
    assert_allclose(found.expected, other.expected, rtol=1e-9)


def test_growing_effects_do_not_turn_the_sign() -> None:
    """All start, one after the other, and the effect grows: a two-way regression says 'more', and this does not."""
    starts = np.array([20, 50, -1])
    week = np.arange(80)
    gone = np.array(
        [np.where(week >= start, 0.01 * (week - start), 0.0) if start > 0 else 0 * week for start in starts]
    )
    found = staggered_effect(np.round(1000 * np.exp(-gone)), starts)
    assert found.estimate < 0.85
    assert found.since_start.key[0] == 0
    assert_allclose(found.since_start.estimate[[0, 10, 29]], np.exp([0, -0.1, -0.29]), rtol=0.005)


def test_the_last_weeks_are_left_out_where_everybody_has_started() -> None:
    counts = np.full((3, 30), 10)
    found = staggered_effect(counts, [10, 15, 20])
    assert found.parameters["weeks_used"] == 20
    assert found.n == 10 + 5
    assert "weeks_without_comparison_left_out" in found.warnings
    assert np.isnan(found.without[:, 20:]).all()
    assert_allclose(found.estimate, 1)


def test_nothing_during_has_an_upper_limit() -> None:
    counts = np.full((4, 30), 5)
    counts[0, 20:] = 0
    found = staggered_effect(counts, [20, -1, -1, -1])
    assert found.estimate == found.interval.low == 0
    assert 0 < found.interval.high < 1
    assert "too_few_incidents" in found.warnings


def test_comparison_areas_that_drift_are_told_of() -> None:
    rng = np.random.default_rng(4)
    drift = np.exp(np.outer(np.linspace(-1, 1, 10), np.linspace(-1, 1, 60)))
    starts = [40] + [-1] * 9
    assert "comparison_areas_go_apart" in staggered_effect(rng.poisson(8 * drift), starts).warnings
    assert "comparison_areas_go_apart" not in staggered_effect(rng.poisson(8 + 0 * drift), starts).warnings


@pytest.mark.parametrize("dispersion", [1.0, 2.5])
def test_the_intervals_cover_the_truth(dispersion: float) -> None:
    """Twelve areas, 60 weeks with a season, ratio 0.7; 300 worlds."""
    rng, covered, saved = np.random.default_rng(9), 0, 0
    starts = np.array([20, 20, 30, 40] + [-1] * 8)
    week = np.arange(60)
    done = (starts[:, np.newaxis] >= 0) & (week >= starts[:, np.newaxis])
    usual = np.linspace(2, 8, 12)[:, np.newaxis] * np.exp(0.4 * np.sin(2 * np.pi * week / 52))
    truth = float(0.3 * usual[done].sum())
    for _ in range(300):
        mean = usual * np.where(done, 0.7, 1)
        counts = (
            rng.poisson(mean)
            if dispersion == 1
            else rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion)
        )
        found = staggered_effect(counts, starts)
        covered += bool(found.interval.low <= 0.7 <= found.interval.high)
        saved += bool(found.saved_interval.low <= truth <= found.saved_interval.high)
    assert 0.91 <= covered / 300 <= 0.99
    assert 0.91 <= saved / 300 <= 0.99


@pytest.mark.parametrize(
    ("counts", "starts", "said"),
    [
        ([1, 2], [1], "counts has shape"),
        (np.ones((2, 9)), [1.0, -1.0], "starts is an array of float64"),
        (np.ones((2, 9)), [1], "starts is an array of"),
        (np.ones((2, 9)), [0, -1], "starts holds 0"),
        (np.ones((2, 9)), [9, -1], "starts holds 9"),
        (np.ones((2, 9)), [-1, -1], "no start at all"),
        (np.ones((2, 9)), [4, 4], "no week has areas both"),
        (np.zeros((2, 9)), [4, -1], "no incident before the start in area 0"),
        (np.full((2, 9), 0.5), [4, -1], "counts holds 0.5"),
    ],
)
def test_bad_input_is_told_in_a_sentence(counts: Any, starts: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        staggered_effect(counts, starts)
