"""Logging what was done, made for a phone, and taking it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samlad.act import actions, queries, showing
from samlad.act.attempts import attempt
from samlad.act.measure_actions import local_today
from samlad.act.measure_forms import DoseForm
from samlad.act.models import Dose, Measure
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.models import Member
from samlad.people.policy import Right

LATEST = 5


@require_http_methods(["GET", "HEAD", "POST"])
@viewer_required(Right.DOSE_OWN)
def dose_log(request: ViewerRequest, measure: int) -> HttpResponseBase:
    """How much was done, on which day; sent twice it is logged once."""
    viewer = request.viewer
    found = _found(request, measure)
    if request.method != "POST":
        return _page(request, found, DoseForm(viewer, initial={"given_on": _usual_day(found)}))
    form = DoseForm(viewer, request.POST)
    dose, status = attempt(form, lambda: _logged(viewer, found, form.cleaned_data))
    if dose is None:
        return _page(request, found, form, status)
    showing.tell_masked(request, [form.cleaned_data["note"]])
    told = {"amount": showing.number(dose.amount), "unit": found.dose_unit, "day": dose.given_on}
    messages.success(request, _("Logged: %(amount)s %(unit)s on %(day)s. Thank you.") % told)
    return redirect("dose_log", viewer.collaboration.slug, found.pk)


def _logged(viewer: Member, measure: Measure, data: dict[str, Any]) -> Dose:
    asked = {name: data[name] for name in ("amount", "given_on", "note", "key")}
    return actions.log_dose(actor=viewer, measure=measure, **asked)


@require_POST
@viewer_required(Right.DOSE_OWN)
def dose_undo(request: ViewerRequest, dose: int) -> HttpResponseBase:
    """Take back what was logged."""
    found = get_object_or_404(queries.doses_to_undo(request.viewer), pk=dose)
    actions.undo_dose(actor=request.viewer, dose=found)
    messages.success(request, _("Taken back."))
    return redirect("dose_log", request.viewer.collaboration.slug, found.measure_id)


def _page(request: ViewerRequest, found: Measure, form: DoseForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "measure": found,
        "row": showing.measure_row(_found(request, found.pk)),
        "form": form,
        "doses": queries.doses(request.viewer, found)[:LATEST],
    }
    return render(request, "act/dose.html", context, status=status)


def _found(request: ViewerRequest, pk: int) -> Measure:
    return get_object_or_404(queries.measures(request.viewer), pk=pk)


def _usual_day(measure: Measure) -> Any:
    today = local_today(measure.collaboration)
    return min(today, measure.ends_on) if measure.state == Measure.State.ENDED and measure.ends_on else today
