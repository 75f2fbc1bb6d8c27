"""What every statistic's result is built of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Parameters = Mapping[str, float | int | str | bool]


@dataclass(frozen=True, slots=True, eq=False)
class Interval:
    """Lower and upper limits of the same shape, and the level that they promise together."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    level: float


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """An estimate with its interval.

    Attributes
    ----------
    estimate : ndarray of float
        One value per input value, in the shape that the input had.
    interval : Interval
        Limits of the same shape.
    n : ndarray of int
        How many observations each estimate rests on.
    method : str
        Name of the method.
    parameters : mapping
        The settings that were really used.
    warnings : tuple of str
        Codes of what the reader should know; empty when there is nothing.
    """

    estimate: NDArray[np.float64]
    interval: Interval
    n: NDArray[np.int64]
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()
