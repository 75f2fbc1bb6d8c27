"""The quasi-Poisson fits of Farrington's methods: parts of the year, a trend, and less weight for past outbreaks.

The normal matrix of parts of the year and a trend is shaped like an arrow (a diagonal with one row and column beside
it), so it is solved by a division per part, for all series at once. The steps, their start and where they stop are
those of R's `glm.fit`, so that the figures are R's to the last digits and not only the same model's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

from samlad.analysis import kernels
from samlad.analysis.alarms.farrington_weeks import Baseline

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

# R's glm.control, and its start and floor of a Poisson mean
MOST_STEPS, TOLERANCE, SLACK, START, SMALLEST = 25, 1e-8, 0.1, 0.1, float(np.finfo(np.float64).eps)
ROUNDING = 1e-12
# counts below it have their logarithms in a table of the kernel
TABLE = 512
_REALS, _WHOLES = kernels.array(np.float64), kernels.array(np.int64)
KERNEL = (
    kernels.SIZE, _WHOLES, kernels.SIZE, kernels.SIZE, kernels.SIZE, kernels.INTEGER, kernels.REAL, _REALS,
    kernels.array(np.bool_), _REALS, _WHOLES, _WHOLES, _REALS, _REALS, kernels.INTEGER, _REALS, _REALS,
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Counts, what is known of them, and the logarithm of their exposure; all of the shape (n_series, n_periods)."""

    counts: Floats
    usable: Mask
    offset: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Fits:
    """One fit per series; variances are for dispersion 1.

    `dispersion` is Pearson's. `residual_dispersion` is the mean square of the relative residuals, which
    `farringtonFlexible` takes for it where it comes to standard errors: it has overwritten the weights of the fit.
    `converged` is that of the plain fit, as there. `weights` has the shape (n_series, n), or no row where they were not
    to be kept.
    """

    log_mean: Floats
    variance: Floats
    slope: Floats
    slope_variance: Floats
    dispersion: Floats
    residual_dispersion: Floats
    free: Floats
    converged: Floats
    down_weighted: Floats
    n: Floats
    highest: Floats
    weights: Floats


# in the order of the kernel
FIGURES = tuple(name for name in Fits.__slots__ if name != "weights")


@dataclass(frozen=True, slots=True, eq=False)
class _State:
    """Where the steps of one regression stand, for all series."""

    log_means: Floats
    means: Floats
    working: Floats
    sums: Floats
    centres: Floats
    spread: Floats
    slope: Floats
    level: Floats
    converged: Mask


def reweighted_fits(
    series: Series,
    which: NDArray[np.int64],
    baseline: Baseline,
    *,
    trend: bool,
    threshold: float | None,
    keep_weights: bool,
) -> Fits:
    """Fit, find what looks like past outbreaks, and fit again with less weight on them.

    Parameters
    ----------
    series : Series
    which : ndarray of int
        Which of the series.
    baseline : Baseline
    trend : bool
        Whether the logarithm of the mean has a slope.
    threshold : float or None
        Anscombe residuals above it count by the inverse of their square; None for one plain fit.
    keep_weights : bool
    """
    kernel = kernels.function("farrington_fits", *KERNEL)
    way = _in_numpy if kernel is None else partial(_compiled, kernel)
    figures, weights = way(series, which, baseline, trend, threshold, keep_weights)
    figures[FIGURES.index("log_mean")] += series.offset[which, baseline.now]
    return Fits(**dict(zip(FIGURES, figures, strict=True)), weights=weights)


def _compiled(
    kernel: Callable[..., Any],
    series: Series,
    which: NDArray[np.int64],
    baseline: Baseline,
    trend: bool,
    threshold: float | None,
    keep_weights: bool,
) -> tuple[Floats, Floats]:
    n, parts = len(baseline.rows), baseline.n_blocks
    scratch = np.empty(8 * n + 8 * parts + 3 * TABLE)
    figures = np.empty((len(which), len(FIGURES)))
    weights = np.zeros((len(which) if keep_weights else 0, n))
    kernel(
        len(which), which, series.counts.shape[1], n, parts, trend, np.inf if threshold is None else threshold,
        series.counts, series.usable, series.offset, baseline.rows, baseline.block, baseline.time, scratch,
        keep_weights, weights, figures,
    )  # fmt: skip
    return np.ascontiguousarray(figures.T), weights


def _in_numpy(
    series: Series,
    which: NDArray[np.int64],
    baseline: Baseline,
    trend: bool,
    threshold: float | None,
    keep_weights: bool,
) -> tuple[Floats, Floats]:
    place = np.ix_(which, baseline.rows)
    counts, used, offset = series.counts[place], series.usable[place], series.offset[place]
    weights = used.astype(np.float64)
    free = _degrees_of_freedom(used, baseline, trend)
    state = _fit(counts, weights, offset, baseline, trend)
    converged = state.converged.astype(np.float64)
    lighter = np.zeros_like(used)
    if threshold is not None:
        dispersion = _over(state.working * np.square(counts / state.means - 1), free)
        weights, lighter = _outbreak_weights(counts, used, state, baseline, dispersion, threshold)
        state = _fit(counts, weights, offset, baseline, trend)
    last = baseline.n_blocks - 1
    squares = np.square(counts / state.means - 1)
    figures = [
        state.level[:, last],
        1 / state.sums[:, last] + np.square(state.centres[:, last]) / state.spread,
        state.slope,
        1 / state.spread,
        # Pearson's χ² with the weights of the last step, as R's summary.glm has it
        _over(state.working * squares, free),
        _over(weights * squares, free),
        free,
        converged,
        lighter.sum(axis=1),
        used.sum(axis=1),
        np.where(used, counts, 0).max(axis=1, initial=0),
    ]
    return np.array(figures, dtype=np.float64), weights if keep_weights else weights[:0]


def _degrees_of_freedom(used: Mask, baseline: Baseline, trend: bool) -> Floats:
    """Rows less parameters, per series; a part of the year without a row has no parameter."""
    parts = [used[:, baseline.block == part].any(axis=1) for part in range(baseline.n_blocks)]
    free: Floats = used.sum(axis=1) - np.sum(parts, axis=0) - float(trend)
    return free


def _fit(counts: Floats, weights: Floats, offset: Floats, baseline: Baseline, trend: bool) -> _State:
    """R's glm.fit of all series; those that have converged stay as they are."""
    parts = (baseline.block[:, np.newaxis] == np.arange(baseline.n_blocks)).astype(np.float64)
    means = counts + START
    log_means = np.log(means)
    # the part of the deviance that no step changes
    fixed = (weights * (xlogy(counts, counts) - counts)).sum(axis=1)
    deviance = _deviance(fixed, counts, weights, log_means, means)
    final: _State | None = None
    active = np.arange(len(counts))
    for _ in range(MOST_STEPS):
        part = slice(None) if len(active) == len(counts) else active
        y, prior, shift = counts[part], weights[part], offset[part]
        working = prior * means[part]
        right = working * (log_means[part] - shift) + prior * (y - means[part])
        sums, centres, spread, slope, level = _solve(working, right, parts, baseline.time, trend)
        linear = level[:, baseline.block] + shift
        if trend:
            linear = linear + slope[:, np.newaxis] * baseline.time
        with np.errstate(over="ignore", invalid="ignore"):
            fitted = np.maximum(np.exp(linear), SMALLEST)
            now = _deviance(fixed[part], y, prior, np.maximum(linear, np.log(SMALLEST)), fitted)
            done = np.abs(now - deviance[part]) / (np.abs(now) + SLACK) < TOLERANCE
        step = _State(linear, fitted, working, sums, centres, spread, slope, level, done)
        final = step if final is None else _replaced(final, step, part)
        means, log_means = final.means, final.log_means
        deviance[part] = now
        active = active[~done & np.isfinite(now)]
        if not active.size:
            break
    assert final is not None  # noqa: S101 - there is at least one step
    return final


def _replaced(state: _State, step: _State, part: slice | NDArray[np.intp]) -> _State:
    for name in _State.__slots__:
        getattr(state, name)[part] = getattr(step, name)
    return state


def _solve(
    working: Floats, right: Floats, parts: Floats, time: Floats, trend: bool
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Weighted least squares with a level per part and one slope: an arrow-shaped system per series."""
    sums = working @ parts
    empty = sums == 0
    divisor = np.where(empty, 1.0, sums)
    level = (right @ parts) / divisor
    if not trend:
        none = np.zeros(len(working))
        return divisor, np.zeros_like(sums), none + np.inf, none, level
    timed = parts * time[:, np.newaxis]
    centres = (working @ timed) / divisor
    spread = working @ np.square(time) - (sums * np.square(centres)).sum(axis=1)
    # a slope that the rows say nothing of is none
    flat = spread <= 0
    spread[flat] = np.inf
    slope = (right @ time - (sums * centres * level).sum(axis=1)) / spread
    return divisor, centres, spread, slope, level - centres * slope[:, np.newaxis]


def _deviance(fixed: Floats, counts: Floats, weights: Floats, log_means: Floats, means: Floats) -> Floats:
    result: Floats = 2 * (fixed - (weights * (counts * log_means - means)).sum(axis=1))
    return result


def _over(squares: Floats, free: Floats) -> Floats:
    result: Floats = np.divide(squares.sum(axis=1), free, out=np.full(len(free), np.nan), where=free > 0)
    return result


def _outbreak_weights(
    counts: Floats, used: Mask, state: _State, baseline: Baseline, dispersion: Floats, threshold: float
) -> tuple[Floats, Mask]:
    """Mean 1 over the used rows; less where the standardised Anscombe residual is above the threshold."""
    block = baseline.block
    distance = np.square(baseline.time - state.centres[:, block]) / state.spread[:, np.newaxis]
    leverage = state.working * (1 / state.sums[:, block] + distance)
    sixth = np.power(state.means, 1 / 6)
    raw = 1.5 * (np.square(np.cbrt(counts)) / sixth - sixth**3)
    scale = np.maximum(dispersion, 1)[:, np.newaxis] * (1 - leverage)
    # a row that a parameter of its own fits exactly has no residual
    residual = np.divide(raw, np.sqrt(np.maximum(scale, 0)), out=np.zeros_like(raw), where=scale > ROUNDING)
    weights = used.astype(np.float64)
    outbreak = used & (residual > threshold)
    weights[outbreak] = residual[outbreak] ** -2
    weights *= (used.sum(axis=1) / np.maximum(weights.sum(axis=1), SMALLEST))[:, np.newaxis]
    return weights, outbreak
