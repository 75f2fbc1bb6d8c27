"""The audit trail: every action of the product has words, and the trail can be asked."""

import ast
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from tests.conftest import World

import samlad
from samlad.people import actions, audit_words, queries
from samlad.people.audit import record
from samlad.people.models import AuditEntry, Collaboration, Role
from samlad.people.queries import AuditFilter

SOURCE = Path(samlad.__file__).parent


def recorded_actions() -> set[str]:
    """The action of each `record("…", …)` in the source, where it is written out."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if name in {"record", "_record"} and isinstance(node, ast.Call) and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    return found


def test_every_action_of_the_source_has_words() -> None:
    with translation.override("en"):
        known = {sentence.split()[0] for sentence in audit_words.known()}
    found = recorded_actions()
    assert len(found) > 15
    assert found <= known


def test_every_row_that_the_pages_write_has_words(norrby: World) -> None:
    with translation.override("en"):
        for entry in AuditEntry.objects.all():
            assert f"{entry.action} {entry.subject}" in audit_words.known()
            assert entry.subject in audit_words.subjects()


def test_a_row_without_words_is_still_told(norrby: World) -> None:
    entry = record("juggle", norrby.collaboration, collaboration=norrby.collaboration, actor=None)
    assert audit_words.deed(entry) == f"juggle collaboration {norrby.collaboration.pk}"


@pytest.mark.parametrize(
    ("action", "new", "told"),
    [
        ("weed", {"links": 2}, "forgot who had reported what is older than a year"),
        (
            "weed_texts",
            {"texts": 2},
            "forgot the words of incidents, and of their review, that were past their date",
        ),
        ("weed_rejections", {"rejections": 2}, "forgot rows of old files that never went in"),
        # As rows said it before the three had words of their own.
        (
            "weed",
            {"texts": 2},
            "forgot the words of incidents, and of their review, that were past their date",
        ),
        ("weed", {"rejections": 2}, "forgot rows of old files that never went in"),
    ],
)
def test_what_was_weeded_is_told(norrby: World, action: str, new: dict[str, int], told: str) -> None:
    here = norrby.collaboration
    with translation.override("en"):
        assert audit_words.deed(record(action, here, collaboration=here, actor=None, new=new)) == told


def test_codes_of_a_choice_are_words_and_lists_are_read(norrby: World) -> None:
    given = {
        "verdict": "no_difference",
        "categories": ["ALK", "NAR"],
        "assessed": ["worry"],
        "point": "other",
    }
    collaboration = norrby.collaboration
    entry = record("compute", collaboration, collaboration=collaboration, actor=None, new=given)
    with translation.override("sv"):
        told = dict(audit_words.details(entry))
    assert list(told.values()) == ["ingen säker skillnad", "ALK, NAR", "Oro som det skapar", "Övrigt"]


def test_what_was_before_stands_beside_what_is_now(norrby: World) -> None:
    actions.change_settings(
        actor=norrby.members[Role.ADMIN],
        collaboration=norrby.collaboration,
        name="Norrby",
        small_count_threshold=3,
        time_zone="Europe/Stockholm",
    )
    with translation.override("en"):
        told = dict(audit_words.details(AuditEntry.objects.latest("id")))
    assert told["threshold for small counts"] == "5 → 3"
    assert told["time zone"] == "Europe/Stockholm"


@pytest.fixture
def trail(norrby: World) -> Collaboration:
    """Two rows of two members of two organisations, one of them three days old."""
    for role, days in ((Role.ADMIN, 3), (Role.REVIEWER, 0)):
        member = norrby.members[role]
        entry = record("change", member, collaboration=norrby.collaboration, actor=member)
        AuditEntry.objects.filter(pk=entry.pk).update(at=timezone.now() - timedelta(days=days))
    return norrby.collaboration


@pytest.mark.parametrize(
    ("chosen", "number"),
    [
        ({}, 2),
        ({"organisation": "polisen"}, 1),
        ({"first": 1}, 1),
        ({"last": 1}, 1),
        ({"first": 3, "last": 3}, 1),
        ({"first": 2, "last": 1}, 0),
        ({"subject": "invitation"}, 0),
    ],
)
def test_the_trail_can_be_asked(
    norrby: World, trail: Collaboration, chosen: dict[str, Any], number: int
) -> None:
    today = timezone.localdate(timezone=timezone.get_fixed_timezone(60))
    days: dict[str, date] = {
        name: today - timedelta(days=chosen[name]) for name in ("first", "last") if name in chosen
    }
    asked = AuditFilter(
        subject=chosen.get("subject", "member"),
        organisation=norrby.organisations[chosen["organisation"]].pk if "organisation" in chosen else None,
        first=days.get("first"),
        last=days.get("last"),
    )
    found = queries.chosen_audit_entries(norrby.members[Role.ADMIN], asked).filter(action="change")
    assert found.count() == number


def test_the_page_keeps_the_question_from_page_to_page(norrby: World, client: Client) -> None:
    for _number in range(120):
        record("change", norrby.members[Role.ADMIN], collaboration=norrby.collaboration, actor=None)
    client.force_login(norrby.members[Role.ADMIN].user)
    address = reverse("audit", args=["norrby"])
    page = client.get(f"{address}?subject=member&page=2", headers={"accept-language": "en"}).content.decode()
    assert "126 changes" in page
    assert "?subject=member&amp;page=3" in page
    assert client.get(f"{address}?first=snart").status_code == 422
    assert client.get(f"{address}?subject=nothing").status_code == 422


def test_the_numbers_of_the_pages_are_those_around_the_one_that_is_shown(
    norrby: World, client: Client
) -> None:
    for _ in range(50 * 16):
        record("change", norrby.collaboration, collaboration=norrby.collaboration, actor=None)
    client.force_login(norrby.members[Role.ADMIN].user)
    page = client.get(reverse("audit", args=["norrby"]), {"page": "9"}).content.decode()
    for number in (1, 6, 12):
        assert f'page={number}"' in page
    assert 'page=5"' not in page
    assert page.count('<span class="pagination-gap">') == 2
    assert "<li></li>" not in page
