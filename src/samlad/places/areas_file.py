"""Areas out of a GeoJSON file: read, checked, put into a hierarchy. Pure: no database."""

from dataclasses import dataclass
from typing import Any

import orjson
import shapely
from shapely.geometry.base import BaseGeometry

LEVELS = {"municipality": 1, "district": 2, "neighbourhood": 3, "place": 4}
CODE_LENGTH = 60
NAME_LENGTH = 120
_NAME_KEYS = ("name", "namn", "stadsdel", "omrade", "område", "kommun", "nhd_name", "NHD_NAME", "title")
_CODE_KEYS = ("code", "kod", "id", "omradeskod", "kommun_kod", "NHD_NUM")


class AreaProblem(ValueError):
    """The file with areas cannot be used as it is; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area as read: `parent` is the code of the area above it, or empty."""

    code: str
    name: str
    level: int
    parent: str
    approximate: bool
    boundary: BaseGeometry


def read_areas(content: bytes) -> list[AreaRow]:
    """Read a GeoJSON FeatureCollection of polygons in WGS 84 (longitude, latitude)."""
    try:
        document = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise AreaProblem(f"The file with areas is not JSON ({error}); save it as GeoJSON.") from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise AreaProblem("The file with areas has no 'features'; save it as a GeoJSON FeatureCollection.")
    rows = [_read_feature(number, feature) for number, feature in enumerate(features, start=1)]
    _check(rows)
    return rows


def _read_feature(number: int, feature: Any) -> AreaRow:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    properties = properties if isinstance(properties, dict) else {}
    name = _first(properties, _NAME_KEYS) or f"Area {number}"
    boundary = _read_boundary(f"Feature {number} ({name})", feature)
    given = properties.get("level", "district")
    level = LEVELS.get(str(given)) or (given if type(given) is int else 0)
    if level not in LEVELS.values():
        raise AreaProblem(f"Feature {number} ({name}): level is {given!r}; use one of {', '.join(LEVELS)}.")
    return AreaRow(
        code=_first(properties, _CODE_KEYS) or name,
        name=name,
        level=level,
        parent=str(properties.get("parent") or ""),
        approximate="approx" in str(properties.get("status") or properties.get("approximate") or "").lower()
        or properties.get("approximate") is True,
        boundary=boundary,
    )


def _first(properties: dict[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        if properties.get(key) not in (None, ""):
            return str(properties[key]).strip()
    return ""


def _read_boundary(what: str, feature: Any) -> BaseGeometry:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise AreaProblem(f"{what}: the geometry is {kind!r}; only Polygon and MultiPolygon make an area.")
    try:
        shape: BaseGeometry = shapely.from_geojson(orjson.dumps(geometry))
    except shapely.errors.GEOSException as error:
        raise AreaProblem(f"{what}: the polygon cannot be read ({error}); draw it again.") from error
    if shape.is_empty:
        raise AreaProblem(f"{what}: the polygon is empty; draw it again or take the feature out.")
    if not shape.is_valid:
        raise AreaProblem(
            f"{what}: the polygon crosses itself ({shapely.is_valid_reason(shape)}); mend it in a map "
            "program (QGIS: 'Fix geometries') and try again."
        )
    west, south, east, north = shape.bounds
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise AreaProblem(
            f"{what}: coordinates reach from {west:.0f}, {south:.0f} to {east:.0f}, {north:.0f}, which are no "
            "degrees; save the file in WGS 84 (EPSG:4326), longitude before latitude."
        )
    return shape


def _check(rows: list[AreaRow]) -> None:
    codes: dict[str, AreaRow] = {}
    for row in rows:
        for what, text, longest in (("code", row.code, CODE_LENGTH), ("name", row.name, NAME_LENGTH)):
            if len(text) > longest:
                raise AreaProblem(
                    f"The {what} {text[:40]!r}… has {len(text)} characters; shorten it to {longest}."
                )
        if row.code in codes:
            raise AreaProblem(f"Two areas have the code {row.code!r}; give each its own.")
        codes[row.code] = row
    for row in rows:
        if row.parent and row.parent not in codes:
            raise AreaProblem(f"Area {row.name!r} has the parent {row.parent!r}, which is not in the file.")
        if row.parent and codes[row.parent].level >= row.level:
            raise AreaProblem(f"Area {row.name!r} lies under {row.parent!r}, which is not of a higher level.")
        if row.parent and not codes[row.parent].boundary.intersects(row.boundary):
            raise AreaProblem(
                f"Area {row.name!r} lies outside {codes[row.parent].name!r}, the area above it; check the "
                "coordinate system and the order of longitude and latitude."
            )
