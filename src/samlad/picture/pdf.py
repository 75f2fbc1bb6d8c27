"""The picture on paper: Typst lays out the content as tagged PDF/UA-1 that is also archivable PDF/A-2a.

Everything that comes from data goes to Typst as one JSON value, never as source text, and nothing is written
to disk: an interrupted run leaves nothing behind. Only the bundled fonts are used, so that every machine
prints the same pages.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from samlad.picture.charts import FONT_FOLDER
from samlad.picture.content import picture_content
from samlad.picture.document import PictureDocument, document_from_json
from samlad.picture.notation import clean

_LAYOUT = Path(__file__).parent / "typst"
_LONGEST_WORD = 18
_UNKNOWN = "□"

# What the bundled fonts can show. PDF/UA refuses a letter that no font has, so others become an empty square.
_COVERED = (
    (0x20, 0x7E), (0xA0, 0x148), (0x14A, 0x1C3), (0x1C5, 0x24F), (0x2B0, 0x30F), (0x323, 0x328),
    (0x370, 0x377), (0x37A, 0x37F), (0x384, 0x38A), (0x38C, 0x38C), (0x38E, 0x3A1), (0x3A3, 0x3E1),
    (0x3F0, 0x45F), (0x490, 0x491), (0x1E80, 0x1E85), (0x1E9E, 0x1E9E), (0x1EF2, 0x1EF3), (0x200B, 0x200B),
    (0x2010, 0x2027), (0x202F, 0x203A), (0x20AC, 0x20AC), (0x2116, 0x2116), (0x2122, 0x2122),
    (0x2190, 0x2199), (0x2212, 0x2212), (0x2248, 0x2248), (0x2260, 0x2260), (0x2264, 0x2265),
    (0x25A0, 0x25A2), (0x25AA, 0x25AA), (0x25B2, 0x25B3), (0x25B6, 0x25B7), (0x25BA, 0x25BD),
    (0x25C0, 0x25C1), (0x25C4, 0x25C7), (0x25CA, 0x25CB), (0x25CF, 0x25CF), (0x2713, 0x2713),
)  # fmt: skip
_STARTS = [first for first, _last in _COVERED]


def render_pdf(document: PictureDocument) -> bytes:
    """The document as PDF; the same document gives the same bytes."""
    content = printable(picture_content(document))
    compiler = typst.Compiler(
        str(_LAYOUT / "picture.typ"),
        root=str(_LAYOUT),
        font_paths=_fonts(),
        ignore_system_fonts=True,
    )
    pages = compiler.compile(
        format="pdf",
        sys_inputs={"content": json.dumps(content)},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=_made(document.recipe.generated_at),
    )
    if not isinstance(pages, bytes):
        raise TypeError(
            f"Typst gave {type(pages).__name__} instead of one PDF; check the installed typst package."
        )
    return pages


def from_json(text: str) -> bytes:
    """The document that `to_json` wrote as PDF: what the press is asked for."""
    return render_pdf(document_from_json(text))


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONT_FOLDER)]
    )


def _made(text: str) -> datetime:
    """When the picture was made, for the document's own date; an unreadable time is the start of 1970."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def printable(value: Any) -> Any:
    """The same tree with every text showable by the fonts and breakable across lines; drawings stay whole."""
    if isinstance(value, dict):
        return {key: item if key == "url" else printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable(item) for item in value]
    if not isinstance(value, str):
        return value
    if value.startswith("<svg"):
        return "\n".join(_shown(line) for line in value.splitlines())
    return _breakable(_shown(clean(value)))


def _shown(text: str) -> str:
    return "".join(letter if _is_covered(ord(letter)) else _UNKNOWN for letter in text)


def _is_covered(code: int) -> bool:
    place = bisect_right(_STARTS, code) - 1
    return place >= 0 and code <= _COVERED[place][1]


def _breakable(text: str) -> str:
    """A long run without spaces may break, lest a file name runs out of its column."""
    return re.sub(rf"\S{{{_LONGEST_WORD},}}", _with_breaks, text)


def _with_breaks(run: re.Match[str]) -> str:
    softened = re.sub(r"([_/\\.,;:@-])(?=\w)", "\\1\u200b", run.group())
    return re.sub(rf"([^\u200b]{{{_LONGEST_WORD}}})(?=[^\u200b])", "\\1\u200b", softened)
