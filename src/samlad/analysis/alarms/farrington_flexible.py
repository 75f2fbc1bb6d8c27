"""Farrington's alarm as Noufaily and others made it flexible, as in R's `surveillance`."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from samlad.analysis.alarms.bounds import count_bounds, power_bounds
from samlad.analysis.alarms.checks import as_periods
from samlad.analysis.alarms.farrington_fit import Fits
from samlad.analysis.alarms.farrington_judge import (
    Rules,
    answer,
    as_series,
    check_settings,
    enough_lately,
    judge,
)
from samlad.analysis.alarms.farrington_weeks import Baseline, anniversaries, as_dates, blocks
from samlad.analysis.alarms.results import Alarms
from samlad.analysis.checks import check_at_least, check_choice, check_whole
from samlad.analysis.errors import InputError

Floats = NDArray[np.float64]

TREND_ALPHA, THRESHOLD = 0.05, 2.58
METHODS = ("delta", "nbPlugin", "muan")


def farrington_flexible(
    counts: ArrayLike,
    *,
    periods: ArrayLike | None = None,
    alpha: float = 0.05,
    years_back: int = 5,
    half_window: int = 3,
    periods_per_year: int = 52,
    reweight: bool = True,
    weights_threshold: float = THRESHOLD,
    trend: bool = True,
    trend_alpha: float = TREND_ALPHA,
    block_count: int = 1,
    left_out: int | None = None,
    exposure: ArrayLike | None = None,
    minimum_incidents: float = 5,
    lately: int = 4,
    power_transform: str = "2/3",
    method: str = "delta",
    dates: ArrayLike | None = None,
    usable: ArrayLike | None = None,
    keep_weights: bool = False,
    pearson_errors: bool = False,
) -> Alarms:
    """Weeks above what all earlier weeks lead to expect, with season in blocks and a trend.

    Parameters
    ----------
    counts : array_like of int, shape (n_series, n_periods)
        Counts per period, oldest first.
    periods : array_like of int, optional
        Columns to judge (`range` in R, there from 1); all with a whole baseline when left out.
    alpha : float
        One-sided: a false alarm is meant in α of the weeks.
    years_back, half_window, periods_per_year : int
        R's `b`, `w`, `freq`.
    reweight, weights_threshold
        Whether periods with an Anscombe residual above the threshold count less.
    trend, trend_alpha
        Whether a trend is tried, and the p-value below which it is kept (1 keeps it always: `pThresholdTrend`); it
        also needs three years, and must not lead beyond every count that was seen.
    block_count : int
        R's `noPeriods`: 1 compares with the same time of year alone; 10 takes all weeks and gives the season in ten
        blocks, as Noufaily et al. do.
    left_out : int, optional
        Periods just before that do not count (`pastWeeksNotIncluded`); `half_window` when left out, 26 in Noufaily
        et al.: what began lately must not become the rule.
    exposure, minimum_incidents, lately, power_transform, dates, usable, keep_weights
        As in `farrington`; `power_transform` is for 'delta' alone.
    method : {'delta', 'nbPlugin', 'muan'}
        The bound: by a power of the count, by the negative binomial about the estimated mean, or about the upper
        limit of that mean (`thresholdMethod`).
    pearson_errors : bool
        Whether standard errors take Pearson's dispersion, as the method's paper has it. False is what `surveillance`
        does: after re-weighting it loses the weights of the fit, and takes the mean square of the relative residuals.

    Returns
    -------
    Alarms

    Raises
    ------
    InputError
        If the counts are no matrix of counts, the series is too short or a setting is out of its range.

    Notes
    -----
    A. Noufaily et al., An improved algorithm for outbreak detection in multiple surveillance systems, Stat. Med. 32,
    2013, 1206–1222. Equal to `surveillance::farringtonFlexible` 1.20.3, its defaults included. For 'nbPlugin' and 'muan'
    the score starts at the logarithm of the mean, as there. False-alarm rates and when not to use it:
    docs/methods/alarms.md.

    Examples
    --------
    >>> counts = np.tile([3, 5, 4, 6], 70)[np.newaxis]
    >>> counts[0, -1] = 15
    >>> found = farrington_flexible(counts, years_back=4, block_count=10, left_out=26, method="nbPlugin")
    >>> found.periods[found.alarm[0]].tolist(), found.interval.high[0, -1:].tolist()
    ([279], [8.0])
    """
    check_settings(
        alpha, years_back, half_window, periods_per_year, minimum_incidents, lately, power_transform
    )
    check_choice("method", method, METHODS)
    check_whole("block_count", block_count, 1)
    check_at_least("weights_threshold", weights_threshold, 0)
    check_at_least("trend_alpha", trend_alpha, 0)
    past = half_window if left_out is None else left_out
    check_whole("left_out", past, 0)
    series = as_series(counts, usable, exposure)
    n_periods = series.counts.shape[1]
    first = years_back * periods_per_year + (half_window if periods is None else 0)
    judged = as_periods(periods, n_periods, 0 if dates is not None and periods is not None else first)
    days = as_dates(dates, n_periods)
    time = np.arange(n_periods, dtype=np.float64) if days is None else _steps(days)
    same_time = anniversaries(years_back, periods_per_year, days)
    baselines = [
        blocks(int(now), _all_there(same_time(int(now)), int(now)), half_window, block_count, past, time)
        for now in judged
    ]
    _check_rows(baselines)
    pearson = pearson_errors or not reweight
    rules = Rules(
        trend,
        trend_alpha,
        years_back,
        weights_threshold if reweight else None,
        must_converge=True,
        keep_weights=keep_weights,
        pearson=pearson,
    )

    def bounds(observed: Floats, fits: Fits) -> tuple[Floats, Floats, Floats, Floats]:
        return _bounds(observed, fits, alpha, method, power_transform, pearson)

    return answer(
        series,
        judge(series, baselines, rules),
        bounds,
        enough_lately(series, judged, minimum_incidents, lately),
        keep_weights=keep_weights,
        too_few=np.nan,
        # The upper limit of the mean, with its whole standard error, is high enough.
        warn_of_scatter=not (pearson and method == "muan"),
        warn_of_sparse=False,
        method=f"farrington_flexible_{method}",
        parameters={
            "level": 1 - alpha,
            "alpha": alpha,
            "years_back": years_back,
            "half_window": half_window,
            "periods_per_year": periods_per_year,
            "reweight": reweight,
            "weights_threshold": weights_threshold,
            "trend": trend,
            "trend_alpha": trend_alpha,
            "block_count": block_count,
            "left_out": past,
            "exposure": exposure is not None,
            "minimum_incidents": minimum_incidents,
            "lately": lately,
            "power_transform": power_transform,
            "method": method,
            "pearson_errors": pearson,
            "by_date": dates is not None,
        },
    )


def _bounds(
    observed: Floats, fits: Fits, alpha: float, method: str, power_transform: str, pearson: bool
) -> tuple[Floats, Floats, Floats, Floats]:
    dispersion, mean = np.maximum(fits.dispersion, 1), np.exp(fits.log_mean)
    # R's standard error here takes the dispersion as it was estimated, below 1 too
    error = np.sqrt(fits.variance * (fits.dispersion if pearson else fits.residual_dispersion))
    if method == "delta":
        return *power_bounds(
            observed, mean, error * mean, dispersion, tail=alpha, power=power_transform
        ), mean
    if method == "muan":
        with np.errstate(over="ignore"):
            mean = np.exp(fits.log_mean - ndtri(alpha) * error)
    return *count_bounds(observed, mean, dispersion, tail=alpha), fits.log_mean


def _steps(days: NDArray[np.datetime64]) -> Floats:
    since = (days - days[0]).astype(np.float64)
    result: Floats = since / since[1]
    return result


def _all_there(same_time: NDArray[np.int64], now: int) -> NDArray[np.int64]:
    if (same_time < 0).any():
        raise InputError(
            "{argument} holds {value}: the same time of an earlier year is not in the series. {remedy}",
            argument="periods",
            value=now,
            remedy="Look back fewer years, or judge later periods.",
        )
    return same_time


def _check_rows(baselines: list[Baseline]) -> None:
    for one in baselines:
        if not len(one.rows):
            raise InputError(
                "{argument} leaves {value} without an earlier period. {remedy}",
                argument="left_out",
                value=f"column {one.now}",
                remedy="Leave out fewer periods.",
            )
