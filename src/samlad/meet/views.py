"""The meetings, the page of one, its end and its minutes."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samlad.collect.exports import SIMULATED
from samlad.meet import actions, minutes, pages, queries
from samlad.meet.forms import OpenForm
from samlad.meet.models import Meeting
from samlad.meet.points import Point
from samlad.meet.refusals import Conflict, Refused
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.policy import Right, may
from samlad.picture.asking import language
from samlad.picture.press import press


@require_safe
@viewer_required(Right.NOTE)
def meetings(request: ViewerRequest) -> HttpResponse:
    """The next meeting, or the one that goes on, and those that have been."""
    return _meetings(request, OpenForm(initial={"held_on": timezone.localdate()}))


def _meetings(request: ViewerRequest, form: OpenForm, status: int = 200) -> HttpResponse:
    context = {
        "page": Paginator(queries.listed(request.viewer), 25).get_page(request.GET.get("page")),
        "next": queries.open_meeting(request.viewer),
        "today": timezone.localdate(),
        "form": form,
        "may_lead": may(request.viewer, Right.MEET),
    }
    return render(request, "meet/meetings.html", context, status=status)


@require_POST
@viewer_required(Right.MEET)
def meeting_open(request: ViewerRequest) -> HttpResponseBase:
    """Open the meeting of a day; where there is one, that is the one."""
    form = OpenForm({"held_on": request.POST.get("held_on") or timezone.localdate().isoformat()})
    if not form.is_valid():
        return _meetings(request, form, status=422)
    try:
        meeting, made = actions.open_meeting(
            actor=request.viewer,
            collaboration=request.viewer.collaboration,
            held_on=form.cleaned_data["held_on"],
        )
    except Refused as refused:
        form.add_error("held_on", str(refused))
        return _meetings(request, form, status=422)
    if not made:
        messages.info(request, _("There is a meeting on that day already. Here it is."))
    return redirect("meeting", request.viewer.collaboration.slug, meeting.pk)


@require_safe
@viewer_required(Right.NOTE)
def meeting(request: ViewerRequest, meeting: int) -> HttpResponse:
    """The agenda with what is written under each point; with `view=screen` one point, large."""
    one = pages.found(request, meeting)
    if request.GET.get("view") == "screen":
        return _screen(request, one)
    return pages.page(request, one)


def _screen(request: ViewerRequest, one: Meeting) -> HttpResponse:
    asked = request.GET.get("point")
    point = Point(asked) if asked in list(Point) else Point.DECISIONS
    context = pages.page_context(request, one, forms=False)
    shown = next(view for view in context["points"] if view.point == point)
    context |= pages.live_context(request, one, context["written"], view="screen", point=str(point))
    context |= {"view": shown, "before": point.shifted(-1), "after": point.shifted(1), "count": len(Point)}
    return render(request, "meet/screen.html", context)


@require_POST
@viewer_required(Right.MEET)
def meeting_close(request: ViewerRequest, meeting: int) -> HttpResponseBase:
    """Close the meeting for good."""
    one = pages.found(request, meeting)
    try:
        actions.close_meeting(actor=request.viewer, meeting=one)
    except Conflict as conflict:
        return pages.page(request, pages.found(request, meeting), refusal=str(conflict), status=409)
    messages.success(request, _("The meeting is closed, and its minutes are kept as they are."))
    return redirect("meeting", request.viewer.collaboration.slug, one.pk)


@require_safe
@viewer_required(Right.NOTE)
def minutes_pdf(request: ViewerRequest, meeting: int) -> HttpResponse:
    """The minutes on paper; of an open meeting, a draft."""
    one = pages.found(request, meeting)
    collaboration = request.viewer.collaboration
    found: minutes.Minutes = one.minutes or minutes.compose(request.viewer, one)
    text = minutes.to_json(found, language(), collaboration.name, simulated=collaboration.simulated)
    name = f"minutes-{one.held_on}{f'-{SIMULATED}' if collaboration.simulated else ''}.pdf"
    return HttpResponse(
        press.print(minutes.PRINTED, text),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
