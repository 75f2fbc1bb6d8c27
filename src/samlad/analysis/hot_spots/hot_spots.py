"""Local hot and cold spots: Getis and Ord's Gi and Gi*."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import check_at_least
from samlad.analysis.hot_spots.false_discovery import Correction
from samlad.analysis.hot_spots.neighbours import Neighbours, Weighting
from samlad.analysis.hot_spots.null import Alternative
from samlad.analysis.hot_spots.significance import Testing, checked, significance
from samlad.analysis.results import Parameters

Floats = NDArray[np.float64]
Null = Literal["analytic", "permutation", "exact"]
NULLS = ("analytic", "permutation", "exact")
ALPHAS = (0.10, 0.05, 0.01)

# A variance of less than this share of what it is made of is rounding: nothing can vary.
NOTHING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class HotSpots:
    """Gi or Gi* of each cell.

    Attributes
    ----------
    estimate : ndarray of float, shape (n_cells,)
        The weighted sum of the values in the neighbourhood.
    expected, variance : ndarray of float, shape (n_cells,)
        Of that sum under the null.
    z : ndarray of float, shape (n_cells,)
        Standard score: above 0 where there is more than expected. 0 where nothing can vary, as for a cell without
        neighbours.
    p : ndarray of float, shape (n_cells,)
        p-values under the null that `null` names.
    p_adjusted : ndarray of float, shape (n_cells,)
        The same, corrected for the number of cells.
    classes : ndarray of int8, shape (n_cells,)
        3, 2, 1 for a hot spot whose adjusted p-value is at most 0.01, 0.05, 0.10 (as `parameters` say); −3, −2, −1
        for a cold spot; 0 for neither.
    ratio : ndarray of float, shape (n_cells,)
        Getis and Ord's G of 1992, the share of the total that lies in the neighbourhood; NaN where the total is 0.
    n : int
        Cells.
    null : {'analytic', 'permutation', 'exact'}
        What the values were held against.
    method, parameters, warnings
        As in `Estimate`. Warnings: 'cells_without_neighbours', 'normal_p_doubtful_skewed_values',
        'clustered_as_a_whole', 'too_few_permutations_for_the_correction'.
    """

    estimate: Floats
    expected: Floats
    variance: Floats
    z: Floats
    p: Floats
    p_adjusted: Floats
    classes: NDArray[np.int8]
    ratio: Floats
    n: int
    null: str
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def hot_spots(
    values: ArrayLike,
    neighbours: Neighbours,
    *,
    star: bool = True,
    own_weight: float = 1.0,
    weighting: Weighting = "given",
    null: Null = "analytic",
    alternative: Alternative = "two_sided",
    correction: Correction = "benjamini_hochberg",
    alphas: tuple[float, ...] = ALPHAS,
    replications: int = 999,
    shared: bool = True,
    rng: np.random.Generator | None = None,
) -> HotSpots:
    """Where high or low values lie together: Gi* (with the cell itself) or Gi (without).

    Parameters
    ----------
    values : array_like of float, shape (n_cells,)
        Counts, rates or other numbers.
    neighbours : Neighbours
        From `grid_neighbours`, `near_neighbours`, `nearest_neighbours` or `neighbour_lists`.
    star : bool
        Gi*: the cell itself belongs to its neighbourhood, with `own_weight`.
    own_weight : float
        What the cell itself counts as; a neighbour counts as 1 unless other weights were given.
    weighting : {'given', 'binary', 'row'}
        Weights as in `neighbours` (1 unless given), all 1, or adding up to 1 for each cell, itself included. No z and
        no p depends on whether they add up to 1.
    null : {'analytic', 'permutation', 'exact'}
        'analytic': p by the normal distribution with the moments of Ord and Getis; for Gi* the cell's own
        value is random too. 'permutation': the cell keeps its value, those of all others are permuted. 'exact':
        the same without chance, by the distribution of all permutations; for whole numbers and equal weights.
    alternative : {'two_sided', 'greater', 'less', 'directed'}
        'greater' looks for hot spots alone. 'two_sided' is twice the smaller tail. 'directed' is the smaller tail, not
        doubled, as esda's `p_sim` (its default); it calls twice as much significant as it says.
    correction : {'benjamini_hochberg', 'benjamini_yekutieli', 'holm', 'bonferroni', 'none'}
        For the number of cells: see `adjust_p`.
    alphas : tuple of float
        Significance levels of the classes, from the largest to the smallest.
    replications : int
        With 'permutation': how many are drawn.
    shared : bool
        With 'permutation': one sample for all cells, or one for each. Each cell's p-value has the same distribution.
    rng : Generator, optional
        With 'permutation': where chance comes from.

    Returns
    -------
    HotSpots

    Raises
    ------
    InputError
        If there are fewer than three cells, all values are equal, no cell has neighbours, or a setting is unknown.

    Notes
    -----
    z = (Σ_j w_ij x_j − W_i x̄) / (s √((n S_i − W_i²) / (n − 1))) for Gi*, with W_i = Σ_j w_ij, S_i = Σ_j w_ij²; for Gi,
    mean and s are those of the others, and n − 1 stands for n (A. Getis, J. K. Ord, Geographical Analysis 24, 1992,
    189–206; J. K. Ord, A. Getis, 27, 1995, 286–306). Equal to spdep's `localG`. Under 'permutation' and 'exact' the
    moments of Gi* are those of the others plus the cell's own value, so that its z is that of Gi.

    Examples
    --------
    >>> from samlad.analysis.hot_spots.neighbours import grid_neighbours
    >>> values = np.zeros((12, 12))
    >>> values[2:5, 2:5] = 9
    >>> found = hot_spots(values.ravel(), grid_neighbours((12, 12)))
    >>> found.classes.reshape(12, 12)[:6, :6].tolist()[3]
    [0, 3, 3, 3, 3, 3]
    """
    testing = Testing(null, alternative, correction, alphas, replications, shared, rng)
    testing.check(NULLS)
    check_at_least("own_weight", own_weight, 0)
    x = checked(values, neighbours)
    others, own = weights_with_own(neighbours, own_weight if star else 0.0, weighting)
    conditional = null != "analytic" or not star
    expected, variance = (moments_of_others if conditional else _moments_of_all)(x, others, own)
    sums = others.unscaled.sums(x)
    estimate = (sums if others.scale is None else sums * others.scale) + own * x
    z = standard(estimate - expected, variance)
    found = significance(testing, x, others, sums, z)
    total = x.sum() - (0 if star else x)
    return HotSpots(
        estimate=estimate,
        expected=expected,
        variance=variance,
        z=z,
        p=found.p,
        p_adjusted=found.p_adjusted,
        classes=found.classes,
        ratio=np.divide(estimate, total, out=np.full(len(x), np.nan), where=total != 0),
        n=len(x),
        null=null,
        method="getis_ord_gi_star" if star else "getis_ord_gi",
        parameters={
            **testing.parameters,
            "star": star,
            "own_weight": own_weight if star else 0.0,
            "weighting": weighting,
        },
        warnings=found.warnings,
    )


def weights_with_own(
    neighbours: Neighbours, own_weight: float, weighting: Weighting
) -> tuple[Neighbours, Floats]:
    """The weights of the neighbours and of the cell itself; with 'row' all of a cell's add up to 1."""
    others = neighbours.weighted("given" if weighting == "row" else weighting)
    own = np.full(neighbours.n, own_weight)
    if weighting != "row":
        return others, own
    total = others.totals() + own
    scale = 1 / np.where(total > 0, total, 1)
    return Neighbours(others.first, others.members, others.given, scale), own * scale


def moments_of_others(x: Floats, others: Neighbours, own: Floats) -> tuple[Floats, Floats]:
    """Expectation and variance of a neighbourhood's sum when the others' values are permuted among them."""
    n, away = len(x) - 1, x - x.mean()
    mean = -away / n
    square = ((away @ away) - away**2) / n - mean**2
    weight, squares = others.totals(), others.totals(2)
    variance = _cleared(square, away) * _cleared(n * squares - weight**2, n * squares) / (n - 1)
    return weight * (x.mean() + mean) + own * x, variance


def _moments_of_all(x: Floats, others: Neighbours, own: Floats) -> tuple[Floats, Floats]:
    """The same when all values are permuted, the cell's own among them."""
    n = len(x)
    weight, squares = others.totals() + own, others.totals(2) + own**2
    variance = x.var() * _cleared(n * squares - weight**2, n * squares) / (n - 1)
    return weight * x.mean(), variance


def _cleared(difference: Floats, of: Floats) -> Floats:
    """0 where a difference is rounding: nothing can vary there."""
    return np.where(difference > NOTHING * np.abs(of).max(), difference, 0.0)


def standard(away: Floats, variance: Floats) -> Floats:
    """Standard scores; 0 where nothing can vary."""
    some = variance > 0
    return np.divide(away, np.sqrt(variance), out=np.zeros(len(away)), where=some)
