"""A measure that started at different times in different areas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtri, stdtr, stdtrit

from samlad.analysis.checks import as_codes, as_matrix, check_above_zero, check_at_least, check_level
from samlad.analysis.effects.staggered_fit import Untreated, fit_untreated
from samlad.analysis.errors import InputError
from samlad.analysis.results import Interval, Parameters

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

NEVER = -1
WEEKS_LEFT_OUT, AREAS_APART, FEW_INCIDENTS = (
    "weeks_without_comparison_left_out",
    "comparison_areas_go_apart",
    "too_few_incidents",
)
FEWEST = 5.0
# Comparison areas are said to go apart where chance alone would do so once in a hundred.
APART = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class RatioGroup:
    """Rate ratios of parts of the cells with a measure: of each cohort, or of each week since the start.

    Attributes
    ----------
    key : ndarray of int, shape (n,)
        The week of the cohort's start, or the number of weeks since the start (0 is the first).
    estimate : ndarray of float, shape (n,)
    interval : Interval
    observed, expected : ndarray of float, shape (n,)
    """

    key: NDArray[np.int64]
    estimate: Floats
    interval: Interval
    observed: Floats
    expected: Floats


@dataclass(frozen=True, slots=True, eq=False)
class StaggeredEffect:
    """What a measure did over all areas and weeks that had it.

    Attributes
    ----------
    estimate : float
        Observed over expected incidents.
    interval : Interval
        Of it.
    p : float
        Both sides.
    observed, expected : float
        Incidents in the cells with the measure.
    saved : float
        Expected less observed.
    saved_interval : Interval
        Of it.
    cohorts, since_start : RatioGroup
        The same by start, and by weeks since the start.
    without : ndarray of float, shape (n_areas, n_weeks)
        What each cell would have had.
    dispersion : float
        Variance over mean, as used.
    n : int
        Cells with the measure.
    method, parameters, warnings
        As in `Estimate`. Warnings: 'weeks_without_comparison_left_out', 'comparison_areas_go_apart',
        'too_few_incidents'.
    """

    estimate: float
    interval: Interval
    p: float
    observed: float
    expected: float
    saved: float
    saved_interval: Interval
    cohorts: RatioGroup
    since_start: RatioGroup
    without: Floats
    dispersion: float
    n: int
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def staggered_effect(
    counts: ArrayLike,
    starts: ArrayLike,
    *,
    dispersion: float | None = None,
    dispersion_floor: float = 1.0,
    level: float = 0.95,
) -> StaggeredEffect:
    """Rate ratio of a measure with staggered starts, each area compared with those that do not have it yet.

    Parameters
    ----------
    counts : array_like of int, shape (n_areas, n_weeks)
        Oldest week first.
    starts : array_like of int, shape (n_areas,)
        Index of each area's first week with the measure; -1 for areas that never had it.
    dispersion : float, optional
        Variance over mean where it is known.
    dispersion_floor : float
        The interval never uses a smaller one.
    level : float
        Confidence of the intervals.

    Returns
    -------
    StaggeredEffect

    Raises
    ------
    InputError
        If counts and starts do not fit, no area has the measure or one has it from the first week, an area had no
        incident before its start, no week can be compared, or a setting is out of its range.

    Notes
    -----
    Cells without the measure follow E(y_it) = a_i b_t, fitted by Poisson regression to these cells alone; the cells
    with it are compared with a_i b_t. A two-way regression over all cells would take areas that started earlier as
    comparison for those that start later, and its coefficient can have the wrong sign where effects grow
    (A. Goodman-Bacon, J. Econometrics 225, 2021, 254–277; L. Sun, S. Abraham, ibid., 175–199; B. Callaway,
    P. H. C. Sant'Anna, ibid., 200–230). Equal to Poisson regression with an indicator for every cohort in every week
    (J. M. Wooldridge, Econometrics J. 26, 2023, C31–C66) and, with one start, to `effect`. var log RR =
    φ (1/Σ y + ∇'A⁻¹∇/(Σ a_i b_t)²), A the information of areas and weeks and ∇ the derivative of Σ a_i b_t; φ in
    `fit_untreated`.

    Examples
    --------
    >>> counts = np.full((4, 30), 10)
    >>> counts[0, 10:], counts[1, 20:] = 7, 7
    >>> found = staggered_effect(counts, [10, 20, -1, -1])
    >>> round(found.estimate, 2), round(found.saved), found.cohorts.key.tolist()
    (0.7, 90, [10, 20])
    """
    check_level(level)
    check_at_least("dispersion_floor", dispersion_floor, 0)
    observed, first, kept = _panel(counts, starts)
    treated = (first != NEVER)[:, np.newaxis] & (np.arange(observed.shape[1]) >= first[:, np.newaxis])
    fit = fit_untreated(observed[:, kept], ~treated[:, kept])
    spread = max(fit.dispersion, dispersion_floor)
    if dispersion is not None:
        check_above_zero("dispersion", dispersion)
        spread = dispersion
    fit = Untreated(fit.expected, fit.inverse, spread, np.inf if dispersion is not None else fit.freedom)
    cells = _Cells(observed[:, kept], treated[:, kept], first, fit, level)
    whole = cells.ratio(cells.treated)
    since = np.where(cells.treated, np.flatnonzero(kept) - first[:, np.newaxis], NEVER)
    without = np.full(observed.shape, np.nan)
    without[:, kept] = fit.expected
    reach = cells.quantile * cells.saved_error(cells.treated)
    saved = whole.expected - whole.observed
    warnings = {
        WEEKS_LEFT_OUT: not kept.all(),
        AREAS_APART: _apart(cells),
        FEW_INCIDENTS: min(whole.observed, whole.expected) < FEWEST,
    }
    return StaggeredEffect(
        estimate=whole.estimate,
        interval=Interval(np.array(whole.low), np.array(whole.high), level),
        p=float(2 * stdtr(fit.freedom, -abs(np.log(whole.estimate)) / whole.error))
        if whole.observed
        else float("nan"),
        observed=whole.observed,
        expected=whole.expected,
        saved=saved,
        saved_interval=Interval(np.array(saved - reach), np.array(saved + reach), level),
        cohorts=cells.group(np.where(cells.treated, first[:, np.newaxis], NEVER)),
        since_start=cells.group(since),
        without=without,
        dispersion=spread,
        n=int(np.count_nonzero(cells.treated)),
        method="poisson_imputation",
        parameters={
            "level": level,
            "dispersion_given": dispersion is not None,
            "dispersion_floor": dispersion_floor,
            "weeks_used": int(np.count_nonzero(kept)),
        },
        warnings=tuple(code for code, holds in warnings.items() if holds),
    )


@dataclass(frozen=True, slots=True)
class _Ratio:
    estimate: float
    low: float
    high: float
    error: float
    observed: float
    expected: float


class _Cells:
    """The panel with its fit, and ratios of any part of it."""

    def __init__(
        self, counts: Floats, treated: Mask, first: NDArray[np.int64], fit: Untreated, level: float
    ) -> None:
        self.counts, self.treated, self.first, self.fit, self.level = counts, treated, first, fit, level
        self.quantile = float(stdtrit(fit.freedom, (1 + level) / 2))

    def ratio(self, cells: Mask) -> _Ratio:
        """Observed over expected; where nothing came, the interval is that of half an incident."""
        observed, expected = float(self.counts[cells].sum()), float(self.fit.expected[cells].sum())
        if not expected:
            return _Ratio(float("nan"), 0.0, float("inf"), float("inf"), observed, expected)
        counted = max(observed, 0.5)
        error = float(
            np.sqrt(self.fit.dispersion / counted + self.fit.spread(self._gradient(cells)) / expected**2)
        )
        reach = self.quantile * error
        middle = counted / expected
        low = 0.0 if observed == 0 else middle * float(np.exp(-reach))
        return _Ratio(observed / expected, low, middle * float(np.exp(reach)), error, observed, expected)

    def saved_error(self, cells: Mask) -> float:
        """Standard error of the expected less the observed."""
        spread = self.fit.dispersion * float(self.counts[cells].sum()) + self.fit.spread(
            self._gradient(cells)
        )
        return float(np.sqrt(spread))

    def _gradient(self, cells: Mask) -> Floats:
        inside = np.where(cells, self.fit.expected, 0.0)
        return np.concatenate([inside.sum(axis=1), inside.sum(axis=0)])

    def group(self, keys: NDArray[np.int64]) -> RatioGroup:
        found = np.unique(keys[self.treated])
        ratios = [self.ratio(self.treated & (keys == key)) for key in found]
        interval = Interval(np.array([r.low for r in ratios]), np.array([r.high for r in ratios]), self.level)
        return RatioGroup(
            key=found.astype(np.int64),
            estimate=np.array([r.estimate for r in ratios]),
            interval=interval,
            observed=np.array([r.observed for r in ratios]),
            expected=np.array([r.expected for r in ratios]),
        )


def _panel(counts: ArrayLike, starts: ArrayLike) -> tuple[Floats, NDArray[np.int64], Mask]:
    """Counts, starts, and the weeks in which some area has no measure yet."""
    observed = as_matrix("counts", counts)
    n_areas, n_weeks = observed.shape
    first = as_codes("starts", starts, n_areas, "areas")
    bad = (first < NEVER) | (first == 0) | (first >= n_weeks)
    if bad.any() or (first == NEVER).all():
        raise InputError(
            "{argument} holds {value}. {remedy}",
            argument="starts",
            value=int(first[bad][0]) if bad.any() else "no start at all",
            remedy=f"A start lies between 1 and {n_weeks - 1}; at least one area must have one, others have -1.",
        )
    before = (first == NEVER)[:, np.newaxis] | (np.arange(n_weeks) < first[:, np.newaxis])
    empty = np.flatnonzero(~(np.where(before, observed, 0).any(axis=1)) & (first != NEVER))
    if empty.size:
        raise InputError(
            "{argument} holds no incident before the start in area {value}. {remedy}",
            argument="counts",
            value=int(empty[0]),
            remedy="Leave such areas out, or merge them with others of the same start.",
        )
    kept = before.any(axis=0)
    if not (kept & ~before).any():
        raise InputError(
            "{argument} holds {value}: no week has areas both with and without the measure. {remedy}",
            argument="starts",
            value=first.tolist(),
            remedy="Give comparison areas that start later or never.",
        )
    return observed, first, kept


def _apart(cells: _Cells) -> bool:
    """Whether areas, before they have the measure, drift apart more than their dispersion explains."""
    untreated = ~cells.treated
    expected = np.where(untreated, cells.fit.expected, 0.0)
    total = expected.sum(axis=1)
    late = np.cumsum(expected, axis=1) > total[:, np.newaxis] / 2
    share = np.where(late, expected, 0.0).sum(axis=1) / np.maximum(total, 1e-300)
    residuals = np.where(untreated & late, cells.counts - cells.fit.expected, 0.0).sum(axis=1)
    variance = cells.fit.dispersion * total * share * (1 - share)
    some = variance > 0
    freedom = np.count_nonzero(some) - 1
    if freedom < 1:
        return False
    return bool((np.square(residuals[some]) / variance[some]).sum() > chdtri(freedom, APART))
