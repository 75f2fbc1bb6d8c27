"""How sure the order of areas is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import (
    as_numbers,
    check_length,
    check_level,
    check_positive,
    check_row,
    check_whole,
)
from samlad.analysis.rates.rate import counts_and_exposure
from samlad.analysis.regression.dispersion import told_dispersion
from samlad.analysis.results import Parameters

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

REPLICATIONS = 2_000
ANSCOMBE = 3 / 8


@dataclass(frozen=True, slots=True, eq=False)
class Ranks:
    """Rank 1 is the highest.

    Attributes
    ----------
    rank : ndarray of int, shape (n,)
        As observed; equals share the better rank.
    low, high : ndarray of int, shape (n,)
        The ranks that each may really have: from `low` (the better) to `high`.
    level : float
        With which confidence: for each by itself, or for all together.
    n : int
    method, parameters, warnings
        As in `Estimate`.
    """

    rank: Integers
    low: Integers
    high: Integers
    level: float
    n: int
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def rank_intervals(
    estimates: ArrayLike,
    standard_errors: ArrayLike,
    *,
    rng: np.random.Generator,
    together: bool = False,
    replications: int = REPLICATIONS,
    level: float = 0.95,
) -> Ranks:
    """Ranks of independent estimates, each with an interval.

    Parameters
    ----------
    estimates : array_like of float, shape (n,)
        At least two; near normal around the truth.
    standard_errors : array_like of float, shape (n,)
        Above 0.
    rng : numpy.random.Generator
        For the simulated quantile.
    together : bool
        Whether the intervals hold all at once: for "these three are surely among the worst five". Otherwise each by
        itself: for "where does Hertsön stand".
    replications : int
        How many are simulated, at least 100.
    level : float
        Confidence.

    Returns
    -------
    Ranks

    Raises
    ------
    InputError
        If there are fewer than two, shapes differ, or a standard error is not above 0.

    Notes
    -----
    An area is surely behind another where the difference's interval excludes zero. The intervals of all its
    differences hold together, by the simulated quantile of the largest |z_i − z_j| over one i, or over all pairs; its
    rank then lies between 1 + (those surely ahead) and n − (those surely behind). (M. Mogstad, J. P. Romano,
    A. M. Shaikh, D. Wilhelm, Rev. Econ. Stud. 91, 2024, 476–518, without their stepwise refinement.) Never less
    than the level, whatever the ties among the true values.

    Examples
    --------
    >>> found = rank_intervals([9.0, 5.0, 4.8, 1.0], [0.5, 0.5, 0.5, 0.5], rng=np.random.default_rng(1))
    >>> list(zip(found.low.tolist(), found.high.tolist()))
    [(1, 1), (2, 3), (2, 3), (4, 4)]
    """
    check_level(level)
    check_whole("replications", replications, 100)
    values, errors = as_numbers("estimates", estimates), as_numbers("standard_errors", standard_errors)
    check_row("estimates", values, 2, "one area has no rank")
    check_length("standard_errors", errors, len(values), "estimates")
    check_positive("standard_errors", errors, "A standard error is above 0.")
    width = np.sqrt(np.square(errors)[:, np.newaxis] + np.square(errors))
    critical = _critical(errors, width, rng, replications, level, together=together)
    apart = (values - values[:, np.newaxis]) / width
    ahead, behind = apart > critical[:, np.newaxis], apart < -critical[:, np.newaxis]
    n = len(values)
    return Ranks(
        rank=1 + (values > values[:, np.newaxis]).sum(axis=1),
        low=1 + ahead.sum(axis=1),
        high=n - behind.sum(axis=1),
        level=level,
        n=n,
        method="differences_together" if together else "differences_each",
        parameters={"level": level, "replications": replications, "together": together},
    )


def rank_rates(
    counts: ArrayLike,
    exposure: ArrayLike,
    *,
    rng: np.random.Generator,
    dispersion: float | None = None,
    together: bool = False,
    replications: int = REPLICATIONS,
    level: float = 0.95,
) -> Ranks:
    """Ranks of areas by their rate, each with an interval.

    Parameters
    ----------
    counts : array_like of int, shape (n,)
    exposure : array_like of float, shape (n,)
        Inhabitants, above 0; ones to rank the counts themselves.
    rng : numpy.random.Generator
    dispersion : float, optional
        Variance over mean of the counts: 1 where incidents are independent, from `count_dispersion` where there are
        periods. One count cannot tell; left out it is taken as 1, with a warning.
    together, replications, level
        As in `rank_intervals`.

    Returns
    -------
    Ranks
        `rank` is that of the rates themselves. With the warning 'counts_taken_as_poisson' where no dispersion was told.

    Raises
    ------
    InputError
        As `rank_intervals`; and if a count is no count or an exposure not above 0.

    Notes
    -----
    Square roots of rates have nearly the same variance whatever the rate, φ/(4n): √((y + 3/8)/n) (F. J. Anscombe,
    Biometrika 35, 1948, 246–254). Their order is that of the rates but for the 3/8, which moves only areas that cannot
    be told apart.

    Examples
    --------
    >>> found = rank_rates([90, 41, 38, 2], [1000] * 4, rng=np.random.default_rng(1))
    >>> found.low.tolist(), found.high.tolist()
    ([1, 2, 2, 4], [1, 3, 3, 4])
    """
    phi, warnings = told_dispersion(dispersion)
    y, people = counts_and_exposure(counts, exposure)
    check_row("counts", y, 2, "one area has no rank")
    roots = np.sqrt((y + ANSCOMBE) / people)
    found = rank_intervals(
        roots,
        np.sqrt(phi / (4 * people)),
        rng=rng,
        together=together,
        replications=replications,
        level=level,
    )
    raw = y / people
    return Ranks(
        rank=1 + (raw > raw[:, np.newaxis]).sum(axis=1),
        low=found.low,
        high=found.high,
        level=level,
        n=found.n,
        method=f"square_root_{found.method}",
        parameters=dict(found.parameters) | {"dispersion": phi},
        warnings=(*found.warnings, *warnings),
    )


def _critical(
    errors: Floats,
    width: Floats,
    rng: np.random.Generator,
    replications: int,
    level: float,
    *,
    together: bool,
) -> Floats:
    """Per area, how many standard errors a difference has to be apart."""
    largest = np.zeros((replications, len(errors)))
    for number in range(replications):
        noise = rng.standard_normal(len(errors)) * errors
        largest[number] = (np.abs(noise - noise[:, np.newaxis]) / width).max(axis=1)
    if together:
        return np.full(len(errors), np.quantile(largest.max(axis=1), level))
    found: Floats = np.quantile(largest, level, axis=0)
    return found
