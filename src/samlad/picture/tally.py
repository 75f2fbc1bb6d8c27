"""Columns → counts: how many incidents per period and area, category, organisation, hour.

Every figure of a picture comes from here, out of one pass over the columns for one selection.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from samlad.analysis import count_cells
from samlad.picture.columns import Columns, reported_until
from samlad.picture.days import Axis, Selection
from samlad.picture.periods import Period

HOURS = 7 * 24


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
    mask = np.zeros(len(columns), dtype=bool)
    mask[columns.days.position] = columns.days.chosen(selection)
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
    days, number = columns.days, len(periods)
    edges = days.edges(periods)
    inside, own = slice(edges[0], edges[-1]), slice(edges[-2], edges[-1])
    chosen = days.chosen(selection)
    # What is not selected lies in no period, so no table counts it.
    period = np.repeat(np.arange(number, dtype=np.int16), np.diff(edges))
    period[~chosen[inside]] = -1

    def count(*axes: tuple[str, Axis]) -> NDArray[np.int64]:
        lines = [days.lines(name, axis)[inside] for name, axis in axes]
        shape = (*(axis.lines + 1 for _name, axis in axes), number)
        return count_cells([*lines, period], shape).astype(np.int64, copy=False)

    # The last line of each axis holds what has no line: it is in the sums of the other axis, and in the total.
    both = count(("area", areas), ("category", categories))
    total = both.sum(axis=(0, 1))
    hours = columns.hour_of_week[days.position[own][chosen[own]]]
    return Tally(
        periods=periods,
        total=total,
        by_area=both[:-1].sum(axis=1),
        by_category=both[:, :-1].sum(axis=0),
        by_organisation=count(("organisation", organisations))[:-1],
        by_place=count(("place", places))[:-1],
        area_category=both[:-1, :-1],
        weekday_hour=np.bincount(hours[hours >= 0], minlength=HOURS).reshape(7, 24),
        hour_unknown=int(np.count_nonzero(hours < 0)),
        unplaced=int(np.count_nonzero(chosen[own] & (days.ids["area"][own] == 0))),
        reported_until=reported_until(columns) or 0,
        outside=int(np.count_nonzero(chosen)) - int(total.sum()),
    )


def period_counts(columns: Columns, selection: Selection, periods: tuple[Period, ...]) -> NDArray[np.int64]:
    """How many selected incidents each period holds."""
    chosen, edges = columns.days.chosen(selection), columns.days.edges(periods).tolist()
    return np.array([np.count_nonzero(chosen[first:end]) for first, end in pairwise(edges)], dtype=np.int64)
