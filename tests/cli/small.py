"""Small files for the tests of `samlad picture`, and the command in this process on the test database."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import shapely

HEADER = "id;datum;kategori;latitud;longitud;beskrivning"
Samlad = Callable[..., tuple[int, str]]


def rows(number: int, first: int = 0) -> list[str]:
    """Good rows over twenty weeks up to week 45 of 2026, in two districts."""
    return [
        f"{first + n};{date(2026, 6, 22) + timedelta(days=n % 140)} 14:30;SKA.KLO;"
        f"{65.601 + 0.001 * (n % 18):.4f};{22.001 + 0.0078 * (n % 10):.4f};Klotter"
        for n in range(number)
    ]


def write_rows(path: Path, lines: list[str], header: str = HEADER) -> Path:
    path.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    return path


def square(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(shapely.box(west, south, east, north)))
    return geometry


def write_areas(path: Path, **changed: Any) -> Path:
    """Two districts; `changed` replaces the geometry of the second."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": name},
            "geometry": changed.get(code, square(west, 65.6, west + 0.04, 65.62)),
        }
        for code, name, west in (("D1", "Distrikt 1", 22.0), ("D2", "Distrikt 2", 22.04))
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path
