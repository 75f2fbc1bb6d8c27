"""A collaboration that has just begun: its picture says what to do first."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.collect.files import bring_in, file_of, row
from tests.conftest import World

from samlad.people.models import Role

FIRST_STEPS = "No incident is in the picture yet"
ENGLISH = {"accept-language": "en"}


@pytest.mark.parametrize(
    ("role", "imports", "administers"),
    [(Role.COORDINATOR, True, True), (Role.REVIEWER, True, False), (Role.MEMBER, False, False)],
)
def test_the_first_page_says_what_to_do(
    norrby: World, client: Client, role: Role, imports: bool, administers: bool
) -> None:
    client.force_login(norrby.members[role].user)
    page = client.get("/norrby/picture", headers=ENGLISH).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert FIRST_STEPS in main
    assert reverse("report", args=["norrby"]) in main
    assert (reverse("imports", args=["norrby"]) in main) is imports
    assert (reverse("administer", args=["norrby"]) in main) is administers


def test_with_the_first_incident_the_picture_is_there(norrby: World, client: Client) -> None:
    bring_in(norrby.organisations["polisen"], file_of([row(1)]))
    client.force_login(norrby.members[Role.COORDINATOR].user)
    assert FIRST_STEPS not in client.get("/norrby/picture", headers=ENGLISH).content.decode()


def test_no_day_is_named_where_nothing_was_ever_reported(norrby: World, client: Client) -> None:
    client.force_login(norrby.members[Role.COORDINATOR].user)
    draft = client.get("/norrby/pictures/2026-W44/freeze", headers=ENGLISH).content.decode()
    assert "Nothing has been reported for week 44, 2026 yet." in draft
    assert "1970" not in draft
