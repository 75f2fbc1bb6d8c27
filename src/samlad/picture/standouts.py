"""What stands out: areas, kinds of incident and places with more than was to be expected.

Many combinations are looked at, so the bound for each is widened until chance alone would show about one
standout in two pictures.
"""

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from samlad.picture import document as d
from samlad.picture import wording
from samlad.picture.catalogue import Catalogue
from samlad.picture.expectation import expectations
from samlad.picture.query import Query
from samlad.picture.tally import Tally

FALSE_ALARMS = 0.5
LEAST = 3
SHOWN = 8


def standouts(counted: Tally, catalogue: Catalogue, query: Query, language: str) -> tuple[d.Standout, ...]:
    """The strongest standouts, strongest first; at most eight."""
    series = _series(counted)
    if not len(series):
        return ()
    level = 1 - 2 * FALSE_ALARMS / len(series)
    # Only combinations with some incidents now can stand out; the rest need no computing.
    rows = np.flatnonzero(series[:, -1] >= LEAST)
    if not len(rows):
        return ()
    strict = expectations(series[rows], query.period.kind, level=level)
    above = [number for number, verdict in enumerate(strict.verdicts) if verdict == "above"]
    count = series[rows, -1]
    above.sort(key=lambda number: -(count[number] - strict.means[number]) / np.sqrt(strict.means[number] + 1))
    shown = rows[above[:SHOWN]]
    usual = expectations(series[shown], query.period.kind)
    found = []
    for number, row in enumerate(shown.tolist()):
        name, parameters = _called(row, catalogue, query, language)
        low, high = usual.low_of(number), usual.high_of(number)
        found.append(_standout(name, int(series[row, -1]), low, high, parameters, len(series)))
    return tuple(found)


def _standout(
    name: str, count: int, low: float | None, high: float | None, parameters: str, looked_at: int
) -> d.Standout:
    return d.Standout(
        title=name,
        sentence=_(
            "%(incidents)s, expected %(expected)s. %(number)s combinations of area, kind and place were looked "
            "at; chance alone shows one like this in every second picture."
        )
        % {
            "incidents": wording.count_text(count),
            "expected": wording.expected_text(low, high),
            "number": wording.grouped(looked_at),
        },
        count=count,
        expected_low=low,
        expected_high=high,
        incidents_url=parameters,
    )


def _series(counted: Tally) -> NDArray[np.int64]:
    """One row for each combination of area and kind, then one for each place."""
    pairs = counted.area_category.reshape(-1, counted.total.shape[0])
    return np.concatenate([pairs, counted.by_place])


def _called(row: int, catalogue: Catalogue, query: Query, language: str) -> tuple[str, str]:
    """The name of a row of `_series`, and the query of the incidents behind it."""
    areas, categories = catalogue.rows_of_area, catalogue.main_categories
    if row >= len(areas) * len(categories):
        place = catalogue.places[row - len(areas) * len(categories)]
        return place.name(language), query.parameters(place=place.code)
    area, category = areas[row // len(categories)], categories[row % len(categories)]
    return (
        f"{area.name(language)} · {category.name(language)}",
        query.parameters(areas=(area.code,), categories=_category(query, category.code)),
    )


def _category(query: Query, code: str) -> tuple[str, ...]:
    """The combination's own category, or the chosen sub-categories of it."""
    below = tuple(chosen for chosen in query.categories if chosen.startswith(f"{code}."))
    return below if below and code not in query.categories else (code,)
