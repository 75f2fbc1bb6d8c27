"""The generator: from the world's rates to incidents, by one seed. Same seed, same bytes.

Background incidents are Poisson given a frailty of week and district; each may set off others nearby within
two weeks; what an organisation does not report in a week is lost. Times are local wall time.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from numpy.typing import NDArray

from samlad.demo.details import Details, draw_details
from samlad.demo.geography import METRES_EAST, METRES_NORTH
from samlad.demo.reports import Reports, draw_reports
from samlad.demo.seasons import PATTERNS, Floats
from samlad.demo.truth import repeat_by_days
from samlad.demo.world import END, ORGANISATIONS, START, World, background, make_world

Integers = NDArray[np.int64]

# Gamma frailties with mean one: the smaller the shape, the more the weeks differ beyond chance.
DISTRICT_WEEK_SHAPE = 12.0
CATEGORY_WEEK_SHAPE = 5.0
REPEAT_METRES = 70.0
REPEAT_HOURS = 1.5
MINUTES_IN_WEEK, MINUTES_IN_DAY = 7 * 24 * 60, 24 * 60


@dataclass(frozen=True, slots=True)
class Simulated:
    """Incidents as columns, ordered by when they were reported; `number` is the sender's own running number.

    `generation` is 0 for the background, 1 for what an incident set off, and so on. `happened` is when it
    truly did; the report knows an interval.
    """

    seed: int
    world: World
    number: Integers
    organisation: Integers
    stream: Integers
    site: Integers
    district: Integers
    place: Integers
    latitude: Floats
    longitude: Floats
    generation: Integers
    happened: NDArray[np.datetime64]
    reports: Reports
    details: Details

    def __len__(self) -> int:
        return len(self.stream)

    @property
    def week(self) -> Integers:
        """The number of the week in which each incident truly happened."""
        days = (self.happened.astype("datetime64[D]") - np.datetime64(self.world.start, "D")).astype(np.int64)
        return days // 7


@dataclass(frozen=True, slots=True)
class _Events:
    stream: Integers
    site: Integers
    minute: Integers
    latitude: Floats
    longitude: Floats
    generation: Integers

    def take(self, chosen: NDArray[np.bool_] | Integers) -> "_Events":
        return _Events(
            self.stream[chosen],
            self.site[chosen],
            self.minute[chosen],
            self.latitude[chosen],
            self.longitude[chosen],
            self.generation[chosen],
        )


def simulate(seed: int, start: date = START, end: date = END, scale: float = 1.0) -> Simulated:
    """Simulate from Monday `start` to Sunday `end`; `scale` 1 is Luleå, 58 a million in three years."""
    world = make_world(start, end, scale)
    rng = np.random.default_rng(seed)
    events = _with_repeats(world, _background(world, rng), rng)
    organisation = world.stream_organisation[events.stream]
    told = rng.random(len(events.stream)) < world.reporting[organisation, events.minute // MINUTES_IN_WEEK]
    events = events.take(told)
    happened = np.datetime64(start, "m") + events.minute.astype("timedelta64[m]")
    reports = draw_reports(world, organisation[told], events.stream, happened, rng)
    order = np.argsort(reports.reported_at, kind="stable")
    # The files are drawn on the Monday after, in time for the meeting: what is told later is not in them.
    order = order[reports.reported_at[order] < np.datetime64(end, "D") + np.timedelta64(24 + 9, "h")]
    return _collect(seed, world, events.take(order), reports.take(order), rng)


def _collect(
    seed: int, world: World, events: _Events, reports: Reports, rng: np.random.Generator
) -> Simulated:
    organisation = world.stream_organisation[events.stream]
    sites = world.geography.sites
    return Simulated(
        seed=seed,
        world=world,
        number=_running_number(organisation),
        organisation=organisation,
        stream=events.stream,
        site=events.site,
        district=sites.district[events.site],
        place=sites.place[events.site],
        latitude=events.latitude,
        longitude=events.longitude,
        generation=events.generation,
        happened=np.datetime64(world.start, "m") + events.minute.astype("timedelta64[m]"),
        reports=reports,
        details=draw_details(world, events.stream, events.generation, rng),
    )


def _running_number(organisation: Integers) -> Integers:
    number = np.zeros(len(organisation), dtype=np.int64)
    for one in range(len(ORGANISATIONS)):
        mine = organisation == one
        number[mine] = np.arange(1, int(mine.sum()) + 1)
    return number


def _background(world: World, rng: np.random.Generator) -> _Events:
    rates = background(world)
    _multiply_frailty(rates, world, rng)
    counts = rng.poisson(rates)
    stream, site, week = np.nonzero(counts)
    times = counts[stream, site, week]
    stream, site, week = np.repeat(stream, times), np.repeat(site, times), np.repeat(week, times)
    pattern_of = np.array([list(PATTERNS).index(item.pattern) for item in world.streams])
    minute = np.zeros(len(stream), dtype=np.int64)
    uniform = rng.random(len(stream))
    pattern = pattern_of[stream]
    for number in range(len(PATTERNS)):
        mine = np.flatnonzero(pattern == number)
        minute[mine] = world.clock.draw_minutes(number, week[mine], uniform[mine])
    sites = world.geography.sites
    point = sites.pool_start[site] + rng.integers(0, sites.pool_size[site])
    return _Events(
        stream, site, minute, sites.pool_latitude[point], sites.pool_longitude[point], np.zeros_like(stream)
    )


def _multiply_frailty(rates: Floats, world: World, rng: np.random.Generator) -> None:
    groups = sorted({stream.group for stream in world.streams})
    group = np.array([groups.index(stream.group) for stream in world.streams])
    districts, weeks = len(world.geography.districts), rates.shape[2]
    common = rng.gamma(DISTRICT_WEEK_SHAPE, 1 / DISTRICT_WEEK_SHAPE, (districts, weeks))
    own = rng.gamma(CATEGORY_WEEK_SHAPE, 1 / CATEGORY_WEEK_SHAPE, (len(groups), districts, weeks))
    frailty = own * common
    district = world.geography.sites.district
    for number, of_group in enumerate(group):
        rates[number] *= frailty[of_group][district]


def _with_repeats(world: World, first: _Events, rng: np.random.Generator) -> _Events:
    generations = [first]
    last_minute = world.clock.weeks * MINUTES_IN_WEEK
    while len(generations[-1].stream):
        children = _repeats(world, generations[-1], rng)
        generations.append(children.take(children.minute < last_minute))
    return _Events(
        *(
            np.concatenate([getattr(one, name) for one in generations])
            for name in ("stream", "site", "minute", "latitude", "longitude", "generation")
        )
    )


def _repeats(world: World, parents: _Events, rng: np.random.Generator) -> _Events:
    many = rng.poisson(world.near_repeat[parents.stream])
    parent = parents.take(np.repeat(np.arange(len(many)), many))
    days = 1 + rng.choice(len(repeat_by_days()), size=len(parent.stream), p=repeat_by_days())
    # About the same time of day; kept within the day, so that the days between are what was drawn.
    of_day = parent.minute % MINUTES_IN_DAY + rng.normal(0, REPEAT_HOURS * 60, len(days)).astype(np.int64)
    minute = (parent.minute // MINUTES_IN_DAY + days) * MINUTES_IN_DAY + np.clip(
        of_day, 0, MINUTES_IN_DAY - 1
    )
    latitude = np.round(parent.latitude + rng.normal(0, REPEAT_METRES / METRES_NORTH, len(days)), 6)
    longitude = np.round(parent.longitude + rng.normal(0, REPEAT_METRES / METRES_EAST, len(days)), 6)
    inside = _on_land_of_district(world, parent.site, latitude, longitude)
    return _Events(
        parent.stream,
        parent.site,
        minute,
        np.where(inside, latitude, parent.latitude),
        np.where(inside, longitude, parent.longitude),
        parent.generation + 1,
    )


def _on_land_of_district(
    world: World, site: Integers, latitude: Floats, longitude: Floats
) -> NDArray[np.bool_]:
    inside = np.zeros(len(site), dtype=bool)
    district = world.geography.sites.district[site]
    for number, item in enumerate(world.geography.districts):
        mine = np.flatnonzero(district == number)
        inside[mine] = shapely.contains_xy(item.land, longitude[mine], latitude[mine])
    return inside


if __name__ == "__main__":
    from samlad.demo.summary import main

    main()
