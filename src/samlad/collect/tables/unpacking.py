"""Whether a compressed workbook may be unpacked: its size, its parts, and the grid that its cells span.

A few kilobytes can unpack to gigabytes, and a single cell in the last row and column spans a grid of
seventeen thousand million. Both are found by reading the archive in small pieces, before the parser does.
"""

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from samlad.collect.tables.results import FileProblem, Limits

_NOT_A_WORKBOOK = (
    "The file is a compressed archive (zip) but not an Excel workbook.",
    "Unpack it, and send in the table that is in it.",
)
_SPLIT = "Keep only the sheet and the columns that are needed, or save it as CSV."
# What zipfile raises on archives with wrong offsets, sizes, names, methods or checksums.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    ValueError,
)
_PIECE = 4_000_000
_SMALL = 20_000_000
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_ROW_NUMBER = re.compile(rb"""^[^>]*?\br\s*=\s*["']([0-9]{1,10})["']""")
_CELL = re.compile(
    rb"""<(?:\w+:)?c(?=[\s>/])(?:[^>]*?\sr\s*=\s*["']([A-Za-z]{1,4})[0-9]+["'])?[^>]*(?<!/)>"""
)
_SHARED = re.compile(rb"</(?:\w+:)?si>")


def check_archive(content: bytes, limits: Limits) -> None:
    """Refuse what is not a workbook, and what would grow beyond the limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive, limits)
            longest = _longest_shared_text(archive)
            cells = sum(_cells(archive, name, limits) for name in archive.namelist() if _is_sheet(name))
    except _DAMAGE as error:
        raise FileProblem(
            "The workbook is damaged and cannot be read.", "Open it in Excel and save it as .xlsx again."
        ) from error
    # Every cell may point to the same long text, and gets its own copy.
    if longest > limits.field_characters and longest * cells > limits.unpacked_bytes:
        raise _too_much(limits)


def _check_parts(archive: zipfile.ZipFile, limits: Limits) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(
        _is_sheet(name) or name.endswith(".bin") for name in names
    ):
        raise FileProblem(*_NOT_A_WORKBOOK)
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if (
        len(parts) > limits.parts
        or unpacked > limits.unpacked_bytes
        or (unpacked > _SMALL and unpacked > packed * limits.unpacked_times)
    ):
        raise _too_much(limits)


def _too_much(limits: Limits) -> FileProblem:
    return FileProblem(
        "The workbook would unpack to far more than {limit} MB or many times its own size.",
        _SPLIT,
        limit=limits.unpacked_bytes // 1_000_000,
    )


def _is_sheet(name: str) -> bool:
    return bool(re.search(r"(?:^|/)worksheets/[^/]+\.xml$", name, re.IGNORECASE))


def _pieces(archive: zipfile.ZipFile, name: str, separator: re.Pattern[bytes]) -> Iterator[bytes]:
    """The part's text cut before each separator. Its real length and checksum are verified by reading it."""
    rest = b""
    with archive.open(name) as part:
        while piece := part.read(_PIECE):
            *whole, rest = separator.split(rest + piece)
            yield from whole
            if len(rest) > 16 * _PIECE:
                raise zipfile.BadZipFile("one row is larger than any row can be")
    yield rest


def _longest_shared_text(archive: zipfile.ZipFile) -> int:
    shared = [name for name in archive.namelist() if name.lower().endswith("sharedstrings.xml")]
    return max((len(text) for name in shared for text in _pieces(archive, name, _SHARED)), default=0)


def _cells(archive: zipfile.ZipFile, name: str, limits: Limits) -> int:
    """How many cells the sheet's grid spans, empty ones included."""
    rows = width = 0
    for position, piece in enumerate(_pieces(archive, name, _ROW)):
        if position == 0:
            continue
        letters = _CELL.findall(piece)
        if letters:
            number = _ROW_NUMBER.match(piece)
            rows = max(rows + 1, int(number[1]) if number else 0)
            width = max(width, len(letters), *(_column(cell) for cell in set(letters)))
        if rows * width > limits.cells:
            raise FileProblem(
                "The sheet spans {rows} rows and {columns} columns; at most {limit} cells are read.",
                "Delete what stands far outside the table, or save it as CSV.",
                rows=rows,
                columns=width,
                limit=limits.cells,
            )
    return rows * width


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
