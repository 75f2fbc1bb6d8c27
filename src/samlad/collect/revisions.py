"""Changing what is counted without losing what was counted before.

Only actions call this, in their transaction. Every change of an incident's counted values goes through
`change`: the old values become a revision, so that the picture of an earlier data version can be computed again.
"""

from typing import Any

from django.db import connection
from django.db.models import QuerySet

from samlad.collect.models import Incident, IncidentRevision

KEPT = (
    "state", "organisation_id", "category_id", "area_id", "place_id", "cell", "felt_insecurity",
    "occurred_from", "occurred_to",
)  # fmt: skip


def change(incidents: QuerySet[Incident], version: int, **values: Any) -> int:
    """Set the values on all of the incidents as of a new data version; how many were changed."""
    keep(incidents, version)
    return incidents.update(version=version, **values)


def keep(incidents: QuerySet[Incident], version: int) -> None:
    """Write down what is counted of the incidents now, as held until `version`.

    What was already changed in the same version has its revision: nobody has seen what lay between.
    """
    chosen = (
        incidents.filter(version__lt=version).order_by().values("collaboration_id", "id", "version", *KEPT)
    )
    sql, parameters = chosen.query.sql_with_params()
    target = ", ".join(("collaboration_id", "incident_id", "version", *KEPT, "until"))
    source = ", ".join(("collaboration_id", "id", "version", *KEPT))
    table = IncidentRevision._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({target}) SELECT {source}, {int(version)} FROM ({sql}) AS chosen",  # noqa: S608
            parameters,
        )
