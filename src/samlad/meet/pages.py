"""The page of a meeting, put together: for reading, and for showing again what could not be saved."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samlad.meet import presenting, queries, wording
from samlad.meet.agenda import SHOWN, Agenda, agenda, earlier_tasks, open_problems
from samlad.meet.forms import TaskForm
from samlad.meet.models import Meeting, Task
from samlad.meet.points import Point
from samlad.meet.presenting import Choices, NoteView, PointView, Written
from samlad.people.access import ViewerRequest
from samlad.people.models import Member
from samlad.people.naming import by_role
from samlad.people.policy import Right, may
from samlad.picture.asking import language


def found(request: ViewerRequest, meeting: int) -> Meeting:
    """The meeting of the address, where there is one."""
    one: Meeting = get_object_or_404(queries.meetings(request.viewer), pk=meeting)
    return one


def scripted(request: ViewerRequest) -> bool:
    """Whether a script asks for a part of the page."""
    return request.headers.get("HX-Request") == "true"


def choices(viewer: Member) -> Choices:
    """Whom a task can be given to, and what it can be about: the problems that are on the agenda."""
    return Choices(
        [(member.pk, wording.by_name(member)) for member in queries.owners(viewer)],
        [(problem.pk, problem.title) for problem in open_problems(viewer)[:SHOWN]],
    )


def page(
    request: ViewerRequest,
    meeting: Meeting,
    *,
    note: NoteView | None = None,
    form: TaskForm | None = None,
    point: Point | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """The whole page; `note` or `form` stand in the place of those of their point, with what is wrong."""
    context = page_context(request, meeting)
    context["refusal"] = refusal
    context["points"] = [
        PointView(
            one.point,
            note if note is not None and note.point == one.point else one.note,
            one.tasks,
            form if form is not None and point == one.point else one.form,
        )
        for one in context["points"]
    ]
    return render(request, "meet/meeting.html", context, status=status)


def page_context(request: ViewerRequest, meeting: Meeting, *, forms: bool = True) -> dict[str, Any]:
    """Everything on the page of a meeting; without `forms`, what there is to read."""
    viewer = request.viewer
    is_open = meeting.state == Meeting.State.OPEN
    if meeting.minutes:
        told: Agenda = meeting.minutes[language()]["agenda"]
        earlier = [presenting.frozen_item(line) for line in told["earlier"]]
    else:
        tasks = earlier_tasks(viewer, meeting)
        told = agenda(viewer, meeting, language(), earlier=tasks)
        earlier = [presenting.task_item(viewer, task) for task in tasks]
    written = presenting.written(viewer, meeting)
    return {
        "meeting": meeting,
        "is_open": is_open,
        "agenda": told,
        "earlier": earlier,
        "answer": answer(meeting, told, written),
        "points": presenting.points(viewer, meeting, written, choices(viewer) if is_open and forms else None),
        "may_lead": may(viewer, Right.MEET),
        "written": written,
        **present_context(viewer, meeting, written.present),
        **live_context(request, meeting, written),
    }


def present_context(viewer: Member, meeting: Meeting, present: frozenset[int]) -> dict[str, Any]:
    """Which organisations are there."""
    if meeting.minutes:
        names = [(None, name, True) for name in meeting.minutes["present"]]
        names += [(None, name, False) for name in meeting.minutes["absent"]]
        return {"organisations": names}
    return {"organisations": [(one.pk, one.name, one.pk in present) for one in queries.organisations(viewer)]}


def live_context(request: ViewerRequest, meeting: Meeting, written: Written, **more: str) -> dict[str, Any]:
    """Where the page asks for what others wrote."""
    address = reverse("meeting_live", args=[request.viewer.collaboration.slug, meeting.pk])
    marks = presenting.marks_text(presenting.fingerprints(meeting, written), **more)
    return {"live_url": f"{address}?{marks}"}


def answer(meeting: Meeting, told: Agenda, written: Written) -> str:
    """What the meeting is about, or what came of it, in one sentence."""
    if meeting.state == Meeting.State.CLOSED:
        number = len((meeting.minutes or {}).get("tasks", []))
        return ngettext(
            "Closed %(time)s by %(who)s; %(count)d task came of it.",
            "Closed %(time)s by %(who)s; %(count)d tasks came of it.",
            number,
        ) % {
            "time": wording.clock(meeting.closed_at or meeting.opened_at),
            "who": by_role(meeting.closed_by),
            "count": number,
        }
    waiting = sum(line["state"] == Task.State.OPEN for line in told["earlier"])
    parts = [
        ngettext("%(count)d task from earlier is open", "%(count)d tasks from earlier are open", waiting)
        % {"count": waiting},
        ngettext("%(count)d follow-up is due", "%(count)d follow-ups are due", told["due_count"])
        % {"count": told["due_count"]},
        ngettext("%(count)d problem is open", "%(count)d problems are open", told["problem_count"])
        % {"count": told["problem_count"]},
    ]
    return _("%(first)s, %(second)s and %(third)s.") % dict(
        zip(("first", "second", "third"), parts, strict=True)
    )
