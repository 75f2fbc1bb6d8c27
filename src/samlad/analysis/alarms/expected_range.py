"""The range in which one new period's count is expected, from earlier comparable periods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.alarms.expected_range_fit import limits, weighted_moments
from samlad.analysis.checks import (
    as_counts,
    as_matrix,
    as_usable,
    check_at_least,
    check_length,
    check_level,
    check_whole,
)
from samlad.analysis.results import Interval, Parameters

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

MINIMUM_PERIODS = 8
# chosen by simulation, see docs/methods.md
OUTBREAK_RESIDUAL = 3.75
NO_PERIODS, TOO_FEW_PERIODS, ALL_ZEROS = "no_periods", "too_few_periods", "all_zeros"
BELOW, WITHIN, ABOVE, TOO_LITTLE_DATA = "below", "within", "above", "too_little_data"


@dataclass(frozen=True, slots=True)
class SeriesRange:
    """One series of an `ExpectedRange`, in plain Python values; `None` where nothing can be said."""

    expected: float | None
    low: int | None
    high: int | None
    dispersion: float | None
    n: int
    n_down_weighted: int
    reason: str | None


@dataclass(frozen=True, slots=True, eq=False)
class ExpectedRange:
    """Expected count and prediction interval of one new period, for many series.

    Attributes
    ----------
    estimate : ndarray of float, shape (n_series,)
        Expected count. NaN only for `no_periods`, which `reasons` says.
    interval : Interval
        Whole numbers, both limits inside the range. `high` is infinite and `low` 0 where `reasons` is
        `no_periods` or `too_few_periods`: there nothing can be excluded.
    n : ndarray of int, shape (n_series,)
        Periods used.
    dispersion : ndarray of float, shape (n_series,)
        Variance over mean, at least 1. 1 where there is too little data to estimate it.
    down_weighted : ndarray of bool, shape (n_series, n_periods)
        Periods that counted less because they look like past outbreaks.
    too_little_data : ndarray of bool, shape (n_series,)
        Where the range should not be read as one.
    reasons : ndarray of str, shape (n_series,)
        Why: 'no_periods', 'too_few_periods', 'all_zeros', or '' where there is enough.
    method, parameters, warnings
        As in `Estimate`.
    """

    estimate: Floats
    interval: Interval
    n: NDArray[np.int64]
    dispersion: Floats
    down_weighted: Mask
    too_little_data: Mask
    reasons: NDArray[np.str_]
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()

    def verdict(self, current: ArrayLike) -> NDArray[np.str_]:
        """Say where the current counts lie.

        Parameters
        ----------
        current : array_like of int, shape (n_series,)
            The new period's counts.

        Returns
        -------
        ndarray of str, shape (n_series,)
            'below', 'within' or 'above' the range, or 'too_little_data'. Where every earlier period was zero
            the answer is 'above' beyond the upper limit, which can be justified, and otherwise
            'too_little_data'.

        Raises
        ------
        InputError
            If there is not one count per series.
        """
        counts = as_counts("current", current)
        check_length("current", counts, len(self.estimate), "series")
        words = np.where(self.too_little_data, TOO_LITTLE_DATA, WITHIN)
        words[~self.too_little_data & (counts < self.interval.low)] = BELOW
        words[counts > self.interval.high] = ABOVE
        return words

    def one(self, series: int) -> SeriesRange:
        """One series in plain values, for a page or a sentence."""
        reason = str(self.reasons[series])
        nothing, bounded = reason == NO_PERIODS, bool(np.isfinite(self.interval.high[series]))
        return SeriesRange(
            expected=None if nothing else float(self.estimate[series]),
            low=int(self.interval.low[series]) if bounded else None,
            high=int(self.interval.high[series]) if bounded else None,
            dispersion=None if reason else float(self.dispersion[series]),
            n=int(self.n[series]),
            n_down_weighted=int(self.down_weighted[series].sum()),
            reason=reason or None,
        )


def expected_range(
    history: ArrayLike,
    *,
    level: float = 0.95,
    minimum_periods: int = MINIMUM_PERIODS,
    outbreak_residual: float | None = OUTBREAK_RESIDUAL,
    usable: ArrayLike | None = None,
) -> ExpectedRange:
    """Expected count and prediction interval of one new period.

    The same for weeks, months and quarters. `baseline_columns` chooses the periods.

    Parameters
    ----------
    history : array_like of int, shape (n_series, n_periods)
        Counts of earlier comparable periods, oldest first.
    level : float
        Probability with which the new count lies in the range when nothing has changed.
    minimum_periods : int
        With fewer usable periods the answer is 'too_little_data'; at least 2.
    outbreak_residual : float or None
        Periods with a larger quantile residual are down-weighted; `None` for no down-weighting.
    usable : array_like of bool, shape (n_periods,) or (n_series, n_periods), optional
        False for periods that must not count, for instance because nobody reported.

    Returns
    -------
    ExpectedRange

    Raises
    ------
    InputError
        If the history is not a matrix of counts, or a setting is out of its range.

    Notes
    -----
    With weights w (mean 1 over n periods) the mean is m = Σwy / n and the dispersion
    φ = max(1, Σw(y − m)² / (n − 1) / m). A new count varies around an estimated mean with variance
    φ m (1 + Σw²/n²); the range consists of the quantiles of the negative binomial distribution with that mean
    and variance. For φ = 1 and equal weights that is exactly the posterior predictive of a Poisson count
    under the prior 1/m. Where φ > 1 was estimated, the tail probability is that of Student's t with n − 1
    degrees of freedom at the normal's place, for the uncertainty of φ.

    A period with Anscombe residual s = 1.5 (y^⅔ − m^⅔) / (m^⅙ sqrt(φ (1 − 1/n))) above 1 gets the weight s⁻²
    (C. P. Farrington et al., J. R. Stat. Soc. A 159, 1996, 547–563). Two such passes give an m and φ in which an
    outbreak cannot hide; these serve only to find the periods whose quantile residual r is above
    `outbreak_residual`, and only those are down-weighted in the end, by r⁻². r is the normal quantile that is as far
    out as P(Y ≥ y) is in the negative binomial with this m and φ (P. K. Dunn and G. K. Smyth, J. Comput. Graph. Stat. 5,
    1996, 236–244): Anscombe's would take ordinary high weeks of sparse series for outbreaks. A threshold of 1 in the end
    would double the false alarms (as A. Noufaily et al., Stat. Med. 32, 2013, 1206–1222 also found). Only high counts
    are down-weighted.

    When all n periods are zero, the upper limit h is the exact conditional one: the least h for which
    (1/(n + 1))^(h + 1) ≤ (1 − level)/2, as a count of y in the new period and none in the n before it has the
    probability (1/(n + 1))^y given their sum. From n = 39 on (at 95 %) h is 0, and then it needs no
    distribution at all: if the n + 1 periods are exchangeable, the chance that the new one is the only one
    with an incident is at most 1/(n + 1).

    There is no term for a trend within the history, and periods are taken as independent.

    Examples
    --------
    >>> result = expected_range([[4, 6, 5, 7, 5, 3, 6, 4, 5, 6, 5, 4]])
    >>> result.one(0).low, round(float(result.estimate[0]), 1), result.one(0).high
    (1, 5.0, 10)
    >>> result.verdict([14]).tolist()
    ['above']
    """
    check_level(level)
    check_whole("minimum_periods", minimum_periods, 2)
    if outbreak_residual is not None:
        check_at_least("outbreak_residual", outbreak_residual, 1)
    counts = as_matrix("history", history)
    used = as_usable(usable, counts.shape)
    n = used.sum(axis=1)
    totals = np.where(used, counts, 0).sum(axis=1)
    reasons = _reasons(totals, n, minimum_periods)
    enough = reasons == ""
    mean = np.divide(totals, n, out=np.full(n.shape, np.nan), where=n > 0)
    dispersion, down_weighted = np.ones(n.shape), np.zeros(counts.shape, dtype=np.bool_)
    low, high = _limits_without_estimate(reasons, n, level)
    if enough.any():
        fitted, spread, weights = weighted_moments(counts[enough], used[enough], outbreak_residual)
        low[enough], high[enough] = limits(fitted, spread, weights, n[enough], level)
        mean[enough], dispersion[enough] = fitted, spread
        down_weighted[enough] = used[enough] & (weights < weights.max(axis=1, keepdims=True))
    return ExpectedRange(
        estimate=mean,
        interval=Interval(low, high, level),
        n=n,
        dispersion=dispersion,
        down_weighted=down_weighted,
        too_little_data=~enough,
        reasons=reasons,
        method="negative_binomial_prediction",
        parameters={
            "level": level,
            "minimum_periods": minimum_periods,
            "outbreak_residual": "none" if outbreak_residual is None else outbreak_residual,
        },
        warnings=tuple(str(code) for code in np.unique(reasons) if code),
    )


def _reasons(totals: Floats, n: NDArray[np.int64], minimum_periods: int) -> NDArray[np.str_]:
    return np.select(
        [n == 0, n < minimum_periods, totals == 0],
        [NO_PERIODS, TOO_FEW_PERIODS, ALL_ZEROS],
        default="",
    )


def _limits_without_estimate(
    reasons: NDArray[np.str_], n: NDArray[np.int64], level: float
) -> tuple[Floats, Floats]:
    tail = (1 - level) / 2
    # the margin keeps a probability that equals the tail from becoming one step more by rounding
    for_zeros = np.ceil(np.log(tail) / -np.log1p(np.maximum(n, 1)) - 1e-12) - 1
    return np.zeros(n.shape), np.where(reasons == ALL_ZEROS, np.maximum(for_zeros, 0), np.inf)
