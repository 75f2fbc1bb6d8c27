"""Intervals of time as whole seconds, checked; each bad one raises `InputError`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.aoristic.week import WEEK
from samlad.analysis.errors import InputError

MINUTE = 60
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """Start in seconds since 1970 and length in seconds, at least one; and how many were not as they should be.

    A length of a week or more is cut to whole weeks: then each hour of the week has the same share of it.
    """

    start: Integers
    length: Integers
    without_end: int
    end_before_start: int
    over_a_week: int


def as_spans(start: ArrayLike, end: ArrayLike | None, *, whole_minutes: bool) -> Spans:
    """Intervals from moments. Where the end is missing or before the start, the first second stands for all."""
    begun = _as_moments("start", start)
    if np.isnat(begun).any():
        raise InputError(
            "{argument} is not known at {value}. {remedy}",
            argument="start",
            value=int(np.isnat(begun).argmax()),
            remedy="Leave incidents out whose earliest moment nobody knows.",
        )
    ended = np.full(begun.shape, "NaT", "M8[s]") if end is None else _as_moments("end", end)
    if begun.size == 0 or ended.shape != begun.shape:
        raise InputError(
            "{argument} has shape {value}. {remedy}",
            argument="end" if begun.size else "start",
            value=ended.shape,
            remedy=f"Give one moment for each of the {len(begun)} incidents, and at least one incident.",
        )
    missing = np.isnat(ended)
    seconds = begun.astype(np.int64)
    length = np.where(missing, 0, ended.astype(np.int64) - seconds)
    backwards = int((length < 0).sum())
    if whole_minutes:
        seconds, length = seconds - seconds % MINUTE, length - length % MINUTE
    length = np.maximum(length, 1)
    long = length >= WEEK
    length[long] -= length[long] % WEEK
    return Spans(seconds, length, int(missing.sum()), backwards, int(long.sum()))


def _as_moments(argument: str, values: ArrayLike) -> NDArray[np.datetime64]:
    moments = np.asarray(values)
    if moments.ndim != 1 or (moments.dtype.kind != "M" and moments.size):
        raise InputError(
            "{argument} is an array of {value}. {remedy}",
            argument=argument,
            value=f"{moments.dtype} with shape {moments.shape}",
            remedy="Give one dimension of datetime64, for instance np.array(['2026-11-23T22:30'], 'M8[s]').",
        )
    return moments.astype("M8[s]")
