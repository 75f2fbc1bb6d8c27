"""Counts for all problems at once: the columns are gone through once for each data version.

The incidents of the last three years become two small cubes, weeks × categories × areas and × places, in which
each category and area has what lies below it; the figures of a problem are sums of a few lines of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from samlad.act.hierarchy import Hierarchy
from samlad.people.models import Collaboration
from samlad.picture import held
from samlad.picture.catalogue import Catalogue, Entry
from samlad.picture.columns import Columns, current, reported_until
from samlad.picture.periods import Kind, Period, date_of, day_of
from samlad.picture.tally import QUIET_DAYS

YEAR_WEEKS = 52
TREND_WEEKS = 3 * YEAR_WEEKS


@dataclass(frozen=True, slots=True)
class Scope:
    """What of the incidents belongs to a problem or measure: ids of categories, and of areas or of a place.

    None of the categories lies below another, nor any of the areas.
    """

    categories: tuple[int, ...]
    areas: tuple[int, ...] = ()
    place: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class Cube:
    """Incidents of areas or places; each category and each area with everything below it."""

    spots: Hierarchy
    weekly: NDArray[np.int32]  # (spots, categories, weeks)
    year: NDArray[np.int64]  # (spots, categories), the last year
    year_own: NDArray[np.int64]  # the same, each category without those below it
    felt: NDArray[np.float64]  # (spots, categories, 2): sum of the answers of the last year, number of them


# Compared by identity, as what it was made from is.
@dataclass(frozen=True, eq=False)
class Counts:
    """Incidents per week (oldest first), category and area or place, with felt insecurity in the last year."""

    weeks: tuple[Period, ...]
    # The first week with anything in it; as many as there are where nothing is.
    begun: int
    categories: Hierarchy
    areas: Cube
    places: Cube

    def scope(self, categories: Iterable[int], areas: Iterable[int], place: int | None) -> Scope:
        """The scope of these categories, in the place where there is one, else in the areas; with all below."""
        kinds = self.categories.tops(categories)
        if place:
            return Scope(kinds, place=place)
        return Scope(kinds, self.areas.spots.tops(areas))

    def cube(self, scope: Scope) -> Cube:
        return self.places if scope.place else self.areas

    def spots(self, scope: Scope) -> list[int]:
        """The ids of the places or areas of the scope that anything is counted for."""
        ids = (scope.place,) if scope.place else scope.areas
        return [pk for pk in ids if pk in self.cube(scope).spots.line]

    def weekly(self, scope: Scope) -> NDArray[np.int64]:
        """The scope's incidents per week."""
        cube = self.cube(scope)
        found = np.zeros(len(self.weeks), dtype=np.int64)
        for line in cube.spots.lines_of(self.spots(scope)):
            found += cube.weekly[line, self.categories.lines_of(scope.categories)].sum(axis=0)
        return found


def counts(collaboration: Collaboration, today: date) -> Counts:
    """The counts up to the last whole week that reports reach, computed once for each data version."""
    columns, names = current(collaboration), held.catalogue(collaboration)
    last = last_week(columns, today)
    key = ("act.counts", collaboration.pk, columns.version, names, last)
    return held.remembered(key, lambda: _counted(columns, names, last))


def last_week(columns: Columns, today: date) -> Period:
    """The last week that is over and that reports reach the end of."""
    over = Period.holding(today, Kind.WEEK).shifted(-1)
    until = reported_until(columns)
    if until is None:
        return over
    reached = Period.holding(date_of(until + QUIET_DAYS + 1), Kind.WEEK).shifted(-1)
    return min(over, reached)


def level_of(names: Catalogue, area: int) -> list[Entry]:
    """The areas of the same level, the area itself among them."""
    levels = dict(zip((entry.id for entry in names.areas), names.area_levels, strict=True))
    level = levels.get(area)
    return [entry for entry in names.areas if levels[entry.id] == level]


def _counted(columns: Columns, names: Catalogue, last: Period) -> Counts:
    first = last.shifted(1 - TREND_WEEKS)
    weeks = tuple(first.shifted(step) for step in range(TREND_WEEKS))
    inside = columns.counted & (columns.day >= day_of(first.first)) & (columns.day < last.end_day)
    chosen = np.flatnonzero(inside)
    categories = Hierarchy.of(names.categories)
    week = np.repeat(np.arange(TREND_WEEKS, dtype=np.int32), 7)[columns.day[chosen] - first.first_day]
    # Of the category and the week one number: both cubes are counted by it.
    within = categories.lines(columns.category[chosen]) * np.int32(TREND_WEEKS) + week
    felt = columns.felt_insecurity[chosen] * (week >= TREND_WEEKS - YEAR_WEEKS)
    areas = Hierarchy.of(names.areas)
    places = Hierarchy.of(entry._replace(parent=0) for entry in names.places)
    by_area = _cube(areas, areas.lines(columns.area[chosen]), categories, within, felt)
    by_place = _cube(places, places.lines(columns.place[chosen]), categories, within, felt)
    some = by_area.weekly.any(axis=(0, 1)) | by_place.weekly.any(axis=(0, 1))
    begun = int(np.argmax(some)) if some.any() else TREND_WEEKS
    return Counts(weeks, begun, categories, by_area, by_place)


def _cube(
    spots: Hierarchy,
    line: NDArray[np.int32],
    categories: Hierarchy,
    within: NDArray[np.int32],
    felt: NDArray[np.int8],
) -> Cube:
    # One line and one category more, for what has none; they are left out at the end.
    shape = (len(spots) + 1, len(categories) + 1)
    code = line * np.int32(shape[1] * TREND_WEEKS) + within
    own = np.bincount(code, minlength=shape[0] * shape[1] * TREND_WEEKS).astype(np.int32)
    answered = np.flatnonzero(felt)
    pair, answers = code[answered] // TREND_WEEKS, felt[answered].astype(np.float64)
    told = [np.bincount(pair, some, minlength=shape[0] * shape[1]) for some in (answers, None)]
    weekly = spots.added_up(own.reshape(*shape, TREND_WEEKS)[:-1, :-1], 0)
    felt_here = spots.added_up(np.stack(told, axis=-1, dtype=np.float64).reshape(*shape, 2)[:-1, :-1], 0)
    year_own = weekly[:, :, -YEAR_WEEKS:].sum(axis=2)
    return Cube(
        spots=spots,
        weekly=categories.added_up(weekly, 1),
        year=categories.added_up(year_own, 1),
        year_own=year_own,
        felt=categories.added_up(felt_here, 1),
    )
