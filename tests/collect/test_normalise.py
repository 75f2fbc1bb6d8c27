"""Rows: every line ends in one place, chunks change nothing, and what comes out is what stood there."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samlad.collect.categories import CategoryList, CategoryRow
from samlad.collect.choices import Answer, Basis, Channel, Environment, GroupSize, Precision, Publicness
from samlad.collect.normalise import CHOICES, CORRECTIONS_SCHEMA, ROWS_SCHEMA, Context, Normalised, normalise
from samlad.collect.profile import Profile
from samlad.collect.reasons import REJECTED_SCHEMA
from samlad.collect.recognise import recognise
from samlad.collect.standard import standard_categories

STLOUIS = Path(__file__).parents[2].parent / "shared" / "data" / "stlouis"
CATEGORIES = CategoryList(
    tuple(CategoryRow(row["code"], row["parent"], row["sv"], row["en"]) for row in standard_categories())
)
CONTEXT = Context(CATEGORIES, "Europe/Stockholm", datetime(2025, 6, 1, tzinfo=UTC), (21.0, 65.2, 23.2, 66.0))
BASE: dict[str, str | None] = {
    "Dnr": "K1-24",
    "Datum": "2024-03-01 14:30",
    "Kategori": "Klotter",
    "Lat": "65.5848",
    "Lon": "22.1547",
}


def read(
    *rows: dict[str, str | None], profile: Profile | None = None, context: Context = CONTEXT
) -> Normalised:
    names = dict.fromkeys(name for row in (BASE, *rows) for name in row)
    whole = [{name: {**BASE, **row}.get(name) for name in names} for row in rows]
    frame = pl.DataFrame(whole, schema=dict.fromkeys(names, pl.Utf8)).with_row_index("line", 2)
    return normalise(frame, recognise(frame, tuple(names), context, profile), context)


def test_a_row_becomes_an_incident() -> None:
    result = read(
        {
            "Till": "2024-03-01 16:00",
            "Anmäld": "2024-03-02",
            "Miljö": "Gång- och cykelväg",
            "Offentlighet": "allmän plats",
            "Noggrannhet": "exakt",
            "Gruppstorlek": "9",
            "Otrygghet": "4",
            "Beskrivning": "Klotter på bron",
            "Underlag": "sett själv",
            "Återkommande": "ja",
            "Polisanmäld": "nej",
            "Åtgärd": "Sanerat",
            "Kostnad": "1 200,50 kr",
            "Roll": "fältvärd",
            "Kanal": "telefon",
            "Plats": "Bron",
        }
    )
    assert result.rejected.is_empty()
    assert dict(result.rows.schema) == ROWS_SCHEMA
    assert result.rows.row(0, named=True) == {
        "line": 2,
        "external_key": blake2b(b"K1-24", digest_size=16).digest(),
        "occurred_from": datetime(2024, 3, 1, 13, 30, tzinfo=UTC),
        "occurred_to": datetime(2024, 3, 1, 15, 0, tzinfo=UTC),
        "reported_at": datetime(2024, 3, 1, 23, 0, tzinfo=UTC),
        "category": "SKA.KLO",
        "latitude": 65.5848,
        "longitude": 22.1547,
        "place": "Bron",
        "precision": Precision.EXACT.number,
        "environment": Environment.PATH.number,
        "publicness": Publicness.PUBLIC.number,
        "group_size": GroupSize.MANY.number,
        "basis": Basis.SEEN.number,
        "recurring": Answer.YES.number,
        "police_reported": Answer.NO.number,
        "channel": Channel.PHONE.number,
        "felt_insecurity": 4,
        "cost": 1200,
        "description": "Klotter på bron",
        "action_taken": "Sanerat",
        "role": "fältvärd",
    }


def test_what_a_file_does_not_say_is_unknown_empty_or_null() -> None:
    row = read({}).rows.row(0, named=True)
    assert {name: row[name] for name in CHOICES} == dict.fromkeys(CHOICES, 0) | {"channel": None}
    assert row["description"] == row["role"] == row["action_taken"] == ""
    assert row["reported_at"] is row["cost"] is row["felt_insecurity"] is row["place"] is None
    assert row["occurred_to"] == row["occurred_from"]


def test_constants_fill_what_rows_leave_out() -> None:
    profile = Profile(constants={"precision": "address", "role": "ordningsvakt", "environment": "torg"})
    rows = read({"Miljö": "park"}, {"Miljö": None, "Lat": None, "Lon": None}, profile=profile).rows
    assert rows["environment"].to_list() == [Environment.PARK.number, Environment.SQUARE.number]
    assert rows["role"].to_list() == ["ordningsvakt"] * 2
    assert rows["precision"].to_list() == [Precision.ADDRESS.number, 0], "no point, no precision"


def test_a_row_without_a_position_is_kept() -> None:
    result = read({}, {"Lat": None, "Lon": None})
    assert result.rows["latitude"].to_list() == [65.5848, None]
    assert result.rejected.is_empty()


@pytest.mark.parametrize(
    ("row", "field", "value", "words"),
    [
        ({"Datum": None, "Till": None}, "occurred_from", "", "does not say when"),
        ({"Datum": "2024-02-30"}, "occurred_from", "2024-02-30", "does not exist"),
        ({"Datum": "2031-01-01"}, "occurred_from", "2031-01-01", "in the future"),
        ({"Till": "2024-02-01"}, "occurred_to", "2024-02-01", "before the beginning"),
        ({"Till": "sen"}, "occurred_to", "sen", "not a date"),
        ({"Anmäld": "2031-01-01"}, "reported_at", "2031-01-01", "in the future"),
        ({"Kategori": "Skadegörels"}, "category", "Skadegörels", "Did you mean SKA"),
        ({"Kategori": None}, "category", "", "no category"),
        ({"Lat": "59.33", "Lon": "18.06"}, "latitude", "18.06 / 59.33", "outside the map"),
        ({"Lat": "22.1547", "Lon": "65.5848"}, "latitude", "65.5848 / 22.1547", "seem to be swapped"),
        ({"Lon": None}, "longitude", "", "Only one"),
        ({"Otrygghet": "6"}, "felt_insecurity", "6", "1 to 5"),
        ({"Otrygghet": "2.5"}, "felt_insecurity", "2.5", "1 to 5"),
        ({"Kostnad": "-5"}, "cost", "-5", "not a cost"),
        ({"Kostnad": "många"}, "cost", "många", "not a cost"),
        ({"Miljö": "månen"}, "environment", "månen", "square (torg)"),
        ({"Roll": "r" * 41}, "role", "r" * 41, "41 characters; 40"),
        ({"Beskrivning": "b" * 501}, "description", "b" * 80, "501 characters; 500"),
    ],
)
def test_a_wrong_row_is_refused_with_field_value_and_remedy(
    row: dict[str, str | None], field: str, value: str, words: str
) -> None:
    good: dict[str, str | None] = {
        "Till": "2024-03-02",
        "Anmäld": "2024-03-02",
        "Otrygghet": "3",
        "Kostnad": "5",
        "Miljö": "torg",
    }
    result = read(good | {"Dnr": "1"}, good | {"Dnr": "2"}, {**good, **row} | {"Dnr": "3"})
    assert result.rows["line"].to_list() == [2, 3]
    assert dict(result.rejected.schema) == REJECTED_SCHEMA
    refused = result.rejected.row(0, named=True)
    assert (refused["line"], refused["field"], refused["value"]) == (4, field, value)
    assert words in refused["reason"] + " " + refused["remedy"]
    parameters = json.loads(refused["parameters"])
    assert refused["template"].format(**parameters) == refused["reason"]
    assert refused["remedy_template"].format(**parameters) == refused["remedy"]


def test_a_row_is_refused_once_for_its_first_reason() -> None:
    result = read({}, {"Datum": "2024-02-30", "Kategori": "xyzzy", "Lat": "0.5"})
    assert result.rejected["field"].to_list() == ["occurred_from"]


def test_personal_data_is_masked_in_what_is_said_of_a_row() -> None:
    result = read({}, {"Beskrivning": "Ring 070-174 06 35 " + "x" * 500}, {"Kategori": "19811218-9876"})
    shown = " ".join(result.rejected.select(pl.concat_str(pl.all().cast(pl.Utf8))).to_series())
    assert "174" not in shown
    assert "9876" not in shown


def test_an_upcoming_event_may_lie_ahead() -> None:
    result = read(
        {"Kategori": "Arrangemang", "Datum": "2025-08-01"}, {"Kategori": "SKA", "Datum": "2025-08-01"}
    )
    assert result.rows["category"].to_list() == ["ARR"]
    assert result.rejected["line"].to_list() == [3]


def test_an_end_alone_is_a_moment() -> None:
    rows = read({"Datum": None, "Till": "2024-03-01 16:00"}, {"Till": None}).rows
    assert rows["occurred_from"].to_list() == rows["occurred_to"].to_list()


def test_the_profiles_time_zone_holds() -> None:
    rows = read({}, profile=Profile(timezone="America/Chicago")).rows
    assert rows["occurred_from"].to_list() == [datetime(2024, 3, 1, 20, 30, tzinfo=UTC)]


def test_a_skipped_hour_is_noted() -> None:
    (note,) = read({"Datum": "2024-03-31 02:30"}).notes
    assert str(note).startswith("1 times fall in the hour")


def test_joined_columns_are_one_date() -> None:
    profile = Profile(columns={"occurred_from": ("Dag", "Kl"), "occurred_to": ("Till", "Till kl")})
    row = {"Dag": "2024-03-01", "Kl": "14:30", "Till": "2024-03-02", "Till kl": None}
    (found,) = read(row, profile=profile).rows.select("occurred_from", "occurred_to").rows()
    assert found == (datetime(2024, 3, 1, 13, 30, tzinfo=UTC), datetime(2024, 3, 2, 22, 59, 59, tzinfo=UTC))


def test_a_key_is_of_the_id_else_of_the_whole_row() -> None:
    joined = Profile(columns={"external_id": ("Dnr", "Kategori")})
    keys = read({}, {"Dnr": None, "Kategori": "NAR"}, profile=joined).rows["external_key"].to_list()
    assert keys == [
        blake2b(b"K1-24\x1fKlotter", digest_size=16).digest(),
        blake2b(b"\x1fNAR", digest_size=16).digest(),
    ]
    nameless = Profile(columns={"occurred_from": ("Datum",)})
    same, again, other = read({}, {}, {"Dnr": "K2-24"}, profile=nameless).rows["external_key"].to_list()
    assert same == again != other


def test_a_row_key_does_not_hang_on_the_order_of_columns_or_on_empty_ones() -> None:
    frame = pl.DataFrame([BASE]).with_row_index("line", 2)
    other = frame.select("Lon", "line", "Kategori", pl.lit(None, pl.Utf8).alias("Ny"), "Datum", "Dnr", "Lat")
    profile = Profile(columns={"occurred_from": ("Datum",)})
    keys = [
        normalise(
            one, recognise(one, [name for name in one.columns if name != "line"], CONTEXT, profile), CONTEXT
        )
        .rows["external_key"]
        .to_list()
        for one in (frame, other)
    ]
    assert keys[0] == keys[1]


def test_a_secret_makes_keys_that_cannot_be_guessed() -> None:
    plain, secret = read({}).rows, read({}, context=replace(CONTEXT, secret=b"hemlig")).rows
    assert plain["external_key"].to_list() != secret["external_key"].to_list()


def test_a_correction_has_the_key_of_the_row_it_takes_back() -> None:
    profile = Profile(columns={"external_id": ("Dnr",)}, correction_column="Antal", correction_value="-1")
    result = read(
        {"Antal": "1"},
        {"Antal": "-1", "Datum": None},
        {"Antal": "-1", "Dnr": None},
        {"Dnr": "K2"},
        profile=profile,
    )
    assert result.rows["line"].to_list() == [2, 5]
    assert dict(result.corrections.schema) == CORRECTIONS_SCHEMA
    assert result.corrections.rows() == [(3, result.rows["external_key"][0])]
    (refused,) = result.rejected.rows(named=True)
    assert (refused["line"], refused["field"], refused["value"]) == (4, "external_id", "-1")


def test_an_empty_chunk_gives_empty_tables() -> None:
    frame = pl.DataFrame([BASE]).with_row_index("line", 2)
    mapping = recognise(frame, tuple(BASE), CONTEXT)
    result = normalise(frame.clear(), mapping, CONTEXT)
    assert [dict(part.schema) for part in (result.rows, result.corrections, result.rejected)] == [
        ROWS_SCHEMA,
        CORRECTIONS_SCHEMA,
        REJECTED_SCHEMA,
    ]


untidy = st.fixed_dictionaries(
    {
        "Dnr": st.sampled_from(["1", "2", None]),
        "Datum": st.sampled_from(["2024-03-01", "1/3/2024", "3/14/2024", "31/2 2024", "2024-03-31 02:30", "hej", None]),
        "Till": st.sampled_from(["2024-03-02", "2023-01-01", "2024-03-02 24:00", None]),
        "Kategori": st.sampled_from(["SKA", "Klotter", "Bil", "14", "1499", "xyzzy", None]),
        "Lat": st.sampled_from(["65.58", "65,58", "22.15", "0", "59.3", "nord", None]),
        "Lon": st.sampled_from(["22.15", "65.58", "0", "18.0", None]),
        "Miljö": st.sampled_from(["torg", "månen", None]),
        "Kostnad": st.sampled_from(["12", "1 200 kr", "-1", "gratis", None]),
        "Antal": st.sampled_from(["1", "-1", None]),
    }
)  # fmt: skip
UNTIDY = Profile(
    columns={
        "external_id": ("Dnr",),
        "occurred_from": ("Datum",),
        "occurred_to": ("Till",),
        "category": ("Kategori",),
        "latitude": ("Lat",),
        "longitude": ("Lon",),
        "environment": ("Miljö",),
        "cost": ("Kostnad",),
    },
    categories={"14*": "BRA"},
    correction_column="Antal",
    correction_value="-1",
)


@settings(max_examples=25, deadline=None)
@given(st.lists(untidy, min_size=1, max_size=12), st.integers(1, 5))
def test_every_line_ends_in_one_place_and_chunks_change_nothing(
    rows: list[dict[str, str | None]], size: int
) -> None:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.Utf8)).with_row_index("line", 2)
    mapping = recognise(frame, tuple(rows[0]), CONTEXT, UNTIDY)
    whole = normalise(frame, mapping, CONTEXT)
    lines = [*whole.rows["line"], *whole.corrections["line"], *whole.rejected["line"]]
    assert sorted(lines) == frame["line"].to_list()
    parts = [normalise(part, mapping, CONTEXT) for part in frame.iter_slices(size)]
    for name in ("rows", "corrections", "rejected"):
        assert pl.concat([getattr(part, name) for part in parts]).equals(getattr(whole, name)), name
    assert (whole.rows["occurred_to"] >= whole.rows["occurred_from"]).all()


@pytest.mark.skipif(not STLOUIS.exists(), reason="the real files are not beside the repository")
def test_every_row_of_the_real_files_is_accounted_for() -> None:
    tables = pytest.importorskip("samlad.collect.tables")
    profile = Profile.from_toml((Path(__file__).parents[1] / "data" / "stlouis.toml").read_text())
    context = replace(CONTEXT, bounds=(-90.6, 38.4, -90.0, 38.9), now=datetime(2020, 6, 1, tzinfo=UTC))
    ends = {"read": 0, "rows": 0, "corrections": 0, "rejected": 0, "vandalism": 0, "nowhere": 0}
    for path in sorted(STLOUIS.glob("*/*.csv")):
        table = tables.read_table(path.read_bytes(), path.name)
        mapping = recognise(table.frame, table.columns, context, profile).require_ready()
        result = normalise(table.frame, mapping, context)
        lines = pl.concat([part["line"] for part in (result.rows, result.corrections, result.rejected)])
        assert lines.sort().equals(table.frame["line"].cast(pl.Int64).sort()), path.name
        ends["read"] += len(table.frame) + len(table.rejected)
        ends["rows"] += len(result.rows)
        ends["corrections"] += len(result.corrections)
        ends["rejected"] += len(result.rejected) + len(table.rejected)
        ends["vandalism"] += int((result.rows["category"] == "SKA").sum())
        ends["nowhere"] += result.rows["latitude"].null_count()
    assert ends["read"] == ends["rows"] + ends["corrections"] + ends["rejected"] == 95_643
    assert ends["corrections"] == 1_214
    assert ends["rejected"] == 3, "dated 1900"
    assert ends["vandalism"] == 7_354
    assert ends["nowhere"] == 1_933
