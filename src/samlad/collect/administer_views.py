"""Administration: the overview."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samlad.collect import administer_queries
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.policy import Right


@require_safe
@viewer_required(Right.ADMINISTER)
def administer(request: ViewerRequest) -> HttpResponse:
    """What is set, and what is missing."""
    items = administer_queries.overview(request.viewer)
    context = {"items": items, "missing": [item for item in items if not item.done], "tab": "overview"}
    return render(request, "collect/administer.html", context)
