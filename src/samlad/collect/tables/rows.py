"""What is done with the rows of any file: stripped, empty as null, empty and repeated ones taken out."""

from collections.abc import Sequence

import polars as pl

from samlad.collect.tables.headers import without_nameless_empty
from samlad.collect.tables.results import Limits, Note, RejectedLine, check_rejected


def finished(
    frame: pl.DataFrame, columns: tuple[str, ...], header: Sequence[str], limits: Limits
) -> tuple[pl.DataFrame, tuple[str, ...], list[Note], list[RejectedLine]]:
    """The frame as it is handed on, the columns kept, notes, and headers that stand among the rows."""
    # One by one and in place, so that at no time there are two of the whole table.
    for column in columns:
        stripped = frame.drop_in_place(column).str.strip_chars()
        frame.insert_column(frame.width, stripped.set(stripped == "", None))
    notes: list[Note] = []
    frame = _without_empty_rows(frame, columns)
    frame, repeated = _without_headers(frame, columns, header, notes, limits)
    kept, more = without_nameless_empty(
        columns, header, [frame[column].null_count() < len(frame) for column in columns]
    )
    return frame.select("line", *kept), kept, [*notes, *more], repeated


def _without_empty_rows(frame: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    if all(frame[column].null_count() for column in columns):
        return frame.filter(~pl.all_horizontal(pl.col(columns).is_null()))
    return frame


def _without_headers(
    frame: pl.DataFrame, columns: tuple[str, ...], header: Sequence[str], notes: list[Note], limits: Limits
) -> tuple[pl.DataFrame, list[RejectedLine]]:
    names = [name.replace("\ufeff", "").strip() or None for name in header]
    same = frame.select(
        "line",
        same=pl.all_horizontal(
            pl.col(column).eq_missing(name) for column, name in zip(columns, names, strict=True)
        ),
    )
    lines: list[int] = same.filter("same")["line"].to_list()
    if not lines:
        return frame, []
    check_rejected(len(lines), limits)
    if lines[0] == frame["line"][0]:
        notes.append(
            Note("The header stands twice, on line {line} again; it was left out.", {"line": lines.pop(0)})
        )
    rejected = [
        RejectedLine(
            line,
            header[0].strip(),
            columns[0],
            "The header stands among the rows.",
            "Take the line away; perhaps two files were joined.",
        )
        for line in lines
    ]
    return frame.filter(~same["same"]), rejected
