"""Comparison areas: against another program's regression, and by simulation of what the ranking is for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from numpy.testing import assert_allclose

from samlad.analysis import InputError, effect, match_areas

YEAR = 365.2425 / 7


def test_trends_and_their_intervals_match_statsmodels() -> None:
    """statsmodels 0.14, GLM(Binomial) of the target's share on trend and one wave; t with n − 4 degrees of freedom."""
    rng = np.random.default_rng(1)
    weeks = np.arange(156)
    target = rng.poisson(8 * np.exp(0.1 * weeks / 52))
    other = rng.poisson(12 * np.exp(0.4 * np.cos(2 * np.pi * weeks / YEAR)))
    found = match_areas(target, [other], periods_per_year=YEAR)
    angle = 2 * np.pi * weeks / YEAR
    design = np.column_stack([np.ones(156), (weeks - 77.5) / YEAR, np.cos(angle), np.sin(angle)])
    fit = sm.GLM(np.column_stack([target, other]), design, family=sm.families.Binomial()).fit()
    assert_allclose(np.log(found.trend[0]), fit.params[1], rtol=1e-8)
    assert found.season_p[0] < 0.001
    width = np.log(found.trend_interval.high[0] / found.trend_interval.low[0])
    plain = 2 * 1.97569393 * fit.bse[1]
    assert_allclose(width, plain * np.sqrt(found.dispersion[0]), rtol=1e-6)


def test_the_wave_is_compared_only_where_it_came_twice() -> None:
    rng = np.random.default_rng(2)
    short = match_areas(rng.poisson(5, 52), rng.poisson(5, (3, 52)), periods_per_year=YEAR)
    assert np.isnan(short.season_p).all()
    assert "season_not_compared" in short.warnings


def test_weeks_that_hang_together_refuse_fewer_than_by_chance_alone_and_are_told_of() -> None:
    """Equal areas whose weeks keep 0.6 of the last one's deviation: half are refused by single weeks' dispersion."""
    rng = np.random.default_rng(12)
    noise = rng.normal(0, 0.37, (240, 156))
    for week in range(1, 156):
        noise[:, week] = 0.6 * noise[:, week - 1] + 0.8 * noise[:, week]
    drawn = rng.poisson(10 * np.exp(noise))
    found = [
        match_areas(one, [other], periods_per_year=YEAR)
        for one, other in zip(drawn[:120], drawn[120:], strict=True)
    ]
    assert np.mean(["neighbouring_periods_alike" in one.warnings for one in found]) > 0.9
    assert np.mean([one.passes[0] for one in found]) > 0.6
    steady = match_areas(rng.poisson(10, 156), rng.poisson(10, (20, 156)), periods_per_year=YEAR)
    assert steady.warnings == ()


def test_areas_that_go_the_same_way_pass_as_often_as_promised() -> None:
    """Two tests at 5 % each: some 90 % of equal areas pass, whatever their level and the dispersion."""
    rng = np.random.default_rng(3)
    season = np.exp(0.4 * np.sin(2 * np.pi * np.arange(156) / YEAR))
    level = np.geomspace(2, 20, 300)[:, np.newaxis]
    for dispersion in (1.0, 2.5):
        rate = level * season
        drawn = (
            rng.poisson(rate)
            if dispersion == 1
            else rng.negative_binomial(rate / (dispersion - 1), 1 / dispersion)
        )
        # One target would be the same odd one for all: each candidate gets a target of its own.
        passed = [
            match_areas(one, [other], periods_per_year=YEAR).passes[0]
            for one, other in zip(drawn[:150], drawn[150:], strict=True)
        ]
        assert 0.82 <= np.mean(passed) <= 0.97


def test_an_effect_is_measured_better_against_the_first_than_against_the_most_alike_level() -> None:
    """What the ranking is for: 150 worlds of 20 areas with trends of their own, no effect; the error of the log ratio."""
    rng = np.random.default_rng(4)
    time = np.arange(156)
    first, nearest, anybody, told = [], [], [], []
    for _ in range(150):
        trends, levels = rng.normal(0, 0.25, 21), rng.lognormal(1.8, 0.6, 21)
        season = np.exp(0.3 * np.sin(2 * np.pi * time / YEAR))
        rate = levels[:, np.newaxis] * np.exp(trends[:, np.newaxis] * time / YEAR) * season
        counts = rng.negative_binomial(rate / 0.5, 1 / 1.5)
        before, during = counts[:, :104], counts[:, 104:]
        found = match_areas(before[0], before[1:], periods_per_year=YEAR, ahead=52)

        def error(area: int, before: Any = before, during: Any = during) -> float:
            result = effect(before[0], during[0], before[1 + area], during[1 + area])
            return float(np.log(result.estimate))

        best = int(found.order[0])
        first.append(error(best))
        told.append(found.expected_error[best])
        nearest.append(error(int(np.argmin(np.abs(np.log(found.level))))))
        anybody.append(error(int(rng.integers(20))))
    root = [float(np.sqrt(np.mean(np.square(errors)))) for errors in (first, nearest, anybody)]
    assert root[0] < 0.8 * root[1]
    assert root[0] < 0.8 * root[2]
    # The error that it tells is about the one that comes.
    assert 0.6 < np.mean(told) / root[0] < 1.3


def test_the_order_of_candidates_does_not_matter_and_populations_are_told() -> None:
    rng = np.random.default_rng(5)
    target, others = rng.poisson(6, 120), rng.poisson(rng.uniform(1, 20, (8, 1)), (8, 120))
    one = match_areas(target, others, periods_per_year=YEAR)
    other = match_areas(
        target,
        others[::-1],
        periods_per_year=YEAR,
        target_population=1000,
        populations=np.arange(8) * 500 + 500,
    )
    assert_allclose(one.expected_error, other.expected_error[::-1])
    assert one.order.tolist() == [7 - number for number in other.order.tolist()]
    assert other.population.tolist() == [0.5 + 0.5 * number for number in range(8)]


def test_an_area_with_nothing_comes_last_and_does_not_pass() -> None:
    rng = np.random.default_rng(6)
    found = match_areas(rng.poisson(6, 120), [np.zeros(120), rng.poisson(6, 120)], periods_per_year=YEAR)
    assert found.order.tolist() == [1, 0]
    assert found.passes[0] == np.False_
    assert np.isinf(found.expected_error[0])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"target": [1] * 7, "candidates": [[1] * 7]}, "at least 8"),
        ({"candidates": [[1] * 9]}, "the target's 10 periods"),
        ({"candidates": np.zeros((0, 10))}, "at least one area"),
        ({"target": [0] * 10}, "only zeros"),
        ({"target": [-1] * 10}, "target holds -1"),
        ({"candidates": [[np.nan] * 10]}, "candidates holds nan"),
        ({"ahead": 0}, "ahead is 0"),
        ({"target_population": 0, "populations": [5]}, "target_population is 0"),
        ({"target_population": 10, "populations": [5, 6]}, "one for each of the 1 candidates"),
    ],
)
def test_bad_input_is_told_in_a_sentence(change: dict[str, Any], said: str) -> None:
    given = {"target": [3] * 10, "candidates": [[2] * 10], "periods_per_year": 52.0}
    with pytest.raises(InputError, match=said):
        match_areas(**(given | change))
