"""Counting rows into the cells of a table of any number of dimensions."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from math import prod

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis import kernels
from samlad.analysis.checks import as_numbers
from samlad.analysis.errors import InputError

DAYS, HOURS = 7, 24
MOST_CELLS = 100_000_000
# keeps the temporary arrays of a million rows within the processor's cache
ROWS_AT_A_TIME = 65_536
WHOLE = kernels.array(np.int64)
KERNEL = (kernels.SIZE, WHOLE, WHOLE, WHOLE, kernels.SIZE, kernels.SIZE, WHOLE)

Integers = NDArray[np.integer]
Counts = NDArray[np.int64] | NDArray[np.float64]


def count_cells(codes: Sequence[ArrayLike], sizes: Sequence[int], weights: ArrayLike | None = None) -> Counts:
    """Count rows into a dense table, for instance area × week × category.

    Parameters
    ----------
    codes : sequence of array_like of int, each of shape (n_rows,)
        One array per dimension: the row's place on it. A negative code means outside; such a row is in no
        cell.
    sizes : sequence of int
        How many places each dimension has.
    weights : array_like of int or float, shape (n_rows,), optional
        What each row adds, for instance −1 for a correction; 1 when left out.

    Returns
    -------
    ndarray, shape `sizes`
        Integers for no weights or whole-number weights (exact up to 2**53), otherwise floats.

    Raises
    ------
    InputError
        If lengths differ, a code is not an integer or beyond its dimension, a weight is not a finite number,
        or the table would have more than 100 million cells.

    Notes
    -----
    Row-major places by Horner's rule, some rows at a time: beside the table itself, memory use does not grow with
    the number of rows. Rows without weights are counted by a compiled kernel on all processors, where there is
    one; else by `numpy.bincount`.

    Examples
    --------
    >>> count_cells([[0, 1, 1, -1], [2, 0, 0, 1]], (2, 3)).tolist()
    [[0, 0, 1], [2, 0, 0]]
    """
    shape = _table_shape(sizes)
    columns = [_code_column(place, column) for place, column in enumerate(codes)]
    _check_lengths(columns, shape)
    rows = len(columns[0])
    if weights is None and (counted := _compiled(columns, shape)) is not None:
        return counted
    added = None if weights is None else _weight_column(weights, rows)
    whole = added is None or added.dtype.kind in "iub"
    cells = prod(shape)
    table: Counts
    table = np.zeros(cells, dtype=np.int64) if added is None else np.zeros(cells)
    step = max(ROWS_AT_A_TIME, cells)
    for start in range(0, rows, step):
        part = slice(start, start + step)
        places, inside = _places([column[part] for column in columns], shape)
        share = None if added is None else added[part]
        if not inside.all():
            places = places[inside]
            share = None if share is None else share[inside]
        table += np.bincount(places, share, minlength=cells)
    return table.astype(np.int64).reshape(shape) if whole else table.reshape(shape)


def week_hour_counts(hour_of_week: ArrayLike, *, weights: ArrayLike | None = None) -> Counts:
    """Count rows by weekday and hour of the day.

    Parameters
    ----------
    hour_of_week : array_like of int, shape (n_rows,)
        0 is Monday 00–01 and 167 Sunday 23–24, local time; negative when the hour is not known.
    weights : array_like of int or float, shape (n_rows,), optional
        What each row adds; 1 when left out.

    Returns
    -------
    ndarray, shape (7, 24)
        Monday first.

    Raises
    ------
    InputError
        If an hour is beyond 167, or as in `count_cells`.

    Examples
    --------
    >>> table = week_hour_counts([0, 25, 25, 167, -1])
    >>> int(table[0, 0]), int(table[1, 1]), int(table[6, 23]), int(table.sum())
    (1, 2, 1, 4)
    """
    try:
        return count_cells([hour_of_week], (DAYS * HOURS,), weights).reshape(DAYS, HOURS)
    except InputError as error:
        named = "hour_of_week" if error.argument == "codes[0]" else error.argument
        raise InputError(error.template, argument=named, value=error.value, remedy=error.remedy) from None


def _compiled(columns: list[Integers], shape: tuple[int, ...]) -> NDArray[np.int64] | None:
    """The table counted by the kernel; None where there is none."""
    kernel = kernels.function("count_cells", *KERNEL, result=kernels.SIZE)
    if kernel is None:
        return None
    # Unsigned codes are read as signed ones of twice the width, so that none turns negative.
    plain = [
        np.ascontiguousarray(column, None if column.dtype.kind == "i" and column.dtype.isnative else np.int64)
        for column in columns
    ]
    addresses = np.array([column.ctypes.data for column in plain], dtype=np.int64)
    widths = np.array([column.dtype.itemsize for column in plain], dtype=np.int64)
    sizes = np.array(shape, dtype=np.int64)

    def count(part: tuple[int, int]) -> NDArray[np.int64]:
        table = np.zeros(prod(shape), dtype=np.int64)
        fault = kernel(len(plain), addresses, widths, sizes, *part, table)
        if fault >= 0:
            _check_below(int(fault), columns[fault], shape[fault])
        return table

    tables = kernels.in_threads(count, _parts(len(plain[0]), prod(shape)))
    for table in tables[1:]:
        tables[0] += table
    return tables[0].reshape(shape)


def _parts(rows: int, cells: int) -> list[tuple[int, int]]:
    """First and end row for each thread: a second table has to be worth its memory."""
    number = kernels.processors() if rows > max(4 * cells, ROWS_AT_A_TIME) else 1
    edges = [rows * part // number for part in range(number + 1)]
    return list(itertools.pairwise(edges))


def _table_shape(sizes: Sequence[int]) -> tuple[int, ...]:
    shape = tuple(int(size) for size in sizes)
    if not shape or min(shape) < 1 or prod(shape) > MOST_CELLS:
        raise InputError(
            "{argument} is {value}. {remedy}",
            argument="sizes",
            value=shape,
            remedy=f"Every dimension needs at least one place, and the table at most {MOST_CELLS} cells.",
        )
    return shape


def _code_column(place: int, values: ArrayLike) -> Integers:
    column = np.asarray(values)
    if column.ndim == 1 and column.size == 0:
        return np.zeros(0, dtype=np.int64)
    if column.ndim != 1 or column.dtype.kind not in "iu":
        raise InputError(
            "{argument} is an array of {value}. {remedy}",
            argument=f"codes[{place}]",
            value=f"{column.dtype} with shape {column.shape}",
            remedy="Give one dimension of integers; use -1 for unknown.",
        )
    return column


def _weight_column(weights: ArrayLike, rows: int) -> NDArray[np.number]:
    numbers = as_numbers("weights", weights)
    if numbers.shape != (rows,):
        raise InputError(
            "{argument} has shape {value}. {remedy}",
            argument="weights",
            value=numbers.shape,
            remedy=f"Give one weight for each of the {rows} rows.",
        )
    return np.asarray(weights) if np.asarray(weights).dtype.kind in "iub" else numbers


def _check_lengths(columns: Sequence[Integers], shape: tuple[int, ...]) -> None:
    lengths = [len(column) for column in columns]
    if len(columns) != len(shape) or len(set(lengths)) != 1:
        raise InputError(
            "{argument} has columns of lengths {value}. {remedy}",
            argument="codes",
            value=lengths,
            remedy=f"Give {len(shape)} columns, one per dimension, of the same length.",
        )


def _places(
    columns: Sequence[Integers], shape: tuple[int, ...]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    places = np.zeros(len(columns[0]), dtype=np.int64)
    inside = np.ones(len(columns[0]), dtype=np.bool_)
    for axis, (column, size) in enumerate(zip(columns, shape, strict=True)):
        _check_below(axis, column, size)
        places *= size
        places += column.astype(np.int64, copy=False)
        inside &= column >= 0
    return places, inside


def _check_below(axis: int, column: Integers, size: int) -> None:
    if column.max() >= size:
        raise InputError(
            "{argument} holds {value}. {remedy}",
            argument=f"codes[{axis}]",
            value=int(column.max()),
            remedy=f"The dimension has {size} places: codes 0 to {size - 1}, or negative for outside.",
        )
