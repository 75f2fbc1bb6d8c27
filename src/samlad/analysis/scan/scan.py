"""Space–time scan statistics: where, and since when, there are more cases than expected."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.scan import checks
from samlad.analysis.scan.null import cumulative, permuted, persons, poisson
from samlad.analysis.scan.results import Scan
from samlad.analysis.scan.search import PERMUTATION, Null, Search

Floats = NDArray[np.float64]
Direction = Literal["high", "low", "both"]
Overlap = Literal["space_time", "space"]
Options = tuple[bool, float | None, float, int | None, str, str, int, int]


def permutation_scan(
    counts: ArrayLike,
    x: ArrayLike,
    y: ArrayLike,
    *,
    rng: np.random.Generator,
    prospective: bool = False,
    radius: float | None = None,
    share: float = 0.5,
    longest: int | None = None,
    direction: Direction = "high",
    overlap: Overlap = "space_time",
    earlier_analyses: int = 0,
    replications: int = 999,
) -> Scan:
    """Space–time permutation scan: clusters beyond what the cells' and the periods' own totals explain.

    It needs no population: a cell that always has many cases is no cluster, and neither is a week that has many
    everywhere.

    Parameters
    ----------
    counts : array_like of int, shape (n_cells, n_periods)
        Cases, oldest period first.
    x, y : array_like of float, shape (n_cells,)
        Where the cells are, in metres or another unit of length.
    rng : numpy.random.Generator
        Draws the replications.
    prospective : bool
        Only clusters that are still going on in the last period.
    radius : float, optional
        Largest radius of a circle, in the unit of x and y.
    share : float
        Largest share of all cases in a circle.
    longest : int, optional
        Periods in the longest interval; half of all when left out.
    direction : {'high', 'low', 'both'}
        Whether more cases than expected are looked for, or fewer.
    overlap : {'space_time', 'space'}
        Secondary clusters share no cell and period with a likelier one; or no cell at all.
    earlier_analyses : int
        Prospective only: p-values are adjusted for having looked at the end of so many earlier periods too.
    replications : int
        Simulations for the p-value. 999 give at best 0.001.

    Returns
    -------
    Scan

    Raises
    ------
    InputError
        If counts are not whole numbers from 0 in two dimensions, fewer than two cells or periods have cases, x or y
        do not fit, or a setting is out of its range.

    Notes
    -----
    M. Kulldorff, R. Heffernan, J. Hartman, R. Assunção, F. Mostashari, PLoS Medicine 2, 2005, e59. Candidates are all
    circles around a cell, grown one cell at a time in the order of distance, x, y, times all intervals; a cluster has
    at least two cases. Conventions are SaTScan 10's.

    Examples
    --------
    >>> counts = np.ones((25, 10), dtype=int)
    >>> counts[6:8, 8:] += 6
    >>> x, y = np.arange(25) % 5 * 100.0, np.arange(25) // 5 * 100.0
    >>> found = permutation_scan(counts, x, y, rng=np.random.default_rng(1), radius=150, prospective=True)
    >>> sorted(found.clusters[0].cells.tolist()), found.clusters[0].start, found.clusters[0].p
    ([6, 7], 8, 0.001)
    """
    table = checks.case_table(counts)
    checks.check_margins(table)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    options = prospective, radius, share, longest, direction, overlap, earlier_analyses, replications
    return _search(
        *(table, x, y, options),
        sizes=rows,
        weights=rows,
        expected=np.concatenate([[0.0], columns.cumsum()]) / table.sum(),
        null=permuted(rows, columns),
        method=PERMUTATION,
    ).run(rng)


def poisson_scan(
    counts: ArrayLike,
    population: ArrayLike,
    x: ArrayLike,
    y: ArrayLike,
    *,
    rng: np.random.Generator,
    prospective: bool = False,
    radius: float | None = None,
    share: float = 0.5,
    longest: int | None = None,
    direction: Direction = "high",
    overlap: Overlap = "space_time",
    earlier_analyses: int = 0,
    replications: int = 999,
) -> Scan:
    """Scan of counts that are Poisson in proportion to a population: purely spatial, or in space and time.

    Parameters
    ----------
    counts : array_like of int, shape (n_cells,) or (n_cells, n_periods)
        Cases; one dimension for a purely spatial scan, otherwise oldest period first.
    population : array_like of float, shape (n_cells,) or (n_cells, n_periods)
        Population at risk; or expected counts, adjusted for whatever is to be adjusted for. Only proportions count.
    x, y : array_like of float, shape (n_cells,)
        Where the cells are, in metres or another unit of length.
    rng : numpy.random.Generator
        Draws the replications.
    prospective, radius, longest, direction, overlap, earlier_analyses, replications
        As in `permutation_scan`.
    share : float
        Largest share of the population in a circle.

    Returns
    -------
    Scan

    Raises
    ------
    InputError
        If counts are not whole numbers from 0, there are fewer than two cases or cells, the population is negative or
        0 where there are cases, shapes do not fit, or a setting is out of its range.

    Notes
    -----
    M. Kulldorff, Communications in Statistics – Theory and Methods 26, 1997, 1481–1496, and for time Journal of the
    Royal Statistical Society A 164, 2001, 61–72. Replications are multinomial: as many cases as observed.

    Examples
    --------
    >>> x, y = np.arange(25) % 5 * 100.0, np.arange(25) // 5 * 100.0
    >>> counts = np.full(25, 10) + 15 * (np.arange(25) < 2)
    >>> found = poisson_scan(counts, np.full(25, 500), x, y, rng=np.random.default_rng(1))
    >>> sorted(found.clusters[0].cells.tolist()), round(found.clusters[0].relative_risk, 2)
    ([0, 1], 2.5)
    """
    table = checks.case_table(counts, periods=False)
    checks.check_cases(table)
    people = checks.population_table(population, table)
    means = people * (table.sum() / people.sum())
    steady = bool((people == people[:, :1]).all())
    options = prospective, radius, share, longest, direction, overlap, earlier_analyses, replications
    return _search(
        *(table, x, y, options),
        sizes=people.sum(axis=1),
        weights=means.sum(axis=1),
        expected=np.linspace(0, 1, table.shape[1] + 1) if steady else cumulative(means),
        null=poisson(means),
        method="poisson_scan",
    ).run(rng)


def bernoulli_scan(
    cases: ArrayLike,
    controls: ArrayLike,
    x: ArrayLike,
    y: ArrayLike,
    *,
    rng: np.random.Generator,
    prospective: bool = False,
    radius: float | None = None,
    share: float = 0.5,
    longest: int | None = None,
    direction: Direction = "high",
    overlap: Overlap = "space_time",
    earlier_analyses: int = 0,
    replications: int = 999,
) -> Scan:
    """Scan of cases among persons or events that are either case or control: purely spatial, or in space and time.

    Parameters
    ----------
    cases, controls : array_like of int, shape (n_cells,) or (n_cells, n_periods)
        How many of each; one dimension for a purely spatial scan.
    x, y : array_like of float, shape (n_cells,)
        Where the cells are, in metres or another unit of length.
    rng : numpy.random.Generator
        Draws the replications.
    prospective, radius, longest, direction, overlap, earlier_analyses, replications
        As in `permutation_scan`.
    share : float
        Largest share of cases and controls in a circle.

    Returns
    -------
    Scan

    Raises
    ------
    InputError
        If cases or controls are not whole numbers from 0 of the same shape, there are fewer than two cells or cases or
        no control, or a setting is out of its range.

    Notes
    -----
    M. Kulldorff, Communications in Statistics – Theory and Methods 26, 1997, 1481–1496. Replications deal the cases out
    among all cases and controls.

    Examples
    --------
    >>> x, y = np.arange(25) % 5 * 100.0, np.arange(25) // 5 * 100.0
    >>> cases = np.full(25, 10) + 15 * (np.arange(25) < 2)
    >>> found = bernoulli_scan(cases, 40 - cases, x, y, rng=np.random.default_rng(1))
    >>> sorted(found.clusters[0].cells.tolist()), round(found.clusters[0].relative_risk, 2)
    ([0, 1], 2.5)
    """
    table = checks.case_table(cases, "cases", periods=False)
    others = checks.case_table(controls, "controls", periods=False)
    checks.check_cases(table, "cases")
    checks.check_controls(others, table)
    everybody = table + others
    means = everybody * (table.sum() / everybody.sum())
    options = prospective, radius, share, longest, direction, overlap, earlier_analyses, replications
    return _search(
        *(table, x, y, options),
        sizes=everybody.sum(axis=1),
        weights=means.sum(axis=1),
        expected=cumulative(means),
        population=float(everybody.sum()),
        null=persons(everybody, table.sum()),
        method="bernoulli_scan",
    ).run(rng)


def _search(
    table: Floats,
    x: ArrayLike,
    y: ArrayLike,
    options: Options,
    *,
    sizes: Floats,
    weights: Floats,
    expected: Floats,
    null: Null,
    method: str,
    population: float = 0.0,
) -> Search:
    """What all three models have in common: where the cells are, and the options, checked."""
    places = checks.places(x, y, len(table))
    settings = checks.settings(table.shape[1], *options)
    return Search(table, *places, sizes, weights, expected, population, null, settings, method)
