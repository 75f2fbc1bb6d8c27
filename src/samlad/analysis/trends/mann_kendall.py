"""Mann–Kendall's test for a trend in one direction, and Sen's slope, for many series at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import erfc, ndtri

from samlad.analysis.checks import as_numbers, check_choice, check_level
from samlad.analysis.errors import InputError
from samlad.analysis.results import Interval, Parameters
from samlad.analysis.trends.alike import NEIGHBOURS_ALIKE, neighbours_alike
from samlad.analysis.trends.mann_kendall_exact import exact_p
from samlad.analysis.trends.mann_kendall_serial import inflation
from samlad.analysis.trends.mann_kendall_slopes import scores, slopes_of_ranks, tie_sums

Floats = NDArray[np.float64]
Null = Literal["normal", "exact"]
SerialCorrelation = Literal["none", "hamed_rao"]
CONSTANT, FEW_PERIODS = "constant_series", "fewer_than_ten_periods"
TIES, NOT_CORRECTED = "ties_no_exact_p", "serial_correlation_not_corrected"
ENOUGH = 10
# All orders are gone through up to so many periods.
MOST_EXACT = 300


@dataclass(frozen=True, slots=True, eq=False)
class MannKendall:
    """Mann–Kendall's test and Sen's slope of many series.

    Attributes
    ----------
    estimate : ndarray of float, shape (n_series,)
        Sen's slope per period: the median of the slopes of all pairs.
    interval : Interval
        Of the slope.
    intercept : ndarray of float, shape (n_series,)
        Where the line through the medians stands at the first period.
    score : ndarray of int, shape (n_series,)
        S: rising pairs less falling ones.
    variance : ndarray of float, shape (n_series,)
        Of S without a trend, ties (and serial correlation, if asked for) included.
    z, p : ndarray of float, shape (n_series,)
        Standard score with correction for continuity, and two-sided p-value.
    tau, tau_b : ndarray of float, shape (n_series,)
        Kendall's τ, by all pairs or with ties taken out.
    n : int
        Periods.
    method, parameters, warnings
        As in `Estimate`. Warnings: 'neighbouring_periods_alike' (they hang together, or there is a season: p is too
        small, with `serial_correlation` less so), 'constant_series', 'fewer_than_ten_periods', 'ties_no_exact_p' (p of
        these series is normal), 'serial_correlation_not_corrected' (its estimate left no variance).
    """

    estimate: Floats
    interval: Interval
    intercept: Floats
    score: NDArray[np.int64]
    variance: Floats
    z: Floats
    p: Floats
    tau: Floats
    tau_b: Floats
    n: int
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def mann_kendall(
    values: ArrayLike,
    *,
    level: float = 0.95,
    null: Null = "normal",
    serial_correlation: SerialCorrelation = "none",
    lags: int | None = None,
) -> MannKendall:
    """Whether series rise or fall, and by how much per period.

    Parameters
    ----------
    values : array_like of float, shape (n_series, n_periods) or (n_periods,)
        Oldest first, at least three periods, without gaps.
    level : float
        Confidence of the slope's interval.
    null : {'normal', 'exact'}
        p by the normal distribution, or by all orders of the series, for at most 300 periods; for series without ties.
    serial_correlation : {'none', 'hamed_rao'}
        Without a correction, periods are taken as independent. Hamed and Rao's multiplies the variance by
        what the correlation of the ranks about the trend makes of it.
    lags : int, optional
        How many lags the correction looks at; all when left out.

    Returns
    -------
    MannKendall

    Raises
    ------
    InputError
        If values are unknown, there are fewer than three periods, or a setting is unknown.

    Notes
    -----
    S = Σ_{i<j} sign(x_j − x_i), variance (n(n−1)(2n+5) − Σ t(t−1)(2t+5)) / 18 over groups of t ties (H. B. Mann,
    Econometrica 13, 1945, 245–259; M. G. Kendall, Rank Correlation Methods, 1975). Slope and interval: P. K. Sen, JASA
    63, 1968, 1379–1389; R. O. Gilbert, Statistical Methods for Environmental Pollution Monitoring, 1987, §16.5. K. H.
    Hamed, A. R. Rao, J. Hydrology 204, 1998, 182–196. Equal to pymannkendall; p with 'exact' and `tau_b` to R's
    Kendall; the interval to `scipy.stats.theilslopes` and R's trend.

    Examples
    --------
    >>> found = mann_kendall([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9])
    >>> int(found.score[0]), round(float(found.p[0]), 4), round(float(found.estimate[0]), 3)
    (55, 0.0069, 0.444)
    """
    check_level(level)
    check_choice("null", null, ("normal", "exact"))
    check_choice("serial_correlation", serial_correlation, ("none", "hamed_rao"))
    x = _checked(values)
    n = x.shape[1]
    _check_lags(lags, n)
    if null == "exact" and n > MOST_EXACT:
        raise InputError(
            "{argument} is {value}. {remedy}",
            argument="null",
            value=f"'exact', with {n} periods",
            remedy=f"Use 'normal': with more than {MOST_EXACT} periods both agree.",
        )
    ranked = np.sort(x, axis=1)
    ties, tied_pairs = tie_sums(ranked)
    score, pairs = scores(x), n * (n - 1) / 2
    variance = (n * (n - 1) * (2 * n + 5) - ties) / 18
    middle = np.array([(pairs - 1) // 2, pairs // 2], dtype=np.int64)
    warnings = [FEW_PERIODS] if n < ENOUGH else []
    if (variance == 0).any():
        warnings.append(CONSTANT)
    if serial_correlation == "hamed_rao":
        slope = slopes_of_ranks(x, np.broadcast_to(middle, (len(x), 2))).mean(axis=1)
        factor = inflation(x, slope, level, n - 1 if lags is None else lags)
        if (factor <= 0).any():
            warnings.append(NOT_CORRECTED)
        variance = variance * np.where(factor > 0, factor, 1)
    slopes = slopes_of_ranks(x, _ranks(variance, level, middle))
    slope = slopes[:, 1:3].mean(axis=1)
    from_line = np.multiply.outer(slope, np.arange(n))
    np.subtract(x, from_line, out=from_line)
    from_line -= from_line.mean(axis=1, keepdims=True)
    if neighbours_alike(from_line):
        warnings.append(NEIGHBOURS_ALIKE)
    spread = np.sqrt(variance)
    z = np.divide(score - np.sign(score), spread, out=np.zeros(len(x)), where=spread > 0)
    p = erfc(np.abs(z) / np.sqrt(2))
    if null == "exact":
        tied = tied_pairs > 0
        p = np.where(tied, p, exact_p(score, n))
        warnings += [TIES] if tied.any() else []
    untied = np.sqrt(pairs * (pairs - tied_pairs))
    return MannKendall(
        estimate=slope,
        interval=Interval(slopes[:, 0], slopes[:, 3], level),
        intercept=(ranked[:, (n - 1) // 2] + ranked[:, n // 2]) / 2 - (n - 1) / 2 * slope,
        score=score,
        variance=variance,
        z=z,
        p=p,
        tau=score / pairs,
        tau_b=np.divide(score, untied, out=np.zeros(len(x)), where=untied > 0),
        n=n,
        method="mann_kendall" if serial_correlation == "none" else "mann_kendall_hamed_rao",
        parameters={
            "level": level,
            "null": null,
            "serial_correlation": serial_correlation,
            "lags": -1 if lags is None else lags,
        },
        warnings=tuple(warnings),
    )


def _ranks(variance: Floats, level: float, middle: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of the slopes at the lower limit, the two in the middle, and the one at the upper limit."""
    pairs = int(middle.sum()) + 1
    reach = ndtri((1 + level) / 2) * np.sqrt(variance)
    low = np.maximum(np.round((pairs - reach) / 2) - 1, 0)
    high = np.minimum(np.round((pairs + reach) / 2), pairs - 1)
    return np.column_stack([low, np.broadcast_to(middle, (len(variance), 2)), high]).astype(np.int64)


def _checked(values: ArrayLike) -> Floats:
    x = as_numbers("values", values)
    x = x[np.newaxis, :] if x.ndim == 1 else x
    if x.ndim != 2 or x.shape[1] < 3 or not len(x):
        raise InputError(
            "{argument} has shape {value}. {remedy}",
            argument="values",
            value=x.shape,
            remedy="Give series in rows, with at least three periods each.",
        )
    return np.ascontiguousarray(x)


def _check_lags(lags: int | None, n: int) -> None:
    if lags is not None and not 1 <= lags < n:
        raise InputError(
            "{argument} is {value}. {remedy}",
            argument="lags",
            value=lags,
            remedy=f"Give a number from 1 to {n - 1}, fewer than there are periods.",
        )
