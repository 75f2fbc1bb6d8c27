"""The files as a program that knows nothing of the simulation reads them."""

import csv
import hashlib
import json
import re
import tomllib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Transformer
from python_calamine import CalamineWorkbook

from samlad.collect.guard import find
from samlad.collect.profile import Profile
from samlad.collect.standard import standard_categories
from samlad.demo.basemap import BASEMAP, areas_document, land_basemap
from samlad.demo.flaws import REPEATS, UNUSABLE
from samlad.demo.geography import DATA
from samlad.demo.simulate import Simulated, simulate
from samlad.demo.summary import main, summary
from samlad.demo.texts import OPENINGS, check_digit, descriptions, personal_texts
from samlad.demo.world import ORGANISATIONS, read_streams
from samlad.demo.write import write_files
from samlad.places.areas_file import read_areas

SHARED = Path(__file__).parents[2].parent / "shared"


@pytest.fixture(scope="module")
def simulated() -> Simulated:
    return simulate(1)


@pytest.fixture(scope="module")
def folder(simulated: Simulated, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("lulea") / "files"
    written = write_files(simulated, target)
    assert sorted(target.iterdir()) == sorted(written)
    return target


def read(folder: Path, organisation: str) -> list[dict[str, str]]:
    if organisation == "lulebo":
        sheet = CalamineWorkbook.from_path(str(folder / "lulebo.xlsx")).get_sheet_by_name(
            "Simulerade uppgifter"
        )
        head, *lines = sheet.to_python()
        return [dict(zip(map(str, head), map(str, line), strict=True)) for line in lines]
    text = (folder / f"{organisation}.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines(), delimiter=";" if organisation == "kommunen" else ","))


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_every_row_is_there_and_says_that_it_is_simulated(
    folder: Path, simulated: Simulated, organisation: str
) -> None:
    rows = read(folder, organisation)
    mine = int((simulated.organisation == ORGANISATIONS.index(organisation)).sum())
    assert len(rows) == mine + len(UNUSABLE) + REPEATS
    assert {row[key] for row in rows for key in row if key.lower() == "simulerad"} == {"ja"}
    id_header = next(iter(rows[0]))
    assert len({row[id_header] for row in rows}) == mine + len(UNUSABLE)


def test_the_same_seed_writes_the_same_bytes(folder: Path, simulated: Simulated, tmp_path: Path) -> None:
    for path in write_files(simulated, tmp_path):
        again, before = path.read_bytes(), (folder / path.name).read_bytes()
        assert hashlib.sha256(again).digest() == hashlib.sha256(before).digest(), path.name


@pytest.mark.parametrize(
    ("organisation", "east", "north", "crs"),
    [
        ("polisen", "E_SWEREF99TM", "N_SWEREF99TM", "EPSG:3006"),
        ("lulebo", "E (SWEREF 99 21 45)", "N (SWEREF 99 21 45)", "EPSG:3017"),
    ],
)
def test_positions_come_back_from_the_organisations_grid(
    folder: Path, simulated: Simulated, organisation: str, east: str, north: str, crs: str
) -> None:
    mine = simulated.organisation == ORGANISATIONS.index(organisation)
    rows = read(folder, organisation)[: int(mine.sum())]
    back = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    longitude, latitude = back.transform([float(r[east]) for r in rows], [float(r[north]) for r in rows])
    # Rounded to whole metres.
    assert np.abs(np.array(latitude) - simulated.latitude[mine]).max() < 1e-5
    assert np.abs(np.array(longitude) - simulated.longitude[mine]).max() < 2e-5


def test_the_municipality_writes_decimal_commas_and_sometimes_only_a_place(folder: Path) -> None:
    rows = read(folder, "kommunen")
    assert all(re.fullmatch(r"\d+,\d+|", row["Latitud"]) for row in rows)
    without = [row for row in rows if not row["Latitud"]]
    assert 20 < len(without) < 200
    assert all(row["Plats"] for row in without)


@pytest.mark.parametrize(("organisation", "header"), [("polisen", "BROTTSKOD"), ("lulebo", "Typ av ärende")])
def test_profiles_cover_every_column_and_category(folder: Path, organisation: str, header: str) -> None:
    text = (folder / f"{organisation}.toml").read_text(encoding="utf-8")
    profile = Profile.from_toml(text)
    assert profile.constants["precision"] == "address"
    document = tomllib.loads(text)
    rows = read(folder, organisation)
    assert set(document["columns"].values()) <= set(rows[0])
    known = {row["code"] for row in standard_categories()}
    assert set(document["categories"].values()) <= known
    patterns = [key.rstrip("*") for key in document["categories"]]
    unknown = [row[header] for row in rows if not row[header].startswith(tuple(patterns))]
    assert unknown == ["Åverkan på fontän"]


def test_categories_of_the_municipality_are_the_standards_own_words(folder: Path) -> None:
    words = {row["sv"] for row in standard_categories()}
    unknown = [row["Kategori"] for row in read(folder, "kommunen") if row["Kategori"] not in words]
    assert unknown == ["Åverkan på fontän"]


def test_the_truth_names_what_is_wrong_on_purpose(folder: Path) -> None:
    known = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["wrong_on_purpose"]
    personal = 0
    for organisation, header in (
        ("kommunen", "Beskrivning"),
        ("polisen", "FRITEXT"),
        ("lulebo", "Anteckning"),
    ):
        flaws = known[organisation]
        assert sorted(flaws["cannot_be_used"].values()) == sorted(UNUSABLE)
        rows = read(folder, organisation)
        ids = [next(iter(row.values())) for row in rows]
        assert _twice(ids) == flaws["repeated"]
        caught = {one for one, row in zip(ids, rows, strict=True) if find(row[header])}
        assert caught == set(flaws["personal_data"])
        personal += len(caught)
    assert personal == 42


def _twice(ids: list[str]) -> list[str]:
    return sorted(one for one, times in Counter(ids).items() if times > 1)


def test_personal_data_is_nobodys() -> None:
    texts = " ".join(personal_texts())
    for serial in re.findall(r"070-174 06 (\d\d)", texts):
        assert 5 <= int(serial) <= 99
    numbers = re.findall(r"(18)(\d{6})-(\d{3})(\d)", texts)
    assert len(numbers) >= 10
    for _, born, serial, digit in numbers:
        assert born.startswith("9")
        assert int(serial) >= 980
        assert check_digit(born + serial) == int(digit)
    # Skatteverket's own example of how the digit is computed.
    assert check_digit("811228987") == 4


def test_descriptions_fit_the_field_and_vary() -> None:
    for stream in read_streams():
        texts = descriptions(stream)
        assert len(set(texts)) == len(texts) >= 12
        assert max(map(len, texts)) <= 500
    assert {stream.category for stream in read_streams()} <= set(OPENINGS)


def test_areas_are_accepted_and_called_approximate(folder: Path) -> None:
    areas = read_areas((folder / "areas.geojson").read_bytes())
    assert [area.level for area in areas].count(2) == 28
    assert areas[0].name == "Luleå"
    assert all(area.approximate for area in areas)
    assert all(areas[0].boundary.buffer(1e-4).contains(area.boundary) for area in areas)


def test_the_base_map_is_small_and_current() -> None:
    shipped = BASEMAP.read_text(encoding="utf-8")
    assert len(shipped.encode()) < 150_000
    document = json.loads(shipped)
    assert "OpenStreetMap" in document["attribution"]
    computed = land_basemap()
    assert len(document["features"]) == len(computed["features"]) == 30
    for old, new in zip(document["features"], computed["features"], strict=True):
        assert old["properties"] == new["properties"]
        areas = [shapely.from_geojson(json.dumps(one["geometry"])).area for one in (old, new)]
        assert areas[0] == pytest.approx(areas[1], rel=1e-6)
    assert "OpenStreetMap" in areas_document()["attribution"]


def test_the_shipped_geography_is_the_projects() -> None:
    if not SHARED.exists():
        pytest.skip("the shared folder is not beside this checkout")
    for path in (SHARED / "demo").glob("*lulea*"):
        assert (DATA / path.name).read_bytes() == path.read_bytes()


def test_the_command_writes_and_prints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    span = ["--start", "2026-10-19", "--end", "2026-11-15"]
    main(["--seed", "4", *span, "--write", str(tmp_path / "out"), "--summary"])
    printed = capsys.readouterr().out
    assert "SIMULATED" in printed
    assert "| M05 | LAS | Hertsön |" in printed
    assert (tmp_path / "out" / "truth.json").exists()


@pytest.mark.parametrize(
    "arguments", [[], ["--summary", "--start", "2026-10-20"], ["--scale", "x", "--summary"]]
)
def test_the_command_says_what_is_wrong(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "error:" in capsys.readouterr().err


def test_the_page_shows_what_the_command_prints(simulated: Simulated) -> None:
    page = (Path(__file__).parents[2] / "docs" / "simulation.md").read_text(encoding="utf-8")
    assert summary(simulated) in page
