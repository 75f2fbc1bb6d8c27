"""From a request to the viewer: the member who asks, in the collaboration of the address."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from samlad.people import queries
from samlad.people.models import Member, User
from samlad.people.policy import Denied, Right, may

P = ParamSpec("P")


class ViewerRequest(HttpRequest):
    """A request whose viewer is known."""

    viewer: Member


def no_way_in_any_more(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Tell whoever was signed in when their last membership ended, instead of asking them to sign in again."""

    def look(request: HttpRequest) -> HttpResponseBase:
        if SESSION_KEY in request.session and not request.user.is_authenticated:
            closed = User.objects.filter(pk=request.session[SESSION_KEY], is_active=False).exists()
            if closed:
                answer = _ended(request)
                if "HX-Refresh" not in answer:
                    logout(request)
                return answer
        return get_response(request)

    return look


def _not_a_member(request: HttpRequest, user: User, collaboration: str) -> HttpResponse:
    """To whoever never was a member the collaboration does not exist."""
    member = queries.ended_membership(user, collaboration)
    if member is None:
        raise Http404
    return _ended(request)


def _ended(request: HttpRequest) -> HttpResponse:
    answer = render(request, "people/membership_ended.html", status=403)
    if request.headers.get("HX-Request") == "true":
        # A part of a page was asked for: the whole page is loaded anew, and says it.
        answer["HX-Refresh"] = "true"
    return answer


def viewer_required(
    right: Right,
) -> Callable[[Callable[Concatenate[ViewerRequest, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Let only members with the right in; to everybody else the collaboration does not exist."""

    def decorate(
        view: Callable[Concatenate[ViewerRequest, P], HttpResponseBase],
    ) -> Callable[..., HttpResponseBase]:
        @login_required
        @wraps(view)
        def guarded(
            request: ViewerRequest, collaboration: str, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            assert isinstance(request.user, User)  # noqa: S101 - login_required has seen to it
            viewer = queries.member_of(request.user, collaboration)
            if viewer is None:
                return _not_a_member(request, request.user, collaboration)
            # Before the right is asked for: the page that says no has the way on to what may be seen.
            request.viewer = viewer
            if not may(viewer, right):
                raise PermissionDenied
            with timezone.override(viewer.collaboration.time_zone):
                try:
                    return view(request, *args, **kwargs)
                except Denied as denied:
                    raise PermissionDenied from denied

        return guarded

    return decorate
