"""Checks and choices that all alarms share."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.errors import InputError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def check_tail(argument: str, tail: float) -> None:
    """The probability of a false alarm lies strictly between 0 and 0.5."""
    if not 0 < tail < 0.5:
        raise InputError(
            "{argument} is {value}. {remedy}",
            argument=argument,
            value=tail,
            remedy="Give the share of periods in which a false alarm is accepted, for instance 0.01.",
        )


def as_periods(values: ArrayLike | None, n_periods: int, first: int) -> Integers:
    """Columns to judge: all that have a whole baseline when left out, else those asked for, none before `first`."""
    if values is None:
        if first >= n_periods:
            raise InputError(
                "{argument} has {value} periods. {remedy}",
                argument="counts",
                value=n_periods,
                remedy=f"The first period that can be judged needs {first} before it: give a longer series, or "
                "look less far back.",
            )
        return np.arange(first, n_periods, dtype=np.int64)
    periods = np.asarray(values)
    if periods.ndim != 1 or periods.dtype.kind not in "iu" or not periods.size:
        raise InputError(
            "{argument} is an array of {value}. {remedy}",
            argument="periods",
            value=f"{periods.dtype} with shape {periods.shape}",
            remedy="Give the columns to judge as one dimension of integers.",
        )
    bad = (periods < first) | (periods >= n_periods)
    if bad.any():
        raise InputError(
            "{argument} holds {value}. {remedy}",
            argument="periods",
            value=int(periods[bad][0]),
            remedy=f"With these settings columns {first} to {n_periods - 1} can be judged.",
        )
    return periods.astype(np.int64)
