"""The review in the pages: the queue, one of it, its steps, undo."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samlad.collect import merging, review_actions, review_page, review_queries, review_undo
from samlad.collect.models import Incident
from samlad.collect.review_actions import Taken
from samlad.collect.review_forms import FORMS, RedactForm, StepForm
from samlad.collect.workflow import StepRefused
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.policy import Right

# A button pressed twice, or a page sent again by going back, is answered as the first time.
AGAIN = timedelta(minutes=1)


@require_safe
@viewer_required(Right.REVIEW_OWN)
def review(request: ViewerRequest) -> HttpResponseBase:
    """The queue, with its oldest open."""
    asked = request.GET.get("state") == "asked"
    context = review_page.page(request.viewer, None, asked=asked, number=request.GET.get("page"))
    return render(request, "collect/review.html", context)


@require_safe
@viewer_required(Right.REVIEW_OWN)
def review_incident(request: ViewerRequest, incident: int) -> HttpResponseBase:
    """One of the queue, or one that has been reviewed, with what may be done."""
    return _shown(request, _incident(request, incident))


@require_POST
@viewer_required(Right.REVIEW_OWN)
def review_step(request: ViewerRequest, incident: int) -> HttpResponseBase:
    """Take a step, and open the next of the queue."""
    found = _incident(request, incident)
    kind = FORMS.get(request.POST.get("step", ""))
    if kind is None:
        problem = _("The step is missing or unknown. Choose one of the buttons.")
        return _shown(request, found, problem=problem, status=422)
    form = kind(request.viewer, found, request.POST)
    if not form.is_valid():
        problem = " ".join(str(one) for name in ("version", "target") for one in form.errors.get(name, []))
        return _shown(request, found, form=form, problem=problem, status=422)
    try:
        taken = _take(request, found, form)
    except StepRefused as refused:
        if not _sent_again(request, found, form.step):
            now = _incident(request, incident)
            return _shown(request, now, form=_kept(form, now), problem=str(refused), status=409)
    else:
        _tell_masked(request, [*form.masked, *taken.masked])
    return _onwards(request, found, stay=form.step == "redact")


@require_POST
@viewer_required(Right.REVIEW_OWN)
def review_undo_step(request: ViewerRequest, event: int) -> HttpResponseBase:
    """Take a step of today back, and open its incident again."""
    found = review_queries.event_of(request.viewer, event)
    if found is None:
        raise Http404
    try:
        review_undo.undo(actor=request.viewer, event=found)
    except StepRefused as refused:
        incident = _incident(request, found.incident_id)
        return _shown(request, incident, problem=str(refused), status=409)
    messages.success(request, _("Undone. It is as it was before."))
    return _open(request, found.incident_id)


def _take(request: ViewerRequest, incident: Incident, form: StepForm) -> Taken:
    viewer, data, seen = request.viewer, form.cleaned_data, form.cleaned_data["version"]
    if form.step == "ask":
        return review_actions.ask(actor=viewer, incident=incident, question=data["question"], seen=seen)
    if form.step == "merge":
        return _merge(request, incident, data["target"], seen)
    if isinstance(form, RedactForm):
        return review_actions.redact(actor=viewer, incident=incident, redaction=form.redaction(), seen=seen)
    if form.step == "reject":
        return review_actions.reject(
            actor=viewer, incident=incident, reason=data["reason"], words=data["words"], seen=seen
        )
    return review_actions.approve(actor=viewer, incident=incident, seen=seen)


def _merge(request: ViewerRequest, incident: Incident, target: Incident, seen: int) -> Taken:
    taken = merging.merge(actor=request.viewer, incident=incident, target=target, seen=seen)
    root = taken.event.before["into"]
    if root != target.pk:
        sentence = _(
            "Incident %(other)s is merged itself: this one was merged into %(root)s, where both stand."
        )
        messages.info(request, sentence % {"other": target.pk, "root": root})
    return taken


def _tell_masked(request: ViewerRequest, masked: list[str]) -> None:
    if masked:
        kinds = {"kinds": ", ".join(dict.fromkeys(masked))}
        messages.info(request, _("Personal data were masked before anything was saved: %(kinds)s.") % kinds)


def _sent_again(request: ViewerRequest, incident: Incident, step: str) -> bool:
    last = review_queries.history(request.viewer, incident).last()
    return (
        last is not None
        and last.actor_id == request.viewer.pk
        and last.step == step
        and last.undone_at is None
        and timezone.now() - last.at < AGAIN
    )


def _kept(form: StepForm, incident: Incident) -> StepForm:
    """The refused form with its text, for the incident as it is now: sent again, it is meant for that."""
    data = {name: form.data[name] for name in form.fields if name in form.data}
    return type(form)(form.viewer, incident, data | {"version": str(incident.version)})


def _incident(request: ViewerRequest, incident: int) -> Incident:
    found: Incident = get_object_or_404(review_queries.reviewable(request.viewer), pk=incident)
    return found


def _shown(
    request: ViewerRequest,
    incident: Incident,
    *,
    form: StepForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    asked = incident.state == Incident.State.ASKED
    context = review_page.page(request.viewer, incident, asked=asked, bound=form, problem=problem)
    return render(request, "collect/review.html", context, status=status)


def _onwards(request: ViewerRequest, incident: Incident, *, stay: bool) -> HttpResponseBase:
    following = incident.pk if stay else review_queries.next_of(request.viewer, incident)
    if following is None:
        return redirect("review", request.viewer.collaboration.slug)
    return _open(request, following)


def _open(request: ViewerRequest, incident: int) -> HttpResponseBase:
    # The fragment puts the focus on it, without a script.
    return redirect(reverse("review_incident", args=[request.viewer.collaboration.slug, incident]) + "#one")
