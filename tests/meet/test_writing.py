"""Written in with and without scripts, by several at once: both texts come back, and polls bring what is new."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from samlad.meet import actions
from samlad.meet.models import Note
from samlad.meet.points import Point
from samlad.people.models import Role
from tests.conftest import World
from tests.meet.rows import ENGLISH, SCRIPT, added, at, note_form, opened, text


def test_a_note_is_saved_without_a_script(norrby: World, member: Client) -> None:
    meeting = opened(norrby)
    answer = member.post(at("meeting_note", meeting), note_form("Rad ett\r\nRing 070-123 45 67"))
    assert answer.headers["Location"] == f"{at('meeting', meeting)}#point-other"
    assert Note.objects.get().text == "Rad ett\nRing [telefon]"
    page = text(member, at("meeting", meeting))
    assert "Personal data were masked before anything was saved: telephone number." in page


def test_a_note_is_saved_by_a_script_with_the_form_as_it_stands(norrby: World, member: Client) -> None:
    meeting = opened(norrby)
    answer = member.post(at("meeting_note", meeting), note_form("Ring 070-123 45 67"), headers=SCRIPT)
    part = answer.content.decode()
    assert answer.status_code == 200
    assert "Ring [telefon]</textarea>" in part
    assert 'name="revision" value="1"' in part
    assert "masked" in part
    assert "<h1" not in part


@pytest.mark.parametrize("headers", [ENGLISH, SCRIPT], ids=["page", "part"])
def test_both_texts_come_back_where_two_wrote(
    norrby: World, member: Client, coordinator: Client, headers: dict[str, str]
) -> None:
    meeting = opened(norrby)
    member.post(at("meeting_note", meeting), note_form("Polisens rad"))
    answer = coordinator.post(at("meeting_note", meeting), note_form("Kommunens rad"), headers=headers)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Group member at Polisen wrote here" in shown
    assert "<blockquote>Polisens rad</blockquote>" in shown
    assert "<blockquote>Kommunens rad</blockquote>" in shown
    assert "Polisens rad\nKommunens rad</textarea>" in shown
    assert 'name="revision" value="1"' in shown
    assert Note.objects.get().text == "Polisens rad"
    assert ("<h1" in shown) == (headers is ENGLISH)


@pytest.mark.parametrize("headers", [ENGLISH, SCRIPT], ids=["page", "part"])
def test_a_text_for_a_closed_meeting_is_shown_again(
    norrby: World, member: Client, coordinator: Client, headers: dict[str, str]
) -> None:
    meeting = opened(norrby)
    assert coordinator.post(at("meeting_close", meeting)).status_code == 302
    answer = member.post(at("meeting_note", meeting), note_form("För sent"), headers=headers)
    assert answer.status_code == 409
    assert "För sent</textarea>" in answer.content.decode()
    assert "by coordinator, Kommunen" in answer.content.decode()
    assert not Note.objects.exists()


def test_a_text_that_is_too_long_is_shown_again_whole(norrby: World, member: Client) -> None:
    long = "a" * 4_001
    answer = member.post(at("meeting_note", opened(norrby)), note_form(long), headers=ENGLISH)
    assert answer.status_code == 422
    assert long in answer.content.decode()


@pytest.mark.parametrize(
    "change", [{"point": "lunch"}, {"revision": "-1"}, {"revision": ""}, {"revision": "9" * 30}]
)
def test_a_form_that_is_not_whole_saves_nothing(
    norrby: World, member: Client, change: dict[str, str]
) -> None:
    assert member.post(at("meeting_note", opened(norrby)), note_form("x") | change).status_code == 400
    assert not Note.objects.exists()


def test_who_is_there(norrby: World, member: Client) -> None:
    meeting, police = opened(norrby), norrby.organisations["polisen"].pk
    assert member.post(at("meeting_present", meeting), {"add": police}).status_code == 302
    assert meeting.present.get().pk == police
    part = member.post(at("meeting_present", meeting), {"remove": police}, headers=SCRIPT)
    assert part.status_code == 200
    assert 'aria-pressed="true"' not in part.content.decode()
    assert member.post(at("meeting_present", meeting), {"add": "999999"}).status_code == 400


def test_a_poll_brings_what_others_changed_and_nothing_else(norrby: World, member: Client) -> None:
    meeting = opened(norrby)
    live = str(member.get(at("meeting", meeting)).context["live_url"])
    assert member.get(live, headers=SCRIPT).status_code == 204
    with CaptureQueriesContext(
        connection,
    ) as asked:
        member.get(live, headers=SCRIPT)
    assert len(asked) <= 9
    coordinator = norrby.members[Role.COORDINATOR]
    actions.write_note(actor=coordinator, meeting=meeting, point=Point.PICTURE, text="Nytt", revision=0)
    added(norrby, meeting, point=Point.PROBLEMS)
    part = member.get(live, headers=SCRIPT)
    shown = part.content.decode()
    assert 'id="note-picture"' in shown
    assert "Nytt</textarea>" in shown
    assert 'id="tasks-problems"' in shown
    assert 'id="note-other"' not in shown
    assert 'id="present"' not in shown
    assert member.get(str(part.context["live_url"]), headers=SCRIPT).status_code == 204


def test_a_poll_says_that_the_meeting_was_closed_and_ends(norrby: World, member: Client) -> None:
    meeting = opened(norrby)
    live = str(member.get(at("meeting", meeting)).context["live_url"])
    actions.close_meeting(actor=norrby.members[Role.COORDINATOR], meeting=meeting)
    shown = member.get(live, headers=SCRIPT).content.decode()
    assert "The meeting has been closed." in shown
    assert "hx-trigger" not in shown


def test_the_big_screen_polls_its_own_point_alone(norrby: World, member: Client) -> None:
    meeting = opened(norrby)
    live = str(member.get(f"{at('meeting', meeting)}?view=screen&point=other").context["live_url"])
    assert member.get(live).status_code == 204
    member.post(at("meeting_note", meeting), note_form("Annan punkt", point="picture"))
    assert member.get(live).status_code == 204
    member.post(at("meeting_note", meeting), note_form("Här"))
    assert "Här" in member.get(live).content.decode()
