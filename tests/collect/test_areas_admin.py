"""Areas and places in the pages: looked at before it is done, incidents relocated in the same transaction."""

import json
from typing import Any

import numpy as np
import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from tests.collect import incidents
from tests.conftest import World, squares

from samlad.collect import placing, relocating
from samlad.collect.models import ImportJob, Incident, IncidentRevision
from samlad.people.models import AuditEntry, Role
from samlad.people.policy import Denied
from samlad.people.refusals import Changed, Refused
from samlad.picture import columns
from samlad.places import actions as places_actions
from samlad.places import queries as places_queries
from samlad.places.areas_file import AreaRow
from samlad.places.models import Area, Place
from samlad.places.nearest import nearest

APPROVED = Incident.State.APPROVED


def address(name: str, *arguments: int) -> str:
    return reverse(name, args=["norrby", *arguments])


def row(code: str, west: float, south: float, east: float, north: float, **values: Any) -> AreaRow:
    box = shapely.box(west, south, east, north)
    facts: dict[str, Any] = {
        "name": f"Distrikt {code}",
        "level": 2,
        "parent": "M",
        "approximate": False,
    } | values
    return AreaRow(code=code, boundary=box, **facts)


# The border between the first two districts is moved west by half a district.
MOVED = [row("D1", 22.0, 65.6, 22.02, 65.62), row("D2", 22.02, 65.6, 22.08, 65.62)]


def geojson(rows: list[AreaRow], **extra: Any) -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": {"code": one.code, "name": one.name, "level": one.level} | extra,
            "geometry": json.loads(shapely.to_geojson(one.boundary)),
        }
        for one in rows
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def upload(admin: Client, content: bytes) -> Any:
    return admin.post(address("administer_areas"), {"file": SimpleUploadedFile("a.geojson", content)})


@pytest.fixture
def admin(norrby: World) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(norrby.members[Role.ADMIN].user)
    return client


@pytest.fixture
def three(norrby: World) -> list[Incident]:
    """One that stays in the first district, one that will lie in the second, one without a position."""
    return [
        incidents.made(norrby, state=APPROVED, point=(65.61, 22.01)),
        incidents.made(norrby, state=APPROVED, point=(65.61, 22.03)),
        incidents.made(norrby, state=APPROVED, point=(None, None), area=None),
    ]


def areas_of(chosen: list[Incident]) -> list[str | None]:
    found = {one.pk: one.area.code if one.area else None for one in Incident.objects.select_related("area")}
    return [found[one.pk] for one in chosen]


def test_one_sees_what_would_change_before_it_is_done(
    norrby: World, admin: Client, three: list[Incident]
) -> None:
    # An administrator is told the same but for the number of incidents.
    admin.force_login(norrby.members[Role.COORDINATOR].user)
    new = row("D5", 22.04, 65.62, 22.08, 65.64, name="Nya distriktet", level=3, parent="D4")
    answer = upload(admin, geojson([*MOVED, row("D3", 22.0, 65.62, 22.04, 65.64, name="Distrikt 3")]))
    assert answer.headers["Location"] == address("administer_areas_preview")
    page = admin.get(address("administer_areas_preview")).content.decode()
    assert "1 incident comes to lie in another area" in page
    assert "1 area of the file is as it is already" in page
    assert areas_of(three) == ["D1", "D1", None]
    assert not AuditEntry.objects.filter(action="load_areas").exists()

    mark = relocating.preview(norrby.collaboration, MOVED).mark
    assert mark in page
    answer = admin.post(address("administer_areas_preview"), {"confirm": "1", "seen": mark}, follow=True)
    assert "Incidents now in another area: 1." in answer.content.decode()
    assert areas_of(three) == ["D1", "D2", None]
    assert Area.objects.get(code="D1").parent == Area.objects.get(code="M")
    entry = AuditEntry.objects.get(action="load_areas")
    norrby.collaboration.refresh_from_db()
    assert entry.new == {
        "added": 0,
        "changed": 2,
        "relocated": 1,
        "version": norrby.collaboration.data_version,
    }
    # The draft is gone: the same page sent again changes nothing.
    assert admin.post(address("administer_areas_preview"), {"confirm": "1"}).status_code == 200
    assert AuditEntry.objects.filter(action="load_areas").count() == 1
    relocating.load_areas(actor=norrby.members[Role.ADMIN], collaboration=norrby.collaboration, rows=[new])
    assert Area.objects.get(code="D5").parent == Area.objects.get(code="D4")


def test_the_picture_of_before_can_be_computed_again(norrby: World, three: list[Incident]) -> None:
    before = columns.current(norrby.collaboration)
    relocating.load_areas(actor=None, collaboration=norrby.collaboration, rows=MOVED)
    assert IncidentRevision.objects.count() == 1
    after = columns.current(norrby.collaboration)
    assert not np.array_equal(np.sort(before.area), np.sort(after.area))
    again = columns.as_of(norrby.collaboration, before.version)
    assert np.array_equal(np.sort(before.area), np.sort(again.area))


def test_the_preview_and_the_deed_say_the_same(norrby: World, three: list[Incident]) -> None:
    rows = [*MOVED, row("D9", 22.0, 65.6, 22.005, 65.605, level=3, parent="D1")]
    reckoned = relocating.preview(norrby.collaboration, rows)
    done = relocating.load_areas(actor=None, collaboration=norrby.collaboration, rows=rows)
    assert (len(reckoned.plan.added), len(reckoned.plan.changed)) == (done.added, done.changed) == (1, 2)
    assert reckoned.incidents == done.incidents == 1
    assert relocating.preview(norrby.collaboration, rows).plan.empty


def test_the_preview_reads_no_row_each(norrby: World, three: list[Incident]) -> None:
    """As many questions for many as for few, and the same answer but for what shares a cell with a border."""
    with CaptureQueriesContext(connection) as few:
        relocating.preview(norrby.collaboration, MOVED)
    for number in range(40):
        incidents.made(norrby, state=APPROVED, point=(65.61, 22.03 + number / 10_000))
    with CaptureQueriesContext(connection) as many:
        reckoned = relocating.preview(norrby.collaboration, MOVED)
    assert len(few) == len(many)
    assert reckoned.incidents == 41
    done = relocating.load_areas(actor=None, collaboration=norrby.collaboration, rows=MOVED)
    assert done.incidents == 41


def test_incidents_of_one_cell_are_told_as_about(norrby: World, admin: Client) -> None:
    for longitude in (22.03, 22.03002):
        incidents.made(norrby, state=APPROVED, point=(65.61, longitude))
    assert relocating.preview(norrby.collaboration, MOVED).nearly
    incidents.made(norrby, state=APPROVED, point=(65.61, 22.01))
    assert relocating.preview(norrby.collaboration, MOVED).incidents == 2


def test_named_places_move_with_the_borders(norrby: World) -> None:
    rows = [row("D1", 22.0, 65.6, 22.01, 65.62), row("D2", 22.01, 65.6, 22.08, 65.62)]
    relocating.load_areas(actor=None, collaboration=norrby.collaboration, rows=rows)
    place = Place.objects.select_related("area").get()
    assert place.area is not None
    assert place.area.code == "D2"


def test_the_second_of_two_looks_again(norrby: World, admin: Client, three: list[Incident]) -> None:
    upload(admin, geojson(MOVED))
    mark = relocating.preview(norrby.collaboration, MOVED).mark
    area = Area.objects.get(code="D3")
    places_actions.rename_area(actor=norrby.members[Role.COORDINATOR], area=area, name="Nytt namn")
    answer = admin.post(address("administer_areas_preview"), {"confirm": "1", "seen": mark})
    assert answer.status_code == 409
    assert areas_of(three) == ["D1", "D1", None]
    with pytest.raises(Changed):
        relocating.load_areas(actor=None, collaboration=norrby.collaboration, rows=MOVED, seen=mark)


def test_not_while_a_file_is_on_its_way_in(norrby: World) -> None:
    ImportJob.objects.create(
        collaboration=norrby.collaboration,
        organisation=norrby.organisations["polisen"],
        filename="a.csv",
        state=ImportJob.State.RUNNING,
    )
    with pytest.raises(Refused):
        relocating.load_areas(actor=None, collaboration=norrby.collaboration, rows=MOVED)


BAD = {
    "no json": (b"areas", "save it as GeoJSON"),
    "no areas": (b'{"type": "FeatureCollection", "features": []}', "FeatureCollection"),
    "crossed": (
        json.dumps(
            {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "properties": {"name": "X"},
                        "geometry": {
                            "type": "Polygon",
                            "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]],
                        },
                    }
                ],
            }
        ).encode(),
        "crosses itself",
    ),
    "empty": (b"", "empty"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_file_that_cannot_be_used_says_why(norrby: World, admin: Client, case: str) -> None:
    content, words = BAD[case]
    answer = upload(admin, content)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Area.objects.filter(collaboration=norrby.collaboration).count() == 5


def test_areas_that_do_not_fit_together_are_told_at_the_preview(norrby: World, admin: Client) -> None:
    outside = row("D1", 10.0, 50.0, 10.1, 50.1)
    assert upload(admin, geojson([outside])).status_code == 302
    answer = admin.get(address("administer_areas_preview"))
    assert answer.status_code == 422
    assert "outside" in answer.content.decode()
    answer = admin.post(address("administer_areas_preview"), {"confirm": "1"})
    assert answer.status_code == 422
    admin.post(address("administer_areas_preview"), {"drop": "1"})
    assert "No file waits" in admin.get(address("administer_areas_preview")).content.decode()


def test_a_draft_is_of_one_collaboration(norrby: World, soderby: World, admin: Client) -> None:
    upload(admin, geojson(MOVED))
    norrby.members[Role.ADMIN].user.members.create(
        collaboration=soderby.collaboration, organisation=soderby.organisations["polisen"], role=Role.ADMIN
    )
    page = admin.get(reverse("administer_areas_preview", args=["soderby"])).content.decode()
    assert "No file waits" in page


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.MEMBER, Role.READER, Role.REPORTER])
def test_who_may_not(norrby: World, role: Role) -> None:
    actor = norrby.members[role]
    with pytest.raises(Denied):
        relocating.load_areas(actor=actor, collaboration=norrby.collaboration, rows=MOVED)
    with pytest.raises(Denied):
        places_actions.rename_area(actor=actor, area=Area.objects.get(code="D1"), name="X")
    with pytest.raises(Denied):
        places_actions.remove_place(actor=actor, place=Place.objects.get())


def test_an_area_is_renamed(norrby: World, admin: Client) -> None:
    area = Area.objects.get(code="D1")
    assert admin.post(address("administer_area", area.pk), {"name": "Ring 070-123 45 67"}).status_code == 422
    assert admin.post(address("administer_area", area.pk), {"name": "Centrum"}).status_code == 302
    area.refresh_from_db()
    assert (area.code, area.name) == ("D1", "Centrum")


def test_the_map_has_every_area_and_leads_to_its_page(norrby: World, admin: Client) -> None:
    found = admin.get(address("administer_areas_geojson")).json()
    assert len(found["features"]) == 5
    assert found["features"][0]["properties"]["name"] == "Kommunen"
    assert found["legend"]["classes"]


@pytest.mark.parametrize("name", ["administer_areas", "administer_places", "administer_areas_geojson"])
def test_more_rows_are_no_more_queries(
    norrby: World, admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries, name: str
) -> None:
    admin.get(address(name))
    with django_assert_max_num_queries(100) as few:
        admin.get(address(name))
    rows = [row(f"X{n}", 22.0, 65.6, 22.001 + n * 1e-4, 65.601, level=3, parent="D1") for n in range(30)]
    relocating.load_areas(actor=None, collaboration=norrby.collaboration, rows=rows)
    places_actions.create_places(
        actor=None,
        collaboration=norrby.collaboration,
        rows=[(f"Plats {n}", 65.61, 22.01, 50) for n in range(30)],
    )
    with django_assert_max_num_queries(len(few.captured_queries)):
        admin.get(address(name))


def test_what_is_stored_is_what_was_given(norrby: World) -> None:
    assert relocating.preview(norrby.collaboration, squares()).plan.empty
    assert len(places_queries.stored_areas(norrby.collaboration)) == 5


@pytest.mark.parametrize("at_once", [1, 3, 1_000])
def test_located_some_at_a_time_is_located_as_all_at_once(
    norrby: World, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    """Against each incident located by itself, by the map as it will be; in the preview, in areas and in places."""
    draw = np.random.default_rng(11)
    for latitude, longitude in zip(
        draw.uniform(65.6, 65.64, 40), draw.uniform(21.99, 22.09, 40), strict=True
    ):
        incidents.made(norrby, state=APPROVED, point=(latitude, longitude))
    incidents.made(norrby, state=APPROVED, point=(None, None), area=None)
    Incident.objects.update(area=None)
    relocating.load_areas(actor=None, collaboration=norrby.collaboration, rows=[MOVED[0]])
    before = dict(Incident.objects.values_list("id", "area"))
    monkeypatch.setattr(relocating, "READ_AT_ONCE", at_once)
    reckoned = relocating.preview(norrby.collaboration, MOVED)
    done = relocating.load_areas(actor=None, collaboration=norrby.collaboration, rows=MOVED)
    shapes = places_queries.area_map(norrby.collaboration)
    box = reckoned.plan.touched()
    assert box is not None
    moved = 0
    for one in Incident.objects.exclude(latitude=None):
        assert one.latitude is not None
        assert one.longitude is not None
        found = int(shapes.locate(np.array([one.latitude]), np.array([one.longitude]))[0]) or None
        inside = box.south <= one.latitude <= box.north and box.west <= one.longitude <= box.east
        assert one.area_id == (found if inside else before[one.pk])
        moved += inside and found != before[one.pk]
    assert moved > 5
    assert (reckoned.incidents, reckoned.nearly, done.incidents) == (moved, False, moved)
    place = Place.objects.get()
    placed = placing.change_place(
        actor=None, place=place, name=place.name, latitude=65.62, longitude=22.04, radius=1_500
    )
    spot = places_queries.spots(norrby.collaboration)
    for one in Incident.objects.filter(place_said=False).exclude(latitude=None):
        at = np.array([one.latitude]), np.array([one.longitude])
        assert one.place_id == (int(nearest(spot, *at)[0]) or None)
    assert placed.incidents > 5
