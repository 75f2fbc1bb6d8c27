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
    return _insert("collect_incident", names, values.rows())


def insert_corrections(keys: Sequence[bytes], organisation_id: int, import_job_id: int | None) -> int:
    """Insert corrections that are not there already; how many were new."""
    names = ["organisation_id", "import_job_id", "external_key"]
    return _insert("collect_correction", names, [(organisation_id, import_job_id, key) for key in keys])


def _database_value(name: str) -> pl.Expr:
    # SQLite has no type for moments: Django reads and writes them as this text, in UTC.
    if connection.vendor == "sqlite" and name in {"reported_at", "occurred_from", "occurred_to"}:
        return pl.col(name).dt.strftime("%Y-%m-%d %H:%M:%S")
    return pl.col(name)


def _insert(table: str, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> int:
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join("?" for _ in names)
            # The driver's own cursor: Django's would look through every statement for %s.
            done = cursor.connection.executemany(
                f'INSERT INTO "{table}" ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING',  # noqa: S608
                rows,
            )
            return max(0, int(done.rowcount))
        return _copy(cursor, table, columns, rows)


def _copy(cursor: Any, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> int:
    cursor.execute("DROP TABLE IF EXISTS incoming")
    cursor.execute(
        f'CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS SELECT {columns} FROM "{table}" WITH NO DATA'  # noqa: S608
    )
    with cursor.copy(f"COPY incoming ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.execute(
        f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM incoming ON CONFLICT DO NOTHING'  # noqa: S608
    )
    return int(cursor.rowcount)
