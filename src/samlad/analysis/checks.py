"""Checks of arguments that several statistics share; each raises `InputError`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.errors import InputError

TYPE_NAMES = {
    "i": "integers",
    "u": "integers",
    "f": "numbers",
    "b": "true/false",
    "U": "text",
    "O": "objects",
}

# float64 holds every whole number up to here, so sums and comparisons of counts are exact
LARGEST_COUNT = 2.0**53


def as_counts(argument: str, values: ArrayLike) -> NDArray[np.float64]:
    """Whole, finite, non-negative numbers as float64, of whatever shape they come in."""
    numbers = as_numbers(argument, values)
    bad = (numbers < 0) | (numbers != np.floor(numbers)) | (numbers > LARGEST_COUNT)
    if bad.any():
        raise InputError(
            "{argument} holds {value}, which is not a count. {remedy}",
            argument=argument,
            value=_first(numbers, bad),
            remedy="Counts are whole numbers from 0 upwards.",
        )
    return numbers


def as_numbers(argument: str, values: ArrayLike) -> NDArray[np.float64]:
    """Finite numbers as float64."""
    try:
        raw = np.asarray(values)
    except ValueError:
        raise InputError(
            "{argument} has rows of different lengths ({value}). {remedy}",
            argument=argument,
            value="a ragged sequence",
            remedy="Give every row the same number of values.",
        ) from None
    if raw.dtype.kind not in "iufb":
        raise InputError(
            "{argument} holds {value}, not numbers. {remedy}",
            argument=argument,
            value=TYPE_NAMES.get(raw.dtype.kind, str(raw.dtype)),
            remedy="Give an array of numbers; leave unknown values out.",
        )
    numbers = raw.astype(np.float64)
    bad = ~np.isfinite(numbers)
    if bad.any():
        raise InputError(
            "{argument} holds {value}. {remedy}",
            argument=argument,
            value=_first(numbers, bad),
            remedy="Every value must be known and finite; mark periods that nobody reported with `usable`.",
        )
    return numbers


def as_matrix(argument: str, values: ArrayLike) -> NDArray[np.float64]:
    """Counts in two dimensions."""
    matrix = as_counts(argument, values)
    if matrix.ndim != 2:
        raise InputError(
            "{argument} has shape {value}. {remedy}",
            argument=argument,
            value=matrix.shape,
            remedy="Two dimensions are needed; for one row write values[np.newaxis, :].",
        )
    return matrix


def as_usable(values: ArrayLike | None, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Mask of the periods that count, spread over all series; `None` means all of them."""
    if values is None:
        return np.ones(shape, dtype=np.bool_)
    mask = np.asarray(values)
    if mask.dtype != np.bool_ or mask.shape not in (shape, shape[1:]):
        raise InputError(
            "{argument} is an array of {value}. {remedy}",
            argument="usable",
            value=f"{mask.dtype} with shape {mask.shape}",
            remedy=f"Give true/false with shape {shape} or {shape[1:]}.",
        )
    return np.broadcast_to(mask, shape)


def check_level(level: float) -> None:
    """A level of confidence lies strictly between 0 and 1."""
    if not 0 < level < 1:
        raise InputError(
            "{argument} is {value}. {remedy}",
            argument="level",
            value=level,
            remedy="A level lies between 0 and 1, for instance 0.95.",
        )


def check_choice(argument: str, value: object, choices: Collection[str]) -> None:
    """One of a few words."""
    if value not in choices:
        raise InputError(
            "{argument} is {value}. {remedy}",
            argument=argument,
            value=repr(value),
            remedy=f"Choose one of {', '.join(choices)}.",
        )


def check_positive(argument: str, numbers: NDArray[np.float64], why: str) -> None:
    """Every number is above 0; `why` is the remedy."""
    bad = numbers <= 0
    if bad.any():
        raise InputError(
            "{argument} holds {value}. {remedy}", argument=argument, value=_first(numbers, bad), remedy=why
        )


def check_length(argument: str, values: NDArray[Any], length: int, of: str) -> None:
    """One value for each of `length` things called `of`."""
    if values.shape != (length,):
        raise InputError(
            "{argument} has shape {value}. {remedy}",
            argument=argument,
            value=values.shape,
            remedy=f"Give one for each of the {length} {of}.",
        )


def check_row(argument: str, values: NDArray[Any], least: int, why: str) -> None:
    """One dimension with at least so many values; `why` says what one fewer could not tell."""
    if values.ndim != 1 or len(values) < least:
        raise InputError(
            "{argument} has shape {value}. {remedy}",
            argument=argument,
            value=values.shape,
            remedy=f"Give one row of at least {least}: {why}.",
        )


def check_at_least(argument: str, value: float, least: float) -> None:
    """A setting has a least value."""
    if not value >= least or value == np.inf:
        raise InputError(
            "{argument} is {value}. {remedy}",
            argument=argument,
            value=value,
            remedy=f"It must be a finite number, at least {least}.",
        )


def _first(numbers: NDArray[np.float64], bad: NDArray[np.bool_]) -> str:
    place = tuple(int(axis) for axis in np.argwhere(bad)[0])
    return f"{numbers[place]:g}" + (f" at {place}" if place else "")
