"""The picture on the map, as GeoJSON in WGS 84 (longitude, latitude).

Besides the figures each feature says what the page's map needs: `id` (the table's row), `class` (the shade),
`label` (written in the area), `text` (said when it is pointed at) and `url` (the incidents behind it).
"""

from functools import lru_cache
from typing import Any

import numpy as np
import orjson
import shapely
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from samlad.picture import document as d
from samlad.picture import wording
from samlad.picture.catalogue import Catalogue
from samlad.picture.columns import Columns
from samlad.picture.query import Query
from samlad.places import grid

# Borders are simplified to about ten metres: less than the width of a line on the screen.
TOLERANCE = 0.0001
HEXAGON = 9
CLASSES = 5
VERDICT_CLASS = {"above": 2, "within": 0, "below": -2}


def areas(
    document: d.PictureDocument, catalogue: Catalogue, query: Query, incidents_url: str = ""
) -> dict[str, Any]:
    """One feature per row of the table of areas, shaded by count or by what was to be expected."""
    shapes = dict(zip(catalogue.map.codes, catalogue.map.shapes, strict=True))
    by_change = query.map == "change"
    levels = classes([row.count or 0 for row in document.areas])
    features = [
        {
            "type": "Feature",
            "id": number,
            "geometry": _outline(shapely.to_wkb(shapes[row.code])),
            "properties": _area_properties(row, query, incidents_url)
            | {"class": _class_of(row, level, by_change=by_change)},
        }
        for number, (row, level) in enumerate(zip(document.areas, levels, strict=True), start=1)
    ]
    counts = [row.count for row in document.areas if row.count is not None]
    legend = _verdict_legend() if by_change else count_legend(counts, _("Incidents"))
    return {"type": "FeatureCollection", "features": features, "legend": legend}


def _class_of(row: d.Row, level: int, *, by_change: bool) -> int | None:
    if row.count is None:
        return None
    return VERDICT_CLASS.get(row.verdict) if by_change else level


def _area_properties(row: d.Row, query: Query, incidents_url: str) -> dict[str, Any]:
    expected = wording.expected_text(row.expected_low, row.expected_high)
    shown = "…" if row.count is None else wording.grouped(row.count)
    properties = {
        "id": row.code,
        "code": row.code,
        "name": row.name,
        "count": row.count,
        "expected": expected,
        "verdict": row.verdict,
        "label": shown,
        "text": _("%(count)s, expected %(expected)s") % {"count": shown, "expected": expected},
    }
    if incidents_url and row.count:
        properties["url"] = f"{incidents_url}?{query.parameters(areas=(row.code,))}"
    return properties


def hexagons(columns: Columns, chosen: NDArray[np.int32]) -> dict[str, Any]:
    """One feature per hexagon of about 0.1 km² that holds an incident."""
    cells = columns.cell[chosen]
    found, counts = np.unique(grid.coarser(cells[cells > 0], HEXAGON), return_counts=True)
    levels = classes(counts.tolist())
    features = [
        {
            "type": "Feature",
            "id": number,
            "geometry": {"type": "Polygon", "coordinates": [grid.boundary(int(cell))]},
            "properties": {
                "id": f"{int(cell):x}",
                "cell": f"{int(cell):x}",
                "name": _("Hexagon"),
                "count": int(count),
                "class": level,
                "text": wording.count_text(int(count)),
            },
        }
        for number, (cell, count, level) in enumerate(zip(found, counts, levels, strict=True), start=1)
    ]
    legend = count_legend(counts.tolist(), _("Incidents per hexagon"))
    return {"type": "FeatureCollection", "features": features, "legend": legend}


def classes(counts: list[int]) -> list[int]:
    """0 for none, else 1–5 by rank among the distinct counts, so that each class is in use."""
    distinct = sorted({count for count in counts if count})
    step = {count: 1 + number * CLASSES // len(distinct) for number, count in enumerate(distinct)}
    return [step.get(count, 0) for count in counts]


def count_legend(counts: list[int], title: str) -> dict[str, Any]:
    """Which counts each shade stands for."""
    ranges: dict[int, list[int]] = {}
    for count, level in zip(counts, classes(counts), strict=True):
        ranges.setdefault(level, []).append(count)
    return {
        "kind": "count",
        "title": title,
        "classes": [
            {
                "class": level,
                "label": "–".join(wording.grouped(end) for end in sorted({min(found), max(found)})),
            }
            for level, found in sorted(ranges.items())
        ],
    }


def _verdict_legend() -> dict[str, Any]:
    return {
        "kind": "change",
        "title": _("Compared with expected"),
        "classes": [
            {"class": VERDICT_CLASS[verdict], "label": wording.verdict_text(verdict)}
            for verdict in ("below", "within", "above")
        ]
        + [{"class": None, "label": wording.verdict_text("too_little_data")}],
    }


@lru_cache(maxsize=2_000)
def _outline(boundary: bytes) -> dict[str, Any]:
    shape = shapely.set_precision(shapely.simplify(shapely.from_wkb(boundary), TOLERANCE), 0.00001)
    outline: dict[str, Any] = orjson.loads(shapely.to_geojson(shape))
    return outline
