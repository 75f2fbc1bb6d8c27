"""From a measure in the database to its evidence."""

from datetime import date
from typing import Any

from samlad.act import counting
from samlad.act import queries as act_queries
from samlad.act.models import Measure
from samlad.code_version import code_version
from samlad.collect import check_in_queries
from samlad.follow.evidence import Evidence, gather
from samlad.follow.grounds import grounds
from samlad.follow.plan import Plan
from samlad.follow.silence import Organisation
from samlad.people.models import Collaboration
from samlad.picture import held
from samlad.picture.catalogue import Catalogue, Entry
from samlad.picture.columns import Columns, current, reported_until
from samlad.picture.periods import Kind, Period, date_of
from samlad.picture.zones import categories_below, neighbours, zone


def evidence_of(measure: Measure, on: date) -> tuple[Evidence, int]:
    """The evidence of a measure on a day, and the data version that it was computed from."""
    columns = current(measure.collaboration)
    names = held.catalogue(measure.collaboration)
    plan = plan_of(measure, names, on)
    last = counting.last_week(columns, on)
    parameters = _parameters(measure, plan, names, columns)
    organisations = _organisations(measure.collaboration_id, names)
    return gather(columns, plan, on, last, parameters, organisations), columns.version


def _organisations(collaboration: int, names: Catalogue) -> list[Organisation]:
    words = check_in_queries.weeks_with_word(collaboration)
    return [
        Organisation(
            entry.id,
            entry.code,
            frozenset(Period(monday, Kind.WEEK).label for monday in words.get(entry.id, ())),
        )
        for entry in names.organisations
    ]


def plan_of(measure: Measure, names: Catalogue, on: date) -> Plan:
    """What of the measure is counted, with everything below the chosen areas and categories."""
    targets = [area.pk for area in measure.target_areas.defer("boundary")]
    target = zone(names, targets, measure.target_place)
    comparison = zone(names, [area.pk for area in measure.comparison_areas.defer("boundary")])
    around = neighbours(names.map, target)
    home = measure.target_place.area_id if measure.target_place else None
    # What holds the target is not beside it, but for the area that the place itself lies in.
    beside = zone(names, around - comparison.area_ids - _above(names, targets))
    categories = categories_below(names, [category.pk for category in measure.outcome.all()])
    return Plan(
        starts_on=measure.starts_on,
        ends_on=measure.ends_on,
        categories=categories,
        target=target,
        comparison=comparison,
        beside=beside,
        comparison_beside=bool(around & comparison.area_ids - {home}),
        dose_planned=measure.dose_amount,
        doses=act_queries.weekly_dose(measure),
        grounds=grounds(measure, names, targets, around, categories, on),
    )


def _parameters(measure: Measure, plan: Plan, names: Catalogue, columns: Columns) -> dict[str, Any]:
    place, until = plan.target.spot, reported_until(columns)
    return {
        "code_version": code_version(),
        "data_version": columns.version,
        "starts_on": measure.starts_on.isoformat(),
        "ends_on": measure.ends_on.isoformat() if measure.ends_on else "",
        "reported_until": date_of(until).isoformat() if until is not None else "",
        "cost": measure.cost,
        "categories": _codes(names.categories, plan.categories),
        "target_areas": _codes(names.areas, plan.target.area_ids),
        "target_place": place.id if place else 0,
        "target_radius": place.radius if place else 0,
        "comparison_areas": _codes(names.areas, plan.comparison.area_ids),
        "areas_beside": _codes(names.areas, plan.beside.area_ids),
    }


def _codes(entries: tuple[Entry, ...], ids: frozenset[int]) -> list[str]:
    return [entry.code for entry in entries if entry.id in ids]


def _above(names: Catalogue, areas: list[int]) -> frozenset[int]:
    parent = {entry.id: entry.parent for entry in names.areas}
    found: set[int] = set()
    for pk in areas:
        while (pk := parent.get(pk, 0)) and pk not in found:
            found.add(pk)
    return frozenset(found)


def beside_names(measure: Measure, evidence: Evidence) -> list[str]:
    """The names of the areas beside the target, those on the top alone."""
    return _area_names(measure, evidence.parameters["areas_beside"])


def comparison_names(measure: Measure, evidence: Evidence) -> list[str]:
    """The names of the areas that were compared with, those on the top alone."""
    return _area_names(measure, evidence.parameters["comparison_areas"])


def left_out_names(measure: Measure, evidence: Evidence) -> tuple[list[str], list[str]]:
    """The names of the areas beside the target, and of those with another measure, that all areas are without."""
    every = evidence.all_areas
    if every is None:
        return [], []
    return _area_names(measure, list(every.beside)), _area_names(measure, list(every.busy))


def target_codes(measure: Measure, evidence: Evidence) -> list[str]:
    """The codes of the target's areas on the top; none where a place is part of it."""
    parameters = evidence.parameters
    return [] if parameters["target_place"] else _top(measure, parameters["target_areas"])


def category_names(measure: Measure, evidence: Evidence, language: str) -> list[str]:
    """The names of what was counted, those on the top alone."""
    names = held.catalogue(measure.collaboration)
    return [names.category_of_code[code].name(language) for code in category_codes(measure, evidence)]


def category_codes(measure: Measure, evidence: Evidence) -> list[str]:
    """The codes of what was counted, those on the top alone."""
    names = held.catalogue(measure.collaboration)
    return [entry.code for entry in _on_top(names.categories, evidence.parameters["categories"])]


def comparison_codes(measure: Measure, evidence: Evidence) -> list[str]:
    """The codes of the areas that were compared with, those on the top alone."""
    return _top(measure, evidence.parameters["comparison_areas"])


def organisation_names(collaboration: Collaboration) -> dict[str, str]:
    """The organisations' names by their slugs."""
    return {entry.code: entry.swedish for entry in held.catalogue(collaboration).organisations}


def _area_names(measure: Measure, codes: list[str]) -> list[str]:
    return [entry.swedish for entry in _on_top(held.catalogue(measure.collaboration).areas, codes)]


def _top(measure: Measure, codes: list[str]) -> list[str]:
    return [entry.code for entry in _on_top(held.catalogue(measure.collaboration).areas, codes)]


def _on_top(entries: tuple[Entry, ...], codes: list[str]) -> list[Entry]:
    """Those of the codes below which the others lie; what has gone since has no name any more."""
    known = set(codes)
    chosen = {entry.id for entry in entries if entry.code in known}
    return [entry for entry in entries if entry.id in chosen and entry.parent not in chosen]
