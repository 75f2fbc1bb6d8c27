"""Files as tables: what comes out, on which line, and what is said of files that are none."""

import io
import pickle
import random
import time
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from samlad.collect.tables import FileProblem, Limits, RawTable, read_table

STLOUIS = Path(__file__).parents[2].parent / "shared" / "data" / "stlouis"
HEADER = "id;datum;text\n"
# Processor seconds: no measure of speed, but the difference between an end and none.
ENDS_WITHIN = 60


def read(text: str | bytes, **limits: int) -> RawTable:
    content = text.encode() if isinstance(text, str) else text
    return read_table(content, "rapport.csv", limits=Limits(**limits))


def rows(table: RawTable) -> list[tuple[object, ...]]:
    return table.frame.rows()


# --- CSV that is what it should be


def test_rows_are_texts_with_the_line_they_stand_on() -> None:
    table = read("id;datum;text\n001; 2019-10-04 ;Klotter\n002;;\n\n003;2019-10-05;Bråk\n")
    assert table.columns == ("id", "datum", "text")
    assert rows(table) == [
        (2, "001", "2019-10-04", "Klotter"),
        (3, "002", None, None),
        (5, "003", "2019-10-05", "Bråk"),
    ]
    assert table.frame.schema["line"] == pl.Int64
    assert (table.encoding, table.delimiter, table.kind, table.warnings, table.rejected) == (
        "utf-8",
        ";",
        "csv",
        (),
        (),
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter: str) -> None:
    table = read(f"a{delimiter}b{delimiter}c\n1{delimiter}2{delimiter}3\n")
    assert table.delimiter == delimiter
    assert rows(table) == [(2, "1", "2", "3")]


def test_commas_in_the_text_do_not_outvote_the_delimiter() -> None:
    table = read("id;lat;text\n1;65,58;Klotter, bråk\n2;65,59;Skrik, rop, fest\n")
    assert table.delimiter == ";"
    assert rows(table)[1] == (3, "2", "65,59", "Skrik, rop, fest")


def test_excels_own_delimiter_line() -> None:
    assert rows(read("sep=|\na|b;c\n1|2;3\n")) == [(3, "1", "2;3")]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_line_breaks(line_break: str) -> None:
    table = read(line_break.join(["a,b", "1,två", '3,"fyra', 'fem"', "6,7"]))
    assert rows(table) == [(2, "1", "två"), (3, "3", "fyra\nfem"), (5, "6", "7")]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
        ("latin-1", "cp1252"),
        ("cp850", "cp850"),
        ("mac_roman", "mac_roman"),
    ],
)
def test_encodings(encoding: str, told: str) -> None:
    table = read("plats;åtgärd\nHertsöns torg;städning på går\nÖrnäset;Åskådare\n".encode(encoding))
    assert table.columns == ("plats", "åtgärd")
    assert rows(table)[1][1:] == ("Örnäset", "Åskådare")
    assert table.encoding == told
    assert len(table.warnings) == (0 if told.startswith("utf") else 1)


def test_a_few_wrong_bytes_do_not_spoil_a_utf_8_file() -> None:
    table = read("a;b\nå;ä\nö;å\n".encode() + "ö;x\n".encode("cp1252"))
    assert rows(table) == [(2, "å", "ä"), (3, "ö", "å"), (4, "ö", "x")]
    assert "Windows-1252" in str(table.warnings[0])


def test_zero_bytes_are_taken_out_and_told() -> None:
    table = read(b"a;b\n1;2\n3\x00;4\n")
    assert rows(table)[1] == (3, "3", "4")
    assert "line 3" in str(table.warnings[0])


def test_quotes_delimiters_and_breaks_inside_fields() -> None:
    table = read('a,b\n"x, ""y""\nz",1\n"",2\n')
    assert rows(table) == [(2, 'x, "y"\nz', "1"), (4, None, "2")]


def test_titles_above_the_header_are_left_out_with_a_note() -> None:
    table = read("Rapport vecka 40;;\n\nid;datum;text\n1;2019-10-04;x\n")
    assert table.columns == ("id", "datum", "text")
    assert rows(table) == [(4, "1", "2019-10-04", "x")]
    assert "left out: 1" in str(table.warnings[0])


def test_the_header_twice_is_dropped_and_in_the_middle_rejected() -> None:
    table = read(HEADER + HEADER + "1;2;3\n" + HEADER + "4;5;6\n")
    assert rows(table) == [(3, "1", "2", "3"), (5, "4", "5", "6")]
    assert "line 2" in str(table.warnings[0])
    assert [line.line for line in table.rejected] == [4]


def test_trailing_delimiters_make_no_column() -> None:
    assert read("a;b;;\n1;2;;\n").columns == ("a", "b")
    assert rows(read("a;b\n1;2;\n3;4;\n")) == [(2, "1", "2"), (3, "3", "4")]


def test_a_column_without_a_name_keeps_its_values() -> None:
    table = read("a;;c\n1;2;3\n")
    assert table.columns == ("a", "column (2)", "c")
    assert rows(table) == [(2, "1", "2", "3")]


def test_a_column_called_line_keeps_its_values() -> None:
    table = read("line;b\n7;2\n")
    assert rows(table) == [(2, "7", "2")]
    assert table.columns == ("line (1)", "b")


def test_names_that_polars_would_take_for_patterns() -> None:
    table = read("id;*;^a.*$\n1;2;3\n")
    assert table.columns == ("id", "“*”", "“^a.*$”")
    assert rows(table) == [(2, "1", "2", "3")]


# --- Lines that are wrong


def test_too_many_and_too_few_fields_are_rejected_one_by_one() -> None:
    table = read(HEADER + "1;2;3\n1;2\n4;5;6\n7;8;9;10\n11;12;13\nSumma\n")
    assert [row[0] for row in rows(table)] == [2, 4, 6]
    assert [(line.line, line.parameters["number"]) for line in table.rejected] == [(3, 2), (5, 4), (7, 1)]
    assert str(table.rejected[1]) == "The line has 4 fields but the header has 3."


@pytest.mark.parametrize(
    "bad",
    ['2;"öppen;x', '"2;öppen;x', '2;x;"öppen', '2;"a";"b";"c', '"öppen'],
)
def test_a_forgotten_quotation_mark_loses_one_line_only(bad: str) -> None:
    good = "".join(f'{number};"text; {number}";ok\n' for number in range(10, 20))
    table = read(HEADER + "1;a;b\n" + bad + "\n" + good)
    assert [row[0] for row in rows(table)] == [2, *range(4, 14)]
    assert [line.line for line in table.rejected] == [3]


def test_a_forgotten_quotation_mark_that_a_later_line_closes() -> None:
    table = read(HEADER + '1;"öppen;b\n2;a;b\n3;a";b;c;d\n4;a;b\n')
    assert [row[0] for row in rows(table)] == [3, 5]
    assert [line.line for line in table.rejected] == [2, 4]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ('1;5" rör;x', '5" rör'),
        ('1;"Kiosken "Hörnan" stängd";x', 'Kiosken "Hörnan" stängd'),
        ('1; "a;b" ;x', "a;b"),
        ('1;"a\nb" ;x', "a\nb"),
    ],
)
def test_untidy_quotation_marks_are_understood(line: str, value: str) -> None:
    table = read(HEADER + line + "\n2;y;z\n")
    assert [row[2] for row in rows(table)] == [value, "y"]
    assert rows(table)[1][0] == 3 + value.count("\n")


def test_a_field_beyond_the_limit_is_rejected() -> None:
    table = read(HEADER + f"1;{'å' * 60};x\n2;{'å' * 101};x\n3;y;z\n", field_characters=100)
    assert [row[0] for row in rows(table)] == [2, 4]
    assert [(line.line, len(line.value)) for line in table.rejected] == [(3, 80)]


@pytest.mark.parametrize("quoted", [False, True])
def test_an_enormous_field_costs_neither_time_nor_the_other_rows(quoted: bool) -> None:
    mark = b'"' if quoted else b""
    content = b"a;b\n1;2\n3;" + mark + b"x" * 60_000_000 + mark + b"\n5;6\n"
    started = time.process_time()
    table = read(content)
    assert time.process_time() - started < ENDS_WITHIN
    assert [row[0] for row in rows(table)] == [2, 4]
    assert [line.line for line in table.rejected] == [3]


def test_many_open_quotation_marks_take_no_quadratic_time() -> None:
    started = time.process_time()
    table = read(HEADER + '1;"öppen;x\n' * 50_000)
    assert time.process_time() - started < ENDS_WITHIN
    assert len(table.frame) + len(table.rejected) == 50_000


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\n1,2\n" + b"\n" * 3_000_000,
        b"a,b\n1,2\n" + b" \n" * 2_000_000,
        b"a,b\n1,2\n" + b",,,\n" * 1_000_000,
        b"a,b\n1,2\n" + b"a" * 8_000_000,
        b"a,b\n1,2\n" + b'"' * 8_000_000,
        b"a,b\n1,2\n" + b"," * 8_000_000,
        b"a,b\n1,2\n" + b'"a,' * 900_000,
        b"a,b\n1,2\n" + (b'"a,' * 300 + b"\n") * 2_000,
    ],
    ids=[
        "blank lines",
        "spaces",
        "delimiters",
        "one letter",
        "quotes",
        "commas",
        "open quotes",
        "open lines",
    ],
)
def test_much_of_nothing_takes_no_time(content: bytes) -> None:
    started = time.process_time()
    table = read(content)
    assert time.process_time() - started < ENDS_WITHIN
    assert rows(table)[0] == (2, "1", "2")


@pytest.mark.parametrize(
    ("content", "limits", "said"),
    [
        (b"a,b\n1,2\n" + b"\n" * 99, {"lines": 100}, "more than 100 lines. Take out empty lines"),
        (b"a,b\n" + b"1,2\n" * 51, {"text_cells": 100}, "more than 100 cells. Leave out columns"),
        (b"a,b\n" + b"1\n" * 101, {"rejected_lines": 100}, "More than 100 lines do not fit the header"),
        (b"a,b\n" + b'1,"2\n3,4\n' * 101, {"rejected_lines": 100}, "More than 100 lines do not fit"),
        (b"a,b\n" + b"a,b\n" * 102, {"rejected_lines": 100}, "More than 100 lines do not fit"),
        (b"a,b\n" + b"1,2,\n" * 101, {"single_lines": 100}, "More than 100 lines have other fields"),
        (b"a,b\n" + b'1,"x"y"\n' * 101, {"single_lines": 100}, "quotation marks in disorder"),
    ],
)
def test_what_would_cost_too_much_is_refused_in_a_sentence(
    content: bytes, limits: dict[str, int], said: str
) -> None:
    with pytest.raises(FileProblem) as caught:
        read(content, **limits)
    assert said in str(caught.value)
    # Just within the limits the same is read.
    more = {name: 10 * limit for name, limit in limits.items()}
    table = read(content, **more)
    assert len(table.frame) + len(table.rejected) > 0


def test_quotation_marks_that_open_often_and_never_close_are_letters() -> None:
    line = ";".join(['"öppen'] * 3_000)
    table = read(HEADER + line + "\n2;y;z\n")
    assert rows(table) == [(3, "2", "y", "z")]
    assert [rejected.line for rejected in table.rejected] == [2]


def test_a_file_of_wrong_bytes_after_a_right_beginning_is_read_without_a_call_for_each() -> None:
    content = b"a,b\n1," + "å".encode() * 600_000 + b"\n" + b"\xe9,\x81\n" * 1_500_000
    started = time.process_time()
    table = read(content, field_characters=2_000_000)
    assert time.process_time() - started < ENDS_WITHIN
    assert table.encoding == "cp1252"
    assert table.frame[-1].row(0)[1:] == ("é", "\x81")


def test_excerpts_of_rejected_lines_are_masked() -> None:
    table = read(HEADER + "1;ring 070-123 45 67, 811218-9876\n" + "2;3;4\n")
    assert table.rejected[0].value == "1;ring [telefon], [personnummer]"


# --- Files that are no table


def _zip(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.csv", "empty"),
        (b" \r\n\r\n", "a.csv", "empty"),
        (b"\xef\xbb\xbf", "a.csv", "empty"),
        (b"id;datum\n", "a.csv", "header but no rows"),
        (b"id;datum", "a.csv", "header but no rows"),
        (b"id;datum\n;\n;\n", "a.csv", "header but no rows"),
        (b"id;datum\nid;datum\n", "a.csv", "header but no rows"),
        (b"ett\ntv\xc3\xa5\ntre\n", "a.csv", "No delimiter"),
        (b"id;text;id\n1;2;3\n", "a.csv", "Columns 1 and 3 are both called “id”"),
        (b"%PDF-1.7 abc", "a.csv", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00", "a.csv", "image"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a.csv", "image"),
        (bytes(range(256)) * 40, "a.csv", "not text"),
        (b"<!DOCTYPE html><html><table>", "a.xls", "web page"),
        (b"  <table><tr>", "a.xls", "web page"),
        (b'<?xml version="1.0"?><x/>', "a.csv", "XML"),
        (b'{"type": "FeatureCollection"}', "a.csv", "JSON"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "a.xlsx", "password-protected"),
        (b"\xde\xad\xbe\xef\x00\x01" * 50, "a.xlsx", "not an Excel workbook"),
        (b"PK\x03\x04 and then nothing", "a.xlsx", "damaged"),
        (_zip(readme=b"x"), "a.csv", "zip"),
    ],
)
def test_what_is_no_table_is_named_with_a_remedy(content: bytes, name: str, said: str) -> None:
    with pytest.raises(FileProblem) as caught:
        read_table(content, name)
    assert said in str(caught.value)
    assert caught.value.remedy.endswith(".")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301 - our own


def test_a_file_beyond_the_limit_is_refused_before_it_is_read() -> None:
    for source in (b"a;b\n" * 50, io.BytesIO(b"a;b\n" * 50)):
        with pytest.raises(FileProblem, match="larger than"):
            read_table(source, "a.csv", limits=Limits(file_bytes=100))


def test_more_columns_than_anybody_has() -> None:
    with pytest.raises(FileProblem, match="1200 columns"):
        read(";".join(f"k{number}" for number in range(1200)) + "\n1;2\n")


def test_what_a_problem_names_is_masked() -> None:
    with pytest.raises(FileProblem) as caught:
        read("811218-9876;811218-9876\n1;2\n")
    assert "9876" not in str(caught.value)


# --- Workbooks


def _workbook(*sheets: list[list[object]], formats: dict[str, str] | None = None) -> bytes:
    import datetime

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    clock = book.add_format({"num_format": "hh:mm"})
    for sheet in sheets:
        page = book.add_worksheet()
        for row, cells in enumerate(sheet):
            for column, value in enumerate(cells):
                if isinstance(value, datetime.datetime):
                    page.write_datetime(row, column, value, moment)
                elif isinstance(value, datetime.date):
                    page.write_datetime(row, column, value, day)
                elif isinstance(value, datetime.time):
                    page.write_datetime(row, column, value, clock)
                elif value is not None:
                    page.write(row, column, value)
    book.close()
    return buffer.getvalue()


def test_a_workbook_gives_texts_without_losing_what_was_written() -> None:
    import datetime

    content = _workbook(
        [
            ["id", "när", "dag", "klockan", "antal", "lat", "fanns", "text"],
            [
                "007",
                datetime.datetime(2019, 10, 4, 18, 30),  # noqa: DTZ001 - Excel has none
                datetime.date(2019, 10, 4),
                datetime.time(18, 30),
                12,
                65.584819,
                True,
                "Klotter",
            ],
            [],
            [8, None, None, None, 1234567890123, 0.1, None, " \u00e5 "],
        ]
    )
    table = read_table(content, "rapport.csv")
    assert table.kind == "xlsx"
    assert rows(table) == [
        (2, "007", "2019-10-04T18:30:00", "2019-10-04", "18:30:00", "12", "65.584819", "true", "Klotter"),
        (4, "8", None, None, None, "1234567890123", "0.1", None, "å"),
    ]


def test_the_first_sheet_with_rows_is_read_and_the_others_named() -> None:
    table = read_table(_workbook([], [["a", "b"], [1, 2]], [["c"]]), "a.xlsx")
    assert rows(table) == [(2, "1", "2")]
    assert "Sheet1, Sheet3" in str(table.warnings[0])


def test_workbooks_without_rows() -> None:
    with pytest.raises(FileProblem, match="empty"):
        read_table(_workbook([]), "a.xlsx")
    with pytest.raises(FileProblem, match="header but no rows"):
        read_table(_workbook([["a", "b"]]), "a.xlsx")


def test_a_table_that_begins_further_down_keeps_its_line_numbers() -> None:
    table = read_table(_workbook([[], ["Rapport"], ["a", "b"], [1, 2]]), "a.xlsx")
    assert rows(table) == [(4, "1", "2")]


def _with_sheet(sheet: bytes, original: bytes | None = None) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(original or _workbook([["a", "b"], [1, 2]]))) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            is_sheet = part.filename == "xl/worksheets/sheet1.xml"
            target.writestr(part.filename, sheet if is_sheet else source.read(part))
    return buffer.getvalue()


_SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = _with_sheet(_SHEET % (b" " * 60_000_000))
    assert len(bomb) < 200_000
    with pytest.raises(FileProblem, match="unpack"):
        read_table(bomb, "bomb.xlsx")


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = bytearray(_with_sheet(_SHEET % (b" " * 60_000_000)))
    with zipfile.ZipFile(io.BytesIO(bytes(bomb))) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    lying = bytes(bomb).replace(size, (1_000).to_bytes(4, "little"))
    assert lying != bytes(bomb)
    with pytest.raises(FileProblem):
        read_table(lying, "bomb.xlsx")


def test_one_cell_in_the_farthest_corner_is_refused() -> None:
    row = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(FileProblem, match="1048576 rows and 16384 columns"):
        read_table(_with_sheet(_SHEET % row), "corner.xlsx")


def test_formatted_but_empty_cells_far_away_do_no_harm() -> None:
    row = (
        b'<row r="1"><c r="A1" t="str"><v>a</v></c><c r="B1" t="str"><v>b</v></c></row>'
        b'<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>'
        b'<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    )
    assert rows(read_table(_with_sheet(_SHEET % row), "a.xlsx")) == [(2, "1", "2")]


def test_a_damaged_workbook_is_a_problem_of_the_file_whatever_is_damaged() -> None:
    whole = _workbook([["a", "b"], [1, "två"]])
    generator = random.Random(2)
    for _ in range(300):
        content = bytearray(whole)
        for _ in range(3):
            content[generator.randrange(len(content))] = generator.randrange(256)
        try:
            read_table(bytes(content), "a.xlsx")
        except FileProblem as problem:
            assert problem.remedy  # noqa: PT017 - some damage does no harm


def test_too_many_parts_are_refused() -> None:
    buffer = io.BytesIO(_workbook([["a", "b"], [1, 2]]))
    with zipfile.ZipFile(buffer, "a") as archive:
        for number in range(60):
            archive.writestr(f"xl/media/{number}.xml", b"")
    with pytest.raises(FileProblem, match="unpack"):
        read_table(buffer.getvalue(), "a.xlsx", limits=Limits(parts=50))


# --- The guard over a table


def test_guarding_a_table_counts_by_kind_and_column_and_leaves_numbers_alone() -> None:
    lines = [
        f"{number};2019-10-04 18.30;{7290000 + number};811218{number:04};ordinärt" for number in range(100)
    ]
    lines[3] = "3;2019-10-04 18.30;7290003;8112189876;ring 070-123 45 67, bil ABC 123"
    guarded = read("id;när;y;löpnr;text\n" + "\n".join(lines)).guarded()
    assert guarded.masked == {"telefon": 1, "registreringsnummer": 1}
    assert guarded.masked_columns == {"text": guarded.masked}
    assert rows(guarded)[3] == (
        5, "3", "2019-10-04 18.30", "7290003", "8112189876", "ring [telefon], bil [registreringsnummer]"
    )  # fmt: skip


def test_a_column_of_identity_numbers_is_masked_as_a_whole() -> None:
    guarded = read("vem;x\n8112189876;1\n811218-9876;2\n198112189876;3\n123;4\n").guarded()
    assert guarded.frame["vem"].to_list() == ["[personnummer]"] * 4
    assert guarded.masked == {"personnummer": 4}


def test_case_numbers_that_look_personal_by_chance_are_left_alone() -> None:
    numbers = [f"0{number % 10}-06{number:04}" for number in range(0, 400, 7)]
    days = [f"19{number % 12 + 1:02}04-{number:04}" for number in range(0, 400, 7)]
    table = read("ärende;löpnr\n" + "\n".join(f"{a};{b}" for a, b in zip(numbers, days, strict=True)))
    assert table.guarded().masked == {}
    telephones = [f"08-123 {number} 67" for number in range(10, 60)]
    assert read("a;b\n" + "\n".join(f"{number};x" for number in telephones)).guarded().masked == {
        "telefon": 50
    }


def test_a_bare_number_in_a_column_of_texts_is_masked() -> None:
    guarded = read("text;x\nbråk;1\n8112189876;2\nklotter;3\n").guarded()
    assert guarded.frame["text"].to_list() == ["bråk", "[personnummer]", "klotter"]


def test_a_column_is_what_its_name_says() -> None:
    guarded = read("Mobil;Regnr;E-post\n701234567;KALLE;a@example.se\nja;;\n").guarded()
    assert rows(guarded) == [
        (2, "[telefon]", "[registreringsnummer]", "[e-post]"),
        (3, "ja", None, None),
    ]


def test_a_file_without_a_header_does_not_leak_its_first_row() -> None:
    guarded = read("811218-9876;070-123 45 67;070-765 43 21\n1;2;3\n").guarded()
    assert guarded.columns == ("[personnummer]", "[telefon]", "[telefon] (3)")
    assert guarded.frame.columns == ["line", *guarded.columns]


# --- Properties and real files

_FIELD = st.text(alphabet='abåö ,;"\n\t|0', max_size=8)


@given(st.lists(st.tuples(_FIELD, _FIELD, _FIELD), min_size=1, max_size=12), st.sampled_from(",;\t|"))
@settings(max_examples=200, deadline=None)
def test_what_a_csv_writer_writes_comes_back(records: list[tuple[str, ...]], delimiter: str) -> None:
    import csv

    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\n")
    writer.writerow(["första", "andra", "tredje"])
    expected = []
    for record in records:
        line = buffer.getvalue().count("\n") + 1
        writer.writerow(record)
        stripped = tuple(value.strip() or None for value in record)
        if any(stripped):
            expected.append((line + 1, *stripped))
    if not expected:
        return
    table = read(f"sep={delimiter}\n" + buffer.getvalue())
    assert rows(table) == expected
    assert table.rejected == ()


@given(st.lists(st.text(alphabet='ab;"\n', max_size=12), min_size=1, max_size=10))
@settings(max_examples=300, deadline=None)
def test_no_letter_is_lost_whatever_the_quotation_marks_do(lines: list[str]) -> None:
    content = "sep=;\nx;y;z\n" + "\n".join(lines) + "\n1;2;3\n"
    table = read(content)
    values = [str(value) for row in rows(table) for value in row[1:] if value]
    told = "".join([*values, *(line.value for line in table.rejected)])
    assert [told.count(letter) for letter in "ab"] == [content.count(letter) for letter in "ab"]


@pytest.mark.skipif(not STLOUIS.exists(), reason="the shared data are not beside this checkout")
def test_every_row_of_the_real_files_comes_out() -> None:
    files = sorted(STLOUIS.glob("*/*.csv"))
    tables = [read_table(path, path.name) for path in files]
    assert len(files) == 24
    assert sum(len(table.frame) for table in tables) == 95_643
    assert all(table.rejected == () and len(table.columns) == 20 for table in tables)
    assert [table.encoding for table in tables].count("cp1252") == 1
    assert all(table.frame["line"].to_list() == list(range(2, len(table.frame) + 2)) for table in tables)
    masked = [table.guarded().masked_columns for table in tables]
    # One plate is noted in a comment; case numbers like 08-065470 are left alone.
    assert [found for found in masked if found] == [{"LocationComment": {"registreringsnummer": 1}}]


def test_a_million_cells_are_read_in_a_moment() -> None:
    line = 'K{};2019-10-04 18:30;SKA.KLO;65.58;22.15;"Klotter; {}";x;y\n'
    content = "id;när;kategori;lat;lon;text;a;b\n" + "".join(
        line.format(number, number) for number in range(125_000)
    )
    started = time.process_time()
    table = read(content)
    # 0.2 s when nothing else runs.
    assert time.process_time() - started < ENDS_WITHIN
    assert len(table.frame) == 125_000
