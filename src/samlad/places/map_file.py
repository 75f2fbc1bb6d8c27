"""The areas as GeoJSON for the map of the administration."""

from typing import Any

import orjson
import shapely
from django.urls import reverse
from django.utils.translation import gettext as _

from samlad.people.models import Member
from samlad.places.models import Area
from samlad.places.queries import areas

# About a metre: more digits are not seen on a map.
GRID = 1e-5
# How darkly each level is drawn: finer ones lie upon coarser ones, and are darker.
_CLASSES = {
    Area.Level.MUNICIPALITY: 0,
    Area.Level.DISTRICT: 2,
    Area.Level.NEIGHBOURHOOD: 4,
    Area.Level.PLACE: 6,
}


def areas_geojson(viewer: Member) -> bytes:
    """All areas, larger ones first so that smaller ones lie upon them; each leads to its page."""
    rows = list(areas(viewer).defer(None).order_by("level", "name"))
    levels = sorted({Area.Level(row.level) for row in rows})
    return orjson.dumps(
        {
            "type": "FeatureCollection",
            "legend": {
                "kind": "count",
                "title": _("Level of the area"),
                "classes": [{"class": _CLASSES[level], "label": str(level.label)} for level in levels],
            },
            "features": [_feature(row, viewer.collaboration.slug) for row in rows],
        }
    )


def _feature(row: Area, collaboration: str) -> dict[str, Any]:
    shape = shapely.set_precision(shapely.from_wkb(bytes(row.boundary)), GRID)
    properties: dict[str, Any] = {
        "id": str(row.pk),
        "name": row.name,
        "text": row.get_level_display(),
        "class": _CLASSES[Area.Level(row.level)],
        "url": reverse("administer_area", args=[collaboration, row.pk]),
    }
    return {
        "type": "Feature",
        "geometry": orjson.loads(shapely.to_geojson(shape)),
        "properties": properties,
    }
