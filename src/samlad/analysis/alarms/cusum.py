"""Cumulative sums of how far counts are above what is expected, as in R's `surveillance`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import hyp2f1

from samlad.analysis.alarms.checks import as_periods
from samlad.analysis.alarms.results import NO_FIT, OVER_DISPERSED, REASON, SCATTER, Alarms
from samlad.analysis.alarms.windows import scatter_warning
from samlad.analysis.checks import as_matrix, as_numbers, check_above_zero, check_at_least, check_choice
from samlad.analysis.errors import InputError
from samlad.analysis.regression.poisson import fit_poisson
from samlad.analysis.results import Interval

Floats = NDArray[np.float64]

SCALES = ("rossi", "standard", "anscombe", "anscombe_second", "pearson", "anscombe_negative_binomial", "none")
LEARN, SEASON = "mean", "season"


def cusum(
    counts: ArrayLike,
    *,
    periods: ArrayLike | None = None,
    reference: float = 1.04,
    limit: float = 2.26,
    mean: str | ArrayLike = LEARN,
    scale: str = "standard",
    overdispersion: float = 0.1,
    periods_per_year: float = 52,
) -> Alarms:
    """Small lasting rises: sum what each count is above what is expected, and cry when the sum is too large.

    Parameters
    ----------
    counts : array_like of int, shape (n_series, n_periods)
        Counts per period, oldest first.
    periods : array_like of int, optional
        Columns to judge, one after the other without gaps; the second half when left out. The sum begins at 0.
    reference, limit : float
        R's `k` and `h`, in standard deviations: what is taken off each step, and the sum that is an alarm.
    mean : {'mean', 'season'} or array_like of float, shape (n_series,) or (n_series, n_judged)
        What is expected: the mean of all periods before the first judged one, their Poisson regression on a sine and
        a cosine of the year (`m = "glm"`), or given.
    scale : {'rossi', 'standard', 'anscombe', 'anscombe_second', 'pearson', 'anscombe_negative_binomial', 'none'}
        How counts are brought to a normal scale (`trans`; `anscombe2nd`, `pearsonNegBin`, `anscombeNegBin` in R).
    overdispersion : float
        For 'pearson' and 'anscombe_negative_binomial': variance m + overdispersion · m² (`alpha` in R).
    periods_per_year : float
        For 'season'.

    Returns
    -------
    Alarms
        `score` is the sum over the limit: 1 and above is an alarm. `interval.high` is the count that would bring the
        sum to the limit; as the sum counts, and not the single count, an alarm can come below it. A sum promises no
        level: `interval.level` is NaN.

    Raises
    ------
    InputError
        If the counts are no matrix of counts, the judged periods have gaps, or a mean is not above 0.

    Notes
    -----
    S = max(0, S + z − k) with z the count on the scale; an alarm when S ≥ h (E. S. Page 1954; G. Rossi, L. Lampugnani,
    M. Marchi, Stat. Med. 18, 1999, 2111–2122). Equal to `surveillance::cusum` 1.20.3, but for its
    'anscombeNegBin', which reads the hypergeometric function off a table; ours is exact. The sum is not set back
    after an alarm. How often it cries wolf by itself: docs/methods/alarms.md.

    Examples
    --------
    >>> found = cusum([[4, 6, 5, 7, 5, 3, 6, 8, 9, 11]], periods=[7, 8, 9])
    >>> found.score.round(2).tolist(), found.alarm.tolist()
    ([[0.1, 0.39, 1.07]], [[False, False, True]])
    """
    check_choice("scale", scale, SCALES)
    check_at_least("reference", reference, 0)
    check_above_zero("limit", limit)
    check_at_least("overdispersion", overdispersion, 0)
    check_at_least("periods_per_year", periods_per_year, 1)
    observed = as_matrix("counts", counts)
    judged = _without_gaps(observed.shape[1], periods)
    expected, good = _expected(observed, judged, mean, periods_per_year)
    now = observed[:, judged]
    standard = _standardised(now, expected, scale, overdispersion)
    sums = np.zeros((len(now), len(judged) + 1))
    for step in range(len(judged)):
        sums[:, step + 1] = np.maximum(0, sums[:, step] + standard[:, step] - reference)
    away = limit + reference - sums[:, :-1]
    high = np.maximum(_bound(away, limit - sums[:, 1:], expected, scale, overdispersion), 0)
    nothing = np.full(now.shape, np.nan)
    return Alarms(
        periods=judged,
        estimate=np.where(good, expected, np.nan),
        interval=Interval(np.where(good, 0.0, np.nan), np.where(good, high, np.nan), np.nan),
        alarm=good & (sums[:, 1:] >= limit),
        score=np.where(good, sums[:, 1:] / limit, np.nan),
        p=nothing,
        dispersion=nothing,
        trend=np.zeros(now.shape, dtype=np.bool_),
        n=np.full(now.shape, judged[0] if isinstance(mean, str) else 0, dtype=np.int64),
        down_weighted=np.zeros(now.shape, dtype=np.int64),
        weights=None,
        reasons=np.where(good, "", NO_FIT).astype(REASON),
        method=f"cusum_{scale}",
        parameters={
            "reference": reference,
            "limit": limit,
            "mean": mean if isinstance(mean, str) else "given",
            "scale": scale,
            "overdispersion": overdispersion,
            "periods_per_year": periods_per_year,
        },
        warnings=(
            *_scatter(observed, now, np.where(good, expected, np.nan), int(judged[0]), mean),
            *(() if good.all() else (NO_FIT,)),
        ),
    )


def _scatter(
    observed: Floats, now: Floats, expected: Floats, first: int, mean: str | ArrayLike
) -> tuple[str, ...]:
    """The limits are for Poisson counts: looked at is what was learnt from or, with a season, what is judged."""
    if isinstance(mean, str) and mean == LEARN:
        before = observed[:, np.newaxis, :first]
        return scatter_warning(before, np.ones(before.shape, dtype=np.bool_))
    squares = np.square(now - expected) / expected
    number = np.count_nonzero(np.isfinite(squares))
    if not number:
        return ()
    over = np.nanmean(squares) > max(SCATTER, 1 + 3 * float(np.sqrt(2 / number)))
    return (OVER_DISPERSED,) if over else ()


def _without_gaps(n_periods: int, periods: ArrayLike | None) -> NDArray[np.int64]:
    judged = as_periods(np.arange(n_periods // 2, n_periods) if periods is None else periods, n_periods, 1)
    if (np.diff(judged) != 1).any():
        raise InputError(
            "{argument} has a gap after {value}. {remedy}",
            argument="periods",
            value=int(judged[np.argmax(np.diff(judged) != 1)]),
            remedy="A sum runs over one period after the other.",
        )
    return judged


def _expected(
    observed: Floats, judged: NDArray[np.int64], mean: str | ArrayLike, periods_per_year: float
) -> tuple[Floats, NDArray[np.bool_]]:
    """Expected counts, and where there are any: a series of zeros has no mean to be above."""
    shape, first = (len(observed), len(judged)), int(judged[0])
    if isinstance(mean, str):
        check_choice("mean", mean, (LEARN, SEASON))
        if mean == LEARN:
            expected = np.broadcast_to(observed[:, :first].mean(axis=1, keepdims=True), shape)
        else:
            expected = _season(observed, judged, periods_per_year)
        good = expected > 0
        return np.where(good, expected, 1.0), good
    given = as_numbers("mean", mean)
    if given.shape == shape[:1]:
        given = given[:, np.newaxis]
    if given.shape not in (shape, (shape[0], 1)) or (given <= 0).any():
        raise InputError(
            "{argument} is an array with shape {value}. {remedy}",
            argument="mean",
            value=given.shape,
            remedy=f"Give numbers above 0 with shape {shape[:1]} or {shape}.",
        )
    return np.broadcast_to(given, shape), np.ones(shape, dtype=np.bool_)


def _season(observed: Floats, judged: NDArray[np.int64], periods_per_year: float) -> Floats:
    angle = 2 * np.pi * np.arange(observed.shape[1]) / periods_per_year
    design = np.column_stack([np.ones(len(angle)), np.sin(angle), np.cos(angle)])
    first = int(judged[0])
    expected = np.zeros((len(observed), len(judged)))
    some = np.flatnonzero(observed[:, :first].any(axis=1))
    if first > design.shape[1] and some.size:
        learnt = observed[some, :first]
        fit = fit_poisson(
            learnt, design[:first], np.zeros(learnt.shape), np.ones(learnt.shape, dtype=np.bool_)
        )
        fitted = np.exp(fit.coefficients[fit.converged] @ design[judged].T)
        expected[some[fit.converged]] = fitted
    return expected


def _standardised(x: Floats, m: Floats, scale: str, overdispersion: float) -> Floats:
    sixth = np.power(m, 1 / 6)
    powered = np.square(np.cbrt(x))
    values: dict[str, Callable[[], Floats]] = {
        "rossi": lambda: (x - 3 * m + 2 * np.sqrt(x * m)) / (2 * np.sqrt(m)),
        "standard": lambda: (x - m) / np.sqrt(m),
        "anscombe": lambda: 1.5 * (powered - np.square(np.cbrt(m))) / sixth,
        "anscombe_second": lambda: (powered - np.square(np.cbrt(m)) + np.cbrt(1 / m) / 9) / (2 / 3 * sixth),
        "pearson": lambda: (x - m) / np.sqrt(m + overdispersion * np.square(m)),
        "anscombe_negative_binomial": lambda: (
            (_anscombe(x, overdispersion) - _anscombe(m, overdispersion))
            / np.power(m + overdispersion * np.square(m), 1 / 6)
        ),
        "none": lambda: x,
    }
    result: Floats = values[scale]()
    return result


def _anscombe(x: Floats, overdispersion: float) -> Floats:
    """The integral of (t + overdispersion · t²)^(−1/3) from 0 to x."""
    result: Floats = 1.5 * np.square(np.cbrt(x)) * hyp2f1(1 / 3, 2 / 3, 5 / 3, -overdispersion * x)
    return result


def _bound(away: Floats, left: Floats, m: Floats, scale: str, overdispersion: float) -> Floats:
    """The count at which the sum reaches the limit, as `surveillance` reckons it."""
    root, sixth, powered = np.sqrt(m), np.power(m, 1 / 6), np.square(np.cbrt(m))
    if scale == "rossi":
        inner = 4 * m**2 + 2 * m * root * away
        return np.where(inner < 0, 0.0, 2 * away * root + 5 * m - 2 * np.sqrt(np.maximum(inner, 0)))
    if scale == "standard":
        return np.ceil(root * away + m)
    if scale == "pearson":
        return np.sqrt(m + overdispersion * np.square(m)) * away + m
    if scale in ("anscombe", "anscombe_second"):
        shift = 0.0 if scale == "anscombe" else np.cbrt(m) / 9
        return np.power(np.maximum(2 / 3 * sixth * away + powered - shift, 0), 1.5)
    return left
