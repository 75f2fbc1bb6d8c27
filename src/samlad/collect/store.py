"""Many rows into the database at once: `COPY` on PostgreSQL, one prepared statement on SQLite.

Only `actions` calls this, inside its transaction. `bulk_create` would build a Python object per row and
takes several times as long.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl
from django.db import connection

INCIDENT_COLUMNS = (
    "external_key", "channel", "role", "reported_at", "occurred_from", "occurred_to", "category_id",
    "felt_insecurity", "group_size", "latitude", "longitude", "precision", "cell", "area_id", "place_id",
    "place_said", "environment", "publicness", "description", "basis", "recurring", "police_reported",
    "action_taken", "cost",
)  # fmt: skip


def insert_incidents(rows: pl.DataFrame, constants: dict[str, Any]) -> int:
    """Insert incidents that are not there already; how many were new."""
    names = [*constants, *INCIDENT_COLUMNS]
    values = rows.select(
        *(pl.lit(value).alias(name) for name, value in constants.items()),
        *(_database_value(name) for name in INCIDENT_COLUMNS),
    )
    if connection.vendor == "sqlite":
        return _insert("collect_incident", names, values.rows())
    return _copy("collect_incident", values)


def insert_corrections(keys: Sequence[bytes], organisation_id: int, import_job_id: int | None) -> int:
    """Insert corrections that are not there already; how many were new."""
    names = ["organisation_id", "import_job_id", "external_key"]
    rows = [(organisation_id, import_job_id, key) for key in keys]
    if connection.vendor == "sqlite":
        return _insert("collect_correction", names, rows)
    return _copy("collect_correction", pl.DataFrame(rows, schema=names, orient="row"))


def _database_value(name: str) -> pl.Expr:
    # SQLite has no type for moments: Django reads and writes them as this text, in UTC.
    if connection.vendor == "sqlite" and name in {"reported_at", "occurred_from", "occurred_to"}:
        return pl.col(name).dt.strftime("%Y-%m-%d %H:%M:%S")
    return pl.col(name)


def _insert(table: str, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> int:
    marks = ", ".join("?" for _ in names)
    with connection.cursor() as cursor:
        # The driver's own cursor: Django's would look through every statement for %s.
        done = cursor.connection.executemany(
            f'INSERT INTO "{table}" ({_listed(names)}) VALUES ({marks}) ON CONFLICT DO NOTHING',  # noqa: S608
            rows,
        )
        return max(0, int(done.rowcount))


def _copy(table: str, values: pl.DataFrame) -> int:
    """Straight into the table what it does not know: by a table beside it, each row would be written twice.

    The collaboration's row is locked, so nobody brings in the same key meanwhile; the constraint holds it.
    """
    if not len(values):
        return 0
    known = _known(table, values["organisation_id"][0], values["external_key"].to_list())
    new = values.unique("external_key", keep="first", maintain_order=True)
    new = new.filter(~pl.col("external_key").is_in(known))
    with connection.cursor() as cursor:
        with cursor.copy(f'COPY "{table}" ({_listed(values.columns)}) FROM STDIN (FORMAT csv)') as copy:
            copy.write(_as_csv(new))
        return len(new)


def _known(table: str, organisation: int, keys: list[bytes]) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT external_key FROM "{table}" WHERE organisation_id = %s AND external_key = ANY(%s)',  # noqa: S608
            [organisation, keys],
        )
        return [bytes(key) for (key,) in cursor]


def _as_csv(values: pl.DataFrame) -> bytes:
    """The rows as `COPY` reads them: nothing is a field without quotes, an empty text one with them.

    Written by Polars at once: the driver takes six times as long, value by value.
    """
    written = values.select(_field(name, kind) for name, kind in values.schema.items())
    return written.write_csv(include_header=False, quote_style="never").encode()


def _field(name: str, kind: pl.DataType) -> pl.Expr:
    value = pl.col(name)
    if kind == pl.Binary:
        return pl.format("\\x{}", value.bin.encode("hex")).alias(name)
    if kind == pl.String:
        # Quoted here and not by the writer, so that a text of nothing differs from none.
        return pl.format('"{}"', value.str.replace_all('"', '""', literal=True)).alias(name)
    if isinstance(kind, pl.Datetime):
        return value.dt.strftime("%Y-%m-%d %H:%M:%S+00")
    return value


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
