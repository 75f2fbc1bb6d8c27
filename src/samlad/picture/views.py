"""The picture page and the incidents behind its figures."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samlad.collect.choices import Environment
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.policy import Right, may
from samlad.picture import document as d
from samlad.picture import labels, page_chart, presenting, queries, wording
from samlad.picture.asking import asked, language
from samlad.picture.periods import Kind, Period
from samlad.picture.query import Query

PAGE = 50


@require_safe
@viewer_required(Right.PICTURE)
@asked
def picture(request: ViewerRequest, query: Query) -> HttpResponseBase:
    """What is going on: sentence, table and map, expected range, trends, hours, standouts."""
    viewer = request.viewer
    query = queries.allowed(viewer, query)
    document = queries.picture(viewer, query, language())
    sort = request.GET.get("sort", "")
    inside = may(viewer, Right.SMALL_COUNTS)
    context: dict[str, Any] = {
        "document": document,
        "query": query,
        "parameters": query.parameters(),
        "period_name": wording.period_name(query.period),
        "areas": presenting.table_rows(document.areas, query, "areas", sort),
        "categories": presenting.table_rows(document.categories, query, "categories", ""),
        "heat": presenting.heat_rows(document, query) if inside else [],
        "hours": [f"{hour:02d}" for hour in range(24)],
        "chart": page_chart.history_spec(document) if inside else None,
        "filters": _filters(request, query),
        "inside": inside,
        "incidents_visible": may(viewer, Right.INCIDENTS_OWN),
        "threshold": viewer.collaboration.small_count_threshold,
        "maps": _maps(query, inside=inside),
        "sorts": _sorts(query, sort),
        "restricted": not inside,
        "approximate": queries.catalogue(viewer).map.approximate,
        "map_source": f"{reverse('picture_geojson', args=[viewer.collaboration.slug])}?{query.parameters()}",
        "history": _history(document, query),
        "organisations": [
            (row, query.parameters(organisations=(row.code,))) for row in document.organisations
        ],
        "recipe": [
            (labels.recipe_words().get(name, name), value)
            for name, value in document.recipe.parameters.items()
        ],
    }
    return render(request, "picture/picture.html", context)


@require_safe
@viewer_required(Right.INCIDENTS_OWN)
@asked
def incidents(request: ViewerRequest, query: Query) -> HttpResponse:
    """The incidents behind a figure, newest first, that the viewer may see."""
    ids = queries.incident_ids(request.viewer, query)
    page = Paginator(ids, PAGE).get_page(request.GET.get("page"))
    rows = queries.incidents(request.viewer, [int(pk) for pk in page.object_list])
    lang = language()
    context = {
        "query": query,
        "parameters": query.parameters(),
        "period_name": wording.period_name(query.period),
        "page": page,
        "count_text": wording.count_text(len(ids)),
        "rows": [
            {
                "row": row,
                "same_day": _local_date(row.occurred_from) == _local_date(row.occurred_to),
                "category": row.swedish if lang == "sv" else row.english,
                "environment": Environment.of(row.environment).label(lang),
            }
            for row in rows
        ],
        "filters": _filters(request, query),
        "all_organisations": may(request.viewer, Right.INCIDENTS_ALL),
    }
    return render(request, "picture/incidents.html", context)


def _filters(request: ViewerRequest, query: Query) -> dict[str, Any]:
    newest = queries.latest_period(request.viewer, Kind.WEEK)
    return presenting.filters(query, queries.catalogue(request.viewer), language(), newest)


def _local_date(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _history(document: d.PictureDocument, query: Query) -> list[dict[str, Any]]:
    """The history as a table, newest first."""
    return [
        {
            "label": one.label,
            "parameters": query.parameters(period=Period.parse(one.label)),
            "count": one.count,
            "expected": wording.expected_text(one.expected_low, one.expected_high),
        }
        for one in reversed(document.history)
    ]


def _maps(query: Query, *, inside: bool) -> list[dict[str, Any]]:
    names = [("count", _("Number")), ("change", _("Compared with expected"))]
    if inside:
        names.append(("hexagons", _("Hexagons")))
    return [
        {"label": label, "current": query.map == value, "parameters": replace(query, map=value).parameters()}
        for value, label in names
    ]


def _sorts(query: Query, sort: str) -> dict[str, dict[str, str]]:
    """For each sortable column: the address that sorts by it, and how it is sorted now."""
    found = {}
    for name in presenting.SORTS:
        first, second = (name, f"-{name}") if name == "name" else (f"-{name}", name)
        now = sort or "-count"
        found[name] = {
            "parameters": f"{query.parameters()}&sort={second if now == first else first}",
            "state": "descending" if now == f"-{name}" else "ascending" if now == name else "none",
        }
    return found
