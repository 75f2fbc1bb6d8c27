"""The same queries as the pages, as data."""

from collections.abc import Iterator, Sequence
from typing import Any

import orjson
from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from samlad.collect.choices import Environment, Precision
from samlad.collect.exports import SIMULATED, csv_response
from samlad.collect.queries import IncidentRow
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.policy import Right
from samlad.picture import press, queries
from samlad.picture.asking import asked, language
from samlad.picture.printing import printable
from samlad.picture.query import Query

BATCH = 5_000
INCIDENT_HEADER = (
    "id", "occurred_from", "occurred_to", "category", "category_name", "organisation", "area", "place",
    "environment", "precision", "latitude", "longitude", "felt_insecurity", "description",
)  # fmt: skip
AREA_HEADER = (
    "code",
    "name",
    "count",
    "expected_low",
    "expected_high",
    "verdict",
    "share",
    "change_per_year",
    "change_low",
    "change_high",
)
# The organisations that were silent: without what they saw, the counts are the least that they can be.
SILENT = "silent"  # fmt: skip


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
    """The table of areas, or of categories with `table=categories`."""
    document = _shown(request, query).document
    rows = document.categories if request.GET.get("table") == "categories" else document.areas
    silent = ", ".join(one.name for one in document.organisations if one.silent or one.usual_high is not None)
    return csv_response(
        f"picture-{document.period.label}",
        (*AREA_HEADER, SILENT),
        ([*(getattr(row, name) for name in AREA_HEADER), silent] for row in rows),
        simulated=document.simulated,
    )


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
    rows = [dict(zip(INCIDENT_HEADER, _values(row), strict=True)) for row in _rows(request, query)]
    return json_response(
        {"query": query.parameters(), "simulated": request.viewer.collaboration.simulated, "incidents": rows}
    )


@require_safe
@viewer_required(Right.INCIDENTS_OWN)
@asked
def incidents_csv(request: ViewerRequest, query: Query) -> HttpResponseBase:
    return csv_response(
        f"incidents-{query.period.label}",
        INCIDENT_HEADER,
        (_values(row) for row in _rows(request, query)),
        simulated=request.viewer.collaboration.simulated,
    )


@require_safe
@viewer_required(Right.INCIDENTS_OWN)
@asked
def incidents_geojson(request: ViewerRequest, query: Query) -> HttpResponseBase:
    features = [
        {
            "type": "Feature",
            "id": row.id,
            "geometry": {"type": "Point", "coordinates": [row.longitude, row.latitude]},
            "properties": {
                name: value
                for name, value in zip(INCIDENT_HEADER, _values(row), strict=True)
                if name not in {"latitude", "longitude"}
            },
        }
        for row in _rows(request, query)
        if row.latitude is not None
    ]
    return json_response(
        _marked({"type": "FeatureCollection", "features": features}, request), "application/geo+json"
    )


def _rows(request: ViewerRequest, query: Query) -> Iterator[IncidentRow]:
    ids = queries.incident_ids(request.viewer, query)
    for start in range(0, len(ids), BATCH):
        yield from queries.incidents(request.viewer, ids[start : start + BATCH].tolist())


def _values(row: IncidentRow) -> Sequence[Any]:
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
    )


def _marked(collection: dict[str, Any], request: ViewerRequest) -> dict[str, Any]:
    collaboration = request.viewer.collaboration
    return collection | {"simulated": collaboration.simulated, "attributions": collaboration.attributions}
