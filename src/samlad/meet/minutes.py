"""The minutes: everything of a meeting as plain values, in both languages, so that they never change after."""

import json
from datetime import datetime
from typing import Any, TypedDict

from django.utils import timezone, translation

from samlad.meet import queries
from samlad.meet.agenda import Agenda, PictureLine, TaskLine, agenda, task_line
from samlad.meet.models import Meeting
from samlad.people.models import Member
from samlad.people.naming import by_role
from samlad.picture.document import Language

FORMAT = 1
# What the press is asked for.
PRINTED = "samlad.meet.pdf:from_json"
LANGUAGES: tuple[Language, ...] = ("sv", "en")


class MinutesTask(TaskLine):
    """A task that came of the meeting, with the problem that it is about."""

    point: str
    problem: str


class Spoken(TypedDict):
    """What of the minutes has words of a language in it."""

    agenda: Agenda
    tasks: list[MinutesTask]
    closed_by: str


class Minutes(TypedDict):
    """A meeting as it was when it was closed; `closed_at` is empty in a draft."""

    format: int
    held_on: str
    closed_at: str
    present: list[str]
    absent: list[str]
    notes: dict[str, str]
    tasks: list[int]
    picture: dict[str, Any]
    sv: Spoken
    en: Spoken


def compose(viewer: Member, meeting: Meeting, *, closed_at: datetime | None = None) -> Minutes:
    """The minutes of the meeting as it stands now."""
    there = set(meeting.present.values_list("pk", flat=True))
    organisations = queries.organisations(viewer)
    spoken = {language: _spoken(viewer, meeting, language, closed_at) for language in LANGUAGES}
    return {
        "format": FORMAT,
        "held_on": meeting.held_on.isoformat(),
        "closed_at": closed_at.isoformat() if closed_at else "",
        "present": [one.name for one in organisations if one.pk in there],
        "absent": [one.name for one in organisations if one.pk not in there],
        "notes": {
            point: note.text.strip()
            for point, note in queries.notes(viewer, meeting).items()
            if note.text.strip()
        },
        "tasks": [task["id"] for task in spoken["sv"]["tasks"]],
        "picture": _recipe(spoken["sv"]["agenda"]["picture"]),
        "sv": spoken["sv"],
        "en": spoken["en"],
    }


def _spoken(viewer: Member, meeting: Meeting, language: Language, closed_at: datetime | None) -> Spoken:
    with translation.override(language):
        tasks: list[MinutesTask] = [
            {
                **task_line(task, meeting.held_on),
                "point": task.point,
                "problem": task.problem.title if task.problem else "",
            }
            for task in queries.tasks_of(viewer, meeting)
        ]
        return {
            "agenda": agenda(
                viewer, meeting, language, until=timezone.localdate(closed_at) if closed_at else None
            ),
            "tasks": tasks,
            "closed_by": by_role(viewer) if closed_at else "",
        }


def _recipe(picture: PictureLine | None) -> dict[str, Any]:
    """Which picture the meeting looked at: enough to find it again."""
    if picture is None:
        return {}
    return {name: picture[name] for name in ("label", "edition", "data_version", "code_version")}


def to_json(minutes: Minutes, language: Language, collaboration: str, *, simulated: bool) -> str:
    """What `meet.pdf.from_json` prints."""
    return json.dumps(
        {"minutes": minutes, "language": language, "collaboration": collaboration, "simulated": simulated},
        ensure_ascii=False,
    )
