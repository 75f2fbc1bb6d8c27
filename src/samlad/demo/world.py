"""The simulated world before chance: levels, places, rhythms, outbreaks and measures."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from samlad.demo.geography import DATA, Geography, geography, metres_between
from samlad.demo.measures import MEASURES, OUTBREAKS, SILENT, Measure
from samlad.demo.seasons import PATTERNS, Clock, Floats, clock, weeks_in

ORGANISATIONS = ("kommunen", "polisen", "lulebo")
START, END = date(2023, 11, 20), date(2026, 11, 15)

# How many further incidents nearby an incident sets off within two weeks, on average.
NEAR_REPEAT: dict[str, float] = {"SKA": 0.25, "BRA": 0.30, "STO": 0.20, "SKR": 0.15, "SAM": 0.15, "TRA": 0.15}
NEAR_REPEAT_OTHERS = 0.05
REPEAT_DAYS, REPEAT_MEAN_DAYS = 14, 4.0
# The municipality's staff took half a year to get used to reporting.
RAMP_WEEKS, RAMP_FROM = 26, 0.35

# Shares of reported arson that lie in the two pilot areas: 46 and 25 of 231.
ARSON_SHARES = {"Centrum": 46 / 231, "Hertsön": 25 / 231}

# How much more (or less) of a category a district has than its traffic says. Assumptions.
EMPHASIS: dict[tuple[str, str], float] = {
    ("Centrum", "ALK"): 2.0, ("Centrum", "VAL"): 1.8, ("Centrum", "NAR"): 1.4, ("Centrum", "HOT"): 1.4,
    ("Centrum", "STO"): 1.3, ("Hertsön", "SKA"): 1.5, ("Hertsön", "SAM"): 1.5, ("Hertsön", "NAR"): 1.3,
    ("Hertsön", "PLA"): 1.4, ("Hertsön", "ORO"): 1.5, ("Porsön", "STO"): 1.4, ("Porsön", "PLA"): 1.2,
    ("Notviken", "PLA"): 1.5, ("Notviken", "NAR"): 1.3, ("Storheden", "TRA"): 3.0, ("Storheden", "STO"): 1.8,
    ("Storheden", "PLA"): 0.4, ("Storheden", "SAM"): 0.5, ("Örnäset", "SAM"): 1.3, ("Gammelstad", "VAL"): 0.4,
}  # fmt: skip
# Where the housing company is assumed to own houses, by weight; nowhere else does it see anything.
HOUSING: dict[str, float] = {
    "Hertsön": 2.4, "Porsön": 1.6, "Örnäset": 1.5, "Björkskatan": 1.2, "Mjölkudden": 1.3, "Bergviken": 1.4,
    "Kronan": 0.8, "Notviken": 0.9, "Malmudden": 1.2, "Centrum": 0.35, "Lerbäcken": 0.8, "Kallkällan": 0.6,
    "Skurholmen": 0.4, "Tuna": 0.6, "Gammelstad": 0.35, "Lulsundet": 0.4,
}  # fmt: skip
# How much more happens at a spot than at a stop with the same traffic.
HOT_SPOTS: dict[str, dict[str, float]] = {
    "Kulturens hus": {"SAM": 14, "NAR": 12, "ALK": 8, "BRA": 12, "VAL": 6, "SKA": 7, "HOT": 6, "SKR": 5},
    "Hertsön centrum": {
        "SAM": 6,
        "NAR": 5,
        "ALK": 4,
        "BRA": 5,
        "VAL": 3,
        "SKA": 4,
        "HOT": 3,
        "SKR": 3,
        "ORO": 3,
    },
    "Luleå busstation": {"VAL": 6, "NAR": 5, "ALK": 5, "SAM": 4, "HOT": 5},
    "Smedjegatan (Luleå centrum)": {"VAL": 5, "ALK": 5, "HOT": 3, "STO": 3},
    "Shopping": {"STO": 6, "SAM": 3, "SKA": 2},
    "Porsön centrum": {"SKA": 3, "STO": 3, "SAM": 2},
    "Notviken station": {"PLA": 4, "NAR": 2},
    "Norra hamnen": {"SAM": 3, "ALK": 4, "NAR": 2},
}


@dataclass(frozen=True, slots=True)
class Stream:
    """What one organisation sees of one category: its mean number a week, and its rhythm."""

    organisation: str
    category: str
    pattern: str
    per_week: float

    @property
    def group(self) -> str:
        """The category's first level."""
        return self.category[:3]


@dataclass(frozen=True, slots=True)
class World:
    """Everything that is fixed before chance. Axes: stream, site, week."""

    start: date
    end: date
    scale: float
    geography: Geography
    clock: Clock
    streams: tuple[Stream, ...]
    levels: Floats
    near_repeat: Floats
    reporting: Floats

    @property
    def stream_organisation(self) -> NDArray[np.int64]:
        """The number of each stream's organisation."""
        return np.array([ORGANISATIONS.index(stream.organisation) for stream in self.streams])

    def weeks(self) -> tuple[str, ...]:
        """The ISO weeks that are simulated, in order."""
        return tuple(iso_week(self.start + timedelta(weeks=number)) for number in range(self.clock.weeks))


def iso_week(day: date) -> str:
    """The ISO week of a day, as 2026-W46."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def make_world(start: date = START, end: date = END, scale: float = 1.0) -> World:
    """Lay out the world from Monday `start` to Sunday `end`; `scale` multiplies every level."""
    if start.weekday() != 0 or end.weekday() != 6 or end < start:
        raise ValueError(f"The simulation runs from {start} to {end}; give a Monday and a later Sunday.")
    if not 0 < scale < 10_000:
        raise ValueError(f"The scale is {scale}; give a number above 0 and below 10000.")
    here = geography()
    streams = read_streams()
    repeat = np.array([NEAR_REPEAT.get(stream.group, NEAR_REPEAT_OTHERS) for stream in streams])
    levels = np.array([stream.per_week * scale * site_shares(here, stream) for stream in streams])
    world_clock = clock(start, end)
    return World(
        start, end, scale, here, world_clock, streams, levels, repeat, _reporting(start, world_clock.weeks)
    )


def _text(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8")


def read_streams() -> tuple[Stream, ...]:
    """The levels: those of the police from Brå's counts of August 2026, the others assumed per week."""
    streams = []
    for row in csv.DictReader(_text("streams.csv").splitlines()):
        level = float(row["level"])
        if row["unit"] == "august":
            level /= weeks_in(row["pattern"], date(2026, 8, 1), date(2026, 8, 31))
        streams.append(Stream(row["organisation"], row["category"], row["pattern"], level))
    return tuple(streams)


def expected_in_august(world: World) -> dict[str, tuple[int, float]]:
    """Brå's counts for August 2026 that levels rest on: the count, and what is expected of it here.

    Of some counts only a part happens in places that the collaboration shares; the level says which.
    """
    counted = {row["brott_id"]: row for row in csv.DictReader(_text("bra_lulea_2026_08.csv").splitlines())}
    found: dict[str, tuple[int, float]] = {}
    rows = csv.DictReader(_text("streams.csv").splitlines())
    for row, stream in zip(rows, world.streams, strict=True):
        if row["unit"] == "august":
            crime = counted[row["basis"]]
            weeks = weeks_in(stream.pattern, date(2026, 8, 1), date(2026, 8, 31))
            before = found.get(crime["brott"], (0, 0.0))[1]
            found[crime["brott"]] = (int(crime["antal"]), before + stream.per_week * weeks * world.scale)
    return found


def site_shares(here: Geography, stream: Stream) -> Floats:
    """How a stream's level is divided among the sites; sums to one."""
    sites = here.sites
    weight = sites.traffic**0.6
    for name, factors in HOT_SPOTS.items():
        weight = weight * np.where(np.array(sites.names) == name, factors.get(stream.group, 1.0), 1.0)
    if stream.organisation == "lulebo" or stream.group in ("PLA", "SKR"):
        weight = weight * np.where(sites.spread, 3.0, 1.0)
    count = len(here.districts)
    district = np.bincount(sites.district, weights=sites.traffic**0.6, minlength=count)
    for number, item in enumerate(here.districts):
        district[number] *= EMPHASIS.get((item.name, stream.group), 1.0)
        if stream.organisation == "lulebo":
            district[number] *= HOUSING.get(item.name, 0.0)
    share = district / district.sum()
    if stream.group == "BRA":
        share = _fixed_shares(here, share)
    within = weight / np.bincount(sites.district, weights=weight, minlength=count)[sites.district]
    shares: Floats = share[sites.district] * within
    return shares


def _fixed_shares(here: Geography, share: Floats) -> Floats:
    fixed = np.array([ARSON_SHARES.get(district.name, 0.0) for district in here.districts])
    free = np.where(fixed > 0, 0.0, share)
    shares: Floats = fixed + free / free.sum() * (1 - fixed.sum())
    return shares


def _reporting(start: date, weeks: int) -> Floats:
    share = np.ones((len(ORGANISATIONS), weeks))
    municipality = ORGANISATIONS.index("kommunen")
    ramp = np.linspace(RAMP_FROM, 1.0, RAMP_WEEKS)
    # The learning happened once, in the first weeks of the collaboration, whatever part of it is simulated.
    skipped = (start - START).days // 7
    for week in range(weeks):
        if 0 <= week + skipped < RAMP_WEEKS:
            share[municipality, week] = ramp[week + skipped]
        for number, organisation in enumerate(ORGANISATIONS):
            if iso_week(start + timedelta(weeks=week)) in SILENT[organisation]:
                share[number, week] = 0.0
    return share


def background(world: World, leave_out: str = "") -> Floats:
    """Rates per stream, site and week before near repeats, with all measures but `leave_out`."""
    pattern = np.array([list(PATTERNS).index(stream.pattern) for stream in world.streams])
    rhythm = world.clock.week_weights()[pattern]
    rates: Floats = (world.levels * (1 - world.near_repeat)[:, None])[:, :, None] * rhythm[:, None, :]
    for outbreak in OUTBREAKS:
        first = max((outbreak.start - world.start).days // 7, 0)
        last = max((outbreak.start - world.start).days // 7 + outbreak.weeks, 0)
        rows = streams_of(world, outbreak.categories)
        columns = sites_of(world, outbreak.target)
        rates[np.ix_(rows, columns, np.arange(first, min(last, world.clock.weeks)))] *= outbreak.factor
    for measure in MEASURES:
        if measure.code != leave_out:
            _apply(rates, world, measure)
    return rates


def streams_of(
    world: World, categories: tuple[str, ...], organisations: tuple[str, ...] = ()
) -> NDArray[np.int64]:
    """The numbers of the streams of some first-level categories and (if any are named) organisations."""
    found = [
        number
        for number, stream in enumerate(world.streams)
        if stream.group in categories and (not organisations or stream.organisation in organisations)
    ]
    return np.array(found, dtype=np.int64)


def sites_of(world: World, target: str, radius: int = 250) -> NDArray[np.int64]:
    """The numbers of the sites of a district, or of those within `radius` metres of a named place."""
    sites = world.geography.sites
    names = [district.name for district in world.geography.districts]
    if target in names:
        return np.flatnonzero(sites.district == names.index(target))
    place = next(place for place in world.geography.places if place.name == target)
    near = metres_between(place.latitude, place.longitude, sites.latitude, sites.longitude) <= radius
    return np.flatnonzero(near & ~sites.spread)


def active_weeks(world: World, measure: Measure) -> NDArray[np.int64]:
    """The weeks in which a measure was in force; a week begun counts."""
    first = max((measure.start - world.start).days // 7, 0)
    end = world.end if measure.end is None else min(measure.end, world.end)
    return np.arange(first, (end - world.start).days // 7 + 1)


def _apply(rates: Floats, world: World, measure: Measure) -> None:
    rows = streams_of(world, measure.categories, measure.organisations)
    weeks = active_weeks(world, measure)
    target = sites_of(world, measure.target, measure.radius)
    if not weeks.size:
        return
    treated = np.ix_(rows, target, weeks)
    prevented = rates[treated].sum(axis=1) * (1 - measure.rate_ratio)
    rates[treated] *= measure.rate_ratio
    others = [sites_of(world, name, measure.radius) for name in measure.displaced_to]
    if others:
        elsewhere = np.ix_(rows, np.setdiff1d(np.concatenate(others), target), weeks)
        there = rates[elsewhere]
        total = there.sum(axis=1)
        growth = np.divide(prevented * measure.displacement, total, out=np.zeros_like(total), where=total > 0)
        rates[elsewhere] = there * np.maximum(1 + growth, 0.0)[:, None, :]
