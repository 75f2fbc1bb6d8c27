"""Marked personal data: made up, of each kind that the guard knows, each of them unique, so that a leak names its door.

Numbers of persons have right check digits and a serial that is the same in all; nobody's are meant.
"""

import io
import re
import zlib
from collections.abc import Iterator
from html import unescape
from importlib import import_module
from typing import Any
from urllib.parse import unquote_plus

import polars as pl
from django.conf import settings
from django.db import connection
from pypdf import PdfReader

FIRST_TELEPHONE = 70_1740605
# What a mark looks like once nothing stands between its parts.
_FORM = re.compile(r"(?=(\d{6}987\d|7017\d{5}|annaprov\d+@|hk[a-z]\d{3}))")


class Marks:
    """Gives out texts with marks in them, and finds the marks again."""

    def __init__(self) -> None:
        self.doors: dict[str, str] = {}
        self.given = 0

    def text(self, door: str) -> str:
        """A sentence with one of each kind, for the named field of the named door."""
        parts = self.parts(door)
        return f"Se {parts['number']}, {parts['telephone']} eller {parts['email']}, bil med reg.nr {parts['plate']}."

    def parts(self, door: str) -> dict[str, str]:
        """One of each kind."""
        mark, self.given = self.given, self.given + 1
        parts = {
            "number": _number(mark),
            "telephone": f"0{FIRST_TELEPHONE + mark}",
            "email": f"anna.prov{mark}@example.se",
            "plate": f"HK{'RSTUWXYZ'[mark // 900]} {100 + mark % 900}",
        }
        for kind, text in parts.items():
            core = _FORM.search(_plain(text))
            assert core is not None
            assert core[1] not in self.doors
            self.doors[core[1]] = f"{door}: {kind}"
        return parts

    def found(self, text: str) -> set[str]:
        """The doors whose marks stand in the text, with the kind; in whatever way they are written."""
        return {self.doors[core] for core in _FORM.findall(_plain(text)) if core in self.doors}


def _plain(text: str) -> str:
    return re.sub(r"[\s\-.\u200b]|%20", "", f"{text} {unescape(unquote_plus(text))}").lower()


def _number(mark: int) -> str:
    year, mark = 50 + mark // 336, mark % 336
    digits = f"{year}{1 + mark // 28:02d}{1 + mark % 28:02d}987"
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    check = -sum(one // 10 + one % 10 for one in doubled) % 10
    return f"19{digits[:6]}-{digits[6:]}{check}"


def content_of(response: Any) -> str:
    """All that an answer says: body, where it leads, its cookies; the text of a PDF."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if response.headers.get("Content-Type") == "application/pdf":
        pages = PdfReader(io.BytesIO(body)).pages
        return "\n".join(page.extract_text() for page in pages)
    return f"{body.decode(errors='replace')} {response.headers.get('Location', '')}"


def columns_of_database() -> Iterator[tuple[str, str, str]]:
    """Table, column and all that stands in it, for every table that there is."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a table's own name
            names = [column[0] for column in cursor.description]
            rows = cursor.fetchall()
            for place, name in enumerate(names):
                yield table, name, "\n".join(_text(row[place], table, name) for row in rows)


def _text(value: Any, table: str, column: str) -> str:
    if (table, column) == ("django_session", "session_data"):
        return str(import_module(settings.SESSION_ENGINE).SessionStore().decode(value))
    if not isinstance(value, bytes | memoryview):
        return str(value)
    content = bytes(value)
    if content[:2] == b"\x78\xda":
        return zlib.decompress(content).decode()
    if content[:6] == b"ARROW1":
        return str(pl.read_ipc(io.BytesIO(content)).rows())
    return content.decode("latin-1")
