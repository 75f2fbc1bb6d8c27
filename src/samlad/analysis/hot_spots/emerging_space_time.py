"""Gi* in space and time."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from samlad.analysis.checks import check_choice, check_whole
from samlad.analysis.errors import InputError
from samlad.analysis.hot_spots.neighbours import Neighbours

Floats = NDArray[np.float64]
Window = Literal["all_periods", "same_periods"]


def space_time_gi_star(
    table: Floats, neighbours: Neighbours, periods_back: int, compared_with: Window
) -> Floats:
    """Standard scores for cells × periods.

    A neighbourhood is a cell and its neighbours in a period and in so many before it, as far as there are any. It is
    held against the mean and the variance of all cells in all periods, or in its own; 0 where these do not vary.
    """
    check_choice("compared_with", compared_with, ("all_periods", "same_periods"))
    _check(table, neighbours, periods_back)
    cells, periods = table.shape
    lengths = np.minimum(np.arange(periods), periods_back) + 1
    weight = (neighbours.totals() + 1)[:, np.newaxis] * lengths
    squares = (neighbours.totals(2) + 1)[:, np.newaxis] * lengths
    away = table - table.mean()
    sums = _over_time(neighbours.sums(away) + away, lengths)
    if compared_with == "all_periods":
        mean, square, n = (
            np.zeros(periods),
            np.full(periods, np.mean(away**2)),
            np.full(periods, cells * periods),
        )
    else:
        n = cells * lengths
        mean = _over_time(away.sum(axis=0, keepdims=True), lengths)[0] / n
        square = _over_time((away**2).sum(axis=0, keepdims=True), lengths)[0] / n - mean**2
    room = n * squares - weight**2
    variance = np.where(square > 1e-12 * np.mean(away**2), square, 0) * np.where(
        room > 1e-12 * n * squares, room, 0
    )
    variance = variance / (n - 1)
    scores = np.zeros(table.shape)
    np.divide(sums - weight * mean, np.sqrt(variance), out=scores, where=variance > 0)
    return scores


def _over_time(values: Floats, lengths: NDArray[np.int64]) -> Floats:
    """Sums over a period and those before it, as many as `lengths` has."""
    found = values.copy()
    for back in range(1, int(lengths.max())):
        found[:, back:] += values[:, :-back]
    return found


def _check(table: Floats, neighbours: Neighbours, periods_back: int) -> None:
    if len(table) != neighbours.n or len(table) < 3:
        raise InputError(
            "{argument} has {value} rows. {remedy}",
            argument="counts",
            value=len(table),
            remedy=f"Give one for each of the {neighbours.n} cells of the neighbours, at least three.",
        )
    if (table == table[0, 0]).all():
        raise InputError(
            "{argument} are all {value}. {remedy}",
            argument="counts",
            value=f"{table[0, 0]:g}",
            remedy="Where all cells and periods are alike none is hot; at least one has to differ.",
        )
    check_whole("periods_back", periods_back, 0, table.shape[1] - 1)
