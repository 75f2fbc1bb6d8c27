"""Intervals summed over the hours of the week: differences on a circle of 168 hours."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from samlad.analysis import kernels

HOUR, DAY, WEEK = 3_600, 86_400, 604_800
HOURS_OF_WEEK = WEEK // HOUR
# 1 January 1970 was a Thursday
MONDAY = 3 * DAY
# What is left of an interval without its whole weeks ends in the week after at the latest.
COLUMNS = 2 * HOURS_OF_WEEK + 1
# keeps the temporary arrays of a million intervals within the processor's cache
AT_A_TIME = 32_768
LEAST_PART, MOST_PARTS = 100_000, 8
REALS, WHOLE = kernels.array(np.float64), kernels.array(np.int64)
KERNEL = (kernels.SIZE, kernels.SIZE, WHOLE, WHOLE, REALS, WHOLE, REALS, REALS, REALS)

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


def spread_over_week(
    start: Integers, length: Integers, rate: Floats, groups: Integers, group_count: int
) -> Floats:
    """Sum of rate × seconds in each hour of the week, a row for each group.

    Start in seconds since 1970, local; length in seconds; rate is the weight of a second. A group below 0 is in no row.
    """
    ends, steps, weeks = _sums(start, length, rate, groups, group_count)
    hours = ends.reshape(group_count, COLUMNS) + HOUR * steps.reshape(group_count, COLUMNS).cumsum(axis=1)
    folded = hours[:, :HOURS_OF_WEEK] + hours[:, HOURS_OF_WEEK : 2 * HOURS_OF_WEEK]
    # what rounding leaves of a step up and a step down may lie below 0
    spread: Floats = np.maximum(folded + HOUR * weeks[:, np.newaxis], 0.0)
    return spread


def _sums(
    start: Integers, length: Integers, rate: Floats, groups: Integers, group_count: int
) -> tuple[Floats, Floats, Floats]:
    """What lies in first and last hours, the steps of whole hours, and whole weeks."""
    kernel = kernels.function("aoristic_week", *KERNEL)
    columns = [np.ascontiguousarray(column) for column in (start, length, rate, groups)]

    def add(part: tuple[int, int]) -> tuple[Floats, Floats, Floats]:
        ends, steps = np.zeros((2, group_count * COLUMNS))
        sums = (ends, steps, np.zeros(group_count))
        if kernel is not None:
            kernel(*part, *columns, *sums)
            return sums
        for first in range(*part, AT_A_TIME):
            rows = slice(first, min(first + AT_A_TIME, part[1]))
            inside = groups[rows] >= 0
            seconds = start[rows][inside], length[rows][inside]
            _add(*seconds, rate[rows][inside], groups[rows][inside], *sums)
        return sums

    parts = kernels.in_threads(add, _parts(len(start), group_count))
    for part in parts[1:]:
        for total, more in zip(parts[0], part, strict=True):
            total += more
    return parts[0]


def _parts(intervals: int, group_count: int) -> list[tuple[int, int]]:
    """First and end interval of each part: as many as the sums are worth, whatever the number of processors."""
    number = int(np.clip(intervals // max(LEAST_PART, 4 * COLUMNS * group_count), 1, MOST_PARTS))
    return list(itertools.pairwise([intervals * part // number for part in range(number + 1)]))


def _add(
    start: Integers,
    length: Integers,
    rate: Floats,
    groups: Integers,
    ends: Floats,
    steps: Floats,
    weeks: Floats,
) -> None:
    """Add some intervals: what lies in their first and last hour to `ends`, whole hours to `steps`."""
    if length.size and length.max() >= WEEK:
        whole = length // WEEK
        weeks += np.bincount(groups, whole * rate, len(weeks))
        length = length - whole * WEEK
    since = (start + MONDAY) % WEEK
    first = since // HOUR
    until = since + length
    last = until // HOUR
    row = groups * COLUMNS
    crossing = last > first
    within = np.where(crossing, (first + 1) * HOUR - since, length)
    ends += np.bincount(row + first, rate * within, len(ends))
    row, first, last, until = (column[crossing] for column in (row, first, last, until))
    rate = rate[crossing]
    ends += np.bincount(row + last, rate * (until - last * HOUR), len(ends))
    # Where no whole hour lies between, the steps cancel before they are summed.
    rate = np.where(last > first + 1, rate, 0.0)
    steps += np.bincount(row + first + 1, rate, len(steps))
    steps -= np.bincount(row + last, rate, len(steps))
