"""Coordinates of any usual system as latitude and longitude, or with a reason why not."""

import re
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from samlad.collect.number_text import numbers
from samlad.collect.reasons import Failure, InputError, Reason, gettext_noop
from samlad.collect.words import closest, squashed

Floats: TypeAlias = NDArray[np.float64]
# West, south, east, north.
Bounds: TypeAlias = tuple[float, float, float, float]

DEGREES = "EPSG:4326"
SWEDEN: Bounds = (10.0, 54.8, 24.5, 69.3)
# What is recognised, the usual first: of systems that differ by centimetres the first is taken.
KNOWN: dict[str, str] = {
    DEGREES: "WGS 84",
    "EPSG:3006": "SWEREF 99 TM",
    "EPSG:3021": "RT 90 2,5 gon V",
    "EPSG:3007": "SWEREF 99 12 00",
    "EPSG:3008": "SWEREF 99 13 30",
    "EPSG:3009": "SWEREF 99 15 00",
    "EPSG:3010": "SWEREF 99 16 30",
    "EPSG:3011": "SWEREF 99 18 00",
    "EPSG:3012": "SWEREF 99 14 15",
    "EPSG:3013": "SWEREF 99 15 45",
    "EPSG:3014": "SWEREF 99 17 15",
    "EPSG:3015": "SWEREF 99 18 45",
    "EPSG:3016": "SWEREF 99 20 15",
    "EPSG:3017": "SWEREF 99 21 45",
    "EPSG:3018": "SWEREF 99 23 15",
    "EPSG:3857": "Web Mercator",
    "EPSG:25832": "ETRS89 / UTM 32",
    "EPSG:25833": "ETRS89 / UTM 33",
    "EPSG:25834": "ETRS89 / UTM 34",
    "EPSG:25835": "ETRS89 / UTM 35",
}
_NAMES = {squashed(name): code for code, name in KNOWN.items()} | {
    "rt90": "EPSG:3021",
    "sweref99": "EPSG:3006",
}
_NUMBER = re.compile(r"[0-9]{4,6}")
# EPSG:3006, or as GeoJSON writes it: urn:ogc:def:crs:EPSG::3006.
_AUTHORITY_CODE = re.compile(r"(?:URN:OGC:DEF:CRS:)?(EPSG|ESRI|OGC|IGNF):(?:[0-9.]*:)?([0-9A-Z]{1,20})")
_SAMPLE = 2_000


@dataclass(frozen=True, slots=True)
class Fit:
    """How a file's points lie on the map under one coordinate system and order of axes."""

    crs: str
    swapped: bool
    inside: int
    total: int
    # Mean distance from the middle of the map, in degrees: decides between systems that both fit.
    distance: float

    @property
    def most(self) -> bool:
        """Whether more than half of the points lie on the map."""
        return self.total > 0 and self.inside * 2 > self.total


@dataclass(frozen=True, slots=True)
class Positions:
    """One entry per row, null where there is no position, and what is wrong with some."""

    latitude: pl.Series
    longitude: pl.Series
    failures: list[Failure]


def checked_crs(text: str) -> str:
    """The coordinate system that is meant by a number, an authority's code (ESRI:102696) or a name of `KNOWN`.

    PROJ is not asked for names: it takes "sweref" for one of thirty, and says nothing.
    """
    code = _NAMES.get(squashed(text), text.strip())
    code = f"EPSG:{code}" if _NUMBER.fullmatch(code) else code.upper()
    parts = _AUTHORITY_CODE.fullmatch(code)
    try:
        if parts is None or not _has_horizontal_axes(CRS.from_authority(parts[1], parts[2])):
            raise _unknown_crs(text)
    except CRSError:
        raise _unknown_crs(text) from None
    return f"{parts[1]}:{parts[2]}"


def _has_horizontal_axes(crs: CRS) -> bool:
    """Not heights alone (EPSG:5613), nor a system of three axes that starts in the middle of the earth."""
    return crs.is_projected or (crs.is_geographic and not crs.is_vertical)


def _unknown_crs(text: str) -> InputError:
    value = text.strip()[:80]
    meant = closest(value, KNOWN.values())
    if meant:
        template = gettext_noop(
            "The coordinate system “{value}” is not known. Did you mean {meant}? Write it as {code}."
        )
        return InputError(Reason(template, {"value": value, "meant": meant, "code": _NAMES[squashed(meant)]}))
    template = gettext_noop(
        "The coordinate system “{value}” is not known. Write it as EPSG:3006 (SWEREF 99 TM)."
    )
    return InputError(Reason(template, {"value": value}))


def crs_name(crs: str) -> str:
    """The system's name for people."""
    return KNOWN.get(crs) or str(CRS.from_user_input(crs).name)


@cache
def _transformer(crs: str) -> Transformer:
    return Transformer.from_crs(crs, DEGREES, always_xy=True)


def to_degrees(crs: str, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Longitudes and latitudes; NaN for what lies nowhere on earth."""
    if crs == DEGREES:
        longitude, latitude = x.astype(np.float64), y.astype(np.float64)
    else:
        longitude, latitude = (
            np.asarray(part, dtype=np.float64) for part in _transformer(crs).transform(x, y)
        )
    nowhere = ~(
        np.isfinite(longitude) & np.isfinite(latitude) & (np.abs(latitude) <= 90) & (np.abs(longitude) <= 180)
    )
    return np.where(nowhere, np.nan, longitude), np.where(nowhere, np.nan, latitude)


def on_map(longitude: Floats, latitude: Floats, bounds: Bounds | None) -> NDArray[np.bool_]:
    """Whether each point lies inside the bounds, or anywhere at all where there are none."""
    west, south, east, north = bounds or (-180.0, -90.0, 180.0, 90.0)
    return (longitude >= west) & (longitude <= east) & (latitude >= south) & (latitude <= north)


def fits(x: Floats, y: Floats, bounds: Bounds | None, crs: str = "") -> list[Fit]:
    """How a file's points fit each known system (or only `crs`), best first."""
    step = max(1, len(x) // _SAMPLE)
    x, y = x[::step], y[::step]
    # The zones of UTM overlap so far that they cannot be told apart without a map.
    known = KNOWN if bounds else [code for code in KNOWN if not code.startswith("EPSG:258")]
    found = [_fit(candidate, x, y, bounds or SWEDEN) for candidate in ((crs,) if crs else known)]
    # Sorting is stable: of equals, the usual system comes first.
    return sorted(found, key=lambda fit: (-fit.inside, round(fit.distance, 4)))


def _fit(crs: str, x: Floats, y: Floats, bounds: Bounds) -> Fit:
    """The order in which the columns stand, unless only the other one puts most points on the map."""
    straight = _fit_in_order(crs, to_degrees(crs, x, y), bounds, swapped=False)
    if straight.most:
        return straight
    swapped = _fit_in_order(crs, to_degrees(crs, y, x), bounds, swapped=True)
    return swapped if swapped.most else straight


def _fit_in_order(crs: str, point: tuple[Floats, Floats], bounds: Bounds, *, swapped: bool) -> Fit:
    longitude, latitude = point
    inside = on_map(longitude, latitude, bounds)
    west, south, east, north = bounds
    away = np.hypot(longitude[inside] - (west + east) / 2, latitude[inside] - (south + north) / 2)
    return Fit(crs, swapped, int(inside.sum()), len(longitude), float(away.mean()) if len(away) else np.inf)


def in_degree_range(x: Floats, y: Floats) -> bool:
    """Whether the points can be degrees at all."""
    return len(x) > 0 and bool(((np.abs(x) <= 180) & (np.abs(y) <= 90)).mean() > 0.9)


def present(
    x: pl.Series, y: pl.Series, missing: tuple[str, ...], decimal: str
) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Both columns as numbers, and whether the row states a position: not the word for none, not 0, 0."""
    x_number, y_number = numbers(x, decimal), numbers(y, decimal)
    said = x.is_not_null() | y.is_not_null()
    said &= ~((x_number == 0) & (y_number == 0)).fill_null(value=False)
    if missing:
        values = numbers(pl.Series(missing, dtype=pl.Utf8), ".").drop_nulls().to_list()
        for text, number in ((x, x_number), (y, y_number)):
            said &= ~(text.is_in(list(missing)) | number.is_in(values)).fill_null(value=False)
    return x_number, y_number, said


def read_positions(
    x: pl.Series,
    y: pl.Series,
    names: tuple[str, str],
    crs: str,
    decimal: str,
    missing: tuple[str, ...],
    bounds: Bounds | None,
) -> Positions:
    """Read two columns (east and north, or longitude and latitude; `names` are their fields)."""
    x_number, y_number, said = present(x, y, missing, decimal)
    both = said & x_number.is_not_null() & y_number.is_not_null()
    east = x_number.fill_null(np.nan).to_numpy()
    north = y_number.fill_null(np.nan).to_numpy()
    longitude, latitude = to_degrees(crs, east, north)
    chosen = both.to_numpy()
    inside = on_map(longitude, latitude, bounds) & chosen
    outside = chosen & ~inside
    exchanged = np.zeros(len(outside), dtype=np.bool_)
    if outside.any():
        exchanged[outside] = on_map(*to_degrees(crs, north[outside], east[outside]), bounds)
    failures = _unreadable(x, y, x_number, y_number, said, names)
    together = pl.DataFrame({"x": x, "y": y}).select(pl.format("{} / {}", "x", "y")).to_series()
    failures += _off_map(pl.Series(outside & exchanged), pl.Series(outside), together, names, crs)
    frame = pl.DataFrame({"latitude": latitude, "longitude": longitude}, nan_to_null=False)
    known = frame.select(pl.when(pl.Series(inside)).then(pl.all()))
    return Positions(latitude=known["latitude"], longitude=known["longitude"], failures=failures)


def _unreadable(
    x: pl.Series,
    y: pl.Series,
    x_number: pl.Series,
    y_number: pl.Series,
    said: pl.Series,
    names: tuple[str, str],
) -> list[Failure]:
    failures = []
    for text, number, name in ((x, x_number, names[0]), (y, y_number, names[1])):
        failures.append(
            Failure(
                said & text.is_not_null() & number.is_null(),
                name,
                text,
                gettext_noop("“{value}” is not a coordinate."),
                gettext_noop("Write a number, as 65.58412, or leave both coordinates empty."),
            )
        )
    for text, other, name in ((x, y, names[0]), (y, x, names[1])):
        failures.append(
            Failure(
                said & text.is_null() & other.is_not_null(),
                name,
                text,
                gettext_noop("Only one of the two coordinates is there."),
                gettext_noop("Write both, or leave both empty."),
            )
        )
    return failures


def _off_map(
    exchanged: pl.Series, outside: pl.Series, together: pl.Series, names: tuple[str, str], crs: str
) -> list[Failure]:
    swapped = (
        gettext_noop("Latitude and longitude seem to be swapped: exchange them.")
        if names[0] == "longitude"
        else gettext_noop("East (x) and north (y) seem to be swapped: exchange them.")
    )
    template = gettext_noop("The position {value} is outside the map ({crs}).")
    remedy = gettext_noop(
        "Correct the coordinates, or leave both empty if the position is not known: "
        "the row then counts without a place."
    )
    parameters = {"crs": crs_name(crs)}
    return [
        Failure(exchanged, names[1], together, template, swapped, parameters),
        Failure(outside, names[1], together, template, remedy, parameters),
    ]
