"""What is written while people speak: notes, tasks and who is there, by several at once."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samlad.collect.guard import Finding
from samlad.meet import actions, pages, presenting, queries, task_actions, wording
from samlad.meet.agenda import open_problems
from samlad.meet.forms import TaskForm
from samlad.meet.models import Meeting
from samlad.meet.points import Point
from samlad.meet.presenting import NoteView
from samlad.meet.refusals import MeetingClosed, NoteChanged, Refused
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.policy import Right


@require_safe
@viewer_required(Right.NOTE)
def meeting_live(request: ViewerRequest, meeting: int) -> HttpResponse:
    """The parts that others have changed since the page last asked; 204 where there are none."""
    one = pages.found(request, meeting)
    written = presenting.written(request.viewer, one)
    marks = presenting.fingerprints(one, written)
    seen = presenting.read_marks(request.GET.get("seen", ""))
    changed = {name for name, mark in marks.items() if seen.get(name) != mark}
    if request.GET.get("view") == "screen":
        return _screen_live(request, one, written, changed)
    if not changed:
        return HttpResponse(status=204)
    context = {
        "meeting": one,
        "is_open": one.state == Meeting.State.OPEN,
        "parts": [
            (view, f"note-{view.point}" in changed, f"tasks-{view.point}" in changed)
            for view in presenting.points(request.viewer, one, written, None)
        ],
        "present_changed": "present" in changed,
        **pages.present_context(request.viewer, one, written.present),
        **pages.live_context(request, one, written),
    }
    return render(request, "meet/live.html", context)


def _screen_live(
    request: ViewerRequest, one: Meeting, written: presenting.Written, changed: set[str]
) -> HttpResponse:
    asked = request.GET.get("point")
    point = Point(asked) if asked in list(Point) else Point.DECISIONS
    if not changed & {f"note-{point}", f"tasks-{point}", "state"}:
        return HttpResponse(status=204)
    views = presenting.points(request.viewer, one, written, None)
    context = {
        "meeting": one,
        "is_open": one.state == Meeting.State.OPEN,
        "view": next(view for view in views if view.point == point),
        **pages.live_context(request, one, written, view="screen", point=str(point)),
    }
    return render(request, "meet/screen_written.html", context)


@require_POST
@viewer_required(Right.NOTE)
def meeting_note(request: ViewerRequest, meeting: int) -> HttpResponseBase:
    """Save what stands under a point; where somebody else wrote there, both texts come back."""
    one = pages.found(request, meeting)
    point, revision = _point(request), request.POST.get("revision", "")
    if point is None or not revision.isdecimal() or len(revision) > 9:
        return _bad(request)
    own = request.POST.get("text", "")
    try:
        note, findings = actions.write_note(
            actor=request.viewer, meeting=one, point=point, text=own, revision=int(revision)
        )
    except NoteChanged as changed:
        view = presenting.conflict_view(point, changed.note, own.replace("\r\n", "\n"), str(changed))
        return _note(request, one, view, 409)
    except MeetingClosed as closed:
        view = NoteView(point, own, int(revision), problem=str(closed), lost_place=True)
        return _note(request, pages.found(request, meeting), view, 409)
    except Refused as refused:
        return _note(request, one, NoteView(point, own, int(revision), problem=str(refused)), 422)
    if pages.scripted(request):
        return _note(request, one, presenting.note_view(point, note, wording.masked(findings)), 200)
    if findings:
        messages.info(request, wording.masked(findings))
    return redirect(_address(request, one, point))


def _note(request: ViewerRequest, one: Meeting, view: NoteView, status: int) -> HttpResponse:
    if not pages.scripted(request):
        return pages.page(request, one, note=view, status=status)
    context = {"meeting": one, "note": view}
    return render(request, "meet/note.html", context, status=status)


@require_POST
@viewer_required(Right.NOTE)
def meeting_task(request: ViewerRequest, meeting: int) -> HttpResponseBase:
    """Add a task under a point."""
    one = pages.found(request, meeting)
    point = _point(request)
    if point is None:
        return _bad(request)
    choices = pages.choices(request.viewer)
    form = choices.form(point, one, request.POST)
    status = 422
    findings: tuple[Finding, ...] = ()
    if form.is_valid():
        try:
            _task, findings = task_actions.add_task(
                actor=request.viewer, meeting=one, point=point, **_chosen(request, form)
            )
            status = 200
        except MeetingClosed as closed:
            form.add_error(None, str(closed))
            status = 409
        except Refused as refused:
            form.add_error(refused.field or None, str(refused))
    if not pages.scripted(request):
        if status != 200:
            refusal = " ".join(map(str, form.non_field_errors())) if status == 409 else ""
            again = pages.found(request, meeting)
            return pages.page(request, again, form=form, point=point, refusal=refusal, status=status)
        if findings:
            messages.info(request, wording.masked(findings))
        return redirect(_address(request, one, point))
    context = {
        "meeting": one,
        "is_open": True,
        "point": point,
        "form": choices.form(point, one) if status == 200 else form,
        "added": status == 200,
        "masked": wording.masked(findings),
        "tasks": _tasks(request, one, point) if status == 200 else [],
    }
    return render(request, "meet/task_added.html", context, status=status)


def _chosen(request: ViewerRequest, form: TaskForm) -> dict[str, Any]:
    """What the form says, with its ids turned into the viewer's own rows."""
    data = form.cleaned_data
    owner = next((one for one in queries.owners(request.viewer) if one.pk == data["owner"]), None)
    if owner is None:
        raise Refused(_("The member chosen as owner has left; choose somebody else."), "owner")
    problem = open_problems(request.viewer).filter(pk=data["problem"]).first() if data["problem"] else None
    return {
        "text": data["text"],
        "owner": owner,
        "due_on": data["due_on"],
        "key": data["key"],
        "problem": problem,
    }


def _tasks(request: ViewerRequest, one: Meeting, point: Point) -> list[presenting.TaskItem]:
    return [
        presenting.task_item(request.viewer, task)
        for task in queries.tasks_of(request.viewer, one)
        if task.point == point
    ]


@require_POST
@viewer_required(Right.NOTE)
def meeting_present(request: ViewerRequest, meeting: int) -> HttpResponseBase:
    """Note that an organisation is there (`add`) or is not (`remove`)."""
    one = pages.found(request, meeting)
    present = "add" in request.POST
    asked = request.POST.get("add") or request.POST.get("remove") or ""
    known = {str(each.pk): each for each in queries.organisations(request.viewer)}
    if asked not in known:
        return _bad(request)
    try:
        actions.note_present(actor=request.viewer, meeting=one, organisation=known[asked], present=present)
    except MeetingClosed as closed:
        return pages.page(request, pages.found(request, meeting), refusal=str(closed), status=409)
    if not pages.scripted(request):
        return redirect(f"{_address(request, one, None)}#present")
    there = frozenset(one.present.values_list("pk", flat=True))
    context = {"meeting": one, "is_open": True, **pages.present_context(request.viewer, one, there)}
    return render(request, "meet/present.html", context)


def _point(request: ViewerRequest) -> Point | None:
    asked = request.POST.get("point")
    return Point(asked) if asked in list(Point) else None


def _address(request: ViewerRequest, one: Meeting, point: Point | None) -> str:
    address = reverse("meeting", args=[request.viewer.collaboration.slug, one.pk])
    return f"{address}#point-{point}" if point else address


def _bad(request: ViewerRequest) -> HttpResponse:
    message = _("The form was not whole, and nothing was saved. Load the page anew and try again.")
    return render(request, "400.html", {"message": message}, status=400)
