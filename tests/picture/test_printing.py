"""The print's map: land of a base map of our own beneath the areas, nothing fetched from elsewhere."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.contrib.staticfiles import finders
from django.test import Client, override_settings
from django.urls import reverse
from pypdf import PdfReader
from tests.conftest import World
from tests.picture.documents import minimal

from samlad.people.models import Role
from samlad.picture import actions
from samlad.picture import document as d
from samlad.picture.catalogue import catalogue
from samlad.picture.mapsheet import sheet_around
from samlad.picture.periods import Period
from samlad.picture.printing import _land, ground_of, printable, printable_again
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
def test_the_land_reaches_to_the_edges_of_the_sheet(norrby: World) -> None:
    document = _printed(norrby)
    assert document.map is not None
    land, *areas = (shapely.geometry.shape(feature["geometry"]) for feature in document.map["features"])
    sheet = shapely.box(*sheet_around(areas).bounds)
    whole, _attribution = _land(DEMO)
    assert whole is not None
    assert shapely.symmetric_difference(land & sheet, whole & sheet).area < sheet.area / 10_000


@pytest.fixture
def base_map(tmp_path: Path) -> Iterator[Path]:
    """A base map among the static files, which may be written anew."""

    def forget() -> None:
        _land.cache_clear()
        finders.get_finder.cache_clear()

    file = tmp_path / "own.geojson"
    with override_settings(BASEMAP_URL="/static/own.geojson", STATICFILES_DIRS=[tmp_path]):
        forget()
        yield file
    forget()


def _write(file: Path, west: float, attribution: str) -> None:
    ring = [[west, 65.0], [24.0, 65.0], [24.0, 66.0], [west, 66.0], [west, 65.0]]
    land = {"type": "Feature", "properties": {"kind": "land"}}
    land["geometry"] = {"type": "Polygon", "coordinates": [ring]}
    file.write_text(json.dumps({"type": "FeatureCollection", "attribution": attribution, "features": [land]}))
    _land.cache_clear()


def test_a_frozen_picture_is_printed_on_the_land_of_its_day(
    norrby: World, client: Client, base_map: Path
) -> None:
    coordinator = norrby.members[Role.COORDINATOR]
    client.force_login(coordinator.user)
    month = Period.parse("2025-09")

    def printed(edition: int) -> bytes:
        address = reverse("frozen_pdf", args=["norrby", month.label])
        return client.get(address, {"edition": edition}).content

    _write(base_map, 21.0, "Lantmäteriet")
    actions.freeze(actor=coordinator, period=month, words_revision=0)
    before = printed(1)
    assert "Lantmäteriet" in PdfReader(io.BytesIO(before)).pages[-1].extract_text()
    _write(base_map, 22.04, "Sjöfartsverket")
    assert printed(1) == before
    with override_settings(BASEMAP_URL=""):
        assert printed(1) == before
    base_map.unlink()
    _land.cache_clear()
    assert printed(1) == before
    # One that is frozen now has what there is now: nothing.
    actions.freeze(actor=coordinator, period=month, words_revision=0, reason="utan karta")
    assert "Lantmäteriet" not in PdfReader(io.BytesIO(printed(2))).pages[-1].extract_text()


def test_one_from_before_land_was_kept_says_that_it_is_todays(norrby: World, base_map: Path) -> None:
    _write(base_map, 22.04, "Sjöfartsverket")
    names = catalogue(norrby.collaboration)
    query = Query(period=Period.parse("2026-W41"))
    document = minimal(
        areas=tuple(d.Row(code, code, 3, 0, 9, "within", 0.1, sparkline=(3,)) for code in names.map.codes)
    )
    kept = ground_of(names)
    assert printable_again(document, names, query, kept).attributions == ("Sjöfartsverket",)
    assert "today's base map" in printable_again(document, names, query, None).attributions[-1]
    with override_settings(BASEMAP_URL=""):
        assert printable_again(document, names, query, None).attributions == ()
        assert _kinds(printable_again(document, names, query, kept))[0] == "land"


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
