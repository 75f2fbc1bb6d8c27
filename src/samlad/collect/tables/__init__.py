"""A file as a table of texts: CSV in any encoding and with any delimiter, or an Excel workbook.

Every line of the file comes out: as a row of the frame, or as a rejected line with the reason. Nothing is
interpreted here; what a column means is for `collect.recognise`.
"""

from pathlib import Path
from typing import BinaryIO

from samlad.collect.tables import sniff
from samlad.collect.tables.csv_files import read_csv
from samlad.collect.tables.results import FileProblem, Limits, Note, RawTable, RejectedLine
from samlad.collect.tables.workbooks import read_workbook

__all__ = ["FileProblem", "Limits", "Note", "RawTable", "RejectedLine", "read_table"]

_DEFAULT = Limits()


def read_table(source: bytes | Path | BinaryIO, filename: str, *, limits: Limits = _DEFAULT) -> RawTable:
    """Read a file; `FileProblem` says why it cannot be read at all. The content decides, not the name."""
    # Handed over and not kept here: a text without its mark and in plain lines is a copy of all of it.
    content = [_content(source, limits)]
    if sniff.is_workbook(content[0], filename):
        return read_workbook(content.pop(), limits)
    return read_csv(content.pop(), limits)


def _content(source: bytes | Path | BinaryIO, limits: Limits) -> bytes:
    if isinstance(source, bytes):
        content = source
    elif isinstance(source, Path):
        with source.open("rb") as file:
            content = file.read(limits.file_bytes + 1)
    else:
        content = source.read(limits.file_bytes + 1)
    if len(content) > limits.file_bytes:
        raise FileProblem(
            "The file is larger than {limit} MB.",
            "Divide it into several files, for instance one per year.",
            limit=limits.file_bytes // 1_000_000,
        )
    return content
