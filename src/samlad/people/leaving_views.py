"""Administration: ending a membership, with what hangs on it, and taking the end back."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samlad.people import holdings, leaving, queries
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.forms import EndForm, attempt
from samlad.people.models import Member
from samlad.people.policy import Right
from samlad.people.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@viewer_required(Right.ADMINISTER)
def administer_member_end(request: ViewerRequest, member: int) -> HttpResponseBase:
    """Asks before a membership ends, and the more so before one's own; what hangs on it is handed over."""
    row = get_object_or_404(queries.administered_members(request.viewer), pk=member)
    own = row.pk == request.viewer.pk
    held = holdings.of(row)
    others = holdings.receivers(row, held) if held else []
    form, status = (
        EndForm(request.POST if request.method == "POST" else None, member=row, others=others, held=held),
        200,
    )
    if request.method == "POST":
        status = attempt(form, lambda data: _end(request, row, others, data["receiver"]))
        if status == 200:
            return redirect("home") if own else redirect(_list(request, row))
    context = {
        "member": row,
        "own": own,
        "held": held,
        "others": others,
        "form": form,
        "days": settings.FORGET_DAYS,
        "tab": "members",
    }
    return render(request, "people/member_end.html", context, status=409 if status == 422 else status)


def _end(request: ViewerRequest, row: Member, others: list[Member], chosen: int | None) -> None:
    receiver = next((one for one in others if one.pk == chosen), None)
    leaving.end_member(actor=request.viewer, member=row, receiver=receiver)
    if row.pk == request.viewer.pk:
        messages.success(request, _("Your membership has ended."))


def _list(request: ViewerRequest, row: Member) -> str:
    """The list of the members, which says what has just been done, with a button that takes it back."""
    return f"{reverse('administer_members', args=[request.viewer.collaboration.slug])}?ended={row.pk}"


@require_POST
@viewer_required(Right.ADMINISTER)
def administer_member_resume(request: ViewerRequest, member: int) -> HttpResponseBase:
    """Take the end of a membership back."""
    row = get_object_or_404(queries.members(request.viewer), pk=member)
    try:
        again = leaving.resume_member(actor=request.viewer, member=row)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            _("%(name)s is %(role)s of %(organisation)s again. What was handed over stays where it is.")
            % {
                "name": again.user,
                "role": again.get_role_display(),
                "organisation": again.organisation.name,
            },
        )
    return redirect("administer_members", request.viewer.collaboration.slug)
