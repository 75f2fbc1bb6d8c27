"""The way in for somebody who has been invited."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from samlad.people import member_actions, queries
from samlad.people.forms import AcceptForm, attempt
from samlad.people.models import Invitation, Member, User
from samlad.people.refusals import Refused

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Says who invites to what; lets in by name and password, or by the account that is there already."""
    found = queries.invitation_of(token)
    if found is None or not queries.is_open(found):
        return _unlogged(render(request, "people/invitation_closed.html", {"found": found}, status=410))
    existing = queries.user_of(found)
    signed_in = isinstance(request.user, User)
    if existing is None and not signed_in:
        return _newcomer(request, found)
    if existing is not None and existing == request.user:
        return _known(request, found, existing)
    context = {"invitation": found, "known": existing is not None, "signed_in": signed_in}
    return render(request, "people/invitation_sign_in.html", context)


def _newcomer(request: HttpRequest, found: Invitation) -> HttpResponseBase:
    form, status = AcceptForm(request.POST or None, email=found.email), 200
    if request.method == "POST":
        members: list[Member] = []
        status = attempt(
            form,
            lambda data: members.append(
                member_actions.accept(
                    invitation=found, user=None, name=data["name"], password=data["password"]
                )
            ),
        )
        if status == 200:
            login(request, members[0].user, backend=_BACKEND)
            return _welcome(request, members[0])
    context = {"invitation": found, "form": form}
    return _unlogged(render(request, "people/invitation.html", context, status=status))


def _known(request: HttpRequest, found: Invitation, user: User) -> HttpResponseBase:
    refusal = ""
    if request.method == "POST":
        try:
            return _welcome(request, member_actions.accept(invitation=found, user=user))
        except Refused as refused:
            refusal = str(refused)
    context = {"invitation": found, "refusal": refusal}
    return _unlogged(
        render(request, "people/invitation_accept.html", context, status=409 if refusal else 200)
    )


def _welcome(request: HttpRequest, member: Member) -> HttpResponse:
    sentence = _("Welcome. You are %(role)s of %(organisation)s.") % {
        "role": member.get_role_display(),
        "organisation": member.organisation.name,
    }
    messages.success(request, sentence)
    return redirect("picture", member.collaboration.slug)


def _unlogged(answer: HttpResponse) -> HttpResponse:
    """Django writes the address of every refusal to the log; this address lets whoever reads it in."""
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer
