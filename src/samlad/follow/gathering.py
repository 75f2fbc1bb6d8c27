"""From a measure in the database to its evidence."""

from datetime import date
from typing import Any

import samlad
from samlad.act import counting
from samlad.act import queries as act_queries
from samlad.act.models import Measure
from samlad.follow.evidence import Evidence, Plan, gather
from samlad.picture import held
from samlad.picture.catalogue import Catalogue, Entry
from samlad.picture.columns import Columns, current, reported_until
from samlad.picture.periods import date_of
from samlad.picture.zones import Zone, categories_below, neighbours, zone


def evidence_of(measure: Measure, on: date) -> tuple[Evidence, int]:
    """The evidence of a measure on a day, and the data version that it was computed from."""
    columns = current(measure.collaboration)
    names = held.catalogue(measure.collaboration)
    plan = plan_of(measure, names)
    last = counting.last_week(columns, on)
    return gather(columns, plan, on, last, _parameters(measure, plan, names, columns)), columns.version


def plan_of(measure: Measure, names: Catalogue) -> Plan:
    """What of the measure is counted, with everything below the chosen areas and categories."""
    targets = [area.pk for area in measure.target_areas.defer("boundary")]
    target = zone(names, targets, measure.target_place)
    comparison = zone(names, [area.pk for area in measure.comparison_areas.defer("boundary")])
    around = neighbours(names.map, target)
    home = measure.target_place.area_id if measure.target_place else None
    # What holds the target is not beside it, but for the area that the place itself lies in.
    beside = zone(names, around - comparison.area_ids - _above(names, targets))
    return Plan(
        starts_on=measure.starts_on,
        ends_on=measure.ends_on,
        categories=categories_below(names, [category.pk for category in measure.outcome.all()]),
        target=target,
        comparison=comparison,
        beside=beside,
        comparison_beside=bool(around & comparison.area_ids - {home}),
        dose_planned=measure.dose_amount,
        doses=act_queries.weekly_dose(measure),
    )


def _parameters(measure: Measure, plan: Plan, names: Catalogue, columns: Columns) -> dict[str, Any]:
    place, until = plan.target.spot, reported_until(columns)
    return {
        "code_version": samlad.__version__,
        "data_version": columns.version,
        "starts_on": measure.starts_on.isoformat(),
        "ends_on": measure.ends_on.isoformat() if measure.ends_on else "",
        "reported_until": date_of(until).isoformat() if until is not None else "",
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
    names = held.catalogue(measure.collaboration)
    codes = set(evidence.parameters["areas_beside"])
    chosen = {entry.id for entry in names.areas if entry.code in codes}
    return [entry.swedish for entry in names.areas if entry.id in chosen and entry.parent not in chosen]


__all__ = ["Zone", "beside_names", "evidence_of", "plan_of"]
