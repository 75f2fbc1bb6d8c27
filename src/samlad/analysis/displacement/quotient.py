"""The share of an effect that moved around the corner: weighted displacement quotient and total net effect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from samlad.analysis.checks import as_counts, check_above_zero, check_length, check_level
from samlad.analysis.errors import InputError
from samlad.analysis.results import Interval, Parameters

Floats = NDArray[np.float64]
Two = tuple[float, float]

NO_EFFECT_SEEN, UNBOUNDED = "no_effect_to_be_displaced", "interval_unbounded"


@dataclass(frozen=True, slots=True, eq=False)
class DisplacementQuotient:
    """What happened in the buffer, as a share of what happened in the target.

    Attributes
    ----------
    estimate : float
        Below −1 more was displaced than prevented, between −1 and 0 part of it was, above 0 the good spread to the
        buffer. NaN where the target did not change against the comparison.
    interval : Interval
        Of the quotient; all numbers where the target's change might be nothing.
    net_effect : float
        Incidents prevented in target and buffer together; negative where there were more.
    net_interval : Interval
        Of it.
    success, buffer : float
        Changes of the two shares, target/comparison and buffer/comparison; negative is fewer.
    n : int
        Incidents counted.
    method, parameters, warnings
        As in `Estimate`. Warnings: 'no_effect_to_be_displaced' (the quotient says nothing), 'interval_unbounded'.
    """

    estimate: float
    interval: Interval
    net_effect: float
    net_interval: Interval
    success: float
    buffer: float
    n: int
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def displacement_quotient(
    target: Two, buffer: Two, comparison: Two, *, dispersion: float = 1.0, level: float = 0.95
) -> DisplacementQuotient:
    """Weighted displacement quotient and total net effect.

    Parameters
    ----------
    target, buffer, comparison : (int, int)
        Incidents before and after, where the measure was, around it, and where it was not. Nothing of the
        comparison may be 0.
    dispersion : float
        Variance over mean of the counts.
    level : float
        Confidence of the intervals.

    Returns
    -------
    DisplacementQuotient

    Raises
    ------
    InputError
        If a pair is not one of counts, or the comparison had no incident in a period.

    Notes
    -----
    With target A, buffer B and comparison C: quotient (B₁/C₁ − B₀/C₀)/(A₁/C₁ − A₀/C₀) (K. J. Bowers, S. D. Johnson,
    J. Quant. Criminol. 19, 2003, 275–301); net effect (A₀ C₁/C₀ − A₁) + (B₀ C₁/C₀ − B₁) (the same, and R. T. Guerette,
    Analyzing Crime Displacement and Diffusion, POP Center tool guide 10, 2009). Neither has an interval there. The
    quotient's is Fieller's (E. C. Fieller, J. R. Stat. Soc. B 16, 1954, 175–185): all q for which B's change minus
    q times A's change is within z standard errors of 0; the net effect's is by the delta method. Counts have
    variance φ times their mean.

    Examples
    --------
    >>> found = displacement_quotient((207, 110), (178, 157), (308, 318))
    >>> round(found.estimate, 3), round(found.net_effect, 1)
    (0.258, 130.5)
    """
    check_level(level)
    check_above_zero("dispersion", dispersion)
    a, b, c = (
        _pair(name, pair)
        for name, pair in (("target", target), ("buffer", buffer), ("comparison", comparison))
    )
    if c.min() == 0:
        raise InputError(
            "{argument} is {value}: nothing can be set in proportion to no incident. {remedy}",
            argument="comparison",
            value=tuple(c.tolist()),
            remedy="Take larger comparison areas or longer periods.",
        )
    z = float(ndtri((1 + level) / 2))
    success, moved = (float(pair[1] / c[1] - pair[0] / c[0]) for pair in (a, b))
    low, high = _fieller(moved, success, dispersion * _covariance(a, b, c), z)
    growth = c[1] / c[0]
    net = float((a[0] + b[0]) * growth - a[1] - b[1])
    reach = z * float(np.sqrt(dispersion * _net_variance(a + b, c)))
    found = {NO_EFFECT_SEEN: success == 0, UNBOUNDED: not np.isfinite(low)}
    return DisplacementQuotient(
        estimate=moved / success if success else float("nan"),
        interval=Interval(np.array(low), np.array(high), level),
        net_effect=net,
        net_interval=Interval(np.array(net - reach), np.array(net + reach), level),
        success=success,
        buffer=moved,
        n=int(a.sum() + b.sum() + c.sum()),
        method="weighted_displacement_quotient",
        parameters={"level": level, "dispersion": dispersion},
        warnings=tuple(code for code, holds in found.items() if holds),
    )


def _pair(name: str, pair: Two) -> Floats:
    counts = as_counts(name, pair)
    check_length(name, counts, 2, "periods, before and after")
    return counts


def _covariance(a: Floats, b: Floats, c: Floats) -> Floats:
    """Of the changes of B/C and A/C, for φ = 1; a period's count has its own number as variance."""
    parts = np.array(
        [[b[t] ** 2 / c[t] ** 3, a[t] * b[t] / c[t] ** 3, a[t] ** 2 / c[t] ** 3] for t in (0, 1)]
    )
    own = np.array([[b[t] / c[t] ** 2, 0.0, a[t] / c[t] ** 2] for t in (0, 1)])
    of_buffer, both, of_target = (parts + own).sum(axis=0)
    return np.array([[of_buffer, both], [both, of_target]])


def _fieller(above: float, below: float, covariance: Floats, z: float) -> tuple[float, float]:
    """All q with (above − q below)² ≤ z² var(above − q below); all numbers where `below` may be 0."""
    square = below**2 - z**2 * covariance[1, 1]
    half = above * below - z**2 * covariance[0, 1]
    rest = above**2 - z**2 * covariance[0, 0]
    if square <= 0:
        return -np.inf, np.inf
    root = float(np.sqrt(max(half**2 - square * rest, 0.0)))
    return float((half - root) / square), float((half + root) / square)


def _net_variance(both: Floats, c: Floats) -> float:
    growth = c[1] / c[0]
    return float(both[1] + growth**2 * both[0] + (both[0] * growth) ** 2 * (1 / c[0] + 1 / c[1]))
