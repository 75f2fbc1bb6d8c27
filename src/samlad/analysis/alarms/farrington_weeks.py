"""Which earlier weeks Farrington's methods compare one week with."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.errors import InputError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Anniversaries = Callable[[int], Integers]

WEEK = 7


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """The earlier periods of one judged period.

    Attributes
    ----------
    now : int
        The judged period.
    rows : ndarray of int, shape (n,)
        Earlier periods, ascending.
    block : ndarray of int, shape (n,)
        Which part of the year each belongs to, 0 to n_blocks − 1; the last one is that of the judged period.
    time : ndarray of float, shape (n,)
        When each was, counted from the judged period, which is 0.
    n_blocks : int
        How many parts have a row.
    """

    now: int
    rows: Integers
    block: Integers
    time: Floats
    n_blocks: int


def anniversaries(
    years_back: int, periods_per_year: int, dates: NDArray[np.datetime64] | None
) -> Anniversaries:
    """A function from a period to itself and the same time of earlier years, latest first.

    By number of periods; or, with dates, by the calendar: the period whose date is the nearest of the same weekday
    (for weeks), or the same date (for days and months). Periods before the series began are negative.
    """
    if dates is None:
        return lambda now: now - periods_per_year * np.arange(years_back + 1)

    def by_date(now: int) -> Integers:
        wanted = np.array([_years_before(dates[now], years) for years in range(years_back + 1)])
        if dates[1] - dates[0] == np.timedelta64(WEEK, "D"):
            apart = (dates[now] - wanted).astype(np.int64) % WEEK
            wanted = wanted + np.where(apart <= WEEK // 2, apart, apart - WEEK)
        places = np.minimum(np.searchsorted(dates, wanted), len(dates) - 1)
        return np.where(dates[places] == wanted, places, -1).astype(np.int64)

    return by_date


def _years_before(date: np.datetime64, years: int) -> np.datetime64:
    month = date.astype("datetime64[M]")
    day = date - month.astype("datetime64[D]")
    # 29 February becomes 1 March in a year without it
    moved: np.datetime64 = (month - np.timedelta64(12 * years, "M")).astype("datetime64[D]") + day
    return moved


def as_dates(values: ArrayLike | None, n_periods: int) -> NDArray[np.datetime64] | None:
    """One date per period, ascending."""
    if values is None:
        return None
    dates = np.asarray(values)
    if dates.dtype.kind == "M" and dates.shape == (n_periods,) and n_periods > 1:
        dates = dates.astype("datetime64[D]")
        if (np.diff(dates) > np.timedelta64(0, "D")).all():
            return dates
    raise InputError(
        "{argument} is an array of {value}. {remedy}",
        argument="dates",
        value=f"{dates.dtype} with shape {dates.shape}",
        remedy=f"Give {n_periods} dates (datetime64), one per period, each later than the one before.",
    )


def windows(now: int, same_time: Integers, half_window: int, time: Floats) -> Baseline:
    """Farrington et al. 1996: the weeks about the same time of earlier years, as many as there are."""
    steps = np.arange(-half_window, half_window + 1)
    earlier = same_time[1:]
    rows = np.unique(earlier[earlier >= -half_window, np.newaxis] + steps)
    rows = rows[(rows >= 0) & (rows < now)]
    return Baseline(now, rows, np.zeros(len(rows), dtype=np.int64), time[rows] - time[now], 1)


def blocks(
    now: int, same_time: Integers, half_window: int, n_blocks: int, left_out: int, time: Floats
) -> Baseline:
    """Noufaily et al. 2013: windows as before, and the rest of each year in `n_blocks` − 1 parts of like length."""
    part = np.full(now + 1, -1, dtype=np.int64)
    part[now - half_window :] = n_blocks - 1
    for later, earlier in itertools.pairwise(same_time):
        part[max(earlier - half_window, 0) : earlier + half_window + 1] = n_blocks - 1
        if n_blocks > 1:
            gap = int(later - earlier) - 2 * half_window - 1
            start = earlier + half_window + 1
            part[start : start + gap] = _equal_parts(gap, n_blocks - 1)
    part[max(now - left_out, 0) :] = -1
    rows = np.flatnonzero(part >= 0)
    present, block = np.unique(part[rows], return_inverse=True)
    return Baseline(now, rows, block.astype(np.int64), time[rows] - time[now], len(present))


def _equal_parts(length: int, parts: int) -> Integers:
    if length < parts:
        raise InputError(
            "{argument} is {value}. {remedy}",
            argument="block_count",
            value=parts + 1,
            remedy=f"Outside the windows a year has {length} periods: give at most {length + 1} blocks.",
        )
    sizes = np.full(parts, length // parts)
    sizes[: length % parts] += 1
    return np.repeat(np.arange(parts), sizes)
