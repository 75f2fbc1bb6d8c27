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
from samlad.picture import (
    check_ins,
    frozen_queries,
    presenting,
    queries,
    recipe,
    silence_trend,
    wording,
)
from samlad.picture.asking import asked, language
from samlad.picture.figures import figures
from samlad.picture.models import FrozenPicture
from samlad.picture.periods import Period
from samlad.picture.query import Query

PAGE = 50


@require_safe
@viewer_required(Right.PICTURE)
@asked
def picture(request: ViewerRequest, query: Query) -> HttpResponseBase:
    """What is going on: sentence, table and map, expected range, trends, hours, standouts."""
    viewer = request.viewer
    shown = queries.shown(viewer, query, language())
    if shown is None:
        return render(request, "picture/nothing_frozen.html")
    if shown.frozen is not None:
        return _month(request, shown, shown.frozen)
    if queries.reported_weeks(viewer) == (None, None):
        rights = {"may_import": Right.IMPORT_OWN, "may_administer": Right.ADMINISTER}
        context = {name: may(viewer, right) for name, right in rights.items()}
        return render(request, "picture/nothing_reported.html", context)
    document = shown.document
    sort = request.GET.get("sort", "")
    unfiltered = query.parameters(map="count") == Query(query.period).parameters()
    over = query.period.last < check_ins.today(viewer.collaboration)
    context = figures(viewer, document, query, sort=sort) | {
        "filters": _filters(request, query),
        "may_plan": may(viewer, Right.PLAN),
        "maps": _maps(query, inside=True),
        "sorts": _sorts(query, sort),
        "trend": silence_trend.sentences(silence_trend.found(viewer, query)),
        "approximate": shown.names.map.approximate,
        "map_source": f"{reverse('picture_geojson', args=[viewer.collaboration.slug])}?{query.parameters()}",
        "recipe": recipe.rows(document, query, shown.names, language()),
        "freezable": query.period if may(viewer, Right.FREEZE) and over and unfiltered else None,
        "frozen": frozen_queries.latest(viewer, query.period) if unfiltered else None,
    }
    return render(request, "picture/picture.html", context)


def _month(request: ViewerRequest, shown: queries.Shown, frozen: FrozenPicture) -> HttpResponse:
    """The page for whoever stands outside the group: a month as it was frozen, and the way to the others."""
    viewer, query = request.viewer, shown.query
    sort = request.GET.get("sort", "")
    before, after = frozen_queries.neighbours(viewer, frozen)
    context = figures(viewer, shown.document, query, sort=sort) | {
        "month_before": _named(before),
        "month_after": _named(after),
        "maps": _maps(query, inside=False),
        "sorts": _sorts(query, sort),
        "approximate": shown.names.map.approximate,
        "map_source": f"{reverse('picture_geojson', args=[viewer.collaboration.slug])}?{query.parameters()}",
        "recipe": recipe.rows(shown.document, query, shown.names, language()),
        "month": frozen,
        # A number of then is not the list of incidents of now.
        "incidents_visible": False,
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
    viewer = request.viewer
    oldest, newest = queries.reported_weeks(viewer)
    return presenting.filters(query, queries.catalogue(viewer), language(), oldest, newest)


def _local_date(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _named(label: str | None) -> dict[str, str] | None:
    return None if label is None else {"label": label, "name": wording.period_name(Period.parse(label))}


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
