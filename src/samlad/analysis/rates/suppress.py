"""Protection of small counts in a two-way table that is shown with its totals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import as_mask, as_matrix, check_whole
from samlad.analysis.errors import InputError
from samlad.analysis.results import Parameters

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

THRESHOLD = 5
SUPPRESSED = -1
TOTALS_SUPPRESSED = "totals_suppressed"


@dataclass(frozen=True, slots=True, eq=False)
class SuppressedTable:
    """A table that may be shown; it does not carry what was suppressed.

    Attributes
    ----------
    cells : ndarray of int, shape (n_rows, n_columns)
    row_totals : ndarray of int, shape (n_rows,)
    column_totals : ndarray of int, shape (n_columns,)
    grand_total : int
        All of them with `SUPPRESSED` (−1) in place of what must not be shown.
    suppressed : ndarray of bool, shape (n_rows + 1, n_columns + 1)
        Where; the last row and column are the totals.
    n_small : int
        How many places, totals included, were suppressed for being small themselves.
    n_complementary : int
        How many more were suppressed so that they could not be computed.
    method, parameters, warnings
        As in `Estimate`; the warning 'totals_suppressed' says that a total is missing.
    """

    cells: Integers
    row_totals: Integers
    column_totals: Integers
    grand_total: int
    suppressed: Mask
    n_small: int
    n_complementary: int
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def suppress(
    counts: ArrayLike, *, threshold: int = THRESHOLD, structural_zeros: ArrayLike | None = None
) -> SuppressedTable:
    """Suppress small counts, and as many others as are needed for the totals not to give them away.

    Parameters
    ----------
    counts : array_like of int, shape (n_rows, n_columns)
        The table without totals.
    threshold : int
        Counts from 0 to `threshold` − 1 are small; at least 1.
    structural_zeros : array_like of bool, shape (n_rows, n_columns), optional
        True where anybody knows that the count must be 0, as for a category that an area cannot have. Such
        cells are shown and protect no other cell. Any other 0 is a small count: that nothing was reported
        from somewhere is also something about few.

    Returns
    -------
    SuppressedTable
        Whoever knows the shown figures, that counts are whole and not negative, and that rows and columns add
        up, can narrow no suppressed place to fewer than `threshold` + 1 possible values in a row.

    Raises
    ------
    InputError
        If the table is empty, not of counts, or a structural zero is not 0.

    Notes
    -----
    The totals are part of the table and follow the same rule: a total below the threshold is suppressed. Take
    rows i, k and columns j, l, the totals' row and column among them. If all four corners are suppressed,
    then adding d to one corner and to or from the others can leave every sum as it was; how far d can go up
    and down before a corner would be negative is the width of what an attacker must leave open for each of
    the four. Each unprotected place in turn, smallest first, gets the rectangle of width ≥ `threshold` that
    suppresses fewest further places and, among these, the smallest counts. Suppressing more never narrows
    what is already protected, so the order costs optimality but never safety; one rectangle, through the
    grand total, is always wide enough.

    Not covered: an attacker who also knows which places were small; who subtracts two published tables from
    each other; or who is one of the few that were counted.

    Examples
    --------
    >>> table = suppress([[20, 3, 30], [15, 40, 25], [50, 60, 70]])
    >>> table.cells.tolist()
    [[-1, -1, 30], [-1, -1, 25], [50, 60, 70]]
    >>> table.row_totals.tolist(), table.grand_total
    ([53, 80, 180], 313)
    """
    table = as_matrix("counts", counts)
    if not table.size:
        raise InputError(
            "{argument} has shape {value}. {remedy}",
            argument="counts",
            value=table.shape,
            remedy="Give at least one row and one column.",
        )
    check_whole("threshold", threshold, 1)
    whole = _with_totals(table)
    known = _known(structural_zeros, table)
    small = (whole < threshold) & ~known
    hidden = _complement(whole, small, known, threshold)
    shown = np.where(hidden, SUPPRESSED, whole).astype(np.int64)
    return SuppressedTable(
        cells=shown[:-1, :-1],
        row_totals=shown[:-1, -1],
        column_totals=shown[-1, :-1],
        grand_total=int(shown[-1, -1]),
        suppressed=hidden,
        n_small=int(small.sum()),
        n_complementary=int(hidden.sum() - small.sum()),
        method="rectangles",
        parameters={"threshold": threshold, "structural_zeros": int(known.sum())},
        warnings=(TOTALS_SUPPRESSED,) if hidden[-1].any() or hidden[:, -1].any() else (),
    )


def _with_totals(table: Floats) -> Floats:
    rows = np.vstack([table, table.sum(axis=0)])
    return np.column_stack([rows, rows.sum(axis=1)])


def _known(values: ArrayLike | None, table: Floats) -> Mask:
    """Structural zeros, with the totals that consist of nothing else."""
    mask = np.zeros(table.shape, dtype=np.bool_)
    if values is not None:
        mask = as_mask("structural_zeros", values, table.shape)
    if (mask & (table > 0)).any():
        raise InputError(
            "{argument} is true where the count is {value}. {remedy}",
            argument="structural_zeros",
            value=f"{table[mask].max():g}",
            remedy="Mark only places that cannot hold anything, where the count is 0.",
        )
    rows = np.vstack([mask, mask.all(axis=0)])
    return np.column_stack([rows, rows.all(axis=1)])


def _complement(whole: Floats, small: Mask, known: Mask, threshold: int) -> Mask:
    """Grow the suppressed places until each is a corner of a wide enough rectangle."""
    hidden, protected = small.copy(), np.zeros_like(small)
    # one more place always costs more than any counts together
    price = np.where(known, np.inf, whole + 4 * whole[-1, -1] + 1)
    rows, columns = np.nonzero(small)
    for place in np.argsort(whole[rows, columns], kind="stable"):
        row, column = int(rows[place]), int(columns[place])
        if protected[row, column]:
            continue
        other_row, other_column = _cheapest(whole, np.where(hidden, 0, price), row, column, threshold)
        corners = np.ix_([row, other_row], [column, other_column])
        hidden[corners] = True
        protected[corners] = True
    return hidden


def _cheapest(whole: Floats, price: Floats, row: int, column: int, threshold: int) -> tuple[int, int]:
    """Row and column of the opposite corner of the cheapest rectangle that is wide enough."""
    cost = price + price[row, np.newaxis, :] + price[:, column, np.newaxis]
    cost[_width(whole, row, column) < threshold] = np.inf
    cost[row], cost[:, column] = np.inf, np.inf
    best = np.unravel_index(int(np.argmin(cost)), cost.shape)
    return int(best[0]), int(best[1])


def _width(whole: Floats, row: int, column: int) -> Floats:
    """How far the count at (row, column) can move when the four corners of a rectangle are unknown.

    A total moves with its cells and against the other cells of the total. So the corner in the same row goes
    the same way when exactly one of both columns is the totals' one, and the other way when none is.
    """
    last_row, last_column = whole.shape[0] - 1, whole.shape[1] - 1
    same_in_row = (np.arange(whole.shape[1]) == last_column) | (column == last_column)
    same_in_column = (np.arange(whole.shape[0]) == last_row) | (row == last_row)
    beside = np.broadcast_to(whole[row, np.newaxis, :], whole.shape)
    across = np.broadcast_to(whole[:, column, np.newaxis], whole.shape)
    moves = (
        (beside, np.broadcast_to(same_in_row[np.newaxis, :], whole.shape)),
        (across, np.broadcast_to(same_in_column[:, np.newaxis], whole.shape)),
        (whole, same_in_row[np.newaxis, :] == same_in_column[:, np.newaxis]),
    )
    up = np.full(whole.shape, np.inf)
    down = np.full(whole.shape, whole[row, column])
    for count, same in moves:
        up = np.where(same, up, np.minimum(up, count))
        down = np.where(same, np.minimum(down, count), down)
    width: Floats = up + down
    return width
