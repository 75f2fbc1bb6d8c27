"""Lines of a CSV text that do not fit: made to fit where that is certain, otherwise rejected."""

import re
from functools import lru_cache

from samlad.collect.tables.results import Limits, RejectedLine, check_rejected, check_single, excerpt

# A quotation mark closes the field only before a delimiter or the end: "Kiosken "Hörnan" är stängd".
_QUOTED = r' *"((?:[^"]++|""|"(?! *(?:{delimiter}|\Z)))*+)" *(?={delimiter}|\Z)'
_PLAIN = r"([^{delimiter}]*+)"
# Over several lines only the exact form counts, lest one forgotten mark pairs with the next line's.
_EXACT = r' *"((?:[^"]++|"")*+)" *(?={delimiter}|\Z)'
_OPEN = re.compile(r' *"(?:[^"]++|"")*+\Z')
# How far a quotation mark may stay open, and how much is read in vain looking for where it is closed.
_MOST_LINES = 200
_MOST_BYTES_IN_VAIN = 5_000_000
_READ_WHOLE = 4_000_000
# Each field that opens a quotation mark is read to the record's end looking for where it is closed. After so many
# in vain there is no order to be found, and quotation marks are letters like others.
_MOST_UNCLOSED = 5


@lru_cache(maxsize=16)
def _field(delimiter: str, quoted: str) -> re.Pattern[str]:
    sign = re.escape(delimiter)
    return re.compile(f"(?:{quoted.format(delimiter=sign)}|{_PLAIN.format(delimiter=sign)})")


@lru_cache(maxsize=8)
def _regular(delimiter: str) -> re.Pattern[bytes]:
    """A line on its own whose quotation marks all stand at the edges of fields."""
    field = f'(?:"(?:[^"]++|"")*+"|[^"{re.escape(delimiter)}]*+)'
    return re.compile(f"{field}(?:{re.escape(delimiter)}{field})*+".encode())


def split(record: str, delimiter: str) -> tuple[list[str], bool]:
    """The fields of a record, and whether every quotation mark that was opened is closed."""
    if '"' not in record:
        return record.split(delimiter), True
    fields, unclosed = _fields(record, delimiter, _QUOTED)
    return fields, unclosed is None


def _fields(record: str, delimiter: str, form: str) -> tuple[list[str], int | None]:
    """The fields, and where the first one begins that opens a quotation mark without closing it."""
    pattern = _field(delimiter, form)
    fields: list[str] = []
    unclosed: int | None = None
    position = in_vain = 0
    while position <= len(record):
        match = pattern.match(record, position)
        if match is None:
            break
        if match[1] is not None:
            fields.append(match[1].replace('""', '"'))
        else:
            fields.append(match[2])
            if match[2].lstrip(" ").startswith('"'):
                unclosed = position if unclosed is None else unclosed
                in_vain += 1
        position = match.end() + 1
        if in_vain == _MOST_UNCLOSED:
            return fields + (record[position:].split(delimiter) if position <= len(record) else []), unclosed
    return fields, unclosed


def mend(
    content: bytes, delimiter: str, width: int, *, first_line: int, limits: Limits
) -> tuple[bytes, list[RejectedLine]]:
    """The text with its quotation marks in order, line for line, and the lines that could not be mended."""
    lines = content.split(b"\n")
    mended: list[bytes] = []
    rejected: list[RejectedLine] = []
    regular = _regular(delimiter)
    in_vain = index = single = 0
    while index < len(lines):
        line = lines[index]
        if b'"' not in line or regular.fullmatch(line):
            mended.append(line)
            index += 1
            continue
        single += 1
        check_single(single, limits)
        most = _MOST_LINES if in_vain < _MOST_BYTES_IN_VAIN else 1
        fields, taken, read = _mended(lines, index, delimiter, width, most, limits.field_characters)
        in_vain += read
        if fields:
            mended.append(_written(fields, delimiter))
        else:
            mended.append(b"")
            rejected.append(_never_closed(first_line + index, line))
            check_rejected(len(rejected), limits)
        index += taken
    return b"\n".join(mended), rejected


def _mended(
    lines: list[bytes], index: int, delimiter: str, width: int, most: int, longest: int
) -> tuple[list[str], int, int]:
    """The fields from this line on (none if they cannot be told), lines taken, bytes read in vain."""
    if len(lines[index]) > _READ_WHOLE:
        return [], 1, 0
    fields, closed = split(lines[index].decode(), delimiter)
    if closed:
        return fields, 1, 0
    return _closed_later(lines, index, delimiter, width, most, longest)


def _closed_later(
    lines: list[bytes], index: int, delimiter: str, width: int, most: int, longest: int
) -> tuple[list[str], int, int]:
    """The record that begins on this line and ends on a later one, if it has the right number of fields."""
    joined = lines[index]
    read = 0
    for last in range(index + 1, min(index + most, len(lines))):
        joined += b"\n" + lines[last]
        if len(joined) > longest * 4:
            break
        if b'"' not in lines[last]:
            continue
        read += len(joined)
        record = joined.decode()
        fields, unclosed = _fields(record, delimiter, _EXACT)
        if unclosed is None:
            return (fields, last - index + 1, 0) if len(fields) == width else ([], 1, read)
        if not _OPEN.match(record, unclosed):
            break
    return [], 1, read


def _written(fields: list[str], delimiter: str) -> bytes:
    """The fields as regular CSV, with as many line breaks as they had."""
    return delimiter.join(
        '"' + field.replace('"', '""') + '"' if '"' in field or delimiter in field or "\n" in field else field
        for field in fields
    ).encode()


def fit(
    content: bytes, start: int, end: int, delimiter: str, width: int, *, line: int, limits: Limits
) -> list[str] | RejectedLine:
    """The record as a row; an empty list if it is empty; rejected if it has too much or too little."""
    if end - start > _READ_WHOLE:
        return _too_long(line, content[start : start + 2_000])
    record = content[start:end].decode()
    fields, _ = split(record, delimiter)
    filled = [number for number, value in enumerate(fields, start=1) if value.strip()]
    if not filled:
        return []
    if any(len(value) > limits.field_characters for value in fields):
        return _too_long(line, content[start : start + 2_000])
    if len(fields) > width and filled[-1] <= width:
        return fields[:width]
    if len(fields) == width:
        return fields
    number = filled[-1] if len(fields) > width else len(fields)
    reason, remedy = _TOO_MANY if number > width else _TOO_FEW
    return RejectedLine(line, "", excerpt(record), reason, remedy, {"number": number, "expected": width})


_TOO_MANY = (
    "The line has {number} fields but the header has {expected}.",
    "Put quotation marks around values that hold the delimiter.",
)
_TOO_FEW = (
    "The line has only {number} fields but the header has {expected}.",
    "Complete the line, or take it away if it is not a row.",
)


def _too_long(line: int, beginning: bytes) -> RejectedLine:
    return RejectedLine(
        line,
        "",
        excerpt(beginning[:2_000].decode(errors="ignore")),
        "A field is longer than a field can be.",
        "Shorten it; perhaps a quotation mark before it is never closed.",
    )


def _never_closed(line: int, text: bytes) -> RejectedLine:
    return RejectedLine(
        line,
        "",
        excerpt(text[:2_000].decode(errors="ignore")),
        "A quotation mark is opened and never closed.",
        "Close it, or take it away.",
    )
