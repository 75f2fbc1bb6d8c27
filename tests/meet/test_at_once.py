"""Several in a meeting at the same moment, by real threads; PostgreSQL locks rows, SQLite takes one after the other."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from samlad.meet import actions, task_actions
from samlad.meet.models import Meeting, Note, Task
from samlad.meet.points import Point
from samlad.meet.refusals import MeetingClosed, NoteChanged, TaskSettled
from samlad.people import leaving
from samlad.people.models import AuditEntry, Member, Role
from samlad.people.refusals import Refused
from tests.collect.at_once import apart, at_once, first_and_late
from tests.conftest import World, build_world
from tests.meet.rows import added, opened

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = (Role.MEMBER, Role.REVIEWER, Role.COORDINATOR)


@pytest.fixture
def world(transactional_db: None, tmp_path: Path) -> Iterator[World]:
    with apart(tmp_path):
        yield build_world("norrby")


def write(world: World, role: Role, meeting: Meeting, text: str, revision: int = 0) -> Callable[[], Any]:
    return partial(
        actions.write_note,
        actor=world.members[role],
        meeting=meeting,
        point=Point.OTHER,
        text=text,
        revision=revision,
    )


def close(world: World, meeting: Meeting) -> Callable[[], Any]:
    return partial(actions.close_meeting, actor=world.members[Role.COORDINATOR], meeting=meeting)


def audited(action: str) -> int:
    return AuditEntry.objects.filter(action=action).count()


@pytest.mark.parametrize("round_", range(3))
def test_of_those_who_write_under_one_point_at_once_one_is_first_and_the_others_are_told(
    world: World, round_: int
) -> None:
    meeting = opened(world)
    answers = at_once(
        *(write(world, role, meeting, f"{role} {round_}") for role in WRITERS), refused=(NoteChanged,)
    )
    _first, late = first_and_late(answers)
    note = Note.objects.get()
    assert note.revision == 1
    assert audited("write") == 1
    told = [answer for answer in answers if isinstance(answer, NoteChanged)]
    assert [one.note.text for one in told] == [note.text] * 2
    assert all("wrote here" in sentence for sentence in late)


def test_no_text_is_lost_where_each_puts_both_together_and_saves_again(world: World) -> None:
    meeting = opened(world)

    def insist(role: Role) -> None:
        text, revision = str(role), 0
        for _ in range(10):
            try:
                write(world, role, meeting, text, revision)()
            except NoteChanged as changed:
                text, revision = f"{changed.note.text}\n{role}", changed.note.revision
            else:
                return
        raise AssertionError("never had its turn")

    at_once(*(partial(insist, role) for role in WRITERS))
    note = Note.objects.get()
    assert sorted(note.text.split("\n")) == sorted(WRITERS)
    assert note.revision == audited("write") == 3


@pytest.mark.parametrize("round_", range(4))
def test_what_is_written_while_the_meeting_is_closed_is_in_the_minutes_or_refused(
    world: World, round_: int
) -> None:
    meeting = opened(world)
    task = partial(added, world, meeting, f"Uppgift {round_}")
    answers = at_once(
        write(world, Role.MEMBER, meeting, "Sista ordet"),
        task,
        close(world, meeting),
        refused=(MeetingClosed,),
    )
    written, tasked, closed = answers
    minutes = closed.minutes
    assert minutes["notes"] == ({} if isinstance(written, MeetingClosed) else {"other": "Sista ordet"})
    assert len(minutes["tasks"]) == Task.objects.count() == (not isinstance(tasked, MeetingClosed))
    assert Note.objects.count() == len(minutes["notes"])
    for answer in (written, tasked):
        if isinstance(answer, MeetingClosed):
            assert "was closed at" in str(answer)


def test_of_two_who_close_at_once_one_does_and_the_minutes_are_made_once(world: World) -> None:
    meeting = opened(world)
    write(world, Role.MEMBER, meeting, "Ett ord")()
    answers = at_once(*[close(world, meeting)] * 3, refused=(MeetingClosed,))
    closed, late = first_and_late(answers)
    assert len(late) == 2
    assert audited("close") == 1
    meeting.refresh_from_db()
    assert meeting.minutes == closed.minutes
    assert meeting.closed_at == closed.closed_at


def test_those_who_open_the_same_day_at_once_get_one_meeting(world: World) -> None:
    answers = at_once(*[partial(opened, world)] * 3)
    assert {meeting.pk for meeting in answers} == {Meeting.objects.get().pk}
    assert audited("open") == 1


def test_a_task_is_done_by_one_and_handed_over_by_none_at_once(world: World) -> None:
    task = added(world, opened(world))
    member, coordinator = world.members[Role.MEMBER], world.members[Role.COORDINATOR]
    finished, given = at_once(
        partial(task_actions.settle, actor=member, task=task, step="finish"),
        partial(task_actions.give, actor=coordinator, task=task, receiver=coordinator),
        refused=(TaskSettled, Exception),
    )
    task.refresh_from_db()
    # Handed over first, it is the coordinator's, and the member's to finish no more.
    handed = not isinstance(given, Exception)
    assert handed == isinstance(finished, Exception)
    assert (task.state, task.owner) == (("open", coordinator) if handed else ("done", member))


@pytest.mark.parametrize("round_", range(3))
def test_of_two_last_administrators_who_end_each_other_one_stays(world: World, round_: int) -> None:
    first, second = world.members[Role.ADMIN], world.members[Role.COORDINATOR]
    at_once(
        partial(leaving.end_member, actor=first, member=second),
        partial(leaving.end_member, actor=second, member=first),
        refused=(Refused,),
    )
    standing = Member.objects.filter(pk__in=[first.pk, second.pk], ended_at=None)
    assert standing.count() == 1
    assert audited("end") == 1
