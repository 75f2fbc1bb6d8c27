"""Interrupted time series: one place before and after, against its own level, trend and season."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from samlad.analysis.checks import (
    as_counts,
    as_log_exposure,
    check_at_least,
    check_choice,
    check_level,
    check_row,
    check_whole,
)
from samlad.analysis.effects.interrupted_series_fit import CORRELATED, WAVES, SeriesFit, design_of, fit_series
from samlad.analysis.errors import InputError
from samlad.analysis.results import Interval, Parameters

Floats = NDArray[np.float64]

VARIANCES, TAILS = ("quasi", "poisson", "waves", "correlated"), ("normal", "t")
FEWEST_BEFORE, FEWEST_DURING = 8, 4
SEASON_SHORT, WAVES_SEEN, NO_COMPARISON = (
    "fewer_than_two_seasons",
    "neighbouring_periods_alike",
    "no_comparison_areas",
)
FEW_PERIODS, SPARSE = "few_periods_interval_too_narrow", "few_incidents_per_period"
WAVES_NARROW, UNSEEN = "waves_interval_too_narrow", "too_few_periods_to_see_correlation"
# With fewer degrees of freedom the normal tail covers 92 % (docs/methods/interrupted_series.md); with fewer incidents a
# period, a step is hardly seen.
FEW, FEWEST_PER_PERIOD = 20, 1.0
# Correlation of neighbouring residuals that chance alone exceeds once in twenty series.
ALIKE = 1.645
# From so many periods on a correlation of 0.3 is found in four series of five: 0.3 √n = 1.645 + 0.842.
SEEN_FROM = 69


@dataclass(frozen=True, slots=True, eq=False)
class RatioChange:
    """A rate ratio with its interval and p-value."""

    estimate: float
    interval: Interval
    p: float


@dataclass(frozen=True, slots=True, eq=False)
class InterruptedSeries:
    """What changed at the interruption.

    Attributes
    ----------
    estimate : float
        Rate ratio of the step: 0.9 is ten per cent fewer from the first period on.
    interval : Interval
        Of the step.
    p : float
        Of the step, both sides.
    slope : RatioChange or None
        Ratio per period of the trend during over the trend before; None where it was not asked for.
    trend : RatioChange
        Ratio per period before the interruption.
    expected, observed : float
        Incidents during, without the measure and counted.
    saved : float
        Their difference, the fitted one: negative where there were more.
    saved_interval : Interval
        Of it.
    dispersion : float
        Variance over mean that the interval uses.
    alike : float
        Correlation of neighbouring periods' residuals.
    fitted, without : ndarray of float, shape (n_periods,)
        The series as fitted, and as it would have gone on.
    n : int
        Periods used.
    method, parameters, warnings
        As in `Estimate`. Warnings: 'no_comparison_areas' (always), 'fewer_than_two_seasons',
        'neighbouring_periods_alike', 'few_periods_interval_too_narrow', 'waves_interval_too_narrow',
        'few_incidents_per_period', 'too_few_periods_to_see_correlation' (fewer than 69: periods may hang together
        unseen, and the interval then is too narrow).
    """

    estimate: float
    interval: Interval
    p: float
    slope: RatioChange | None
    trend: RatioChange
    expected: float
    observed: float
    saved: float
    saved_interval: Interval
    dispersion: float
    alike: float
    fitted: Floats
    without: Floats
    n: int
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def interrupted_series(
    counts: ArrayLike,
    start: int,
    *,
    periods_per_year: float,
    harmonics: int = 0,
    slope: bool = False,
    exposure: ArrayLike | None = None,
    variance: str = "quasi",
    tail: str = "normal",
    level: float = 0.95,
) -> InterruptedSeries:
    """Step and slope at an interruption, by Poisson regression on trend and season.

    Parameters
    ----------
    counts : array_like of int, shape (n_periods,)
        Oldest first, of equal length, without gaps.
    start : int
        Index of the first period during the measure.
    periods_per_year : float
        12 for months, 365.2425 / 7 for weeks.
    harmonics : int
        Pairs of sine and cosine per year.
    slope : bool
        Whether the trend may change too. The step is then the one at the end of the last period before.
    exposure : array_like of float, shape (n_periods,), optional
        What the counts are in proportion to, above 0: inhabitants, the share that reported.
    variance : str
        'quasi': Pearson's χ² over its degrees of freedom. 'poisson': 1. 'waves': the variance of Newey and West, for
        periods that hang together; too short in series such as these. 'correlated': generalised least squares with
        a correlation of neighbouring periods that nobody is taken to know; for periods that hang together, with
        `tail` 't'.
    tail : str
        'normal', as the reference has it, or 't' with n − p degrees of freedom, right for short series.
    level : float
        Confidence of the intervals.

    Returns
    -------
    InterruptedSeries

    Raises
    ------
    InputError
        If the series is not a row of counts with enough periods on both sides, a side has no incident, the exposure
        does not fit, or a setting is out of its range.

    Notes
    -----
    log E(y_t) = log exposure_t + a + b t + c during_t [+ d during_t (t − start + 1)] + season; season and regression
    as in `trend` (J. Lopez Bernal, S. Cummins, A. Gasparrini, Int. J. Epidemiol. 46, 2017, 348–355). Incidents saved
    are Σ exp(x₀'β̂) − Σ exp(x'β̂) during, x₀ without step and slope, the interval by the delta method. Newey and
    West's variance is A⁻¹ (Σ_l w_l Σ_t s_t s_{t−l}') A⁻¹ n/(n − p), s the scores, w_l = 1 − |l|/(L + 1) for |l| ≤ L,
    L = ⌊4 (n/100)^(2/9)⌋ (W. K. Newey, K. D. West, Econometrica 55, 1987, 703–708).

    'correlated' is told in `correlated` beside this: the estimate too is then another, if little.

    Whatever else began then is taken for the measure: where comparison areas exist, `effect` or `synthetic_did` say
    more.

    Examples
    --------
    >>> months = np.arange(60)
    >>> counts = np.round(80 * np.where(months < 36, 1.0, 0.8))
    >>> found = interrupted_series(counts, 36, periods_per_year=12)
    >>> round(found.estimate, 2), round(found.saved)
    (0.8, 384)
    """
    check_level(level)
    check_at_least("periods_per_year", periods_per_year, 1)
    check_whole("harmonics", harmonics, 0)
    check_choice("variance", variance, VARIANCES)
    check_choice("tail", tail, TAILS)
    observed, log_exposure = _series(counts, start, exposure)
    design = design_of(len(observed), start, periods_per_year, harmonics, slope)
    fit = fit_series(observed, design, log_exposure, variance)
    freedom = np.inf if tail == "normal" else float(len(observed) - design.shape[1])
    step, bent, moved = (_change(fit, column, freedom, level) for column in (2, 3, 1))
    during = np.arange(len(observed)) >= start
    without = fit.fitted * np.exp(-design[:, fit.caused(slope)] @ fit.coefficients[fit.caused(slope)])
    saved, error = _saved(fit, design, without, during, slope)
    reach = _quantile(freedom, level) * error
    return InterruptedSeries(
        estimate=step.estimate,
        interval=step.interval,
        p=step.p,
        slope=bent if slope else None,
        trend=moved,
        expected=float(without[during].sum()),
        observed=float(observed[during].sum()),
        saved=saved,
        saved_interval=Interval(np.array(saved - reach), np.array(saved + reach), level),
        dispersion=fit.dispersion,
        alike=fit.alike,
        fitted=fit.fitted,
        without=without,
        n=len(observed),
        method=f"interrupted_series_{variance}",
        parameters={
            "level": level,
            "start": start,
            "periods_per_year": periods_per_year,
            "harmonics": harmonics,
            "slope": slope,
            "tail": tail,
            "variance": variance,
            "exposure": exposure is not None,
        },
        warnings=_warnings(observed, start, periods_per_year, harmonics, tail, fit, variance),
    )


def _series(counts: ArrayLike, start: int, exposure: ArrayLike | None) -> tuple[Floats, Floats]:
    observed = as_counts("counts", counts)
    check_row("counts", observed, FEWEST_BEFORE + FEWEST_DURING, "a step has a before and a during")
    if not FEWEST_BEFORE <= start <= len(observed) - FEWEST_DURING:
        raise InputError(
            "{argument} is {value} of {periods} periods. {remedy}".replace("{periods}", str(len(observed))),
            argument="start",
            value=start,
            remedy=f"At least {FEWEST_BEFORE} periods must lie before it and {FEWEST_DURING} from it on.",
        )
    for side, name in ((observed[:start], "before"), (observed[start:], "during")):
        if not side.any():
            raise InputError(
                "{argument} holds {value} incidents {side} the measure. {remedy}".replace("{side}", name),
                argument="counts",
                value=0,
                remedy="A ratio needs incidents on both sides; count over longer periods or a larger area.",
            )
    return observed, as_log_exposure(exposure, observed.shape)


def _change(fit: SeriesFit, column: int, freedom: float, level: float) -> RatioChange:
    if column >= len(fit.coefficients):
        column = 0
    middle, error = float(fit.coefficients[column]), float(np.sqrt(fit.covariance[column, column]))
    reach = _quantile(freedom, level) * error
    z = abs(middle) / error if error else np.inf
    p = 2 * ndtr(-z) if np.isinf(freedom) else 2 * stdtr(freedom, -z)
    # beyond what a number holds, a ratio is 0 or infinite
    with np.errstate(over="ignore"):
        low, ratio, high = np.exp([middle - reach, middle, middle + reach])
    return RatioChange(float(ratio), Interval(np.array(low), np.array(high), level), float(p))


def _saved(
    fit: SeriesFit, design: Floats, without: Floats, during: NDArray[np.bool_], slope: bool
) -> tuple[float, float]:
    """Fitted incidents that did not happen, and their standard error."""
    plain = design.copy()
    plain[:, fit.caused(slope)] = 0
    gradient = without[during] @ plain[during] - fit.fitted[during] @ design[during]
    error = float(np.sqrt(gradient @ fit.covariance @ gradient))
    return float(without[during].sum() - fit.fitted[during].sum()), error


def _quantile(freedom: float, level: float) -> float:
    tail = (1 + level) / 2
    return float(ndtri(tail) if np.isinf(freedom) else stdtrit(freedom, tail))


def _warnings(
    observed: Floats,
    start: int,
    periods_per_year: float,
    harmonics: int,
    tail: str,
    fit: SeriesFit,
    variance: str,
) -> tuple[str, ...]:
    n, independent = len(observed), variance not in (WAVES, CORRELATED)
    found = {
        NO_COMPARISON: True,
        SEASON_SHORT: harmonics > 0 and start < 2 * np.floor(periods_per_year),
        WAVES_SEEN: (fit.alike - fit.alike_by_chance) * np.sqrt(n) > ALIKE and independent,
        FEW_PERIODS: tail == "normal" and n - len(fit.coefficients) < FEW,
        WAVES_NARROW: variance == WAVES,
        SPARSE: observed.mean() < FEWEST_PER_PERIOD,
        UNSEEN: n < SEEN_FROM,
    }
    return tuple(code for code, holds in found.items() if holds)
