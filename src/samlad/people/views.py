"""Pages about people: the audit trail."""

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samlad.people import audit_words, queries
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.forms import AuditFilterForm
from samlad.people.policy import Right, may
from samlad.people.queries import AuditFilter


@require_safe
@viewer_required(Right.AUDIT)
def audit(request: ViewerRequest) -> HttpResponse:
    """Who changed what, newest first; all, or what is asked for."""
    viewer = request.viewer
    words = audit_words.subjects()
    form = AuditFilterForm(
        request.GET,
        subjects=[(name, words.get(name, name)) for name in queries.audit_subjects(viewer)],
        organisations=queries.organisations(viewer),
    )
    chosen = _chosen(form) if form.is_valid() else AuditFilter()
    found = queries.chosen_audit_entries(viewer, chosen)
    # Ids alone first: what comes before a late page is walked past in the index, and never read.
    page = Paginator(found.values_list("id", flat=True), 50).get_page(request.GET.get("page"))
    shown = queries.audit_entries(viewer).filter(pk__in=list(page))
    known = audit_words.known()
    counts = may(viewer, Right.SMALL_COUNTS)
    rows = [
        (entry, audit_words.deed(entry, known), list(audit_words.details(entry, counts=counts)))
        for entry in shown
    ]
    context = {
        "page": page,
        "rows": rows,
        "form": form,
        "query": _without_page(request.GET),
        "filtered": chosen != AuditFilter(),
    }
    return render(request, "people/audit.html", context, status=200 if form.is_valid() else 422)


def _chosen(form: AuditFilterForm) -> AuditFilter:
    data = form.cleaned_data
    organisation = data["organisation"].pk if data["organisation"] else None
    return AuditFilter(data["subject"], organisation, data["first"], data["last"])


def _without_page(given: QueryDict) -> str:
    rest = given.copy()
    rest.pop("page", None)
    return rest.urlencode()
