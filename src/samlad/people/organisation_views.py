"""Administration: organisations, and what holds for the whole collaboration."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samlad.people import actions, queries
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.forms import OrganisationForm, SettingsForm, attempt
from samlad.people.models import Organisation
from samlad.people.policy import Right
from samlad.people.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@viewer_required(Right.ADMINISTER)
def administer_organisations(request: ViewerRequest) -> HttpResponseBase:
    """The organisations, and adding one."""
    form, status = OrganisationForm(request.POST or None), 200
    if request.method == "POST":
        status = attempt(
            form,
            lambda data: actions.create_organisation(
                actor=request.viewer,
                collaboration=request.viewer.collaboration,
                name=data["name"],
                kind=data["kind"],
                checks_in=data["checks_in"],
            ),
        )
        if status == 200:
            messages.success(request, _("%(name)s is added.") % {"name": form.cleaned_data["name"]})
            return _to_list(request)
    rows = list(queries.administered_organisations(request.viewer))
    context = {
        "form": form,
        "organisations": [row for row in rows if row.ended_at is None],
        "ended": [row for row in rows if row.ended_at is not None],
        "tab": "organisations",
    }
    return render(request, "people/organisations.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@viewer_required(Right.ADMINISTER)
def administer_organisation(request: ViewerRequest, organisation: int) -> HttpResponseBase:
    """One organisation: name, kind, whether it checks in."""
    row = _organisation(request, organisation)
    form, status = OrganisationForm.of(row, actions.ORGANISATION, request.POST), 200
    if request.method == "POST":
        status = attempt(
            form, lambda data: actions.change_organisation(actor=request.viewer, organisation=row, **data)
        )
        if status == 200:
            messages.success(request, _("%(name)s is saved.") % {"name": form.cleaned_data["name"]})
            return _to_list(request)
    context = {"form": form, "organisation": row, "tab": "organisations"}
    return render(request, "people/organisation.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@viewer_required(Right.ADMINISTER)
def administer_organisation_end(request: ViewerRequest, organisation: int) -> HttpResponseBase:
    """Asks before an organisation ends: what goes with it, and what stays."""
    row, status = _organisation(request, organisation), 200
    refusal = ""
    if request.method == "POST":
        try:
            actions.end_organisation(actor=request.viewer, organisation=row)
        except Refused as refused:
            refusal, status = str(refused), 409
        else:
            messages.success(request, _("%(name)s has ended.") % {"name": row.name})
            # Whoever ended their own organisation has ended too.
            if row.pk == request.viewer.organisation_id:
                return redirect("home")
            return _to_list(request)
    context = {
        "organisation": row,
        "members": queries.administered_members(request.viewer).filter(organisation=row).count(),
        "own": row.pk == request.viewer.organisation_id,
        "refusal": refusal,
        "tab": "organisations",
    }
    return render(request, "people/organisation_end.html", context, status=status)


@require_POST
@viewer_required(Right.ADMINISTER)
def administer_organisation_resume(request: ViewerRequest, organisation: int) -> HttpResponseBase:
    """Take an ended organisation in again."""
    row = _organisation(request, organisation)
    try:
        actions.resume_organisation(actor=request.viewer, organisation=row)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, _("%(name)s is one of the collaboration again. Invite its people.") % {"name": row.name}
        )
    return _to_list(request)


@require_http_methods(["GET", "HEAD", "POST"])
@viewer_required(Right.ADMINISTER)
def administer_settings(request: ViewerRequest) -> HttpResponseBase:
    """Name, threshold of small counts, how long words are kept, time zone."""
    row = request.viewer.collaboration
    form, status = SettingsForm.of(row, actions.SETTINGS, request.POST), 200
    if request.method == "POST":
        status = attempt(
            form, lambda data: actions.change_settings(actor=request.viewer, collaboration=row, **data)
        )
        if status == 200:
            messages.success(request, _("The settings are saved."))
            return redirect("administer_settings", row.slug)
    return render(request, "people/settings.html", {"form": form, "tab": "settings"}, status=status)


def _organisation(request: ViewerRequest, organisation: int) -> Organisation:
    return get_object_or_404(queries.administered_organisations(request.viewer), pk=organisation)


def _to_list(request: ViewerRequest) -> HttpResponse:
    return redirect("administer_organisations", request.viewer.collaboration.slug)
