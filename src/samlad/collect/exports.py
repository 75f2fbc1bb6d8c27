"""Tables on their way out as CSV, safe to open in a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse

# A cell that begins with one of these would be run as a formula by a spreadsheet.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
CONTROL = ("\t", "\r", "\n")
# What may stand before it without being seen.
INVISIBLE = " \t\r\n\v\f\u00a0\u2003\u200b\ufeff"
# A number west of Greenwich, or a count taken back, is one in a spreadsheet too.
NEGATIVE_NUMBER = re.compile(r"-\d+([.,]\d+)?")
SIMULATED = "simulated"


def safe(value: Any) -> Any:
    """The value with an apostrophe before it where a spreadsheet would take it for a formula."""
    if not isinstance(value, str) or NEGATIVE_NUMBER.fullmatch(value):
        return value
    if value.startswith(CONTROL) or value.lstrip(INVISIBLE).startswith(FORMULA):
        return f"'{value}"
    return value


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]], *, simulated: bool) -> Iterator[str]:
    """The lines of a CSV file with a byte-order mark; simulated data say so in a column of their own."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    mark = ["simulated"] if simulated else []
    yield "\ufeff"
    writer.writerow([*(safe(name) for name in header), *(["data"] if simulated else [])])
    for number, row in enumerate(rows, start=1):
        writer.writerow([*(safe(value) for value in row), *mark])
        if number % 500 == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def csv_response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Any]], *, simulated: bool
) -> StreamingHttpResponse:
    """A CSV file as a download, sent while it is written."""
    filename = f"{name}-{SIMULATED}.csv" if simulated else f"{name}.csv"
    return StreamingHttpResponse(
        (line.encode() for line in csv_lines(header, rows, simulated=simulated)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
