"""The same queries as the pages, as data."""

from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from samlad.collect.choices import Environment, Precision
from samlad.collect.exports import SIMULATED, csv_response
from samlad.collect.queries import IncidentRow
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.policy import Right
from samlad.picture import press, queries, silence_trend, tables
from samlad.picture.asking import asked, language
from samlad.picture.printing import printable
from samlad.picture.query import Query

BATCH = 5_000
INCIDENT_HEADER = (
    "id", "occurred_from", "occurred_to", "category", "category_name", "organisation", "area", "place",
    "environment", "precision", "latitude", "longitude", "felt_insecurity", "description",
    "day", "organisation_code", "area_code",
)  # fmt: skip


def json_response(content: Any, kind: str = "application/json") -> HttpResponse:
    return HttpResponse(orjson.dumps(content), content_type=kind)


@require_safe
@viewer_required(Right.PICTURE)
@asked
def picture_json(request: ViewerRequest, query: Query) -> HttpResponseBase:
    return HttpResponse(_shown(request, query).document.to_json(), content_type="application/json")


@require_safe
@viewer_required(Right.PICTURE)
@asked
def picture_csv(request: ViewerRequest, query: Query) -> HttpResponseBase:
    """The table of areas, or the one that `table` names; what figures were worked out from, for the group alone."""
    try:
        name = tables.chosen(request.GET.get("table"))
    except tables.TableProblem as problem:
        return bad_table(request, problem)
    shown = _shown(request, query)
    return table_response(
        request, f"picture-{shown.document.period.label}", name, _table(request, shown, name)
    )


def _table(request: ViewerRequest, shown: queries.Shown, name: str) -> tables.Table:
    viewer = request.viewer
    if name in {tables.AREAS, tables.CATEGORIES}:
        return tables.rows(shown.document, name)
    if name == tables.ORGANISATIONS:
        return tables.organisations(silence_trend.observed(viewer, shown.query))
    threshold = viewer.collaboration.small_count_threshold
    if shown.frozen is not None and name == tables.RECIPE:
        return tables.recipe(shown.document, threshold)
    composed = queries.composed(viewer, shown.query, language())
    if name == tables.RECIPE:
        return tables.recipe(composed.document, threshold, composed)
    return tables.periods(composed, shown.names)


def table_response(request: ViewerRequest, file: str, name: str, table: tables.Table) -> HttpResponseBase:
    """A table as a CSV file, its name in that of the file where it is not the one that comes by itself."""
    file = file if name == tables.AREAS else f"{file}-{name}"
    return csv_response(file, table.header, table.rows, simulated=request.viewer.collaboration.simulated)


def bad_table(request: ViewerRequest, problem: tables.TableProblem) -> HttpResponse:
    return render(request, "400.html", {"message": str(problem)}, status=400)


@require_safe
@viewer_required(Right.PICTURE)
@asked
def picture_geojson(request: ViewerRequest, query: Query) -> HttpResponseBase:
    incidents_url = reverse("incidents", args=[request.viewer.collaboration.slug])
    collection = queries.picture_map(request.viewer, query, language(), incidents_url)
    if collection is None:
        raise Http404
    return json_response(_marked(collection, request), "application/geo+json")


@require_safe
@viewer_required(Right.PICTURE)
@asked
def picture_pdf(request: ViewerRequest, query: Query) -> HttpResponseBase:
    shown = _shown(request, query)
    document = printable(shown.document, shown.names, shown.query)
    name = f"picture-{document.period.label}{f'-{SIMULATED}' if document.simulated else ''}.pdf"
    return HttpResponse(
        press.press.print(press.PICTURE, document.to_json()),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _shown(request: ViewerRequest, query: Query) -> queries.Shown:
    """The picture of the address; outside the group there is none before a month has been frozen."""
    found = queries.shown(request.viewer, query, language())
    if found is None:
        raise Http404
    return found


@require_safe
@viewer_required(Right.INCIDENTS_OWN)
@asked
def incidents_json(request: ViewerRequest, query: Query) -> HttpResponseBase:
    zone = _zone(request)
    rows = [dict(zip(INCIDENT_HEADER, _values(row, zone), strict=True)) for row in _rows(request, query)]
    return json_response(
        {"query": query.parameters(), "simulated": request.viewer.collaboration.simulated, "incidents": rows}
    )


@require_safe
@viewer_required(Right.INCIDENTS_OWN)
@asked
def incidents_csv(request: ViewerRequest, query: Query) -> HttpResponseBase:
    zone = _zone(request)
    return csv_response(
        f"incidents-{query.period.label}",
        INCIDENT_HEADER,
        (_values(row, zone) for row in _rows(request, query)),
        simulated=request.viewer.collaboration.simulated,
    )


@require_safe
@viewer_required(Right.INCIDENTS_OWN)
@asked
def incidents_geojson(request: ViewerRequest, query: Query) -> HttpResponseBase:
    zone = _zone(request)
    features = [
        {
            "type": "Feature",
            "id": row.id,
            "geometry": {"type": "Point", "coordinates": [row.longitude, row.latitude]},
            "properties": {
                name: value
                for name, value in zip(INCIDENT_HEADER, _values(row, zone), strict=True)
                if name not in {"latitude", "longitude"}
            },
        }
        for row in _rows(request, query)
        if row.latitude is not None
    ]
    return json_response(
        _marked({"type": "FeatureCollection", "features": features}, request), "application/geo+json"
    )


def _zone(request: ViewerRequest) -> ZoneInfo:
    # Asked for by name: a file is written after the view, which alone has the collaboration's zone on, has ended.
    return ZoneInfo(request.viewer.collaboration.time_zone)


def _rows(request: ViewerRequest, query: Query) -> Iterator[IncidentRow]:
    ids = queries.incident_ids(request.viewer, query)
    for start in range(0, len(ids), BATCH):
        yield from queries.incidents(request.viewer, ids[start : start + BATCH].tolist())


def _values(row: IncidentRow, zone: ZoneInfo) -> Sequence[Any]:
    return (
        row.id,
        row.occurred_from.isoformat(),
        row.occurred_to.isoformat(),
        row.category,
        row.swedish if language() == "sv" else row.english,
        row.organisation,
        row.area,
        row.place,
        Environment.of(row.environment).code,
        Precision.of(row.precision).code,
        row.latitude,
        row.longitude,
        row.felt_insecurity,
        row.description,
        # The local day, which weeks and months are counted by; the moments are in UTC.
        timezone.localtime(row.occurred_from, zone).date().isoformat(),
        row.organisation_code,
        row.area_code,
    )


def _marked(collection: dict[str, Any], request: ViewerRequest) -> dict[str, Any]:
    collaboration = request.viewer.collaboration
    return collection | {"simulated": collaboration.simulated, "attributions": collaboration.attributions}
