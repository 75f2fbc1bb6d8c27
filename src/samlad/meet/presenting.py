"""What the pages of a meeting show, ready for their templates."""

import zlib
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _

from samlad.meet import queries, wording, workflow
from samlad.meet.agenda import TaskLine
from samlad.meet.forms import TaskForm
from samlad.meet.merging import put_together
from samlad.meet.models import Meeting, Note, Task
from samlad.meet.points import Point
from samlad.meet.wording import state_word
from samlad.people.models import Member
from samlad.people.naming import by_role


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note as its form shows it; with a conflict, `standing` and `own` are the two texts to put together."""

    point: Point
    text: str = ""
    revision: int = 0
    saved: str = ""
    masked: str = ""
    problem: str = ""
    conflict: bool = False
    standing: str = ""
    own: str = ""
    lost_place: bool = False


@dataclass(frozen=True, slots=True)
class TaskItem:
    """A task as a line with its buttons."""

    id: int
    text: str
    owner: str
    due_on: str
    state: str
    word: str
    late: bool = False
    left: bool = False
    problem: Any = None
    steps: tuple[tuple[str, str], ...] = ()
    refusal: str = ""
    can_give: bool = False
    given: str = ""


class PointView(NamedTuple):
    """A point of the agenda with what is written under it."""

    point: Point
    note: NoteView
    tasks: list[TaskItem]
    form: TaskForm | None


class Written(NamedTuple):
    """What people write in a meeting, read once for a page or for a poll."""

    notes: dict[str, Note]
    tasks: list[Task]
    present: frozenset[int]


def written(viewer: Member, meeting: Meeting) -> Written:
    """Notes, tasks and who is there."""
    return Written(
        queries.notes(viewer, meeting),
        list(queries.tasks_of(viewer, meeting)),
        frozenset(meeting.present.values_list("pk", flat=True)),
    )


def fingerprints(meeting: Meeting, found: Written) -> dict[str, str]:
    """A short mark for each part of the page that others may change; where it differs, the part is sent anew."""
    marks = {"state": meeting.state, "present": ".".join(map(str, sorted(found.present)))}
    for point in Point:
        note = found.notes.get(point)
        marks[f"note-{point}"] = str(note.revision if note else 0)
        states = " ".join(
            f"{task.pk}{task.state}{task.owner_id}" for task in found.tasks if task.point == point
        )
        marks[f"tasks-{point}"] = f"{zlib.crc32(states.encode()):x}"
    return marks


def marks_text(marks: dict[str, str], **more: str) -> str:
    """The marks as a query string; `read_marks` reads it."""
    return urlencode({"seen": " ".join(f"{name}:{mark}" for name, mark in marks.items()), **more})


def read_marks(text: str) -> dict[str, str]:
    """The marks that a page had when it last asked."""
    return dict(one.split(":", 1) for one in text.split() if ":" in one)


def note_view(point: Point, note: Note | None, masked: str = "") -> NoteView:
    """A note as it stands."""
    if note is None or note.pk is None:
        return NoteView(point, masked=masked)
    saved = _("Saved %(time)s, %(who)s") % {
        "time": wording.clock(note.changed_at),
        "who": by_role(note.changed_by),
    }
    return NoteView(point, note.text, note.revision, saved, masked)


def conflict_view(point: Point, note: Note, own: str, sentence: str) -> NoteView:
    """Both texts, and one put together from them, for the writer to mend and save."""
    return NoteView(
        point,
        text=put_together(note.text, own),
        revision=note.revision,
        problem=sentence,
        conflict=True,
        standing=note.text,
        own=own,
    )


def task_item(viewer: Member, task: Task, refusal: str = "") -> TaskItem:
    """A task with the steps that the viewer may take."""
    labels = {"finish": _("Done"), "drop": _("Drop"), "reopen": _("Open again")}
    late = task.state == Task.State.OPEN and task.due_on < timezone.localdate()
    return TaskItem(
        task.pk,
        task.text,
        wording.by_name(task.owner),
        task.due_on.isoformat(),
        task.state,
        state_word(task.state, late=late),
        late,
        task.owner.ended_at is not None and task.state == Task.State.OPEN,
        task.problem,
        tuple((step, labels[step]) for step in workflow.task_steps(viewer, task)),
        refusal,
        task.state == Task.State.OPEN and workflow.may_give(viewer, task),
        _given(task),
    )


def _given(task: Task) -> str:
    """By whom and when an open task came to its owner from another."""
    if task.given_at is None or task.state != Task.State.OPEN:
        return ""
    return _("handed over by %(who)s on %(day)s") % {
        "who": by_role(task.given_by),
        "day": timezone.localdate(task.given_at).isoformat(),
    }


def frozen_item(line: TaskLine) -> TaskItem:
    """A task as the minutes hold it."""
    return TaskItem(
        line["id"],
        line["text"],
        line["owner"],
        line["due_on"],
        line["state"],
        state_word(line["state"], late=line["late"]),
        line["late"],
        line["left"],
    )


def points(viewer: Member, meeting: Meeting, found: Written, choices: "Choices | None") -> list[PointView]:
    """The points with their notes and tasks, and a form for another task where the meeting is open."""
    frozen = (meeting.minutes or {}).get("notes", {})
    made = []
    for point in Point:
        note = (
            NoteView(point, frozen.get(point, ""))
            if meeting.minutes
            else note_view(point, found.notes.get(point))
        )
        tasks = [task_item(viewer, task) for task in found.tasks if task.point == point]
        made.append(PointView(point, note, tasks, choices.form(point, meeting) if choices else None))
    return made


class Choices(NamedTuple):
    """Whom a task can be given to, and what it can be about: read once for all points."""

    owners: list[tuple[int, str]]
    problems: list[tuple[int, str]]

    def form(self, point: Point, meeting: Meeting, data: Any = None) -> TaskForm:
        return TaskForm(self.owners, self.problems, point, meeting, data)
