"""The pages of follow-ups: what is due, the evidence, the decision, and a problem's story."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from samlad.act import queries as act_queries
from samlad.act.measure_actions import local_today
from samlad.act.problem_actions import guarded
from samlad.act.refusals import Conflict, Refused
from samlad.collect.exports import csv_response
from samlad.collect.guard import mask
from samlad.follow import actions, presenting, queries, story, tables
from samlad.follow.forms import DecisionForm
from samlad.follow.models import Decision, FollowUp
from samlad.follow.refusals import AlreadyDecided
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.policy import Right, may

PAGE = 25


@require_safe
@viewer_required(Right.DECISIONS)
def follow_ups(request: ViewerRequest) -> HttpResponse:
    """What is due, what waits for a decision, and what was decided; outside the group the decisions alone."""
    viewer, number = request.viewer, request.GET.get("page")
    if not may(viewer, Right.WORK):
        taken = Paginator(queries.decisions(viewer), PAGE).get_page(number)
        return render(request, "follow/decisions.html", {"page": taken})
    decided = (
        queries.follow_ups(viewer).filter(decision__isnull=False).order_by("-decision__decided_at", "-id")
    )
    # Ids alone are put in order: the evidence of hundreds is much to carry along.
    page = Paginator(decided.values_list("id", flat=True), PAGE).get_page(number)
    shown = queries.follow_ups(viewer).in_bulk(list(page))
    waiting = queries.undecided(viewer)
    due = queries.uncomputed(viewer, act_queries.due_soon(viewer))
    numbers = waiting.count(), due.count()
    context = {
        "answer": _answer(*numbers),
        "waiting": [presenting.line(one) for one in waiting[:PAGE]],
        "more_waiting": max(0, numbers[0] - PAGE),
        "due": [{"measure": one, "url": presenting.link("measure", viewer, one.pk)} for one in due[:PAGE]],
        "more_due": max(0, numbers[1] - PAGE),
        "page": page,
        "decided": [presenting.line(shown[pk]) for pk in page],
        "may_compute": may(viewer, Right.PLAN),
        "measures_url": presenting.link("measures", viewer),
        "today": local_today(viewer.collaboration),
    }
    return render(request, "follow/follow_ups.html", context)


@require_safe
@viewer_required(Right.WORK)
def follow_up(request: ViewerRequest, follow_up: int) -> HttpResponse:
    """The evidence, and the decision on it or the form for one."""
    found = _found(request, follow_up)
    return _page(request, found, DecisionForm())


@require_safe
@viewer_required(Right.WORK)
def follow_up_csv(request: ViewerRequest, follow_up: int) -> HttpResponseBase:
    """The weekly figures of the page as they were kept, or with `table=figures` all others, unrounded."""
    found = _found(request, follow_up)
    evidence, name = queries.evidence(found), request.GET.get("table") or tables.WEEKS
    if name not in tables.TABLES:
        message = _("The table is “%(name)s”; it must be one of %(known)s.")
        values = {"name": name[:20], "known": ", ".join(tables.TABLES)}
        return render(request, "400.html", {"message": message % values}, status=400)
    file = f"follow-up-{found.due_on}-{found.measure_id}"
    simulated = request.viewer.collaboration.simulated
    if name == tables.FIGURES:
        rows = tables.figures(found, evidence)
        return csv_response(f"{file}-{name}", tables.FIGURES_HEADER, rows, simulated=simulated)
    return csv_response(file, presenting.CSV_HEADER, presenting.csv_rows(evidence), simulated=simulated)


@require_POST
@viewer_required(Right.PLAN)
def follow_up_compute(request: ViewerRequest, measure: int) -> HttpResponseBase:
    """Compute the evidence of a measure now."""
    found = queries.measure(request.viewer, measure)
    if found is None:
        raise Http404
    try:
        made = actions.compute(actor=request.viewer, measure=found)
    except Conflict as conflict:
        messages.warning(request, str(conflict))
        return redirect("follow_ups", request.viewer.collaboration.slug)
    return redirect("follow_up", request.viewer.collaboration.slug, made.pk)


@require_POST
@viewer_required(Right.DECIDE)
def follow_up_decide(request: ViewerRequest, follow_up: int) -> HttpResponseBase:
    """Record the group's decision."""
    found = _found(request, follow_up)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    given = form.decision()
    try:
        actions.decide(actor=request.viewer, follow_up=found, **given)
    except Refused as refused:
        for name, sentence in refused.sentences.items():
            form.add_error(name if name in form.fields else None, sentence)
        return _page(request, found, form, status=422)
    except AlreadyDecided as decided:
        if not _is_the_same(decided.decision, request, given):
            return _page(request, _found(request, follow_up), form, status=409, conflict=str(decided))
    except Conflict as conflict:
        return _page(request, _found(request, follow_up), form, status=409, conflict=str(conflict))
    else:
        messages.success(request, _("The decision is recorded."))
        _tell_masked(request, given["motive"], given["dissent"])
    return redirect("follow_up", request.viewer.collaboration.slug, found.pk)


@require_safe
@viewer_required(Right.WORK)
def problem_story(request: ViewerRequest, problem: int) -> HttpResponse:
    """The history of a problem on one page, made to be read and printed."""
    viewer = request.viewer
    found = queries.problem(viewer, problem)
    if found is None:
        raise Http404
    chapters = story.chapters(viewer, found)
    context = {
        "problem": found,
        "problem_url": presenting.link("problem", viewer, found.pk),
        "plan_url": presenting.link("measure_new", viewer, found.pk),
        "answer": story.answer(chapters),
        "chapters": chapters,
        "has_charts": any(chapter.about.get("chart") for chapter in chapters),
    }
    return render(request, "follow/story.html", context)


def _found(request: ViewerRequest, pk: int) -> FollowUp:
    found = queries.follow_up(request.viewer, pk)
    if found is None:
        raise Http404
    return found


def _page(
    request: ViewerRequest, found: FollowUp, form: DecisionForm, *, status: int = 200, conflict: str = ""
) -> HttpResponse:
    viewer = request.viewer
    decision = getattr(found, "decision", None)
    context: dict[str, Any] = presenting.page(viewer, found) | {
        "form": form,
        "decision": decision,
        "conflict": conflict,
        "wrote": _wrote(form) if conflict else {},
        "may_decide": decision is None and may(viewer, Right.DECIDE),
        "others": queries.of_measure(viewer, found.measure).exclude(pk=found.pk),
        "new_measure_url": _new_measure_url(request, found),
    }
    return render(request, "follow/follow_up.html", context, status=status)


def _wrote(form: DecisionForm) -> dict[str, str]:
    """What the second one chose, in words; nothing of it is to be lost."""
    choice, day = form["choice"].value(), form["next_on"].value()
    return {
        "choice": str(dict(Decision.Choice.choices).get(choice, "")),
        "next_on": str(day or ""),
    }


def _new_measure_url(request: ViewerRequest, found: FollowUp) -> str:
    """Where the measure is planned that a decision to expand or change asks for."""
    decision = getattr(found, "decision", None)
    leads_on = decision is not None and decision.choice in {Decision.Choice.EXPAND, Decision.Choice.CHANGE}
    url = presenting.link("measure_new", request.viewer, found.measure.problem_id)
    leads_on = leads_on and not queries.is_followed(request.viewer, found.measure)
    return f"{url}?follows={found.measure_id}" if url and leads_on and may(request.viewer, Right.PLAN) else ""


def _answer(waiting: int, due: int) -> str:
    if waiting:
        sentence = ngettext(
            "%(number)d follow-up waits for the group's decision.",
            "%(number)d follow-ups wait for the group's decision.",
            waiting,
        )
        return sentence % {"number": waiting}
    if due:
        sentence = ngettext(
            "Nothing waits for a decision. %(number)d measure is soon to be followed up.",
            "Nothing waits for a decision. %(number)d measures are soon to be followed up.",
            due,
        )
        return sentence % {"number": due}
    return _("Nothing waits for a decision, and no follow-up is due within two weeks.")


def _is_the_same(decision: Decision, request: ViewerRequest, given: dict[str, Any]) -> bool:
    """Whether somebody sent the form twice, or went back and sent it again."""
    motive = guarded(given["motive"], actions.LONGEST_TEXT)
    own = decision.decided_by_id == request.viewer.pk
    return own and (decision.choice, decision.motive) == (given["choice"], motive)


def _tell_masked(request: ViewerRequest, *texts: str) -> None:
    kinds = sorted({finding.kind for text in texts for finding in mask(text)[1]})
    if kinds:
        messages.info(
            request,
            _("Personal data were masked before anything was saved: %(kinds)s.")
            % {"kinds": ", ".join(kinds)},
        )
