"""Local Moran: which cells are like their neighbours, and which are unlike them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import check_choice, check_share
from samlad.analysis.hot_spots.false_discovery import Correction
from samlad.analysis.hot_spots.hot_spots import standard
from samlad.analysis.hot_spots.neighbours import Neighbours, Weighting
from samlad.analysis.hot_spots.null import Alternative
from samlad.analysis.hot_spots.significance import EXACT, PERMUTATION, Testing, checked, significance
from samlad.analysis.results import Parameters

Floats = NDArray[np.float64]
Null = Literal["conditional", "total", "permutation", "exact"]
Divisor = Literal["n", "n_minus_1"]
Quadrants = Literal["deviation", "mean", "median"]
NULLS = ("conditional", "total", "permutation", "exact")
HIGH_HIGH, LOW_LOW, HIGH_LOW, LOW_HIGH = "high_high", "low_low", "high_low", "low_high"


@dataclass(frozen=True, slots=True, eq=False)
class LocalMoran:
    """Local Moran of each cell.

    Attributes
    ----------
    estimate : ndarray of float, shape (n_cells,)
        I of each cell: above 0 where it deviates to the same side as its neighbours.
    expected, variance : ndarray of float, shape (n_cells,)
        Of I under the null.
    z, p, p_adjusted : ndarray of float, shape (n_cells,)
        Standard score (0 where nothing can vary), p-value, and p-value corrected for the number of cells.
    quadrants : ndarray of str, shape (n_cells,)
        'high_high', 'low_low', 'high_low' (a high cell among low ones) or 'low_high', of every cell.
    classes : ndarray of str, shape (n_cells,)
        The quadrant where the adjusted p-value is at most the significance level, otherwise ''.
    n : int
        Cells.
    null : {'conditional', 'total', 'permutation', 'exact'}
        What the values were held against.
    method, parameters, warnings
        As in `HotSpots`; also 'normal_p_wrong_under_the_total_null': a product of two deviations is far from normal.
    """

    estimate: Floats
    expected: Floats
    variance: Floats
    z: Floats
    p: Floats
    p_adjusted: Floats
    quadrants: NDArray[np.str_]
    classes: NDArray[np.str_]
    n: int
    null: str
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def local_moran(
    values: ArrayLike,
    neighbours: Neighbours,
    *,
    weighting: Weighting = "row",
    null: Null = "conditional",
    alternative: Alternative = "two_sided",
    divisor: Divisor = "n",
    quadrants: Quadrants = "deviation",
    correction: Correction = "benjamini_hochberg",
    alpha: float = 0.05,
    replications: int = 999,
    shared: bool = True,
    rng: np.random.Generator | None = None,
) -> LocalMoran:
    """Where like lies beside like, and where a cell is unlike its neighbours.

    Parameters
    ----------
    values : array_like of float, shape (n_cells,)
        Counts, rates or other numbers.
    neighbours : Neighbours
        As for `hot_spots`.
    weighting : {'row', 'binary', 'given'}
        A cell's weights add up to 1, are 1, or are as in `neighbours`.
    null : {'conditional', 'total', 'permutation', 'exact'}
        Normal p by the moments when the cell keeps its value and those of the others are permuted; when all
        are permuted, the cell's own too; p by permutations of the others; by the distribution of all of these.
    alternative : {'two_sided', 'greater', 'less', 'directed'}
        As for `hot_spots`; 'greater' is likeness.
    divisor : {'n', 'n_minus_1'}
        Of the variance by which I is divided: spdep's `mlvar=TRUE`, or `mlvar=FALSE` as esda.
    quadrants : {'deviation', 'mean', 'median'}
        What is high: the cell above the mean and its neighbours' weighted deviations above 0; or their weighted
        sum above the mean, or median, of such sums (for 'median' the cell above the median too).
    correction, replications, shared, rng
        As for `hot_spots`.
    alpha : float
        Of the classes.

    Returns
    -------
    LocalMoran

    Raises
    ------
    InputError
        As for `hot_spots`.

    Notes
    -----
    I_i = z_i Σ_j w_ij z_j / m, z the deviations from the mean, m their variance (L. Anselin, Geographical Analysis 27,
    1995, 93–115). Moments: R. R. Sokal, N. L. Oden, B. A. Thomson, Geographical Analysis 30, 1998, 331–354, equations
    A3, A4 ('total'), A7, A8 ('conditional'). Equal to spdep's `localmoran`. With 'n_minus_1', spdep and esda
    leave moments as they are for 'n', so that their z is some 1/n too small; here the moments follow.

    Examples
    --------
    >>> from samlad.analysis.hot_spots.neighbours import grid_neighbours
    >>> values = np.zeros((12, 12))
    >>> values[2:5, 2:5] = 9
    >>> found = local_moran(values.ravel(), grid_neighbours((12, 12)))
    >>> str(found.classes.reshape(12, 12)[3, 3])
    'high_high'
    """
    check_share("alpha", alpha)
    testing = Testing(null, alternative, correction, (alpha,), replications, shared, rng)
    testing.check(NULLS)
    check_choice("divisor", divisor, ("n", "n_minus_1"))
    check_choice("quadrants", quadrants, ("deviation", "mean", "median"))
    x = checked(values, neighbours)
    weighted = neighbours.weighted(weighting)
    away, scale = x - x.mean(), 1.0 if divisor == "n" else (len(x) - 1) / len(x)
    away[np.abs(away) <= 1e-14 * np.abs(x).max()] = 0
    sums, weight = weighted.unscaled.sums(x), weighted.totals()
    around = (sums if weighted.scale is None else sums * weighted.scale) - x.mean() * weight
    square = float(np.mean(away**2))
    expected, variance = (_total if null == "total" else _conditional)(away, square, weighted)
    estimate = away * around / square
    z = standard(estimate - expected, variance)
    sign = np.sign(away) if null in (PERMUTATION, EXACT) else None
    found = significance(testing, x, weighted, sums, z, sign)
    names = _quadrants(x, away, around, weighted, quadrants)
    return LocalMoran(
        estimate=estimate * scale,
        expected=expected * scale,
        variance=variance * scale**2,
        z=z,
        p=found.p,
        p_adjusted=found.p_adjusted,
        quadrants=names,
        classes=np.where(found.classes != 0, names, ""),
        n=len(x),
        null=null,
        method="local_moran",
        parameters={
            **testing.parameters,
            "weighting": weighting,
            "divisor": divisor,
            "quadrants": quadrants,
        },
        warnings=found.warnings,
    )


def _conditional(away: Floats, square: float, weighted: Neighbours) -> tuple[Floats, Floats]:
    n, weight, squares = len(away), weighted.totals(), weighted.totals(2)
    expected = -(away**2) * weight / ((n - 1) * square)
    variance = (away / square) ** 2 * n / (n - 2) * (squares - weight**2 / (n - 1))
    variance *= square - away**2 / (n - 1)
    return expected, np.where(variance > 1e-12 * squares, variance, 0.0)


def _total(away: Floats, square: float, weighted: Neighbours) -> tuple[Floats, Floats]:
    n, weight, squares = len(away), weighted.totals(), weighted.totals(2)
    kurtosis = float(np.mean(away**4)) / square**2
    expected = -weight / (n - 1)
    variance = (n - kurtosis) / (n - 1) * squares
    variance += (2 * kurtosis - n) / ((n - 1) * (n - 2)) * (weight**2 - squares)
    variance -= expected**2
    return expected, np.where(variance > 1e-12 * squares, variance, 0.0)


def _quadrants(
    x: Floats, away: Floats, around: Floats, weighted: Neighbours, rule: Quadrants
) -> NDArray[np.str_]:
    if rule == "deviation":
        high, high_around = away > 0, around > 0
    else:
        middle, sums = np.mean if rule == "mean" else np.median, weighted.sums(x)
        high, high_around = x > middle(x), sums > middle(sums)
    cases = [high & high_around, ~high & ~high_around, high & ~high_around]
    return np.select(cases, [HIGH_HIGH, LOW_LOW, HIGH_LOW], default=LOW_HIGH)
