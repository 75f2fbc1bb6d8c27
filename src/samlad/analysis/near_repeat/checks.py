"""Incidents with place and time, checked; each bad one raises `InputError`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import as_numbers, as_places, check_length
from samlad.analysis.errors import InputError

SECONDS_OF_DAY = 86_400.0
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Incidents:
    """Place and time, and how long a day is in the unit of time: moments are whole seconds, so that no day is lost."""

    x: Floats
    y: Floats
    time: Floats
    day: float


def as_incidents(x: ArrayLike, y: ArrayLike, time: ArrayLike) -> Incidents:
    """At least two incidents, each with place and time."""
    columns = as_places(x, y, 2, "pairs are compared")
    moments = np.asarray(time)
    day = 1.0
    if moments.dtype.kind == "M":
        if np.isnat(moments).any():
            raise InputError(
                "{argument} is not known at {value}. {remedy}",
                argument="time",
                value=int(np.isnat(moments).argmax()),
                remedy="Leave incidents out whose time nobody knows.",
            )
        moments, day = moments.astype("M8[s]").astype(np.int64), SECONDS_OF_DAY
    times = as_numbers("time", moments)
    check_length("time", times, len(columns[0]), "incidents")
    return Incidents(columns[0], columns[1], times, day)
