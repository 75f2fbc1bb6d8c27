"""CSV files.

The structure of the whole text is found first (`structure`). The records that fit the header go to polars
in one piece; only those that do not are looked at one by one. A text whose quotation marks are in disorder
is put in order first (`mending`), line by line: one forgotten mark cannot swallow the rest of the file.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from samlad.collect.tables import mending, sniff
from samlad.collect.tables.headers import column_names
from samlad.collect.tables.results import (
    FileProblem,
    Limits,
    Note,
    RawTable,
    RejectedLine,
    check_rejected,
    check_single,
)
from samlad.collect.tables.rows import finished
from samlad.collect.tables.structure import Structure, scan, without_empty

_TITLE_LINES = 20
_ONLY_HEADER = (
    "The file has a header but no rows.",
    "Choose the file that has the rows, or export it again.",
)


@dataclass(slots=True)
class _Text:
    """The text being read, and what has been noted about it."""

    content: bytes
    delimiter: str
    notes: list[Note]
    rejected: list[RejectedLine] = field(default_factory=list)
    # Lines that hold something once, Excel's `sep=;`, stand before the header.
    first_record: int = 0


def read_csv(content: bytes, limits: Limits) -> RawTable:
    """Read a CSV file as texts."""
    content, encoding, notes = sniff.to_utf_8(content)
    content, more = _plain_breaks(content)
    text = _Text(content, "", [*notes, *more])
    del content
    _check_lines(text.content, limits)
    _find_delimiter(text)
    structure = scan(text.content, text.delimiter)
    header = _find_header(text, structure)
    cells = mending.split(_record(text.content, structure, header), text.delimiter)[0]
    columns, header_notes = column_names(cells, limits)
    text.notes += header_notes
    structure = _in_order(text, structure, header, len(columns), limits)
    frame = _read(text, structure, header, columns, limits)
    # Let go before the columns are copied: a large file is most of what memory holds here.
    text.content = b""
    frame, columns, ending_notes, repeated = finished(frame, columns, cells, limits)
    text.rejected += repeated
    if not len(frame) and not text.rejected:
        raise FileProblem(*_ONLY_HEADER)
    return RawTable(
        frame=frame,
        columns=columns,
        encoding=encoding,
        delimiter=text.delimiter,
        kind="csv",
        warnings=(*text.notes, *ending_notes),
        rejected=tuple(sorted(text.rejected, key=lambda line: line.line)),
    )


def _plain_breaks(content: bytes) -> tuple[bytes, list[Note]]:
    notes: list[Note] = []
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        notes.append(Note("Zero bytes were taken out of the text, the first on line {line}.", {"line": line}))
        content = content.replace(b"\0", b"")
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n")
        # A lone carriage return ends a line only in files that have no other line breaks to speak of.
        if content.count(b"\r") > content.count(b"\n"):
            content = content.replace(b"\r", b"\n")
    return content, notes


def _check_lines(content: bytes, limits: Limits) -> None:
    if content.count(b"\n") > limits.lines:
        raise FileProblem(
            "The file has more than {limit} lines.",
            "Take out empty lines, or divide it into several files, for instance one per year.",
            limit=limits.lines,
        )


def _find_delimiter(text: _Text) -> None:
    start = text.content[:7].lower()
    if start.startswith(b"sep=") and start[5:6] == b"\n" and start[4:5] in b";,\t|":
        text.delimiter = chr(start[4])
        text.first_record = 1
    else:
        text.delimiter = sniff.delimiter_of(text.content)


def _find_header(text: _Text, structure: Structure) -> int:
    """The first record with more than one cell; titles and empty lines may stand above it."""
    titles = 0
    for record in range(text.first_record, min(len(structure.starts), text.first_record + _TITLE_LINES)):
        cells = mending.split(_record(text.content, structure, record), text.delimiter)[0]
        filled = sum(1 for cell in cells if cell.strip())
        if filled > 1:
            if titles:
                text.notes.append(Note("Lines above the header were left out: {number}.", {"number": titles}))
            return record
        titles += filled
    raise FileProblem("No header was found.", "The first line must name the columns, at least two.")


def _record(content: bytes, structure: Structure, record: int) -> str:
    # A header is short; what is longer is the first field of a file without line breaks.
    start, end = int(structure.starts[record]), int(structure.ends[record])
    return content[start : min(end, start + 1_000_000)].decode(errors="replace")


def _in_order(text: _Text, structure: Structure, header: int, width: int, limits: Limits) -> Structure:
    """The structure, of a mended text if quotation marks are in disorder.

    A record of several lines with the wrong number of fields is disorder too: its first line may have opened
    a quotation mark that some later line closed.
    """
    later = slice(header + 1, None)
    wrong = structure.fields[later] != width
    if structure.regular and not (
        structure.breaks_in_fields and bool((wrong & _of_several_lines(structure)[later]).any())
    ):
        return structure
    start = int(structure.ends[header]) + 1
    first_line = int(structure.lines[header + 1]) if header + 1 < len(structure.lines) else 1
    mended, rejected = mending.mend(
        text.content[start:], text.delimiter, width, first_line=first_line, limits=limits
    )
    text.content = text.content[:start] + mended
    text.rejected += rejected
    return scan(text.content, text.delimiter)


def _of_several_lines(structure: Structure) -> NDArray[np.bool_]:
    several: NDArray[np.bool_] = np.diff(structure.lines, append=structure.lines[-1:] + 1) > 1
    # The last record has no next one to measure against.
    several[-1:] = True
    return several


def _read(
    text: _Text, structure: Structure, header: int, columns: tuple[str, ...], limits: Limits
) -> pl.DataFrame:
    later = np.arange(len(structure.starts)) > header
    fits = (structure.fields == len(columns)) & (structure.longest <= limits.field_characters)
    good, bad = later & fits, np.flatnonzero(later & ~fits)
    if np.count_nonzero(good) * len(columns) > limits.text_cells:
        raise FileProblem(
            "The file has more than {limit} cells.",
            "Leave out columns that are not needed, or divide it into several files, for instance one per year.",
            limit=limits.text_cells,
        )
    bad = without_empty(text.content, structure, bad, text.delimiter)
    check_single(len(bad), limits)
    rows, lines = _mended_rows(text, structure, bad, len(columns), limits)
    frame = _frame(_slices(text.content, structure, good), text.delimiter, columns, quoted=structure.quoted)
    if len(frame) != np.count_nonzero(good):
        check_single(int(np.count_nonzero(good)), limits)
        frame = _frame_by_record(text, structure, good, columns)
    frame = frame.with_columns(pl.Series("line", structure.lines[good], dtype=pl.Int64))
    if rows:
        mended = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
        frame = pl.concat([frame, mended.with_columns(pl.Series("line", lines, dtype=pl.Int64))]).sort("line")
    return frame.select("line", *columns)


def _slices(content: bytes, structure: Structure, good: NDArray[np.bool_]) -> bytes:
    """The good records' bytes, joined run by run."""
    chosen = np.flatnonzero(good)
    if not len(chosen):
        return b""
    cuts = np.flatnonzero(np.diff(chosen) > 1)
    firsts = chosen[np.concatenate([[0], cuts + 1])]
    lasts = chosen[np.concatenate([cuts, [len(chosen) - 1]])]
    view = memoryview(content)
    starts, ends = structure.starts[firsts].tolist(), structure.ends[lasts].tolist()
    if len(starts) == 1:
        return content[starts[0] : ends[0]]
    return b"\n".join(view[start:end] for start, end in zip(starts, ends, strict=True))


def _frame(content: bytes, delimiter: str, columns: Sequence[str], *, quoted: bool) -> pl.DataFrame:
    schema = dict.fromkeys(columns, pl.String)
    if not content:
        return pl.DataFrame(schema=schema)
    try:
        return pl.read_csv(
            io.BytesIO(content),
            has_header=False,
            schema=schema,
            separator=delimiter,
            quote_char='"' if quoted else None,
        )
    except pl.exceptions.PolarsError:
        return pl.DataFrame(schema=schema)


def _frame_by_record(
    text: _Text, structure: Structure, good: NDArray[np.bool_], columns: Sequence[str]
) -> pl.DataFrame:
    """The slow way, for what polars reads otherwise than `structure` does."""
    rows = [
        mending.split(text.content[start:end].decode(), text.delimiter)[0]
        for start, end in zip(structure.starts[good].tolist(), structure.ends[good].tolist(), strict=True)
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def _mended_rows(
    text: _Text, structure: Structure, records: NDArray[np.int64], width: int, limits: Limits
) -> tuple[list[list[str]], list[int]]:
    """Of the records that do not fit, those that can be made to; the others are rejected, if not empty."""
    rows: list[list[str]] = []
    lines: list[int] = []
    for record in records.tolist():
        start, end = int(structure.starts[record]), int(structure.ends[record])
        line = int(structure.lines[record])
        found = mending.fit(text.content, start, end, text.delimiter, width, line=line, limits=limits)
        if isinstance(found, RejectedLine):
            text.rejected.append(found)
            check_rejected(len(text.rejected), limits)
        elif found:
            rows.append(found)
            lines.append(line)
    return rows, lines
