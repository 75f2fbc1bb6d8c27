"""The incidents that count, in the order of their local days: a period is one stretch of every column.

A picture looks at periods, so what lies in them is found by where a day begins and not by asking every incident.
What is asked of the names alone (which line of a table, whether it is chosen) is kept for the next period.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from samlad.picture.columns import Columns
    from samlad.picture.periods import Period

NAMED = ("area", "category", "organisation", "place")
# A byte or two an incident for each.
KEPT = 8


@dataclass(frozen=True, slots=True)
class Selection:
    """What is counted: each `*_ids` names the allowed database ids; None allows all."""

    area_ids: frozenset[int] | None
    category_ids: frozenset[int] | None
    organisation_ids: frozenset[int] | None


# Compared by identity: the lines that are kept belong to the very axis that they were found with.
@dataclass(frozen=True, eq=False)
class Axis:
    """The lines of a table: database id → position of the line; many ids may share one."""

    lines: int
    line_of: Mapping[int, int]

    def lookup(self) -> NDArray[np.signedinteger[Any]]:
        """The line of each id. What has none gets the one after the last, and so has what is beyond the table."""
        table = np.full(max(self.line_of, default=0) + 2, self.lines, dtype=_smallest(self.lines))
        for key, line in self.line_of.items():
            table[key] = line
        return table


@dataclass(frozen=True, slots=True)
class Days:
    """`position` is each incident's in the columns; `ids` are the columns of `NAMED`, as narrow as they can be.

    `starts` says where each day from `first_day` on begins, and at last where the incidents end.
    """

    first_day: int
    starts: NDArray[np.int64]
    position: NDArray[np.int32]
    ids: Mapping[str, NDArray[np.unsignedinteger[Any]]]
    lines: Callable[[str, Axis], NDArray[np.signedinteger[Any]]]
    """The line of each incident on an axis; `axis.lines` where it has none."""
    chosen: Callable[[Selection], NDArray[np.bool_]]
    """Which of them a selection holds."""

    @classmethod
    def of(cls, columns: "Columns") -> Self:
        """Put the incidents that count in order; those of one day stay in the order that they came in."""
        counted = np.flatnonzero(columns.counted)
        day = columns.day[counted]
        first, last = (int(day.min()), int(day.max())) if len(day) else (0, 0)
        # So narrow that they are sorted by their digits, not by comparing.
        since = (day - first).astype(np.min_scalar_type(last - first))
        position = counted[np.argsort(since, kind="stable")].astype(np.int32)
        ids = {name: _narrow(getattr(columns, name), position) for name in NAMED}
        return cls(
            first_day=first,
            starts=np.concatenate([[0], np.cumsum(np.bincount(since))]),
            position=position,
            ids=ids,
            lines=lru_cache(KEPT)(partial(_lines, ids)),
            chosen=lru_cache(KEPT)(partial(_chosen, ids)),
        )

    @property
    def last_day(self) -> int | None:
        """The last day that has an incident; None where there is none."""
        return self.first_day + len(self.starts) - 2 if len(self.position) else None

    def edges(self, periods: "Iterable[Period]") -> NDArray[np.int64]:
        """Where each of the periods, which follow one another, begins, and where the last ends."""
        periods = tuple(periods)
        days = np.array([period.first_day for period in periods] + [periods[-1].end_day]) - self.first_day
        edges: NDArray[np.int64] = self.starts[np.clip(days, 0, len(self.starts) - 1)]
        return edges


def _narrow(values: NDArray[np.int32], position: NDArray[np.int32]) -> NDArray[np.unsignedinteger[Any]]:
    return values.astype(np.min_scalar_type(int(values.max(initial=0))))[position]


def _lines(
    ids: Mapping[str, NDArray[np.unsignedinteger[Any]]], name: str, axis: Axis
) -> NDArray[np.signedinteger[Any]]:
    return np.take(axis.lookup(), ids[name], mode="clip")


def _chosen(ids: Mapping[str, NDArray[np.unsignedinteger[Any]]], selection: Selection) -> NDArray[np.bool_]:
    chosen = np.ones(len(ids[NAMED[0]]), dtype=bool)
    for name, allowed in (
        ("area", selection.area_ids),
        ("category", selection.category_ids),
        ("organisation", selection.organisation_ids),
    ):
        if allowed is not None:
            # The last entry is of no id: what is beyond the table is not allowed.
            table = np.zeros(max(allowed, default=0) + 2, dtype=bool)
            table[list(allowed)] = True
            chosen &= np.take(table, ids[name], mode="clip")
    return chosen


def _smallest(number: int) -> type[np.signedinteger[Any]]:
    """The signed integers that hold numbers up to this one."""
    return next(kind for kind in (np.int8, np.int16, np.int32) if number <= np.iinfo(kind).max)
