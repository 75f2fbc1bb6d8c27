"""How uncertain a synthetic difference in differences is: placebos, bootstrap, jackknife."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from samlad.analysis.checks import as_generator
from samlad.analysis.errors import InputError
from samlad.analysis.synthetic_did.weights import MISSING, Choices, Setting, estimates

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

PLACEBO, BOOTSTRAP, JACKKNIFE, NONE = "placebo", "bootstrap", "jackknife", "none"
# Draws without an area of either kind are drawn again, up to so many times as many as are wanted.
PATIENCE = 100


def replicated(
    outcomes: Floats,
    n_comparison: int,
    n_before: int,
    weights: tuple[Floats, Floats],
    setting: Setting,
    *,
    method: str,
    replications: int,
    rng: np.random.Generator | None,
    warm_start: bool,
) -> Floats:
    """Estimates of other choices of areas, comparison areas being the first rows.

    Parameters
    ----------
    outcomes : ndarray of float, shape (n_areas, n_periods)
    n_comparison, n_before : int
    weights : tuple of ndarray
        Of areas and of periods, where the search begins.
    setting : Setting
    method : str
        'placebo', 'bootstrap' or 'jackknife'.
    replications : int
        Not for the jackknife: it leaves out each area once.
    rng : Generator, optional
        Needed for placebos and bootstrap.
    warm_start : bool
        Whether searches begin at the given weights; else at equal ones.

    Returns
    -------
    ndarray of float, shape (n,)

    Raises
    ------
    InputError
        If there are too few areas of either kind for the method.
    """
    if method == JACKKNIFE:
        return _left_out(outcomes, n_comparison, n_before, weights)
    rng = as_generator(rng, f"inference={method!r}")
    rows = (
        _placebos(outcomes, n_comparison, replications, rng)
        if method == PLACEBO
        else _resamples(outcomes, n_comparison, replications, rng)
    )
    if not warm_start:
        areas, periods = (np.full(len(part), 1 / len(part)) for part in weights)
        # what is not searched for stays as it is
        weights = (
            areas if setting.find_areas else weights[0],
            periods if setting.find_periods else weights[1],
        )
    return estimates(outcomes, n_before, _choices(rows, len(outcomes), weights), setting)[0]


def standard_error(values: Floats, method: str) -> float:
    """Of the estimate, from its replications: algorithms 2, 3 and 4 of Arkhangelsky et al. (2021)."""
    n = len(values)
    factor = (n - 1) ** 2 / n if method == JACKKNIFE else (n - 1) / n
    return float(np.sqrt(factor) * values.std(ddof=1))


def _placebos(
    outcomes: Floats, n_comparison: int, replications: int, rng: np.random.Generator
) -> list[tuple[Integers, Integers]]:
    """As many comparison areas as there are targets take their part, at random."""
    n_target = len(outcomes) - n_comparison
    if n_comparison <= n_target:
        raise InputError(
            "{argument} has {value} areas with the measure, and as many or fewer without: no placebo is left. {remedy}",
            argument="target",
            value=n_target,
            remedy="Give more comparison areas, or take 'bootstrap' or 'jackknife'.",
        )
    orders = (rng.permutation(n_comparison) for _ in range(replications))
    kept = n_comparison - n_target
    return [(order[:kept], order[kept:]) for order in orders]


def _resamples(
    outcomes: Floats, n_comparison: int, replications: int, rng: np.random.Generator
) -> list[tuple[Integers, Integers]]:
    """Areas drawn with replacement; a draw needs areas of both kinds."""
    _check_two_targets(outcomes, n_comparison, BOOTSTRAP)
    n, drawn = len(outcomes), []
    for _ in range(PATIENCE * replications):
        rows = np.sort(rng.integers(0, n, size=n))
        if 0 < np.count_nonzero(rows < n_comparison) < n:
            drawn.append((rows[rows < n_comparison], rows[rows >= n_comparison]))
        if len(drawn) == replications:
            return drawn
    raise InputError(
        "{argument} has {value} areas: hardly any draw has both kinds. {remedy}",
        argument="outcomes",
        value=n,
        remedy="Take 'placebo', or more areas.",
    )


def _choices(rows: list[tuple[Integers, Integers]], n_areas: int, weights: tuple[Floats, Floats]) -> Choices:
    comparison = np.full((len(rows), max(len(kept) for kept, _ in rows)), MISSING, dtype=np.int64)
    target, areas = np.zeros((len(rows), n_areas)), np.zeros(comparison.shape)
    for place, (kept, treated) in enumerate(rows):
        comparison[place, : len(kept)] = kept
        np.add.at(target[place], treated, 1 / len(treated))
        areas[place, : len(kept)] = _sum_to_one(weights[0][kept])
    return Choices(comparison, target, areas, np.repeat(weights[1][np.newaxis], len(rows), axis=0))


def _left_out(outcomes: Floats, n_comparison: int, n_before: int, weights: tuple[Floats, Floats]) -> Floats:
    """Each area left out once, the others' weights kept and brought to the sum of 1."""
    _check_two_targets(outcomes, n_comparison, JACKKNIFE)
    areas, periods = weights
    if np.count_nonzero(areas) == 1:
        raise InputError(
            "{argument} is {value}, but one comparison area carries all the weight. {remedy}",
            argument="inference",
            value=repr(JACKKNIFE),
            remedy="Take 'placebo' or 'bootstrap'.",
        )
    gap = outcomes[:, n_before:].mean(axis=1) - outcomes[:, :n_before] @ periods
    ours, theirs = gap[n_comparison:], gap[:n_comparison]
    without_own = (ours.sum() - ours) / (len(ours) - 1) - areas @ theirs
    left = np.array(
        [_sum_to_one(np.delete(areas, row)) @ np.delete(theirs, row) for row in range(n_comparison)]
    )
    return np.concatenate([ours.mean() - left, without_own])


def _sum_to_one(weights: Floats) -> Floats:
    total = weights.sum()
    return np.asarray(weights / total) if total else np.full(len(weights), 1 / len(weights))


def _check_two_targets(outcomes: Floats, n_comparison: int, method: str) -> None:
    if len(outcomes) - n_comparison < 2:
        raise InputError(
            "{argument} is {value}, which needs at least two areas with the measure. {remedy}",
            argument="inference",
            value=repr(method),
            remedy="Take 'placebo'.",
        )
