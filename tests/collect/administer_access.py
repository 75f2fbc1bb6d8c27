"""Who may open what of the administration of areas, places and categories."""

from typing import Any

from tests.conftest import World

from samlad.collect.models import Category
from samlad.people.models import Role
from samlad.places.models import Area, Place

ADMINISTRATORS = frozenset({Role.COORDINATOR, Role.ADMIN})
OPEN_TO: dict[str, frozenset[Role]] = {
    "administer": ADMINISTRATORS,
    "administer_areas": ADMINISTRATORS,
    "administer_areas_geojson": ADMINISTRATORS,
    "administer_areas_preview": ADMINISTRATORS,
    "administer_area": ADMINISTRATORS,
    "administer_places": ADMINISTRATORS,
    "administer_place_add": ADMINISTRATORS,
    "administer_place": ADMINISTRATORS,
    "administer_place_remove": ADMINISTRATORS,
    "administer_categories": ADMINISTRATORS,
    "administer_category": ADMINISTRATORS,
    "administer_category_add": ADMINISTRATORS,
}
POST_ONLY: frozenset[str] = frozenset({"administer_place_remove"})


def arguments(world: World) -> dict[str, list[Any]]:
    """The rows that the addresses open."""
    place = Place.objects.get(collaboration=world.collaboration).pk
    category = Category.objects.get(collaboration=world.collaboration, code="SKA").pk
    return {
        "administer_area": [Area.objects.get(collaboration=world.collaboration, code="D1").pk],
        "administer_place": [place],
        "administer_place_remove": [place],
        "administer_category": [category],
        "administer_category_add": [category],
    }
