"""The way in."""

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from samlad.people import queries
from samlad.people.models import User


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Straight to the picture where there is one collaboration; a choice where there are several."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required has seen to it
    members = list(queries.memberships(request.user))
    if len(members) == 1:
        return redirect("picture", members[0].collaboration.slug)
    return render(request, "web/home.html", {"members": members})


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For the operator's monitoring: answers once the database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
