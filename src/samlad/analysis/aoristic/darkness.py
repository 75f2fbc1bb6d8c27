"""Aoristic time of week with darkness as an axis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.aoristic.aoristic import span_warnings
from samlad.analysis.aoristic.spans import as_spans
from samlad.analysis.aoristic.sun import CIVIL_TWILIGHT, Twilights, check_place, twilights
from samlad.analysis.aoristic.week import HOUR, HOURS_OF_WEEK, spread_over_week
from samlad.analysis.checks import as_numbers
from samlad.analysis.errors import InputError
from samlad.analysis.results import Parameters

MOST_OFFSET = 15
# Intervals are cut at dusk and dawn so many at a time: of a long one there are many pieces.
AT_A_TIME = 100_000

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class AoristicDarkness:
    """Incidents by hour of the week, in light and in the dark.

    Attributes
    ----------
    estimate : ndarray of float, shape (168, 2)
        Expected number of incidents in each hour of the week (0 is Monday 00–01): in light, and in the dark. The sum is
        the number of incidents.
    dark_share : ndarray of float, shape (n_incidents,)
        How much of each incident's interval was dark.
    n : int
        Incidents.
    certain : int
        How many of them were in light for certain, or in the dark for certain.
    method, parameters, warnings
        As in `Estimate`.
    """

    estimate: Floats
    dark_share: Floats
    n: int
    certain: int
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def aoristic_darkness(
    start: ArrayLike,
    end: ArrayLike | None = None,
    *,
    latitude: float,
    longitude: float,
    utc_offset: ArrayLike,
    altitude: float = CIVIL_TWILIGHT,
    whole_minutes: bool = False,
) -> AoristicDarkness:
    """Spread incidents over the hours of the week and over light and dark.

    Parameters
    ----------
    start, end, whole_minutes
        As in `aoristic`: local time.
    latitude, longitude : float
        Where, in degrees; one place for all, for instance the municipality's middle.
    utc_offset : float or array_like of float, shape (n_incidents,)
        Hours that local time is ahead of UTC: in Sweden 2 in summer and 1 in winter.
    altitude : float
        It is dark while the sun's centre stands below, in degrees: −6 is the end of civil twilight, −0.833 sunset.

    Returns
    -------
    AoristicDarkness

    Raises
    ------
    InputError
        As in `aoristic`; or if the place is not on the globe, or an offset is not one of hours.

    Notes
    -----
    Each interval is cut at dusk and dawn, and its pieces are spread as `aoristic` does. An interval of a week or more
    counts with its whole weeks. One over which the clocks change has the offset of its start.

    Examples
    --------
    A bicycle was stolen between 14 and 22 on a winter's day in Luleå, where it gets dark at 14.38:

    >>> day = np.array(["2026-12-14T14:00"], "M8[s]")
    >>> found = aoristic_darkness(day, day + 8 * 3600, latitude=65.58, longitude=22.15, utc_offset=1)
    >>> found.dark_share.round(2).tolist(), found.estimate[14:22].sum(axis=0).round(2).tolist()
    ([0.92], [0.08, 0.92])
    """
    spans = as_spans(start, end, whole_minutes=whole_minutes)
    offset = _offsets(utc_offset, len(spans.start))
    check_place(latitude, longitude)
    height = _altitude(altitude)
    begun = spans.start - offset
    turns = twilights(
        int(begun.min()), int((begun + spans.length).max()), float(latitude), float(longitude), height
    )
    table, share = np.zeros((2, HOURS_OF_WEEK)), np.zeros(len(begun))
    for first in range(0, len(begun), AT_A_TIME):
        part = slice(first, first + AT_A_TIME)
        share[part] = _add(spans.start[part], spans.length[part], offset[part], turns, table)
    return AoristicDarkness(
        estimate=np.ascontiguousarray(table.T),
        dark_share=share,
        n=len(begun),
        certain=int(((share == 0) | (share == 1)).sum()),
        method="aoristic_darkness",
        parameters={
            "latitude": float(latitude),
            "longitude": float(longitude),
            "altitude": height,
            "whole_minutes": whole_minutes,
        },
        warnings=span_warnings(spans),
    )


def _add(start: Integers, length: Integers, offset: Integers, turns: Twilights, table: Floats) -> Floats:
    """Cut intervals at dusk and dawn, add the pieces to the table, and say how much of each is dark."""
    begun = start - offset
    before = np.searchsorted(turns.moments, begun, side="right")
    pieces = np.searchsorted(turns.moments, begun + length, side="left") - before + 1
    own = np.repeat(np.arange(len(start)), pieces)
    turn = before[own] + np.arange(len(own)) - np.repeat(pieces.cumsum() - pieces, pieces)
    edges = np.concatenate([[np.iinfo(np.int64).min], turns.moments, [np.iinfo(np.int64).max]])
    low = np.maximum(begun[own], edges[turn])
    seconds = np.minimum((begun + length)[own], edges[turn + 1]) - low
    dark = (turn + turns.dark_first) % 2
    table += spread_over_week(low + offset[own], seconds, 1 / length[own], dark, 2)
    share: Floats = np.bincount(own, dark * seconds, len(start)) / length
    return share


def _offsets(utc_offset: ArrayLike, incidents: int) -> Integers:
    """Seconds that local time is ahead of UTC, for each incident."""
    hours = as_numbers("utc_offset", utc_offset)
    if hours.shape not in ((), (incidents,)) or (abs(hours) > MOST_OFFSET).any():
        raise InputError(
            "{argument} has shape {value}. {remedy}",
            argument="utc_offset",
            value=f"{hours.shape} and reaches {abs(hours).max() if hours.size else 0:g}",
            remedy=f"Give hours within {MOST_OFFSET} of UTC: one for all, or one for each of the {incidents} incidents.",
        )
    return np.broadcast_to(np.round(hours * HOUR).astype(np.int64), (incidents,))


def _altitude(altitude: float) -> float:
    height = float(as_numbers("altitude", altitude))
    if not -90 < height < 90:
        raise InputError(
            "{argument} is {value}. {remedy}",
            argument="altitude",
            value=altitude,
            remedy="It must be in degrees, between -90 and 90; -6 is the end of civil twilight.",
        )
    return height
