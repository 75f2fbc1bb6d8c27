"""Counts for all problems at once: the columns are gone through once for each data version.

The incidents of the last three years become two small cubes, weeks × categories × areas and × places; the figures
of a problem are sums of a part of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from samlad.act.ranking import Facts
from samlad.analysis.trend import trend
from samlad.people.models import Collaboration
from samlad.picture import held
from samlad.picture.catalogue import Catalogue, Entry
from samlad.picture.columns import Columns, current, reported_until
from samlad.picture.periods import PER_YEAR, Kind, Period, date_of, day_of
from samlad.picture.tally import QUIET_DAYS

YEAR_WEEKS = 52
TREND_WEEKS = 3 * YEAR_WEEKS
# The trend needs as many weeks with reports behind it; weeks before the first report are none.
LEAST_WEEKS = YEAR_WEEKS


@dataclass(frozen=True, slots=True)
class Scope:
    """What of the incidents belongs to a problem or measure: ids of categories, and of areas or of a place."""

    categories: frozenset[int]
    areas: frozenset[int] = frozenset()
    place: int = 0


# Compared by identity, as what it was made from is.
@dataclass(frozen=True, eq=False)
class Counts:
    """Incidents per week (oldest first), category and area or place, with felt insecurity in the last year."""

    weeks: tuple[Period, ...]
    by_area: NDArray[np.int32]  # (areas, categories, weeks)
    by_place: NDArray[np.int32]
    year_by_area: NDArray[np.int64]  # (areas, categories) in the last year, with everything below the area
    year_by_place: NDArray[np.int64]
    felt_by_area: NDArray[np.float64]  # (areas, categories, 2): sum of the answers, number of them
    felt_by_place: NDArray[np.float64]
    area_line: dict[int, int]
    place_line: dict[int, int]
    category_line: dict[int, int]
    # Each id with its own and those of everything below it.
    areas_below: dict[int, frozenset[int]]
    categories_below: dict[int, frozenset[int]]

    def scope(self, categories: Iterable[int], areas: Iterable[int], place: int | None) -> Scope:
        """The scope of these categories, in the place where there is one, else in the areas; with all below."""
        kinds = frozenset().union(*(self.categories_below.get(pk, frozenset()) for pk in categories))
        if place:
            return Scope(kinds, place=place)
        return Scope(kinds, frozenset().union(*(self.areas_below.get(pk, frozenset()) for pk in areas)))

    def weekly(self, scope: Scope) -> NDArray[np.int64]:
        """The scope's incidents per week."""
        cube, lines, columns = self._part(scope, self.by_area, self.by_place)
        return np.asarray(cube[np.ix_(lines, columns)].sum(axis=(0, 1)), dtype=np.int64)

    def by_category(self, scope: Scope) -> dict[int, int]:
        """The scope's incidents of the last year by category."""
        cube, lines, columns = self._part(scope, self.by_area, self.by_place)
        sums = cube[np.ix_(lines, columns)][:, :, -YEAR_WEEKS:].sum(axis=(0, 2))
        ids = {line: pk for pk, line in self.category_line.items()}
        return {ids[line]: int(number) for line, number in zip(columns, sums, strict=True)}

    def felt(self, scope: Scope) -> tuple[float, int]:
        """Sum and number of the answers about felt insecurity in the last year."""
        cube, lines, columns = self._part(scope, self.felt_by_area, self.felt_by_place)
        total, answers = cube[np.ix_(lines, columns)].sum(axis=(0, 1))
        return float(total), int(answers)

    def _part(
        self, scope: Scope, by_area: NDArray[np.generic], by_place: NDArray[np.generic]
    ) -> tuple[NDArray, list[int], list[int]]:  # type: ignore[type-arg] # of either kind of number
        columns = sorted(self.category_line[pk] for pk in scope.categories if pk in self.category_line)
        if scope.place:
            return by_place, [self.place_line[scope.place]] if scope.place in self.place_line else [], columns
        return by_area, sorted(self.area_line[pk] for pk in scope.areas if pk in self.area_line), columns


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


def facts(found: Counts, names: Catalogue, scopes: Sequence[Scope], weights: dict[int, float]) -> list[Facts]:
    """What the data say of each scope."""
    if not scopes:
        return []
    weekly = np.array([found.weekly(scope) for scope in scopes])
    changes = _changes(found, weekly)
    return [
        _facts(found, names, scope, weekly[number], changes[number], weights)
        for number, scope in enumerate(scopes)
    ]


def _facts(
    found: Counts,
    names: Catalogue,
    scope: Scope,
    weekly: NDArray[np.int64],
    change: tuple[float | None, float | None, float | None],
    weights: dict[int, float],
) -> Facts:
    by_category = found.by_category(scope)
    total, answers = found.felt(scope)
    position, spots, ahead = _position(found, names, scope)
    return Facts(
        incidents=int(weekly[-YEAR_WEEKS:].sum()),
        weighted=sum(number * weights.get(pk, 1.0) for pk, number in by_category.items()),
        change=change[0],
        change_low=change[1],
        change_high=change[2],
        felt=total / answers if answers else None,
        felt_answers=answers,
        position=position,
        spots=spots,
        ahead=ahead,
    )


def _changes(
    found: Counts, weekly: NDArray[np.int64]
) -> list[tuple[float | None, float | None, float | None]]:
    """Change per year of each line as a ratio, with its interval, over the weeks since reports began."""
    begun = np.flatnonzero(found.by_area.sum(axis=(0, 1)) + found.by_place.sum(axis=(0, 1)))
    series = weekly[:, int(begun[0]) :] if len(begun) else weekly[:, :0]
    if series.shape[1] < LEAST_WEEKS:
        return [(None, None, None)] * len(weekly)
    result = trend(series, periods_per_year=PER_YEAR[Kind.WEEK])
    ones = [result.one(line) for line in range(len(series))]
    return [(one.change_per_year, one.low, one.high) for one in ones]


def _position(found: Counts, names: Catalogue, scope: Scope) -> tuple[int, int, str]:
    """Where the scope stands among its like (areas of one level, or places): position, of how many, who is first."""
    columns = sorted(found.category_line[pk] for pk in scope.categories if pk in found.category_line)
    if scope.place:
        sums = found.year_by_place[:, columns].sum(axis=1)
        like = {entry.id: (entry.swedish, int(sums[found.place_line[entry.id]])) for entry in names.places}
        return _standing(like, scope.place)
    own = _top(names, scope.areas)
    sums = found.year_by_area[:, columns].sum(axis=1)
    like = {entry.id: (entry.swedish, int(sums[found.area_line[entry.id]])) for entry in level_of(names, own)}
    return _standing(like, own)


def _standing(like: dict[int, tuple[str, int]], own: int) -> tuple[int, int, str]:
    if own not in like:
        return 0, 0, ""
    _name, number = like[own]
    more = [one for one, others in like.values() if others > number]
    return 1 + len(more), len(like), more[0] if len(more) == 1 else ""


def _top(names: Catalogue, areas: frozenset[int]) -> int:
    """The area that holds the others."""
    return next((entry.id for entry in names.areas if entry.id in areas and entry.parent not in areas), 0)


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
    week = (columns.day[chosen] - first.first_day) // 7
    categories, category = _numbered([entry.id for entry in names.categories], columns.category[chosen])
    areas, area = _numbered([entry.id for entry in names.areas], columns.area[chosen])
    places, place = _numbered([entry.id for entry in names.places], columns.place[chosen])
    felt = columns.felt_insecurity[chosen] * (week >= TREND_WEEKS - YEAR_WEEKS)
    width, below = len(categories), _below(names.areas)
    by_area = _cube(len(areas), area, width, category, week)
    by_place = _cube(len(places), place, width, category, week)
    year = by_area[:, :, -YEAR_WEEKS:].sum(axis=2)
    holding = [[areas[pk] for pk in below[entry.id]] for entry in names.areas]
    return Counts(
        weeks=weeks,
        by_area=by_area,
        by_place=by_place,
        year_by_area=np.array([year[lines].sum(axis=0) for lines in holding]).reshape(year.shape),
        year_by_place=by_place[:, :, -YEAR_WEEKS:].sum(axis=2),
        felt_by_area=_felt(len(areas), area, width, category, felt),
        felt_by_place=_felt(len(places), place, width, category, felt),
        area_line=areas,
        place_line=places,
        category_line=categories,
        areas_below=below,
        categories_below=_below(names.categories),
    )


def _below(entries: tuple[Entry, ...]) -> dict[int, frozenset[int]]:
    parent = {entry.id: entry.parent for entry in entries}
    found: dict[int, set[int]] = {entry.id: set() for entry in entries}
    for entry in entries:
        above = entry.id
        while above in found:
            found[above].add(entry.id)
            above = parent[above]
    return {pk: frozenset(below) for pk, below in found.items()}


def _numbered(ids: list[int], values: NDArray[np.int32]) -> tuple[dict[int, int], NDArray[np.int64]]:
    """Each id with its line, and the values as lines; −1 for what has none."""
    line_of = {pk: line for line, pk in enumerate(ids)}
    table = np.full(int(max(max(ids, default=0), values.max(initial=0))) + 1, -1, dtype=np.int64)
    table[ids] = np.arange(len(ids))
    return line_of, table[values]


def _cube(
    lines: int, line: NDArray[np.int64], width: int, column: NDArray[np.int64], week: NDArray[np.int32]
) -> NDArray[np.int32]:
    known = (line >= 0) & (column >= 0)
    code = (line[known] * width + column[known]) * TREND_WEEKS + week[known]
    flat = np.bincount(code, minlength=lines * width * TREND_WEEKS)
    return flat.astype(np.int32).reshape(lines, width, TREND_WEEKS)


def _felt(
    lines: int, line: NDArray[np.int64], width: int, column: NDArray[np.int64], felt: NDArray[np.integer]
) -> NDArray[np.float64]:
    known = (line >= 0) & (column >= 0) & (felt > 0)
    code = line[known] * width + column[known]
    size = lines * width
    sums = np.bincount(code, weights=felt[known].astype(np.float64), minlength=size)
    answers = np.bincount(code, minlength=size).astype(np.float64)
    return np.stack([sums, answers], axis=-1).reshape(lines, width, 2)
