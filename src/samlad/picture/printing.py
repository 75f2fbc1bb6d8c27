"""What a picture needs besides its figures to be printed: its map, with land beneath where there is a base map."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
import shapely
from django.conf import settings
from django.contrib.staticfiles import finders

from samlad.picture import document as d
from samlad.picture import mapping
from samlad.picture.catalogue import Catalogue
from samlad.picture.query import Query

# On paper a shore is simplified to about fifty metres, and shown as far around the areas as they are wide.
_TOLERANCE = 0.0005
_ROUND = 1.0


def printable(document: d.PictureDocument, catalogue: Catalogue, query: Query) -> d.PictureDocument:
    """The document with the map of its areas, land beneath them."""
    areas = mapping.areas(document, catalogue, query)
    land, attribution = _land(settings.BASEMAP_URL)
    if land is None or not catalogue.map.shapes:
        return replace(document, map=areas)
    around = [_beneath(land, catalogue)]
    attributions = (*document.attributions, *_unnamed(attribution, document.attributions))
    return replace(
        document, map=areas | {"features": [*around, *areas["features"]]}, attributions=attributions
    )


def _unnamed(attribution: str, named: tuple[str, ...]) -> list[str]:
    """The sources of the base map that are not named yet; what stands in brackets is the licence."""
    already = {one.partition(" (")[0] for one in named}
    return [one for one in attribution.split("; ") if one and one.partition(" (")[0] not in already]


def _beneath(land: shapely.Geometry, catalogue: Catalogue) -> dict[str, Any]:
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(list(catalogue.map.shapes)))
    wide, high = _ROUND * (east - west), _ROUND * (north - south)
    part = shapely.clip_by_rect(land, west - wide, south - high, east + wide, north + high)
    return {
        "type": "Feature",
        "properties": {"kind": "land"},
        "geometry": orjson.loads(shapely.to_geojson(part)),
    }


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
