"""Meetings are opened once a day, written in by several at once, and closed for good."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from samlad.meet import actions, workflow
from samlad.meet.merging import put_together
from samlad.meet.models import Meeting, Note
from samlad.meet.points import Point
from samlad.meet.refusals import MeetingClosed, NoteChanged, Refused
from samlad.people.models import AuditEntry, Member, Role
from samlad.people.policy import Denied
from tests.conftest import World
from tests.meet.rows import DAY, added, opened

GROUP = {Role.REVIEWER, Role.MEMBER, Role.COORDINATOR}


def write(meeting: Meeting, actor: Member, text: str, revision: int = 0, point: Point = Point.OTHER) -> Note:
    note, _ = actions.write_note(actor=actor, meeting=meeting, point=point, text=text, revision=revision)
    return note


def test_a_day_has_one_meeting_whoever_opens_it(norrby: World) -> None:
    first = opened(norrby)
    again, made = actions.open_meeting(
        actor=norrby.members[Role.COORDINATOR], collaboration=norrby.collaboration, held_on=DAY
    )
    assert (again, made) == (first, False)
    assert AuditEntry.objects.filter(action="open", subject="meeting").count() == 1


@pytest.mark.parametrize("role", Role)
def test_only_the_coordinator_opens(norrby: World, role: Role) -> None:
    actor = norrby.members[role]
    if role == Role.COORDINATOR:
        assert actions.open_meeting(actor=actor, collaboration=norrby.collaboration, held_on=DAY)[1]
        return
    with pytest.raises(Denied):
        actions.open_meeting(actor=actor, collaboration=norrby.collaboration, held_on=DAY)


@pytest.mark.parametrize("day", [date(1999, 12, 31), timezone.localdate() + timedelta(days=400)])
def test_a_day_far_away_is_refused_with_its_bounds(norrby: World, day: date) -> None:
    with pytest.raises(Refused, match=str(day)):
        opened(norrby, day)


@pytest.mark.parametrize("state", Meeting.State)
@pytest.mark.parametrize("role", Role)
def test_steps_of_a_meeting_by_state_and_role(norrby: World, state: str, role: Role) -> None:
    meeting = opened(norrby)
    if state == Meeting.State.CLOSED:
        actions.close_meeting(actor=norrby.members[Role.COORDINATOR], meeting=meeting)
    step = workflow.MEETING["close"]
    if role != Role.COORDINATOR:
        with pytest.raises(Denied):
            actions.close_meeting(actor=norrby.members[role], meeting=meeting)
    elif state not in step.before:
        with pytest.raises(MeetingClosed):
            actions.close_meeting(actor=norrby.members[role], meeting=meeting)
    else:
        assert actions.close_meeting(actor=norrby.members[role], meeting=meeting).state == step.after
        assert AuditEntry.objects.filter(action="close", subject="meeting", subject_id=meeting.pk).exists()


@pytest.mark.parametrize("role", Role)
def test_the_group_writes_and_nobody_else(norrby: World, role: Role) -> None:
    meeting = opened(norrby)
    if role in GROUP:
        assert write(meeting, norrby.members[role], "Ett ord").revision == 1
        return
    with pytest.raises(Denied):
        write(meeting, norrby.members[role], "Ett ord")
    assert not Note.objects.exists()


def test_the_group_of_another_collaboration_does_not_write(norrby: World, soderby: World) -> None:
    meeting = opened(norrby)
    with pytest.raises(Denied):
        write(meeting, soderby.members[Role.COORDINATOR], "Ett ord")


def test_each_change_takes_the_next_revision_and_the_same_text_none(norrby: World) -> None:
    meeting, actor = opened(norrby), norrby.members[Role.MEMBER]
    assert write(meeting, actor, "Ett").revision == 1
    assert write(meeting, actor, "Ett", 1).revision == 1
    assert write(meeting, actor, "Ett två", 1).revision == 2
    entries = AuditEntry.objects.filter(action="write", subject="note").order_by("id")
    assert [entry.new["revision"] for entry in entries] == [1, 2]
    assert "Ett" not in str([entry.new for entry in entries])


def test_whoever_comes_second_is_told_who_was_first_and_nothing_is_lost(norrby: World) -> None:
    meeting = opened(norrby)
    write(meeting, norrby.members[Role.MEMBER], "Polisens rad")
    with pytest.raises(NoteChanged) as refused:
        write(meeting, norrby.members[Role.COORDINATOR], "Kommunens rad")
    assert "Group member at Polisen" in str(refused.value)
    assert refused.value.note.text == "Polisens rad"
    assert Note.objects.get().text == "Polisens rad"
    # What is put together from both is saved with the revision that was shown.
    whole = put_together("Polisens rad", "Kommunens rad")
    assert write(meeting, norrby.members[Role.COORDINATOR], whole, refused.value.note.revision).revision == 2
    assert Note.objects.get().text == "Polisens rad\nKommunens rad"


def test_two_who_write_the_same_are_not_in_each_others_way(norrby: World) -> None:
    meeting = opened(norrby)
    write(meeting, norrby.members[Role.MEMBER], "Samma rad")
    assert write(meeting, norrby.members[Role.COORDINATOR], "Samma rad").revision == 1


def test_personal_data_are_masked_before_they_are_stored(norrby: World) -> None:
    meeting = opened(norrby)
    note, findings = actions.write_note(
        actor=norrby.members[Role.MEMBER],
        meeting=meeting,
        point=Point.OTHER,
        text="Ring 070-123 45 67 eller anna@exempel.se",
        revision=0,
    )
    assert note.text == "Ring [telefon] eller [e-post]"
    assert [finding.kind for finding in findings] == ["telefon", "e-post"]
    assert AuditEntry.objects.get(action="write").new["masked"] == 2


def test_a_text_that_is_too_long_is_refused_with_its_length(norrby: World) -> None:
    with pytest.raises(Refused, match=r"4001 characters.*4000"):
        write(opened(norrby), norrby.members[Role.MEMBER], "a" * 4001)


def test_nothing_is_written_in_a_closed_meeting(norrby: World) -> None:
    meeting = opened(norrby)
    note = write(meeting, norrby.members[Role.MEMBER], "Före")
    actions.close_meeting(actor=norrby.members[Role.COORDINATOR], meeting=meeting)
    with pytest.raises(MeetingClosed, match=r"closed at .* by coordinator, Kommunen"):
        write(meeting, norrby.members[Role.MEMBER], "Efter", 1)
    with pytest.raises(MeetingClosed):
        added(norrby, meeting)
    with pytest.raises(MeetingClosed):
        actions.note_present(
            actor=norrby.members[Role.MEMBER],
            meeting=meeting,
            organisation=norrby.organisations["polisen"],
            present=True,
        )
    note.refresh_from_db()
    assert note.text == "Före"


def test_who_is_there_is_noted_once_and_can_be_taken_back(norrby: World) -> None:
    meeting, police = opened(norrby), norrby.organisations["polisen"]
    given_ = {"actor": norrby.members[Role.REVIEWER], "meeting": meeting, "organisation": police}
    assert actions.note_present(**given_, present=True)
    assert not actions.note_present(**given_, present=True)
    assert list(meeting.present.all()) == [police]
    assert actions.note_present(**given_, present=False)
    assert not meeting.present.exists()
    deeds = AuditEntry.objects.filter(subject="meeting").order_by("id").values_list("action", flat=True)
    assert list(deeds) == ["open", "note_present", "note_absent"]


def test_an_organisation_of_another_collaboration_is_never_there(norrby: World, soderby: World) -> None:
    with pytest.raises(Denied):
        actions.note_present(
            actor=norrby.members[Role.MEMBER],
            meeting=opened(norrby),
            organisation=soderby.organisations["polisen"],
            present=True,
        )


LINES = st.lists(st.text("ab ", max_size=3), max_size=6).map("\n".join)


@given(LINES, LINES)
def test_put_together_loses_no_word_of_either_in_its_order(standing: str, own: str) -> None:
    whole = put_together(standing, own).splitlines()
    for text in (standing, own):
        rest = iter(whole)
        assert all(line in rest for line in text.splitlines() if line)


def test_put_together_says_what_both_have_once() -> None:
    assert put_together("a\nb\nz", "a\nc\nz") == "a\nb\nc\nz"
    assert put_together("a", "a") == "a"
    assert put_together("", "b") == "b"
    assert put_together("a\nb", "a") == "a\nb"
