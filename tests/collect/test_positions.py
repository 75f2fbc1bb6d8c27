"""Coordinates: systems, axes, signs, and what is refused."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from samlad.collect.axes import Axes, coordinate_columns, settle_axes
from samlad.collect.number_text import decimal_sign, numbers
from samlad.collect.positions import (
    DEGREES,
    KNOWN,
    Bounds,
    Positions,
    checked_crs,
    read_positions,
)
from samlad.collect.profile import Profile
from samlad.collect.reasons import InputError, rejected_rows

LULEA: Bounds = (21.0, 65.2, 23.2, 66.0)
# Three points in and near Luleå.
LONGITUDES, LATITUDES = np.array([22.1547, 22.2419, 22.0]), np.array([65.5848, 65.5906, 65.6])


def texts(values: np.ndarray) -> pl.Series:
    return pl.Series([f"{value:.6f}" for value in values])


def projected(crs: str) -> tuple[pl.Series, pl.Series]:
    east, north = Transformer.from_crs(DEGREES, crs, always_xy=True).transform(LONGITUDES, LATITUDES)
    return texts(east), texts(north)


def read(
    x: list[str | None],
    y: list[str | None],
    crs: str = DEGREES,
    bounds: Bounds | None = LULEA,
    missing: tuple[str, ...] = (),
    names: tuple[str, str] = ("longitude", "latitude"),
) -> Positions:
    east, north = pl.Series(x, dtype=pl.Utf8), pl.Series(y, dtype=pl.Utf8)
    return read_positions(east, north, names, crs, decimal_sign(east, north), missing, bounds)


def refused(positions: Positions) -> list[tuple[int, str, str, str]]:
    lines = pl.int_range(len(positions.latitude), dtype=pl.Int64, eager=True)
    return rejected_rows(lines, positions.failures).select("line", "field", "reason", "remedy").rows()


@pytest.mark.parametrize("crs", [crs for crs in KNOWN if crs not in {"EPSG:25833", "EPSG:25834"}])
@pytest.mark.parametrize("swapped", [False, True])
def test_the_system_and_the_axes_are_recognised_by_where_the_points_fall(crs: str, swapped: bool) -> None:
    x, y = projected(crs)
    axes = settle_axes(*((y, x) if swapped else (x, y)), Profile(), (22.0, 65.5, 22.4, 65.7))
    assert axes.problems == ()
    assert (axes.crs, axes.exchanged) == (crs, swapped)
    assert bool(axes.warnings) == swapped


def test_systems_that_are_the_same_in_practice_go_by_the_swedish_name() -> None:
    assert settle_axes(*projected("EPSG:25833"), Profile(), LULEA).crs == "EPSG:3006"


def test_a_wrong_system_is_named_with_the_right_one() -> None:
    axes = settle_axes(*projected("EPSG:3021"), Profile(crs="EPSG:3006"), LULEA)
    (problem,) = axes.problems
    assert "SWEREF 99 TM, 0 of 3" in str(problem)
    assert 'crs = "EPSG:3021"' in str(problem)


def test_points_of_another_country_are_a_problem_of_the_file() -> None:
    paris = pl.Series(["2.35", "2.36"]), pl.Series(["48.85", "48.86"])
    for profile in (Profile(), Profile(crs="EPSG:4326")):
        (problem,) = settle_axes(*paris, profile, LULEA).problems
        assert "one of 2 positions" in str(problem)
        assert "crs" in str(problem)


def test_a_file_with_a_few_points_on_the_map_is_read_with_a_warning() -> None:
    axes = settle_axes(
        pl.Series(["22.1", "18.0", "18.1"]), pl.Series(["65.5", "59.3", "59.4"]), Profile(), LULEA
    )
    assert axes.problems == ()
    assert "1 of 3" in str(axes.warnings[0])


def test_without_a_map_degrees_and_sweref_are_recognised_and_local_zones_are_asked_for() -> None:
    assert settle_axes(*projected(DEGREES), Profile(), None) == Axes()
    assert settle_axes(*projected("EPSG:3006"), Profile(), None).crs == "EPSG:3006"
    assert settle_axes(*projected("EPSG:3017"), Profile(), None).problems
    paris = pl.Series(["2.35", "2.36"]), pl.Series(["48.85", "48.86"])
    assert settle_axes(*paris, Profile(), None) == Axes()


def test_without_points_there_is_nothing_to_settle() -> None:
    nothing = pl.Series([None, None], dtype=pl.Utf8)
    assert settle_axes(nothing, nothing, Profile(), LULEA) == Axes()


def test_coordinates_are_found_by_what_stands_in_the_columns() -> None:
    east, north = projected("EPSG:3006")
    frame = pl.DataFrame({"antal": ["1", "2", "3"], "a": north, "b": east, "text": ["x", "y", "z"]})
    assert coordinate_columns(frame, frame.columns, LULEA) == ("b", "a")
    assert coordinate_columns(frame.select("antal", "text"), ["antal", "text"], LULEA) is None


@pytest.mark.parametrize("crs", ["EPSG:3006", "EPSG:3021", "EPSG:3857", "ESRI:102696", "EPSG:3017"])
def test_positions_come_back_where_they_were(crs: str) -> None:
    x, y = projected(crs)
    positions = read(x.to_list(), y.to_list(), crs, names=("x", "y"))
    np.testing.assert_allclose(positions.latitude.to_numpy(), LATITUDES, atol=1e-6)
    np.testing.assert_allclose(positions.longitude.to_numpy(), LONGITUDES, atol=1e-6)


def test_sweref_99_tm_agrees_with_the_meridian_arc() -> None:
    """On the central meridian, 15° E, 60° N: 0.9996 of GRS 80's meridian arc of 6 654 072.819 m."""
    positions = read(["500000"], ["6651411.190"], "EPSG:3006", bounds=None)
    assert positions.longitude.to_list() == pytest.approx([15.0], abs=1e-9)
    assert positions.latitude.to_list() == pytest.approx([60.0], abs=1e-6)


def test_a_row_outside_the_map_is_refused() -> None:
    positions = read(["22.15", "18.06"], ["65.58", "59.33"])
    assert positions.latitude.to_list() == [65.58, None]
    ((line, field, reason, remedy),) = refused(positions)
    assert (line, field) == (1, "latitude")
    assert "18.06 / 59.33" in reason
    assert "outside the map (WGS 84)" in reason
    assert "Correct the coordinates" in remedy


def test_a_single_swapped_row_is_refused_with_that_remedy() -> None:
    positions = read(["22.15", "65.58"], ["65.58", "22.15"])
    ((line, _, _, remedy),) = refused(positions)
    assert line == 1
    assert remedy.startswith("Latitude and longitude seem to be swapped")


def test_no_position_is_no_failure() -> None:
    positions = read(
        [None, "0", "0.0", "-1", "saknas"], [None, "0", "0,0", "5", "saknas"], missing=("-1", "saknas")
    )
    assert positions.latitude.to_list() == [None] * 5
    assert refused(positions) == []


@pytest.mark.parametrize(
    ("x", "y", "field", "reason"),
    [
        ("22.15", None, "latitude", "Only one"),
        (None, "65.58", "longitude", "Only one"),
        ("vid torget", "65.58", "longitude", "“vid torget” is not a coordinate"),
        ("22.15", "65.58.12", "latitude", "“65.58.12” is not a coordinate"),
        ("22.15", "NaN", "latitude", "“NaN” is not a coordinate"),
        ("inf", "65.58", "latitude", "outside the map"),
    ],
)
def test_half_and_unreadable_positions_are_refused(
    x: str | None, y: str | None, field: str, reason: str
) -> None:
    ((_, found, why, _),) = refused(read(["22.15", x], ["65.58", y]))
    assert found == field
    assert reason in why


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("65,5848", ".", 65.5848),
        ("65.5848", ",", 65.5848),
        ("7 289 123,5", ",", 7289123.5),
        ("7\u00a0289\u00a0123", ".", 7289123),
        ("1,013,908.2", ".", 1013908.2),
        ("1.013.908,2", ",", 1013908.2),
        ("1.013.908", ".", 1013908),
        ("894,880", ".", 894880),
        ("894,880", ",", 894.88),
        ("\u221222.5", ".", -22.5),
        ("65.58°", ".", 65.58),
        ("1e3", ".", 1000),
        ("65.58.1", ".", None),
        ("", ".", None),
        (None, ",", None),
    ],
)
def test_numbers_are_read_with_either_sign(text: str | None, decimal: str, number: float | None) -> None:
    assert numbers(pl.Series([text], dtype=pl.Utf8), decimal).to_list() == [number]


def test_the_decimal_sign_is_that_of_most() -> None:
    assert decimal_sign(pl.Series(["65,58", "65,6"]), pl.Series(["22,1", None])) == ","
    assert decimal_sign(pl.Series(["65.58", "7"]), pl.Series(["22.1", "8"])) == "."
    assert decimal_sign(pl.Series(["1.013.908,2"]), pl.Series(["894.880,1"])) == ","


@settings(deadline=None)
@given(st.floats(-180, 180), st.floats(-90, 90), st.sampled_from([".", ","]))
def test_any_point_on_earth_is_read_as_written(longitude: float, latitude: float, sign: str) -> None:
    x, y = (f"{value:.5f}".replace(".", sign) for value in (longitude, latitude))
    positions = read_positions(pl.Series([x]), pl.Series([y]), ("x", "y"), DEGREES, sign, (), None)
    if float(x.replace(",", ".")) == 0 == float(y.replace(",", ".")):
        assert positions.latitude.to_list() == [None]
    else:
        assert positions.longitude.to_list() == [float(x.replace(",", "."))]
        assert positions.latitude.to_list() == [float(y.replace(",", "."))]


@pytest.mark.parametrize(
    ("text", "code"),
    [("3006", "EPSG:3006"), ("SWEREF 99 TM", "EPSG:3006"), ("sweref99tm", "EPSG:3006"), ("WGS84", "EPSG:4326"),
     ("RT90", "EPSG:3021"), ("ESRI:102696", "ESRI:102696"), (" epsg:3006 ", "EPSG:3006"),
     ("RT 90 2.5 gon V", "EPSG:3021"), ("urn:ogc:def:crs:EPSG::3006", "EPSG:3006"), ("OGC:CRS84", "OGC:CRS84")],
)  # fmt: skip
def test_a_system_goes_by_number_or_name(text: str, code: str) -> None:
    assert checked_crs(text) == code


def test_an_unknown_system_is_refused() -> None:
    with pytest.raises(InputError, match="EPSG:3006"):
        checked_crs("EPSG:1")


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("sweref", "Did you mean SWEREF 99 TM? Write it as EPSG:3006."),
        ("UTM 33", "Did you mean ETRS89 / UTM 33? Write it as EPSG:25833."),
        ("NAD27", "Write it as EPSG:3006"),
        ("Lambert", "Write it as EPSG:3006"),
        ("+proj=utm +zone=33", "Write it as EPSG:3006"),
        ("12", "Write it as EPSG:3006"),
        ("٣٠٠٦", "Write it as EPSG:3006"),
        ("EPSG:5613", "Write it as EPSG:3006"),  # heights
        ("EPSG:4978", "Write it as EPSG:3006"),  # metres from the middle of the earth
    ],
)
def test_a_name_that_says_no_single_system_is_refused_with_a_remedy(text: str, remedy: str) -> None:
    with pytest.raises(InputError) as caught:
        checked_crs(text)
    assert f"“{text}” is not known" in str(caught.value)
    assert remedy in str(caught.value)
