"""Pages about people: the audit trail."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samlad.people import audit_words, queries
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.policy import Right


@require_safe
@viewer_required(Right.AUDIT)
def audit(request: ViewerRequest) -> HttpResponse:
    """Who changed what, newest first."""
    page = Paginator(queries.audit_entries(request.viewer), 50).get_page(request.GET.get("page"))
    rows = [(entry, audit_words.deed(entry), list(audit_words.details(entry))) for entry in page]
    return render(request, "people/audit.html", {"page": page, "rows": rows})
