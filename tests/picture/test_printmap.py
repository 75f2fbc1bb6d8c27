"""The printed map: what is drawn where, how large it may be, and that names stay text."""

import re
from itertools import pairwise
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.picture import documents

from samlad.picture.printmap import count_breaks, describe_map, render_map

SVG = "{http://www.w3.org/2000/svg}"


def _texts(svg: str) -> list[str]:
    return [found.text or "" for found in ElementTree.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - our own


def test_lulea_is_drawn_small_and_whole() -> None:
    features = documents.lulea("sv").map
    assert features is not None
    svg = render_map(features, "sv")
    assert svg is not None
    assert len(svg.encode()) < 200_000
    assert {"Hertsön", "▲ 19", "Porsön", "▼ 0", "2 km", "28"} <= set(_texts(svg))


def test_standing_out_is_hatched_and_named_the_rest_numbered() -> None:
    areas = documents.collection(
        documents.square("Hertsön", 22.0, 19, "above"),
        documents.square("Porsön", 22.1, 1, "below"),
        documents.square("Tuna", 22.2, 7, "within"),
    )
    svg = render_map(areas, "en")
    assert svg is not None
    assert svg.count("url(#map-above)") == 2  # the area and its key in the legend
    assert svg.count("url(#map-below)") == 2
    texts = _texts(svg)
    assert "Hertsön" in texts
    assert "Tuna" not in texts
    assert "7" in texts


def test_too_little_data_is_dashed() -> None:
    svg = render_map(documents.collection(documents.square("A", 22, 1, "too_little_data")), "en")
    assert svg is not None
    assert "stroke-dasharray" in svg


def test_scale_bar_is_as_long_as_it_says() -> None:
    svg = render_map(documents.collection(documents.square("A", 22, 1, "within", south=65.475)), "en")
    assert svg is not None
    # The square is 0.1 degrees wide at 65.5 degrees north: 111.32 km · 0.1 · cos 65.5 degrees = 4.616 km.
    kilometres = next(float(text.split()[0]) for text in _texts(svg) if text.endswith("km"))
    drawn = re.search(r"v4h([\d.]+)v-4", svg)
    assert drawn is not None
    shape = re.search(r'<path fill="[^"]*"[^>]* d="M([\d.]+) [\d.]+L([\d.]+) ', svg)
    assert shape is not None
    width = abs(float(shape.group(2)) - float(shape.group(1)))
    assert abs(float(drawn.group(1)) / kilometres - width / 4.616) < 0.02 * width / 4.616


def test_name_with_markup_is_text() -> None:
    svg = render_map(documents.collection(documents.square("<b>&\"'\x00\u202e", 22, 9, "above")), "en")
    assert svg is not None
    assert "<b>&\"'" in _texts(svg)


def test_limit_of_bytes_is_kept_by_simplifying() -> None:
    features = documents.lulea("sv").map
    assert features is not None
    small = render_map(features, "sv", most_bytes=15_000)
    large = render_map(features, "sv")
    assert small is not None
    assert large is not None
    assert len(small.encode()) <= 15_000 < len(large.encode())


def test_crossing_polygon_and_missing_geometry_do_not_stop_the_map() -> None:
    bow = documents.square("Bow", 22, 3, "within")
    ring = bow["geometry"]["coordinates"][0]
    ring[1], ring[2] = ring[2], ring[1]
    nothing = {"type": "Feature", "properties": {"name": "Nowhere"}, "geometry": None}
    svg = render_map(documents.collection(bow, nothing), "en")
    assert svg is not None
    assert "3" in _texts(svg)


def test_no_area_gives_no_map() -> None:
    assert render_map(documents.collection(), "sv") is None


def test_description_names_what_stands_out_with_its_count() -> None:
    areas = documents.collection(
        documents.square("Hertsön", 22.0, 19, "above"), documents.square("Porsön", 22.1, 0, "below")
    )
    text = describe_map(areas, "en")
    assert "2 areas" in text
    assert "Hertsön (19)" in text
    assert "Porsön (0)" in text


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 500), max_size=60))
def test_each_shade_has_areas(counts: list[int]) -> None:
    some = [count for count in counts if count]
    breaks = count_breaks(counts)
    edges = [0, *breaks, max(some, default=0)]
    assert breaks == sorted(set(breaks))
    for low, high in pairwise(edges):
        assert not some or any(low < count <= high for count in some)
