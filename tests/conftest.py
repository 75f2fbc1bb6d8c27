"""The test world: two collaborations, a cast of one member per role in each, and an outsider."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import shapely
from django.conf import settings
from django.test import override_settings

from samlad.collect import actions as collect_actions
from samlad.collect.standard import standard_categories
from samlad.people import actions as people_actions
from samlad.people.models import Collaboration, Member, Organisation, Role, User
from samlad.picture import columns, held
from samlad.places import actions as places_actions
from samlad.places.areas_file import AreaRow

SHARED = Path(__file__).resolve().parents[2] / "shared"
PASSWORD = "korrekt häst batteri klammer"
ORGANISATIONS = (
    ("kommunen", "Kommunen", "municipality"),
    ("polisen", "Polisen", "police"),
    ("bolaget", "Bostadsbolaget", "housing"),
)
# Which organisation each role of the cast belongs to.
CAST = {
    Role.REPORTER: "bolaget",
    Role.REVIEWER: "polisen",
    Role.MEMBER: "polisen",
    Role.COORDINATOR: "kommunen",
    Role.READER: "kommunen",
    Role.ADMIN: "kommunen",
}


@dataclass(frozen=True)
class World:
    """One collaboration of the test world."""

    collaboration: Collaboration
    organisations: dict[str, Organisation]
    members: dict[str, Member]


def build_world(slug: str) -> World:
    """Norrby: four square districts of about two kilometres in one municipality, and a place."""
    collaboration = people_actions.create_collaboration(actor=None, slug=slug, name=slug.title())
    organisations = {
        code: people_actions.create_organisation(
            actor=None, collaboration=collaboration, slug=code, name=name, kind=kind
        )
        for code, name, kind in ORGANISATIONS
    }
    places_actions.create_areas(actor=None, collaboration=collaboration, rows=squares())
    places_actions.create_places(
        actor=None, collaboration=collaboration, rows=[("Kulturens hus", 65.61, 22.02, 100)]
    )
    collect_actions.create_categories(actor=None, collaboration=collaboration, rows=standard_categories())
    members = {}
    for role, organisation in CAST.items():
        user = User.objects.create_user(f"{role}@{slug}.test", None, f"{role.title()} {slug.title()}")
        members[role] = people_actions.add_member(
            actor=None, user=user, organisation=organisations[organisation], role=role
        )
    return World(collaboration, organisations, members)


def squares() -> list[AreaRow]:
    """A municipality of 0.08° × 0.04° with four districts in it."""
    rows = [AreaRow("M", "Kommunen", 1, "", False, shapely.box(22.0, 65.6, 22.08, 65.64))]
    for number, (west, south) in enumerate([(22.0, 65.6), (22.04, 65.6), (22.0, 65.62), (22.04, 65.62)]):
        shape = shapely.box(west, south, west + 0.04, south + 0.02)
        rows.append(AreaRow(f"D{number + 1}", f"Distrikt {number + 1}", 2, "M", False, shape))
    return rows


@pytest.fixture
def norrby(db: None) -> World:
    return build_world("norrby")


@pytest.fixture
def soderby(db: None) -> World:
    return build_world("soderby")


@pytest.fixture
def outsider(db: None) -> User:
    return User.objects.create_user("sten@utanfor.test", None, "Sten Utanför")


@pytest.fixture(autouse=True)
def _nothing_held() -> None:
    """What a process keeps of the database must not pass from one test to the next."""
    columns.forget()
    held.forget()
    return


@pytest.fixture(autouse=True)
def _plain_static_names() -> Iterator[None]:
    """Static files under their own names, since nothing is collected for tests; passwords hashed fast."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES=settings.STORAGES | {"staticfiles": plain},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the shared reference files are not beside this checkout")
    return SHARED
