"""Where the figures come from, ready to be printed: each row that was read, what was rejected, the recipe."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from samlad.collect.profile import FIELDS
from samlad.picture.document import PictureDocument
from samlad.picture.labels import masked_kinds, recipe_words
from samlad.picture.notation import Notation

MOST_REJECTED = 200
MOST_LETTERS = 80
Content = dict[str, Any]

_PARTS = ("read", "counted_in_period", "outside_period", "withdrawn", "corrections", "repeats", "rejected")


def accounting(document: PictureDocument, notation: Notation) -> Content:
    rows = [
        {
            "file": account.file,
            "organisation": account.organisation,
            "numbers": [notation.number(getattr(account, part)) for part in _PARTS],
        }
        for account in document.accounting
    ]
    sums = [
        notation.number(sum(getattr(account, part) for account in document.accounting)) for part in _PARTS
    ]
    heads = [notation.words["rejected_column" if part == "rejected" else part] for part in _PARTS]
    return {"rows": rows, "sums": sums, "heads": heads}


def rejected(document: PictureDocument, notation: Notation) -> Content:
    rows = [
        [row.file, str(row.line), _field(row.field, document.language), _shortened(row.value), row.reason]
        for row in document.rejected[:MOST_REJECTED]
    ]
    left_out = len(document.rejected) - len(rows)
    more = notation.words["rejected_more"].format(count=notation.number(left_out)) if left_out else ""
    return {"rows": rows, "more": more}


def _field(name: str, language: str) -> str:
    swedish, english = FIELDS.get(name, (name, name))
    return swedish if language == "sv" else english


def _shortened(value: str) -> str:
    """A value long enough to be recognised; the whole of it is in the JSON."""
    return value if len(value) <= MOST_LETTERS else f"{value[: MOST_LETTERS - 1]}…"


def masked(document: PictureDocument, notation: Notation) -> str:
    kinds = masked_kinds()
    found = [
        f"{kinds.get(kind, kind)} {notation.number(times)}"
        for kind, times in document.masked.items()
        if times
    ]
    named = notation.words
    return named["masked"].format(items=", ".join(found)) if found else named["masked_none"]


def recipe(document: PictureDocument, notation: Notation) -> list[list[str]]:
    source, named, known = document.recipe, notation.words, recipe_words()
    rows = [
        [named["generated_at"], _moment(source.generated_at, notation)],
        [named["data_version"], source.data_version],
        [named["code_version"], source.code_version],
    ]
    return rows + [
        [known.get(name, name), notation.setting(name, value)] for name, value in source.parameters.items()
    ]


def _moment(text: str, notation: Notation) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    zone = f" {moment.tzname()}" if moment.tzinfo else ""
    return f"{notation.date(moment.date())} {moment:%H:%M}{zone}"
