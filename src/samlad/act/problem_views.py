"""The pages of problems: which there are and in what order, one of them, and changing it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samlad.act import actions, drawing, prefill, queries, ranked_queries, showing, wording, workflow
from samlad.act.attempts import attempt
from samlad.act.forms import ProblemForm
from samlad.act.models import Problem
from samlad.act.refusals import Conflict, Refused
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.policy import Right, may
from samlad.picture.asking import asked, language
from samlad.picture.query import Query

PAGE = 50


@require_safe
@viewer_required(Right.WORK)
def problems(request: ViewerRequest) -> HttpResponse:
    """The problems in a state, ranked by need and influence, with the group's own order beside it."""
    return _list_page(request)


def _list_page(request: ViewerRequest, sentence: str = "", status: int = 200) -> HttpResponse:
    state = request.GET.get("state", "")
    state = state if state in Problem.State.values else Problem.State.OPEN
    ranked = ranked_queries.ranking_of(request.viewer, state)
    if request.GET.get("sort") == "rank":
        ranked.sort(key=lambda one: (one.rank or 1_000, one.place))
    page = Paginator(ranked, PAGE).get_page(request.GET.get("page"))
    shown = ranked_queries.ranked_problems(request.viewer, list(page))
    context = {
        "page": page,
        "rows": [showing.problem_row(one) for one in shown],
        "answer": _answer(ranked, state),
        "state": state,
        "states": [{"value": value, "label": label} for value, label in _states()],
        "sort": request.GET.get("sort", ""),
        "page_query": urlencode(
            {name: request.GET[name] for name in ("state", "sort") if name in request.GET}
        ),
        "may_plan": may(request.viewer, Right.PLAN),
        "weights": showing.weights(),
    }
    return render(request, "act/problems.html", context | {"sentence": sentence}, status=status)


@require_safe
@viewer_required(Right.WORK)
def problem(request: ViewerRequest, problem: int) -> HttpResponse:
    """One problem: what, where and when, why there, how many, and what is done about it."""
    return _problem_page(request, _found(request, problem))


@require_http_methods(["GET", "HEAD", "POST"])
@viewer_required(Right.PLAN)
@asked
def problem_new(request: ViewerRequest, query: Query) -> HttpResponseBase:
    """Make a problem out of the picture that one came from; two presses where it says enough."""
    viewer = request.viewer
    if request.method != "POST":
        form = ProblemForm(viewer, initial=prefill.problem_from(viewer, query, language()))
        return _form_page(request, form, None)
    form = ProblemForm(viewer, request.POST)
    made, status = attempt(
        form,
        lambda: actions.create_problem(
            actor=viewer,
            collaboration=viewer.collaboration,
            plan=form.plan(),
            key=form.cleaned_data["key"],
        ),
    )
    if made is None:
        return _form_page(request, form, None, status=status)
    showing.tell_masked(request, form.texts())
    messages.success(request, _("The problem is saved. Write why it happens there, or plan a measure."))
    return redirect("problem", viewer.collaboration.slug, made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@viewer_required(Right.PLAN)
def problem_edit(request: ViewerRequest, problem: int) -> HttpResponseBase:
    """Change a problem, write its cause analysis, assess it."""
    viewer, found = request.viewer, _found(request, problem)
    if request.method != "POST":
        return _form_page(request, ProblemForm(viewer, initial=prefill.problem_of(found)), found)
    form = ProblemForm(viewer, request.POST)
    changed, status = attempt(
        form,
        lambda: actions.change_problem(
            actor=viewer, problem=found, plan=form.plan(), revision=form.cleaned_data["revision"]
        ),
    )
    if changed is None:
        now = found if status != 409 else _found(request, problem)
        if now is not found:
            form.go_on_from(prefill.problem_of(now))
        return _form_page(request, form, now, status=status)
    showing.tell_masked(request, form.texts())
    return redirect("problem", viewer.collaboration.slug, found.pk)


@require_POST
@viewer_required(Right.PLAN)
def problem_state(request: ViewerRequest, problem: int) -> HttpResponseBase:
    """Close a problem with a reason, or open it again."""
    found = _found(request, problem)
    reason = request.POST.get("reason", "")
    step = request.POST.get("step", "")
    if step not in list(workflow.ProblemStep):
        return _problem_page(request, found, {"reason": reason, "sentence": _no_step(step)}, 422)
    try:
        actions.step_problem(
            actor=request.viewer, problem=found, step=workflow.ProblemStep(step), reason=reason
        )
    except Refused as refused:
        return _problem_page(request, found, {"reason": reason, "sentence": str(refused)}, 422)
    except Conflict as conflict:
        told = {"reason": reason, "sentence": str(conflict)}
        return _problem_page(request, _found(request, problem), told, 409)
    showing.tell_masked(request, [reason])
    return redirect("problem", request.viewer.collaboration.slug, found.pk)


@require_POST
@viewer_required(Right.PLAN)
def problem_order(request: ViewerRequest) -> HttpResponseBase:
    """The group's own order: numbers in fields, or one step up or down."""
    viewer = request.viewer
    try:
        order = showing.asked_order(request.POST, list(queries.open_problems(viewer)))
        changed = actions.order_problems(actor=viewer, collaboration=viewer.collaboration, order=order)
    except Refused as refused:
        return _list_page(request, str(refused), 422)
    if changed:
        messages.success(request, _("The group's own order is saved."))
    return redirect(f"{reverse('problems', args=[viewer.collaboration.slug])}?sort=rank")


def _problem_page(
    request: ViewerRequest, found: Problem, told: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    viewer = request.viewer
    one = ranked_queries.ranked_problem(viewer, found)
    row = showing.problem_row(one)
    weeks = queries.weekly_counts(viewer, found)
    parameters = showing.picture_parameters(found)
    context: dict[str, Any] = {
        "problem": found,
        "kinds": showing.category_names(found.categories.all(), language()),
        "row": row,
        "heaps": [
            {"name": name, "value": value, "parts": wording.parts(score)}
            for name, value, score in (
                (_("Need"), row["need"], one.ranked.need),
                (_("Influence"), row["influence"], one.ranked.influence),
            )
        ],
        "causes": showing.causes(found),
        "has_cause": any(getattr(found, name) for name in showing.CAUSES),
        "soon": queries.due_soon(viewer),
        "chart": drawing.week_chart(weeks),
        "weeks": [
            {"week": week, "count": count, "parameters": f"period={week.label}&{parameters}"}
            for week, count in reversed(weeks)
        ],
        "seen_parameters": f"period={found.first_day.year}&{parameters}",
        "measures": [showing.measure_row(measure) for measure in queries.measures_of(viewer, found)],
        "steps": [str(step) for step in workflow.problem_steps(viewer, found.state)],
        "may_plan": may(viewer, Right.PLAN),
        "told": told or {},
        "story_url": _story(found),
    }
    return render(request, "act/problem.html", context, status=status)


def _story(problem: Problem) -> str:
    """The history of the problem, a page of the folder above, where there is one."""
    try:
        return reverse("problem_story", args=[problem.collaboration.slug, problem.pk])
    except NoReverseMatch:
        return ""


def _form_page(
    request: ViewerRequest, form: ProblemForm, found: Problem | None, status: int = 200
) -> HttpResponse:
    mains = set(queries.categories(request.viewer).filter(parent=None).values_list("id", flat=True))
    context = {
        "form": form,
        "problem": found,
        "kinds": form.boxes("categories", mains),
        "cause_fields": [form[name] for name in showing.CAUSES],
        "assessed_fields": [form[name] for name in showing.ASSESSED],
    }
    return render(request, "act/problem_form.html", context, status=status)


def _found(request: ViewerRequest, pk: int) -> Problem:
    return get_object_or_404(queries.problems(request.viewer), pk=pk)


def _states() -> list[tuple[str, str]]:
    return [(Problem.State.OPEN, _("Open")), (Problem.State.CLOSED, _("Closed"))]


def _answer(ranked: list[ranked_queries.Ranked], state: str) -> str:
    if state == Problem.State.CLOSED:
        return ngettext("%(number)d problem is closed.", "%(number)d problems are closed.", len(ranked)) % {
            "number": len(ranked)
        }
    first = min(ranked, key=lambda one: one.place, default=None)
    if first is None:
        return ""
    amount = ngettext(
        "%(number)d problem is worked on.", "%(number)d problems are worked on.", len(ranked)
    ) % {"number": len(ranked)}
    if first.priority is None:
        return f"{amount} " + _("None is assessed yet, so need and influence cannot be weighed together.")
    return f"{amount} " + _("Need and influence together are greatest for %(title)s.") % {
        "title": first.title
    }


def _no_step(step: str) -> str:
    return _("“%(step)s” cannot be done with a problem. Close it or open it again.") % {"step": step[:20]}
