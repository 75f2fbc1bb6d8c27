"""Columns recognised by profile, header and content."""

from collections.abc import Sequence
from datetime import UTC, datetime

import polars as pl
import pytest

from samlad.collect.categories import CategoryList, CategoryRow
from samlad.collect.headers import HEADERS
from samlad.collect.profile import FIELDS, Profile
from samlad.collect.reasons import InputError
from samlad.collect.recognise import Context, Mapping, recognise
from samlad.collect.standard import standard_categories

CATEGORIES = CategoryList(
    tuple(CategoryRow(row["code"], row["parent"], row["sv"], row["en"]) for row in standard_categories())
)
CONTEXT = Context(CATEGORIES, "Europe/Stockholm", datetime(2025, 6, 1, tzinfo=UTC), (21.0, 65.2, 23.2, 66.0))

WHEN = ["2024-03-01 14:30", "2024-03-14 09:05", "2024-04-02 23:59"]
DAYS = ["2024-03-01", "2024-03-14", "2024-04-02"]
KINDS = ["Klotter", "SKA", "Narkotika"]
NORTH, EAST = ["65.5848", "65.5906", "65.6001"], ["22.1547", "22.2419", "22.0002"]


def table(**columns: Sequence[str | None]) -> pl.DataFrame:
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Utf8))


def mapped(frame: pl.DataFrame, profile: Profile | None = None, context: Context = CONTEXT) -> Mapping:
    return recognise(frame.with_row_index("line", 2), tuple(frame.columns), context, profile)


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        (("Händelsedatum", "Kategori", "Latitud", "Longitud"), ("occurred_from", "category", "latitude", "longitude")),
        (("Datum", "Brottskod", "Lat", "Lon"), ("occurred_from", "category", "latitude", "longitude")),
        (("TIDPUNKT", "Händelsetyp", "N", "E"), ("occurred_from", "category", "y", "x")),
        (("Tid", "Typ", "SWEREF99TM N", "SWEREF99TM E"), ("occurred_from", "category", "y", "x")),
        (("date_occurred", "Category", "Y_Coord", "XCoord"), ("occurred_from", "category", "y", "x")),
        (("Occurred at", "Type", "lat", "lng"), ("occurred_from", "category", "latitude", "longitude")),
    ],
)  # fmt: skip
def test_headers_in_swedish_and_english(headers: tuple[str, ...], fields: tuple[str, ...]) -> None:
    frame = table(**dict(zip(headers, (WHEN, KINDS, NORTH, EAST), strict=True)))
    mapping = mapped(frame)
    assert mapping.columns == {name: (header,) for name, header in zip(fields, headers, strict=True)}
    assert mapping.ready
    assert mapping.warnings == ()
    assert set(mapping.confidence.values()) == {0.9}


def test_no_header_stands_for_two_fields_but_those_that_content_tells_apart() -> None:
    shared = {
        header
        for name, headers in HEADERS.items()
        for other, others in HEADERS.items()
        if name != other
        for header in set(headers) & set(others)
    }
    assert shared == {"tid", "time"}
    assert HEADERS.keys() == FIELDS.keys()


def test_every_field_has_its_swedish_and_english_name_as_a_header() -> None:
    frame = table(Diarienummer=["1", "2", "3"], Tidpunkt=WHEN, Kategori=KINDS, Plats=["Torget", None, "Parken"],
                  Miljö=["torg", None, "park"], Polisanmäld=["ja", "nej", None], Kostnad=["1 200 kr", None, "5"],
                  Beskrivning=["a", "b", "c"], Gruppstorlek=["1-3", "7+", "9"], Annat=["u", "v", "x"])  # fmt: skip
    mapping = mapped(frame)
    assert list(mapping.columns) == ["external_id", "occurred_from", "category", "place", "environment", "group_size",
                                     "description", "police_reported", "cost"]  # fmt: skip
    assert mapping.unmapped == ("Annat",)
    assert mapping.ready


def test_a_date_and_a_time_of_day_belong_together() -> None:
    mapping = mapped(table(Datum=DAYS, Tid=["14:30", "9.05", None], Kategori=KINDS, Plats=["a", "b", "c"]))
    assert mapping.columns["occurred_date"] == ("Datum",)
    assert mapping.columns["occurred_time"] == ("Tid",)
    assert "occurred_from" not in mapping.columns


def test_a_time_of_day_beside_a_whole_moment_says_nothing() -> None:
    mapping = mapped(
        table(Datum=WHEN, Klockslag=["14:30", "09:05", "23:59"], Kategori=KINDS, Plats=["a", "b", "c"])
    )
    assert mapping.columns["occurred_from"] == ("Datum",)
    assert mapping.unmapped == ("Klockslag",)


def test_columns_without_telling_headers_are_recognised_by_content() -> None:
    mapping = mapped(table(a=["1", "2", "3"], b=KINDS, c=EAST, d=NORTH, f=WHEN))
    assert mapping.columns == {"occurred_from": ("f",), "category": ("b",), "x": ("c",), "y": ("d",)}
    assert set(mapping.confidence.values()) == {0.6}
    assert "by what stands in it" in str(mapping.reasons["category"])


def test_what_is_missing_is_said_with_the_line_to_write() -> None:
    mapping = mapped(table(a=["x", "y"], b=["1", "2"]))
    assert mapping.missing == ("occurred_from", "category", "position")
    with pytest.raises(InputError) as refused:
        mapping.require_ready()
    for word in ('occurred_from = "Datum"', 'category = "Kategori"', 'place = "Plats"'):
        assert word in str(refused.value)


def test_a_place_by_name_is_enough() -> None:
    assert mapped(table(Datum=WHEN, Kategori=KINDS, Plats=["Torget", "Parken", None])).ready


def test_exchanged_columns_are_exchanged_with_a_warning() -> None:
    mapping = mapped(table(Datum=WHEN, Kategori=KINDS, Lat=EAST, Lon=NORTH))
    assert mapping.columns["latitude"] == ("Lon",)
    assert mapping.columns["longitude"] == ("Lat",)
    assert "exchanged" in str(mapping.warnings[0])


def test_ids_that_repeat_are_not_taken_for_ids() -> None:
    mapping = mapped(table(ID=["1"] * 3, Datum=WHEN, Kategori=KINDS, Plats=["a", "b", "c"]))
    assert "external_id" not in mapping.columns
    assert "“ID”" in str(mapping.warnings[0])


def test_a_choice_is_only_taken_if_its_words_are_known() -> None:
    mapping = mapped(
        table(Datum=WHEN, Kategori=KINDS, Plats=["a", "b", "c"], Underlag=["Dnr 1", "Dnr 2", "sett"])
    )
    assert "basis" not in mapping.columns


@pytest.mark.parametrize(
    ("dates", "order", "warned"),
    [
        (["1/2/2024", "13/2/2024"], "day", False),
        (["1/2/2024", "2/13/2024"], "month", False),
        (["1/2/2024", "3/4/2024"], "day", True),
        (["13/2/2024", "2/13/2024"], "mixed", True),
        (["2024-01-02", "1/3 2024"], "day", False),
    ],
)
def test_the_order_of_day_and_month_is_that_of_all_dates(
    dates: list[str | None], order: str, warned: bool
) -> None:
    mapping = mapped(table(Datum=dates, Kategori=["SKA", "NAR"], Plats=["a", "b"]))
    assert mapping.dates.order == order
    assert bool(mapping.warnings) == warned


def test_another_column_of_dates_can_decide_the_order() -> None:
    frame = table(
        Datum=["1/2/2024", "3/4/2024"],
        Anmäld=["1/2/2024", "3/14/2024"],
        Kategori=["SKA", "NAR"],
        Plats=["a", "b"],
    )
    assert mapped(frame).dates.order == "month"


def test_a_profile_decides_the_order_without_a_warning() -> None:
    frame = table(Datum=["1/2/2024", "3/4/2024"], Kategori=["SKA", "NAR"], Plats=["a", "b"])
    mapping = mapped(frame, Profile(date_format="month/day"))
    assert mapping.dates.order == "month"
    assert mapping.warnings == ()


def test_only_midnights_are_days() -> None:
    frame = table(
        Datum=["2024-03-01 00:00:00", "2024-03-02 00:00:00"], Kategori=["SKA", "NAR"], Plats=["a", "b"]
    )
    assert mapped(frame).dates.midnight_is_day
    assert not mapped(frame, Profile(midnight="time")).dates.midnight_is_day


def test_with_a_profile_of_columns_only_what_no_row_can_do_without_is_looked_for() -> None:
    frame = table(Datum=WHEN, Kategori=KINDS, Lat=NORTH, Lon=EAST, Beskrivning=["a", "b", "c"])
    mapping = mapped(frame, Profile(columns={"occurred_from": ("datum",)}))
    assert mapping.columns == {
        "occurred_from": ("Datum",),
        "category": ("Kategori",),
        "latitude": ("Lat",),
        "longitude": ("Lon",),
    }
    assert mapping.confidence["occurred_from"] == 1.0
    assert mapping.unmapped == ("Beskrivning",)


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        (Profile(columns={"place": ("Platz",)}), ["columns.place", "“Platz”", "Did you mean “Plats”?"]),
        (Profile(columns={"place": ("qqqq",)}), ["“qqqq”", "Its columns are Datum, Kategori, Plats."]),
        (
            Profile(columns={"external_id": ("Datum",)}, correction_column="Antal", correction_value="-1"),
            ["correction_column", "“Antal”"],
        ),
        (Profile(constants={"precision": "nära"}), ["constants.precision", "“nära”", "exact, address"]),
        (Profile(constants={"category": "XYZ"}), ["constants.category", "“XYZ”", "SKA, BRA"]),
        (Profile(categories={"1": "XYZQ"}), ["categories.1", "“XYZQ”", "SKA, BRA"]),
    ],
)
def test_a_profile_that_does_not_fit_is_refused(profile: Profile, words: list[str]) -> None:
    with pytest.raises(InputError) as refused:
        mapped(table(Datum=WHEN, Kategori=KINDS, Plats=["a", "b", "c"]), profile)
    for word in words:
        assert word in str(refused.value)


def test_the_wrong_coordinate_system_stops_the_file() -> None:
    mapping = mapped(table(Datum=WHEN, Kategori=KINDS, Lat=NORTH, Lon=EAST), Profile(crs="EPSG:3006"))
    assert not mapping.ready
    with pytest.raises(InputError, match='Write crs = "EPSG:4326" instead'):
        mapping.require_ready()


@pytest.mark.parametrize(
    "frame",
    [
        table(Datum=["1/2/2024", "2/13/2024", "3/4/2024"], Kategori=KINDS, Lat=EAST, Lon=NORTH),
        table(Datum=["13/2/2024", "2/13/2024", "1/2/2024"], Kategori=KINDS, Plats=["a", "b", "c"]),
        table(f=DAYS, Tid=["14:30", None, "1:05"], b=KINDS, c=[x.replace(".", ",") for x in EAST], d=NORTH),
        table(Datum=["2024-03-01 00:00"] * 2 + ["2024-03-01"], Kategori=KINDS, Plats=["a", "b", "c"]),
    ],
)
def test_the_settled_profile_gives_the_same_mapping_for_any_part_of_the_file(frame: pl.DataFrame) -> None:
    whole = mapped(frame)
    settled = Profile.from_toml(whole.to_profile().to_toml())
    for part in (frame.head(1), frame.tail(1), frame.clear()):
        again = mapped(part, settled)
        for name in (
            "columns",
            "constants",
            "dates",
            "crosswalk",
            "crs",
            "timezone",
            "decimal",
            "correction",
            "missing",
        ):
            assert getattr(again, name) == getattr(whole, name), name
        assert again.to_profile() == settled


def test_an_empty_file_is_mapped_by_its_headers() -> None:
    assert mapped(table(Datum=[], Kategori=[], Lat=[], Lon=[])).ready
