"""What places of a kind have in the mean, and how much they differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samlad.analysis.errors import InputError
from samlad.analysis.regression.negative_binomial_fit import overdispersion

Floats = NDArray[np.float64]

FEWEST = 3


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """Mean of each place, and the variance of the true means over the square of it."""

    mean: Floats
    overdispersion: float


def fit_prior(counts: Floats, n: int) -> Prior:
    """Mean and overdispersion of the reference places.

    Parameters
    ----------
    counts : ndarray of float, shape (n_places,)
    n : int
        Places that the prior is for.

    Returns
    -------
    Prior

    Raises
    ------
    InputError
        If there are fewer than three places, or no incident at all.

    Notes
    -----
    The mean's maximum is the counts' mean, whatever the overdispersion.

    Examples
    --------
    >>> round(fit_prior(np.array([0.0, 1, 4, 9, 2, 0, 7, 3]), 1).overdispersion, 4)
    0.8535
    """
    if counts.ndim != 1 or len(counts) < FEWEST or not counts.any():
        raise InputError(
            "{argument} has shape {value} with {total} incidents. {remedy}".replace(
                "{total}", f"{counts.sum():g}"
            ),
            argument="reference",
            value=counts.shape,
            remedy=f"Give one row of at least {FEWEST} places, with incidents.",
        )
    mean = float(counts.mean())
    return Prior(np.full(n, mean), overdispersion(counts, np.full(counts.shape, mean)))
