"""What Farrington's two methods have in common: a fit per week, the trend kept or not, and the answer put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr

from samlad.analysis import kernels
from samlad.analysis.alarms.bounds import POWERS
from samlad.analysis.alarms.checks import check_tail
from samlad.analysis.alarms.farrington_fit import FIGURES, Fits, Series, reweighted_fits
from samlad.analysis.alarms.farrington_weeks import Baseline
from samlad.analysis.alarms.results import (
    NO_FIT,
    NOT_KNOWN,
    OVER_DISPERSED,
    REASON,
    SCATTER,
    SPARSE,
    SPARSE_MEAN,
    TOO_FEW_INCIDENTS,
    Alarms,
)
from samlad.analysis.checks import (
    as_log_exposure,
    as_matrix,
    as_usable,
    check_at_least,
    check_choice,
    check_whole,
)
from samlad.analysis.results import Interval, Parameters

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]
Bounds = Callable[[Floats, Fits], tuple[Floats, Floats, Floats, Floats]]

# a mean beyond it is no finite estimate
LARGEST_LOG_MEAN = 30.0
YEARS_FOR_A_TREND = 3


@dataclass(frozen=True, slots=True)
class Rules:
    """How the fits are made: see `farrington_flexible`."""

    trend: bool
    trend_alpha: float
    years_back: int
    threshold: float | None
    must_converge: bool
    keep_weights: bool
    pearson: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """The fits of one period, and for which series they keep the trend."""

    baseline: Baseline
    fits: Fits
    kept: Mask
    good: Mask


def as_series(counts: ArrayLike, usable: ArrayLike | None, exposure: ArrayLike | None) -> Series:
    """The arguments that every method has, checked."""
    observed = as_matrix("counts", counts)
    used, offset = as_usable(usable, observed.shape), as_log_exposure(exposure, observed.shape)
    return Series(np.ascontiguousarray(observed), np.ascontiguousarray(used), np.ascontiguousarray(offset))


def check_settings(
    alpha: float,
    years_back: int,
    half_window: int,
    periods_per_year: int,
    minimum_incidents: float,
    lately: int,
    power_transform: str,
) -> None:
    """The settings that both methods have."""
    check_tail("alpha", alpha)
    check_whole("years_back", years_back, 1)
    check_whole("periods_per_year", periods_per_year, 1)
    check_whole("half_window", half_window, 0, (periods_per_year - 1) // 2)
    check_at_least("minimum_incidents", minimum_incidents, 0)
    check_whole("lately", lately, 1)
    check_choice("power_transform", power_transform, POWERS)


def judge(series: Series, baselines: list[Baseline], rules: Rules) -> list[Judged]:
    """The fits of every judged period; where there is a kernel, periods share the processors."""

    def one(baseline: Baseline) -> Judged:
        return _judge_one(series, baseline, rules)

    compiled = kernels.library() is not None
    return kernels.in_threads(one, baselines) if compiled else [one(baseline) for baseline in baselines]


def _judge_one(series: Series, baseline: Baseline, rules: Rules) -> Judged:
    everything = np.arange(len(series.counts), dtype=np.int64)
    fitted = partial(
        reweighted_fits, series, baseline=baseline, threshold=rules.threshold, keep_weights=rules.keep_weights
    )
    kept = np.zeros(len(everything), dtype=np.bool_)
    if rules.trend:
        fits = fitted(everything, trend=True)
        kept = (fits.converged > 0) & _trend_is_meant(fits, rules)
    if not kept.all():
        other = fitted(everything[~kept], trend=False)
        fits = _merged(fits, other, ~kept) if rules.trend else other
    good = (fits.free > 0) & np.isfinite(fits.log_mean) & (fits.log_mean < LARGEST_LOG_MEAN)
    good &= np.isfinite(fits.variance) & np.isfinite(fits.dispersion)
    good &= series.usable[:, baseline.rows[baseline.block == baseline.n_blocks - 1]].any(axis=1)
    if rules.must_converge:
        good &= fits.converged > 0
    return Judged(baseline, fits, kept & good, good)


def _trend_is_meant(fits: Fits, rules: Rules) -> Mask:
    """At least three years, clearly not level, and not beyond every count that was seen."""
    if rules.years_back < YEARS_FOR_A_TREND:
        return np.zeros(len(fits.highest), dtype=np.bool_)
    error = np.sqrt(fits.slope_variance * (fits.dispersion if rules.pearson else fits.residual_dispersion))
    with np.errstate(divide="ignore", invalid="ignore"):
        p = 2 * stdtr(fits.free, -np.abs(fits.slope / error))
    with np.errstate(over="ignore"):
        within = np.exp(fits.log_mean) <= fits.highest
    answer: Mask = (p < rules.trend_alpha) & within
    return answer


def _merged(first: Fits, other: Fits, places: Mask) -> Fits:
    for name in FIGURES:
        getattr(first, name)[places] = getattr(other, name)
    if len(first.weights):
        first.weights[places] = other.weights
    return first


def enough_lately(series: Series, periods: Integers, incidents: float, lately: int) -> Mask:
    """Whether the judged period and those before it have so many incidents that an alarm is worth one."""
    total = np.cumsum(np.where(series.usable, series.counts, 0), axis=1)
    before = np.concatenate([np.zeros((len(total), 1)), total], axis=1)
    result: Mask = before[:, periods + 1] - before[:, np.maximum(periods + 1 - lately, 0)] >= incidents
    return result


def answer(
    series: Series,
    judged: list[Judged],
    bounds: Bounds,
    enough: Mask,
    *,
    keep_weights: bool,
    too_few: float,
    warn_of_scatter: bool,
    warn_of_sparse: bool,
    method: str,
    parameters: Parameters,
    warnings: tuple[str, ...] = (),
) -> Alarms:
    """Bounds, scores and alarms from the fits; `bounds` gives low, high, p-value and what the score starts at."""
    periods = np.array([one.baseline.now for one in judged], dtype=np.int64)
    shape = (len(series.counts), len(judged))
    fits = {name: np.stack([getattr(one.fits, name) for one in judged], axis=1) for name in FIGURES}
    good = np.stack([one.good for one in judged], axis=1)
    known = series.usable[:, periods]
    reasons = np.select([~good, ~known, ~enough], [NO_FIT, NOT_KNOWN, TOO_FEW_INCIDENTS], default="").astype(
        REASON
    )
    place = reasons == ""
    observed = series.counts[:, periods]
    low, high, p, start = (np.full(shape, np.nan) for _ in range(4))
    chosen = Fits(**{name: values[place] for name, values in fits.items()}, weights=np.empty(0))
    low[place], high[place], p[place], start[place] = bounds(observed[place], chosen)
    # an upper limit of the mean can be beyond all counts where the mean itself is not
    reasons[place & ~np.isfinite(high)] = NO_FIT
    place = reasons == ""
    with np.errstate(divide="ignore", invalid="ignore"):
        score = (observed - start) / (high - start)
    estimate = np.where(place, np.exp(np.minimum(fits["log_mean"], LARGEST_LOG_MEAN)), np.nan)
    high[reasons == TOO_FEW_INCIDENTS] = too_few
    dispersion = np.where(good, np.maximum(fits["dispersion"], 1), np.nan)
    return Alarms(
        periods=periods,
        estimate=estimate,
        interval=Interval(low, high, float(parameters["level"])),
        alarm=place & (score > 1) & (observed > 0),
        score=score,
        p=p,
        dispersion=dispersion,
        trend=np.stack([one.kept for one in judged], axis=1),
        n=fits["n"].astype(np.int64),
        down_weighted=fits["down_weighted"].astype(np.int64),
        weights=_all_weights(judged, series.counts.shape) if keep_weights else None,
        reasons=reasons,
        method=method,
        parameters=parameters,
        warnings=(
            *warnings,
            *_scatter(dispersion, place, warn_of_scatter),
            *_sparse(estimate, place, warn_of_sparse),
            *(str(code) for code in np.unique(reasons) if code),
        ),
    )


def _scatter(dispersion: Floats, place: Mask, wanted: bool) -> tuple[str, ...]:
    over = wanted and place.any() and np.median(dispersion[place]) > SCATTER
    return (OVER_DISPERSED,) if over else ()


def _sparse(estimate: Floats, place: Mask, wanted: bool) -> tuple[str, ...]:
    return (SPARSE,) if wanted and place.any() and np.median(estimate[place]) < SPARSE_MEAN else ()


def _all_weights(judged: list[Judged], shape: tuple[int, int]) -> Floats:
    everything = np.zeros((shape[0], len(judged), shape[1]))
    for place, one in enumerate(judged):
        everything[:, place, one.baseline.rows] = one.fits.weights
    return everything
