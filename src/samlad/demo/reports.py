"""What a report knows of when: damage is found on the next working day, and told later."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from samlad.demo.days import WORKDAY_END, WORKDAY_START, calendar
from samlad.demo.world import ORGANISATIONS, World

Moments = NDArray[np.datetime64]
Integers = NDArray[np.int64]
MINUTE, HOUR, DAY = np.timedelta64(1, "m"), np.timedelta64(1, "h"), np.timedelta64(1, "D")

# What is found rather than seen, and by whom: the interval goes from the last time that all was well.
FOUND_AT_WORK = ("SKA", "STO", "SKR", "BRA.CON", "BRA.MAR", "NAR.KAN", "NAR.GOM")
FOUND_BY_OWNER = ("SKA", "STO.CYK", "STO.FRD", "STO.FOR", "STO.OLO")
# Mean hours from knowing to telling.
TELLING_HOURS = {"kommunen": 10.0, "polisen": 3.0, "lulebo": 6.0}


@dataclass(frozen=True, slots=True)
class Reports:
    """When it happened as far as the reporter knows, and when that was told."""

    occurred_from: Moments
    occurred_to: Moments
    reported_at: Moments

    def take(self, chosen: Integers) -> "Reports":
        """Some of the reports, in that order."""
        return Reports(self.occurred_from[chosen], self.occurred_to[chosen], self.reported_at[chosen])


def draw_reports(
    world: World, organisation: Integers, stream: Integers, happened: Moments, rng: np.random.Generator
) -> Reports:
    """Draw what each report knows about when."""
    work = _Workdays(world)
    police = organisation == ORGANISATIONS.index("polisen")
    at_work = _of_categories(world, FOUND_AT_WORK)[stream] & ~police
    by_owner = _of_categories(world, FOUND_BY_OWNER)[stream] & police
    seen = _floor(happened, 5)
    away = _minutes(np.minimum(rng.exponential(8 * 60, len(stream)), 72 * 60), 15)
    back = _minutes(np.minimum(rng.exponential(4 * 60, len(stream)), 48 * 60), 15)
    duration = _minutes(rng.exponential(12, len(stream)), 5)
    occurred_from = np.where(
        at_work, work.last_end(happened), np.where(by_owner, _floor(happened - away, 15), seen)
    )
    occurred_to = np.where(
        at_work, work.next_start(happened), np.where(by_owner, _ceil(happened + back), seen + duration)
    )
    occurred_to = np.maximum(occurred_to, occurred_from)
    mean = np.array([TELLING_HOURS[name] for name in ORGANISATIONS])[organisation]
    lag = np.minimum(rng.exponential(mean * 60), 14 * 24 * 60).astype("timedelta64[m]")
    reported = occurred_to + lag
    # Between people at a desk: what is told at night waits for the morning.
    reported = np.where(
        police | work.open_at(reported), reported, work.next_start(reported) + lag % (3 * HOUR)
    )
    reported = _after_silence(world, organisation, reported)
    return Reports(*(_existing(world, moments) for moments in (occurred_from, occurred_to, reported)))


def _existing(world: World, moments: Moments) -> Moments:
    """Move what falls into the hour that does not exist, when summer time begins, to the hour after it."""
    for year in range(world.start.year, world.end.year + 1):
        last_of_march = date(year, 3, 31)
        sunday = last_of_march - timedelta(days=(last_of_march.weekday() + 1) % 7)
        gap = np.datetime64(sunday, "m") + 2 * HOUR
        moments = np.where((moments >= gap) & (moments < gap + HOUR), moments + HOUR, moments)
    return moments


def _of_categories(world: World, prefixes: tuple[str, ...]) -> NDArray[np.bool_]:
    return np.array([stream.category.startswith(prefixes) for stream in world.streams])


def _minutes(drawn: NDArray[np.float64], step: int) -> NDArray[np.timedelta64]:
    return (drawn.astype(np.int64) // step * step).astype("timedelta64[m]")


def _floor(moments: Moments, minutes: int) -> Moments:
    whole = moments.astype("datetime64[m]").astype(np.int64) // minutes * minutes
    return whole.astype("datetime64[m]")


def _ceil(moments: Moments) -> Moments:
    return _floor(moments + 14 * MINUTE, 15)


def _after_silence(world: World, organisation: Integers, reported: Moments) -> Moments:
    """In a silent week nothing comes in: what is left from before is told when work starts again."""
    start = np.datetime64(world.start, "D")
    weeks = world.clock.weeks
    for number in range(len(ORGANISATIONS)):
        for week in range(weeks):
            if world.reporting[number, week] == 0:
                monday = (start + week * 7 * DAY).astype("datetime64[m]")
                silent = (organisation == number) & (reported >= monday) & (reported < monday + 7 * DAY)
                reported = np.where(silent, reported + 7 * DAY, reported)
    return reported


class _Workdays:
    """Looks up the working day before and after a moment; a month is added on both sides."""

    def __init__(self, world: World) -> None:
        days = calendar(world.start - timedelta(days=31), world.end + timedelta(days=31))
        self.first = days.days[0]
        self.workday = days.workday
        index = np.arange(len(days.days))
        self.before = np.maximum.accumulate(np.where(days.workday, index, 0))
        self.after = np.minimum.accumulate(np.where(days.workday, index, len(index))[::-1])[::-1]

    def last_end(self, moments: Moments) -> Moments:
        """When work last ended before a moment, or the hour before it while work is on."""
        day = self._day(moments)
        of_day = moments - moments.astype("datetime64[D]")
        ended = (
            self.first + np.where(of_day >= WORKDAY_END * HOUR, self.before[day], self.before[day - 1]) * DAY
        )
        last = ended.astype("datetime64[m]") + WORKDAY_END * HOUR
        return np.where(self.open_at(moments), _floor(moments - 60 * MINUTE, 15), last)

    def next_start(self, moments: Moments) -> Moments:
        """When work next starts after a moment, or the hour after it while work is on."""
        day = self._day(moments)
        of_day = moments - moments.astype("datetime64[D]")
        starts = (
            self.first + np.where(of_day < WORKDAY_START * HOUR, self.after[day], self.after[day + 1]) * DAY
        )
        next_one = starts.astype("datetime64[m]") + WORKDAY_START * HOUR
        return np.where(self.open_at(moments), _ceil(moments + 60 * MINUTE), next_one)

    def open_at(self, moments: Moments) -> NDArray[np.bool_]:
        """Whether people are at work."""
        of_day = moments - moments.astype("datetime64[D]")
        at_desk = (of_day >= WORKDAY_START * HOUR) & (of_day < WORKDAY_END * HOUR)
        open_day: NDArray[np.bool_] = self.workday[self._day(moments)] & at_desk
        return open_day

    def _day(self, moments: Moments) -> Integers:
        days: Integers = ((moments.astype("datetime64[D]") - self.first) / DAY).astype(np.int64)
        # A report told very late is past the end anyway.
        return np.clip(days, 1, len(self.workday) - 8)
