"""Checks of arguments that several statistics share; each raises `InputError`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.errors import InputError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]

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

IS = "{argument} is {value}. {remedy}"
HOLDS = "{argument} holds {value}. {remedy}"
HAS_SHAPE = "{argument} has shape {value}. {remedy}"
IS_ARRAY = "{argument} is an array of {value}. {remedy}"


def as_numbers(argument: str, values: ArrayLike) -> Floats:
    """Finite numbers as float64, of whatever shape they come in."""
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
        remedy = (
            "Every value must be known and finite: leave unknown ones out, or mark their periods with `usable` "
            "where that can be given."
        )
        raise InputError(HOLDS, argument=argument, value=first(numbers, bad), remedy=remedy)
    return numbers


def as_counts(argument: str, values: ArrayLike) -> Floats:
    """Whole, finite, non-negative numbers as float64, of whatever shape they come in."""
    numbers = as_numbers(argument, values)
    bad = (numbers < 0) | (numbers != np.floor(numbers)) | (numbers > LARGEST_COUNT)
    if bad.any():
        raise InputError(
            "{argument} holds {value}, which is not a count. {remedy}",
            argument=argument,
            value=first(numbers, bad),
            remedy="Counts are whole numbers from 0 upwards.",
        )
    return numbers


def as_count(argument: str, value: ArrayLike, least: int = 0) -> int:
    """One count."""
    count = as_counts(argument, value)
    if count.ndim:
        remedy = "Give one count; add several up first."
        raise InputError(HAS_SHAPE, argument=argument, value=count.shape, remedy=remedy)
    if count < least:
        raise InputError(IS, argument=argument, value=value, remedy=f"Give one number, at least {least}.")
    return int(count)


def as_matrix(argument: str, values: ArrayLike) -> Floats:
    """Counts in two dimensions."""
    matrix = as_counts(argument, values)
    if matrix.ndim != 2:
        remedy = "Two dimensions are needed; for one row write values[np.newaxis, :]."
        raise InputError(HAS_SHAPE, argument=argument, value=matrix.shape, remedy=remedy)
    return matrix


def as_mask(
    argument: str, values: ArrayLike, shape: tuple[int, ...], *, spread: bool = False, some: bool = False
) -> Mask:
    """True/false of this shape; with `spread` also one row for all rows, with `some` at least one of them true."""
    mask = np.asarray(values)
    shapes = (shape, shape[1:]) if spread else (shape,)
    if mask.dtype != np.bool_ or mask.shape not in shapes or (some and not mask.any()):
        told = f", {np.count_nonzero(mask)} of them true" if some else ""
        raise InputError(
            IS_ARRAY,
            argument=argument,
            value=f"{mask.dtype} with shape {mask.shape}{told}",
            remedy=f"Give true/false with shape {' or '.join(map(str, shapes))}"
            + (", at least one of them true." if some else "."),
        )
    return np.broadcast_to(mask, shape)


def as_usable(values: ArrayLike | None, shape: tuple[int, int]) -> Mask:
    """Mask of the periods that count, spread over all series; `None` means all of them."""
    if values is None:
        return np.ones(shape, dtype=np.bool_)
    return as_mask("usable", values, shape, spread=True)


def as_log_exposure(values: ArrayLike | None, shape: tuple[int, ...]) -> Floats:
    """Logarithm of what the counts are in proportion to, spread over all series; 0 when left out."""
    if values is None:
        return np.zeros(shape)
    exposure = as_numbers("exposure", values)
    shapes = (shape, shape[1:]) if len(shape) > 1 else (shape,)
    if exposure.shape not in shapes:
        remedy = f"Give shape {' or '.join(map(str, shapes))}."
        raise InputError(HAS_SHAPE, argument="exposure", value=exposure.shape, remedy=remedy)
    why = "Inhabitants, or the share that reported, are above 0; give any number above 0 for a period that is not used."
    check_positive("exposure", exposure, why)
    return np.broadcast_to(np.log(exposure), shape)


def as_codes(argument: str, values: ArrayLike, length: int, of: str) -> Integers:
    """One whole number for each of `length` things called `of`; -1 for none."""
    codes = np.asarray(values)
    if codes.dtype.kind not in "iu" or codes.shape != (length,):
        raise InputError(
            IS_ARRAY,
            argument=argument,
            value=f"{codes.dtype} with shape {codes.shape}",
            remedy=f"Give one whole number for each of the {length} {of}; -1 for none.",
        )
    return codes.astype(np.int64)


def as_parts(
    argument: str, values: ArrayLike | None, counted: str, count: int | None, length: int, most: int
) -> tuple[Integers, int]:
    """The part that each of `length` incidents belongs to, and how many parts there are: one where none are given."""
    if values is None:
        return np.broadcast_to(np.int64(0), length), 1
    codes = as_codes(argument, values, length, "incidents")
    if count is not None:
        check_whole(counted, count, 1)
    largest = int(codes.max())
    parts = largest + 1 if count is None else int(count)
    if not max(largest, 0) < parts <= most:
        if count is None:
            remedy = f"Number the parts from 0 upwards, with at most {most} numbers."
            raise InputError(HOLDS, argument=argument, value=f"{largest} as its largest", remedy=remedy)
        remedy = (
            f"The largest of {argument} is {largest}: give a number above it and above 0, and at most {most}."
        )
        raise InputError(IS, argument=counted, value=parts, remedy=remedy)
    return codes, parts


def as_places(x: ArrayLike, y: ArrayLike, least: int, why: str) -> tuple[Floats, Floats]:
    """Coordinates of at least so many places; `why` says what one fewer could not tell."""
    columns = as_numbers("x", x), as_numbers("y", y)
    check_row("x", columns[0], least, why)
    check_length("y", columns[1], len(columns[0]), "places")
    return columns


def of_one_shape(
    first_argument: str, first_values: Floats, argument: str, values: Floats
) -> tuple[Floats, Floats]:
    """Both spread over their common shape."""
    try:
        one, other = np.broadcast_arrays(first_values, values)
    except ValueError:
        remedy = f"Give one for each of {first_argument}, whose shape is {first_values.shape}."
        raise InputError(HAS_SHAPE, argument=argument, value=values.shape, remedy=remedy) from None
    return one, other


def check_level(level: float) -> None:
    """A level of confidence lies strictly between 0 and 1."""
    if not 0 < level < 1:
        remedy = "A level lies between 0 and 1, for instance 0.95."
        raise InputError(IS, argument="level", value=level, remedy=remedy)


def check_share(argument: str, value: float, instance: float = 0.05) -> None:
    """A probability lies strictly between 0 and 1."""
    if not 0 < value < 1:
        remedy = f"It lies between 0 and 1, for instance {instance:g}."
        raise InputError(IS, argument=argument, value=value, remedy=remedy)


def check_choice(argument: str, value: object, choices: Collection[str]) -> None:
    """One of a few words."""
    if value not in choices:
        remedy = f"Choose one of {', '.join(choices)}."
        raise InputError(IS, argument=argument, value=repr(value), remedy=remedy)


def check_at_least(argument: str, value: float, least: float) -> None:
    """A setting has a least value."""
    if not least <= value < np.inf:
        remedy = f"It must be a finite number, at least {least}."
        raise InputError(IS, argument=argument, value=value, remedy=remedy)


def check_above_zero(argument: str, value: float, instance: str = "") -> None:
    """A setting is a finite number above 0; `instance` may end the sentence with one."""
    if not 0 < value < np.inf:
        remedy = f"It must be a finite number above 0{instance}."
        raise InputError(IS, argument=argument, value=value, remedy=remedy)


def check_whole(argument: str, value: float, least: int, most: int | None = None) -> None:
    """A setting is a whole number within its limits."""
    within = least <= value < np.inf and (most is None or value <= most)
    if not within or value != int(value):
        upper = "" if most is None else f" and at most {most}"
        remedy = f"Give a whole number, at least {least}{upper}."
        raise InputError(IS, argument=argument, value=value, remedy=remedy)


def as_generator(rng: np.random.Generator | None, drawn: str) -> np.random.Generator:
    """The generator that something drawn at random, so called, cannot do without."""
    if rng is None:
        remedy = f"{drawn} draws at random: give a generator, for instance np.random.default_rng(1)."
        raise InputError(IS, argument="rng", value=None, remedy=remedy)
    return rng


def check_positive(argument: str, numbers: Floats, why: str) -> None:
    """Every number is above 0; `why` is the remedy."""
    bad = numbers <= 0
    if bad.any():
        raise InputError(HOLDS, argument=argument, value=first(numbers, bad), remedy=why)


def check_length(argument: str, values: NDArray[Any], length: int, of: str) -> None:
    """One value for each of `length` things called `of`."""
    if values.shape != (length,):
        remedy = f"Give one for each of the {length} {of}."
        raise InputError(HAS_SHAPE, argument=argument, value=values.shape, remedy=remedy)


def check_row(argument: str, values: NDArray[Any], least: int, why: str) -> None:
    """One dimension with at least so many values; `why` says what one fewer could not tell."""
    if values.ndim != 1 or len(values) < least:
        remedy = f"Give one row of at least {least}: {why}."
        raise InputError(HAS_SHAPE, argument=argument, value=values.shape, remedy=remedy)


def first(numbers: Floats, bad: Mask) -> str:
    """The first of the bad values, and where it stands."""
    place = tuple(int(axis) for axis in np.argwhere(bad)[0])
    return f"{numbers[place]:g}" + (f" at {place}" if place else "")
