"""How high the sun stands, and when it is dark."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import as_numbers
from samlad.analysis.errors import InputError

# Below this altitude of its centre the sun's twilight no longer does for seeing: end of civil twilight.
CIVIL_TWILIGHT = -6.0
# The sun is looked at so often (seconds), and its crossing found between two looks.
STEP = 600
HALVINGS = 10
MOST_YEARS = 150
YEAR = 31_556_952
# Seconds from 1970 to noon of 1 January 2000, and in a century of days.
J2000, CENTURY = 946_728_000, 36_525 * 86_400.0

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Twilights:
    """Moments at which it gets dark or light, in seconds since 1970, UTC, and whether it was dark before the first."""

    moments: Integers
    dark_first: bool


def sun_altitude(moments: ArrayLike, *, latitude: float, longitude: float) -> Floats:
    """Altitude of the sun's centre above the horizon, in degrees.

    Parameters
    ----------
    moments : array_like of datetime64
        UTC.
    latitude, longitude : float
        Degrees, north and east positive.

    Returns
    -------
    ndarray of float, in the shape of `moments`
        Without refraction, as the definition of twilight has it.

    Raises
    ------
    InputError
        If moments are not datetime64 or not known, or the place is not on the globe.

    Notes
    -----
    J. Meeus, Astronomical Algorithms, 2nd edition, chapter 25 (lower accuracy, 0.01° from 1900 to 2100), as in the
    solar calculator of NOAA's Global Monitoring Laboratory. UTC stands for dynamical time: the sun moves 0.001°
    in between.

    Examples
    --------
    Luleå at noon of the shortest day:

    >>> sun_altitude(np.array(["2026-12-21T10:30"], "M8[s]"), latitude=65.58, longitude=22.15).round(1).tolist()
    [1.0]
    """
    check_place(latitude, longitude)
    when = np.asarray(moments)
    if when.dtype.kind != "M" or np.isnat(when).any():
        raise InputError(
            "{argument} holds {value}. {remedy}",
            argument="moments",
            value=str(when.dtype),
            remedy="Give known moments in UTC as datetime64.",
        )
    return altitude_at(when.astype("M8[s]").astype(np.int64), latitude, longitude)


def check_place(latitude: float, longitude: float) -> None:
    """A place on the globe, in degrees."""
    for argument, value, most in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if not abs(float(as_numbers(argument, value))) <= most:
            raise InputError(
                "{argument} is {value}. {remedy}",
                argument=argument,
                value=value,
                remedy=f"It must be in degrees, from {-most} to {most}.",
            )


def altitude_at(seconds: Integers, latitude: float, longitude: float) -> Floats:
    """Altitude in degrees at so many seconds since 1970, UTC."""
    century = (seconds - J2000) / CENTURY
    mean_longitude = np.radians(280.46646 + century * (36000.76983 + century * 0.0003032))
    anomaly = np.radians(357.52911 + century * (35999.05029 - 0.0001537 * century))
    eccentricity = 0.016708634 - century * (0.000042037 + 0.0000001267 * century)
    node = np.radians(125.04 - 1934.136 * century)
    centre = (
        np.sin(anomaly) * (1.914602 - century * (0.004817 + 0.000014 * century))
        + np.sin(2 * anomaly) * (0.019993 - 0.000101 * century)
        + np.sin(3 * anomaly) * 0.000289
    )
    apparent = mean_longitude + np.radians(centre - 0.00569 - 0.00478 * np.sin(node))
    obliquity = np.radians(23.4392911 - 0.0130042 * century + 0.00256 * np.cos(node))
    declination = np.arcsin(np.sin(obliquity) * np.sin(apparent))
    squared = np.tan(obliquity / 2) ** 2
    equation_of_time = (
        squared * np.sin(2 * mean_longitude)
        - 2 * eccentricity * np.sin(anomaly)
        + 4 * eccentricity * squared * np.sin(anomaly) * np.cos(2 * mean_longitude)
        - 0.5 * squared**2 * np.sin(4 * mean_longitude)
        - 1.25 * eccentricity**2 * np.sin(2 * anomaly)
    )
    hour_angle = (seconds % 86_400) / 43_200 * np.pi - np.pi + equation_of_time + np.radians(longitude)
    here = np.radians(latitude)
    height: Floats = np.degrees(
        np.arcsin(
            np.sin(here) * np.sin(declination) + np.cos(here) * np.cos(declination) * np.cos(hour_angle)
        )
    )
    return height


def twilights(first: int, last: int, latitude: float, longitude: float, altitude: float) -> Twilights:
    """When the sun passes the altitude from `first` to `last`; to the second where it stays so for ten minutes."""
    if last - first > MOST_YEARS * YEAR:
        raise InputError(
            "{argument} spans {value} years. {remedy}",
            argument="start",
            value=(last - first) // YEAR,
            remedy=f"Check the dates: darkness is computed for {MOST_YEARS} years at most.",
        )
    looks = np.arange(first, last + STEP + 1, STEP, dtype=np.int64)
    dark = altitude_at(looks, latitude, longitude) < altitude
    before = np.flatnonzero(dark[1:] != dark[:-1])
    low, high, was_dark = looks[before], looks[before + 1], dark[before]
    for _ in range(HALVINGS):
        middle = (low + high) // 2
        same = (altitude_at(middle, latitude, longitude) < altitude) == was_dark
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return Twilights(high, bool(dark[0]))
