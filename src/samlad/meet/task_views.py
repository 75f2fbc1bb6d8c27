"""Each person's own tasks."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samlad.meet import pages, presenting, queries, task_actions, wording, workflow
from samlad.meet.forms import GiveForm
from samlad.meet.models import Task
from samlad.meet.refusals import Refused, TaskSettled
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.models import Member
from samlad.people.policy import Right

PAGE = 50


@require_safe
@viewer_required(Right.NOTE)
def tasks(request: ViewerRequest) -> HttpResponse:
    """My tasks, the latest first; with `of=all` everybody's."""
    return _tasks(request)


def _tasks(request: ViewerRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    viewer, everybodys = request.viewer, request.GET.get("of") == "all"
    open_now = queries.open_tasks(viewer, everybodys=everybodys)
    page = Paginator(open_now, PAGE).get_page(request.GET.get("page"))
    late = open_now.filter(due_on__lt=timezone.localdate()).count()
    context = {
        "everybodys": everybodys,
        "refusal": refusal,
        "answer": _answer(page.paginator.count, late),
        "viewer_organisation": viewer.organisation.name,
        "page": page,
        "page_query": "of=all" if everybodys else "",
        "open_tasks": _items(viewer, page),
        "left_tasks": [] if everybodys else _items(viewer, queries.left_tasks(viewer)),
        "settled": _items(viewer, queries.settled_tasks(viewer, everybodys=everybodys)),
    }
    return render(request, "meet/tasks.html", context, status=status)


def _items(viewer: Member, tasks: Iterable[Task]) -> list[presenting.TaskItem]:
    return [presenting.task_item(viewer, task) for task in tasks]


def _answer(number: int, late: int) -> str:
    if not number:
        return _("Nothing waits to be done.")
    told = ngettext("%(count)d task waits to be done.", "%(count)d tasks wait to be done.", number) % {
        "count": number
    }
    if late:
        told += " " + ngettext("%(count)d of them is late.", "%(count)d of them are late.", late) % {
            "count": late
        }
    return told


@require_POST
@viewer_required(Right.NOTE)
def task_settle(request: ViewerRequest, task: int) -> HttpResponseBase:
    """Done, dropped, or open again."""
    one: Task = get_object_or_404(queries.tasks(request.viewer), pk=task)
    step = request.POST.get("step", "")
    if step not in workflow.TASK:
        message = _("The step “%(step)s” is not known; press one of the task's own buttons.") % {
            "step": step[:40]
        }
        return render(request, "400.html", {"message": message}, status=400)
    refusal = ""
    try:
        task_actions.settle(actor=request.viewer, task=one, step=step)
    except TaskSettled as settled:
        refusal = str(settled)
    if pages.scripted(request):
        again = get_object_or_404(queries.tasks(request.viewer), pk=task)
        item = presenting.task_item(request.viewer, again, refusal)
        context = {"task": item, "meeting_id": request.POST.get("meeting", "")}
        return render(request, "meet/task.html", context, status=409 if refusal else 200)
    if refusal:
        return _tasks(request, refusal, status=409)
    said = {"finish": _("Done."), "drop": _("Dropped."), "reopen": _("Open again.")}
    messages.success(request, said[step])
    return _back(request)


@require_http_methods(["GET", "HEAD", "POST"])
@viewer_required(Right.NOTE)
def task_give(request: ViewerRequest, task: int) -> HttpResponseBase:
    """Hand a task over: asks to whom."""
    viewer = request.viewer
    one: Task = get_object_or_404(queries.tasks(viewer), pk=task)
    if not workflow.may_give(viewer, one):
        raise PermissionDenied
    others = [member for member in queries.owners(viewer) if member.pk != one.owner_id]
    choices = [(member.pk, wording.by_name(member)) for member in others]
    initial = {"receiver": viewer.pk if one.owner.ended_at is not None else None}
    form, status = GiveForm(choices, request.POST or None, initial=initial), 200
    if request.method == "POST":
        status = _give(request, one, form, {member.pk: member for member in others})
        if status == 200:
            return redirect("tasks", viewer.collaboration.slug)
    context = {"task": presenting.task_item(viewer, one), "form": form}
    return render(request, "meet/task_give.html", context, status=status)


def _give(request: ViewerRequest, task: Task, form: GiveForm, others: dict[int, Member]) -> int:
    """200 when it is done; else the status of the page that says why not."""
    if not form.is_valid():
        return 422
    receiver = others[form.cleaned_data["receiver"]]
    try:
        task_actions.give(actor=request.viewer, task=task, receiver=receiver)
    except TaskSettled as settled:
        form.add_error(None, str(settled))
        return 409
    except Refused as refused:
        form.add_error("receiver", str(refused))
        return 422
    messages.success(request, _("The task is with %(who)s now.") % {"who": wording.by_name(receiver)})
    return 200


def _back(request: ViewerRequest) -> HttpResponseBase:
    """To the meeting whose page the button was on, or to the list of tasks."""
    slug, meeting = request.viewer.collaboration.slug, request.POST.get("meeting", "")
    if (
        meeting.isdecimal()
        and len(meeting) < 19
        and queries.meetings(request.viewer).filter(pk=int(meeting)).exists()
    ):
        return redirect("meeting", slug, int(meeting))
    return redirect("tasks", slug)
