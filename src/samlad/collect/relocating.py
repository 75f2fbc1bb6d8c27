"""A new map: areas from a file, and the incidents that then lie in another area, in one transaction."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from samlad.collect import revisions
from samlad.collect.actions import next_version
from samlad.collect.models import ImportJob, Incident
from samlad.people.actions import lock, require_administer
from samlad.people.audit import record
from samlad.people.models import Collaboration, Member
from samlad.people.refusals import Changed, Refused
from samlad.places import actions as places_actions
from samlad.places import replacing
from samlad.places.areas_file import AreaRow
from samlad.places.models import Area
from samlad.places.nearest import Box
from samlad.places.queries import AreaMap, area_map, map_of, stored_areas

READ_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file of areas would change, and the mark of what it was compared with."""

    plan: replacing.Plan
    incidents: int
    # Whether incidents of one cell are counted as one, though a border may run between them.
    nearly: bool
    mark: str


def preview(collaboration: Collaboration, rows: list[AreaRow]) -> Preview:
    """Reckon what would change, without changing it. Raises `AreaProblem` where the areas do not fit together."""
    stored = stored_areas(collaboration)
    plan = replacing.plan(stored, rows)
    ids: dict[str, int] = dict(Area.objects.filter(collaboration=collaboration).values_list("code", "id"))
    # Those that have no number yet get one that no row has.
    ids |= {row.code: -number for number, row in enumerate(plan.added, start=1)}
    touched = plan.touched()
    moved, nearly = _would_move(collaboration, map_of(plan.merged, ids), touched) if touched else (0, False)
    return Preview(plan, moved, nearly, replacing.mark_of(stored))


def _would_move(collaboration: Collaboration, areas: AreaMap, within: Box) -> tuple[int, bool]:
    """How many incidents lie in another area than they are said to, and whether some at a border may be off.

    The database counts them by fine cell, and the middle of each is located: a row each would take seconds with a
    million of them.
    """
    # The plus keeps SQLite from going through an index of times in order to read every row.
    query = (
        "SELECT COALESCE(area_id, 0), COUNT(*), MIN(latitude), MAX(latitude), MIN(longitude), MAX(longitude) "  # noqa: S608
        f"FROM collect_incident WHERE +collaboration_id = {collaboration.pk:d} "
        "AND latitude BETWEEN %s AND %s AND longitude BETWEEN %s AND %s GROUP BY cell, area_id"
    )
    incidents, nearly = 0, False
    for said, number, south, north, west, east in _parts(
        query, (within.south, within.north, within.west, within.east)
    ):
        moved = areas.locate((south + north) / 2, (west + east) / 2) != said
        incidents += int(number[moved].sum())
        nearly = nearly or bool((moved & ((south < north) | (west < east))).any())
    return incidents, nearly


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file of areas has changed."""

    added: int
    changed: int
    incidents: int


@transaction.atomic
def load_areas(
    *, actor: Member | None, collaboration: Collaboration, rows: list[AreaRow], seen: str = ""
) -> Loaded:
    """Add areas and replace those of the same code; what lies where something changes is located anew."""
    require_administer(actor, collaboration)
    lock(collaboration)
    require_no_file(collaboration)
    stored = stored_areas(collaboration)
    now = replacing.mark_of(stored)
    if seen and seen != now:
        raise Changed(
            _(
                "The areas were changed by somebody else meanwhile. Look at what would change now, and confirm anew."
            ),
            now,
        )
    plan = replacing.plan(stored, rows)
    places_actions.carry_out(actor=actor, collaboration=collaboration, plan=plan)
    incidents, version = _relocate(collaboration, plan.touched())
    loaded = Loaded(len(plan.added), len(plan.changed), incidents)
    new = {"added": loaded.added, "changed": loaded.changed, "relocated": incidents, "version": version}
    record("load_areas", collaboration, collaboration=collaboration, actor=actor, new=new)
    return loaded


def require_no_file(collaboration: Collaboration | int) -> None:
    """Refuse a new map while a file comes in by the old one."""
    if ImportJob.objects.filter(collaboration=collaboration, state=ImportJob.State.RUNNING).exists():
        raise Refused(
            _(
                "A file is on its way in, and is located by the old map. Wait until it is done, then try again."
            )
        )


def _relocate(collaboration: Collaboration, within: Box | None) -> tuple[int, int | None]:
    """Put each incident into the area that holds it now; how many moved, and by which data version."""
    if within is None:
        return 0, None
    return put(collaboration, "area_id", _moved(collaboration, area_map(collaboration), within))


def put(
    collaboration: Collaboration, field: str, moved: Iterable[tuple[int, NDArray[np.int64]]]
) -> tuple[int, int | None]:
    """Give incidents what they were found to belong to (0 is none); how many, and by which data version."""
    found = [(pk, ids) for pk, ids in moved if len(ids)]
    if not found:
        return 0, None
    version = next_version(collaboration.pk)
    for pk, ids in found:
        revisions.change(Incident.objects.filter(pk__in=listed(ids)), version, **{field: pk or None})
    return sum(len(ids) for _pk, ids in found), version


def listed(ids: NDArray[np.int64]) -> RawSQL:
    """Any number of ids as one value of a statement: as values of their own, a hundred thousand take seconds to write."""
    if connection.vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(ids.tolist())])
    return RawSQL("SELECT unnest(%s::bigint[])", [ids.tolist()])


def _moved(
    collaboration: Collaboration, areas: AreaMap, within: Box
) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """The area and, of each, the ids of incidents that lie in it and are not said to. Area 0 is none."""
    rows = Incident.objects.filter(
        collaboration=collaboration,
        latitude__range=(within.south, within.north),
        longitude__range=(within.west, within.east),
    )
    return differing(rows, "area_id", areas.locate)


def differing(
    rows: QuerySet[Incident],
    field: str,
    locate: Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.int64]],
) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """What is found at the incidents' positions and, of each, the ids of those whose `field` says another."""
    sql, parameters = (
        rows.order_by().values_list("id", "latitude", "longitude", field).query.sql_with_params()
    )
    ids, belongs = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for pk, latitudes, longitudes, said in _parts(sql, parameters):
        located = locate(latitudes, longitudes)
        changed = located != np.nan_to_num(said)
        ids.append(pk[changed].astype(np.int64))
        belongs.append(located[changed])
    moved, to = np.concatenate(ids), np.concatenate(belongs)
    for found in np.unique(to):
        yield int(found), moved[to == found]


def _parts(sql: str, parameters: Sequence[Any]) -> Iterator[NDArray[np.float64]]:
    """The answer as columns of numbers, nothing as NaN, some rows at a time.

    A million of them at once, and the point that is made of each, would fill some hundred megabytes.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while part := cursor.fetchmany(READ_AT_ONCE):
            yield np.array(part, dtype=float).T
