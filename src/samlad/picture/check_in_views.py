"""Check-ins: each organisation's word for the week, and who is silent.

The words are of `collect`; the page stands here because it shows the counted incidents beside them.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samlad.collect import check_in_actions, check_in_queries
from samlad.collect.models import CheckIn
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.models import Member, Organisation
from samlad.people.policy import Denied, Right
from samlad.picture import check_ins as reading
from samlad.picture import frozen_queries
from samlad.picture.check_in_page import grid, summary
from samlad.picture.notation import short_period
from samlad.picture.periods import Kind, Period, PeriodProblem

WEEKS = 14


@require_safe
@viewer_required(Right.CHECK_IN_OWN)
def check_ins(request: ViewerRequest) -> HttpResponse:
    """Who has checked in for this week and the last thirteen; one's own word in one tap."""
    week = _week(request.viewer, request.GET.get("week", ""))
    if week is None:
        message = _("The week is “%(value)s”; write one that is over as 2026-W07.") % {
            "value": request.GET.get("week", "")[:20]
        }
        return render(request, "400.html", {"message": message}, status=400)
    return render(request, "picture/check_ins.html", _context(request.viewer, week))


@require_POST
@viewer_required(Right.CHECK_IN_OWN)
def check_in(request: ViewerRequest) -> HttpResponseBase:
    """Take an organisation's word for a week; one that its incidents contradict is asked about first."""
    viewer = request.viewer
    organisation = _organisation(viewer, request.POST.get("organisation", ""))
    week = _week(viewer, request.POST.get("week", ""))
    word = request.POST.get("word", "")
    if week is None:
        message = _("The week is “%(value)s”; choose one that is over.") % {
            "value": request.POST.get("week", "")[:20]
        }
        context = _context(viewer, reading.last_week(viewer.collaboration)) | {"problem": message}
        return render(request, "picture/check_ins.html", context, status=422)
    number = reading.reports(viewer.collaboration, [organisation], week)[organisation.pk]
    if "confirmed" not in request.POST and _contradicts(word, number):
        asked = {"organisation": organisation, "word": word, "number": number}
        return render(
            request, "picture/check_ins.html", _context(viewer, week) | {"asked": asked}, status=422
        )
    year, number_of_week, _day = week.first.isocalendar()
    try:
        check_in_actions.check_in(
            actor=viewer, organisation=organisation, year=year, week=number_of_week, word=word
        )
    except check_in_actions.CheckInProblem as problem:
        context = _context(viewer, week) | {"problem": str(problem)}
        return render(request, "picture/check_ins.html", context, status=422)
    return _taken(request, organisation, week, word)


def _taken(
    request: ViewerRequest, organisation: Organisation, week: Period, word: str
) -> HttpResponseRedirect:
    viewer = request.viewer
    messages.success(
        request,
        _("%(organisation)s, week %(week)d: %(word)s.")
        % {
            "organisation": organisation.name,
            "week": week.first.isocalendar().week,
            "word": CheckIn.Word(word).label,
        },
    )
    if frozen_queries.latest(viewer, week):
        messages.info(
            request, _("The week's picture is frozen already: it stays as it is, and does not know of this.")
        )
    return redirect(f"{reverse('check_ins', args=[viewer.collaboration.slug])}?week={week.label}")


def _contradicts(word: str, number: int) -> bool:
    return (word == CheckIn.Word.REPORTED and not number) or (word == CheckIn.Word.NOTHING and number > 0)


def _organisation(viewer: Member, pk: str) -> Organisation:
    found = Organisation.objects.filter(
        collaboration=viewer.collaboration_id, pk=int(pk) if pk.isdecimal() and len(pk) < 18 else 0
    ).first()
    if found is None:
        # Whoever may answer for one alone need not say for which.
        if pk:
            raise Http404
        found = viewer.organisation
    try:
        check_in_actions.require_check_in(viewer, found)
    except Denied as denied:
        raise PermissionDenied from denied
    return found


def _week(viewer: Member, label: str) -> Period | None:
    """The week of the address that is over; the last one where none is named."""
    last = reading.last_week(viewer.collaboration)
    if not label:
        return last
    try:
        week = Period.parse(label)
    except PeriodProblem:
        return None
    return week if week.kind is Kind.WEEK and week <= last else None


def _context(viewer: Member, week: Period) -> dict[str, Any]:
    collaboration = viewer.collaboration
    this_week = reading.last_week(collaboration).shifted(1)
    weeks = [this_week.shifted(-step) for step in range(WEEKS)]
    table = grid(viewer, weeks, reading.today(collaboration))
    year, number, _day = week.first.isocalendar()
    status = check_in_queries.status(collaboration, year, number)
    answerable = check_in_queries.answerable(viewer)
    numbers = reading.reports(collaboration, answerable, week)
    waiting = check_in_queries.waiting(collaboration, week.first, week.last)
    given = check_in_queries.given(viewer, year, number)
    answers = [
        {
            "organisation": organisation,
            "own": organisation.pk == viewer.organisation_id,
            "number": numbers[organisation.pk],
            "waiting": waiting.get(organisation.pk, 0),
            "given": given.get(organisation.pk),
        }
        for organisation in answerable
    ]
    return {
        "week": week,
        "number": number,
        "summary": summary(status, number),
        "answers": answers,
        "weeks": [(one, short_period(one.label)[0]) for one in weeks],
        "rows": table,
        "frozen": frozen_queries.latest(viewer, week),
        "earlier": week.shifted(-1),
        "later": week.shifted(1) if week.shifted(1) < this_week else None,
    }
