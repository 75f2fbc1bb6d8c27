"""Incidents of before get their place once, in a new data version, and what was counted then can be counted again."""

from importlib import import_module

import numpy as np
from django.apps import apps
from django.db import connection
from tests.collect import incidents
from tests.conftest import World

from samlad.collect import review_actions
from samlad.collect.choices import Precision
from samlad.collect.models import Category, Incident, IncidentRevision
from samlad.collect.review_actions import Redaction
from samlad.people.models import Role
from samlad.picture import columns
from samlad.places.models import Place

APPROVED = Incident.State.APPROVED
HOUSE = (65.61, 22.02)


def locate() -> None:
    migration = import_module("samlad.collect.migrations.0004_locate_places")
    migration.locate(apps, connection.schema_editor(atomic=False))


def test_rows_of_before_are_located_and_what_was_counted_then_is_kept(norrby: World, soderby: World) -> None:
    house = Place.objects.get(collaboration=norrby.collaboration)
    made = [
        incidents.made(norrby, state=APPROVED, point=HOUSE),
        incidents.made(norrby, state=APPROVED, point=(65.63, 22.02), place=house),
        incidents.made(norrby, state=APPROVED, point=HOUSE, precision=Precision.AREA.number),
        incidents.made(norrby, state=APPROVED, point=(65.63, 22.02)),
        incidents.made(norrby, point=HOUSE, place=house),
    ]
    category = Category.objects.get(code="SKA.KLO", collaboration=norrby.collaboration)
    review_actions.redact(
        actor=norrby.members[Role.REVIEWER], incident=made[4], redaction=Redaction("", category, place=None)
    )
    # As it was before: nobody knew what was said.
    Incident.objects.update(place_said=False)
    revisions = IncidentRevision.objects.count()
    before = columns.current(norrby.collaboration)
    locate()
    rows = Incident.objects.filter(collaboration=norrby.collaboration).order_by("id")
    assert [(row.place_id, row.place_said) for row in rows] == [
        (house.pk, False), (house.pk, True), (None, False), (None, False), (None, True),
    ]  # fmt: skip
    after = columns.current(norrby.collaboration)
    assert after.version == before.version + 1
    assert np.count_nonzero(after.place) == 2
    assert np.array_equal(columns.as_of(norrby.collaboration, before.version).place, before.place)
    assert IncidentRevision.objects.count() == revisions + 1
    # Where nothing changes there is no new data version.
    soderby.collaboration.refresh_from_db()
    version = soderby.collaboration.data_version
    locate()
    soderby.collaboration.refresh_from_db()
    assert soderby.collaboration.data_version == version
