"""Intervals of time as whole seconds, checked; each bad one raises `InputError`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.aoristic.week import WEEK
from samlad.analysis.errors import InputError

MINUTE = 60
MOST_GROUPS = 100_000
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


def as_groups(groups: ArrayLike | None, group_count: int | None, incidents: int) -> tuple[Integers, int]:
    """The group of each incident, and how many groups there are; all in one where none are given."""
    if groups is None:
        return np.zeros(incidents, dtype=np.int64), 1
    codes = np.asarray(groups)
    if codes.shape != (incidents,) or codes.dtype.kind not in "iu":
        raise InputError(
            "{argument} is an array of {value}. {remedy}",
            argument="groups",
            value=f"{codes.dtype} with shape {codes.shape}",
            remedy=f"Give one whole number for each of the {incidents} incidents; -1 for none.",
        )
    largest = int(codes.max())
    count = largest + 1 if group_count is None else int(group_count)
    if not max(largest, 0) < count <= MOST_GROUPS:
        raise InputError(
            "{argument} is {value}. {remedy}",
            argument="group_count",
            value=count,
            remedy=f"The largest group is {largest}: give a number above it and above 0, and at most {MOST_GROUPS}.",
        )
    return codes.astype(np.int64), count


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
