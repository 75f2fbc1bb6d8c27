"""`samlad picture`: the main job, on real files and on small ones, and what a command-line user expects."""

import argparse
import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from samlad import cli
from samlad.picture import writing
from tests.cli.small import Samlad, rows, square, write_areas, write_rows
from tests.conftest import SHARED

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"
REAL = sorted((SHARED / "data" / "stlouis").glob("*/*.csv"))
needs_real_files = pytest.mark.skipif(not REAL, reason="the real files are not beside this checkout")
SUMMED = ("counted_in_period", "outside_period", "withdrawn", "corrections", "repeats", "rejected")


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "samlad.cli", "picture", *map(str, arguments)]


def environment(temp: Path) -> dict[str, str]:
    return os.environ | {"TMPDIR": str(temp), "PYTHONPATH": str(ROOT / "src")}


def real_arguments(out: Path, *period: str) -> list[object]:
    return [
        *(f"Police={path}" for path in REAL),
        *("--profile", DATA / "stlouis.toml", "--areas", DATA / "stlouis_areas.geojson"),
        *("--timezone", "America/Chicago", "--language", "en", "--out", out),
        *period,
    ]


# ── the real files ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def real_picture(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    if not REAL:
        pytest.skip("the real files are not beside this checkout")
    folder = tmp_path_factory.mktemp("real")
    arguments = real_arguments(folder / "picture.json", "--week", "2019-W40")
    done = subprocess.run(
        command(*arguments), env=environment(folder), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "read 95643 rows of 24 files" in done.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["picture.json"]
    document: dict[str, Any] = json.loads((folder / "picture.json").read_bytes())
    return document


def real_rows() -> list[tuple[str, dict[str, str]]]:
    """The rows as Python's own reader sees them, in the order of the files."""
    found = []
    for path in REAL:
        # Some of the files are UTF-8 with a byte-order mark, others an older encoding.
        text = path.read_bytes().removeprefix(b"\xef\xbb\xbf").decode("latin-1")
        found += [(path.name, row) for row in csv.DictReader(io.StringIO(text, newline=""))]
    return found


@needs_real_files
def test_every_row_of_the_real_files_is_accounted_for(real_picture: dict[str, Any]) -> None:
    accounts = real_picture["accounting"]
    read = dict.fromkeys((path.name for path in REAL), 0)
    for name, _ in real_rows():
        read[name] += 1
    assert {account["file"]: account["read"] for account in accounts} == read
    assert sum(read.values()) == 95_643
    for account in accounts:
        assert sum(account[part] for part in SUMMED) == account["read"], account
    assert sum(account["counted_in_period"] for account in accounts) == real_picture["totals"]["count"]
    assert sum(account["rejected"] for account in accounts) == len(real_picture["rejected"])
    assert all(
        row[part] for row in real_picture["rejected"] for part in ("file", "line", "field", "value", "reason")
    )


@needs_real_files
def test_the_count_of_a_week_equals_an_independent_one(real_picture: dict[str, Any]) -> None:
    """One incident is one pair of complaint and crime code; a count of −1 takes it back, whichever comes first."""
    first: dict[tuple[str, str], date] = {}
    corrected: set[tuple[str, str]] = set()
    seen = {"corrections": 0, "repeats": 0, "rejected": 0}
    for _, row in real_rows():
        key = (row["Complaint"].strip(), row["Crime"].strip())
        day = datetime.strptime(row["DateOccur"].strip(), "%m/%d/%Y %H:%M").date()  # noqa: DTZ007 - local day
        if row["Count"].strip() == "-1":
            seen["repeats" if key in corrected else "corrections"] += 1
            corrected.add(key)
        elif day.year < 1970:
            seen["rejected"] += 1
        elif key in first:
            seen["repeats"] += 1
        else:
            first[key] = day
    week = [key for key, day in first.items() if day.isocalendar()[:2] == (2019, 40) and key not in corrected]
    assert real_picture["totals"]["count"] == len(week) > 800
    total = {part: sum(account[part] for account in real_picture["accounting"]) for part in SUMMED}
    assert {part: total[part] for part in seen} == seen
    assert total["withdrawn"] == len(first.keys() & corrected)


@needs_real_files
def test_areas_and_kinds_add_up_to_the_total(real_picture: dict[str, Any]) -> None:
    total = real_picture["totals"]["count"]
    assert sum(area["count"] for area in real_picture["areas"]) + real_picture["unplaced"] == total
    assert sum(kind["count"] for kind in real_picture["categories"]) == total
    assert sum(one["count"] for one in real_picture["organisations"]) == total
    hours = sum(map(sum, real_picture["weekday_hour"]))
    assert hours + real_picture["count_without_hour"] == total
    assert real_picture["history"][-1] == {"label": "2019-W40", "count": total} | {
        name: real_picture["totals"][name] for name in ("expected_low", "expected_high")
    }


@needs_real_files
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_leaves_nothing_behind(tmp_path: Path, sent: signal.Signals) -> None:
    """Control-C, or an ordinary kill, in the middle of the real work."""
    out, temp = tmp_path / "out", tmp_path / "temp"
    out.mkdir()
    temp.mkdir()
    process = subprocess.Popen(
        command(*real_arguments(out / "picture.pdf", "--year", "2019")),
        env=environment(temp),
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not list(temp.glob("samlad-picture-*/*.sqlite3-wal")) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    assert process.poll() is None
    process.send_signal(sent)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "nothing was written" in said
    assert "Traceback" not in said
    assert list(out.iterdir()) == []
    assert list(temp.glob("samlad-picture-*")) == []


# ── small files: what is written ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("--week=2026-W45", ("2026-11-02", "2026-11-08")),
        ("--month=2026-10", ("2026-10-01", "2026-10-31")),
        ("--quarter=2026-Q3", ("2026-07-01", "2026-09-30")),
        ("--year=2026", ("2026-01-01", "2026-12-31")),
    ],
)
def test_each_kind_of_period(
    samlad: Samlad, police: Path, areas: Path, tmp_path: Path, period: str, days: tuple[str, str]
) -> None:
    out = tmp_path / "picture.json"
    assert samlad(police, "--areas", areas, period, "--out", out)[0] == 0
    document = json.loads(out.read_bytes())
    assert (document["period"]["first_day"], document["period"]["last_day"]) == days
    inside = [line for line in rows(280) if days[0] <= line.split(";")[1][:10] <= days[1]]
    assert document["totals"]["count"] == len(inside) > 0


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (2, 3, 0, 4, 1), (2, 0, 3, 1, 4), (0, 2, 3, 4, 1)])
def test_files_and_options_stand_in_any_order(
    samlad: Samlad, police: Path, areas: Path, tmp_path: Path, order: tuple[int, ...]
) -> None:
    other = tmp_path / "other.csv"
    other.write_bytes(police.read_bytes())
    out = tmp_path / "picture.json"
    parts = [[police], [other], ["--week", "2026-W45"], ["--areas", areas], ["--out", out]]
    status, said = samlad(*(word for number in order for word in parts[number]))
    assert (status, "of 2 files" in said) == (0, True), said


def test_what_is_missing_is_named_in_any_order(
    samlad: Samlad, police: Path, areas: Path, tmp_path: Path
) -> None:
    status, said = samlad("--week", "2026-W45", "--areas", areas, "--out", tmp_path / "picture.json")
    assert (status, "[ORGANISATION=]FILE" in said.splitlines()[-1]) == (2, True)
    status, said = samlad("--week", "2026-W45", police, "--areas", areas)
    assert (status, "--out" in said.splitlines()[-1]) == (2, True)
    status, said = samlad(police, "--areas", areas, "--out", tmp_path / "picture.json")
    assert (status, "--week" in said.splitlines()[-1]) == (2, True)


def test_pdf_html_and_json_by_the_ending(samlad: Samlad, police: Path, areas: Path, tmp_path: Path) -> None:
    out = {ending: tmp_path / f"picture.{ending}" for ending in ("pdf", "HTML", "json")}
    for path in out.values():
        assert samlad(police, "--areas", areas, "--month", "2026-10", "--out", path)[0] == 0
    total = json.loads(out["json"].read_bytes())["totals"]["count"]
    html = out["HTML"].read_text()
    assert html.lower().startswith("<!doctype html>")
    assert f"{total} händelser" in html.replace("\xa0", " ")
    assert out["pdf"].read_bytes().startswith(b"%PDF-1.")
    text = " ".join(page.extract_text() for page in PdfReader(out["pdf"]).pages)
    assert f"{total} händelser" in " ".join(text.split())


def test_several_organisations_in_csv_and_excel(
    samlad: Samlad, police: Path, areas: Path, tmp_path: Path
) -> None:
    import xlsxwriter

    workbook = xlsxwriter.Workbook(tmp_path / "housing.xlsx")
    sheet = workbook.add_worksheet()
    for number, line in enumerate(["Nr;Datum;Kategori;Lat;Lon;Text", *rows(30)]):
        sheet.write_row(number, 0, line.split(";"))
    workbook.close()
    out = tmp_path / "picture.json"
    status, said = samlad(
        *(f"Polisen={police}", tmp_path / "housing.xlsx", "--areas", areas, "--year", "2026", "--out", out)
    )
    assert status == 0, said
    document = json.loads(out.read_bytes())
    assert {one["name"]: one["count"] for one in document["organisations"]} == {"Polisen": 280, "housing": 30}
    assert [account["organisation"] for account in document["accounting"]] == ["Polisen", "housing"]


def test_a_row_that_cannot_be_used_is_listed_and_the_others_go_in(
    samlad: Samlad, areas: Path, tmp_path: Path
) -> None:
    police = write_rows(
        tmp_path / "police.csv", [*rows(10), "99;2026-02-30;SKA;65.61;22.01;Hos 070-174 06 05"]
    )
    out = tmp_path / "picture.json"
    status, said = samlad(police, "--areas", areas, "--year", "2026", "--language", "en", "--out", out)
    assert status == 0
    assert "1 rows could not be used" in said or "1 row could not be used" in said
    document = json.loads(out.read_bytes())
    (rejected,) = document["rejected"]
    assert (rejected["file"], rejected["line"], rejected["value"]) == ("police.csv", 12, "2026-02-30")
    assert "2026-02-30" in rejected["reason"]
    assert document["totals"]["count"] == 10
    assert sum(document["masked"].values()) == 1
    assert "174 06" not in out.read_text()


def test_a_crs_on_the_command_line_is_used(samlad: Samlad, areas: Path, tmp_path: Path) -> None:
    police = write_rows(
        tmp_path / "police.csv",
        ["1;2026-11-02;SKA;822937;7294488;", "2;2026-11-03;SKA;822900;7294400;"],
        "id;datum;kategori;x;y;text",
    )
    out = tmp_path / "picture.json"
    status, said = samlad(*(police, "--areas", areas, "--year", "2026", "--out", out, "--crs", "EPSG:3006"))
    assert status == 0, said
    document = json.loads(out.read_bytes())
    assert (document["totals"]["count"], document["unplaced"]) == (2, 0)


# ── small files: what is refused, with status 2 and a sentence ─────────────────────────────────────────────────


def refused(result: tuple[int, str], *words: str) -> None:
    status, said = result
    assert status == 2, said
    assert "Traceback" not in said
    for word in words:
        assert word in said, said


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (["--week", "2026-W60"], ["2026-W60", "2026-W07"]),
        (["--week", "next"], ["next"]),
        (["--week", "2026-11"], ["2026-11", "week"]),
        (["--month", "2026-W45"], ["2026-W45", "month"]),
        (["--year", "26"], ["26"]),
        (["--week", "2026-W45", "--year", "2026"], ["not allowed"]),
        ([], ["--week", "required"]),
    ],
)
def test_a_bad_period(
    samlad: Samlad, police: Path, areas: Path, tmp_path: Path, period: list[str], words: list[str]
) -> None:
    out = tmp_path / "picture.json"
    refused(samlad(police, "--areas", areas, *period, "--out", out), *words)
    assert not out.exists()


CROSSING = {
    "type": "Polygon",
    "coordinates": [[[22, 65.6], [22.1, 65.7], [22.1, 65.6], [22, 65.7], [22, 65.6]]],
}


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        (CROSSING, ["D2", "crosses itself", "QGIS"]),
        (square(822_000, 7_285_000, 823_000, 7_286_000), ["D2", "degrees", "WGS 84"]),
        (None, ["D2", "geometry"]),
        ({"type": "Point", "coordinates": [22, 65]}, ["Point", "Polygon"]),
        ([1, 2], ["D2", "geometry"]),
    ],
)
def test_areas_that_cannot_be_used(
    samlad: Samlad, police: Path, tmp_path: Path, geometry: Any, words: list[str]
) -> None:
    areas = write_areas(tmp_path / "areas.geojson", D2=geometry)
    words = [word.replace("D2", "Distrikt 2") for word in words]
    refused(samlad(police, "--areas", areas, "--year", "2026", "--out", tmp_path / "p.json"), *words)


def test_areas_with_latitude_before_longitude(samlad: Samlad, police: Path, tmp_path: Path) -> None:
    swapped = {"D1": square(65.6, 22.0, 65.62, 22.04), "D2": square(65.6, 22.04, 65.62, 22.08)}
    areas = write_areas(tmp_path / "areas.geojson", **swapped)
    refused(samlad(police, "--areas", areas, "--year", "2026", "--out", tmp_path / "p.json"), "longitude")


@pytest.mark.parametrize(
    "content", [b"", b"not json", b"[]", b'{"features": []}', b'{"features": [1]}', b"\xff\xfe"]
)
def test_areas_that_are_no_geojson(samlad: Samlad, police: Path, tmp_path: Path, content: bytes) -> None:
    areas = tmp_path / "areas.geojson"
    areas.write_bytes(content)
    refused(samlad(police, "--areas", areas, "--year", "2026", "--out", tmp_path / "p.json"), "samlad:")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", ["a.csv", "empty"]),
        ("a.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 20, ["a.csv"]),
        ("a.xlsx", b"PK\x03\x04 not a workbook", ["a.xlsx"]),
        ("a.csv", b"id;datum;kategori\n", ["a.csv"]),
        ("a.csv", "id;namn;färg\n1;Ada;röd\n2;Eva;blå\n".encode(), ["a.csv", "[columns]"]),
    ],
)
def test_a_file_that_cannot_be_used(
    samlad: Samlad, areas: Path, tmp_path: Path, name: str, content: bytes, words: list[str]
) -> None:
    path, out = tmp_path / name, tmp_path / "p.json"
    path.write_bytes(content)
    refused(samlad(path, "--areas", areas, "--year", "2026", "--out", out), *words)
    assert not out.exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (["--out", "p.docx"], ["p.docx", ".pdf"]),
        (["--out", "nowhere/p.pdf"], ["nowhere", "folder"]),
        (["--crs", "EPSG:999999"], ["EPSG:999999"]),
        (["--crs", "the usual one"], ["the usual one"]),
        (["--timezone", "Mars/Olympus"], ["Mars/Olympus"]),
        (["--areas", "none.geojson"], ["none.geojson", "path"]),
        (["--profile", "none.toml"], ["none.toml", "path"]),
        (["--profile", "Polsien=good.toml"], ["polsien", "police"]),
        (["--profile", "bad.toml"], ["TOML"]),
        (["--profile", "latin.toml"], ["latin.toml", "UTF-8"]),
        (["--categories", "areas.geojson"], ["areas.geojson", "code"]),
        (["--categories", "latin.toml"], ["latin.toml"]),
        (["--categories", "twice.csv"], ["twice.csv", "SKA"]),
        (["--categories", "orphan.csv"], ["orphan.csv", "SAK"]),
        (["--language", "fi"], ["fi"]),
    ],
)
def test_a_bad_argument(
    samlad: Samlad,
    police: Path,
    areas: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    changed: list[str],
    words: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.toml").write_text('decimal = "."\n')
    Path("bad.toml").write_text("decimal = .\n")
    Path("latin.toml").write_bytes("# för\ncode\n".encode("latin-1"))
    Path("twice.csv").write_text("code,parent,sv,en\nSKA,,Skada,Damage\nSKA,,Skada,Damage\n")
    Path("orphan.csv").write_text("code,parent,sv,en\nSKA,,Skada,Damage\nSKA.X,SAK,X,X\n")
    given = [police, "--areas", areas, "--year", "2026", "--out", "p.json", *changed]
    refused(samlad(*given), *words)
    assert not Path("p.json").exists()


def test_a_file_that_is_not_there(samlad: Samlad, police: Path, areas: Path, tmp_path: Path) -> None:
    arguments = [police, "none.csv", "--areas", areas, "--year", "2026", "--out", tmp_path / "p.json"]
    refused(samlad(*arguments), "none.csv", "path")


def test_an_existing_file_is_written_over_only_with_force(
    samlad: Samlad, police: Path, areas: Path, tmp_path: Path
) -> None:
    out = tmp_path / "p.json"
    out.write_text("mine")
    arguments = [police, "--areas", areas, "--year", "2026", "--out", out]
    refused(samlad(*arguments), "p.json", "--force")
    assert out.read_text() == "mine"
    assert samlad(*arguments, "--force")[0] == 0
    assert json.loads(out.read_bytes())["totals"]["count"] == 280
    folder = tmp_path / "folder.json"
    folder.mkdir()
    refused(samlad(*arguments[:-1], folder, "--force"), "folder.json")


def test_the_file_is_written_whole_or_not_at_all(
    samlad: Samlad, police: Path, areas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "p.json"
    out.write_text("earlier")
    before = sorted(tmp_path.iterdir())

    class Full(io.BytesIO):
        def write(self, content: Any) -> int:
            raise OSError(28, "No space left on device")

    def full(handle: int, mode: str) -> Full:
        os.close(handle)
        return Full()

    monkeypatch.setattr(writing.os, "fdopen", full)
    result = samlad(police, "--areas", areas, "--year", "2026", "--out", out, "--force")
    refused(result, "p.json", "No space left")
    assert out.read_text() == "earlier"
    assert sorted(tmp_path.iterdir()) == before


def test_help_names_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["picture", "--help"])
    assert left.value.code == 0
    said = capsys.readouterr().out
    sub = next(
        action for action in cli.parser("picture")._actions if isinstance(action, argparse._SubParsersAction)
    )
    options = [action for action in sub.choices["picture"]._actions if action.option_strings]
    assert len(options) >= 13
    for option in options:
        assert option.option_strings[-1] in said
        assert option.help, option.option_strings
    for word in ("2019-W40", "exit status", "130", "profile", "GeoJSON"):
        assert word in said
