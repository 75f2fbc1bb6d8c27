"""Areas to compare a measure's target with: those that went the same way before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from samlad.analysis.checks import (
    as_counts,
    as_matrix,
    as_numbers,
    check_above_zero,
    check_at_least,
    check_length,
    check_level,
    check_row,
    check_whole,
)
from samlad.analysis.effects.matching_fit import (
    correlations,
    expected_square,
    fit_shares,
    level_trend_and_season,
    ratio,
    season_error,
    season_p_value,
)
from samlad.analysis.errors import InputError
from samlad.analysis.results import Interval, Parameters
from samlad.analysis.trends.alike import NEIGHBOURS_ALIKE, neighbours_alike

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

LEAST_PERIODS = 8
# The season is compared where it came at least so often.
LEAST_YEARS = 2.0
LEAST_INCIDENTS = 10
NONE_PASSES, SEASON_UNKNOWN = "no_area_passes", "season_not_compared"


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """How far each candidate went the target's way; arrays in the order in which the candidates came.

    Attributes
    ----------
    order : ndarray of int, shape (n,)
        Numbers of the candidates, the best first; those with too little to compare come last.
    expected_error : ndarray of float, shape (n,)
        What an effect measured against it is likely to be off, on the logarithmic scale: 0.2 is some 20 %. Infinite
        where there is too little.
    passes : ndarray of bool, shape (n,)
        Neither trend nor season differs from the target's by more than chance.
    level : ndarray of float, shape (n,)
        Its incidents over the target's.
    trend : ndarray of float, shape (n,)
        The target's change per year over the candidate's: 1 is the same.
    trend_interval : Interval
        Of that ratio.
    season_p : ndarray of float, shape (n,)
        p-value of a common season; NaN where the season was not compared.
    correlation : ndarray of float, shape (n,)
        Of the two series' ups and downs; NaN where one has none.
    population : ndarray of float, shape (n,)
        Its inhabitants over the target's; NaN where they were not given.
    dispersion : ndarray of float, shape (n,)
        Variance of the target's share of both over that of chance, at least 1.
    n : int
        Periods compared.
    method, parameters, warnings
        As in `Estimate`. Warnings: 'no_area_passes', 'season_not_compared', 'neighbouring_periods_alike' (too few areas
        pass then, and the trends' intervals are too short).
    """

    order: NDArray[np.int64]
    expected_error: Floats
    passes: Mask
    level: Floats
    trend: Floats
    trend_interval: Interval
    season_p: Floats
    correlation: Floats
    population: Floats
    dispersion: Floats
    n: int
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def match_areas(
    target: ArrayLike,
    candidates: ArrayLike,
    *,
    periods_per_year: float,
    ahead: int | None = None,
    target_population: float | None = None,
    populations: ArrayLike | None = None,
    level: float = 0.95,
) -> Matches:
    """Rank areas by how well an effect could be measured against them.

    Parameters
    ----------
    target : array_like of int, shape (n_periods,)
        Incidents per period before the measure, oldest first; at least 8 periods.
    candidates : array_like of int, shape (n, n_periods)
        The same periods in each area that could be compared with.
    periods_per_year : float
        365.2425 / 7 for weeks, 12 for months.
    ahead : int, optional
        Periods of the measure to be judged; a year unless said.
    target_population, populations : float and array_like of float, shape (n,), optional
        Inhabitants. They are told, and do not change the order: the level of incidents is what matters.
    level : float
        Confidence of the trends' intervals; an area passes at 1 − level.

    Returns
    -------
    Matches

    Raises
    ------
    InputError
        If shapes differ, there are fewer than 8 periods, the target had nothing, or there is no candidate.

    Notes
    -----
    Given a period's total of target and candidate, the target's share is binomial; its logit is fitted as level + trend +
    one yearly wave (where there are two years). A good comparison has neither trend nor wave in it: what both have in
    common drops out. With φ the dispersion, T and C the totals over n periods and a periods ahead, the expected square
    of the error of log (T₁/T₀)/(C₁/C₀) is

        φ (1/T + 1/C)(1 + n/a) + E(β² | β̂) d² + E((γ·s)² | γ̂),

    β the difference of trends and d the years between the middles of before and during; γ the difference of seasons and s
    how far the mean of the wave over the periods ahead is from that before. Both are drawn towards nothing as far as
    the candidates together show that such differences are chance: with τ² the mean of β̂² − SE² over all, at least 0, and
    κ = τ²/(τ² + SE²), E(β² | β̂) = κ² β̂² + κ SE². So a candidate whose trend is hardly known is not taken for one that
    has the same trend. φ takes neighbouring periods together where they hang together, as in `effect`. Not the fit
    itself: the candidate that follows every wiggle of the target follows its noise (A. P. Wheeler, 2026,
    `comparison_areas` in these pages).

    Examples
    --------
    >>> weeks = np.arange(104)
    >>> target = np.round(10 * 1.2 ** (weeks / 52))
    >>> alike, falling = np.round(20 * 1.2 ** (weeks / 52)), np.round(20 * 0.8 ** (weeks / 52))
    >>> found = match_areas(target, [falling, alike], periods_per_year=52)
    >>> found.order.tolist(), found.passes.tolist()
    ([1, 0], [False, True])
    """
    check_level(level)
    check_at_least("periods_per_year", periods_per_year, 1)
    own, others = _input(target, candidates)
    n = len(own)
    further = round(periods_per_year) if ahead is None else ahead
    check_whole("ahead", further, 1)
    seasonal = n >= LEAST_YEARS * periods_per_year > 2
    design, wave = level_trend_and_season(n, periods_per_year, further, seasonal=seasonal)
    fit = fit_shares(own, others, design)
    totals = own.sum(), others.sum(axis=1)
    enough = fit.converged & (np.minimum(*totals) >= LEAST_INCIDENTS)
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = fit.dispersion * (1 / totals[0] + 1 / totals[1]) * (1 + n / further)
        drift = expected_square(fit.coefficients[:, 1], fit.variance[:, 1, 1], enough)
        drift = drift * ((n + further) / 2 / periods_per_year) ** 2
        error = np.sqrt(chance + drift + season_error(fit, wave, enough))
    error = np.where(enough, error, np.inf)
    season_p = season_p_value(fit) if seasonal else np.full(len(others), np.nan)
    reach = float(stdtrit(n - design.shape[1], (1 + level) / 2)) * np.sqrt(fit.variance[:, 1, 1])
    same_season = ~(season_p < 1 - level)
    passes = enough & (np.abs(fit.coefficients[:, 1]) <= reach) & same_season
    warnings = {
        NONE_PASSES: not passes.any(),
        SEASON_UNKNOWN: not seasonal,
        NEIGHBOURS_ALIKE: neighbours_alike(fit.residuals[enough], taken_out=design.shape[1]),
    }
    return Matches(
        order=np.argsort(error, kind="stable"),
        expected_error=error,
        passes=passes,
        level=totals[1] / totals[0],
        trend=ratio(fit.coefficients[:, 1]),
        trend_interval=Interval(
            ratio(fit.coefficients[:, 1] - reach), ratio(fit.coefficients[:, 1] + reach), level
        ),
        season_p=season_p,
        correlation=correlations(own, others, min(max(1, round(periods_per_year / 13)), n // 2)),
        population=_populations(target_population, populations, len(others)),
        dispersion=fit.dispersion,
        n=n,
        method="share_by_trend_and_season",
        parameters={
            "level": level,
            "ahead": further,
            "periods_per_year": periods_per_year,
            "season": seasonal,
        },
        warnings=tuple(name for name, holds in warnings.items() if holds),
    )


def _input(target: ArrayLike, candidates: ArrayLike) -> tuple[Floats, Floats]:
    own, others = as_counts("target", target), as_matrix("candidates", candidates)
    check_row("target", own, LEAST_PERIODS, "less says nothing of which way it goes")
    if not len(others) or others.shape[1] != len(own):
        raise InputError(
            "{argument} has shape {value}. {remedy}",
            argument="candidates",
            value=others.shape,
            remedy=f"Give at least one area, each with the target's {len(own)} periods.",
        )
    if not own.any():
        raise InputError(
            "{argument} holds {value}. {remedy}",
            argument="target",
            value="only zeros",
            remedy="Where nothing happened, nothing can become less; choose other categories or a larger area.",
        )
    return own, others


def _populations(target: float | None, others: ArrayLike | None, n: int) -> Floats:
    if target is None or others is None:
        return np.full(n, np.nan)
    people = as_numbers("populations", others)
    check_length("populations", people, n, "candidates")
    check_above_zero("target_population", target)
    return people / target
