"""The list of categories: names change, codes never; hidden ones are counted and not offered."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from tests.collect import incidents
from tests.conftest import World

from samlad.collect import category_actions
from samlad.collect.door import open_door
from samlad.collect.models import Category, Incident
from samlad.people.models import AuditEntry, Role
from samlad.people.policy import Denied
from samlad.people.refusals import Refused, mark

FIELDS = category_actions.CATEGORY


def address(name: str, *arguments: int) -> str:
    return reverse(name, args=["norrby", *arguments])


def category(code: str) -> Category:
    return Category.objects.get(code=code)


@pytest.fixture
def admin(norrby: World) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(norrby.members[Role.ADMIN].user)
    return client


def test_a_category_is_renamed_hidden_and_weighed_and_keeps_its_code(norrby: World, admin: Client) -> None:
    incident = incidents.made(norrby, state=Incident.State.APPROVED)
    row = category("SKA.KLO")
    data = {"swedish": "Klotter och märken", "english": "Graffiti and tags", "weight": "2,5"}
    assert admin.post(address("administer_category", row.pk), data).status_code == 302
    row.refresh_from_db()
    assert (row.code, row.swedish, row.weight, row.active) == ("SKA.KLO", "Klotter och märken", 2.5, False)
    incident.refresh_from_db()
    assert incident.category_id == row.pk
    entry = AuditEntry.objects.filter(subject="category").latest("id")
    assert entry.old == {"weight": 1.0, "shown": 1}
    assert entry.new == {"category": "SKA.KLO", "weight": 2.5, "shown": 0, "renamed": 1}


def test_a_hidden_category_is_no_longer_let_in(norrby: World) -> None:
    def known() -> set[str]:
        door = open_door(norrby.organisations["polisen"], now=datetime(2026, 11, 23, tzinfo=UTC))
        return {code for code, row in door.context.categories.by_code.items() if row.active}

    assert "SKA.KLO" in known()
    category_actions.change_category(
        actor=None, category=category("SKA.KLO"), swedish="K", english="G", active=False, weight=1
    )
    assert "SKA.KLO" not in known()


def test_a_sub_category_is_added(norrby: World, admin: Client) -> None:
    parent = category("SKA")
    data = {
        "code": "ruta",
        "swedish": "Krossad ruta hemma",
        "english": "Broken window at home",
        "weight": "1",
    }
    assert admin.post(address("administer_category_add", parent.pk), data).status_code == 302
    made = category("SKA.RUTA")
    assert (made.parent, made.active, made.statistic) == (parent, True, True)
    again = admin.post(address("administer_category_add", parent.pk), data)
    assert again.status_code == 422
    assert "SKA.RUTA already" in again.content.decode()


@pytest.mark.parametrize(
    "changed",
    [
        {"code": "K"},
        {"code": "KLO.X"},
        {"code": "ÅÄÖ"},
        {"code": "ABCDEFGHI"},
        {"swedish": ""},
        {"english": "x" * 81},
        {"swedish": "Ring 070-123 45 67"},
        {"weight": "0"},
        {"weight": "101"},
        {"weight": "mycket"},
        {"swedish": "klotter"},  # there is one of that name under the same heading
    ],
)
def test_a_bad_sub_category(norrby: World, admin: Client, changed: dict[str, str]) -> None:
    data = {"code": "NY", "swedish": "Nytt", "english": "New", "weight": "1"} | changed
    before = Category.objects.count()
    assert admin.post(address("administer_category_add", category("SKA").pk), data).status_code == 422
    assert Category.objects.count() == before


def test_there_is_no_third_level(norrby: World, admin: Client) -> None:
    below = category("SKA.KLO")
    assert admin.get(address("administer_category_add", below.pk)).status_code == 404
    with pytest.raises(Refused):
        category_actions.add_category(actor=None, parent=below, code="X1", swedish="X", english="X")


def test_the_last_one_that_is_shown_cannot_be_hidden(norrby: World) -> None:
    Category.objects.filter(parent=None).exclude(code="SKA").update(active=False)
    row = category("SKA")
    with pytest.raises(Refused):
        category_actions.change_category(
            actor=None, category=row, swedish=row.swedish, english=row.english, active=False, weight=1
        )


@pytest.mark.parametrize("role", Role)
def test_who_may(norrby: World, soderby: World, role: Role) -> None:
    row = Category.objects.get(code="SKA", collaboration=norrby.collaboration)
    for world in (norrby, soderby):
        actor = world.members[role]
        if world is norrby and role in {Role.ADMIN, Role.COORDINATOR}:
            category_actions.add_category(actor=actor, parent=row, code="NY", swedish="N", english="N")
        else:
            with pytest.raises(Denied):
                category_actions.add_category(actor=actor, parent=row, code="NY2", swedish="M", english="M")


def test_the_second_of_two_is_told(norrby: World, admin: Client) -> None:
    row = category("SKA")
    seen = mark(row, FIELDS)
    category_actions.change_category(
        actor=norrby.members[Role.COORDINATOR],
        category=row,
        swedish="Förstörelse",
        english="Damage",
        active=True,
        weight=1,
    )
    data = {"swedish": "Skador", "english": "Harm", "active": "on", "weight": "1", "seen": seen}
    answer = admin.post(address("administer_category", row.pk), data)
    assert answer.status_code == 409
    assert "coordinator of Kommunen" in answer.content.decode()
    assert 'value="Skador"' in answer.content.decode()


def test_more_rows_are_no_more_queries(
    norrby: World, admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    admin.get(address("administer_categories"))
    with django_assert_max_num_queries(100) as few:
        admin.get(address("administer_categories"))
    for number in range(30):
        category_actions.add_category(
            actor=None,
            parent=category("SKA"),
            code=f"N{number}",
            swedish=f"N {number}",
            english=f"N {number}",
        )
    with django_assert_max_num_queries(len(few.captured_queries)):
        admin.get(address("administer_categories"))
