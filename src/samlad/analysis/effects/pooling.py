"""Pooling estimates of several studies or places: random-effects meta-analysis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, chdtri, ndtri, stdtrit

from samlad.analysis.checks import (
    as_numbers,
    check_choice,
    check_length,
    check_level,
    check_positive,
    check_row,
)
from samlad.analysis.effects.pooling_prediction import averaged_prediction
from samlad.analysis.results import Estimate, Interval, Parameters

Floats = NDArray[np.float64]

FEW_STUDIES, HOMOGENEOUS, NARROW = "few_studies", "no_heterogeneity_seen", "narrower_than_with_normal_tail"
PREDICTION_SHORT, NORMAL_SHORT = (
    "prediction_too_short_with_few_studies",
    "normal_interval_too_short_with_few_studies",
)
# With fewer, the heterogeneity is hardly known: its interval reaches from nothing to several times the estimate.
FEW = 5
# With fewer, what is taken as known of it makes the prediction too short: 85 to 90 % for 95 (docs/methods/pooling.md).
FEW_TO_PREDICT = 20
GRID = 400


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """What several studies say together.

    Attributes
    ----------
    estimate : float
        The mean of the effects, on the scale that the estimates came in (logarithms of rate ratios).
    interval : Interval
        Of the mean.
    prediction : Interval
        Where the true effect of one more study like these lies.
    standard_error : float
        Of the mean.
    heterogeneity : float
        τ², the variance of the true effects between studies.
    heterogeneity_interval : Interval
        Of τ².
    share : float
        I²: how much of the variation is heterogeneity rather than chance, 0 to 1.
    statistic, p : float
        Cochran's Q and its p-value: whether there is heterogeneity at all.
    weights : ndarray of float, shape (n,)
        Of the studies in the mean, adding up to 1.
    shrunken : Estimate
        Each study's effect drawn towards the mean, as far as its own uncertainty asks for.
    n : int
        Studies.
    method, parameters, warnings
        As in `Estimate`. Warnings: 'few_studies', 'prediction_too_short_with_few_studies',
        'normal_interval_too_short_with_few_studies', 'no_heterogeneity_seen', 'narrower_than_with_normal_tail'.
    """

    estimate: float
    interval: Interval
    prediction: Interval
    standard_error: float
    heterogeneity: float
    heterogeneity_interval: Interval
    share: float
    statistic: float
    p: float
    weights: Floats
    shrunken: Estimate
    n: int
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def pool(
    estimates: ArrayLike,
    variances: ArrayLike,
    *,
    level: float = 0.95,
    knapp_hartung: bool = True,
    never_narrower: bool = False,
    prediction: Literal["plugged_in", "averaged"] = "plugged_in",
) -> Pooled:
    """Pool the estimates of several studies by a random-effects model.

    Parameters
    ----------
    estimates : array_like of float, shape (n,)
        One estimate a study, such as the logarithm of a rate ratio; at least two.
    variances : array_like of float, shape (n,)
        Their sampling variances (squared standard errors), above 0.
    level : float
        Confidence of all intervals.
    knapp_hartung : bool
        Whether the mean's variance is estimated from the studies' spread, with Student's t; otherwise as if τ² were
        known, with the normal distribution. The latter is too narrow where studies are few.
    never_narrower : bool
        With `knapp_hartung`: never use a variance below the one of the normal way (metafor's 'adhoc').

    prediction : {'plugged_in', 'averaged'}
        Whether the prediction interval takes τ² as estimated, as metafor does, which is too short with fewer than some
        twenty studies; or averages over what it may be, which holds with five or more and is very wide with fewer.

    Returns
    -------
    Pooled

    Raises
    ------
    InputError
        If there are fewer than two studies, shapes differ, a variance is not above 0, or a value is not finite.

    Notes
    -----
    y_i = μ + u_i + e_i, Var u_i = τ², Var e_i = v_i. τ² maximises the restricted likelihood

        ℓ(τ²) = −½ Σ log(v_i + τ²) − ½ log Σ w_i − ½ Σ w_i (y_i − μ̂)²,  w_i = 1/(v_i + τ²),

    over τ² ≥ 0. The mean is Σ w_i y_i / Σ w_i; its variance by Knapp and Hartung is
    Σ w_i (y_i − μ̂)² / ((n − 1) Σ w_i), with n − 1 degrees of freedom (G. Knapp, J. Hartung, Stat. Med. 22, 2003,
    2693–2710). τ²'s interval inverts the generalised Q statistic (W. Viechtbauer, Stat. Med. 26, 2007, 37–52). The
    prediction interval is μ̂ ± t √(SE² + τ²). A shrunken effect is λ_i y_i + (1 − λ_i) μ̂ with
    λ_i = τ²/(τ² + v_i) and variance λ_i v_i + (1 − λ_i)² SE² (S. W. Raudenbush, A. S. Bryk, J. Educ. Stat. 10, 1985,
    75–98). All as in R's metafor (`rma`, `predict`, `confint`, `blup`).

    Examples
    --------
    >>> result = pool(np.log([0.7, 0.9, 0.45, 1.05]), [0.02, 0.045, 0.11, 0.03])
    >>> round(float(np.exp(result.estimate)), 2), result.n
    (0.79, 4)
    """
    check_level(level)
    check_choice("prediction", prediction, ("plugged_in", "averaged"))
    y, v = _input(estimates, variances)
    count = len(y)
    between = _restricted_maximum(y, v)
    weights, mean = _weighted(y, v, between)
    plain = 1 / weights.sum()
    variance, quantile = plain, float(ndtri((1 + level) / 2))
    if knapp_hartung:
        variance = float((weights * np.square(y - mean)).sum()) * plain / (count - 1)
        variance = max(variance, plain) if never_narrower else variance
        quantile = float(stdtrit(count - 1, (1 + level) / 2))
    error = float(np.sqrt(variance))
    q = _generalised_q(y, v, 0.0)
    typical = _typical_variance(v)
    warnings = {
        FEW_STUDIES: count < FEW,
        PREDICTION_SHORT: count < FEW_TO_PREDICT and prediction == "plugged_in",
        NORMAL_SHORT: count < FEW_TO_PREDICT and not knapp_hartung,
        HOMOGENEOUS: between == 0,
        NARROW: quantile**2 * variance < ndtri((1 + level) / 2) ** 2 * plain * (1 - 1e-12),
    }
    return Pooled(
        estimate=mean,
        interval=_around(mean, quantile * error, level),
        prediction=_around(mean, quantile * float(np.sqrt(variance + between)), level)
        if prediction == "plugged_in"
        else averaged_prediction(y, v, level),
        standard_error=error,
        heterogeneity=between,
        heterogeneity_interval=_profile(y, v, level),
        share=between / (between + typical),
        statistic=q,
        p=float(chdtrc(count - 1, q)),
        weights=weights / weights.sum(),
        shrunken=_shrunken(y, v, between, mean, variance, quantile, level),
        n=count,
        method="random_effects_reml",
        parameters={
            "level": level,
            "knapp_hartung": knapp_hartung,
            "never_narrower": never_narrower,
            "prediction": prediction,
        },
        warnings=tuple(name for name, holds in warnings.items() if holds),
    )


def _input(estimates: ArrayLike, variances: ArrayLike) -> tuple[Floats, Floats]:
    y, v = as_numbers("estimates", estimates), as_numbers("variances", variances)
    check_row("estimates", y, 2, "one study cannot be pooled")
    check_length("variances", v, len(y), "estimates")
    check_positive(
        "variances", v, "A sampling variance is above 0; leave out a study of unknown uncertainty."
    )
    return y, v


def _weighted(y: Floats, v: Floats, between: float) -> tuple[Floats, float]:
    weights = 1 / (v + between)
    return weights, float(weights @ y / weights.sum())


def _likelihood(y: Floats, v: Floats, between: Floats) -> Floats:
    """Restricted log-likelihood at each of the values of τ², up to a constant."""
    weights = 1 / (v + between[:, np.newaxis])
    total = weights.sum(axis=1)
    mean = weights @ y / total
    squares = (weights * np.square(y - mean[:, np.newaxis])).sum(axis=1)
    found: Floats = (np.log(weights).sum(axis=1) - np.log(total) - squares) / 2
    return found


def _slope(y: Floats, v: Floats, between: float) -> float:
    """Derivative of the restricted log-likelihood by τ²."""
    weights, mean = _weighted(y, v, between)
    squares = float((np.square(weights) * np.square(y - mean)).sum())
    return (squares - float(weights.sum() - np.square(weights).sum() / weights.sum())) / 2


def _restricted_maximum(y: Floats, v: Floats) -> float:
    """τ² of the highest restricted likelihood: found on a grid, since there can be two hills, then by halving."""
    most = 10 * (float(np.var(y)) + float(v.max()))
    grid = np.concatenate([[0.0], np.geomspace(most * 1e-10, most, GRID)])
    top = int(np.argmax(_likelihood(y, v, grid)))
    low, high = float(grid[max(top - 1, 0)]), float(grid[min(top + 1, GRID)])
    if top == 0 and _slope(y, v, 0.0) <= 0:
        return 0.0
    return _last(lambda between: _slope(y, v, between) > 0, low, high)


def _last(holds: Callable[[float], bool], low: float, high: float) -> float:
    """Where something that holds at `low` ceases to hold before `high`: by halving, down to rounding."""
    middle = (low + high) / 2
    while low < middle < high:
        low, high = (middle, high) if holds(middle) else (low, middle)
        middle = (low + high) / 2
    return middle


def _generalised_q(y: Floats, v: Floats, between: float) -> float:
    weights, mean = _weighted(y, v, between)
    return float((weights * np.square(y - mean)).sum())


def _profile(y: Floats, v: Floats, level: float) -> Interval:
    """The values of τ² that Cochran's Q, weighted with them, does not speak against."""
    freedom, tail = len(y) - 1, (1 - level) / 2

    def crossing(target: float) -> float:
        if _generalised_q(y, v, 0.0) <= target:
            return 0.0
        low, high = 0.0, float(np.var(y) + v.max())
        while _generalised_q(y, v, high) > target:
            low, high = high, 2 * high
        return _last(lambda between: _generalised_q(y, v, between) > target, low, high)

    limits = (crossing(float(chdtri(freedom, tail))), crossing(float(chdtri(freedom, 1 - tail))))
    return Interval(np.array(limits[0]), np.array(limits[1]), level)


def _typical_variance(v: Floats) -> float:
    """The sampling variance of a study like these (J. P. T. Higgins, S. G. Thompson, Stat. Med. 21, 2002, 1539)."""
    weights = 1 / v
    return float((len(v) - 1) / (weights.sum() - np.square(weights).sum() / weights.sum()))


def _around(middle: float, reach: float, level: float) -> Interval:
    return Interval(np.array(middle - reach), np.array(middle + reach), level)


def _shrunken(
    y: Floats, v: Floats, between: float, mean: float, variance: float, quantile: float, level: float
) -> Estimate:
    own = between / (between + v)
    drawn = own * y + (1 - own) * mean
    reach = quantile * np.sqrt(own * v + np.square(1 - own) * variance)
    return Estimate(
        estimate=drawn,
        interval=Interval(drawn - reach, drawn + reach, level),
        n=np.ones(len(y), dtype=np.int64),
        method="best_linear_unbiased_prediction",
        parameters={"level": level},
    )
