"""Excel workbooks (.xlsx). What they would grow to is found out before they are unpacked."""

import datetime
import io
import re
import zipfile
from typing import Any

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from samlad.collect.tables.headers import column_names
from samlad.collect.tables.results import FileProblem, Limits, Note, RawTable, RejectedLine, excerpt
from samlad.collect.tables.rows import finished
from samlad.collect.tables.unpacking import check_archive

_TITLE_LINES = 20
_SAVE_AGAIN = "Open it in Excel or LibreOffice and save it as an Excel workbook (.xlsx) again."


def read_workbook(content: bytes, limits: Limits) -> RawTable:
    """Read the first sheet that has rows, as texts."""
    check_archive(content, limits)
    # The parser is given only what has been checked; whatever it still trips over is the file's fault.
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            sheet, rows, others = _first_filled(workbook)
    except PasswordError as error:
        raise FileProblem("The workbook is password-protected.", "Save it without a password.") from error
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError) as error:
        raise FileProblem("The workbook is damaged and cannot be read.", _SAVE_AGAIN) from error
    notes: list[Note] = []
    if others:
        notes.append(
            Note(
                "Only the sheet “{sheet}” was read, not: {others}.",
                {"sheet": excerpt(sheet), "others": excerpt(", ".join(others))},
            )
        )
    return _table(rows, notes, limits)


def _first_filled(workbook: CalamineWorkbook) -> tuple[str, list[list[Any]], list[str]]:
    """The first sheet with anything on it: its name, its rows from the top, the other sheets' names."""
    for name in workbook.sheet_names:
        rows: list[list[Any]] = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if any(value != "" for row in rows for value in row):
            return name, rows, [other for other in workbook.sheet_names if other != name]
    raise FileProblem("The workbook is empty.", "Choose the file that has the rows, or export it again.")


def _table(rows: list[list[Any]], notes: list[Note], limits: Limits) -> RawTable:
    position = _header_position(rows, notes)
    header = [_text(value) for value in rows[position]]
    columns, header_notes = column_names(header, limits)
    body = rows[position + 1 :]
    frame = pl.DataFrame(
        {
            "line": pl.Series(range(position + 2, position + 2 + len(body)), dtype=pl.Int64),
            **{
                column: pl.Series([_text(row[number]) for row in body], dtype=pl.String)
                for number, column in enumerate(columns)
            },
        }
    )
    frame, rejected = _without_long_fields(frame, columns, limits)
    frame, columns, ending_notes, repeated = finished(frame, columns, header, limits)
    if not len(frame) and not rejected and not repeated:
        raise FileProblem(
            "The file has a header but no rows.", "Choose the file that has the rows, or export it again."
        )
    return RawTable(
        frame=frame,
        columns=columns,
        encoding="utf-8",
        delimiter="",
        kind="xlsx",
        warnings=(*notes, *header_notes, *ending_notes),
        rejected=tuple(sorted([*rejected, *repeated], key=lambda line: line.line)),
    )


def _header_position(rows: list[list[Any]], notes: list[Note]) -> int:
    titles = 0
    for position, row in enumerate(rows):
        filled = sum(1 for value in row if _text(value).strip())
        if filled > 1:
            if titles:
                notes.append(Note("Lines above the header were left out: {number}.", {"number": titles}))
            return position
        titles += filled
        if titles > _TITLE_LINES:
            break
    raise FileProblem("No header was found.", "The first line must name the columns, at least two.")


def _without_long_fields(
    frame: pl.DataFrame, columns: tuple[str, ...], limits: Limits
) -> tuple[pl.DataFrame, list[RejectedLine]]:
    rejected: list[RejectedLine] = []
    for column in columns:
        too_long = frame[column].str.len_chars() > limits.field_characters
        if not too_long.any():
            continue
        for line, value in (
            frame.filter(too_long).select("line", pl.col(column).str.slice(0, 2_000)).iter_rows()
        ):
            rejected.append(
                RejectedLine(
                    line, column, excerpt(value), "A field is longer than a field can be.", "Shorten it."
                )
            )
        frame = frame.filter(~too_long)
    return frame, rejected


_EPOCH = datetime.date(1899, 12, 31)


def _text(value: Any) -> str:
    """A cell as text: numbers without an exponent or a needless fraction, moments by ISO 8601."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime.datetime):
        # A clock time without a date is a moment of Excel's day zero.
        if value.date() <= _EPOCH:
            return value.time().isoformat(timespec="seconds")
        return value.isoformat(timespec="seconds" if value.microsecond == 0 else "milliseconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return value.isoformat(timespec="seconds")
    if isinstance(value, datetime.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(value)


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 1e18:
        return str(int(value))
    # Excel keeps fifteen digits; what a float shows beyond them was never in the cell.
    text = f"{value:.15g}"
    return f"{value:.15f}".rstrip("0") if re.search("e-", text) else text
