"""The map for print: areas shaded by count, hatched by verdict, with their numbers on them, as one small SVG.

A local equirectangular projection is enough: over a municipality it is off by less than the line is wide.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import shapely
from shapely.geometry import box, shape
from shapely.geometry.base import BaseGeometry

from samlad.picture.labels import VERDICT_MARKS, speaking, words
from samlad.picture.mapmarks import area_labels, legend, north_arrow, scale_bar
from samlad.picture.mapsheet import (
    STANDING_OUT,
    WIDTH,
    MappedArea,
    Sheet,
    area_shape,
    polygons,
    shade,
    sheet_around,
)
from samlad.picture.notation import Notation, clean
from samlad.picture.svg import BLUE, ORANGE, SEQUENCE, drawing, element, number

MOST_BYTES = 200_000
_WATER = "#f1f5f8"
_LAND = "#e6e6e1"


def render_map(features: dict[str, Any], language: str, most_bytes: int = MOST_BYTES) -> str | None:
    """The map as SVG, or None where the collection holds no area that can be drawn."""
    areas, land = _read(features)
    if not areas:
        return None
    sheet = sheet_around([area.geometry for area in areas])
    placed = [MappedArea(a.name, a.count, a.verdict, sheet.place(a.geometry)) for a in areas]
    frame = box(0, 0, WIDTH, sheet.height)
    ground = [sheet.place(part).intersection(frame) for part in land]
    with speaking(language):
        tolerance = 0.25
        drawn = _draw(placed, ground, sheet, language, tolerance)
        while len(drawn.encode()) > most_bytes and tolerance < 32:
            tolerance *= 2
            drawn = _draw(placed, ground, sheet, language, tolerance)
    return drawn


def describe_map(features: dict[str, Any], language: str) -> str:
    """The map in words, for whoever cannot see it."""
    areas, _land = _read(features)
    with speaking(language):
        named = words()
        notation = Notation(language)

        def listed(verdict: str) -> str:
            chosen = sorted((a for a in areas if a.verdict == verdict), key=lambda area: -(area.count or 0))
            return ", ".join(f"{area.name} ({notation.count(area.count)})" for area in chosen)

        above, below = listed("above"), listed("below")
        parts = [named["alt_above"].format(names=above) if above else named["alt_none_above"]]
        if below:
            parts.append(named["alt_below"].format(names=below))
        return named["alt_map"].format(count=notation.number(len(areas)), standing_out=" ".join(parts))


def count_breaks(counts: Iterable[int]) -> list[int]:
    """Highest counts of the two lower shades: each shade holds about a third of the areas with any."""
    some = sorted(count for count in counts if count > 0)
    if not some:
        return []
    thirds = {some[len(some) * part // 3 - 1] for part in (1, 2) if len(some) * part // 3 > 0}
    return sorted(third for third in thirds if third < some[-1])


def _read(features: dict[str, Any]) -> tuple[list[MappedArea], list[BaseGeometry]]:
    areas: list[MappedArea] = []
    land: list[BaseGeometry] = []
    for feature in features.get("features", []):
        if not feature.get("geometry"):
            continue
        geometry = shapely.make_valid(shape(feature["geometry"]))
        properties = feature.get("properties") or {}
        if geometry.is_empty:
            continue
        if properties.get("kind") == "land":
            land.append(geometry)
        elif polygons(geometry):
            verdict = str(properties.get("verdict", "too_little_data"))
            areas.append(
                MappedArea(
                    clean(str(properties.get("name", properties.get("code", "")))),
                    None if properties.get("count") is None else int(properties["count"]),
                    verdict if verdict in VERDICT_MARKS else "too_little_data",
                    geometry,
                )
            )
    return areas, land


def _draw(
    areas: list[MappedArea], land: list[BaseGeometry], sheet: Sheet, language: str, tolerance: float
) -> str:
    breaks = count_breaks(area.count or 0 for area in areas)
    clip = element("clipPath", element("rect", width=WIDTH, height=sheet.height), id="map-frame")
    parts = [
        element("defs", *_patterns(), clip),
        element("rect", width=WIDTH, height=sheet.height, fill=_WATER),
        *(element("path", d=path, fill=_LAND) for part in land if (path := _path(part, tolerance))),
        *_shades(areas, breaks, tolerance),
        *area_labels(areas, sheet, language),
        scale_bar(sheet, language),
        north_arrow(),
    ]
    rows, legend_height = legend(areas, breaks, sheet.height, language)
    return drawing(WIDTH, sheet.height + legend_height, *parts, *rows)


def _patterns() -> tuple[str, str]:
    lines = element("path", d="M-2,2 L2,-2 M0,9 L9,0 M7,11 L11,7", stroke=ORANGE, stroke_width=1.7)
    dots = element("circle", cx=4.5, cy=4.5, r=1.4, fill=BLUE)
    size: dict[str, str | float] = {"patternUnits": "userSpaceOnUse", "width": 9, "height": 9}
    return element("pattern", lines, id="map-above", **size), element("pattern", dots, id="map-below", **size)


def _shades(areas: list[MappedArea], breaks: list[int], tolerance: float) -> list[str]:
    """Those that stand out are drawn last, so that their outline is whole."""
    parts = []
    for area in sorted(areas, key=lambda area: area.verdict in STANDING_OUT):
        path = _path(area.geometry, tolerance)
        if not path:
            continue
        parts.append(area_shape("path", area.verdict, SEQUENCE[shade(area.count, breaks)], d=path))
        if area.verdict in STANDING_OUT:
            parts.append(element("path", d=path, fill=f"url(#map-{area.verdict})"))
    return parts


def _path(geometry: BaseGeometry, tolerance: float) -> str:
    simple = geometry.simplify(tolerance, preserve_topology=True)
    pieces = []
    for polygon in polygons(simple):
        if polygon.area < tolerance:
            continue
        for ring in (polygon.exterior, *polygon.interiors):
            points = [f"{number(x)} {number(y)}" for x, y, *_height in ring.coords[:-1]]
            pieces.append(f"M{'L'.join(points)}Z")
    return "".join(pieces)
