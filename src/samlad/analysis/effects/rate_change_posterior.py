"""What is to be believed of a change in rate: the Gamma–Poisson posterior of a ratio, or of a ratio of ratios."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv, digamma, polygamma

from samlad.analysis.checks import (
    as_counts,
    as_numbers,
    check_at_least,
    check_length,
    check_level,
    check_positive,
)
from samlad.analysis.errors import InputError
from samlad.analysis.regression.dispersion import told_dispersion
from samlad.analysis.results import Interval, Parameters

Floats = NDArray[np.float64]
Two = tuple[float, float]

# Points of the sum over the comparison's ratio, and halvings of a quantile's enclosure.
POINTS, HALVINGS = 200, 60
FLAT_PRIOR = "posterior_has_no_mean"


@dataclass(frozen=True, slots=True, eq=False)
class RatePosterior:
    """What a ratio of rates may be, given the counts.

    Attributes
    ----------
    estimate : float
        Its median.
    interval : Interval
        With equal tails.
    below_one : float
        Probability that there are fewer incidents than without the measure.
    mean : float
        NaN where it is infinite.
    mean_logarithm, deviation_logarithm : float
        Of the ratio's logarithm.
    n : int
        Incidents.
    method, parameters, warnings
        As in `Estimate`. Warnings: 'posterior_has_no_mean', 'counts_taken_as_poisson' (no dispersion was told).
    """

    estimate: float
    interval: Interval
    below_one: float
    mean: float
    mean_logarithm: float
    deviation_logarithm: float
    n: int
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def rate_change_posterior(
    target: tuple[float, float],
    comparison: tuple[float, float] | None = None,
    *,
    exposure: tuple[float, float] = (1.0, 1.0),
    shape: float = 0.5,
    rate: float = 0.0,
    dispersion: float | None = None,
    level: float = 0.95,
) -> RatePosterior:
    """Posterior of the ratio during/before, divided by the comparison's ratio where there is one.

    Parameters
    ----------
    target : (int, int)
        Incidents before and during.
    comparison : (int, int), optional
        The same in the comparison areas.
    exposure : (float, float)
        Length of the two periods; the same for the comparison, where it drops out if `rate` is 0.
    shape, rate : float
        Of the Gamma prior of every rate; ½ and 0 is Jeffreys' prior.
    dispersion : float, optional
        Variance over mean of the counts: 1 where incidents are independent, from `count_dispersion` where there are
        periods. One count cannot tell; left out it is taken as 1, with a warning.
    level : float
        Probability within the interval.

    Returns
    -------
    RatePosterior

    Raises
    ------
    InputError
        If a count is not one, an exposure is not above 0, or the prior makes the posterior improper.

    Notes
    -----
    A rate with prior Gamma(a, b) and y incidents in exposure e has the posterior Gamma(a + y, b + e). The quotient of
    two such is a scaled beta-prime: P(R ≤ r) = I_u(a + y₁, a + y₀), u = r s/(1 + r s), s = (b + e₁)/(b + e₀). For a
    ratio of ratios R = A/B: P(R ≤ r) = ∫₀¹ F_A(r Q_B(u)) du by Gauss and Legendre's rule with 200 points, and the
    quantiles by halving. The logarithm has mean ψ(a + y₁) − ψ(a + y₀) − … and variance Σ ψ′ (M. Evans, N. Hastings,
    B. Peacock, Statistical Distributions, 3rd ed. 2000). With a dispersion φ, y/φ and e/φ stand for y and e: as many
    independent incidents as would say as much.

    Examples
    --------
    >>> found = rate_change_posterior((169, 86), (184, 192))
    >>> round(found.estimate, 3), round(found.deviation_logarithm, 4)
    (0.488, 0.1679)
    """
    check_level(level)
    check_at_least("shape", shape, 0)
    check_at_least("rate", rate, 0)
    phi, taken = told_dispersion(dispersion)
    scale = _scale(exposure, rate * phi)
    pairs = [_posterior("target", target, shape, phi)]
    pairs += [] if comparison is None else [_posterior("comparison", comparison, shape, phi)]
    # both ratios carry the same scale, so that it drops out of their quotient
    factor = scale if comparison is None else 1.0

    below = _distribution(pairs)

    mean = _mean(pairs) / factor
    logarithm = sum(sign * _log_mean(pair) for sign, pair in zip((1, -1), pairs, strict=False))
    return RatePosterior(
        estimate=_quantile(0.5, pairs, below) / factor,
        interval=Interval(
            np.array(_quantile((1 - level) / 2, pairs, below) / factor),
            np.array(_quantile((1 + level) / 2, pairs, below) / factor),
            level,
        ),
        below_one=below(factor),
        mean=mean,
        mean_logarithm=float(logarithm - np.log(factor)),
        deviation_logarithm=float(np.sqrt(sum(polygamma(1, part) for pair in pairs for part in pair))),
        n=int(np.sum(target)) + (0 if comparison is None else int(np.sum(comparison))),
        method="gamma_poisson_ratio" if comparison is None else "gamma_poisson_ratio_of_ratios",
        parameters={
            "shape": shape,
            "rate": rate,
            "level": level,
            "exposure_before": exposure[0],
            "exposure_during": exposure[1],
            "dispersion": phi,
        },
        warnings=(*((FLAT_PRIOR,) if np.isnan(mean) else ()), *taken),
    )


def _scale(exposure: Two, rate: float) -> float:
    lengths = as_numbers("exposure", exposure)
    check_length("exposure", lengths, 2, "periods, before and during")
    check_positive("exposure", lengths, "A period has a length above 0.")
    return float((rate + lengths[1]) / (rate + lengths[0]))


def _posterior(name: str, pair: Two, shape: float, dispersion: float) -> Two:
    """Shapes of the posterior, before and during."""
    counts = as_counts(name, pair)
    check_length(name, counts, 2, "periods, before and during")
    if shape + counts.min() == 0:
        raise InputError(
            "{argument} is {value}: with no incident and no prior there is no posterior. {remedy}",
            argument="shape",
            value=shape,
            remedy="Give a shape above 0; Jeffreys' is 0.5.",
        )
    before, during = (counts / dispersion + shape).tolist()
    return before, during


def _distribution(pairs: list[Two]) -> Callable[[float], float]:
    """P(R ≤ ratio) for rates of the same exposure, as a function of the ratio."""
    if len(pairs) == 1:
        return lambda ratio: float(_beta_prime(np.array(ratio), pairs[0]))
    points, weights = np.polynomial.legendre.leggauss(POINTS)
    share = betaincinv(pairs[1][1], pairs[1][0], (points + 1) / 2)
    other = share / (1 - share)
    return lambda ratio: float(_beta_prime(ratio * other, pairs[0]) @ weights / 2)


def _beta_prime(ratio: Floats, pair: Two) -> Floats:
    return np.asarray(betainc(pair[1], pair[0], ratio / (1 + ratio)))


def _quantile(probability: float, pairs: list[Two], below: Callable[[float], float]) -> float:
    if len(pairs) == 1:
        share = float(betaincinv(pairs[0][1], pairs[0][0], probability))
        return share / (1 - share)
    middle = _log_mean(pairs[0]) - _log_mean(pairs[1])
    reach = float(np.sqrt(sum(polygamma(1, part) for pair in pairs for part in pair)))
    low, high = middle - reach, middle + reach
    while below(float(np.exp(low))) > probability:
        low -= reach
    while below(float(np.exp(high))) < probability:
        high += reach
    for _ in range(HALVINGS):
        half = (low + high) / 2
        low, high = (half, high) if below(float(np.exp(half))) < probability else (low, half)
    return float(np.exp((low + high) / 2))


def _log_mean(pair: Two) -> float:
    return float(digamma(pair[1]) - digamma(pair[0]))


def _mean(pairs: list[Two]) -> float:
    """E[Gamma] · E[1/Gamma], and the other way round for the comparison; NaN where it is infinite."""
    (before, during), *rest = pairs
    dividers = [before] + [pair[1] for pair in rest]
    if min(dividers) <= 1:
        return float("nan")
    product = during * float(np.prod([pair[0] for pair in rest]))
    return float(product / np.prod([divider - 1 for divider in dividers]))
