"""Areas out of GeoJSON: what is read, and the sentence for what cannot be."""

import json
from typing import Any

import pytest
import shapely

from samlad.places.areas_file import AreaProblem, read_areas


def feature(code: str = "A", west: float = 22.0, **properties: Any) -> dict[str, Any]:
    box = shapely.box(west, 65.6, west + 0.1, 65.7)
    return {
        "type": "Feature",
        "properties": {"code": code, "name": f"Area {code}"} | properties,
        "geometry": json.loads(shapely.to_geojson(box)),
    }


def collection(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_names_codes_levels_and_parents() -> None:
    rows = read_areas(
        collection(
            feature("M", level="municipality"), feature("D", parent="M"), feature("N", parent="D", level=3)
        )
    )
    assert [(row.code, row.level, row.parent) for row in rows] == [("M", 1, ""), ("D", 2, "M"), ("N", 3, "D")]
    assert rows[0].name == "Area M"
    assert rows[0].boundary.bounds == (22.0, 65.6, 22.1, 65.7)


def test_a_byte_order_mark_and_holes_and_several_parts() -> None:
    shape = shapely.MultiPolygon(
        [shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2), shapely.box(10, 10, 11, 11)]
    )
    one = feature() | {"geometry": json.loads(shapely.to_geojson(shape))}
    (row,) = read_areas(b"\xef\xbb\xbf" + collection(one))
    assert row.boundary.equals(shape)


@pytest.mark.parametrize(
    ("changed", "approximate"), [({}, False), ({"approximate": True}, True), ({"status": "approx"}, True)]
)
def test_borders_that_are_not_the_official_ones_say_so(changed: dict[str, Any], approximate: bool) -> None:
    assert read_areas(collection(feature(**changed)))[0].approximate is approximate


CROSSED = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
OPEN = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}
BAD: dict[str, tuple[bytes, str]] = {
    "no JSON": (b"<kml/>", "save it as GeoJSON"),
    "nothing": (b"", "save it as GeoJSON"),
    "another encoding": ('{"name": "å"}'.encode("latin-1"), "save it as GeoJSON"),
    "a list": (b"[1]", "FeatureCollection"),
    "no features": (collection(), "FeatureCollection"),
    "a feature alone": (json.dumps(feature()).encode(), "FeatureCollection"),
    "features that are none": (collection(1), "only Polygon"),
    "no geometry": (collection(feature() | {"geometry": None}), "only Polygon"),
    "a list for a geometry": (collection(feature() | {"geometry": [1]}), "only Polygon"),
    "a point": (collection(feature() | {"geometry": {"type": "Point", "coordinates": [1, 2]}}), "'Point'"),
    "an odd kind": (collection(feature() | {"geometry": {"type": ["Polygon"]}}), "only Polygon"),
    "no coordinates": (collection(feature() | {"geometry": {"type": "Polygon"}}), "draw it again"),
    "too few points": (collection(feature() | {"geometry": OPEN}), "draw it again"),
    "an empty polygon": (
        collection(feature() | {"geometry": {"type": "Polygon", "coordinates": []}}),
        "empty",
    ),
    "crossing lines": (collection(feature() | {"geometry": CROSSED}), "crosses itself"),
    "metres": (collection(feature(west=820_000)), "WGS 84"),
    "the same code twice": (collection(feature(), feature()), "code 'A'"),
    "an unknown parent": (collection(feature(parent="X")), "'X'"),
    "a parent that is not above": (collection(feature("A"), feature("B", parent="A")), "higher level"),
    "outside its parent": (
        collection(feature("A", level=1), feature("B", west=50, parent="A")),
        "longitude",
    ),
    "an unknown level": (collection(feature(level="county")), "'county'"),
    "a list for a level": (collection(feature(level=[1])), "municipality"),
    "a truth for a level": (collection(feature(level=True)), "municipality"),
    "a number that is no level": (collection(feature(level=9)), "9"),
    "an endless name": (collection(feature(name="x" * 500)), "500 characters"),
    "an endless code": (collection(feature("x" * 500)), "500 characters"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_used_says_what_to_do(what: str) -> None:
    content, words = BAD[what]
    with pytest.raises(AreaProblem, match=words) as caught:
        read_areas(content)
    assert len(str(caught.value)) > 40


def test_properties_that_are_no_object_leave_a_numbered_area() -> None:
    (row,) = read_areas(collection(feature() | {"properties": ["x"]}))
    assert (row.code, row.name, row.level) == ("Area 1", "Area 1", 2)
