"""Administration: members, and invitations as those who send them see them."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from samlad.people import letters, member_actions, queries
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.forms import InviteForm, MemberForm, attempt
from samlad.people.models import Invitation, Member, Role
from samlad.people.policy import Right
from samlad.people.refusals import Refused

# The new link on its way to the inviter's next page: in their own browser, for a moment, and nowhere else.
_COOKIE = "samlad-invitation"
_SECONDS = 120


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@viewer_required(Right.ADMINISTER)
def administer_members(request: ViewerRequest) -> HttpResponseBase:
    """The members, the invitations that wait, and inviting somebody."""
    open_organisations = queries.organisations(request.viewer).filter(ended_at=None)
    form = InviteForm(request.POST or None, organisations=open_organisations, initial=_initial(request))
    status = 200
    if request.method == "POST":
        made: list[tuple[Invitation, str]] = []
        status = attempt(
            form,
            lambda data: made.append(
                member_actions.invite(
                    actor=request.viewer,
                    organisation=data["organisation"],
                    email=data["email"],
                    role=data["role"],
                )
            ),
        )
        if status == 200:
            return _with_link(request, *made[0])
    context = {
        "form": form,
        "page": Paginator(queries.administered_members(request.viewer), 50).get_page(request.GET.get("page")),
        "invitations": queries.waiting_invitations(request.viewer),
        "closed_invitations": queries.closed_invitations(request.viewer),
        "ended": queries.ended_members(request.viewer),
        "just_ended": request.GET.get("ended", ""),
        "days": settings.FORGET_DAYS,
        "link": _link_of_cookie(request),
        "sends": letters.go_out(),
        "tab": "members",
    }
    answer = render(request, "people/members.html", context, status=status)
    answer.delete_cookie(_COOKIE, path=request.path)
    return answer


def _initial(request: ViewerRequest) -> dict[str, Any]:
    """What the invitation begins with: nothing said, or as one that ran out."""
    return {
        "organisation": request.GET.get("organisation") or request.viewer.organisation_id,
        "role": request.GET.get("role") or Role.REPORTER,
    }


def _with_link(request: ViewerRequest, invitation: Invitation, token: str) -> HttpResponse:
    """Send the letter, and show the link once on the next page."""
    link = request.build_absolute_uri(reverse("invitation", args=[token]))
    if letters.send_invitation(invitation, link):
        messages.success(request, _("The letter is on its way to %(email)s.") % {"email": invitation.email})
    elif letters.go_out():
        messages.warning(request, _("The letter could not be sent. Copy the link and send it yourself."))
    answer = _to_list(request)
    answer.set_signed_cookie(
        _COOKIE,
        token,
        max_age=_SECONDS,
        path=answer.headers["Location"],
        secure=request.is_secure(),
        httponly=True,
        samesite="Strict",
    )
    return answer


def _link_of_cookie(request: HttpRequest) -> str:
    try:
        token = request.get_signed_cookie(_COOKIE, default="", max_age=_SECONDS)
    except BadSignature:
        return ""
    return request.build_absolute_uri(reverse("invitation", args=[token])) if token else ""


@require_http_methods(["GET", "HEAD", "POST"])
@viewer_required(Right.ADMINISTER)
def administer_member(request: ViewerRequest, member: int) -> HttpResponseBase:
    """One member: role and organisation."""
    row = _member(request, member)
    open_organisations = queries.organisations(request.viewer).filter(ended_at=None)
    form = MemberForm.of(row, member_actions.MEMBER, request.POST, organisations=open_organisations)
    status = 200
    if request.method == "POST":
        status = attempt(
            form,
            lambda data: member_actions.change_member(
                actor=request.viewer,
                member=row,
                role=data["role"],
                organisation=data["organisation"],
                seen=data["seen"],
            ),
        )
        if status == 200:
            messages.success(
                request,
                _("%(name)s is %(role)s of %(organisation)s.")
                % {
                    "name": row.user.name,
                    "role": Role(form.cleaned_data["role"]).label,
                    "organisation": form.cleaned_data["organisation"],
                },
            )
            return redirect("home") if row.pk == request.viewer.pk else _to_list(request)
    context = {"form": form, "member": row, "own": row.pk == request.viewer.pk, "tab": "members"}
    return render(request, "people/member.html", context, status=status)


@require_POST
@viewer_required(Right.ADMINISTER)
def administer_invitation(request: ViewerRequest, invitation: int) -> HttpResponseBase:
    """Withdraw an invitation, or make a new link for it."""
    row = get_object_or_404(queries.invitations(request.viewer), pk=invitation)
    try:
        if "renew" in request.POST:
            return _with_link(request, *member_actions.renew(actor=request.viewer, invitation=row))
        member_actions.withdraw(actor=request.viewer, invitation=row)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The invitation is withdrawn, and its address erased."))
    return _to_list(request)


def _member(request: ViewerRequest, member: int) -> Member:
    return get_object_or_404(queries.administered_members(request.viewer), pk=member)


def _to_list(request: ViewerRequest) -> HttpResponse:
    return redirect("administer_members", request.viewer.collaboration.slug)
