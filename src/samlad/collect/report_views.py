"""Reporting in the pages: the form, what was sent, taking it back, and what became of it."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samlad.collect import problems, report_actions, report_pages, report_queries
from samlad.collect.models import Incident
from samlad.collect.report_forms import AnswerForm, ReportForm, beginning
from samlad.collect.workflow import StepRefused
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.policy import Right

# Which field of the form a field of the door belongs to.
_FORM_FIELDS = {
    "category": "category",
    "occurred_from": "begun",
    "occurred_to": "ended",
    "description": "description",
    "felt_insecurity": "felt_insecurity",
}


@require_http_methods(["GET", "HEAD", "POST"])
@viewer_required(Right.REPORT)
def report(request: ViewerRequest) -> HttpResponse:
    """The form of a report."""
    choices = report_queries.choices(request.viewer)
    if request.method != "POST":
        after = (
            report_queries.my_report(request.viewer, request.GET["after"]) if "after" in request.GET else None
        )
        form = ReportForm(choices, initial=beginning(after.incident if after else None))
        return _page(request, form, same_visit=after is not None)
    form = ReportForm(choices, request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    return _send(request, form)


def _send(request: ViewerRequest, form: ReportForm) -> HttpResponse:
    try:
        sent = report_actions.submit(actor=request.viewer, report=form.report(), key=form.cleaned_data["key"])
    except report_actions.ReportRefused as refused:
        form.add_error(_FORM_FIELDS.get(refused.field, "where"), _told(request, refused))
        return _page(request, form, status=422)
    except report_actions.KeyUsed:
        told = _(
            "This form has been sent before, with other content. If this is another incident, send it again; "
            "else there is nothing to do."
        )
        form.add_error(None, told)
        return _page(request, form, status=409, key=uuid.uuid4())
    if sent.again:
        messages.info(request, _("This report had been sent already; it is stored once."))
    _tell_masked(request, sent.masked)
    address = f"{reverse('report_sent', args=[request.viewer.collaboration.slug])}?report={sent.incident}"
    if request.headers.get("Accept") == "application/json":
        # The page's script goes there itself, once it knows that the report has arrived.
        return JsonResponse({"next": address})
    return redirect(address)


def _told(request: ViewerRequest, refused: report_actions.ReportRefused) -> str:
    if refused.field not in {"latitude", "longitude"}:
        return str(refused)
    told = _(
        "The position is outside the map of %(collaboration)s. Point at the map, or choose a named place."
    )
    return told % {"collaboration": request.viewer.collaboration}


def _tell_masked(request: ViewerRequest, kinds: tuple[str, ...]) -> None:
    if kinds:
        words = ", ".join(problems.kind_word(kind) for kind in kinds)
        told = _("Personal data were masked before anything was saved: %(kinds)s.")
        messages.info(request, told % {"kinds": words})


def _page(
    request: ViewerRequest,
    form: ReportForm,
    *,
    status: int = 200,
    key: uuid.UUID | None = None,
    same_visit: bool = False,
) -> HttpResponse:
    context = report_pages.form_context(form, key=key)
    context |= {"same_visit": same_visit, "asked": report_queries.waiting_for_me(request.viewer)}
    context |= {"known": report_pages.known(request.viewer)}
    return render(request, "collect/report.html", context, status=status)


@require_safe
@viewer_required(Right.REPORT)
def report_sent(request: ViewerRequest) -> HttpResponse:
    """What was sent, as it is stored; without a number, the newest."""
    wanted = request.GET.get("report", "")
    link = report_queries.my_report(request.viewer, wanted)
    if link is None and wanted:
        raise Http404
    row = report_pages.row(link) if link else None
    return render(request, "collect/report_sent.html", {"row": row})


@require_POST
@viewer_required(Right.REPORT)
def report_retract(request: ViewerRequest, incident: int) -> HttpResponse:
    """Take one's own report back."""
    try:
        report_actions.retract(actor=request.viewer, incident=incident)
    except Incident.DoesNotExist as missing:
        raise Http404 from missing
    except StepRefused as refused:
        return _my_reports(request, problem=str(refused), status=409)
    messages.success(request, _("The report is taken back. It is counted nowhere."))
    return redirect("my_reports", request.viewer.collaboration.slug)


@require_POST
@viewer_required(Right.REPORT)
def report_answer(request: ViewerRequest, incident: int) -> HttpResponse:
    """Answer what the review asked back."""
    link = report_queries.my_report(request.viewer, str(incident))
    if link is None:
        raise Http404
    form = AnswerForm(request.POST)
    unsent: dict[str, Any] = {"incident": incident, "text": request.POST.get("text", "")}
    if not form.is_valid():
        problem = " ".join(map(str, form.errors["text"]))
        return _my_reports(request, problem=problem, unsent=unsent, status=422)
    try:
        masked = report_actions.answer(
            actor=request.viewer, incident=incident, text=form.cleaned_data["text"]
        )
    except StepRefused as refused:
        return _my_reports(request, problem=str(refused), unsent=unsent, status=409)
    messages.success(request, _("The answer is sent. The report waits for review again."))
    _tell_masked(request, masked)
    return redirect("my_reports", request.viewer.collaboration.slug)


@require_safe
@viewer_required(Right.REPORT)
def my_reports(request: ViewerRequest) -> HttpResponse:
    """One's own reports and what became of them."""
    return _my_reports(request)


def _my_reports(
    request: ViewerRequest, *, problem: str = "", unsent: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    page = Paginator(report_queries.my_reports(request.viewer), 25).get_page(request.GET.get("page"))
    rows = [report_pages.row(link) for link in page]
    context = {
        "page": page,
        "rows": rows,
        "asked": report_queries.waiting_for_me(request.viewer),
        "problem": problem,
        "unsent": unsent,
        "known": report_pages.known(request.viewer),
    }
    response = render(request, "collect/my_reports.html", context, status=status)
    if request.method == "GET":
        news = [row.link for row in rows if row.is_new]
        report_actions.mark_seen(actor=request.viewer, links=news)
    return response
