"""What a picture needs besides its figures to be printed: its map, with land beneath where there is a base map."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import orjson
import shapely
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _
from django.utils.translation import override
from shapely.geometry.base import BaseGeometry

from samlad.picture import document as d
from samlad.picture import mapping
from samlad.picture.catalogue import Catalogue
from samlad.picture.mapsheet import sheet_around
from samlad.picture.query import Query

# On paper a shore is simplified to about fifty metres.
_TOLERANCE = 0.0005
_GRID = 0.00001


@dataclass(frozen=True, slots=True)
class Ground:
    """What lies beneath the areas of a printed map: land as GeoJSON, or nothing, and whom to thank for it."""

    land: dict[str, Any] | None = None
    attribution: str = ""

    def plain(self) -> dict[str, Any]:
        return {"land": self.land, "attribution": self.attribution}

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Self:
        """What `plain` gave."""
        return cls(plain["land"], plain["attribution"])


def printable(document: d.PictureDocument, catalogue: Catalogue, query: Query) -> d.PictureDocument:
    """The document with the map of its areas, and land beneath them where the base map of today has it."""
    areas = mapping.areas(document, catalogue, query)
    shapes = [shapely.from_geojson(orjson.dumps(one["geometry"])) for one in areas["features"]]
    return _on(document, areas, _ground(shapes))


def printable_again(
    document: d.PictureDocument, catalogue: Catalogue, query: Query, kept: Ground | None
) -> d.PictureDocument:
    """The same of a frozen picture, on the ground that was frozen with it.

    One from before ground was kept gets today's, and says so.
    """
    if kept is not None:
        return _on(document, mapping.areas(document, catalogue, query), kept)
    ground = ground_of(catalogue)
    printed = _on(document, mapping.areas(document, catalogue, query), ground)
    if ground.land is None:
        return printed
    with override(document.language):
        said = _("Land beneath the map: of today's base map; it was not kept when the picture was frozen.")
    return replace(printed, attributions=(*printed.attributions, said))


def ground_of(catalogue: Catalogue) -> Ground:
    """Today's ground beneath all areas of the table: what a frozen picture keeps."""
    rows = {entry.code for entry in catalogue.rows_of_area}
    shapes = zip(catalogue.map.codes, catalogue.map.shapes, strict=True)
    return _ground([shape for code, shape in shapes if code in rows])


def _on(document: d.PictureDocument, areas: dict[str, Any], ground: Ground) -> d.PictureDocument:
    if ground.land is None:
        return replace(document, map=areas)
    land = {"type": "Feature", "properties": {"kind": "land"}, "geometry": ground.land}
    attributions = (*document.attributions, *_unnamed(ground.attribution, document.attributions))
    return replace(document, map=areas | {"features": [land, *areas["features"]]}, attributions=attributions)


def _unnamed(attribution: str, named: tuple[str, ...]) -> list[str]:
    """The sources of the base map that are not named yet; what stands in brackets is the licence."""
    already = {one.partition(" (")[0] for one in named}
    return [one for one in attribution.split("; ") if one and one.partition(" (")[0] not in already]


def _ground(areas: Sequence[BaseGeometry]) -> Ground:
    land, attribution = _land(settings.BASEMAP_URL)
    if land is None or not areas:
        return Ground()
    west, south, east, north = sheet_around(areas).bounds
    # A little more than the sheet: outlines that are simplified once more may move its edge.
    wide, high = (east - west) / 50, (north - south) / 50
    part = shapely.clip_by_rect(land, west - wide, south - high, east + wide, north + high)
    drawn = shapely.set_precision(part, _GRID)
    return Ground(orjson.loads(shapely.to_geojson(drawn)), attribution)


@lru_cache(maxsize=4)
def _land(address: str) -> tuple[shapely.Geometry | None, str]:
    """The land of a base map that is a GeoJSON among our static files, and whom to thank for it.

    What stands elsewhere is not fetched: a print asks nothing of the network.
    """
    if not address.startswith(settings.STATIC_URL) or not address.endswith(".geojson"):
        return None, ""
    found = finders.find(address.removeprefix(settings.STATIC_URL))
    if not found:
        return None, ""
    collection = orjson.loads(Path(str(found)).read_bytes())
    shapes = [
        shapely.from_geojson(orjson.dumps(feature["geometry"]))
        for feature in collection["features"]
        if feature["properties"].get("kind") == "land"
    ]
    if not shapes:
        return None, ""
    land = shapely.simplify(shapely.make_valid(shapely.union_all(shapely.make_valid(shapes))), _TOLERANCE)
    return shapely.make_valid(land), str(collection.get("attribution", ""))
