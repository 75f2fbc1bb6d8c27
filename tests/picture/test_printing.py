"""The print's map: land of a base map of our own beneath the areas, nothing fetched from elsewhere."""

from typing import Any

import pytest
import shapely
from django.test import override_settings
from tests.conftest import World
from tests.picture.documents import minimal

from samlad.picture import document as d
from samlad.picture.catalogue import catalogue
from samlad.picture.periods import Period
from samlad.picture.printing import printable
from samlad.picture.printmap import render_map
from samlad.picture.query import Query

DEMO = "/static/demo/basemap.geojson"


def _printed(world: World, **changes: Any) -> d.PictureDocument:
    names = catalogue(world.collaboration)
    areas = tuple(d.Row(code, code, 3, 0, 9, "within", 0.1, sparkline=(3,)) for code in names.map.codes)
    return printable(minimal(areas=areas, **changes), names, Query(period=Period.parse("2026-W41")))


def _kinds(document: d.PictureDocument) -> list[str]:
    assert document.map is not None
    return [feature["properties"].get("kind", "area") for feature in document.map["features"]]


@override_settings(BASEMAP_URL=DEMO)
def test_the_land_of_the_base_map_lies_beneath_the_areas(norrby: World) -> None:
    document = _printed(norrby)
    assert _kinds(document)[0] == "land"
    assert set(_kinds(document)[1:]) == {"area"}
    assert document.map is not None
    land = shapely.from_geojson(
        shapely.to_geojson(shapely.geometry.shape(document.map["features"][0]["geometry"]))
    )
    areas = shapely.union_all(
        [shapely.geometry.shape(feature["geometry"]) for feature in document.map["features"][1:]]
    )
    assert land.intersects(areas)
    assert land.bounds[2] - land.bounds[0] < 4 * (areas.bounds[2] - areas.bounds[0])
    assert len(shapely.to_geojson(land)) < 60_000
    assert any("OpenStreetMap" in one for one in document.attributions)
    assert render_map(document.map, "sv") != render_map(
        document.map | {"features": document.map["features"][1:]}, "sv"
    )


@override_settings(BASEMAP_URL=DEMO)
def test_a_source_is_named_once(norrby: World) -> None:
    document = _printed(norrby, attributions=("© OpenStreetMap contributors (ODbL)", "Brå"))
    assert document.attributions[:2] == ("© OpenStreetMap contributors (ODbL)", "Brå")
    assert sum("OpenStreetMap" in one for one in document.attributions) == 1
    assert any(one.startswith("SCB") for one in document.attributions)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://tiles.example/{z}/{x}/{y}.png",
        "https://maps.example/land.geojson",
        "/static/demo/none.geojson",
    ],
)
def test_without_a_base_map_of_our_own_the_areas_stand_alone(norrby: World, address: str) -> None:
    with override_settings(BASEMAP_URL=address):
        document = _printed(norrby)
    assert set(_kinds(document)) == {"area"}
    assert document.attributions == minimal().attributions
