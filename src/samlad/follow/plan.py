"""What of a measure its evidence is computed from, and which weeks are compared. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from samlad.picture.columns import Columns
from samlad.picture.periods import Kind, Period, date_of
from samlad.picture.zones import Zone

# A whole year before, where there is one: target and comparison then have every season behind them.
WEEKS_BEFORE = 52
TARGET, BESIDE, BUSY, OTHER = "target", "beside", "busy", "other"


@dataclass(frozen=True, slots=True)
class Ground:
    """An area of the target's level: its code, all ids in it, its middle in kilometres, and what it is to the measure.

    `part` is 'target', 'beside' it, 'busy' where another measure against the same was begun or went on, or 'other'.
    """

    code: str
    area_ids: frozenset[int]
    middle: tuple[float, float]
    part: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What of a measure the evidence is computed from."""

    starts_on: date
    ends_on: date | None
    categories: frozenset[int]
    target: Zone
    comparison: Zone
    beside: Zone
    # A comparison area touches the target: what moves there makes the comparison worse, and the measure better.
    comparison_beside: bool
    dose_planned: float
    doses: Mapping[str, float]
    # Every area of the target's level; none where the target is a place, or areas of several levels.
    grounds: tuple[Ground, ...] = ()


def spans(
    columns: Columns, plan: Plan, last: Period, most_before: int = WEEKS_BEFORE
) -> tuple[list[Period], int, int]:
    """The weeks from a year before the measure to its end, and how many of them are before and during it."""
    starting = Period.holding(plan.starts_on, Kind.WEEK)
    begins = starting if starting.first == plan.starts_on else starting.shifted(1)
    if plan.ends_on is not None:
        last = min(last, Period.holding(plan.ends_on + timedelta(days=1), Kind.WEEK).shifted(-1))
    first = starting.shifted(-most_before)
    reported = columns.day[columns.counted]
    if len(reported):
        # Weeks before anything was reported are no weeks without incidents.
        first = max(first, Period.holding(date_of(int(reported.min())), Kind.WEEK))
    end = max(last, starting.shifted(-1))
    weeks = [first.shifted(step) for step in range(max(0, (end.end_day - first.first_day) // 7))]
    before = sum(week < starting for week in weeks)
    during = sum(week >= begins for week in weeks)
    return weeks, before, during
