"""From a request to the viewer: the member who asks, in the collaboration of the address."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone

from samlad.people import queries
from samlad.people.models import Member, User
from samlad.people.policy import Denied, Right, may

P = ParamSpec("P")


class ViewerRequest(HttpRequest):
    """A request whose viewer is known."""

    viewer: Member


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
                raise Http404
            if not may(viewer, right):
                raise PermissionDenied
            request.viewer = viewer
            with timezone.override(viewer.collaboration.time_zone):
                try:
                    return view(request, *args, **kwargs)
                except Denied as denied:
                    raise PermissionDenied from denied

        return guarded

    return decorate
