"""Did it move? The weighted displacement difference: counts saved in the target and around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from samlad.analysis.checks import (
    as_counts,
    as_numbers,
    check_above_zero,
    check_length,
    check_level,
    check_positive,
)
from samlad.analysis.displacement.weeks import weekly_dispersion, weeks_alike
from samlad.analysis.errors import InputError
from samlad.analysis.results import Interval, Parameters
from samlad.analysis.trends.alike import NEIGHBOURS_ALIKE

Floats = NDArray[np.float64]
Pair = Sequence[ArrayLike]

PLACES = ("target", "comparison", "buffer", "buffer_comparison")
SIGNS = np.array([1.0, -1.0, 1.0, -1.0])
FEW_INCIDENTS, UNEQUAL_LEVELS = "few_incidents", "levels_differ_ratio_may_disagree"
# Below this many incidents a sum of differences of counts is not near normal.
FEWEST = 20
# The additive comparison holds only where both sides would have moved by equally many: levels that differ by half
# and a comparison that moved by a tenth make the two ways part.
LEVELS, MOVED = 1.5, 0.1


@dataclass(frozen=True, slots=True, eq=False)
class DisplacementDifference:
    """Change in counts beyond what the comparison areas changed by; negative is fewer.

    Attributes
    ----------
    estimate : float
        In the target and the places around it together.
    interval : Interval
        Of it.
    standard_error, z, p : float
        Of it; p for both sides.
    local, displaced : float
        The two parts: in the target, and in the places that incidents may have moved to.
    local_error, displaced_error : float
        Their standard errors.
    dispersion : float
        Variance over the one of independent incidents, as used.
    n : int
        Incidents counted.
    method, parameters, warnings
        As in `Estimate`. Warnings: 'few_incidents', 'levels_differ_ratio_may_disagree',
        'neighbouring_periods_alike' (weeks hang together: the interval is then too short).
    """

    estimate: float
    interval: Interval
    standard_error: float
    z: float
    p: float
    local: float
    displaced: float
    local_error: float
    displaced_error: float
    dispersion: float
    n: int
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def displacement_difference(
    target: Pair,
    comparison: Pair,
    buffer: Pair | None = None,
    buffer_comparison: Pair | None = None,
    *,
    time_weights: Sequence[float] = (1.0, 1.0),
    area_weights: Sequence[float] = (1.0, 1.0, 1.0, 1.0),
    dispersion: float | None = None,
    level: float = 0.95,
) -> DisplacementDifference:
    """Weighted displacement difference of counts before and after.

    Parameters
    ----------
    target, comparison : pair of int or of rows of int
        Incidents before and after, where the measure was and where it was not. A row is weeks, oldest first; it is
        added up, and the dispersion is estimated from the weeks.
    buffer, buffer_comparison : pair, optional
        The same for the places around them, where incidents may have moved to; left out means no such places.
    time_weights : (float, float)
        Lengths of the two periods: (2, 1) for two years before and one after.
    area_weights : four float
        Sizes of target, comparison, buffer and the buffer's comparison.
    dispersion : float, optional
        Variance over mean of the counts. 1 where whole counts are given and nothing is said.
    level : float
        Confidence of the interval.

    Returns
    -------
    DisplacementDifference

    Raises
    ------
    InputError
        If a pair is not one of counts, everything is zero, one buffer is given without the other, or a
        setting is out of its range.

    Notes
    -----
    With counts divided by the length of their period and the size of their place, D = (T₁ − T₀) − (C₁ − C₀) +
    (S₁ − S₀) − (Z₁ − Z₀), var D = φ Σ count / weight² (A. P. Wheeler, J. H. Ratcliffe, Crime Science 7, 2018, 11;
    weights as in the R package ptools, `wdd`). φ from weeks is never below 1 (`displacement_weeks`).

    Target and comparison are taken to change by equally many incidents, not by equal shares; where their levels
    differ much, `displacement_quotient` says something else.

    Examples
    --------
    >>> found = displacement_difference((207, 110), (308, 318), (178, 157), (150, 140))
    >>> found.estimate, round(found.z, 2)
    (-118.0, -2.98)
    """
    check_level(level)
    pairs = _pairs(target, comparison, buffer, buffer_comparison)
    counts = np.array([[row.sum() for row in pair] for pair in pairs])
    if not counts.any():
        raise InputError(
            "{argument} and all other counts are {value}. {remedy}",
            argument="target",
            value=0,
            remedy="Count over longer periods or larger areas.",
        )
    times, areas = _weights("time_weights", time_weights, 2), _weights("area_weights", area_weights, 4)
    spread = _dispersion(dispersion, pairs, times, areas)
    weighted = counts / times / areas[:, np.newaxis]
    change = SIGNS * (weighted[:, 1] - weighted[:, 0])
    variance = spread * (counts / np.square(times) / np.square(areas)[:, np.newaxis]).sum(axis=1)
    estimate, error = float(change.sum()), float(np.sqrt(variance.sum()))
    reach = float(ndtri((1 + level) / 2)) * error
    z = estimate / error
    return DisplacementDifference(
        estimate=estimate,
        interval=Interval(np.array(estimate - reach), np.array(estimate + reach), level),
        standard_error=error,
        z=z,
        p=float(2 * ndtr(-abs(z))),
        local=float(change[:2].sum()),
        displaced=float(change[2:].sum()),
        local_error=float(np.sqrt(variance[:2].sum())),
        displaced_error=float(np.sqrt(variance[2:].sum())),
        dispersion=spread,
        n=int(counts.sum()),
        method="weighted_displacement_difference",
        parameters={
            "level": level,
            "dispersion_given": dispersion is not None,
            "with_buffer": buffer is not None,
            **{f"area_weight_{place}": float(size) for place, size in zip(PLACES, areas, strict=True)},
            "time_weight_before": float(times[0]),
            "time_weight_after": float(times[1]),
        },
        warnings=(
            *_warnings(counts, weighted),
            *((NEIGHBOURS_ALIKE,) if weeks_alike(pairs, SIGNS / areas) else ()),
        ),
    )


def _pairs(*given: Pair | None) -> list[tuple[Floats, Floats]]:
    if (given[2] is None) != (given[3] is None):
        missing = "buffer" if given[2] is None else "buffer_comparison"
        raise InputError(
            "{argument} is {value}. {remedy}",
            argument=missing,
            value="missing",
            remedy="Give the places around the target and around the comparison, or neither.",
        )
    return [_pair(name, pair) for name, pair in zip(PLACES, given, strict=True)]


def _pair(name: str, pair: Pair | None) -> tuple[Floats, Floats]:
    if pair is None:
        return np.zeros(1), np.zeros(1)
    if isinstance(pair, str) or len(pair) != 2:
        raise InputError(
            "{argument} holds {value} values. {remedy}",
            argument=name,
            value=len(pair),
            remedy="Give two: before and after.",
        )
    before, after = (np.atleast_1d(as_counts(name, side)) for side in pair)
    if before.ndim > 1 or after.ndim > 1 or not (before.size and after.size):
        raise InputError(
            "{argument} has sides of shapes {value}. {remedy}",
            argument=name,
            value=(before.shape, after.shape),
            remedy="Each side is one count, or one row of weeks.",
        )
    return before, after


def _weights(name: str, values: Sequence[float], size: int) -> Floats:
    weights = as_numbers(name, values)
    check_length(name, weights, size, "periods" if size == 2 else "places")
    check_positive(name, weights, "A weight is above 0.")
    return weights


def _dispersion(
    given: float | None, pairs: list[tuple[Floats, Floats]], times: Floats, areas: Floats
) -> float:
    if given is not None:
        check_above_zero("dispersion", given)
        return float(given)
    return weekly_dispersion(pairs, SIGNS / areas, times)


def _warnings(counts: Floats, weighted: Floats) -> tuple[str, ...]:
    level, moved = weighted[:2, 0], counts[1] / max(counts[1].mean(), 1)
    apart = level.max() > LEVELS * level.min() and abs(moved[1] - moved[0]) > MOVED
    found = {FEW_INCIDENTS: counts.sum() < FEWEST, UNEQUAL_LEVELS: bool(apart)}
    return tuple(code for code, holds in found.items() if holds)
