"""Quantiles of the negative binomial distribution, given by its mean and dispersion."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

Floats = NDArray[np.float64]
Reached = Callable[[Floats, NDArray[np.intp]], NDArray[np.bool_]]


def quantile(probability: Floats, mean: Floats, dispersion: Floats, *, start: Floats) -> Floats:
    """Smallest count whose cumulative probability reaches `probability`.

    Parameters
    ----------
    probability : ndarray of float, shape (n,)
        Between 0 and 1.
    mean : ndarray of float, shape (n,)
        Above 0.
    dispersion : ndarray of float, shape (n,)
        Variance over mean, above 1.
    start : ndarray of float, shape (n,)
        Where to begin looking; any finite value gives the same answer, a near one gives it sooner.

    Returns
    -------
    ndarray of float, shape (n,)
        Whole numbers.

    Notes
    -----
    P(Y ≤ k) = I_p(r, k + 1) with p = 1/dispersion and r = mean / (dispersion − 1). The answer is first
    enclosed by steps that double, then found by halving, for all places at once.

    Examples
    --------
    >>> probability, mean = np.array([0.025, 0.975]), np.array([5.0, 5.0])
    >>> quantile(probability, mean, np.array([2.0, 2.0]), start=mean).tolist()
    [0.0, 12.0]
    """
    size, chance = mean / (dispersion - 1), 1 / dispersion

    def reached(count: Floats, where: NDArray[np.intp]) -> NDArray[np.bool_]:
        hit: NDArray[np.bool_] = betainc(size[where], count + 1, chance[where]) >= probability[where]
        return hit

    return smallest_count(reached, start)


def smallest_count(reached: Reached, start: Floats) -> Floats:
    """For each place the smallest whole number from 0 upwards that `reached(numbers, places)` says yes to.

    Once it has said yes it does so for every larger number. `start` is where to begin looking.
    """
    short, enough = _enclose(np.maximum(np.round(start), 0), _from_zero(reached))
    active = np.flatnonzero(enough - short > 1)
    while active.size:
        middle = np.floor((short[active] + enough[active]) / 2)
        hit = reached(middle, active)
        enough[active[hit]] = middle[hit]
        short[active[~hit]] = middle[~hit]
        active = active[enough[active] - short[active] > 1]
    return enough


def _from_zero(reached: Reached) -> Reached:
    return lambda count, where: (count >= 0) & reached(np.maximum(count, 0), where)


def _enclose(start: Floats, reached: Reached) -> tuple[Floats, Floats]:
    """For each place a count that is short of the probability and one that reaches it."""
    everywhere = np.arange(len(start))
    hit = reached(start, everywhere)
    short, enough = np.where(hit, -1.0, start), np.where(hit, start, np.inf)
    step = 1.0
    active = everywhere
    while active.size:
        downwards = hit[active]
        trial = np.where(downwards, enough[active] - step, short[active] + step)
        now = reached(trial, active)
        enough[active[now]] = trial[now]
        short[active[~now]] = trial[~now]
        active = active[now == downwards]
        active = active[(enough[active] > 0)]
        step *= 2
    return short, enough
