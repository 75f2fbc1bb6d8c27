"""Whether like lies beside like in the whole map: Moran's I, and Getis and Ord's general G."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import as_generator, check_choice, check_whole
from samlad.analysis.errors import InputError
from samlad.analysis.hot_spots.neighbours import Neighbours, Weighting
from samlad.analysis.hot_spots.null import ALTERNATIVES, SLACK, Alternative, Tails, normal
from samlad.analysis.hot_spots.significance import checked
from samlad.analysis.results import Parameters

Floats = NDArray[np.float64]
Null = Literal["randomisation", "normality", "permutation"]
NULLS = ("randomisation", "normality", "permutation")


@dataclass(frozen=True, slots=True, eq=False)
class GlobalStatistic:
    """One figure for the whole map.

    Attributes
    ----------
    estimate : float
    expected, variance : float
        Under the null.
    z, p : float
        Standard score and p-value.
    n : int
        Cells that count.
    null : str
        What the values were held against.
    method, parameters, warnings
        As in `Estimate`.
    """

    estimate: float
    expected: float
    variance: float
    z: float
    p: float
    n: int
    null: str
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Constants:
    """Sums over all weights: S0, S1 and S2 of Cliff and Ord."""

    all: float
    mutual: float
    margins: float


def global_moran(
    values: ArrayLike,
    neighbours: Neighbours,
    *,
    weighting: Weighting = "row",
    null: Null = "randomisation",
    alternative: Alternative = "greater",
    replications: int = 999,
    rng: np.random.Generator | None = None,
) -> GlobalStatistic:
    """Moran's I: how alike neighbours are in the whole map.

    Parameters
    ----------
    values : array_like of float, shape (n_cells,)
    neighbours : Neighbours
    weighting : {'row', 'binary', 'given'}
        A cell's weights add up to 1, are 1, or are as in `neighbours`.
    null : {'randomisation', 'normality', 'permutation'}
        Moments when the values are permuted, or when they are normal; or p by permutations.
    alternative : {'greater', 'less', 'two_sided', 'directed'}
        'greater' is likeness.
    replications : int
    rng : Generator, optional
        With 'permutation'.

    Returns
    -------
    GlobalStatistic

    Raises
    ------
    InputError
        As for `hot_spots`, or with fewer than four cells.

    Notes
    -----
    A. D. Cliff, J. K. Ord, Spatial Processes, 1981, pp. 42–46. Equal to spdep's `moran.test`. Cells without
    neighbours are in the mean and the variance, but not in n (spdep's `adjust.n=TRUE`).

    Examples
    --------
    >>> from samlad.analysis.hot_spots.neighbours import grid_neighbours
    >>> slope = np.add.outer(np.arange(6), np.arange(6)).ravel()
    >>> round(global_moran(slope, grid_neighbours((6, 6))).estimate, 3)
    0.822
    """
    _check(null, alternative, replications, rng, NULLS)
    x = checked(values, neighbours)
    weighted = neighbours.weighted(weighting)
    sums, away = _constants(weighted), x - x.mean()
    n = int(np.count_nonzero(weighted.counts))
    _check_number(x[weighted.counts > 0], 4)
    estimate = _moran(away, weighted, sums, n)
    expected = -1 / (n - 1)
    variance = _moran_variance(away, sums, n, normality=null == "normality") - expected**2
    z = _score(estimate - expected, variance, expected)
    if null == "permutation" and rng is not None:
        drawn = np.array([_moran(rng.permutation(away), weighted, sums, n) for _ in range(replications)])
        p = _tails(estimate, drawn).p(alternative)
    else:
        p = normal(np.array([z])).p(alternative)
    return GlobalStatistic(
        estimate=estimate,
        expected=expected,
        variance=variance,
        z=z,
        p=float(p[0]),
        n=n,
        null=null,
        method="moran",
        parameters={"weighting": weighting, "null": null, "alternative": alternative},
    )


def general_g(
    values: ArrayLike,
    neighbours: Neighbours,
    *,
    weighting: Weighting = "binary",
    alternative: Alternative = "greater",
) -> GlobalStatistic:
    """Getis and Ord's general G: whether high values lie together, or low ones.

    Parameters
    ----------
    values : array_like of float, shape (n_cells,)
        Not below 0.
    neighbours : Neighbours
    weighting : {'binary', 'given', 'row'}
        Weights are 1, as in `neighbours`, or add up to 1 for each cell.
    alternative : {'greater', 'less', 'two_sided', 'directed'}
        'greater': high values lie together.

    Returns
    -------
    GlobalStatistic

    Raises
    ------
    InputError
        As for `hot_spots`, if a value is below 0, or with fewer than four cells.

    Notes
    -----
    G = Σ_ij w_ij x_i x_j / Σ_{i≠j} x_i x_j, moments by permutation (A. Getis, J. K. Ord, Geographical Analysis 24,
    1992, 189–206). Equal to spdep's `globalG.test`.

    Examples
    --------
    >>> from samlad.analysis.hot_spots.neighbours import grid_neighbours
    >>> values = np.ones((6, 6))
    >>> values[:2, :2] = 9
    >>> general_g(values.ravel(), grid_neighbours((6, 6))).p < 0.001
    True
    """
    _check("randomisation", alternative, 1, None, NULLS)
    x = checked(values, neighbours)
    if (x < 0).any():
        raise InputError(
            "{argument} holds {value}. {remedy}",
            argument="values",
            value=f"{x.min():g}",
            remedy="General G needs values from 0 upwards; use global_moran.",
        )
    weighted = neighbours.weighted(weighting)
    sums, some = _constants(weighted), weighted.counts > 0
    products, x, n = float(x @ weighted.sums(x)), x[some], int(some.sum())
    pairs = x.sum() ** 2 - (x**2).sum()
    if pairs <= 0:
        raise InputError(
            "{argument} holds {value} cell above 0. {remedy}",
            argument="values",
            value=int(np.count_nonzero(x)),
            remedy="General G needs at least two.",
        )
    _check_number(x, 4)
    estimate, expected = products / float(pairs), sums.all / (n * (n - 1))
    variance = _g_square(x, sums, n) - expected**2
    z = _score(estimate - expected, variance, expected)
    return GlobalStatistic(
        estimate=estimate,
        expected=expected,
        variance=variance,
        z=z,
        p=float(normal(np.array([z])).p(alternative)[0]),
        n=n,
        null="randomisation",
        method="getis_ord_general_g",
        parameters={"weighting": weighting, "null": "randomisation", "alternative": alternative},
    )


def _score(away: float, variance: float, expected: float) -> float:
    if variance <= 1e-12 * expected**2:
        raise InputError(
            "{argument} make every cell the neighbour of every other ({value} is the variance). {remedy}",
            argument="neighbours",
            value=f"{max(variance, 0):g}",
            remedy="Choose a smaller distance: the statistic has to be able to vary.",
        )
    return float(away / np.sqrt(variance))


def _moran(away: Floats, weighted: Neighbours, sums: _Constants, n: int) -> float:
    return float(n / sums.all * (away @ weighted.sums(away)) / (away @ away))


def _moran_variance(away: Floats, sums: _Constants, n: int, *, normality: bool) -> float:
    """The expected square of I."""
    if normality:
        return (n**2 * sums.mutual - n * sums.margins + 3 * sums.all**2) / (sums.all**2 * (n**2 - 1))
    kurtosis = len(away) * float((away**4).sum()) / float((away**2).sum()) ** 2
    first = n * ((n**2 - 3 * n + 3) * sums.mutual - n * sums.margins + 3 * sums.all**2)
    second = kurtosis * ((n**2 - n) * sums.mutual - 2 * n * sums.margins + 6 * sums.all**2)
    return (first - second) / ((n - 1) * (n - 2) * (n - 3) * sums.all**2)


def _g_square(x: Floats, sums: _Constants, n: int) -> float:
    """The expected square of G."""
    m1, m2, m3, m4 = (float((x**power).sum()) for power in (1, 2, 3, 4))
    mutual, margins, square = sums.mutual, sums.margins, sums.all**2
    b0 = (n**2 - 3 * n + 3) * mutual - n * margins + 3 * square
    b1 = -((n**2 - n) * mutual - 2 * n * margins + 6 * square)
    b2 = -(2 * n * mutual - (n + 3) * margins + 6 * square)
    b3 = 4 * (n - 1) * mutual - 2 * (n + 1) * margins + 8 * square
    b4 = mutual - margins + square
    top = b0 * m2**2 + b1 * m4 + b2 * m1**2 * m2 + b3 * m1 * m3 + b4 * m1**4
    return top / ((m1**2 - m2) ** 2 * n * (n - 1) * (n - 2) * (n - 3))


def _constants(weighted: Neighbours) -> _Constants:
    owners, members, weights, n = weighted.owners, weighted.members, weighted.weights, weighted.n
    keys, back = owners * n + members, members * n + owners
    order = np.argsort(keys)
    place = np.minimum(np.searchsorted(keys, back, sorter=order), len(keys) - 1)
    found = order[place]
    returned = np.where(keys[found] == back, weights[found], 0.0)
    rows, columns = weighted.totals(), np.bincount(members, weights, minlength=n)
    mutual = float((weights**2).sum() + (weights * returned).sum())
    return _Constants(float(weights.sum()), mutual, float(((rows + columns) ** 2).sum()))


def _tails(estimate: float, drawn: Floats) -> Tails:
    slack = SLACK * max(1.0, abs(estimate))
    larger, smaller = (drawn >= estimate - slack).sum(), (drawn <= estimate + slack).sum()
    return Tails(np.array([larger]), np.array([smaller]), len(drawn))


def _check(
    null: str,
    alternative: Alternative,
    replications: int,
    rng: np.random.Generator | None,
    nulls: tuple[str, ...],
) -> None:
    check_choice("null", null, nulls)
    check_choice("alternative", alternative, ALTERNATIVES)
    check_whole("replications", replications, 1)
    if null == "permutation":
        as_generator(rng, "null='permutation'")


def _check_number(x: Floats, least: int) -> None:
    if len(x) < least:
        raise InputError(
            "{argument} has shape {value}. {remedy}",
            argument="values",
            value=x.shape,
            remedy=f"The moments need at least {least} cells that have neighbours.",
        )
