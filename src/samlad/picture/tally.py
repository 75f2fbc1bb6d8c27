"""Columns → counts: how many incidents per period and area, category, organisation, hour.

Every figure of a picture comes from here, out of one pass over the columns for one selection.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samlad.analysis import count_cells
from samlad.picture.columns import Columns, reported_until
from samlad.picture.periods import Period

HOURS = 7 * 24


@dataclass(frozen=True, slots=True)
class Selection:
    """What is counted: each `*_ids` names the allowed database ids; None allows all."""

    area_ids: frozenset[int] | None
    category_ids: frozenset[int] | None
    organisation_ids: frozenset[int] | None


@dataclass(frozen=True, slots=True)
class Axis:
    """The lines of a table: database id → position of the line; many ids may share one."""

    lines: int
    line_of: Mapping[int, int]

    def lookup(self) -> NDArray[np.int32]:
        table = np.full(max(self.line_of, default=0) + 2, -1, dtype=np.int32)
        for key, line in self.line_of.items():
            table[key] = line
        return table


# So many quiet days at the end of a period are nothing to wonder about.
QUIET_DAYS = 2


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts per line and period (periods × oldest first); the last period is the picture's own."""

    periods: tuple[Period, ...]
    total: NDArray[np.int64]  # (periods,)
    by_area: NDArray[np.int64]  # (areas, periods)
    by_category: NDArray[np.int64]
    by_organisation: NDArray[np.int64]
    by_place: NDArray[np.int64]
    area_category: NDArray[np.int64]  # (areas, categories, periods)
    weekday_hour: NDArray[np.int64]  # (7, 24), the picture's own period
    hour_unknown: int
    unplaced: int
    reported_until: int  # the last local day on which anything at all was reported, selected or not
    outside: int  # selected, but before the first or after the last of the periods

    @property
    def over(self) -> bool:
        """Whether reports reach the end of the picture's period: a part cannot be compared with wholes."""
        return self.periods[-1].end_day - 1 - self.reported_until <= QUIET_DAYS


def selected(columns: Columns, selection: Selection) -> NDArray[np.bool_]:
    """Which incidents the selection holds."""
    mask = columns.counted
    for values, allowed in (
        (columns.area, selection.area_ids),
        (columns.category, selection.category_ids),
        (columns.organisation, selection.organisation_ids),
    ):
        if allowed is not None:
            table = np.zeros(int(max(values.max(initial=0), max(allowed, default=0))) + 1, dtype=bool)
            table[list(allowed)] = True
            mask = mask & table[values]
    return mask


def in_days(columns: Columns, first_day: int, end_day: int) -> NDArray[np.bool_]:
    """Which incidents began on a local day from `first_day` up to, not with, `end_day`."""
    return (columns.day >= first_day) & (columns.day < end_day)


def tally(
    columns: Columns,
    selection: Selection,
    periods: tuple[Period, ...],
    *,
    areas: Axis,
    categories: Axis,
    organisations: Axis,
    places: Axis,
) -> Tally:
    """Count the selected incidents."""
    first, end = periods[0].first_day, periods[-1].end_day
    mask = selected(columns, selection)
    chosen = np.flatnonzero(mask & in_days(columns, first, end))
    period = _period_of_day(periods)[columns.day[chosen] - first]
    area = _lines(areas, columns.area[chosen])
    category = _lines(categories, columns.category[chosen])
    organisation = _lines(organisations, columns.organisation[chosen])
    place = _lines(places, columns.place[chosen])
    number = len(periods)
    time = (number, period)
    own = chosen[period == number - 1]
    hours = columns.hour_of_week[own]
    return Tally(
        periods=periods,
        total=_count(time),
        by_area=_count((areas.lines, area), time),
        by_category=_count((categories.lines, category), time),
        by_organisation=_count((organisations.lines, organisation), time),
        by_place=_count((places.lines, place), time),
        area_category=_count((areas.lines, area), (categories.lines, category), time),
        weekday_hour=np.bincount(hours[hours >= 0], minlength=HOURS).reshape(7, 24),
        hour_unknown=int(np.count_nonzero(hours < 0)),
        unplaced=int(np.count_nonzero(columns.area[own] == 0)),
        reported_until=reported_until(columns) or 0,
        outside=int(np.count_nonzero(mask)) - len(chosen),
    )


def period_counts(columns: Columns, selection: Selection, periods: tuple[Period, ...]) -> NDArray[np.int64]:
    """How many selected incidents each period holds."""
    edges = [period.first_day for period in periods] + [periods[-1].end_day]
    days = columns.day[selected(columns, selection)]
    inside = days[(days >= edges[0]) & (days < edges[-1])] - edges[0]
    return np.add.reduceat(
        np.bincount(inside, minlength=edges[-1] - edges[0]), np.array(edges[:-1]) - edges[0]
    )


def _period_of_day(periods: tuple[Period, ...]) -> NDArray[np.int32]:
    lengths = [period.end_day - period.first_day for period in periods]
    return np.repeat(np.arange(len(periods), dtype=np.int32), lengths)


def _lines(axis: Axis, ids: NDArray[np.int32]) -> NDArray[np.int32]:
    # The last entry is -1: an id beyond the table has no line.
    return np.take(axis.lookup(), ids, mode="clip")


def _count(*axes: tuple[int, NDArray[np.int32]]) -> NDArray[np.int64]:
    """Counts over the axes, each as its number of lines and the incidents' lines; what has no line is left out."""
    shape = tuple(lines for lines, _ in axes)
    if not all(shape):
        return np.zeros(shape, dtype=np.int64)
    return count_cells([line for _, line in axes], shape).astype(np.int64, copy=False)
