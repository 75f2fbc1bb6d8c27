"""What a new form begins with: a problem from the picture that one came from, a measure from its problem."""

from datetime import date, timedelta
from typing import Any

import numpy as np

from samlad.act import queries
from samlad.act.library import MeasureType
from samlad.act.models import Measure, Problem
from samlad.people.models import Member
from samlad.picture import queries as picture_queries
from samlad.picture.catalogue import Catalogue, Entry
from samlad.picture.columns import current
from samlad.picture.query import Query

# A kind of incident is proposed where at least this share of what happened is of it; at most so many.
LEAST_SHARE, MOST_KINDS = 0.1, 5
WEEKS_TO_FOLLOW_UP = 12
LONGEST_TITLE = 120


def problem_from(viewer: Member, query: Query, language: str) -> dict[str, Any]:
    """The form's beginning: where, what and when of the picture, and a title of them."""
    names = queries.catalogue(viewer)
    place = names.place_of_name.get(query.place)
    area = names.area_of_code[query.areas[0]] if query.areas and place is None else None
    kinds = [names.category_of_code[code] for code in query.categories]
    if not kinds and (place or area):
        kinds = _most(viewer, names, query)
    spot = place or area
    return {
        "where": f"place:{place.id}" if place else f"area:{area.id}" if area else "",
        "categories": [entry.id for entry in kinds],
        "first_day": query.period.first,
        "last_day": query.period.last,
        "title": _title(kinds, spot, language) if spot else "",
    }


def problem_of(problem: Problem) -> dict[str, Any]:
    """The form's beginning where a problem is changed."""
    values = {name: getattr(problem, name) for name in _PROBLEM_FIELDS}
    return values | {
        "where": f"place:{problem.place_id}" if problem.place_id else f"area:{problem.area_id}",
        "categories": [category.pk for category in problem.categories.all()],
    }


def measure_for(
    viewer: Member, problem: Problem, kind: MeasureType, today: date, language: str, likely: list[int]
) -> dict[str, Any]:
    """The form's beginning for a measure of a type: what the problem says already."""
    spot = problem.place or problem.area
    return {
        "type": kind.code,
        "title": f"{kind.name(language)}, {spot.name if spot else ''}"[:LONGEST_TITLE],
        "mechanism": _capital(kind.mechanism(language)),
        "owner": str(viewer.pk),
        "starts_on": today,
        "follow_up_on": today + timedelta(weeks=WEEKS_TO_FOLLOW_UP),
        "outcome": [category.pk for category in problem.categories.all()],
        "target_areas": [] if problem.place_id else [problem.area_id],
        "target_place": problem.place_id,
        "comparison_areas": likely,
    }


def measure_after(earlier: Measure, today: date) -> dict[str, Any]:
    """The form's beginning for a measure that grows out of an earlier one."""
    return measure_of(earlier) | {
        "starts_on": today,
        "ends_on": None,
        "follow_up_on": today + timedelta(weeks=WEEKS_TO_FOLLOW_UP),
        "revision": None,
    }


def measure_of(measure: Measure) -> dict[str, Any]:
    """The form's beginning where a measure is changed."""
    values = {name: getattr(measure, name) for name in _MEASURE_FIELDS}
    return values | {
        "owner": str(measure.owner_id or ""),
        "target_areas": [area.pk for area in measure.target_areas.all()],
        "target_place": measure.target_place_id,
        "outcome": [category.pk for category in measure.outcome.all()],
        "comparison_areas": [area.pk for area in measure.comparison_areas.all()],
    }


_PROBLEM_FIELDS = (
    "title", "first_day", "last_day", "offender", "target", "setting", "handlers", "enablers", "seriousness",
    "worry", "mandate", "resources", "partners", "revision",
)  # fmt: skip
_MEASURE_FIELDS = (
    "type", "title", "mechanism", "dose_amount", "dose_unit", "starts_on", "ends_on", "cost", "follow_up_on",
    "revision",
)  # fmt: skip


def _most(viewer: Member, names: Catalogue, query: Query) -> list[Entry]:
    """The kinds of incident that there are most of in the picture."""
    columns = current(viewer.collaboration)
    ids = picture_queries.incident_ids(viewer, query)
    line_of = names.category_axis.lookup()
    lines = line_of[columns.category[np.searchsorted(columns.id, np.sort(ids))]]
    sums = np.bincount(lines[lines >= 0], minlength=len(names.main_categories))
    least = max(1.0, LEAST_SHARE * float(sums.sum()))
    ordered = [int(line) for line in np.argsort(-sums, kind="stable") if sums[line] >= least]
    return [names.main_categories[line] for line in ordered[:MOST_KINDS]]


def _title(kinds: list[Entry], spot: Entry, language: str) -> str:
    words = ", ".join(entry.name(language) for entry in kinds[:2])
    if not words:
        return spot.name(language)[:LONGEST_TITLE]
    return f"{words}, {spot.name(language)}"[:LONGEST_TITLE]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
