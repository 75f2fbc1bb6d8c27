"""How much more counts scatter than chance alone, and what is said where nobody told."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import as_counts, check_at_least
from samlad.analysis.errors import InputError
from samlad.analysis.regression.long_run import long_run_squares

Floats = NDArray[np.float64]

FEWEST_PERIODS = 8
# One count cannot show how much it scatters: where its dispersion is not told, 1 is an assumption.
TAKEN_AS_POISSON = "counts_taken_as_poisson"


def count_dispersion(counts: ArrayLike) -> float:
    """Variance over mean of a total, from how its periods scatter; one number for all places.

    Parameters
    ----------
    counts : array_like of int, shape (n_periods,) or (n_places, n_periods)
        Counts of equal periods, oldest first, in which nothing changed; at least 8. A season and a trend count as
        scatter: take them out by shorter stretches, or use `trend`.

    Returns
    -------
    float
        At least 1: incidents are not more even than chance.

    Raises
    ------
    InputError
        If counts are no counts, or there are fewer than 8 periods.

    Notes
    -----
    φ̂ = Σ_i L_i / Σ_i (n − 1) ȳ_i, L_i a place's sum of squares about its mean ȳ_i with those of neighbouring periods
    taken together (`long_run_squares`), so that weeks that hang together are not taken as independent; of waves longer
    than some weeks it sees the larger part, not all.

    Examples
    --------
    >>> count_dispersion([[4, 6, 5, 5, 4, 6, 5, 5]]), round(count_dispersion([3, 9, 11, 8, 0, 1, 2, 10, 9, 7]), 1)
    (1.0, 2.3)
    """
    rows = np.atleast_2d(as_counts("counts", counts))
    if rows.ndim > 2 or rows.shape[-1] < FEWEST_PERIODS:
        raise InputError(
            "{argument} has shape {value}. {remedy}",
            argument="counts",
            value=np.shape(counts),
            remedy=f"Give the counts of at least {FEWEST_PERIODS} periods, or a row of them for each place.",
        )
    mean = rows.mean(axis=1)
    scatter = float(long_run_squares(rows - mean[:, np.newaxis]).sum())
    chance = float((rows.shape[1] - 1) * mean.sum())
    return max(1.0, scatter / chance) if chance else 1.0


def told_dispersion(dispersion: float | None) -> tuple[float, tuple[str, ...]]:
    """The dispersion to reckon with, and the warning that nobody told it."""
    if dispersion is None:
        return 1.0, (TAKEN_AS_POISSON,)
    check_at_least("dispersion", dispersion, 1)
    return float(dispersion), ()
