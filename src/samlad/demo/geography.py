"""Luleå as the simulation knows it: districts, named places, and the sites where incidents gather.

The districts are approximate (Voronoi cells of bus stops clipped to land); what is made from them says so.
"""

import csv
import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

DATA = files("samlad.demo") / "data"
LATITUDE, LONGITUDE = 65.58, 22.16
METRES_NORTH = 111_320.0
METRES_EAST = METRES_NORTH * math.cos(math.radians(LATITUDE))
MUNICIPALITY_CODE = "2580"
ATTRIBUTION = (
    "© OpenStreetMap contributors (ODbL 1.0); SCB (CC0); GTFS Sverige 2, Samtrafiken/Trafiklab (CC0)"
)
APPROXIMATE = "approximate: Voronoi cells of bus stops clipped to land; not official"

# Positions within a site come from a fixed pool, as addresses do: the same seed as the municipality's code.
POOL_SEED = 2580
SITE_POOL, DISTRICT_POOL = 256, 4096
SITE_SPREAD = 110.0
# The land is generalised, so that some stops by the water lie outside it: these are moved ashore.
ASHORE = 350.0

_ASCII = str.maketrans("åäöéü", "aaoeu")


@dataclass(frozen=True, slots=True)
class District:
    """A district and the part of it that is land."""

    code: str
    name: str
    boundary: BaseGeometry
    land: BaseGeometry


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A spot that people speak of; `radius` is how far from the point somebody may mean by the name."""

    name: str
    latitude: float
    longitude: float
    radius: int


@dataclass(frozen=True, slots=True)
class Sites:
    """Where incidents gather: stops and named places, and for each district the rest of it (`spread`).

    One row per site; `pool_start` and `pool_size` point into the pool of possible positions.
    """

    names: tuple[str, ...]
    district: NDArray[np.int64]
    place: NDArray[np.int64]
    spread: NDArray[np.bool_]
    traffic: NDArray[np.float64]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    pool_start: NDArray[np.int64]
    pool_size: NDArray[np.int64]
    pool_latitude: NDArray[np.float64]
    pool_longitude: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Geography:
    """All of it, the same for every seed."""

    municipality: BaseGeometry
    land: BaseGeometry
    districts: tuple[District, ...]
    places: tuple[NamedPlace, ...]
    sites: Sites

    def district_number(self, name: str) -> int:
        """The number of a district in the arrays of the simulation."""
        return [district.name for district in self.districts].index(name)


@dataclass(frozen=True, slots=True)
class _Anchor:
    name: str
    district: int
    latitude: float
    longitude: float
    traffic: float
    spread: bool = False


@cache
def geography() -> Geography:
    """Read the data files and lay out the sites; the result is shared and never changed."""
    land = _union("lulea_land_osm10m.geojson")
    districts = tuple(
        District(
            code=f"{MUNICIPALITY_CODE}-{name.lower().translate(_ASCII)}",
            name=name,
            boundary=shape,
            land=shape.intersection(land),
        )
        for name, shape in _read_districts()
    )
    places = tuple(_read_places())
    # SCB's border is so generalised that it cuts three districts off: it is widened to hold them.
    municipality = shapely.union_all([_union("lulea_kommun.geojson"), *(item.boundary for item in districts)])
    return Geography(municipality, land, districts, places, _lay_out_sites(districts, places))


def metres_between(
    latitude: float, longitude: float, latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Distance on a plane that is right at Luleå's latitude."""
    return np.hypot((latitudes - latitude) * METRES_NORTH, (longitudes - longitude) * METRES_EAST)


def _features(name: str) -> list[dict[str, Any]]:
    document: dict[str, list[dict[str, Any]]] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return document["features"]


def _shape(feature: dict[str, Any]) -> BaseGeometry:
    shape: BaseGeometry = shapely.from_geojson(json.dumps(feature["geometry"]))
    return shape


def _union(name: str) -> BaseGeometry:
    return shapely.union_all([_shape(feature) for feature in _features(name)])


def _read_districts() -> list[tuple[str, BaseGeometry]]:
    # Rounded as they are written, so that a point inside here is inside in the file as well.
    found = [
        (str(feature["properties"]["stadsdel"]), shapely.set_precision(_shape(feature), 0.00001))
        for feature in _features("lulea_stadsdelar_approx.geojson")
    ]
    return sorted(found, key=lambda item: item[0])


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / name).read_text(encoding="utf-8").splitlines()))


def _read_places() -> list[NamedPlace]:
    # What the gazetteer calls a district's place is the mean of its stops: no spot that anybody speaks of.
    return [
        NamedPlace(row["name"], float(row["lat"]), float(row["lon"]), int(row["accuracy_m"]))
        for row in _rows("lulea_gazetteer.csv")
        if row["kind"] != "stadsdel"
    ]


def _lay_out_sites(districts: tuple[District, ...], places: tuple[NamedPlace, ...]) -> Sites:
    anchors = _anchors(districts, places)
    latitude = np.array([anchor.latitude for anchor in anchors])
    longitude = np.array([anchor.longitude for anchor in anchors])
    pools = _pools(anchors, districts)
    sizes = np.array([len(pool) for pool in pools])
    pool = np.concatenate(pools)
    spread = np.array([anchor.spread for anchor in anchors])
    return Sites(
        names=tuple(anchor.name for anchor in anchors),
        district=np.array([anchor.district for anchor in anchors]),
        place=np.where(spread, -1, _nearest_place(latitude, longitude, places)),
        spread=spread,
        traffic=np.array([anchor.traffic for anchor in anchors]),
        latitude=latitude,
        longitude=longitude,
        pool_start=np.cumsum(sizes) - sizes,
        pool_size=sizes,
        pool_latitude=pool[:, 1].copy(),
        pool_longitude=pool[:, 0].copy(),
    )


def _anchors(districts: tuple[District, ...], places: tuple[NamedPlace, ...]) -> list[_Anchor]:
    number = {district.name: index for index, district in enumerate(districts)}
    anchors: list[_Anchor] = []
    for row in _rows("lulea_hallplatser.csv"):
        if row["stadsdel"] in number:
            index, traffic = number[row["stadsdel"]], float(row["weekday_departures"])
            anchor = _ashore(row["name"], index, float(row["lat"]), float(row["lon"]), traffic, districts)
            anchors += [anchor] if anchor else []
    for place in places:
        for index, district in enumerate(districts):
            if shapely.contains_xy(district.land, place.longitude, place.latitude):
                # As busy as a stop with a hundred departures; what is special is in the hot spots.
                anchors.append(_Anchor(place.name, index, place.latitude, place.longitude, 100.0))
    for index, district in enumerate(districts):
        inside = district.land.representative_point()
        traffic = 0.4 * sum(anchor.traffic for anchor in anchors if anchor.district == index)
        anchors.append(_Anchor(district.name, index, inside.y, inside.x, max(traffic, 40.0), spread=True))
    return anchors


def _ashore(
    name: str, index: int, latitude: float, longitude: float, traffic: float, districts: tuple[District, ...]
) -> _Anchor | None:
    land = districts[index].land
    if not shapely.contains_xy(land, longitude, latitude):
        nearest = shapely.get_coordinates(shapely.shortest_line(shapely.Point(longitude, latitude), land))[1]
        moved = metres_between(latitude, longitude, nearest[1:2], nearest[0:1])[0]
        if moved > ASHORE:
            return None
        longitude, latitude = float(nearest[0]), float(nearest[1])
    return _Anchor(name, index, latitude, longitude, traffic)


def _nearest_place(
    latitude: NDArray[np.float64], longitude: NDArray[np.float64], places: tuple[NamedPlace, ...]
) -> NDArray[np.int64]:
    distances = np.array([metres_between(p.latitude, p.longitude, latitude, longitude) for p in places])
    nearest = distances.argmin(axis=0)
    return np.where(
        distances.min(axis=0) <= np.array([places[index].radius for index in nearest]), nearest, -1
    )


def _pools(anchors: list[_Anchor], districts: tuple[District, ...]) -> list[NDArray[np.float64]]:
    rng = np.random.default_rng(POOL_SEED)
    for district in districts:
        shapely.prepare(district.land)
    return [_pool(anchor, districts[anchor.district].land, rng) for anchor in anchors]


def _pool(anchor: _Anchor, land: BaseGeometry, rng: np.random.Generator) -> NDArray[np.float64]:
    size = DISTRICT_POOL if anchor.spread else SITE_POOL
    found = np.empty((0, 2))
    while len(found) < size:
        if anchor.spread:
            west, south, east, north = land.bounds
            tried = rng.uniform((west, south), (east, north), (size * 2, 2))
        else:
            spread = (SITE_SPREAD / METRES_EAST, SITE_SPREAD / METRES_NORTH)
            tried = rng.normal((anchor.longitude, anchor.latitude), spread, (size * 2, 2))
        tried = np.round(tried, 6)
        found = np.concatenate([found, tried[shapely.contains_xy(land, tried[:, 0], tried[:, 1])]])
    return found[:size]
