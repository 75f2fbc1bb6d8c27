"""The dispersion of counts, and intervals that were told it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from samlad.analysis import (
    InputError,
    count_dispersion,
    rate,
    rate_change,
    rate_change_posterior,
    smooth_rates,
)


def scattered(rng: np.random.Generator, mean: float, dispersion: float, shape: tuple[int, ...]) -> np.ndarray:
    return rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion, shape)


def test_the_estimate_is_about_the_truth() -> None:
    rng = np.random.default_rng(1)
    assert count_dispersion(rng.poisson(10, (400, 52))) == pytest.approx(1, abs=0.03)
    assert count_dispersion(scattered(rng, 10, 2.5, (400, 52))) == pytest.approx(2.5, rel=0.05)


def test_weeks_that_hang_together_scatter_more_as_a_total() -> None:
    """What the total does is the measure: variance over mean of sums of 52 weeks, over 2,000 places."""
    rng = np.random.default_rng(2)
    noise = rng.normal(0, 0.3, (2000, 52))
    for week in range(1, 52):
        noise[:, week] = 0.5 * noise[:, week - 1] + np.sqrt(0.75) * noise[:, week]
    counts = rng.poisson(10 * np.exp(noise))
    totals = counts.sum(axis=1)
    truth = totals.var() / totals.mean()
    alone = (counts.var(axis=1, ddof=1) / counts.mean(axis=1)).mean()
    assert alone < 0.55 * truth
    assert 0.65 * truth < count_dispersion(counts) < truth


def test_nothing_and_evenness_are_no_less_than_chance() -> None:
    assert count_dispersion(np.zeros((3, 10))) == count_dispersion([5] * 10) == 1


def test_too_few_periods_are_told_of() -> None:
    with pytest.raises(InputError, match="at least 8 periods"):
        count_dispersion([3, 4, 5])


def test_untold_is_as_one_with_a_warning() -> None:
    calls = (
        lambda **told: rate([3, 10], [10, 20], **told),
        lambda **told: smooth_rates([3, 9, 1, 4, 8, 2, 6, 7], [10] * 8, **told),
        lambda **told: rate_change(5, 9, **told),
        lambda **told: rate_change_posterior((9, 5), (20, 21), **told),
    )
    for call in calls:
        untold, one, wide = call(), call(dispersion=1), call(dispersion=2.5)
        assert "counts_taken_as_poisson" in untold.warnings
        assert "counts_taken_as_poisson" not in one.warnings
        assert_allclose(untold.interval.low, one.interval.low, rtol=0)
        assert_allclose(untold.interval.high, one.interval.high, rtol=0)
        # A smoothed rate is drawn farther towards the others, too.
        assert (wide.interval.high - wide.interval.low > one.interval.high - one.interval.low).all()


@pytest.mark.parametrize("method", ["exact", "byar", "byar_half"])
def test_the_interval_of_a_scattered_count_covers(method: str) -> None:
    rng = np.random.default_rng(3)
    counts = scattered(rng, 20, 2.5, (20_000,))
    covered = {}
    for told in (1.0, 2.5):
        interval = rate(counts, np.ones(20_000), method=method, dispersion=told).interval  # type: ignore[arg-type]
        covered[told] = ((interval.low <= 20) & (interval.high >= 20)).mean()
    assert covered[1.0] < 0.85
    assert covered[2.5] >= 0.93


def test_tests_of_a_change_keep_their_level_where_they_are_told() -> None:
    rng = np.random.default_rng(4)
    pairs = scattered(rng, 40, 2.5, (2_000, 2)).tolist()
    wrong = {
        told: np.mean([rate_change(a, b, dispersion=told).p <= 0.05 for a, b in pairs]) for told in (1, 2.5)
    }
    missed = [
        not (found.low <= 1 <= found.high)
        for a, b in pairs
        for found in (rate_change_posterior((b, a), dispersion=2.5).interval,)
    ]
    assert wrong[1] > 0.15
    assert wrong[2.5] < 0.065
    assert np.mean(missed) < 0.065


def test_smoothed_rates_cover_where_they_are_told() -> None:
    rng = np.random.default_rng(5)
    covered = {1.0: 0.0, 2.5: 0.0}
    for _ in range(60):
        truth = rng.gamma(5, 2, 20)
        people = rng.uniform(0.5, 2, 20)
        counts = rng.negative_binomial(people * truth / 1.5, 0.4)
        for told in covered:
            found = smooth_rates(counts, people, dispersion=told).interval
            covered[told] += ((found.low <= truth) & (truth <= found.high)).mean() / 60
    assert covered[1.0] < 0.9
    assert covered[2.5] > 0.92
