"""When things happen: darkness at 65.58° N, the week's and the year's rhythm, the nights that stand out.

A pattern gives each hour of the simulated time a weight whose mean is one, so that a level is a level.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from samlad.demo.days import Calendar, calendar
from samlad.demo.geography import LATITUDE, LONGITUDE

ZONE = ZoneInfo("Europe/Stockholm")
Floats = NDArray[np.float64]

# Weight by the hour of the day.
HOURS: dict[str, tuple[float, ...]] = {
    "day": (0.1,) * 6
    + (0.3, 0.8, 1.4, 1.7, 1.9, 2.0, 2.0, 2.0, 2.1, 2.0, 1.8, 1.5, 1.2, 0.9, 0.6, 0.4, 0.3, 0.2),
    "school": (0.1,) * 6
    + (0.1, 0.4, 0.9, 1.2, 1.4, 1.9, 2.0, 1.7, 2.2, 2.6, 2.3, 2.0, 1.8, 1.5, 1.0, 0.6, 0.3, 0.2),
    "evening": (
        0.6,
        0.4,
        0.2,
        0.1,
        0.1,
        0.1,
        0.1,
        0.2,
        0.3,
        0.3,
        0.4,
        0.5,
        0.6,
        0.7,
        0.9,
        1.2,
        1.6,
        1.9,
        2.3,
        2.7,
        2.9,
        2.7,
        2.0,
        1.2,
    ),
    "night": (
        3.0,
        2.9,
        2.4,
        1.5,
        0.8,
        0.4,
        0.2,
        0.2,
        0.2,
        0.2,
        0.3,
        0.3,
        0.4,
        0.4,
        0.5,
        0.6,
        0.7,
        0.8,
        1.0,
        1.3,
        1.6,
        2.0,
        2.5,
        2.9,
    ),
    "flat": (1.0,) * 24,
}
# Monday to Sunday.
WEEKDAYS: dict[str, tuple[float, ...]] = {
    "flat": (1.0,) * 7,
    "weekend": (0.6, 0.6, 0.7, 0.8, 1.5, 1.9, 0.9),
    "youth": (0.8, 0.8, 0.9, 0.9, 1.5, 1.3, 0.8),
    "working": (1.3, 1.2, 1.2, 1.2, 1.1, 0.5, 0.5),
}
# January to December.
MONTHS: dict[str, tuple[float, ...]] = {
    "flat": (1.0,) * 12,
    "summer": (0.5, 0.5, 0.6, 0.9, 1.3, 1.5, 1.5, 1.4, 1.1, 0.8, 0.6, 0.5),
    "bare_ground": (0.1, 0.1, 0.2, 0.9, 1.6, 1.9, 1.9, 1.9, 1.5, 1.0, 0.3, 0.1),
    "snow": (2.3, 2.4, 2.6, 1.4, 0.1, 0.0, 0.0, 0.0, 0.0, 0.1, 0.8, 1.9),
    "autumn": (0.9, 0.8, 0.7, 0.7, 0.8, 0.7, 0.6, 0.9, 1.3, 1.5, 1.5, 1.3),
    "spring": (0.7, 0.7, 1.0, 1.6, 1.7, 1.2, 0.9, 0.9, 0.9, 0.9, 0.8, 0.7),
    "fireworks": (1.0, 0.3, 0.3, 0.5, 0.4, 0.4, 0.4, 0.6, 0.7, 1.2, 1.4, 2.6),
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A rhythm. `darkness` is how much more happens in full darkness (0.5: half as much again);
    the others are factors for the days that stand out."""

    hours: str
    weekdays: str
    months: str = "flat"
    darkness: float = 0.0
    school_holiday: float = 1.0
    payday: float = 1.0
    valborg: float = 1.0
    midsummer: float = 1.0
    new_year: float = 1.0


PATTERNS: dict[str, Pattern] = {
    "vandalism": Pattern("evening", "weekend", "flat", 0.5, valborg=3, midsummer=1.5, new_year=2),
    "arson": Pattern("evening", "youth", "flat", 0.7, valborg=4, new_year=3),
    "fireworks": Pattern("evening", "youth", "fireworks", 0.8, valborg=2, new_year=14),
    "drugs": Pattern("evening", "youth", "flat", 0.3, payday=1.4, midsummer=1.3),
    "alcohol": Pattern("night", "weekend", "summer", 0.1, payday=1.7, valborg=4, midsummer=3, new_year=2.5),
    "threats": Pattern("evening", "flat", "flat", 0.2, payday=1.2),
    "staff": Pattern("day", "working"),
    "violence": Pattern(
        "night", "weekend", "flat", 0.2, payday=1.6, valborg=2.5, midsummer=2.2, new_year=2.5
    ),
    "gathering": Pattern("evening", "youth", "flat", 0.3, school_holiday=1.25, valborg=2),
    "indoors": Pattern("evening", "youth", "autumn", 0.8, school_holiday=1.2),
    "mopeds": Pattern("evening", "youth", "bare_ground", 0.0, school_holiday=1.3, valborg=1.5),
    "cars": Pattern("night", "weekend", "summer", 0.0, school_holiday=1.15, payday=1.2, midsummer=1.5),
    "snowmobiles": Pattern("day", "weekend", "snow", 0.0, school_holiday=1.5),
    "theft": Pattern("night", "flat", "flat", 0.5),
    "bicycles": Pattern("evening", "flat", "bare_ground", 0.2),
    "shops": Pattern("day", "working", "flat", 0.0, school_holiday=1.1, payday=0.9),
    "litter": Pattern("day", "flat", "spring", valborg=3, midsummer=1.5),
    "dark_places": Pattern("evening", "working", "autumn", 1.5),
    "places": Pattern("day", "working", "summer"),
    "unease": Pattern("day", "flat", "autumn"),
    "daytime": Pattern("day", "working"),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """The simulated hours, in local time, and each pattern's running sum of weights over them."""

    start: np.datetime64
    calendar: Calendar
    weeks: int
    patterns: tuple[str, ...]
    running: Floats

    def week_weights(self) -> Floats:
        """Mean weight of each pattern in each week: one is the pattern's own level."""
        sums = np.diff(self.running[:, :: 7 * 24], axis=1)
        weights: Floats = sums / (7 * 24)
        return weights

    def draw_minutes(self, pattern: int, week: NDArray[np.int64], uniform: Floats) -> NDArray[np.int64]:
        """Minutes since the start for incidents of one pattern, given their weeks and uniform draws."""
        running = self.running[pattern]
        low, high = running[week * 168], running[(week + 1) * 168]
        wanted = low + uniform * (high - low)
        hour = np.clip(np.searchsorted(running, wanted, side="right") - 1, week * 168, week * 168 + 167)
        step = running[hour + 1] - running[hour]
        share = np.divide(wanted - running[hour], step, out=np.zeros_like(wanted), where=step > 0)
        minutes: NDArray[np.int64] = hour * 60 + np.clip(share * 60, 0, 59).astype(np.int64)
        return minutes


def clock(start: date, end: date) -> Clock:
    """Lay out the hours from Monday `start` to Sunday `end`."""
    days = calendar(start, end)
    dark = darkness(hours_in_utc(start, len(days.days)))
    weights = (
        np.array([_weights(pattern, days, dark) for pattern in PATTERNS.values()]) / _year_means()[:, None]
    )
    running = np.concatenate([np.zeros((len(weights), 1)), np.cumsum(weights, axis=1)], axis=1)
    return Clock(np.datetime64(start, "D"), days, len(days.days) // 7, tuple(PATTERNS), running)


def weeks_in(pattern: str, first: date, last: date) -> float:
    """How many mean weeks of a pattern lie in the days from `first` to `last`."""
    days = calendar(first, last)
    weights = _weights(PATTERNS[pattern], days, darkness(hours_in_utc(first, len(days.days))))
    return float(weights.sum() / _year_means()[list(PATTERNS).index(pattern)]) / (7 * 24)


def _weights(pattern: Pattern, days: Calendar, dark: Floats) -> Floats:
    weekday = (days.days.astype(np.int64) + 3) % 7
    month = days.days.astype("datetime64[M]").astype(np.int64) % 12
    daily = np.array(WEEKDAYS[pattern.weekdays])[weekday] * np.array(MONTHS[pattern.months])[month]
    for name in ("school_holiday", "payday", "valborg", "midsummer", "new_year"):
        daily = daily * np.where(getattr(days, name), getattr(pattern, name), 1.0)
    hourly: Floats = np.multiply.outer(daily, np.array(HOURS[pattern.hours])).ravel() * (
        1 + pattern.darkness * dark
    )
    return hourly


@cache
def _year_means() -> Floats:
    # A level is a level whatever part of the year is simulated: the mean is that of one whole year.
    first, last = date(2025, 1, 1), date(2025, 12, 31)
    days = calendar(first, last)
    dark = darkness(hours_in_utc(first, len(days.days)))
    return np.array([_weights(pattern, days, dark).mean() for pattern in PATTERNS.values()])


def hours_in_utc(start: date, days: int) -> NDArray[np.datetime64]:
    """The middle of each local hour, as UTC."""
    offsets = [
        datetime.combine(start + timedelta(days=number), time(12), ZONE).utcoffset() for number in range(days)
    ]
    shift = np.array([0 if offset is None else int(offset.total_seconds()) for offset in offsets])
    middle = (
        np.datetime64(start, "s")
        + np.arange(days * 24) * np.timedelta64(3600, "s")
        + np.timedelta64(1800, "s")
    )
    moments: NDArray[np.datetime64] = middle - np.repeat(shift, 24).astype("timedelta64[s]")
    return moments


def darkness(moments: NDArray[np.datetime64]) -> Floats:
    """0 while the sun is up, 1 from the end of civil twilight (sun at −6°), between them a slope."""
    return np.clip(-sun_altitude(moments) / 6.0, 0.0, 1.0)


def sun_altitude(
    moments: NDArray[np.datetime64], latitude: float = LATITUDE, longitude: float = LONGITUDE
) -> Floats:
    """The sun's altitude in degrees at moments in UTC.

    Low-precision solar coordinates of the Astronomical Almanac: good to 0.01° between 1950 and 2050;
    refraction is left out.
    """
    seconds = (moments.astype("datetime64[s]") - np.datetime64("2000-01-01T12:00:00")).astype(np.float64)
    n = seconds / 86400.0
    anomaly = np.radians(357.528 + 0.9856003 * n)
    ecliptic = np.radians(280.460 + 0.9856474 * n + 1.915 * np.sin(anomaly) + 0.020 * np.sin(2 * anomaly))
    tilt = np.radians(23.439 - 0.0000004 * n)
    right_ascension = np.arctan2(np.cos(tilt) * np.sin(ecliptic), np.cos(ecliptic))
    declination = np.arcsin(np.sin(tilt) * np.sin(ecliptic))
    sidereal = np.radians(280.46062 + 360.98564737 * n + longitude)
    height = np.sin(np.radians(latitude)) * np.sin(declination) + np.cos(np.radians(latitude)) * np.cos(
        declination
    ) * np.cos(sidereal - right_ascension)
    degrees: Floats = np.degrees(np.arcsin(height))
    return degrees


def hours_of_sun(day: date) -> float:
    """How long the sun is above Luleå's horizon on a day, refraction (0.833°) included."""
    midnight = datetime.combine(day, time(0), ZONE).astimezone(UTC).replace(tzinfo=None)
    minutes = np.datetime64(midnight, "s") + np.arange(24 * 60) * np.timedelta64(60, "s")
    return float((sun_altitude(minutes) > -0.833).mean() * 24)
