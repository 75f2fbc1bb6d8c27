"""What a measure did: the rate ratio of a target against comparison areas, before and during it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

from samlad.analysis.checks import as_counts, check_above_zero, check_at_least, check_level, check_whole
from samlad.analysis.effects.peak import peak
from samlad.analysis.errors import InputError
from samlad.analysis.regression.long_run import long_run_squares
from samlad.analysis.results import Interval, Parameters
from samlad.analysis.trends.alike import NEIGHBOURS_ALIKE, neighbours_alike

Floats = NDArray[np.float64]

MINIMUM_WEEKS = 8
MINIMUM_EXPECTED = 5.0
# An interval that reaches from half to double excludes nothing that anybody would act upon.
HALF, DOUBLE = 0.5, 2.0
CONTINUITY = 0.5

TOO_FEW_WEEKS, TOO_FEW_INCIDENTS, INTERVAL_TOO_WIDE, NO_FINITE_ESTIMATE = (
    "too_few_weeks",
    "too_few_incidents",
    "interval_too_wide",
    "no_finite_estimate",
)
STARTED_AFTER_PEAK, ZERO_CELL = "started_after_peak", "zero_cell_half_added"


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """A measure's rate ratio: 0.7 is thirty per cent fewer than the comparison areas let expect.

    Attributes
    ----------
    estimate : float
        (T₁/T₀)/(C₁/C₀). 0 where the target had nothing during the measure; NaN where `reasons` holds
        'no_finite_estimate'.
    interval : Interval
        Of the ratio; 0 to infinity where there are too few weeks to estimate the dispersion.
    expected : float
        What the target would have had during the measure, had it gone as in the comparison: T₀·C₁/C₀; NaN where
        the comparison had nothing before.
    n : int
        Weeks used, before and during together.
    totals : tuple of int
        T₀, T₁, C₀, C₁.
    dispersion : float
        Variance over the variance of independent single incidents, at least the floor.
    degrees_of_freedom : float
        Of Student's t; infinite where the dispersion was given.
    too_little_data : bool
        Whether nothing should be said of the effect.
    reasons : tuple of str
        Why: 'too_few_weeks', 'too_few_incidents', 'no_finite_estimate', 'interval_too_wide'; empty where there
        is enough.
    method, parameters, warnings
        As in `Estimate`. Warnings: 'started_after_peak', 'neighbouring_periods_alike' (weeks hang together over more
        weeks than φ takes in, perhaps: 85 % where 95 are promised, docs/methods.md), 'zero_cell_half_added'.
    """

    estimate: float
    interval: Interval
    expected: float
    n: int
    totals: tuple[int, int, int, int]
    dispersion: float
    degrees_of_freedom: float
    too_little_data: bool
    reasons: tuple[str, ...]
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def effect(
    target_before: ArrayLike,
    target_during: ArrayLike,
    comparison_before: ArrayLike,
    comparison_during: ArrayLike,
    *,
    level: float = 0.95,
    dispersion: float | None = None,
    dispersion_floor: float = 1.0,
    minimum_weeks: int = MINIMUM_WEEKS,
    minimum_expected: float = MINIMUM_EXPECTED,
) -> Effect:
    """Rate ratio of a measure by difference in differences of weekly counts on the logarithmic scale.

    Parameters
    ----------
    target_before, target_during : array_like of int
        Incidents per week where the measure was, before and during it, oldest first.
    comparison_before, comparison_during : array_like of int
        The same weeks in the comparison areas, added up.
    level : float
        Confidence of the interval.
    dispersion : float, optional
        Where it is known. Otherwise it is estimated from the weeks.
    dispersion_floor : float
        The interval never uses a smaller dispersion: counts that happen to be even are no evidence of precision.
    minimum_weeks : int
        With fewer weeks on a side, the answer is 'too_few_weeks'.
    minimum_expected : float
        With fewer incidents expected in any of the four cells if the measure did nothing, 'too_few_incidents'.

    Returns
    -------
    Effect

    Raises
    ------
    InputError
        If a series is not a row of counts, target and comparison have different numbers of weeks, or a setting is
        out of its range.

    Notes
    -----
    log E(y) = week + group + β·(target, during), counts quasi-Poisson. Given each week's total, the target's share
    of it is binomial with one probability before and one during, so whatever the two have in common in a week
    (season, weather, a holiday) drops out. The estimate is exp(β̂) = (T₁/T₀)/(C₁/C₀), and

        var β̂ = φ (1/T₀ + 1/T₁ + 1/C₀ + 1/C₁),
        φ̂ = w/(w − 2) · Σ r_t² / Σ m_t p̂ (1 − p̂),  r_t = y_t − m_t p̂,

    m_t being the week's total, p̂ the share in its phase and w the number of weeks that have any incident. The ratio
    of sums, rather than the mean of Pearson's terms, keeps φ̂ right where most weeks have one incident or none. Where
    incidents come in waves, Σ r_t² + 2 Σ_l (1 − l/4) Σ r_t r_{t−l}, l = 1, 2, 3, is larger and takes its place (W. K.
    Newey and K. D. West, Econometrica 55, 1987, 703–708). The interval takes Student's t with w − 2 degrees of freedom
    (P. McCullagh and J. A. Nelder, Generalized Linear
    Models, 2nd ed. 1989, §4.5 and §6.2; A. P. Wheeler and J. H. Ratcliffe, Crime Science 7, 2018, 11, for the
    design). Where a cell is zero, 0.5 is added to all four for the interval alone (J. B. S. Haldane, Ann. Hum. Genet.
    20, 1956, 309–311); the estimate stays as counted.

    Weeks more than three apart are taken as independent, and target and comparison as going the same way but for
    the measure.

    Examples
    --------
    >>> result = effect([9, 11, 10, 10] * 13, [6, 7, 8, 7] * 13, [20] * 52, [20] * 52)
    >>> round(result.estimate, 2), result.reasons
    (0.7, ())
    """
    check_level(level)
    check_at_least("dispersion_floor", dispersion_floor, 0)
    check_whole("minimum_weeks", minimum_weeks, 1)
    check_at_least("minimum_expected", minimum_expected, 0)
    if dispersion is not None:
        check_above_zero("dispersion", dispersion)
    phases = (
        _phase("before", target_before, comparison_before),
        _phase("during", target_during, comparison_during),
    )
    (t0, c0), (t1, c1) = ((float(target.sum()), float(other.sum())) for target, other in phases)
    spread, freedom = _dispersion(phases) if dispersion is None else (dispersion, np.inf)
    spread = max(spread, dispersion_floor) if dispersion is None else spread
    zero = min(t0, t1, c0, c1) == 0
    interval = _interval((t0, t1, c0, c1), spread, freedom, level)
    estimate = t1 * c0 / (t0 * c1) if t0 and c1 else np.nan
    reasons = _reasons(phases, (t0, t1, c0, c1), interval, estimate, minimum_weeks, minimum_expected)
    warnings = [STARTED_AFTER_PEAK] if _is_peak(phases[0]) else []
    warnings += [NEIGHBOURS_ALIKE] if neighbours_alike(_shares_left(phases), taken_out=1) else []
    return Effect(
        estimate=float(estimate),
        interval=interval,
        expected=t0 * c1 / c0 if c0 else float("nan"),
        n=sum(len(target) for target, _ in phases),
        totals=(int(t0), int(t1), int(c0), int(c1)),
        dispersion=float(spread),
        degrees_of_freedom=float(freedom),
        too_little_data=bool(reasons),
        reasons=reasons,
        method="difference_in_differences_quasi_poisson",
        parameters={
            "level": level,
            "weeks_before": len(phases[0][0]),
            "weeks_during": len(phases[1][0]),
            "dispersion_given": dispersion is not None,
            "dispersion_floor": dispersion_floor,
            "minimum_weeks": minimum_weeks,
            "minimum_expected": minimum_expected,
        },
        warnings=tuple(warnings + ([ZERO_CELL] if zero else [])),
    )


def _phase(name: str, target: ArrayLike, comparison: ArrayLike) -> tuple[Floats, Floats]:
    rows = (as_counts(f"target_{name}", target), as_counts(f"comparison_{name}", comparison))
    for row, argument in zip(rows, (f"target_{name}", f"comparison_{name}"), strict=True):
        if row.ndim != 1 or row.shape != rows[0].shape:
            raise InputError(
                "{argument} has shape {value}. {remedy}",
                argument=argument,
                value=row.shape,
                remedy="Give one row of counts for each, target and comparison over the same weeks.",
            )
    return rows


def _dispersion(phases: tuple[tuple[Floats, Floats], ...]) -> tuple[float, float]:
    """φ and its degrees of freedom; weeks without any incident say nothing of how a total is shared."""
    squares = waves = variance = weeks = 0.0
    for target, comparison in phases:
        total = target + comparison
        if not total.sum():
            continue
        share = target.sum() / total.sum()
        residuals = target - total * share
        squares += float(np.square(residuals).sum())
        waves += float(long_run_squares(residuals))
        variance += float(total.sum() * share * (1 - share))
        weeks += float(np.count_nonzero(total))
    freedom = weeks - len(phases)
    return (max(squares, waves) / variance * weeks / freedom if variance and freedom > 0 else 1.0), freedom


def _shares_left(phases: tuple[tuple[Floats, Floats], ...]) -> Floats:
    """What is left of the target's share week by week, a row a phase, of about the same spread in all weeks."""
    rows = np.zeros((len(phases), max(len(target) for target, _ in phases)))
    for row, (target, comparison) in zip(rows, phases, strict=True):
        total = target + comparison
        share = target.sum() / max(total.sum(), 1.0)
        row[: len(total)] = (target - total * share) / np.sqrt(np.maximum(total, 1.0))
    return rows


def _interval(
    cells: tuple[float, float, float, float], spread: float, freedom: float, level: float
) -> Interval:
    if freedom < 1:
        return Interval(np.array(0.0), np.array(np.inf), level)
    t0, t1, c0, c1 = np.array(cells) + (CONTINUITY if min(cells) == 0 else 0.0)
    tail = (1 + level) / 2
    quantile = ndtri(tail) if np.isinf(freedom) else stdtrit(freedom, tail)
    middle = np.log(t1 / t0) - np.log(c1 / c0)
    reach = quantile * np.sqrt(spread * (1 / t0 + 1 / t1 + 1 / c0 + 1 / c1))
    return Interval(np.exp(middle - reach), np.exp(middle + reach), level)


def _reasons(
    phases: tuple[tuple[Floats, Floats], ...],
    cells: tuple[float, float, float, float],
    interval: Interval,
    estimate: float,
    minimum_weeks: int,
    minimum_expected: float,
) -> tuple[str, ...]:
    t0, t1, c0, c1 = cells
    total = sum(cells)
    # If the measure did nothing: each cell as the product of its margins.
    least = min(t0 + t1, c0 + c1) * min(t0 + c0, t1 + c1) / total if total else 0.0
    found = {
        TOO_FEW_WEEKS: min(len(target) for target, _ in phases) < minimum_weeks,
        TOO_FEW_INCIDENTS: least < minimum_expected,
        NO_FINITE_ESTIMATE: bool(np.isnan(estimate)),
        INTERVAL_TOO_WIDE: bool(interval.low <= HALF and interval.high >= DOUBLE),
    }
    return tuple(reason for reason, holds in found.items() if holds)


def _is_peak(before: tuple[Floats, Floats]) -> bool:
    """Whether a run of the weeks before was far above what the others and the comparison let expect."""
    return peak(*before) is not None
