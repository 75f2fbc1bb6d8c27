"""Give every incident the one named place that it belongs to, as the door does from now on.

Until now a picture and a problem counted the incidents that were said to be at a place, and a follow-up those within
its radius as well. What was counted before is kept as revisions, so that frozen pictures can be computed again.
"""

from typing import Any

import numpy as np
from django.db import migrations
from django.db.models import F

from samlad.places.nearest import Spot, nearest

# The counted values of an incident as of this migration; `collect.revisions` may know others later.
KEPT = (
    "state, organisation_id, category_id, area_id, place_id, cell, felt_insecurity, occurred_from, occurred_to"
)
AREA = 5
AT_ONCE = 900


def locate(apps: Any, schema_editor: Any) -> None:
    """One new data version for each collaboration in which anything changes."""
    incidents = apps.get_model("collect", "Incident").objects
    incidents.filter(place__isnull=False).update(place_said=True)
    taken_away = apps.get_model("collect", "ReviewEvent").objects.filter(
        step="redact", undone_at=None, before__has_key="place_id"
    )
    incidents.filter(place=None, pk__in=taken_away.values("incident")).update(place_said=True)
    for collaboration in apps.get_model("people", "Collaboration").objects.filter(places__isnull=False).distinct():
        _locate(incidents, collaboration, schema_editor.connection)


def _locate(incidents: Any, collaboration: Any, connection: Any) -> None:
    spots = [
        Spot(place.pk, place.latitude, place.longitude, float(place.radius))
        for place in collaboration.places.order_by("id")
    ]
    rows = (
        incidents.filter(collaboration=collaboration, place_said=False, latitude__isnull=False)
        .exclude(precision=AREA)
        .order_by()
        .values_list("id", "latitude", "longitude")
    )
    read = np.array(
        list(rows.iterator(50_000)), dtype=[("id", np.int64), ("latitude", float), ("longitude", float)]
    )
    found = nearest(spots, read["latitude"], read["longitude"])
    if not found.any():
        return
    of = type(collaboration).objects.filter(pk=collaboration.pk)
    of.update(data_version=F("data_version") + 1)
    version = of.values_list("data_version", flat=True).get()
    for place in np.unique(found[found > 0]):
        ids = read["id"][found == place].tolist()
        for first in range(0, len(ids), AT_ONCE):
            chosen = ids[first : first + AT_ONCE]
            _keep(connection, chosen, version)
            incidents.filter(pk__in=chosen).update(place_id=int(place), version=version)


def _keep(connection: Any, ids: list[int], version: int) -> None:
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO collect_incidentrevision (collaboration_id, incident_id, version, {KEPT}, until) "  # noqa: S608
            f"SELECT collaboration_id, id, version, {KEPT}, %s FROM collect_incident WHERE id IN ({marks})",
            [version, *ids],
        )


class Migration(migrations.Migration):
    dependencies = [
        ("collect", "0003_incident_place_said"),
        ("places", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [migrations.RunPython(locate, migrations.RunPython.noop)]
