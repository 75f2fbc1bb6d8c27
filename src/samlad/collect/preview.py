"""How a file would be read: its first rows through the door, nothing stored."""

import json
from collections.abc import Mapping as Table
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from samlad.collect import imports, problems
from samlad.collect.choices import Channel
from samlad.collect.door import Door, Prepared, open_door
from samlad.collect.mapping import Mapping
from samlad.collect.models import Category, ImportJob, Incident
from samlad.collect.profile import FIELDS, Profile
from samlad.collect.reasons import gettext_noop
from samlad.places.models import Area

SHOWN = 10
JOIN = " + "
# What the page says of a field that no column is known for: there it is chosen, and no profile is needed.
_CHOOSE = {
    "occurred_from": gettext_noop("No column says when it happened. Choose it below, as “Occurred from”."),
    "category": gettext_noop("No column says what kind it was. Choose it below, as “Category”."),
    "position": gettext_noop(
        "No column says where it happened. Choose below the two with coordinates, as “Latitude” and “Longitude”, "
        "or the one with names, as “Place”."
    ),
}


@dataclass(frozen=True, slots=True)
class PreviewRow:
    line: int
    when: datetime
    what: str
    where: str
    description: str


@dataclass(frozen=True, slots=True)
class PreviewRejection:
    line: int
    field: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What was recognised, and what the first rows become. `profile` says all of it explicitly.

    `known` of the `good` ones are in already and would not be counted again.
    """

    profile: Profile
    ready: bool
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    rows: tuple[PreviewRow, ...] = ()
    rejected: tuple[PreviewRejection, ...] = ()
    good: int = 0
    sample: int = 0
    known: int = 0


def preview(job: ImportJob, profile: Profile) -> Preview:
    """Recognise the job's columns, with the profile's word where it has one, and read the first rows."""
    door = open_door(job.organisation, now=job.created_at)
    mapping = imports.mapping_for(job, door, profile)
    notes = tuple(problems.sentence(one.template, one.parameters) for one in mapping.warnings)
    if not mapping.ready:
        return Preview(mapping.to_profile(), ready=False, problems=_obstacles(mapping), notes=notes)
    frame = imports.sample(job)
    prepared = door.prepare(frame, mapping, Channel.FILE)
    return Preview(
        mapping.to_profile(),
        ready=True,
        problems=(),
        notes=notes,
        rows=_rows(prepared, door),
        rejected=_rejected(prepared),
        good=len(frame) - len(prepared.rejected),
        sample=len(frame),
        known=_known(job, prepared),
    )


def chosen_columns(profile: Profile) -> dict[str, str]:
    """Field → the column that holds it, several joined as 'A + B'."""
    return {name: JOIN.join(columns) for name, columns in profile.columns.items()}


def with_columns(profile: Profile, values: Table[str, Any], job: ImportJob) -> Profile:
    """The profile with the columns that a form says; names that are not in the file are not taken."""
    known = set(job.columns)
    columns: dict[str, tuple[str, ...]] = {}
    for name in FIELDS:
        parts = tuple(part for part in str(values.get(name, "")).split(JOIN) if part)
        if parts and set(parts) <= known:
            columns[name] = parts
    return replace(profile, columns=columns)


def _obstacles(mapping: Mapping) -> tuple[str, ...]:
    missing = tuple(problems.sentence(_CHOOSE[name], {}) for name in mapping.missing)
    return missing + tuple(problems.sentence(one.template, one.parameters) for one in mapping.problems)


def _known(job: ImportJob, prepared: Prepared) -> int:
    keys = prepared.rows["external_key"].to_list()
    return Incident.objects.filter(organisation=job.organisation, external_key__in=keys).count()


def _rows(prepared: Prepared, door: Door) -> tuple[PreviewRow, ...]:
    names = {row.pk: row for row in Category.objects.filter(pk__in=door.category_ids.values())}
    rows = prepared.rows.head(SHOWN).to_dicts()
    areas = dict(
        Area.objects.filter(pk__in={row["area_id"] for row in rows if row["area_id"]}).values_list(
            "id", "name"
        )
    )
    lines = prepared.lines.head(SHOWN).to_list()
    return tuple(
        PreviewRow(
            line=line,
            when=row["occurred_from"],
            what=_name(names[row["category_id"]]),
            where=areas.get(row["area_id"], "–"),
            description=row["description"],
        )
        for line, row in zip(lines, rows, strict=True)
    )


def _name(category: Category) -> str:
    return category.english if (get_language() or "").startswith("en") else category.swedish


def _rejected(prepared: Prepared) -> tuple[PreviewRejection, ...]:
    return tuple(
        PreviewRejection(
            row["line"],
            problems.field_text(row["field"]),
            row["value"],
            " ".join(
                problems.sentence(row[part], json.loads(row["parameters"]))
                for part in ("template", "remedy_template")
                if row[part]
            ),
        )
        for row in prepared.rejected.head(SHOWN).to_dicts()
    )
