"""The organisations' files, each in its own format. All simulated, and said so."""

import json
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import xlsxwriter

from samlad.demo.basemap import areas_document
from samlad.demo.crosswalks import HOUSING_WORDS, POLICE_CODES, POLICE_VARIANTS, swedish_names
from samlad.demo.flaws import draw_flaws
from samlad.demo.frames import in_crs, organisation_frame
from samlad.demo.profiles import (
    HOUSING_COLUMNS,
    HOUSING_CRS,
    POLICE_COLUMNS,
    POLICE_CRS,
    housing_profile,
    police_profile,
)
from samlad.demo.simulate import Simulated
from samlad.demo.truth_file import truth_document

SIMULATED = "SIMULERADE UPPGIFTER / SIMULATED DATA"
README = """{title}

Every incident in these files is invented by a generator (seed {seed}, {start} to {end}, scale {scale:g}):
{rows} incidents of kommunen, polisen and lulebo, on Luleå's real geography. Nobody has reported any of them.
The borders of the districts are approximate and not official. The police's codes are invented.
Some rows are wrong on purpose, and some descriptions hold invented personal data; truth.json lists them.

kommunen.csv   the municipality: semicolons, decimal commas, WGS 84, UTF-8 with byte order mark
polisen.csv    the police: commas, own codes, SWEREF 99 TM (EPSG:3006); read it with polisen.toml
lulebo.xlsx    the housing company: Excel, own words, SWEREF 99 21 45 (EPSG:3017); read it with lulebo.toml
areas.geojson  the municipality and 28 approximate districts; places.csv: named places
truth.json     what truly happened, and what each measure did: the key to the exercise
{attribution}
"""
MUNICIPALITY_HEADERS = {
    "external_id": "Ärendenummer",
    "occurred_from": "Hände från",
    "occurred_to": "Hände till",
    "reported_at": "Rapporterad",
    "category": "Kategori",
    "latitude": "Latitud",
    "longitude": "Longitud",
    "place": "Plats",
    "environment": "Miljö",
    "publicness": "Offentlighet",
    "group_size": "Antal personer",
    "felt_insecurity": "Upplevd otrygghet",
    "description": "Beskrivning",
    "basis": "Underlag",
    "recurring": "Återkommande",
    "police_reported": "Polisanmält",
    "action_taken": "Omedelbar åtgärd",
    "role": "Rapportörens roll",
}
EXCEL_ROWS = 1_048_575


def write_files(simulated: Simulated, folder: Path) -> list[Path]:
    """Write the files of all organisations and what belongs to them; a missing folder is made."""
    folder.mkdir(parents=True, exist_ok=True)
    flaws = draw_flaws(simulated)
    police = {code: f"{own}{POLICE_VARIANTS[0]}" for code, own in POLICE_CODES.items()}
    texts = {
        "polisen.toml": police_profile(),
        "lulebo.toml": housing_profile(),
        "areas.geojson": json.dumps(areas_document() | {"simulated_incidents": True}, ensure_ascii=False),
        "truth.json": json.dumps(truth_document(simulated, flaws), ensure_ascii=False, indent=1),
        "README.txt": _readme(simulated),
    }
    written = [
        _write_municipality(
            organisation_frame(simulated, "kommunen", flaws["kommunen"], swedish_names()),
            folder / "kommunen.csv",
        ),
        _write_police(
            organisation_frame(simulated, "polisen", flaws["polisen"], police), folder / "polisen.csv"
        ),
        _write_housing(
            organisation_frame(simulated, "lulebo", flaws["lulebo"], HOUSING_WORDS), folder / "lulebo.xlsx"
        ),
        _write_places(simulated, folder / "places.csv"),
    ]
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
        written.append(folder / name)
    return written


def _write_municipality(frame: pl.DataFrame, path: Path) -> Path:
    # What was told by telephone has a place and no position.
    frame = frame.with_columns(
        pl.when(~pl.col("place_only")).then(
            pl.col(name).round(6).cast(pl.String).str.replace(".", ",", literal=True)
        )
        for name in ("latitude", "longitude")
    )
    columns = [pl.col(name).alias(header) for name, header in MUNICIPALITY_HEADERS.items()]
    frame.select(*columns, pl.lit("ja").alias("Simulerad")).write_csv(path, separator=";", include_bom=True)
    return path


def _write_police(frame: pl.DataFrame, path: Path) -> Path:
    every_seventh = pl.col("external_id").str.tail(6).cast(pl.Int64, strict=False) % 7 == 0
    attempted = pl.col("category").str.replace(POLICE_VARIANTS[0], POLICE_VARIANTS[1], literal=True)
    frame = in_crs(frame, POLICE_CRS).with_columns(
        pl.when(every_seventh).then(attempted).otherwise("category").alias("category"),
        *(
            pl.col(name).str.replace_all(r"[-:]", "").alias(name)
            for name in ("occurred_from", "occurred_to", "reported_at")
        ),
    )
    columns = [pl.col(name).alias(header) for name, header in POLICE_COLUMNS.items()]
    frame.select(*columns, pl.lit("ja").alias("SIMULERAD")).write_csv(path)
    return path


def _write_housing(frame: pl.DataFrame, path: Path) -> Path:
    if len(frame) > EXCEL_ROWS:
        raise ValueError(
            f"{path.name} would have {len(frame)} rows, more than Excel's {EXCEL_ROWS}; use a smaller scale."
        )
    frame = in_crs(frame, HOUSING_CRS)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False})
    book.set_properties(
        {"title": SIMULATED, "comments": SIMULATED, "created": datetime(2026, 11, 16, tzinfo=UTC)}
    )
    sheet = book.add_worksheet("Simulerade uppgifter")
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.write_row(0, 0, [*HOUSING_COLUMNS.values(), "Simulerad"])
    moments = [
        index
        for index, name in enumerate(HOUSING_COLUMNS)
        if name in ("occurred_from", "occurred_to", "reported_at")
    ]
    for line, values in enumerate(frame.select(*HOUSING_COLUMNS).iter_rows(), start=1):
        for column, value in enumerate((*values, "ja")):
            real = _excel_moment(value) if column in moments else None
            if real is not None:
                sheet.write_datetime(line, column, real, moment)
            elif value not in (None, ""):
                sheet.write(line, column, value)
    book.close()
    return path


def _excel_moment(text: str) -> datetime | None:
    # A date that does not exist is text in the sheet, as it is when a person has typed it.
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _write_places(simulated: Simulated, path: Path) -> Path:
    places = simulated.world.geography.places
    pl.DataFrame(
        {
            "name": [place.name for place in places],
            "latitude": [place.latitude for place in places],
            "longitude": [place.longitude for place in places],
            "radius": [place.radius for place in places],
        }
    ).write_csv(path)
    return path


def _readme(simulated: Simulated) -> str:
    world = simulated.world
    return README.format(
        title=SIMULATED,
        seed=simulated.seed,
        start=world.start,
        end=world.end,
        scale=world.scale,
        rows=len(simulated),
        attribution=areas_document()["attribution"],
    )
