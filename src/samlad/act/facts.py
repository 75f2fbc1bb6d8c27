"""What the counts say of problems: how many, whether more or fewer, how insecure, and where among their like."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samlad.act.counting import YEAR_WEEKS, Counts, Cube, Scope
from samlad.act.hierarchy import Hierarchy
from samlad.act.ranking import Facts
from samlad.analysis.trends.trend import trend
from samlad.picture.catalogue import Catalogue, Entry
from samlad.picture.periods import PER_YEAR, Kind

# The trend needs as many weeks with reports behind it; weeks before the first report are none.
LEAST_WEEKS = YEAR_WEEKS

Floats = NDArray[np.float64]
Change = tuple[float | None, float | None, float | None]
Standing = tuple[int, int, str]


def facts(found: Counts, names: Catalogue, scopes: Sequence[Scope], weights: dict[int, float]) -> list[Facts]:
    """What the data say of each scope: those in areas are worked out together, and those at places."""
    told: dict[Scope, Facts] = {}
    for cube, entries, levels in (
        (found.areas, names.areas, names.area_levels),
        (found.places, names.places, (0,) * len(names.places)),
    ):
        asked = [scope for scope in dict.fromkeys(scopes) if found.cube(scope) is cube]
        if asked:
            told |= zip(asked, _facts(found, cube, asked, weights, entries, levels), strict=True)
    return [told[scope] for scope in scopes]


def _facts(
    found: Counts,
    cube: Cube,
    asked: Sequence[Scope],
    weights: dict[int, float],
    entries: Sequence[Entry],
    levels: Sequence[int],
) -> list[Facts]:
    """Of scopes of one cube: a scope is a line of ones, and its sums are products of whole matrices."""
    here = _ones(cube.spots, [found.spots(scope) for scope in asked])
    kinds = _ones(found.categories, [scope.categories for scope in asked])

    def sums(values: NDArray[Any]) -> list[float]:
        found: list[float] = ((here @ values) * kinds).sum(axis=1).tolist()
        return found

    lines = zip(
        sums(cube.year),
        sums(_weighted(found, cube, weights)),
        sums(cube.felt[:, :, 0]),
        sums(cube.felt[:, :, 1]),
        _changes(found, np.array([found.weekly(scope) for scope in asked])),
        _standings(here, kinds @ cube.year.T, entries, np.array(levels)),
        strict=True,
    )
    return [
        Facts(
            incidents=int(number),
            weighted=weighted,
            change=change,
            change_low=low,
            change_high=high,
            felt=felt / answers if answers else None,
            felt_answers=int(answers),
            position=position,
            spots=spots,
            ahead=ahead,
        )
        for number, weighted, felt, answers, (change, low, high), (position, spots, ahead) in lines
    ]


def _ones(hierarchy: Hierarchy, ids: Sequence[Iterable[int]]) -> Floats:
    """For each set of ids a line with a one where an id is."""
    found = np.zeros((len(ids), len(hierarchy)))
    for number, own in enumerate(ids):
        found[number, hierarchy.lines_of(own)] = 1
    return found


def _weighted(found: Counts, cube: Cube, weights: dict[int, float]) -> Floats:
    """The incidents of the last year, each weighing what its own category does."""
    weigh = np.array([weights.get(pk, 1.0) for pk in found.categories.line])
    return found.categories.added_up(cube.year_own * weigh, 1)


def _changes(found: Counts, weekly: NDArray[np.int64]) -> list[Change]:
    """Change per year of each line as a ratio, with its interval, over the weeks since reports began."""
    series = weekly[:, found.begun :]
    if series.shape[1] < LEAST_WEEKS:
        return [(None, None, None)] * len(weekly)
    result = trend(series, periods_per_year=PER_YEAR[Kind.WEEK])
    ones = [result.one(line) for line in range(len(series))]
    return [(one.change_per_year, one.low, one.high) for one in ones]


def _standings(
    here: Floats, sums: Floats, entries: Sequence[Entry], levels: NDArray[np.int64]
) -> list[Standing]:
    """Each one's position among the spots of its level by its own kinds of incident, of how many, and who is
    first where only one has more."""
    if not entries:
        return [(0, 0, "")] * len(here)
    own, some = here.argmax(axis=1), np.greater(here.max(axis=1), 0)
    same = np.equal.outer(levels[own], levels) & some[:, None]
    ahead = same & np.greater(sums, np.take_along_axis(sums, own[:, None], axis=1))
    spots, more = same.sum(axis=1).tolist(), ahead.sum(axis=1).tolist()
    first = [entries[line].swedish for line in ahead.argmax(axis=1).tolist()]
    return [
        (1 + number if there else 0, of, name if number == 1 else "")
        for there, of, number, name in zip(some.tolist(), spots, more, first, strict=True)
    ]
