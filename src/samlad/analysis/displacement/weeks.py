"""How much more than chance the weekly sum of several places' counts varies."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from samlad.analysis.errors import InputError
from samlad.analysis.trends.alike import neighbours_alike

Floats = NDArray[np.float64]
Phases = list[tuple[Floats, Floats]]

# What is odd in one week is often odd in the next ones too: weeks up to so many apart are looked at together.
WAVE_WEEKS = 3
FEWEST_WEEKS = 8


def weekly_dispersion(pairs: Phases, signs: Floats, times: Floats) -> float:
    """Variance of a signed sum of weekly counts over the variance that independent incidents give it.

    Parameters
    ----------
    pairs : list of (ndarray, ndarray)
        For each place its weeks before and after, all places over the same weeks; single counts have no dispersion.
    signs : ndarray of float, shape (n_places,)
        With which factor each place's counts enter.
    times : ndarray of float, shape (2,)
        What the sum of each phase is divided by.

    Returns
    -------
    float
        At least 1; exactly 1 where counts are not given by week.

    Raises
    ------
    InputError
        If places have different weeks, or a phase has fewer than eight.

    Notes
    -----
    d_t = Σ signs · counts; its long-run variance in a phase of n weeks is n/(n − 1) (Σ e_t² + 2 Σ_l (1 − l/4)
    Σ e_t e_{t−l}), l = 1, 2, 3, e the deviations from the phase's mean; never less than with the squares alone.

    Examples
    --------
    >>> weekly_dispersion([(np.array([9.0]), np.array([7.0]))], np.ones(1), np.ones(2))
    1.0
    """
    places = _given(pairs)
    if all(len(side) == 1 for pair in places for side in pair):
        return 1.0
    kept = np.array([any(pair is place for place in places) for pair in pairs])
    found = expected = 0.0
    for phase, length in enumerate(times):
        rows = [pair[phase] for pair in places]
        _check_weeks([len(row) for row in rows])
        table = np.array(rows)
        found += _long_run(signs[kept] @ table) / length**2
        expected += float(np.square(signs[kept]) @ table.sum(axis=1)) / length**2
    return max(1.0, found / expected) if expected else 1.0


def weeks_alike(pairs: Phases, signs: Floats) -> bool:
    """Whether what is odd in a week is odd in the next ones too, perhaps over more weeks than are looked at together."""
    places = _given(pairs)
    if any(len(side) < FEWEST_WEEKS for pair in places for side in pair):
        return False
    kept = np.array([any(pair is place for place in places) for pair in pairs])
    left = np.zeros((2, max(len(side) for pair in places for side in pair)))
    for phase, row in enumerate(left):
        sums = signs[kept] @ np.array([pair[phase] for pair in places])
        row[: len(sums)] = sums - sums.mean()
    return neighbours_alike(left, taken_out=1)


def _given(pairs: Phases) -> Phases:
    """Places that were given at all."""
    return [pair for pair in pairs if max(len(side) for side in pair) > 1 or any(side.any() for side in pair)]


def _long_run(row: Floats) -> float:
    deviations = row - row.mean()
    squares = float(np.square(deviations).sum())
    waves = sum(
        (1 - lag / (WAVE_WEEKS + 1)) * float(deviations[lag:] @ deviations[:-lag])
        for lag in range(1, WAVE_WEEKS + 1)
    )
    return max(squares, squares + 2 * waves) * len(row) / (len(row) - 1)


def _check_weeks(lengths: list[int]) -> None:
    if len(set(lengths)) > 1 or lengths[0] < FEWEST_WEEKS:
        raise InputError(
            "{argument} and the other places have {value} weeks in a phase. {remedy}",
            argument="target",
            value=", ".join(str(length) for length in lengths),
            remedy=f"Give the same weeks for all, at least {FEWEST_WEEKS} in each phase, or their sums.",
        )
