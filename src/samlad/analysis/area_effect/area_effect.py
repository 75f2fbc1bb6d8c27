"""What a measure did in its area, against what all other areas let expect there, each with its own trend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from samlad.analysis.area_effect import field as area_field
from samlad.analysis.area_effect.groups import Panel, panel
from samlad.analysis.area_effect.limits import expected_count, intervals, placebo_errors
from samlad.analysis.checks import as_mask, as_matrix, as_numbers, check_at_least, check_length, check_level
from samlad.analysis.errors import InputError
from samlad.analysis.results import Interval, Parameters

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

LEAST_BEFORE, LEAST_COMPARISONS, FEW_COMPARISONS = 4, 3, 15
MINIMUM_EXPECTED = 5.0
HALF, DOUBLE = 0.5, 2.0
# The placebos' spread is believed as if so many had been exactly right beforehand.
BELIEVED = 20.0

TOO_FEW_INCIDENTS, INTERVAL_TOO_WIDE = "too_few_incidents", "interval_too_wide"
FEW_COMPARISON_AREAS, SHORT_BASELINE = "few_comparison_areas", "baseline_shorter_than_twice_the_measure"


@dataclass(frozen=True, slots=True, eq=False)
class AreaEffect:
    """A measure's rate ratio and the counts that it saved.

    Attributes
    ----------
    estimate : float
        Rate ratio: the target's incidents during the measure over those expected without it.
    interval : Interval
        Of the ratio.
    saved : float
        Expected without the measure, less what came: above 0 where there were fewer.
    saved_interval : Interval
        Of the counts saved.
    expected : float
        The target's incidents during the measure, had nothing been done.
    observed : int
        The target's incidents during the measure.
    n : int
        Comparison areas used.
    comparisons : int
        Groups that these were put into, each about as large as the target.
    placebos : ndarray of float, shape (comparisons,)
        For each comparison group what really came during the measure, less what would have been predicted for it as
        it was for the target, in standard errors.
    widening : float
        What the standard errors were multiplied by because the placebos scatter more than they should; at least 1.
    too_little_data : bool
        Whether nothing should be said of the effect.
    reasons : tuple of str
        Why: 'too_few_incidents', 'interval_too_wide' (it holds both 0.5 and 2).
    method, parameters, warnings
        As in `Estimate`. Warnings: 'few_comparison_areas', 'baseline_shorter_than_twice_the_measure'.
    """

    estimate: float
    interval: Interval
    saved: float
    saved_interval: Interval
    expected: float
    observed: int
    n: int
    comparisons: int
    placebos: Floats
    widening: float
    too_little_data: bool
    reasons: tuple[str, ...]
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def area_effect(
    counts: ArrayLike,
    target: ArrayLike,
    start: int,
    x: ArrayLike,
    y: ArrayLike,
    *,
    buffer: ArrayLike | None = None,
    level: float = 0.95,
    minimum_expected: float = MINIMUM_EXPECTED,
) -> AreaEffect:
    """Effect of a measure in one place, from counts of many areas, near and far.

    Parameters
    ----------
    counts : array_like of int, shape (areas, periods)
        Incidents per area and week or month, oldest first, before the measure and during it.
    target : array_like of bool, shape (areas,)
        Where the measure was.
    start : int
        Index of the first period during the measure: so many are before it, at least 4.
    x, y : array_like of float, shape (areas,)
        Middle of each area, in a plane.
    buffer : array_like of bool, shape (areas,), optional
        Areas that the measure may have touched: what they had during it is left out, what they had before is used.
    level : float
        Confidence of the intervals.
    minimum_expected : float
        With fewer incidents expected in the target during the measure, 'too_few_incidents'.

    Returns
    -------
    AreaEffect

    Raises
    ------
    InputError
        If an argument has the wrong shape or values, fewer than 3 areas are left to compare with, or these have no
        incident before or during the measure.

    Notes
    -----
    The areas outside are put into compact groups about as large as the target, the periods into spans about as long
    as the measure. For group i in span s at time t,

        log E(y_is) = α_s + a_i + b_i t + d_i(t),

    α free; a independent; b and d Gaussian fields, each with a part of the group's own and one that fades with
    distance; d Matérn in time, with a size of its own for each span. Their sizes, reach and memory are estimated by
    restricted maximum likelihood from all groups (D. A. Harville, J. Am. Stat. Assoc. 72, 1977, 320–338) on working
    responses (N. E. Breslow and D. G. Clayton, J. Am. Stat. Assoc. 88, 1993, 9–25), with a variance that rises with
    the mean as it is found to do among the periods of a span. What was expected in the target is then the best linear
    prediction from its own past and from the others' past and present: a trend of its own is carried on as far as its
    past supports it, and drawn towards the neighbours' and the common one as far as it does not. That answers
    regression to the mean too, but for what the choice of the target knew beyond the counts.

    Each comparison group is predicted in the same way from all the rest (itself and, where there is a buffer, groups
    as near as that left out during the measure); where these placebos are further off than their standard errors say,
    the target's are widened (cf. A. Abadie, A. Diamond and J. Hainmueller, J. Am. Stat. Assoc. 105, 2010, 493–505).
    The interval of the counts saved joins those of what came and of what was expected (G. Y. Zou and A. Donner, Stat.
    Med. 27, 2008, 1693–1702), with Student's t of as many degrees of freedom as there are comparison groups less one.

    Examples
    --------
    >>> x, y = np.arange(20) // 4, np.arange(20) % 4
    >>> counts = np.full((20, 36), 20) + np.arange(36) % 3
    >>> target = np.arange(20) == 7
    >>> counts[target, 24:] = 14
    >>> result = area_effect(counts, target, 24, x, y)
    >>> round(result.estimate, 2), round(result.saved)
    (0.67, 84)
    """
    check_level(level)
    check_at_least("minimum_expected", minimum_expected, 0)
    matrix, inside, near = _areas(counts, target, buffer, start)
    across, up = as_numbers("x", x), as_numbers("y", y)
    check_length("x", across, len(matrix), "areas")
    check_length("y", up, len(matrix), "areas")
    data = panel(matrix, inside, near, np.column_stack([across, up]), start)
    fitted = area_field.fit(data)
    return _answer(data, fitted, placebo_errors(data, fitted), matrix[inside], start, level, minimum_expected)


def _answer(
    data: Panel,
    fitted: area_field.Fitted,
    placebos: Floats,
    target: Floats,
    before: int,
    level: float,
    minimum_expected: float,
) -> AreaEffect:
    quantile = float(stdtrit(len(placebos) - 1, (1 + level) / 2))
    widening = float(np.sqrt((BELIEVED + np.square(placebos).sum()) / (BELIEVED + len(placebos))))
    widening = max(1.0, widening)
    during = target.shape[1] - before
    observed = float(target[:, before:].sum())
    expected, error = expected_count(data, fitted)
    spread = data.dispersion[0] + data.dispersion[1] * observed / during
    interval, saved_interval = intervals(observed, expected, error, spread, quantile * widening, level)
    covered = float(np.mean(np.abs(placebos) <= quantile))
    reasons = _reasons(expected, minimum_expected, interval)
    return AreaEffect(
        estimate=observed / expected,
        interval=interval,
        saved=expected - observed,
        saved_interval=saved_interval,
        expected=expected,
        observed=int(observed),
        n=data.areas,
        comparisons=len(placebos),
        placebos=placebos,
        widening=widening,
        too_little_data=bool(reasons),
        reasons=reasons,
        method="space_time_field_with_placebos",
        parameters={
            "level": level,
            "start": before,
            "during": during,
            "spans": len(data.times),
            "dispersion": spread,
            "error_of_log_expected": error,
            "minimum_expected": minimum_expected,
            "placebos_covered": covered,
            **_told(fitted.settings),
        },
        warnings=_warnings(data, before, during),
    )


def _areas(
    counts: ArrayLike, target: ArrayLike, buffer: ArrayLike | None, start: int
) -> tuple[Floats, Mask, Mask]:
    matrix = as_matrix("counts", counts)
    areas, periods = matrix.shape
    inside = as_mask("target", target, (areas,), some=True)
    near = np.zeros(areas, dtype=np.bool_) if buffer is None else as_mask("buffer", buffer, (areas,))
    others = matrix[~inside & ~near]
    if (inside & near).any():
        _refuse("buffer", "partly the target", "An area is either of the target or of the buffer.")
    if not LEAST_BEFORE <= start < periods:
        remedy = (
            f"At least {LEAST_BEFORE} of the {periods} periods must be before the measure and one during it."
        )
        _refuse("start", start, remedy)
    if len(others) < LEAST_COMPARISONS:
        remedy = f"At least {LEAST_COMPARISONS} areas must be neither target nor buffer."
        _refuse("counts", f"{len(others)} areas to compare with", remedy)
    if not (others[:, :start].any() and others[:, start:].any()):
        remedy = "The areas to compare with need incidents before the measure and during it."
        _refuse("counts", "without incidents", remedy)
    return matrix, inside, near


def _refuse(argument: str, value: object, remedy: str) -> NoReturn:
    raise InputError("{argument} is {value}. {remedy}", argument=argument, value=value, remedy=remedy)


def _reasons(expected: float, minimum_expected: float, interval: Interval) -> tuple[str, ...]:
    found = {
        TOO_FEW_INCIDENTS: expected < minimum_expected,
        INTERVAL_TOO_WIDE: bool(interval.low <= HALF and interval.high >= DOUBLE),
    }
    return tuple(reason for reason, holds in found.items() if holds)


def _warnings(data: Panel, before: int, during: int) -> tuple[str, ...]:
    found = {
        FEW_COMPARISON_AREAS: len(data.comparisons) < FEW_COMPARISONS,
        SHORT_BASELINE: before < 2 * during,
    }
    return tuple(warning for warning, holds in found.items() if holds)


def _told(settings: Floats) -> dict[str, float]:
    """The settings found, as a reader has use for them."""
    shares = 1 / (1 + np.exp(-settings))
    return {
        "slope_size": float(np.exp(settings[area_field.SLOPE])),
        "slope_own_share": float(shares[area_field.SLOPE_OWN]),
        "deviation_size": float(np.exp(settings[area_field.DEVIATION])),
        "deviation_own_share": float(shares[area_field.DEVIATION_OWN]),
        "reach": float(np.exp(settings[area_field.REACH])),
        "memory": float(np.exp(settings[area_field.MEMORY])),
    }
