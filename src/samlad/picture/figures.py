"""What the parts of a picture's page are drawn from: the same for the live picture, a draft and a frozen one."""

from typing import Any

from django.urls import reverse

from samlad.people.models import Member
from samlad.people.policy import Right, may
from samlad.picture import document as d
from samlad.picture import page_chart, presenting, wording
from samlad.picture.periods import Period
from samlad.picture.query import Query


def figures(viewer: Member, document: d.PictureDocument, query: Query, *, sort: str = "") -> dict[str, Any]:
    """Context of `picture/parts/*.html`."""
    inside = may(viewer, Right.SMALL_COUNTS)
    slug = viewer.collaboration.slug
    return {
        "document": document,
        "query": query,
        "parameters": query.parameters(),
        "period_name": wording.period_name(query.period),
        "areas": presenting.table_rows(document.areas, query, "areas", sort),
        "categories": presenting.table_rows(document.categories, query, "categories", ""),
        "heat": presenting.heat_rows(document, query) if inside else [],
        "hours": [f"{hour:02d}" for hour in range(24)],
        "chart": page_chart.history_spec(document) if inside else None,
        "history": _history(document, query),
        "organisations": [
            (row, query.parameters(organisations=(row.code,))) for row in document.organisations
        ],
        "inside": inside,
        "incidents_visible": may(viewer, Right.INCIDENTS_OWN),
        "threshold": viewer.collaboration.small_count_threshold,
        "picture_url": reverse("picture", args=[slug]),
        "incidents_url": reverse("incidents", args=[slug]),
        "problem_url": reverse("problem_new", args=[slug]),
    }


def _history(document: d.PictureDocument, query: Query) -> list[dict[str, Any]]:
    """The history as a table, newest first."""
    return [
        {
            "label": wording.period_name(period),
            "parameters": query.parameters(period=period),
            "count": one.count,
            "expected": wording.expected_text(one.expected_low, one.expected_high),
        }
        for one in reversed(document.history)
        for period in (Period.parse(one.label),)
    ]
