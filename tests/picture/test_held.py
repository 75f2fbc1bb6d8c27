"""What is held: the same catalogue for as long as it says the same, another once anything in it has changed."""

from collections.abc import Callable

import pytest
import shapely
from tests.conftest import World

from samlad.collect.models import Category
from samlad.people.models import Organisation
from samlad.picture import held
from samlad.places.models import Area, Place

CHANGES: dict[str, Callable[[World], object]] = {
    "name of an area": lambda world: _areas(world).update(name="Öst på stan"),
    "area above": lambda world: _areas(world).update(parent=None),
    "boundary": lambda world: _areas(world).update(
        boundary=shapely.to_wkb(shapely.box(22, 65.6, 22.01, 65.61))
    ),
    "approximate": lambda world: _areas(world).update(approximate=True),
    "name of a category": lambda world: Category.objects.filter(
        collaboration=world.collaboration, code="SKA"
    ).update(english="Damage"),
    "what is counted": lambda world: Category.objects.filter(
        collaboration=world.collaboration, code="SKA"
    ).update(statistic=False),
    "place": lambda world: Place.objects.filter(collaboration=world.collaboration).update(name="Torget"),
    "organisation": lambda world: Organisation.objects.filter(pk=world.organisations["polisen"].pk).update(
        name="Polisen i Norrbotten"
    ),
}


def _areas(world: World):  # type: ignore[no-untyped-def]
    return Area.objects.filter(collaboration=world.collaboration, code="D1")


@pytest.fixture(autouse=True)
def _read_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "CATALOGUE_SECONDS", -1.0)


def test_catalogue_read_again_is_the_same_object(norrby: World) -> None:
    assert held.catalogue(norrby.collaboration) is held.catalogue(norrby.collaboration)


def test_collaboration_without_areas_keeps_its_catalogue_too(norrby: World) -> None:
    Place.objects.all().delete()
    Area.objects.filter(parent__isnull=False).delete()
    Area.objects.all().delete()
    assert held.catalogue(norrby.collaboration) is held.catalogue(norrby.collaboration)


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_changed_is_another_catalogue(norrby: World, change: str) -> None:
    before = held.catalogue(norrby.collaboration)
    CHANGES[change](norrby)
    assert held.catalogue(norrby.collaboration) is not before
