"""The pages of measures: which there are and what is due, one of them, planning and changing it, the library."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samlad.act import (
    actions,
    comparing,
    library,
    library_views,
    prefill,
    queries,
    seeing,
    showing,
    wording,
    workflow,
)
from samlad.act.attempts import attempt
from samlad.act.measure_actions import local_today, usual_day
from samlad.act.measure_forms import MeasureForm, RunningForm, StepForm
from samlad.act.models import Measure, Problem
from samlad.act.refusals import Conflict, Refused
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.models import Member
from samlad.people.policy import Right, may
from samlad.picture.asking import language

PAGE = 50
# What can be changed of a measure, by its state.
_FORMS: dict[str, type[MeasureForm] | type[RunningForm]] = {
    Measure.State.PLANNED: MeasureForm,
    Measure.State.RUNNING: RunningForm,
}


@require_safe
@viewer_required(Right.DOSE_OWN)
def measures(request: ViewerRequest) -> HttpResponse:
    """All measures by state, those due first; for a reporter what runs in the own organisation, to log."""
    viewer = request.viewer
    if not may(viewer, Right.WORK):
        own = [showing.measure_row(one) for one in queries.measures(viewer).order_by("starts_on", "id")]
        return render(request, "act/measures_own.html", {"rows": own})
    due = queries.measures_due(viewer, queries.due_soon(viewer))
    state = request.GET.get("state", "")
    state = state if state in {*Measure.State.values, "due"} else str(Measure.State.RUNNING)
    chosen = due if state == "due" else queries.measures(viewer).filter(state=state)
    page = Paginator(chosen, PAGE).get_page(request.GET.get("page"))
    numbers = queries.numbers_by_state(viewer) | {"due": due.count()}
    context = {
        "page": page,
        "rows": [showing.measure_row(one) for one in page.object_list],
        "state": state,
        "states": [
            {"value": value, "label": label, "number": numbers.get(value, 0)} for value, label in _states()
        ],
        "answer": _answer(numbers),
        "soon": queries.due_soon(viewer),
        "page_query": f"state={state}",
    }
    return render(request, "act/measures.html", context)


@require_safe
@viewer_required(Right.WORK)
def measure(request: ViewerRequest, measure: int) -> HttpResponse:
    """One measure: how it should work, its dose, its dates, how it will be judged, and what was done."""
    return _measure_page(request, _found(request, measure))


@require_http_methods(["GET", "HEAD", "POST"])
@viewer_required(Right.PLAN)
def measure_new(request: ViewerRequest, problem: int) -> HttpResponseBase:
    """Plan a measure for a problem: first the type, of those in the library, then the rest."""
    viewer = request.viewer
    found = get_object_or_404(queries.problems(viewer), pk=problem)
    follows = _follows(request, found)
    if request.method == "POST":
        return _planned(request, found, follows)
    today = local_today(viewer.collaboration)
    if follows is not None and "type" not in request.GET:
        initial = prefill.measure_after(follows, today)
    else:
        kind = library.measure_types().get(request.GET.get("type", ""))
        if kind is None:
            return library_views.choice_page(request, found, request.GET.get("type", ""))
        likely = comparing.proposed(viewer, found)
        initial = prefill.measure_for(viewer, found, kind, today, language(), likely)
    return _form_page(request, MeasureForm(viewer, initial=initial), found, None)


def _planned(request: ViewerRequest, problem: Problem, follows: Measure | None) -> HttpResponseBase:
    viewer = request.viewer
    form = MeasureForm(viewer, request.POST)
    if "suggest" in request.POST:
        return _form_page(request, form, problem, None)
    made, status = attempt(
        form,
        lambda: actions.create_measure(
            actor=viewer, problem=problem, plan=form.plan(follows), key=form.cleaned_data["key"]
        ),
    )
    if made is None:
        return _form_page(request, form, problem, None, status=status)
    showing.tell_masked(request, form.texts())
    messages.success(request, _("The measure is planned. Start it here on the day when it begins."))
    return redirect("measure", viewer.collaboration.slug, made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@viewer_required(Right.PLAN)
def measure_edit(request: ViewerRequest, measure: int) -> HttpResponseBase:
    """Change a planned measure, or of a running one what its judgement does not hang on."""
    viewer, found = request.viewer, _found(request, measure)
    kind = _FORMS.get(found.state)
    if kind is None:
        messages.info(
            request, _("A measure that has ended is not changed: it has been judged by what it was.")
        )
        return redirect("measure", viewer.collaboration.slug, found.pk)
    if request.method != "POST":
        return _form_page(request, kind(viewer, initial=prefill.measure_of(found)), found.problem, found)
    form = kind(viewer, request.POST)
    if "suggest" in request.POST:
        return _form_page(request, form, found.problem, found)
    changed, status = attempt(form, lambda: _changed(viewer, form, found))
    if changed is None:
        if status == 409:
            found = _found(request, measure)
            form.go_on_from(prefill.measure_of(found))
        return _form_page(request, form, found.problem, found, status=status)
    if isinstance(form, MeasureForm):
        showing.tell_masked(request, form.texts())
    return redirect("measure", viewer.collaboration.slug, found.pk)


@require_POST
@viewer_required(Right.PLAN)
def measure_step(request: ViewerRequest, measure: int) -> HttpResponseBase:
    """Start, end or cancel a measure."""
    found, form = _found(request, measure), StepForm(request.POST)
    step = request.POST.get("step", "")
    if not form.is_valid() or step not in list(workflow.Step):
        sentence = _("Choose to start, end or cancel the measure, and a day written as 2026-02-14.")
        return _measure_page(request, found, sentence, 422)
    try:
        actions.step_measure(
            actor=request.viewer, measure=found, step=workflow.Step(step), on=form.cleaned_data["on"]
        )
    except Refused as refused:
        return _measure_page(request, found, str(refused), 422)
    except Conflict as conflict:
        return _measure_page(request, _found(request, measure), str(conflict), 409)
    return redirect("measure", request.viewer.collaboration.slug, found.pk)


def _changed(viewer: Member, form: MeasureForm | RunningForm, found: Measure) -> Measure:
    revision = form.cleaned_data["revision"]
    if isinstance(form, MeasureForm):
        plan = form.plan(found.follows)
        return actions.change_planned(actor=viewer, measure=found, plan=plan, revision=revision)
    return actions.change_running(actor=viewer, measure=found, change=form.change(), revision=revision)


def _measure_page(
    request: ViewerRequest, found: Measure, sentence: str = "", status: int = 200
) -> HttpResponse:
    viewer, lang = request.viewer, language()
    today = local_today(viewer.collaboration)
    kind = library.measure_types().get(found.type)
    context: dict[str, Any] = {
        "row": showing.measure_row(found),
        "measure": found,
        "kind": kind,
        "evidence": wording.evidence_word(kind.evidence) if kind else "",
        "finding": wording.finding(kind, lang) if kind else "",
        "outcome": showing.category_names(found.outcome.all(), lang),
        "targets": [area.name for area in found.target_areas.defer("boundary")],
        "comparison": [area.name for area in found.comparison_areas.defer("boundary")],
        "answer": wording.measure_sentence(found),
        "sight": seeing.of_measure(viewer, found) if found.state == Measure.State.PLANNED else "",
        "history": [showing.step_row(one) for one in queries.steps(viewer, found)],
        "doses": queries.doses(viewer, found),
        "steps": [
            {"step": str(step), "day": usual_day(found, step, today)}
            for step in workflow.measure_steps(viewer, found.state)
        ],
        "may_plan": may(viewer, Right.PLAN) and found.state in workflow.UNFINISHED,
        "due": found.state in queries.BEGUN and found.follow_up_on <= queries.due_soon(viewer),
        "sentence": sentence,
        "today": today,
    }
    return render(request, "act/measure.html", context, status=status)


def _form_page(
    request: ViewerRequest,
    form: MeasureForm | RunningForm,
    problem: Problem,
    found: Measure | None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "problem": problem, "measure": found}
    if isinstance(form, MeasureForm):
        mains = set(queries.categories(request.viewer).filter(parent=None).values_list("id", flat=True))
        kind = library.measure_types().get(str(form["type"].value() or ""))
        context |= comparing.context(request.viewer, form)
        first = set(form.chosen("target_areas")) | {area.pk for area in (problem.area,) if area}
        context |= {
            "kind": kind,
            "kind_name": kind.name(language()) if kind else "",
            "finding": wording.finding(kind, language()) if kind else "",
            "sight": seeing.of_form(request.viewer, form),
            "outcome": form.boxes("outcome", mains),
            "targets": form.boxes("target_areas", first),
            "when": [form[name] for name in ("starts_on", "ends_on", "follow_up_on")],
            "dose": [form[name] for name in ("dose_amount", "dose_unit", "cost")],
        }
    return render(request, "act/measure_form.html", context, status=status)


def _follows(request: ViewerRequest, problem: Problem) -> Measure | None:
    """The earlier measure that the new one grows out of, where the address names one of the same problem."""
    text = request.GET.get("follows", "")
    if not text.isdecimal():
        return None
    return queries.measures_of(request.viewer, problem).filter(pk=int(text)).first()


def _found(request: ViewerRequest, pk: int) -> Measure:
    return get_object_or_404(queries.measures(request.viewer), pk=pk)


def _states() -> list[tuple[str, str]]:
    return [
        ("due", _("Follow-up due")),
        (str(Measure.State.RUNNING), _("Running")),
        (str(Measure.State.PLANNED), _("Planned")),
        (str(Measure.State.ENDED), _("Ended")),
        (str(Measure.State.CANCELLED), _("Cancelled")),
    ]


def _answer(numbers: dict[str, int]) -> str:
    running, due = numbers.get(Measure.State.RUNNING, 0), numbers["due"]
    said = ngettext("%(number)d measure is running.", "%(number)d measures are running.", running) % {
        "number": running
    }
    if not due:
        return f"{said} " + _("No follow-up is due.")
    return f"{said} " + ngettext(
        "%(number)d is due for follow-up.", "%(number)d are due for follow-up.", due
    ) % {"number": due}
