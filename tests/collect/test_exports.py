"""What goes out: safe in a spreadsheet, the same as on the page, and without small counts outside the group."""

import csv
import io
import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from tests.collect.files import bring_in, file_of
from tests.conftest import World

from samlad.collect import exports
from samlad.collect.models import Incident
from samlad.people.models import Collaboration, Role
from samlad.picture import actions
from samlad.picture.periods import Period

MONTH = "period=2026-10"
DANGEROUS = (
    "=cmd|' /C calc'!A0", "+1", "-1+1", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\u00a0=1", "\ufeff=1",
    "\n@x", "＝1", "=HYPERLINK(\"http://x\")",
)  # fmt: skip
HARMLESS = ("Klotter", "", "a=b", "1-2", "-22.01", "-1", "-3,5", "'=1", "å@b.se", None, -1.5, 7)


@pytest.mark.parametrize("value", DANGEROUS)
def test_a_formula_becomes_text(value: str) -> None:
    assert exports.safe(value) == "'" + value


@pytest.mark.parametrize("value", HARMLESS)
def test_other_values_stay_as_they_are(value: Any) -> None:
    assert exports.safe(value) == value


def parsed(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))


def test_a_csv_file_parses_back() -> None:
    rows = [[*HARMLESS], [*DANGEROUS[:12]], ['a;b"c\r\nd', *"klm", 1, 2.5, None, "", "", "", "", ""]]
    header = ["=header", *map(str, range(11))]
    text = "".join(exports.csv_lines(header, rows, simulated=False))
    found = parsed(text)
    assert found[0] == ["'=header", *map(str, range(11))]
    assert found[1] == ["" if value is None else str(value) for value in HARMLESS]
    assert found[2] == ["'" + value for value in DANGEROUS[:12]]
    assert found[3][0] == 'a;b"c\r\nd'


@pytest.mark.parametrize("number", [0, 1, 499, 500, 501, 1_200])
def test_every_row_is_sent_and_marked_where_simulated(number: int) -> None:
    text = "".join(exports.csv_lines(["n"], ([n] for n in range(number)), simulated=True))
    assert parsed(text) == [["n", "data"], *([str(n), "simulated"] for n in range(number))]


# ── incidents ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def filled(norrby: World) -> World:
    """October 2026: 40 in D1, 30 in D2, 3 in D3 (few), 22 in D4; three kinds, one of them rare; some months before."""
    places = {"D1": (65.61, 22.02), "D2": (65.61, 22.06), "D3": (65.63, 22.02), "D4": (65.63, 22.06)}
    numbers = {"D1": 40, "D2": 30, "D3": 3, "D4": 22}
    rows = []
    for month, share in ((date(2026, 10, 1), 1.0), (date(2026, 9, 1), 0.5), (date(2026, 8, 1), 0.5)):
        for code, (latitude, longitude) in places.items():
            for n in range(round(numbers[code] * share)):
                kind = "BRA" if code == "D1" and n < 2 else "SKA.KLO" if n % 2 else "SKR"
                day = month + timedelta(days=n % 28)
                text = "=HYPERLINK(1)" if n == 5 else "Målat, på skåp"
                rows.append(f"{len(rows)};{day} 1{n % 10}:00;{kind};{latitude};{longitude};;{text}")
    job = bring_in(norrby.organisations["polisen"], file_of(rows))
    assert job.rows_stored == len(rows)
    return norrby


@pytest.fixture
def frozen(filled: World) -> World:
    """The same with October frozen: outside the group nothing else is seen."""
    coordinator = filled.members[Role.COORDINATOR]
    actions.freeze(actor=coordinator, period=Period.parse("2026-10"), words_revision=0)
    return filled


def signed_in(world: World, role: Role) -> Client:
    client = Client()
    client.force_login(world.members[role].user)
    return client


def content(client: Client, name: str, query: str = MONTH) -> str:
    answer = client.get(f"{reverse(name, args=['norrby'])}?{query}")
    assert answer.status_code == 200, name
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode("utf-8-sig")


@pytest.mark.parametrize(
    "query", [MONTH, f"{MONTH}&area=D1&category=SKA", "period=2026-W42", "period=2026&area=D3"]
)
def test_all_forms_of_the_list_hold_the_same_incidents(filled: World, query: str) -> None:
    client = signed_in(filled, Role.MEMBER)
    as_json = json.loads(content(client, "incidents_json", query))["incidents"]
    as_csv = list(
        csv.DictReader(io.StringIO(content(client, "incidents_csv", query), newline=""), delimiter=";")
    )
    features = json.loads(content(client, "incidents_geojson", query))["features"]
    ids = [one["id"] for one in as_json]
    assert ids == [int(one["id"]) for one in as_csv] == [one["id"] for one in features]
    assert 0 < len(ids) <= Incident.objects.count()
    page = client.get(f"{reverse('incidents', args=['norrby'])}?{query}")
    assert page.context["page"].paginator.count == len(ids)
    assert [one["row"].id for one in page.context["rows"]] == ids[:50]
    for json_row, csv_row, feature in zip(as_json, as_csv, features, strict=True):
        assert feature["geometry"]["coordinates"] == [json_row["longitude"], json_row["latitude"]]
        assert {
            name: exports.safe("" if value is None else str(value)) for name, value in json_row.items()
        } == csv_row
        assert feature["properties"] == {
            name: value for name, value in json_row.items() if name not in {"latitude", "longitude"}
        }
    assert [one["occurred_from"] for one in as_json] == sorted(
        (one["occurred_from"] for one in as_json), reverse=True
    )


def test_no_formula_and_the_simulated_mark_in_every_file(filled: World) -> None:
    Collaboration.objects.update(simulated=True)
    client = signed_in(filled, Role.MEMBER)
    for name in ("incidents_csv", "picture_csv"):
        answer = client.get(f"{reverse(name, args=['norrby'])}?{MONTH}")
        assert "simulated.csv" in answer.headers["Content-Disposition"]
        rows = parsed(b"".join(answer.streaming_content).decode())  # type: ignore[attr-defined]
        assert rows[0][-1] == "data"
        assert {row[-1] for row in rows[1:]} == {"simulated"}
        assert not [cell for row in rows for cell in row if cell.lstrip().startswith(("=", "+", "@"))]
    assert "'=HYPERLINK(1)" in content(client, "incidents_csv")
    for name in ("picture_json", "picture_geojson", "incidents_json", "incidents_geojson"):
        assert json.loads(content(client, name))["simulated"] is True, name
    answer = client.get(f"{reverse('picture_pdf', args=['norrby'])}?{MONTH}")
    assert "simulated" in answer.headers["Content-Disposition"]


def test_a_reporter_gets_the_own_organisation_s_incidents_only(filled: World) -> None:
    client = signed_in(filled, Role.REPORTER)
    assert json.loads(content(client, "incidents_json"))["incidents"] == []
    bring_in(filled.organisations["bolaget"], file_of(["1;2026-10-02;SKA;65.61;22.02;;vår"]))
    found = json.loads(content(client, "incidents_json"))["incidents"]
    assert [one["description"] for one in found] == ["vår"]
    assert json.loads(content(client, "incidents_json", f"{MONTH}&organisation=polisen"))["incidents"] == []


# ── small counts ───────────────────────────────────────────────────────────────────────────────────────────────


def numbers_of(rows: list[dict[str, Any]], key: str) -> dict[str, int | None]:
    return {row[key]: row["count"] for row in rows}


def check(found: dict[str, int | None], total: int) -> None:
    """None is under the threshold, and what is hidden cannot be had by subtraction."""
    shown = [count for count in found.values() if count is not None]
    assert all(count == 0 or count >= 5 for count in shown), found
    hidden = [name for name, count in found.items() if count is None]
    assert len(hidden) != 1, found
    if hidden:
        assert total - sum(shown) >= 5, found


OUTSIDE = (Role.READER, Role.ADMIN, Role.REPORTER)


@pytest.mark.parametrize("role", OUTSIDE)
def test_no_small_count_leaves_as_json(frozen: World, role: Role) -> None:
    found = json.loads(content(signed_in(frozen, role), "picture_json"))
    total = found["totals"]["count"]
    assert total == 95
    check(numbers_of(found["areas"], "code"), total)
    check(numbers_of(found["categories"], "code"), total)
    assert numbers_of(found["areas"], "code")["D3"] is None
    assert numbers_of(found["categories"], "code")["BRA"] is None
    assert found["history"] == []
    assert not any(map(sum, found["weekday_hour"]))
    assert (found["standouts"], found["unplaced"], found["count_without_hour"]) == ([], 0, 0)
    for row in (*found["areas"], *found["categories"]):
        assert not row["sparkline"]
        if row["count"] is None:
            assert {row[name] for name in ("expected_low", "share", "change_low", "change_per_year")} == {
                None
            }


@pytest.mark.parametrize("role", OUTSIDE)
def test_no_small_count_leaves_as_csv_geojson_page_or_pdf(frozen: World, role: Role) -> None:
    client = signed_in(frozen, role)
    for table, key in (("areas", "D3"), ("categories", "BRA")):
        rows = list(
            csv.DictReader(
                io.StringIO(content(client, "picture_csv", f"{MONTH}&table={table}"), newline=""),
                delimiter=";",
            )
        )
        found = {row["code"]: int(row["count"]) if row["count"] else None for row in rows}
        check(found, 95)
        assert found[key] is None
    for kind in ("count", "change"):
        features = json.loads(content(client, "picture_geojson", f"{MONTH}&map={kind}"))["features"]
        assert len(features) == 4
        small = next(one["properties"] for one in features if one["properties"]["code"] == "D3")
        assert not [
            value
            for value in small.values()
            if isinstance(value, int | float) and not isinstance(value, bool) and value in {1, 2, 3, 4}
        ], small
        check({one["properties"]["code"]: one["properties"]["count"] for one in features}, 95)
    html = content(client, "picture")
    (row,) = re.findall(r"<tr[^>]*>\s*<th scope=\"row\">Distrikt 3</th>.*?</tr>", html, flags=re.DOTALL)
    assert "&lt; 5" in row or "&lt;&nbsp;5" in row
    figures = html.partition('id="recipe"')[0]
    assert not re.search(r">\s*[1-4]\s*<", figures), re.findall(r".{60}>\s*[1-4]\s*<.{20}", figures)
    answer = client.get(f"{reverse('picture_pdf', args=['norrby'])}?{MONTH}")
    text = " ".join(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).split()
    )
    after = text.split("Distrikt 3")[1][:12]
    assert not re.match(r"\s*3\b", after), after
    assert "95 händelser" in text


def test_the_group_sees_the_small_counts(filled: World) -> None:
    found = json.loads(content(signed_in(filled, Role.MEMBER), "picture_json"))
    assert numbers_of(found["areas"], "code") == {"D1": 40, "D2": 30, "D3": 3, "D4": 22}
    assert numbers_of(found["categories"], "code")["BRA"] == 2


@pytest.mark.parametrize(
    "query", ["period=2026-W41", f"{MONTH}&area=D3", f"{MONTH}&category=BRA", f"{MONTH}&organisation=polisen",
              f"{MONTH}&weekday=1", f"{MONTH}&hour=12", f"{MONTH}&map=hexagons", "period=2026-Q4", "period=2026"],
)  # fmt: skip
def test_filters_do_not_part_the_picture_for_those_outside(frozen: World, query: str) -> None:
    """Pictures that differ by a filter could be subtracted from one another."""
    client = signed_in(frozen, Role.READER)
    plain = json.loads(content(client, "picture_json", query))
    assert plain["period"]["kind"] == "month"
    label = plain["period"]["label"]
    whole = json.loads(content(client, "picture_json", f"period={label}"))
    for part in ("areas", "categories", "organisations", "totals", "history"):
        assert plain[part] == whole[part], part
    assert "hexagon" not in content(client, "picture_geojson", query).lower()
