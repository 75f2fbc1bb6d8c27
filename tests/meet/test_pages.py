"""The pages of meetings: opened, given tasks in, closed, printed; quick with many rows."""

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from samlad.meet import actions
from samlad.meet.models import Meeting, Task
from samlad.meet.points import Point
from samlad.people.models import Role
from tests.conftest import World
from tests.meet.rows import (
    DAY,
    ENGLISH,
    SCRIPT,
    added,
    at,
    decision,
    leaves,
    measure,
    note_form,
    opened,
    problem,
    text,
)


def task_form(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "point": "other",
        "text": "Ring fältarna",
        "owner": world.members[Role.MEMBER].pk,
        "due_on": (DAY + timedelta(days=7)).isoformat(),
        "problem": "",
        "key": str(uuid4()),
    } | changes


def test_no_meeting_yet_says_who_opens_one(member: Client, coordinator: Client) -> None:
    assert "The coordinator opens the meeting" in text(member, at("meetings"))
    page = text(coordinator, at("meetings"))
    assert "No meeting is open." in page
    assert "Open this week’s meeting" in page


def test_opening_leads_to_the_meeting_and_again_to_the_same(norrby: World, coordinator: Client) -> None:
    first = coordinator.post(at("meeting_open"))
    meeting = Meeting.objects.get()
    assert meeting.held_on == timezone.localdate()
    assert first.headers["Location"] == at("meeting", meeting)
    assert coordinator.post(at("meeting_open")).headers["Location"] == at("meeting", meeting)
    assert "There is a meeting on that day already" in text(coordinator, at("meeting", meeting))


@pytest.mark.parametrize("day", ["snart", "2026-02-31", "1066-10-14"])
def test_a_day_that_cannot_be_is_refused(norrby: World, coordinator: Client, day: str) -> None:
    answer = coordinator.post(at("meeting_open"), {"held_on": day}, headers=ENGLISH)
    assert answer.status_code == 422
    assert "2026-11-23" in answer.content.decode() or "1066-10-14" in answer.content.decode()
    assert not Meeting.objects.exists()


def test_an_empty_meeting_says_what_to_do(norrby: World, member: Client) -> None:
    page = text(member, at("meeting", opened(norrby)))
    assert "0 tasks from earlier are open, 0 follow-ups are due and 0 problems are open." in page
    assert "There is no earlier meeting" in page
    assert "there is no picture" in page
    assert "No problem is open." in page
    assert "No follow-up is due." in page
    assert "Close the meeting" not in page


def test_a_task_is_added_with_and_without_a_script(norrby: World, member: Client) -> None:
    meeting, about = opened(norrby), problem(norrby)
    plain = member.post(at("meeting_task", meeting), task_form(norrby, problem=about.pk))
    assert plain.headers["Location"] == f"{at('meeting', meeting)}#point-other"
    assert Task.objects.get().problem == about
    part = member.post(at("meeting_task", meeting), task_form(norrby, text="En till"), headers=SCRIPT)
    assert part.status_code == 200
    assert 'id="tasks-other"' in part.content.decode()
    assert "En till" in part.content.decode()


def test_a_task_sent_twice_is_one(norrby: World, member: Client) -> None:
    meeting, form = opened(norrby), task_form(norrby)
    assert [member.post(at("meeting_task", meeting), form).status_code for _ in range(2)] == [302, 302]
    assert Task.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"text": " "}, "write what is to be done"),
        ({"owner": ""}, "needs somebody"),
        ({"owner": "999999"}, "has left or cannot have tasks"),
        ({"due_on": "2026-11-01"}, "before the meeting"),
        ({"due_on": "snart"}, "write it as"),
        ({"problem": "999999"}, "is not open any more"),
        ({"text": "a" * 301}, "301"),
    ],
)
@pytest.mark.parametrize("headers", [ENGLISH, SCRIPT], ids=["page", "part"])
def test_a_task_that_cannot_be_says_why_and_keeps_what_was_written(
    norrby: World, member: Client, change: dict[str, str], sentence: str, headers: dict[str, str]
) -> None:
    form = task_form(norrby, text="Mina ord") | change
    answer = member.post(at("meeting_task", opened(norrby)), form, headers=headers)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert form["text"].strip() in answer.content.decode()
    assert not Task.objects.exists()


def test_a_member_who_left_is_no_choice_any_more(norrby: World, member: Client) -> None:
    meeting = opened(norrby)
    reviewer = norrby.members[Role.REVIEWER]
    assert f'<option value="{reviewer.pk}"' in text(member, at("meeting", meeting))
    leaves(reviewer)
    assert f'<option value="{reviewer.pk}"' not in text(member, at("meeting", meeting))
    assert member.post(at("meeting_task", meeting), task_form(norrby, owner=reviewer.pk)).status_code == 422


def test_a_closed_meeting_shows_its_minutes_and_no_forms(norrby: World, member: Client) -> None:
    meeting = opened(norrby)
    member.post(at("meeting_note", meeting), note_form("Vi ses"))
    actions.close_meeting(actor=norrby.members[Role.COORDINATOR], meeting=meeting)
    page = text(member, at("meeting", meeting))
    assert "0 tasks came of it" in page
    assert "Vi ses" in page
    assert "<textarea" not in page
    assert "hx-get" not in page
    assert "meeting_live" not in page


def test_closing_twice_is_told(norrby: World, coordinator: Client) -> None:
    meeting = opened(norrby)
    assert coordinator.post(at("meeting_close", meeting)).status_code == 302
    again = coordinator.post(at("meeting_close", meeting), headers=ENGLISH)
    assert again.status_code == 409
    assert "was closed at" in again.content.decode()


@pytest.mark.parametrize("point", Point)
def test_the_big_screen_shows_one_point_with_what_is_written(
    norrby: World, member: Client, point: Point
) -> None:
    meeting = opened(norrby)
    member.post(at("meeting_note", meeting), note_form("Syns på väggen", point=point))
    page = text(member, f"{at('meeting', meeting)}?view=screen&point={point}")
    assert page.count("<h1") == 1
    assert f"{point.number}. {point.heading}" in page.replace("&#x27;", "'")
    assert "Syns på väggen" in page
    assert ('rel="prev"' in page) == (point.shifted(-1) is not None)
    assert ('rel="next"' in page) == (point.shifted(1) is not None)
    assert "<textarea" not in page


@pytest.mark.parametrize("language", ["sv", "en"])
def test_minutes_on_paper(norrby: World, member: Client, language: str) -> None:
    norrby.collaboration.simulated = True
    norrby.collaboration.save()
    meeting = opened(norrby)
    member.post(at("meeting_note", meeting), note_form("Vi ses #panic(1)"))
    added(norrby, meeting, "Ring skolan")
    actions.close_meeting(actor=norrby.members[Role.COORDINATOR], meeting=meeting)
    answer = member.get(at("minutes_pdf", meeting), headers={"Accept-Language": language})
    assert answer.headers["Content-Disposition"] == 'inline; filename="minutes-2026-11-16-simulated.pdf"'
    reader = PdfReader(io.BytesIO(answer.content))
    words = " ".join(page.extract_text() for page in reader.pages)
    assert "Vi ses #panic(1)" in words
    assert "Ring skolan" in words
    assert ("gruppmedlem, Polisen" if language == "sv" else "group member, Polisen") in words
    assert ("SIMULERADE UPPGIFTER" if language == "sv" else "SIMULATED DATA") in words
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language


def _meetings(world: World, number: int) -> None:
    for back in range(number):
        added(world, opened(world, DAY - timedelta(days=7 * back)))


def _meeting_rows(world: World, number: int) -> None:
    earlier, now = opened(world, DAY - timedelta(days=7)), opened(world)
    for each in range(number):
        added(world, earlier, f"Förr {each}")
        added(world, now, f"Nu {each}", problem=problem(world, f"Problem {each}"))
        measure(world, DAY)
        decision(world, DAY - timedelta(days=each % 7))


def _many_tasks(world: World, number: int) -> None:
    _meeting_rows(world, number)


@pytest.mark.parametrize(
    ("name", "make"),
    [("meetings", _meetings), ("meeting", _meeting_rows), ("tasks", _many_tasks)],
)
def test_queries_do_not_grow_with_rows(norrby: World, member: Client, name: str, make: Any) -> None:
    counts = []
    for number in (3, 20):
        make(norrby, number)
        address = at(name, opened(norrby)) if name == "meeting" else at(name)
        member.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert member.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 30
