"""Rates of small areas, drawn towards the rates of all or of their neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammainc, gammaln, logsumexp

from samlad.analysis.checks import as_codes, check_level, check_row
from samlad.analysis.errors import InputError
from samlad.analysis.rates.rate import counts_and_exposure
from samlad.analysis.regression.dispersion import told_dispersion
from samlad.analysis.results import Interval, Parameters

Floats = NDArray[np.float64]

# The grid of the two parameters of the prior: so many values of each.
MEANS, SHAPES = 11, 25
SMALLEST_SHAPE, LARGEST_SHAPE = 0.05, 5_000.0
STEPS = 40
NO_DIFFERENCES, FEW_AREAS = "no_differences_seen", "few_areas"
FEW = 8


@dataclass(frozen=True, slots=True, eq=False)
class SmoothedRates:
    """Rates that borrow from each other.

    Attributes
    ----------
    estimate : ndarray of float, shape (n,)
        The smoothed rate of each area.
    interval : Interval
        Of the areas' true rates. Limits are NaN for the ways that give none ('moments').
    raw : ndarray of float, shape (n,)
        The rates as counted.
    own : ndarray of float, shape (n,)
        How much of each estimate is the area's own rate, 0 to 1.
    mean : ndarray of float, shape (n,)
        What each is drawn towards.
    n : int
        Areas.
    method, parameters, warnings
        As in `Estimate`. Warnings: 'no_differences_seen' (the rates differ no more than by chance), 'few_areas',
        'counts_taken_as_poisson' (no dispersion was told).
    """

    estimate: Floats
    interval: Interval
    raw: Floats
    own: Floats
    mean: Floats
    n: int
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def smooth_rates(
    counts: ArrayLike, exposure: ArrayLike, *, dispersion: float | None = None, level: float = 0.95
) -> SmoothedRates:
    """Rates with intervals by a Poisson–gamma model whose two parameters are not taken as known.

    Parameters
    ----------
    counts : array_like of int, shape (n,)
    exposure : array_like of float, shape (n,)
        Inhabitants, or expected counts; above 0.
    dispersion : float, optional
        Variance over mean of the counts: 1 where incidents are independent, from `count_dispersion` where there are
        periods. One count cannot tell; left out it is taken as 1, with a warning.
    level : float
        Credibility of the intervals.

    Returns
    -------
    SmoothedRates

    Raises
    ------
    InputError
        If there are fewer than two areas, nothing was counted, an exposure is not above 0, or the dispersion is below 1.

    Notes
    -----
    y_i ~ Poisson(n_i θ_i), θ_i ~ Gamma(k, mean m). Given m and k, θ_i is Gamma(y_i + k, n_i + k/m). Plugging in estimates
    of m and k, as empirical Bayes does, makes intervals too short; here θ_i is averaged over their posterior on a grid,
    with flat priors for log m and for the share 1/(1 + k/ȳ) of differences in an average area's rate
    (C. L. Christiansen, C. N. Morris, JASA 92, 1997, 618–632). With a dispersion φ, y/φ and n/φ stand for y and n: as
    many independent incidents as would say as much. Without it, what scatters within an area is taken for a
    difference between areas.

    Examples
    --------
    >>> found = smooth_rates([3, 0, 12, 7, 1, 25, 4, 9], [1000, 400, 2500, 1200, 300, 3000, 900, 2100])
    >>> (found.estimate * 1000).round(1).tolist()
    [4.5, 4.3, 5.0, 5.3, 4.9, 6.7, 4.9, 4.8]
    """
    check_level(level)
    y, people = _areas(counts, exposure)
    raw = y / people
    phi, warnings = told_dispersion(dispersion)
    y, people = y / phi, people / phi
    means, shapes, weights = _posterior(y, people)
    scale = people[:, np.newaxis] + shapes / means
    each = y[:, np.newaxis] + shapes
    estimate = (each / scale) @ weights
    tail = (1 - level) / 2
    interval = Interval(
        _quantile(each, scale, weights, tail), _quantile(each, scale, weights, 1 - tail), level
    )
    own = (people[:, np.newaxis] / scale) @ weights
    return SmoothedRates(
        estimate=estimate,
        interval=interval,
        raw=raw,
        own=own,
        mean=np.full(len(y), float(means @ weights)),
        n=len(y),
        method="poisson_gamma_hierarchical",
        parameters={"level": level, "mean": float(means @ weights), "dispersion": phi},
        warnings=(*((FEW_AREAS,) if len(y) < FEW else ()), *warnings),
    )


def smooth_by_moments(
    counts: ArrayLike,
    exposure: ArrayLike,
    *,
    neighbours: Sequence[Sequence[int]] | None = None,
    each_about_its_own: bool = False,
) -> SmoothedRates:
    """Marshall's empirical-Bayes rates, towards the mean of all or of the neighbours; without intervals.

    Parameters
    ----------
    counts : array_like of int, shape (n,)
    exposure : array_like of float, shape (n,)
    neighbours : sequence of sequences of int, optional
        The numbers of each area's neighbours, itself not among them: then each area is drawn towards the mean of
        itself and them.
    each_about_its_own : bool
        With neighbours: whether a neighbour's deviation is taken from its own local mean, as spdep does unless told
        otherwise, instead of from the area's, as Marshall wrote and GeoDa does.

    Returns
    -------
    SmoothedRates

    Raises
    ------
    InputError
        As `smooth_rates`; and if a neighbour's number is not that of another area.

    Notes
    -----
    m = Σy/Σn, s² = Σ n_i (r_i − m)²/Σn, a = max(0, s² − m n̄⁻¹), θ̂_i = m + (r_i − m) a/(a + m/n_i); all sums over the
    area and its neighbours where these are given (R. J. Marshall, Appl. Stat. 40, 1991, 283–294). Equal to spdep's
    `EBest(family="poisson")` and `EBlocal(geoda=TRUE)`.

    Examples
    --------
    >>> found = smooth_by_moments([3, 0, 12, 7], [1000, 400, 2500, 1200], neighbours=[[1], [0, 2], [1, 3], [2]])
    >>> (found.estimate * 1000).round(2).tolist()
    [2.14, 3.85, 4.63, 5.14]
    """
    y, people = _areas(counts, exposure)
    around = [range(len(y))] * len(y) if neighbours is None else _around(neighbours, len(y))
    raw = y / people
    total = np.array([people[list(one)].sum() for one in around])
    mean = np.array([y[list(one)].sum() for one in around]) / total
    spread = [
        people[list(one)]
        @ np.square(raw[list(one)] - (mean[list(one)] if each_about_its_own else mean[number]))
        for number, one in enumerate(around)
    ]
    size = np.array([len(one) for one in around])
    between = np.maximum(0, spread / total - mean / (total / size))
    whole = between + mean / people
    own = np.divide(between, whole, out=np.zeros(len(y)), where=whole > 0)
    nothing = np.full(len(y), np.nan)
    return SmoothedRates(
        estimate=mean + (raw - mean) * own,
        interval=Interval(nothing, nothing, np.nan),
        raw=raw,
        own=own,
        mean=mean,
        n=len(y),
        method="marshall_moments" if neighbours is None else "marshall_moments_local",
        parameters={"local": neighbours is not None, "each_about_its_own": each_about_its_own},
        warnings=(NO_DIFFERENCES,) if not between.any() else (),
    )


def _areas(counts: ArrayLike, exposure: ArrayLike) -> tuple[Floats, Floats]:
    y, people = counts_and_exposure(counts, exposure)
    check_row("counts", y, 2, "one area has nothing to borrow from")
    if not y.any():
        raise InputError(
            "{argument} holds {value}. {remedy}",
            argument="counts",
            value="only zeros",
            remedy="Where nothing was counted at all, no rate can be drawn towards another.",
        )
    return y, people


def _posterior(y: Floats, people: Floats) -> tuple[Floats, Floats, Floats]:
    """Means and shapes of the prior on a grid, flattened, with the posterior weight of each pair."""
    rough = y.sum() / people.sum()
    share = np.linspace(0.005, 0.995, SHAPES)
    shapes = np.clip(y.mean() * (1 - share) / share, SMALLEST_SHAPE, LARGEST_SHAPE)
    # The mean is known the less, the more areas differ: as far as an average shape would let it vary.
    spread = np.sqrt(1 / y.sum() + 1 / (len(y) * max(float(np.median(shapes)), 0.3)))
    means = rough * np.exp(np.linspace(-4, 4, MEANS) * spread)
    mean, shape = (grid.ravel() for grid in np.meshgrid(means, shapes))
    inverse = shape / mean
    # Negative binomial likelihood of all areas, up to what does not depend on the prior's parameters.
    terms = (
        gammaln(y[:, np.newaxis] + shape)
        - gammaln(shape)
        + shape * np.log(inverse)
        - (y[:, np.newaxis] + shape) * np.log(people[:, np.newaxis] + inverse)
    )
    logarithm = terms.sum(axis=0)
    return mean, shape, np.exp(logarithm - logsumexp(logarithm))


def _quantile(each: Floats, scale: Floats, weights: Floats, probability: float) -> Floats:
    """Quantile of each area's mixture of gamma distributions, by halving for all areas at once."""
    # What weighs nothing is left out: most of the grid.
    kept = weights > weights.max() * 1e-4
    each, scale, weights = each[:, kept], scale[:, kept], weights[kept] / weights[kept].sum()
    low = np.zeros(len(each))
    high: Floats = ((each + 12 * np.sqrt(each) + 30) / scale).max(axis=1)
    for _ in range(STEPS):
        middle = (low + high) / 2
        reached = gammainc(each, scale * middle[:, np.newaxis]) @ weights >= probability
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    return high


def _around(neighbours: Sequence[Sequence[int]], n: int) -> list[list[int]]:
    around = [
        [number, *as_codes(f"neighbours[{number}]", others, np.size(others), "neighbours").tolist()]
        if np.size(others)
        else [number]
        for number, others in enumerate(neighbours)
    ]
    if len(around) != n:
        raise InputError(
            "{argument} has {value} lists. {remedy}",
            argument="neighbours",
            value=len(around),
            remedy=f"Give one list for each of the {n} areas.",
        )
    for number, one in enumerate(around):
        if len(set(one)) != len(one) or min(one) < 0 or max(one) >= n:
            raise InputError(
                "{argument} holds {value}. {remedy}",
                argument=f"neighbours[{number}]",
                value=one[1:],
                remedy=f"Name other areas by their numbers, 0 to {n - 1}, each once.",
            )
    return around
