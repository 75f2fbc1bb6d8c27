"""Documents to print: a realistic one on Luleå's districts, and the edges of what may come."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy
import pytest

from samlad.picture.document import (
    FileAccount,
    OrganisationRow,
    Period,
    PeriodCount,
    PictureDocument,
    Recipe,
    RejectedRow,
    Row,
    Standout,
    Totals,
)

DISTRICTS = Path(__file__).parents[2].parent / "shared" / "demo" / "lulea_stadsdelar_approx.geojson"
LAND = DISTRICTS.with_name("lulea_land_osm10m.geojson")
WEEK = Period("week", "2019-W40", date(2019, 9, 30), date(2019, 10, 6))
RECIPE = Recipe("2019-10-07/14", {"threshold": 5, "confidence": 0.95}, "0.1.0", "2019-10-07T08:30:00+02:00")


def minimal(**changes: Any) -> PictureDocument:
    """The least that can be printed: nothing was reported."""
    fields: dict[str, Any] = {
        "title": "Joint picture",
        "collaboration": "EST Luleå",
        "period": WEEK,
        "simulated": False,
        "headline": (),
        "totals": Totals(0, None, None, None, "too_little_data", 0),
        "recipe": RECIPE,
        "language": "en",
    }
    return PictureDocument(**(fields | changes))


def square(name: str, west: float, count: int, verdict: str, south: float = 65.5) -> dict[str, Any]:
    corners = [(0, 0), (0.1, 0), (0.1, 0.05), (0, 0.05), (0, 0)]
    ring = [[west + right, south + up] for right, up in corners]
    return {
        "type": "Feature",
        "properties": {"code": name, "name": name, "count": count, "verdict": verdict},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def lulea(language: str = "sv", **changes: Any) -> PictureDocument:
    """A week of simulated incidents in Luleå's 28 districts; skips where the geography is not at hand."""
    if not DISTRICTS.exists():
        pytest.skip("the folder with Luleå's districts is not beside the repository")
    rng = numpy.random.default_rng(40)
    features = json.loads(DISTRICTS.read_text())["features"]
    rows = [_area(feature["properties"]["stadsdel"].strip(), rng) for feature in features]
    rows.sort(key=lambda row: -row.count)
    by_name = {row.name: row for row in rows}
    mapped = [_mapped(feature, by_name) for feature in features]
    total = sum(row.count for row in rows) + 3
    fields: dict[str, Any] = {
        "title": "Samlad lägesbild" if language == "sv" else "Joint situational picture",
        "simulated": True,
        "language": language,
        "headline": _headline(language, total),
        "totals": Totals(total, 96, 141, 117.4, "within" if total <= 141 else "above", 52),
        "previous_label": "2019-W39",
        "history": _history(rng, total),
        "areas": tuple(rows),
        "categories": _categories(language, total, rng),
        "organisations": (
            OrganisationRow("Luleå kommun", 61, False),
            OrganisationRow("Polisen, lokalpolisområde Luleå–Boden", 48, False),
            OrganisationRow("Lulebo", 0, True),
        ),
        "weekday_hour": _weekday_hour(rng),
        "count_without_hour": 17,
        "standouts": _standouts(language),
        "map": collection(*_land(), *mapped),
        "accounting": _accounting(),
        "rejected": rejected_rows(4),
        "unplaced": 3,
        "masked": {"personnummer": 2, "phone": 5},
        "attributions": (
            "© OpenStreetMap contributors (ODbL)",
            "GTFS Sverige 2, Samtrafiken/Trafiklab (CC0 1.0)",
        ),
    }
    return minimal(**(fields | changes))


def rejected_rows(count: int) -> tuple[RejectedRow, ...]:
    return tuple(
        RejectedRow(
            "polisen_v40.csv",
            12 + number * 7,
            "occurred_from",
            f"2019-13-{number:02d}",
            "The month 13 does not exist; write the date as 2019-10-04.",
        )
        for number in range(count)
    )


def _area(name: str, rng: numpy.random.Generator) -> Row:
    pilot = {"Hertsön": 9.0, "Centrum": 22.0, "Porsön": 8.0, "Örnäset": 6.0, "Notviken": 5.0}
    mean = pilot.get(name, float(rng.uniform(0.3, 4.5)))
    count = 19 if name == "Hertsön" else 0 if name == "Porsön" else int(rng.poisson(mean))
    low, high = max(0.0, round(mean - 2 * mean**0.5)), float(round(mean + 2 * mean**0.5))
    low = 2.0 if name == "Porsön" else low
    verdict = "above" if count > high else "below" if count < low else "within"
    history = tuple(int(value) for value in rng.poisson(mean, 11))
    sparse = name in {"Kallax", "Bensbyn"}
    return Row(
        code=name.lower(),
        name=name,
        count=count,
        expected_low=None if sparse else low,
        expected_high=None if sparse else high,
        verdict="too_little_data" if sparse else verdict,
        share=count / 117,
        change_per_year=None if sparse else float(rng.normal(0, 0.2)),
        change_low=None if sparse else -0.31,
        change_high=None if sparse else 0.42,
        sparkline=(*history, count),
    )


def _mapped(feature: dict[str, Any], rows: dict[str, Row]) -> dict[str, Any]:
    row = rows[feature["properties"]["stadsdel"].strip()]
    properties = {"code": row.code, "name": row.name, "count": row.count, "verdict": row.verdict}
    return {"type": "Feature", "properties": properties, "geometry": feature["geometry"]}


def _land() -> list[dict[str, Any]]:
    if not LAND.exists():
        return []
    land = json.loads(LAND.read_text())["features"]
    return [
        {"type": "Feature", "properties": {"kind": "land"}, "geometry": part["geometry"]} for part in land
    ]


def _headline(language: str, total: int) -> tuple[str, ...]:
    if language == "sv":
        return (
            f"{total} händelser under vecka 40, ungefär som väntat (96–141). Hertsön sticker ut.",
            "På Hertsön kom 19 händelser, väntat 3–15; det mesta är skadegörelse på kvällstid.",
            "Lulebo har inte hört av sig den här veckan, så bilden kan visa för lite i bostadsområdena.",
        )
    return (
        f"{total} incidents in week 40, about as expected (96–141). Hertsön stands out.",
        "Hertsön had 19 incidents, expected 3–15; most are vandalism around Hertsön's centre in the evening.",
        "Lulebo has been silent this week, so the picture may show too little in the housing areas.",
    )


def _history(rng: numpy.random.Generator, total: int) -> tuple[PeriodCount, ...]:
    periods = [(2018, week) for week in range(41, 53)] + [(2019, week) for week in range(1, 41)]
    counts = [int(rng.negative_binomial(30, 30 / (30 + 117))) for _period in periods[:-1]] + [total]
    return tuple(
        PeriodCount(
            f"{year}-W{week:02d}",
            count,
            None if index < 8 else 92 + index % 5,
            None if index < 8 else 140 + index % 7,
        )
        for index, ((year, week), count) in enumerate(zip(periods, counts, strict=True))
    )


def _categories(language: str, total: int, rng: numpy.random.Generator) -> tuple[Row, ...]:
    swedish = [
        "Skadegörelse",
        "Narkotika",
        "Buskörning och olovlig trafik",
        "Hot och trakasserier",
        "Anlagd brand",
    ]
    english = ["Vandalism", "Drugs", "Reckless driving", "Threats and harassment", "Arson"]
    counts = [41, 22, 19, 9, 2]
    return tuple(
        Row(
            name[:3].upper(),
            name,
            count,
            float(max(0, count - 9)),
            float(count + 6),
            "within",
            count / total,
            0.12,
            -0.05,
            0.31,
            tuple(int(value) for value in rng.poisson(count, 12)),
        )
        for name, count in zip(swedish if language == "sv" else english, counts, strict=True)
    )


def _weekday_hour(rng: numpy.random.Generator) -> tuple[tuple[int, ...], ...]:
    hours = numpy.arange(24)
    evening = 0.3 + 2.2 * numpy.exp(-(((hours - 21) % 24 - 0) ** 2) / 18)
    return tuple(
        tuple(int(value) for value in rng.poisson(evening * (1.6 if day >= 4 else 0.8))) for day in range(7)
    )


def _standouts(language: str) -> tuple[Standout, ...]:
    if language == "sv":
        return (
            Standout(
                "Hertsön: skadegörelse",
                "Tredje veckan i rad över det väntade, mest fredag och lördag kl. 19–23.",
                12,
                1,
                6,
                "https://example.org/handelser?omrade=hertson",
            ),
            Standout("Kulturens hus: narkotika", "Fler än någon vecka det senaste året.", 7, 0, 4),
            Standout("Notviken: buskörning", "Ny plats: inga händelser de fyra veckorna före.", 5, 0, 2),
        )
    return (
        Standout(
            "Hertsön: vandalism",
            "Third week in a row above what is expected, mostly Friday and Saturday 19–23.",
            12,
            1,
            6,
            "https://example.org/incidents?area=hertson",
        ),
        Standout("Kulturens hus: drugs", "More than in any week of the past year.", 7, 0, 4),
    )


def _accounting() -> tuple[FileAccount, ...]:
    return (
        FileAccount("polisen_v40.csv", "Polisen", 5210, 48, 5139, 6, 4, 9, 4),
        FileAccount("lulea_kommun.xlsx", "Luleå kommun", 7433, 61, 7360, 0, 0, 12, 0),
    )
