"""Luleå as map documents: the areas for the door, and the demo's base map, which needs no network."""

import json
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from samlad.demo.geography import APPROXIMATE, ATTRIBUTION, MUNICIPALITY_CODE, geography

BASEMAP = Path(__file__).parent / "static" / "demo" / "basemap.geojson"


def areas_document() -> dict[str, Any]:
    """The municipality and its districts as GeoJSON, ready for the door that reads areas."""
    here = geography()
    top = {
        "code": MUNICIPALITY_CODE,
        "name": "Luleå",
        "parent": None,
        "level": "municipality",
        "approximate": True,
        "status": "approximate: SCB's generalised border, widened to hold the districts",
    }
    features = [_feature(top, here.municipality)]
    for district in here.districts:
        properties = {
            "code": district.code,
            "name": district.name,
            "parent": MUNICIPALITY_CODE,
            "level": "district",
            "approximate": True,
            "status": APPROXIMATE,
        }
        features.append(_feature(properties, district.boundary))
    return {
        "type": "FeatureCollection",
        "name": "lulea_omraden",
        "attribution": ATTRIBUTION,
        "note": "Approximate borders for a demo with simulated incidents; not official.",
        "features": features,
    }


def land_basemap() -> dict[str, Any]:
    """Land, municipality and districts, simplified: the demo's base map without a network."""
    here = geography()
    west, south, east, north = (
        shapely.union_all([item.boundary for item in here.districts]).buffer(0.3).bounds
    )
    land = here.land.intersection(shapely.box(west, south, east, north)).simplify(0.0003)
    features = [
        _feature({"kind": "land"}, land),
        _feature({"kind": "municipality", "name": "Luleå"}, here.municipality.simplify(0.0005)),
    ]
    for district in here.districts:
        properties = {"kind": "district", "name": district.name, "approximate": True}
        features.append(_feature(properties, district.boundary.simplify(0.0003)))
    return {"type": "FeatureCollection", "attribution": ATTRIBUTION, "features": features}


def _feature(properties: dict[str, Any], shape: BaseGeometry) -> dict[str, Any]:
    rounded = shapely.set_precision(shape, 0.00001)
    return {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(rounded))}


def main() -> None:
    """Write the base map among the static files, from where it is served."""
    text = json.dumps(land_basemap(), ensure_ascii=False, separators=(",", ":"))
    BASEMAP.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
