"""A place that was chosen because it had many: what it would have had anyway, after regression to the mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from samlad.analysis.checks import as_counts, as_numbers, check_above_zero, check_at_least, check_level
from samlad.analysis.effects.baseline_adjustment_prior import Prior, fit_prior
from samlad.analysis.errors import InputError
from samlad.analysis.regression.dispersion import told_dispersion
from samlad.analysis.results import Interval, Parameters

Floats = NDArray[np.float64]

FEW_REFERENCES, NO_SPREAD, NOTHING_DURING = (
    "few_reference_places",
    "reference_places_do_not_differ",
    "no_incident_during",
)
# Were it higher, more would be regression: a dispersion from weeks that hang together is mostly too low.
RESTS_ON_DISPERSION = "baseline_rests_on_dispersion"
FEWEST_REFERENCES = 20


@dataclass(frozen=True, slots=True, eq=False)
class BaselineAdjustment:
    """A rate ratio against the expected baseline instead of the counted one.

    Attributes
    ----------
    estimate : float
        Observed during over what was to be expected, corrected for the bias of a ratio.
    interval : Interval
        Of it.
    naive : float
        The same with the counted baseline.
    regression : float
        What the naive ratio takes for an effect: expected over naive expected, below 1 for places that had been
        unusually bad.
    baseline, baseline_error : ndarray of float, shape (n_places,)
        Incidents to be expected in the period before, with standard errors.
    weight : ndarray of float, shape (n_places,)
        How much of the baseline is the reference's and not the place's own count.
    expected, saved : float
        Incidents during without the measure; that less what came.
    saved_interval : Interval
        Of it.
    n : int
        Places with the measure.
    method, parameters, warnings
        As in `Estimate`. Warnings: 'few_reference_places', 'reference_places_do_not_differ', 'no_incident_during',
        'baseline_rests_on_dispersion' (one above 1 was told), 'counts_taken_as_poisson' (none was told: how a place's
        own counts scatter is then taken for how places differ, and too little for regression).
    """

    estimate: float
    interval: Interval
    naive: float
    regression: float
    baseline: Floats
    baseline_error: Floats
    weight: Floats
    expected: float
    saved: float
    saved_interval: Interval
    n: int
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def baseline_adjustment(
    before: ArrayLike,
    during: ArrayLike,
    *,
    reference: ArrayLike | None = None,
    predicted: ArrayLike | None = None,
    overdispersion: float | None = None,
    growth: float = 1.0,
    growth_variance: float = 0.0,
    dispersion: float | None = None,
    level: float = 0.95,
) -> BaselineAdjustment:
    """Empirical-Bayes before and after study.

    Parameters
    ----------
    before, during : array_like of int, shape (n_places,) or one number
        Incidents at the places with the measure.
    reference : array_like of int, shape (n,), optional
        Incidents of the same length of time at places like these, all of them and not only the worst: what they
        have in the mean, and how much they differ, is estimated from them.
    predicted : array_like of float, optional
        Instead: what a model predicts for each place before (a safety performance function).
    overdispersion : float, optional
        With `predicted`: k, the variance of the places' true means over the square of the prediction.
    growth : float
        During over before of what would have come without the measure: the ratio of the lengths, times the comparison
        areas' change.
    growth_variance : float
        Variance of `growth`.
    dispersion : float, optional
        Variance over mean of the counts: 1 where incidents are independent, from `count_dispersion` where there are
        periods. One count cannot tell; left out it is taken as 1, with a warning.
    level : float
        Confidence of the intervals.

    Returns
    -------
    BaselineAdjustment

    Raises
    ------
    InputError
        If counts do not fit together, neither reference nor prediction is given, or a setting is out of its range.

    Notes
    -----
    A place's mean is Gamma with mean μ and variance k μ². Given x incidents it is expected to be w μ + (1 − w) x,
    w = 1/(1 + k μ), with variance (1 − w) of that. Over the places π = r Σ baseline, var π = r² Σ var + (Σ baseline)²
    var r; θ = (Y/π)/(1 + var π/π²), var θ = θ² (φ/Y + var π/π²)/(1 + var π/π²)² (E. Hauer, Observational Before-After
    Studies in Road Safety, 1997; E. Hauer, D. W. Harwood, F. M. Council, M. S. Griffith, Transp. Res. Rec. 1784, 2002,
    126–131). The interval is taken on the logarithmic scale. μ and k from a reference: maximum likelihood
    (`overdispersion`). With a dispersion φ, x/φ stands for x, and for μ and φ Y in their places.

    Examples
    --------
    >>> found = baseline_adjustment(12, 8, predicted=4.34, overdispersion=1 / (2.05 * 1.8))
    >>> found.baseline.round(2).tolist(), found.weight.round(2).tolist()
    ([8.48], [0.46])
    """
    check_level(level)
    check_at_least("growth_variance", growth_variance, 0)
    check_above_zero("growth", growth, "; 1 where both periods are alike")
    if overdispersion is not None:
        check_at_least("overdispersion", overdispersion, 0)
    old, new = _places(before, during)
    phi, taken = told_dispersion(dispersion)
    prior = _prior(reference, predicted, overdispersion, len(old), phi)
    weight = 1 / (1 + prior.overdispersion * prior.mean / phi)
    baseline = weight * prior.mean + (1 - weight) * old
    variance = phi * (1 - weight) * baseline
    expected = growth * float(baseline.sum())
    spread = growth**2 * float(variance.sum()) + float(baseline.sum()) ** 2 * growth_variance
    observed = float(new.sum())
    correction = 1 + spread / expected**2
    ratio = observed / expected / correction
    error = float(np.sqrt(phi / max(observed, 0.5) + spread / expected**2)) / correction
    z = float(ndtri((1 + level) / 2))
    middle = max(observed, 0.5) / expected / correction
    limits = middle * np.exp(-z * error), middle * np.exp(z * error)
    reach = z * float(np.sqrt(phi * observed + spread))
    saved = expected - observed
    warnings = {
        FEW_REFERENCES: reference is not None and np.size(reference) < FEWEST_REFERENCES,
        NO_SPREAD: prior.overdispersion == 0,
        NOTHING_DURING: observed == 0,
        RESTS_ON_DISPERSION: phi > 1,
    }
    return BaselineAdjustment(
        estimate=ratio,
        interval=Interval(np.array(limits[0] if observed else 0.0), np.array(limits[1]), level),
        naive=observed / (growth * float(old.sum())) if old.any() else float("inf"),
        regression=expected / (growth * float(old.sum())) if old.any() else float("inf"),
        baseline=baseline,
        baseline_error=np.sqrt(variance),
        weight=weight,
        expected=expected,
        saved=saved,
        saved_interval=Interval(np.array(saved - reach), np.array(saved + reach), level),
        n=len(old),
        method="empirical_bayes_before_after",
        parameters={
            "level": level,
            "growth": growth,
            "growth_variance": growth_variance,
            "dispersion": phi,
            "overdispersion": prior.overdispersion,
            "mean": float(prior.mean.mean()),
            "from_reference": reference is not None,
        },
        warnings=(*(code for code, holds in warnings.items() if holds), *taken),
    )


def _places(before: ArrayLike, during: ArrayLike) -> tuple[Floats, Floats]:
    old, new = (np.atleast_1d(as_counts(name, v)) for name, v in (("before", before), ("during", during)))
    if old.ndim > 1 or old.shape != new.shape or not old.size:
        raise InputError(
            "{argument} has shape {value}. {remedy}",
            argument="during",
            value=new.shape,
            remedy=f"Give one count a place, as before, whose shape is {old.shape}.",
        )
    return old, new


def _prior(
    reference: ArrayLike | None,
    predicted: ArrayLike | None,
    overdispersion: float | None,
    n: int,
    dispersion: float,
) -> Prior:
    if (reference is None) == (predicted is None) or (predicted is None) != (overdispersion is None):
        raise InputError(
            "{argument} and predicted are {value}. {remedy}",
            argument="reference",
            value="both given" if reference is not None else "not given as needed",
            remedy="Give counts of reference places, or a prediction with its overdispersion.",
        )
    if reference is not None:
        found = fit_prior(as_counts("reference", reference) / dispersion, n)
        return Prior(found.mean * dispersion, found.overdispersion)
    mean = np.atleast_1d(as_numbers("predicted", predicted if predicted is not None else 0.0))
    check_at_least("overdispersion", overdispersion or 0.0, 0)
    if mean.shape not in ((1,), (n,)) or (mean <= 0).any():
        raise InputError(
            "{argument} has shape {value} and must be above 0. {remedy}",
            argument="predicted",
            value=mean.shape,
            remedy=f"Give one prediction, or one for each of the {n} places.",
        )
    return Prior(np.broadcast_to(mean, (n,)), float(overdispersion or 0.0))
