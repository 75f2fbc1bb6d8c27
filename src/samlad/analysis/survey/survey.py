"""Means and proportions of a sample survey, with its weights, strata and clusters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from samlad.analysis.checks import as_mask, as_numbers, check_choice, check_level, check_row
from samlad.analysis.errors import InputError
from samlad.analysis.rates.intervals import clopper_pearson
from samlad.analysis.results import Interval, Parameters
from samlad.analysis.survey.sample_design import Lonely, SampleDesign, sample_design

Floats = NDArray[np.float64]
Method = Literal["logit", "likelihood", "asin", "beta", "mean"]
METHODS = ("logit", "likelihood", "asin", "beta", "mean")

FEW_ANSWERS, FEW_CLUSTERS, EVERYBODY = "few_answers", "few_degrees_of_freedom", "all_answers_the_same"
LEAST_ANSWERS, LEAST_FREEDOM = 30, 8


@dataclass(frozen=True, slots=True, eq=False)
class SurveyEstimate:
    """A mean or a proportion of the population that a sample was drawn from.

    Attributes
    ----------
    estimate : float
    interval : Interval
        0 to 1 for a proportion that rests on too little to say more.
    standard_error : float
    design_effect : float
        Its variance over that of a simple random sample of as many; NaN where all answers are the same.
    degrees_of_freedom : int
        Clusters minus strata, of those that have answers.
    n : int
        Answers.
    population : float
        Sum of the weights.
    method, parameters, warnings
        As in `Estimate`. Warnings: 'few_answers', 'few_degrees_of_freedom', 'all_answers_the_same'.
    """

    estimate: float
    interval: Interval
    standard_error: float
    design_effect: float
    degrees_of_freedom: int
    n: int
    population: float
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def survey_mean(
    values: ArrayLike,
    weights: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    population: ArrayLike | None = None,
    domain: ArrayLike | None = None,
    lonely: Lonely = "fail",
    level: float = 0.95,
) -> SurveyEstimate:
    """Weighted mean with the standard error of the sample's design.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        One answer a person asked.
    weights : array_like of float, shape (n,)
        How many of the population each stands for, above 0.
    strata, clusters : array_like, shape (n,), optional
        Labels: which stratum, and which cluster in it (the unit that was drawn first), each belongs to. Without
        clusters everybody was drawn alone.
    population : array_like of float, shape (n,), optional
        How many units there were to draw from in the stratum: the finite population correction.
    domain : array_like of bool, shape (n,), optional
        Which answers the mean is of, such as one district's. The variance still knows the whole design.
    lonely : {'fail', 'adjust', 'remove', 'average'}
        What to do with a stratum of one cluster: refuse, compare it with the whole mean, take it as certain, or give
        it the variance of an average stratum.
    level : float
        Confidence of the interval.

    Returns
    -------
    SurveyEstimate

    Raises
    ------
    InputError
        If shapes differ, a weight is not above 0, a population is smaller than its sample, a stratum has one cluster
        only (with 'fail'), or nobody is in the domain.

    Notes
    -----
    Linearisation: with z_i = w_i (y_i − ȳ) / Σ w, zero outside the domain, summed to clusters within strata,

        Var ȳ = Σ_h (1 − n_h/N_h) n_h/(n_h − 1) Σ_c (z_hc − z̄_h)²

    (C.-E. Särndal, B. Swensson, J. Wretman, Model Assisted Survey Sampling, 1992, §5.5 and §5.7). As R's survey:
    `svymean(~y, svydesign(id=~cluster, strata=~stratum, weights=~w, fpc=~N, nest=TRUE), deff=TRUE)`; the interval
    takes Student's t with `degf(design)` degrees of freedom.

    Examples
    --------
    >>> found = survey_mean([4, 5, 2, 7, 6, 3], [10, 12, 9, 10, 11, 10], clusters=[1, 1, 2, 2, 3, 3])
    >>> round(found.estimate, 2), found.degrees_of_freedom
    (4.58, 2)
    """
    check_level(level)
    design, y, chosen = _given("values", values, weights, strata, clusters, population, domain, lonely)
    mean, variance = design.mean(y, chosen)
    freedom = design.degrees_of_freedom(chosen)
    reach = float(stdtrit(freedom, (1 + level) / 2)) * np.sqrt(variance) if freedom > 0 else np.inf
    interval = Interval(np.array(mean - reach), np.array(mean + reach), level)
    return _result(design, y, chosen, mean, variance, interval, "linearised_mean", level, lonely)


def survey_proportion(
    answers: ArrayLike,
    weights: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    population: ArrayLike | None = None,
    domain: ArrayLike | None = None,
    lonely: Lonely = "fail",
    method: Method = "logit",
    level: float = 0.95,
) -> SurveyEstimate:
    """Weighted proportion with an interval that stays between 0 and 1.

    Parameters
    ----------
    answers : array_like of bool or of 0 and 1, shape (n,)
        Whether each gave the answer.
    weights, strata, clusters, population, domain, lonely, level
        As in `survey_mean`.
    method : {'logit', 'likelihood', 'asin', 'beta', 'mean'}
        How the interval is made. 'beta' is the one for proportions near 0 and 1 and few answers; 'mean' may leave 0
        to 1.

    Returns
    -------
    SurveyEstimate

    Raises
    ------
    InputError
        As `survey_mean`; and if an answer is neither 0 nor 1, or the method is not known.

    Notes
    -----
    The methods of R's survey (`svyciprop`), t with clusters minus strata degrees of freedom. logit: p̂'s logit ± t
    SE/(p̂ (1 − p̂)). likelihood: the p with 2 (p̂ log(p̂/p) + (1 − p̂) log((1 − p̂)/(1 − p))) ≤ t² SE² / (p̂ (1 − p̂)) ·
    n/(n − 1) (J. N. K. Rao, A. J. Scott, Ann. Stat. 12, 1984, 46–60). asin: asin √p̂ ± t SE/(2 √(p̂ (1 − p̂))),
    ending at 0 and 1, where R's turns back. beta:
    Clopper and Pearson's with the effective sample size p̂ (1 − p̂)/SE², times (t_{n−1}/t)² (E. L. Korn, B. I.
    Graubard, Survey Methodology 24, 1998, 193–201). Where all answers are the same there is no standard error: the
    interval is 'beta' with the answers' own number in place of the effective one, and a warning says so.

    Examples
    --------
    >>> found = survey_proportion([1, 0, 1, 1, 0, 1], [10, 12, 9, 10, 11, 10])
    >>> round(found.estimate, 2), round(float(found.interval.low), 2), round(float(found.interval.high), 2)
    (0.63, 0.13, 0.95)
    """
    check_level(level)
    check_choice("method", method, METHODS)
    design, y, chosen = _given("answers", answers, weights, strata, clusters, population, domain, lonely)
    if not np.isin(y, (0, 1)).all():
        raise InputError(
            "{argument} holds {value}. {remedy}",
            argument="answers",
            value=f"{y[~np.isin(y, (0, 1))][0]:g}",
            remedy="An answer is 1 (yes) or 0 (no); leave out who did not answer.",
        )
    share, variance = design.mean(y, chosen)
    low, high = _limits(method, share, variance, int(chosen.sum()), design.degrees_of_freedom(chosen), level)
    interval = Interval(np.array(low), np.array(high), level)
    return _result(design, y, chosen, share, variance, interval, f"proportion_{method}", level, lonely)


def _given(
    argument: str,
    values: ArrayLike,
    weights: ArrayLike,
    strata: ArrayLike | None,
    clusters: ArrayLike | None,
    population: ArrayLike | None,
    domain: ArrayLike | None,
    lonely: Lonely,
) -> tuple[SampleDesign, Floats, NDArray[np.bool_]]:
    y = as_numbers(argument, values)
    check_row(argument, y, 1, "nobody's answers have no mean")
    design = sample_design(len(y), weights, strata, clusters, population, lonely)
    if domain is None:
        return design, y, np.ones(len(y), dtype=np.bool_)
    return design, y, as_mask("domain", domain, y.shape, some=True)


def _limits(
    method: Method, share: float, variance: float, n: int, freedom: int, level: float
) -> tuple[float, float]:
    if freedom < 1:
        return 0.0, 1.0
    quantile = float(stdtrit(freedom, (1 + level) / 2))
    if variance <= 0 or not 0 < share < 1:
        return _exact(share, float(n), level)
    spread, error = share * (1 - share), float(np.sqrt(variance))
    if method == "mean":
        return share - quantile * error, share + quantile * error
    if method == "logit":
        middle, reach = np.log(share / (1 - share)), quantile * error / spread
        return float(1 / (1 + np.exp(reach - middle))), float(1 / (1 + np.exp(-reach - middle)))
    if method == "asin":
        middle, reach = np.arcsin(np.sqrt(share)), quantile * error / (2 * np.sqrt(spread))
        low, high = max(middle - reach, 0.0), min(middle + reach, np.pi / 2)
        return float(np.sin(low) ** 2), float(np.sin(high) ** 2)
    if method == "beta":
        known = float(stdtrit(max(n - 1, 1), (1 + level) / 2))
        return _exact(share, spread / variance * (known / quantile) ** 2, level)
    return _by_likelihood(share, quantile**2 * variance / spread * n / (n - 1))


def _exact(share: float, size: float, level: float) -> tuple[float, float]:
    low, high = clopper_pearson(np.array(size * share), np.array(size * (1 - share)), level)
    return float(low), float(high)


def _by_likelihood(share: float, most: float) -> tuple[float, float]:
    """The proportions whose deviance from the estimate is at most `most`, by halving."""

    def edge(inside: float, outside: float) -> float:
        middle = (inside + outside) / 2
        while middle not in (inside, outside):
            deviance = 2 * (share * np.log(share / middle) + (1 - share) * np.log((1 - share) / (1 - middle)))
            inside, outside = (middle, outside) if deviance <= most else (inside, middle)
            middle = (inside + outside) / 2
        return middle

    return edge(share, 0.0), edge(share, 1.0)


def _result(
    design: SampleDesign,
    y: Floats,
    chosen: NDArray[np.bool_],
    estimate: float,
    variance: float,
    interval: Interval,
    method: str,
    level: float,
    lonely: Lonely,
) -> SurveyEstimate:
    n, freedom = int(chosen.sum()), design.degrees_of_freedom(chosen)
    simple = design.simple_variance(y, chosen)
    warnings = {
        FEW_ANSWERS: n < LEAST_ANSWERS,
        FEW_CLUSTERS: freedom < LEAST_FREEDOM,
        EVERYBODY: bool((y[chosen] == y[chosen][0]).all()),
    }
    return SurveyEstimate(
        estimate=estimate,
        interval=interval,
        standard_error=float(np.sqrt(variance)),
        design_effect=variance / simple if simple > 0 else float("nan"),
        degrees_of_freedom=freedom,
        n=n,
        population=float(design.weights[chosen].sum()),
        method=method,
        parameters={"level": level, "lonely": lonely, "strata": design.strata, "clusters": design.clusters},
        warnings=tuple(name for name, holds in warnings.items() if holds),
    )
