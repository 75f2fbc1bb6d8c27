"""Difference in differences as a plain regression: Poisson, quasi-Poisson or negative binomial."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from samlad.analysis.checks import as_counts, check_choice, check_level
from samlad.analysis.errors import InputError
from samlad.analysis.regression.negative_binomial_fit import overdispersion
from samlad.analysis.results import Interval, Parameters
from samlad.analysis.trends.alike import NEIGHBOURS_ALIKE, neighbours_alike

Floats = NDArray[np.float64]

POISSON, QUASI, NEGATIVE_BINOMIAL = "poisson", "quasi_poisson", "negative_binomial"
FAMILIES, TAILS = (POISSON, QUASI, NEGATIVE_BINOMIAL), ("normal", "t")
CELLS = ("target_before", "target_during", "comparison_before", "comparison_during")
SIGNS = np.array([-1.0, 1.0, 1.0, -1.0])
FEW_PERIODS, EVEN = "few_periods", "no_overdispersion_seen"
SCATTERED = "over_dispersed_interval_too_narrow"
FEWEST, SCATTER = 20, 1.5
# One size k for all: where the variance is a multiple of the mean, a target smaller than the comparison scatters more.
TARGET_SCATTER = 1.25


@dataclass(frozen=True, slots=True, eq=False)
class RegressionEffect:
    """The interaction of group and period.

    Attributes
    ----------
    estimate : float
        Rate ratio, (T₁/T₀)/(C₁/C₀) of the means per period.
    interval : Interval
        Of it.
    standard_error : float
        Of its logarithm.
    p : float
        Both sides.
    expected, saved : float
        Incidents during without the measure; that less what came.
    saved_interval : Interval
        Of it, from the ratio's limits: what came, divided by each, less what came.
    dispersion : float
        Variance over mean (quasi-Poisson), else 1.
    overdispersion : float
        k of variance μ + k μ² (negative binomial), else 0.
    n : int
        Counts.
    method, parameters, warnings
        As in `Estimate`. Warnings: 'few_periods', 'no_overdispersion_seen', 'over_dispersed_interval_too_narrow' (rows
        taken as Poisson, or a target that scatters more than the negative binomial has it),
        'neighbouring_periods_alike' (a season, or periods that hang together).
    """

    estimate: float
    interval: Interval
    standard_error: float
    p: float
    expected: float
    saved: float
    saved_interval: Interval
    dispersion: float
    overdispersion: float
    n: int
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def effect_regression(
    target_before: ArrayLike,
    target_during: ArrayLike,
    comparison_before: ArrayLike,
    comparison_during: ArrayLike,
    *,
    family: str = QUASI,
    tail: str = "normal",
    level: float = 0.95,
) -> RegressionEffect:
    """Rate ratio of a measure by log-linear regression on group, period and both together.

    Parameters
    ----------
    target_before, target_during, comparison_before, comparison_during : array_like of int
        Counts, one or a row of periods of the same length; the rows may differ in number.
    family : str
        'poisson', 'quasi_poisson' or 'negative_binomial'.
    tail : str
        'normal', or 't' with n − 4 degrees of freedom.
    level : float
        Confidence of the interval.

    Returns
    -------
    RegressionEffect

    Raises
    ------
    InputError
        If a row is not one of counts or has no incident, there are too few counts for the family, or a setting is
        unknown.

    Notes
    -----
    glm(y ~ group * period). The four cells' means are the fit, in every family, and var β̂ = Σ v_c/(n_c μ_c), v 1,
    φ = Pearson's χ²/(n − 4), or 1 + k μ_c with k at its maximum likelihood: R's `glm(family = poisson)`,
    `glm(family = quasipoisson)`, `MASS::glm.nb`. A season that both groups have in common counts as dispersion here;
    `effect` takes it out week by week, and is the better choice where weeks are known.

    Examples
    --------
    >>> found = effect_regression(169, 86, 184, 192, family="poisson")
    >>> round(found.estimate, 4), round(found.standard_error, 4)
    (0.4877, 0.1679)
    """
    check_level(level)
    check_choice("family", family, FAMILIES)
    check_choice("tail", tail, TAILS)
    given = (target_before, target_during, comparison_before, comparison_during)
    rows = [_row(name, values) for name, values in zip(CELLS, given, strict=True)]
    means, sizes = np.array([row.mean() for row in rows]), np.array([len(row) for row in rows])
    n = int(sizes.sum())
    if family != POISSON and n - len(CELLS) < 1:
        raise InputError(
            "{argument} is {value}, but four counts say nothing of their dispersion. {remedy}",
            argument="family",
            value=repr(family),
            remedy="Give rows of periods, or take 'poisson'.",
        )
    counts, fitted = np.concatenate(rows), np.repeat(means, sizes)
    spread = _pearson(counts, fitted) if family == QUASI else 1.0
    k = overdispersion(counts, fitted) if family == NEGATIVE_BINOMIAL else 0.0
    logarithm = float(SIGNS @ np.log(means))
    error = float(np.sqrt((spread * (1 + k * means) / (sizes * means)).sum()))
    freedom = np.inf if tail == "normal" else float(n - len(CELLS))
    reach = error * float(ndtri((1 + level) / 2) if np.isinf(freedom) else stdtrit(freedom, (1 + level) / 2))
    z = -abs(logarithm) / error if error else -np.inf
    came = float(rows[1].sum())
    low, high = np.exp(logarithm - reach), np.exp(logarithm + reach)
    warnings = {
        FEW_PERIODS: family != POISSON and n - len(CELLS) < FEWEST,
        SCATTERED: (family == POISSON and n > len(CELLS) and _pearson(counts, fitted) > SCATTER)
        or (family == NEGATIVE_BINOMIAL and _target_scatter(rows[:2], k) > TARGET_SCATTER),
        NEIGHBOURS_ALIKE: neighbours_alike(_standardised(rows, means), taken_out=1),
        EVEN: (family == QUASI and spread < 1) or (family == NEGATIVE_BINOMIAL and k == 0),
    }
    return RegressionEffect(
        estimate=float(np.exp(logarithm)),
        interval=Interval(np.array(low), np.array(high), level),
        standard_error=error,
        p=float(2 * (ndtr(z) if np.isinf(freedom) else stdtr(freedom, z))),
        expected=came / float(np.exp(logarithm)),
        saved=came / float(np.exp(logarithm)) - came,
        saved_interval=Interval(np.array(came / high - came), np.array(came / low - came), level),
        dispersion=spread,
        overdispersion=k,
        n=n,
        method=f"difference_in_differences_glm_{family}",
        parameters={"family": family, "tail": tail, "level": level},
        warnings=tuple(code for code, holds in warnings.items() if holds),
    )


def _pearson(counts: Floats, fitted: Floats) -> float:
    """Variance over mean of the counts about their cells' means."""
    return float((np.square(counts - fitted) / fitted).sum()) / (len(counts) - len(CELLS))


def _target_scatter(rows: list[Floats], k: float) -> float:
    """Variance of the target's counts over what the negative binomial expects there."""
    squares = [np.square(row - row.mean()).sum() / (row.mean() * (1 + k * row.mean())) for row in rows]
    return float(sum(squares)) / max(sum(len(row) - 1 for row in rows), 1)


def _standardised(rows: list[Floats], means: Floats) -> Floats:
    """Pearson residuals of each cell's row, the shorter ones filled with zeros."""
    residuals = np.zeros((len(rows), max(len(row) for row in rows)))
    for place, (row, mean) in enumerate(zip(rows, means, strict=True)):
        residuals[place, : len(row)] = (row - mean) / np.sqrt(mean)
    return residuals


def _row(name: str, values: ArrayLike) -> Floats:
    row = np.atleast_1d(as_counts(name, values))
    if row.ndim != 1 or not row.any():
        raise InputError(
            "{argument} has shape {value} and {total} incidents. {remedy}".replace(
                "{total}", f"{row.sum():g}"
            ),
            argument=name,
            value=row.shape,
            remedy="A ratio needs one row of counts with incidents in each of the four cells; `effect` handles none.",
        )
    return row
