"""Area and period weights of synthetic difference in differences, for many choices of areas at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from samlad.analysis import kernels
from samlad.analysis.synthetic_did.solver import simplex_weights

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# Problems whose matrices are held at the same time: a step in NumPy costs little more for many than for few.
AT_A_TIME, AT_A_TIME_IN_NUMPY = 24, 256
MISSING = -1


@dataclass(frozen=True, slots=True)
class Setting:
    """How the weights are found: ridges, intercepts, what is fixed, and when to stop."""

    area_ridge: float
    period_ridge: float
    area_intercept: bool = True
    period_intercept: bool = True
    find_areas: bool = True
    find_periods: bool = True
    least_decrease: float = 0.0
    first: int = 100
    most: int = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """Which areas serve as comparison and as target, in each of many repetitions.

    Attributes
    ----------
    comparison : ndarray of int, shape (n, most)
        Rows of the outcomes; `MISSING` at the end of rows that have fewer. An area may come twice.
    target : ndarray of float, shape (n, n_areas)
        Each row's share in the target's mean.
    areas, periods : ndarray of float
        Weights to begin with, shapes (n, most) and (n, n_before).
    """

    comparison: Integers
    target: Floats
    areas: Floats
    periods: Floats

    def part(self, begin: int, size: int) -> Choices:
        """Some of them."""
        rows = slice(begin, begin + size)
        return Choices(self.comparison[rows], self.target[rows], self.areas[rows], self.periods[rows])


def estimates(
    outcomes: Floats, n_before: int, choices: Choices, setting: Setting
) -> tuple[Floats, Floats, Floats]:
    """Estimate, area weights and period weights of every choice.

    Parameters
    ----------
    outcomes : ndarray of float, shape (n_areas, n_periods)
    n_before : int
        Periods before the measure.
    choices : Choices
    setting : Setting

    Returns
    -------
    tuple of ndarray
        Shapes (n,), (n, most), (n, n_before).

    Notes
    -----
    Both weights need the comparison's outcomes only through products: between areas, over the periods before, one
    matrix serves all choices; between periods, a choice takes away from the sum over all areas what it leaves out.
    """
    # a constant that all areas share in a period, or an area in all periods, moves no estimate with intercepts
    level = float(outcomes.mean()) if setting.area_intercept and setting.period_intercept else 0.0
    work = _Work(outcomes - level, n_before, setting)
    size = AT_A_TIME if kernels.library() is not None else AT_A_TIME_IN_NUMPY
    parts = [choices.part(begin, size) for begin in range(0, len(choices.target), size)]
    found = kernels.in_threads(work.solve, parts)
    values, areas, periods = (np.concatenate(column) for column in zip(*found, strict=True))
    return values, areas, periods


class _Work:
    """What all choices share."""

    def __init__(self, outcomes: Floats, n_before: int, setting: Setting) -> None:
        self.outcomes, self.n_before, self.setting = outcomes, n_before, setting
        before = outcomes[:, :n_before]
        rows = before - before.mean(axis=1, keepdims=True) if setting.area_intercept else before
        self.between_areas = rows @ rows.T
        self.collapsed = np.column_stack([before, outcomes[:, n_before:].mean(axis=1)])
        if setting.period_intercept:
            self.collapsed = self.collapsed - self.collapsed.mean(axis=0)
        self.between_periods = self.collapsed.T @ self.collapsed

    def solve(self, choices: Choices) -> tuple[Floats, Floats, Floats]:
        found = choices
        if self.setting.find_periods:
            found = replace(found, periods=self._periods(choices))
        if self.setting.find_areas:
            found = replace(found, areas=self._areas(choices))
        gap = self._differences(found.periods)
        there = np.where(found.comparison == MISSING, 0.0, found.areas)
        mine = np.take_along_axis(gap, np.maximum(found.comparison, 0), axis=1)
        values = (found.target * gap).sum(axis=1) - (there * mine).sum(axis=1)
        return values, found.areas, found.periods

    def _differences(self, periods: Floats) -> Floats:
        """Each area's mean during minus its weighted mean before, for each choice."""
        before, during = self.outcomes[:, : self.n_before], self.outcomes[:, self.n_before :]
        return np.asarray(during.mean(axis=1) - periods @ before.T)

    def _areas(self, choices: Choices) -> Floats:
        index = np.maximum(choices.comparison, 0)
        gone = choices.comparison == MISSING
        gram = self.between_areas[index[:, :, np.newaxis], index[:, np.newaxis, :]]
        linear = np.take_along_axis(choices.target @ self.between_areas, index, axis=1)
        gram[gone[:, :, np.newaxis] | gone[:, np.newaxis, :]] = 0
        linear[gone] = -np.inf
        ridge = self.n_before * self.setting.area_ridge**2
        return self._minimum(gram, linear, np.where(gone, 0.0, choices.areas), ridge, float(self.n_before))

    def _periods(self, choices: Choices) -> Floats:
        times = np.zeros((len(choices.target), len(self.outcomes)))
        rows, columns = np.nonzero(choices.comparison != MISSING)
        np.add.at(times, (rows, choices.comparison[rows, columns]), 1.0)
        gram = np.repeat(self.between_periods[np.newaxis], len(times), axis=0)
        for choice, row in enumerate(times):
            other = np.flatnonzero(row != 1)
            gram[choice] -= (self.collapsed[other].T * (1 - row[other])) @ self.collapsed[other]
        number = times.sum(axis=1)
        if self.setting.period_intercept:
            sums = times @ self.collapsed
            gram -= sums[:, :, np.newaxis] * (sums / number[:, np.newaxis])[:, np.newaxis, :]
        # choices may have different numbers of areas, so each is divided by its own
        gram /= number[:, np.newaxis, np.newaxis]
        last = gram[:, :-1, -1].copy()
        return self._minimum(gram[:, :-1, :-1], last, choices.periods, self.setting.period_ridge**2, 1.0)

    def _minimum(self, gram: Floats, linear: Floats, start: Floats, ridge: float, scale: float) -> Floats:
        size = gram.shape[1]
        gram[:, range(size), range(size)] += ridge
        enough = scale * self.setting.least_decrease**2
        return simplex_weights(
            gram, linear, start, enough=enough, first=self.setting.first, most=self.setting.most
        )
