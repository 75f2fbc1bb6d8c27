"""Named places in the pages: added, changed, and removed where nothing refers to them."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.collect import incidents
from tests.conftest import World
from tests.follow import making

from samlad.collect import placing
from samlad.collect.models import Incident
from samlad.people.models import AuditEntry, Role
from samlad.people.refusals import Refused
from samlad.places.models import Place

APPROVED = Incident.State.APPROVED


def address(name: str, *arguments: int) -> str:
    return reverse(name, args=["norrby", *arguments])


@pytest.fixture
def admin(norrby: World) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(norrby.members[Role.ADMIN].user)
    return client


PLACE = {"name": "Torget", "latitude": "65,61", "longitude": "22.05", "radius": "80"}


def test_a_place_is_added_changed_and_removed(norrby: World, admin: Client) -> None:
    assert admin.post(address("administer_place_add"), PLACE).status_code == 302
    place = Place.objects.select_related("area").get(name="Torget")
    assert place.area is not None
    assert (place.latitude, place.area.code, place.radius) == (65.61, "D2", 80)
    assert admin.post(address("administer_place_add"), PLACE).status_code == 422
    changed = PLACE | {"name": "Stora torget", "longitude": "22.01"}
    assert admin.post(address("administer_place", place.pk), changed).status_code == 302
    place = Place.objects.select_related("area").get(pk=place.pk)
    assert place.area is not None
    assert (place.name, place.area.code) == ("Stora torget", "D1")
    assert admin.post(address("administer_place_remove", place.pk)).status_code == 302
    assert not Place.objects.filter(pk=place.pk).exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"latitude": "22.05", "longitude": "65.61"},
        {"latitude": "95"},
        {"latitude": "norr"},
        {"radius": "5"},
        {"radius": "5000"},
        {"name": ""},
        {"name": "Hos 811228-9874"},
    ],
)
def test_a_bad_place(norrby: World, admin: Client, changed: dict[str, str]) -> None:
    assert admin.post(address("administer_place_add"), PLACE | changed).status_code == 422
    assert Place.objects.count() == 1


def test_degrees_have_the_decimal_sign_of_the_page(norrby: World, admin: Client) -> None:
    admin.post(address("administer_place_add"), PLACE)
    place = Place.objects.get(name="Torget")
    swedish = Client(headers={"accept-language": "sv"})
    swedish.force_login(norrby.members[Role.ADMIN].user)
    page = address("administer_place", place.pk)
    assert 'value="65,61"' in swedish.get(page).content.decode()
    assert 'value="65.61"' in admin.get(page).content.decode()
    far = swedish.post(page, PLACE | {"latitude": "75,5"}).content.decode()
    assert "75,5" in far
    assert "67.6" not in far
    told = swedish.post(page, PLACE | {"latitude": "95,5", "longitude": "öst"}).content.decode()
    assert "95,5" in told.split("-90 till 90")[0]
    assert "”öst”" in told


def test_a_place_that_is_used_stays(norrby: World, admin: Client) -> None:
    place = Place.objects.get()
    incident = incidents.made(norrby, state=APPROVED, place=place)
    answer = admin.post(address("administer_place_remove", place.pk), follow=True)
    assert "was named in incidents" in answer.content.decode()
    with pytest.raises(Refused):
        placing.remove_place(actor=None, place=place)
    assert Place.objects.filter(pk=place.pk).exists()
    assert not AuditEntry.objects.filter(action="remove").exists()
    # Found there and not said, it finds another one, or none.
    Incident.objects.filter(pk=incident.pk).update(place_said=False)
    admin.post(address("administer_place_remove", place.pk))
    assert not Place.objects.filter(pk=place.pk).exists()
    assert Incident.objects.get(pk=incident.pk).place is None


def test_a_place_that_a_problem_is_about_stays_with_its_incidents(norrby: World, admin: Client) -> None:
    place = Place.objects.get()
    incident = incidents.made(norrby, state=APPROVED, place=place, place_said=False)
    making.problem(norrby, place=place)
    admin.post(address("administer_place_remove", place.pk))
    assert Incident.objects.get(pk=incident.pk).place == place
    assert not AuditEntry.objects.filter(action__in=["remove", "locate"]).exists()
