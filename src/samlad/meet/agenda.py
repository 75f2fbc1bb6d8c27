"""The agenda that a meeting makes for itself: plain values in the active language, as pages and minutes take them.

What other folders know is asked for by one small function each, at the end.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TypedDict

from django.db.models import Q, QuerySet
from django.utils import timezone

from samlad.act import queries as act_queries
from samlad.act.models import Problem
from samlad.follow import queries as follow_queries
from samlad.meet import queries
from samlad.meet.models import Meeting, Task
from samlad.people.models import Member
from samlad.people.naming import by_role
from samlad.picture import document as d
from samlad.picture import frozen_queries
from samlad.picture import queries as picture_queries
from samlad.picture import wording as picture_wording
from samlad.picture.periods import Kind, Period
from samlad.picture.query import Query

# How far back a first meeting looks.
LOOK_BACK = timedelta(days=28)
SHOWN = 12


class TaskLine(TypedDict):
    """A task of an earlier meeting; the owner is a role and an organisation, never a name."""

    id: int
    text: str
    owner: str
    due_on: str
    state: str
    late: bool
    left: bool


class DecisionLine(TypedDict):
    """What was decided on a follow-up."""

    follow_up: int
    measure: str
    choice: str
    motive: str
    dissent: str
    decided_on: str
    next_on: str


class StandoutLine(TypedDict):
    title: str
    sentence: str
    parameters: str


class PictureLine(TypedDict):
    """The picture of the last finished week; `edition` is 0 where it is not frozen."""

    label: str
    name: str
    edition: int
    headline: list[str]
    standouts: list[StandoutLine]
    data_version: str
    code_version: str


class ProblemLine(TypedDict):
    id: int
    title: str
    where: str


class DueLine(TypedDict):
    """A measure whose follow-up is due; `follow_up` is 0 and the sentence empty until it is computed."""

    measure: int
    title: str
    due_on: str
    follow_up: int
    sentence: str


class Agenda(TypedDict):
    """The whole agenda in one language."""

    since: str
    earlier: list[TaskLine]
    decisions: list[DecisionLine]
    picture: PictureLine | None
    problems: list[ProblemLine]
    problem_count: int
    due: list[DueLine]
    due_count: int
    decided: list[DecisionLine]


def agenda(
    viewer: Member,
    meeting: Meeting,
    language: d.Language,
    *,
    until: date | None = None,
    earlier: list[Task] | None = None,
) -> Agenda:
    """What there is to speak of, in the language that is active; `until` is the day on which it is closed.

    `earlier` are the tasks of `earlier_tasks`, where they are known already.
    """
    last = max(until or timezone.localdate(), meeting.held_on).isoformat()
    before = queries.meeting_before(viewer, meeting.held_on)
    since = _since(before, meeting)
    taken = list(_decisions(viewer, since))
    problems, problem_count = _problems(viewer)
    due, due_count = _due(viewer, meeting.held_on)
    return {
        "since": before.held_on.isoformat() if before else "",
        "earlier": [
            task_line(task, meeting.held_on)
            for task in (earlier_tasks(viewer, meeting) if earlier is None else earlier)
        ],
        # What is decided on the day itself belongs to the follow-ups of this meeting.
        "decisions": [line for line in taken if line["decided_on"] < meeting.held_on.isoformat()],
        "picture": _picture(viewer, meeting.held_on, language),
        "problems": problems,
        "problem_count": problem_count,
        "due": due,
        "due_count": due_count,
        "decided": [line for line in taken if meeting.held_on.isoformat() <= line["decided_on"] <= last],
    }


def task_line(task: Task, day: date) -> TaskLine:
    """A task as a line of the agenda; late where it should have been done before that day."""
    return {
        "id": task.pk,
        "text": task.text,
        "owner": by_role(task.owner),
        "due_on": task.due_on.isoformat(),
        "state": task.state,
        "late": task.state == Task.State.OPEN and task.due_on < day,
        "left": task.owner.ended_at is not None,
    }


def earlier_tasks(viewer: Member, meeting: Meeting) -> list[Task]:
    """Tasks of earlier meetings: those still open, and those settled since the last one."""
    since = _since(queries.meeting_before(viewer, meeting.held_on), meeting)
    found = queries.tasks(viewer).filter(Q(meeting__held_on__lt=meeting.held_on) | Q(meeting=None))
    settled = Q(settled_at__gte=_start_of(since))
    return list(found.filter(Q(state=Task.State.OPEN) | settled).order_by("due_on", "id"))


def _start_of(day: date) -> datetime:
    """Its first moment, in the zone of the page: compared as a moment, so that an index can be used."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _since(before: Meeting | None, meeting: Meeting) -> date:
    return before.held_on if before else meeting.held_on - LOOK_BACK


def open_problems(viewer: Member) -> QuerySet[Problem]:
    """The open problems in the group's own order."""
    return act_queries.open_problems(viewer)


def _problems(viewer: Member) -> tuple[list[ProblemLine], int]:
    """The first of the open problems, and how many there are."""
    found = open_problems(viewer)
    lines: list[ProblemLine] = [
        {"id": one.pk, "title": one.title, "where": (one.place or one.area).name}  # type: ignore[union-attr]
        for one in found[:SHOWN]
    ]
    return lines, found.count()


def _picture(viewer: Member, day: date, language: d.Language) -> PictureLine | None:
    """The last finished week, or the last that has anything; as it was frozen, where it was."""
    latest = picture_queries.latest_period(viewer, Kind.WEEK)
    if latest is None:
        return None
    period = min(Period.holding(min(day, timezone.localdate()), Kind.WEEK).shifted(-1), latest)
    frozen = frozen_queries.latest(viewer, period)
    document = (
        frozen_queries.document(viewer, frozen, language)
        if frozen
        else picture_queries.picture(viewer, Query(period=period), language)
    )
    return {
        "label": period.label,
        "name": picture_wording.period_name(period),
        "edition": frozen.edition if frozen else 0,
        "headline": list(document.headline),
        "standouts": [
            {"title": one.title, "sentence": one.sentence, "parameters": one.incidents_url or ""}
            for one in document.standouts
        ],
        "data_version": document.recipe.data_version,
        "code_version": document.recipe.code_version,
    }


def _due(viewer: Member, until: date) -> tuple[list[DueLine], int]:
    """The follow-ups to decide on, the longest due first, and how many there are.

    Their evidence is read for those that are shown alone: a collaboration may have let hundreds wait.
    """
    waiting = follow_queries.undecided(viewer, until)
    coming = follow_queries.uncomputed(viewer, until)
    lines: list[DueLine] = [
        {
            "measure": one.measure_id,
            "title": one.measure.title,
            "due_on": one.due_on.isoformat(),
            "follow_up": one.pk,
            "sentence": follow_queries.sentence(one),
        }
        for one in waiting[:SHOWN]
    ]
    lines += [
        {
            "measure": one.pk,
            "title": one.title,
            "due_on": one.follow_up_on.isoformat(),
            "follow_up": 0,
            "sentence": "",
        }
        for one in coming[:SHOWN]
    ]
    lines.sort(key=lambda line: (line["due_on"], line["measure"]))
    return lines[:SHOWN], waiting.count() + coming.count()


def _decisions(viewer: Member, since: date) -> Iterable[DecisionLine]:
    """What was decided on follow-ups since a day, in the order of time."""
    found = follow_queries.decisions(viewer).filter(decided_at__gte=_start_of(since))
    for one in found.order_by("decided_at", "id"):
        yield {
            "follow_up": one.follow_up_id,
            "measure": one.follow_up.measure.title,
            "choice": str(one.get_choice_display()),
            "motive": one.motive,
            "dissent": one.dissent,
            "decided_on": timezone.localdate(one.decided_at).isoformat(),
            "next_on": one.next_on.isoformat() if one.next_on else "",
        }
