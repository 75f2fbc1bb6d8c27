"""Incidents as numpy columns: the one place where rows become columns.

Each process keeps one `Columns` per collaboration. `current` asks the database for the collaboration's data
version and, where it has grown, reads only the rows that have changed since; a million rows are read once in
a process's life. Withdrawn incidents stay in their place with `counted` false, so positions never move.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from django.db import connection
from numpy.typing import NDArray

from samlad.collect.models import Incident
from samlad.people.models import Collaboration
from samlad.picture.days import Days

_SOURCE = {
    "id": np.int64,
    "organisation": np.int32,
    "category": np.int32,
    "area": np.int32,
    "place": np.int32,
    "cell": np.int64,
    "felt_insecurity": np.int8,
    "occurred_from": np.int64,
    "occurred_to": np.int64,
    "counted": np.bool_,
}
_DERIVED = {"day": np.int32, "hour_of_week": np.int16}
_READ = 10_000
# An interval no longer than this says at what hour it happened; a longer one does not.
HOUR_KNOWN = 3 * 3600
HOUR_UNKNOWN = -1
EPOCH_WEEKDAY = 3  # 1 January 1970 was a Thursday; Monday is 0.


@dataclass(frozen=True)
class Columns:
    """One entry per incident in every array, in the order the incidents came in.

    `day` counts local days since 1 January 1970; `hour_of_week` is 0 for Monday 00–01 and −1 where the
    interval does not tell the hour; `organisation`, `category`, `area` and `place` are database ids (0 for
    none); `occurred_from` and `occurred_to` are seconds since 1970 in UTC.
    """

    version: int
    time_zone: str
    id: NDArray[np.int64]
    organisation: NDArray[np.int32]
    category: NDArray[np.int32]
    area: NDArray[np.int32]
    place: NDArray[np.int32]
    cell: NDArray[np.int64]
    felt_insecurity: NDArray[np.int8]
    occurred_from: NDArray[np.int64]
    occurred_to: NDArray[np.int64]
    counted: NDArray[np.bool_]
    day: NDArray[np.int32]
    hour_of_week: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.id)

    @cached_property
    def days(self) -> Days:
        """Those that count, in the order of their days; put in order when first asked for."""
        return Days.of(self)


def reported_until(columns: Columns) -> int | None:
    """The last local day on which anything that counts happened; None where nothing has."""
    return columns.days.last_day


def reported_from(columns: Columns) -> int | None:
    """The first such day."""
    return columns.days.first_day if len(columns.days.position) else None


_held: dict[int, Columns] = {}
_locks: dict[int, threading.Lock] = {}
_registry = threading.Lock()


def current(collaboration: Collaboration | int) -> Columns:
    """The collaboration's incidents as they are now."""
    pk = collaboration if isinstance(collaboration, int) else collaboration.pk
    version, time_zone = Collaboration.objects.values_list("data_version", "time_zone").get(pk=pk)
    held = _held.get(pk)
    if held and held.version == version and held.time_zone == time_zone:
        return held
    with _registry:
        lock = _locks.setdefault(pk, threading.Lock())
    with lock:
        held = _held.get(pk)
        if held is None or held.time_zone != time_zone or _is_ahead(held, pk):
            held = _empty(time_zone)
        if held.version < version:
            held = _advanced(held, pk, version)
        _held[pk] = held
        return held


def _is_ahead(held: Columns, collaboration: int) -> bool:
    """Whether the database has gone back behind what is held: it has been restored from a copy."""
    return held.version > Collaboration.objects.values_list("data_version", flat=True).get(pk=collaboration)


def forget() -> None:
    """Drop what this process holds (a restored database, a test)."""
    _held.clear()


def _empty(time_zone: str) -> Columns:
    arrays = {name: np.empty(0, dtype=kind) for name, kind in (_SOURCE | _DERIVED).items()}
    return Columns(version=0, time_zone=time_zone, **arrays)


def _advanced(held: Columns, collaboration: int, version: int) -> Columns:
    """`held` with every row that has changed after its version, up to `version`."""
    changed = _read(collaboration, held.version, version, held.time_zone)
    # Ids grow with every insert, so both the held and the changed rows are in the order of their ids.
    position = np.searchsorted(held.id, changed["id"])
    known = np.zeros(len(position), dtype=bool)
    inside = position < len(held)
    known[inside] = held.id[position[inside]] == changed["id"][inside]
    arrays: dict[str, Any] = {}
    for name in _SOURCE | _DERIVED:
        column = getattr(held, name)
        if known.any():
            # A copy: whoever is still counting keeps the columns that they began with.
            column = column.copy()
            column[position[known]] = changed[name][known]
        arrays[name] = np.concatenate([column, changed[name][~known]]) if not known.all() else column
    return _in_order(replace(held, version=version, **arrays))


def _in_order(columns: Columns) -> Columns:
    """Sort by id where two writers' ids came interleaved."""
    if np.all(columns.id[1:] > columns.id[:-1]):
        return columns
    order = np.argsort(columns.id, kind="stable")
    return replace(columns, **{name: getattr(columns, name)[order] for name in _SOURCE | _DERIVED})


def as_of(collaboration: Collaboration | int, version: int, time_zone: str = "") -> Columns:
    """The collaboration's incidents as they were at an earlier data version, by its own or that day's time zone.

    What has not changed since is taken from `current`; what has, from the revisions that held then.
    """
    pk = collaboration if isinstance(collaboration, int) else collaboration.pk
    now = current(pk)
    if not 0 <= version <= now.version:
        raise ValueError(f"The data version is {version}; it must be from 0 to {now.version}.")
    if time_zone and time_zone != now.time_zone:
        by_zone: dict[str, Any] = _derived(now.occurred_from, now.occurred_to, time_zone)
        now = replace(now, time_zone=time_zone, **by_zone)
    if version == now.version:
        return now
    # The changed before their revisions: whatever is changed in between is then among the revisions alone,
    # and taken out by its id there.
    later = np.array(
        Incident.objects.filter(collaboration=pk, version__gt=version)
        .order_by()
        .values_list("id", flat=True),
        dtype=np.int64,
    )
    then = _rows(_of_revisions(pk, version), now.time_zone)
    keep = ~np.isin(now.id, np.concatenate([later, then["id"]]))
    arrays: dict[str, Any] = {
        name: np.concatenate([getattr(now, name)[keep], then[name]]) for name in _SOURCE | _DERIVED
    }
    return _in_order(replace(now, version=version, **arrays))


def _read(collaboration: int, after: int, until: int, time_zone: str) -> dict[str, NDArray[Any]]:
    query = (
        f"SELECT {_counted_values('id')} FROM collect_incident "  # noqa: S608 - whole numbers alone
        f"WHERE collaboration_id = {collaboration:d} AND version > {after:d} AND version <= {until:d}"
    )
    return _rows(query, time_zone)


def _of_revisions(collaboration: int, version: int) -> str:
    return (
        f"SELECT {_counted_values('incident_id')} FROM collect_incidentrevision "  # noqa: S608 - the same
        f"WHERE collaboration_id = {collaboration:d} AND until > {version:d} AND version <= {version:d}"
    )


def _counted_values(id_column: str) -> str:
    """What is read of an incident or of a revision of it, in the order of `_SOURCE`."""
    seconds = (
        "CAST(strftime('%s', {0}) AS INTEGER)"
        if connection.vendor == "sqlite"
        else "EXTRACT(EPOCH FROM {0})::bigint"
    )
    return (
        f"{id_column}, organisation_id, category_id, COALESCE(area_id, 0), COALESCE(place_id, 0), cell, "
        f"COALESCE(felt_insecurity, 0), {seconds.format('occurred_from')}, {seconds.format('occurred_to')}, "
        f"CASE WHEN state = {Incident.State.APPROVED:d} THEN 1 ELSE 0 END"
    )


def _rows(query: str, time_zone: str) -> dict[str, NDArray[Any]]:
    kinds = _SOURCE | _DERIVED
    parts: dict[str, list[NDArray[Any]]] = {name: [np.empty(0, dtype=kind)] for name, kind in kinds.items()}
    with connection.chunked_cursor() as cursor:
        cursor.execute(query)
        # Each part is packed at once: a million rows as Python numbers would fill some hundred megabytes.
        while rows := cursor.fetchmany(_READ):
            part = dict(zip(_SOURCE, np.array(rows, dtype=np.int64).T, strict=True))
            part |= _derived(part["occurred_from"], part["occurred_to"], time_zone)
            for name, kind in kinds.items():
                parts[name].append(part[name].astype(kind))
    return _by_id({name: np.concatenate(parts.pop(name)) for name in kinds})


def _by_id(arrays: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """In the order of the ids, as they nearly are; the database would sort a copy of the rows in memory."""
    if np.all(arrays["id"][1:] > arrays["id"][:-1]):
        return arrays
    order = np.argsort(arrays["id"], kind="stable")
    return {name: values[order] for name, values in arrays.items()}


def _derived(
    occurred_from: NDArray[np.int64], occurred_to: NDArray[np.int64], time_zone: str
) -> dict[str, NDArray[Any]]:
    local = occurred_from + utc_offsets(occurred_from, time_zone)
    day = local // 86_400
    hour = ((day + EPOCH_WEEKDAY) % 7) * 24 + (local % 86_400) // 3600
    hour = np.where(occurred_to - occurred_from <= HOUR_KNOWN, hour, HOUR_UNKNOWN)
    return {"day": day.astype(np.int32), "hour_of_week": hour.astype(np.int16)}


def utc_offsets(moments: NDArray[np.int64], time_zone: str) -> NDArray[np.int64]:
    """Seconds east of Greenwich in the zone at each moment (seconds since 1970, UTC)."""
    stamps = pl.Series(moments * 1_000_000, dtype=pl.Int64).cast(pl.Datetime("us", "UTC"))
    local = stamps.dt.convert_time_zone(time_zone).dt.replace_time_zone(None).cast(pl.Int64)
    return (local.to_numpy() // 1_000_000) - moments


def local_days(moments: Sequence[datetime], time_zone: str) -> list[int]:
    """The number of the local day of each moment."""
    seconds = np.array([int(moment.timestamp()) for moment in moments], dtype=np.int64)
    days: list[int] = ((seconds + utc_offsets(seconds, time_zone)) // 86_400).tolist()
    return days
