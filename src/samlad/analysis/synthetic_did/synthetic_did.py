"""A measure's effect against a weighted mixture of comparison areas and of earlier periods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri, stdtrit

from samlad.analysis.results import Interval, Parameters
from samlad.analysis.synthetic_did.checks import (
    SYNTHETIC_DID,
    as_panel,
    check_choices,
)
from samlad.analysis.synthetic_did.inference import (
    NONE,
    PLACEBO,
    replicated,
    standard_error,
)
from samlad.analysis.synthetic_did.setup import DEFAULT_PERIOD_ETA, real_choice, settings
from samlad.analysis.synthetic_did.weights import estimates

Floats = NDArray[np.float64]

FEW_AREAS, OUTSIDE, LIVELY, POOR_FIT, FEW_BEFORE = (
    "few_comparison_areas",
    "target_outside_comparison_levels",
    "target_varies_more_than_comparison",
    "poor_fit_before",
    "few_periods_before",
)
# Below these an interval covers less than 93 % (docs/methods/synthetic_did.md), or a fit says little.
FEWEST_AREAS, FEWEST_BEFORE, MORE_LIVELY = 20, 8, 1.5


@dataclass(frozen=True, slots=True, eq=False)
class SyntheticDid:
    """Change per area and period that the measure made; negative is fewer.

    Attributes
    ----------
    estimate : float
        Mean over the areas with the measure and the periods during it.
    interval : Interval
        Of it; all numbers where no inference was asked for.
    standard_error, p : float
        Of it; NaN without inference. With placebos p is the share of placebos at least as far from 0, the estimate
        itself counted in; otherwise normal.
    rate_ratio, rate_ratio_interval
        Mean during over what it would have been; a limit is infinite where nothing would have been left.
    saved, saved_interval
        Sum over areas and periods of what did not happen.
    curve : ndarray of float, shape (n_during,)
        The estimate, period by period.
    area_weights, period_weights : ndarray of float
        Of the comparison areas, in their order; of the periods before.
    replicates : ndarray of float
        The placebos' (bootstrap's, jackknife's) estimates.
    n : int
        Areas.
    method, parameters, warnings
        As in `Estimate`. Warnings: 'few_comparison_areas', 'target_outside_comparison_levels',
        'target_varies_more_than_comparison', 'poor_fit_before', 'few_periods_before'.
    """

    estimate: float
    interval: Interval
    standard_error: float
    p: float
    rate_ratio: float
    rate_ratio_interval: Interval
    saved: float
    saved_interval: Interval
    curve: Floats
    area_weights: Floats
    period_weights: Floats
    replicates: Floats
    n: int
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def synthetic_did(
    outcomes: ArrayLike,
    target: ArrayLike,
    start: int,
    *,
    estimator: str = SYNTHETIC_DID,
    inference: str = PLACEBO,
    replications: int = 200,
    rng: np.random.Generator | None = None,
    level: float = 0.95,
    area_eta: float | None = None,
    period_eta: float = DEFAULT_PERIOD_ETA,
    noise: float | None = None,
    minimum_decrease: float | None = None,
    sparse: bool = True,
    maximum_steps: int = 10_000,
    warm_start: bool = False,
    tail: str = "t",
) -> SyntheticDid:
    """Synthetic difference in differences, synthetic control, or plain difference in differences.

    Parameters
    ----------
    outcomes : array_like of float, shape (n_areas, n_periods)
        Counts or rates, oldest period first.
    target : array_like of bool, shape (n_areas,)
        Areas with the measure; all of them from `start` on.
    start : int
        Index of the first period during the measure.
    estimator : str
        'synthetic_did', 'synthetic_control' or 'difference_in_differences'.
    inference : str
        'placebo' (the only one for a single area), 'bootstrap', 'jackknife' or 'none'.
    replications : int
        Of placebos or bootstrap.
    rng : numpy.random.Generator, optional
        Needed for both of them.
    level : float
        Confidence of the intervals.
    area_eta, period_eta : float
        Ridge of the weights over `noise`; the areas' is (areas with the measure · periods during)^¼, and 1e-6 for the
        synthetic control.
    noise : float, optional
        Standard deviation of a comparison area's change from one period to the next, before the measure.
    minimum_decrease : float, optional
        A search ends when a step lowers the mean square by no more than its square; 1e-5 · noise.
    sparse : bool
        Whether small weights are cut after 100 steps and the search begins again.
    maximum_steps : int
        Of a search, after the cut.
    warm_start : bool
        Whether the searches of placebos and bootstrap begin at the weights that were found, as in the R package. Those
        weights have seen the placebos' areas; with more periods than areas the placebos then fit too well, and the
        interval is far too short (docs/methods/synthetic_did.md).
    tail : str
        't', with as many degrees of freedom as there are different placebos (or areas) less 1, or 'normal', as the
        R package's pages reckon.

    Returns
    -------
    SyntheticDid

    Raises
    ------
    InputError
        If the outcomes are no matrix of numbers, there is no area of one kind, too few periods on a side, the
        comparison never changes, or a setting is out of its range.

    Notes
    -----
    τ = (ȳ_tr,post − Σ_t λ_t ȳ_tr,t) − Σ_i ω_i (ȳ_i,post − Σ_t λ_t y_it); ω minimises Σ_t (ω₀ + Σ ω_i y_it − ȳ_tr,t)²
    + ζ² T₀ |ω|² over the simplex, λ the same of periods, ζ = η · noise (D. Arkhangelsky, S. Athey, D. A. Hirshberg,
    G. W. Imbens, S. Wager, Am. Econ. Rev. 111, 2021, 4088–4118, algorithm 1; standard errors by their algorithms 2–4).
    Regularisation, starts, cutting and stopping as in the R package synthdid 0.0.9, and placebos drawn in the order of
    synthdid-py, so that with `warm_start` the same `rng` gives the same
    standard error.

    Effects are sums, not ratios: areas of other sizes are better given as rates, or as logarithms.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> counts = rng.poisson(np.linspace(5, 15, 30)[:, np.newaxis] * np.ones(60)).astype(float)
    >>> counts[20, 40:] -= 2
    >>> found = synthetic_did(counts, np.arange(30) == 20, 40, rng=rng)
    >>> round(found.estimate, 1), found.replicates.shape
    (-3.0, (200,))
    """
    panel, number = as_panel(outcomes, target, start)
    check_choices(estimator, inference, tail, replications, level, maximum_steps)
    setting = settings(
        panel, number, start, estimator, area_eta, period_eta, noise, minimum_decrease, sparse, maximum_steps
    )
    first = real_choice(panel, number, start, estimator)
    values, areas, periods = estimates(panel, start, first, setting)
    weights = (areas[0], periods[0])
    replicates = np.zeros(0)
    if inference != NONE:
        replicates = replicated(
            panel,
            number,
            start,
            weights,
            setting,
            method=inference,
            replications=replications,
            rng=rng,
            warm_start=warm_start,
        )
    estimate, error = (
        float(values[0]),
        standard_error(replicates, inference) if len(replicates) else float("nan"),
    )
    quantile = float(
        ndtri((1 + level) / 2)
        if tail == "normal"
        else stdtrit(_freedom(inference, panel, number), (1 + level) / 2)
    )
    reach = quantile * error if len(replicates) else np.inf
    interval = Interval(np.array(estimate - reach), np.array(estimate + reach), level)
    during = panel[number:, start:]
    return SyntheticDid(
        estimate=estimate,
        interval=interval,
        standard_error=error,
        p=_p(estimate, error, replicates, inference),
        rate_ratio=_ratio(float(during.mean()), estimate),
        rate_ratio_interval=Interval(
            np.array(_ratio(float(during.mean()), float(interval.low))),
            np.array(_ratio(float(during.mean()), float(interval.high))),
            level,
        ),
        saved=-estimate * during.size,
        saved_interval=Interval(-interval.high * during.size, -interval.low * during.size, level),
        curve=_curve(panel, number, start, weights),
        area_weights=weights[0],
        period_weights=weights[1],
        replicates=replicates,
        n=len(panel),
        method=estimator,
        parameters={
            "start": start,
            "inference": inference,
            "replications": len(replicates),
            "level": level,
            "area_ridge": setting.area_ridge,
            "period_ridge": setting.period_ridge,
            "minimum_decrease": setting.least_decrease,
            "sparse": sparse,
            "maximum_steps": maximum_steps,
            "warm_start": warm_start,
            "tail": tail,
        },
        warnings=_warnings(panel, number, start, weights),
    )


def _freedom(inference: str, panel: Floats, number: int) -> float:
    """What a spread of so many placebos, or areas, rests on."""
    return float(number if inference == PLACEBO else len(panel)) - 1


def _p(estimate: float, error: float, replicates: Floats, inference: str) -> float:
    if not len(replicates):
        return float("nan")
    if inference == PLACEBO:
        return float((1 + np.count_nonzero(np.abs(replicates) >= abs(estimate))) / (1 + len(replicates)))
    return float(2 * ndtr(-abs(estimate) / error)) if error else float(estimate == 0)


def _ratio(mean: float, change: float) -> float:
    """Mean during over the mean without the measure; that one cannot be below 0."""
    without = mean - change
    return mean / without if without > 0 else float("inf")


def _curve(panel: Floats, number: int, start: int, weights: tuple[Floats, Floats]) -> Floats:
    gap = panel[number:].mean(axis=0) - weights[0] @ panel[:number]
    return np.asarray(gap[start:] - gap[:start] @ weights[1])


def _warnings(panel: Floats, number: int, start: int, weights: tuple[Floats, Floats]) -> tuple[str, ...]:
    before = panel[:, :start]
    levels, target = before[:number].mean(axis=1), before[number:].mean(axis=0)
    # the mean of several areas varies less than one of them
    spread = np.diff(before, axis=1).std(axis=1)
    gap = target - weights[0] @ before[:number]
    others = (before[:number].sum(axis=0) - before[:number]) / (number - 1)
    usual = (before[:number] - others).std(axis=1)
    found = {
        FEW_AREAS: number < FEWEST_AREAS,
        OUTSIDE: not levels.min() <= target.mean() <= levels.max(),
        LIVELY: spread[number:].mean() > MORE_LIVELY * spread[:number].mean(),
        POOR_FIT: gap.std() > np.quantile(usual, 0.9),
        FEW_BEFORE: start < FEWEST_BEFORE,
    }
    return tuple(code for code, holds in found.items() if holds)
