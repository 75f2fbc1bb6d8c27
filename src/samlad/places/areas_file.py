"""Areas out of a GeoJSON file: read, checked, put into a hierarchy. Pure: no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
import shapely
from django.utils.translation import gettext, gettext_noop
from shapely.geometry.base import BaseGeometry

LEVELS = {"municipality": 1, "district": 2, "neighbourhood": 3, "place": 4}
CODE_LENGTH = 60
NAME_LENGTH = 120
_NAME_KEYS = ("name", "namn", "stadsdel", "omrade", "område", "kommun", "nhd_name", "NHD_NAME", "title")
_CODE_KEYS = ("code", "kod", "id", "omradeskod", "kommun_kod", "NHD_NUM")


class AreaProblem(ValueError):
    """The file with areas cannot be used as it is; the message says where and what to do.

    `str()` of it is English, for the command line; `translated()` is in the language of a page.
    """

    def __init__(self, template: str, **values: Any) -> None:
        super().__init__(template.format(**values))
        self.template, self.values = template, values

    def translated(self) -> str:
        return gettext(self.template).format(**self.values)


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
    """Read a GeoJSON FeatureCollection of polygons in WGS 84 (longitude, latitude), whole in itself."""
    rows = read_rows(content)
    check(rows)
    return rows


def read_rows(content: bytes) -> list[AreaRow]:
    """The areas of a file that may belong to areas outside it: each read, the hierarchy not yet checked."""
    try:
        document = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise AreaProblem(
            gettext_noop("The file with areas is not JSON ({error}); save it as GeoJSON."), error=error
        ) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise AreaProblem(
            gettext_noop("The file with areas has no 'features'; save it as a GeoJSON FeatureCollection.")
        )
    rows = [_read_feature(number, feature) for number, feature in enumerate(features, start=1)]
    _check_codes(rows)
    return rows


def _read_feature(number: int, feature: Any) -> AreaRow:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    properties = properties if isinstance(properties, dict) else {}
    name = _first(properties, _NAME_KEYS) or f"Area {number}"
    given = properties.get("level", "district")
    boundary = _read_boundary(number, name, feature)
    level = LEVELS.get(str(given)) or (given if type(given) is int else 0)
    if level not in LEVELS.values():
        raise AreaProblem(
            gettext_noop("Feature {number} ({name}): level is {given}; use one of {levels}."),
            number=number,
            name=name,
            given=repr(given),
            levels=", ".join(LEVELS),
        )
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


def _read_boundary(number: int, name: str, feature: Any) -> BaseGeometry:
    where = {"number": number, "name": name}
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise AreaProblem(
            gettext_noop(
                "Feature {number} ({name}): the geometry is {kind}; only Polygon and MultiPolygon make an area."
            ),
            kind=repr(kind),
            **where,
        )
    try:
        shape: BaseGeometry = shapely.from_geojson(orjson.dumps(geometry))
    except shapely.errors.GEOSException as error:
        raise AreaProblem(
            gettext_noop("Feature {number} ({name}): the polygon cannot be read ({error}); draw it again."),
            error=error,
            **where,
        ) from error
    if shape.is_empty:
        raise AreaProblem(
            gettext_noop(
                "Feature {number} ({name}): the polygon is empty; draw it again or take the feature out."
            ),
            **where,
        )
    if not shape.is_valid:
        raise AreaProblem(
            gettext_noop(
                "Feature {number} ({name}): the polygon crosses itself ({reason}); mend it in a map program "
                "(QGIS: 'Fix geometries') and try again."
            ),
            reason=shapely.is_valid_reason(shape),
            **where,
        )
    west, south, east, north = shape.bounds
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise AreaProblem(
            gettext_noop(
                "Feature {number} ({name}): coordinates reach from {west:.0f}, {south:.0f} to {east:.0f}, "
                "{north:.0f}, which are no degrees; save the file in WGS 84 (EPSG:4326), longitude before latitude."
            ),
            west=west,
            south=south,
            east=east,
            north=north,
            **where,
        )
    return shape


def _check_codes(rows: Iterable[AreaRow]) -> None:
    codes: set[str] = set()
    for row in rows:
        for text, longest, template in (
            (
                row.code,
                CODE_LENGTH,
                gettext_noop("The code {text}… has {length} characters; shorten it to {longest}."),
            ),
            (
                row.name,
                NAME_LENGTH,
                gettext_noop("The name {text}… has {length} characters; shorten it to {longest}."),
            ),
        ):
            if len(text) > longest:
                raise AreaProblem(template, text=repr(text[:40]), length=len(text), longest=longest)
        if row.code in codes:
            raise AreaProblem(
                gettext_noop("Two areas have the code {code}; give each its own."), code=repr(row.code)
            )
        codes.add(row.code)


def check(rows: Iterable[AreaRow]) -> None:
    """The hierarchy: each area above is there, is of a higher level, and touches what lies under it."""
    codes = {row.code: row for row in rows}
    for row in codes.values():
        if not row.parent:
            continue
        above = codes.get(row.parent)
        names = {"name": repr(row.name), "parent": repr(row.parent)}
        if above is None:
            raise AreaProblem(
                gettext_noop("Area {name} has the parent {parent}, which is not in the file."), **names
            )
        if above.level >= row.level:
            raise AreaProblem(
                gettext_noop("Area {name} lies under {parent}, which is not of a higher level."), **names
            )
        if not above.boundary.intersects(row.boundary):
            raise AreaProblem(
                gettext_noop(
                    "Area {name} lies outside {above}, the area above it; check the coordinate system and the "
                    "order of longitude and latitude."
                ),
                above=repr(above.name),
                **names,
            )
