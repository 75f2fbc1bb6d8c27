"""Farrington's alarm and its flexible successor, as in R's `surveillance`."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.alarms.bounds import power_bounds
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
from samlad.analysis.alarms.farrington_weeks import Baseline, anniversaries, as_dates, windows
from samlad.analysis.alarms.results import Alarms

Floats = NDArray[np.float64]

BASELINE_CUT = "baseline_begins_before_the_series"
THRESHOLD, TREND_ALPHA = 1.0, 0.05


def farrington(
    counts: ArrayLike,
    *,
    periods: ArrayLike | None = None,
    alpha: float = 0.05,
    years_back: int = 5,
    half_window: int = 3,
    periods_per_year: int = 52,
    reweight: bool = True,
    trend: bool = True,
    exposure: ArrayLike | None = None,
    minimum_incidents: float = 5,
    lately: int = 4,
    power_transform: str = "2/3",
    dates: ArrayLike | None = None,
    usable: ArrayLike | None = None,
    keep_weights: bool = False,
) -> Alarms:
    """Farrington's alarm of 1996: weeks above what the same weeks of earlier years lead to expect.

    Parameters
    ----------
    counts : array_like of int, shape (n_series, n_periods)
        Counts per period, oldest first.
    periods : array_like of int, optional
        Columns to judge (`range` in R, there from 1); all with a whole baseline when left out.
    alpha : float
        Two-sided, as in R: a false alarm is meant in α/2 of the weeks.
    years_back, half_window, periods_per_year : int
        R's `b`, `w`, `freq`: in each of so many years so many periods on either side of the same time.
    reweight : bool
        Whether what looks like a past outbreak counts less.
    trend : bool
        Whether a trend is tried. It is kept with at least three years, p < 0.05, and where it does not lead beyond
        every count that was seen.
    exposure : array_like of float, shape (n_periods,) or (n_series, n_periods), optional
        What the counts are in proportion to (`populationOffset`): inhabitants, the share that reported.
    minimum_incidents, lately
        R's `limit54`: no answer with fewer incidents in the period and the three before.
    power_transform : {'2/3', '1/2', 'none'}
        Scale on which a count is taken as normal (`powertrans`).
    dates : array_like of datetime64, shape (n_periods,), optional
        Dates of the periods: then the same time of earlier years is found by the calendar (`epochAsDate`).
    usable : array_like of bool, shape (n_periods,) or (n_series, n_periods), optional
        False for periods that must not count, for instance because nobody reported.
    keep_weights : bool
        Whether the answer has each baseline period's weight (memory: series × judged × periods).

    Returns
    -------
    Alarms

    Raises
    ------
    InputError
        If the counts are no matrix of counts, the series is too short or a setting is out of its range.

    Notes
    -----
    C. P. Farrington et al., A statistical algorithm for the early detection of outbreaks of infectious disease, JRSS A
    159, 1996, 547–563. Equal to `surveillance::farrington` 1.20.3; where that writes 0 as the bound because of too few
    recent incidents, ours is NaN with the reason. False-alarm rates: docs/methods/alarms.md.

    Examples
    --------
    >>> counts = np.tile([3, 5, 4, 6], 70)[np.newaxis]
    >>> counts[0, -1] = 15
    >>> found = farrington(counts, years_back=4, periods=[279])
    >>> found.alarm.tolist(), found.interval.high.round(1).tolist()
    ([[True]], [[9.0]])
    """
    check_settings(
        alpha, years_back, half_window, periods_per_year, minimum_incidents, lately, power_transform
    )
    series = as_series(counts, usable, exposure)
    n_periods = series.counts.shape[1]
    first = years_back * periods_per_year + half_window
    judged = as_periods(periods, n_periods, first if periods is None else 1)
    same_time = anniversaries(years_back, periods_per_year, as_dates(dates, n_periods))
    time = np.arange(n_periods, dtype=np.float64)
    baselines = [windows(int(now), same_time(int(now)), half_window, time) for now in judged]
    threshold = THRESHOLD if reweight else None
    rules = Rules(trend, TREND_ALPHA, years_back, threshold, must_converge=False, keep_weights=keep_weights)
    tail = alpha / 2

    def bounds(observed: Floats, fits: Fits) -> tuple[Floats, Floats, Floats, Floats]:
        dispersion, mean = np.maximum(fits.dispersion, 1), np.exp(fits.log_mean)
        error = np.sqrt(fits.variance * dispersion) * mean
        return *power_bounds(observed, mean, error, dispersion, tail=tail, power=power_transform), mean

    return answer(
        series,
        judge(series, baselines, rules),
        bounds,
        enough_lately(series, judged, minimum_incidents, lately),
        keep_weights=keep_weights,
        too_few=0.0,
        warn_of_scatter=True,
        warn_of_sparse=True,
        method="farrington",
        parameters={
            "level": 1 - alpha,
            "alpha": alpha,
            "years_back": years_back,
            "half_window": half_window,
            "periods_per_year": periods_per_year,
            "reweight": reweight,
            "trend": trend,
            "exposure": exposure is not None,
            "minimum_incidents": minimum_incidents,
            "lately": lately,
            "power_transform": power_transform,
            "by_date": dates is not None,
        },
        warnings=_cut(baselines, years_back * (2 * half_window + 1)),
    )


def _cut(baselines: list[Baseline], whole: int) -> tuple[str, ...]:
    return (BASELINE_CUT,) if any(len(one.rows) < whole for one in baselines) else ()
