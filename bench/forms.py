"""The forms of a page, as a browser would send them: every field with what stands in it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

_NOT_SENT = {"submit", "button", "reset", "image", "file"}


@dataclass(frozen=True, slots=True)
class Form:
    """Where it goes and what it holds; `address` is empty where the page's own is meant."""

    address: str
    fields: tuple[tuple[str, str], ...]

    def filled(self, changes: Mapping[str, str | Sequence[str]]) -> list[tuple[str, str]]:
        """Its fields with some of them filled in anew; a field that it has not is added, as a pressed button is."""
        kept = [(name, value) for name, value in self.fields if name not in changes]
        for name, value in changes.items():
            kept += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        return kept


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, list[tuple[str, str]]]] = []
        self._inside: list[tuple[str, str]] | None = None
        self._text: tuple[str, list[str]] | None = None
        self._choice: str | None = None
        self._chosen: list[str] = []
        self._first: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form" and told.get("method", "").lower() == "post":
            self._inside = []
            self.forms.append((told.get("action", ""), self._inside))
        elif self._inside is None or "disabled" in told:
            return
        elif tag == "input":
            self._read_input(told)
        elif tag == "textarea":
            self._text = (told.get("name", ""), [])
        elif tag == "select":
            self._choice, self._chosen, self._first = told.get("name", ""), [], None
        elif tag == "option":
            value = told.get("value", "")
            self._first = value if self._first is None else self._first
            if "selected" in told:
                self._chosen.append(value)

    def _read_input(self, told: Mapping[str, str]) -> None:
        kind = told.get("type", "text")
        checkable = kind in {"checkbox", "radio"}
        if self._inside is None or kind in _NOT_SENT or (checkable and "checked" not in told):
            return
        if told.get("name"):
            self._inside.append((told["name"], told.get("value", "on" if checkable else "")))

    def handle_data(self, data: str) -> None:
        if self._text:
            self._text[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = None
        elif self._inside is None:
            return
        elif tag == "textarea" and self._text:
            # The line break after the tag is no part of the text.
            self._inside.append((self._text[0], "".join(self._text[1]).removeprefix("\n")))
            self._text = None
        elif tag == "select" and self._choice:
            chosen = self._chosen or ([self._first] if self._first is not None else [])
            self._inside += [(self._choice, value) for value in chosen]
            self._choice = None


def form_of(page: bytes, ending: str, **holding: str) -> Form:
    """The form whose address ends so, the page's own where `ending` is empty, and which holds these fields."""
    reader = _Reader()
    reader.feed(page.decode())
    for address, fields in reader.forms:
        found = address.partition("#")[0]
        right = found.endswith(ending) if ending else not found
        if right and set(holding.items()) <= set(fields):
            return Form(found, tuple(fields))
    told = ", ".join(address or "(the page itself)" for address, _fields in reader.forms)
    raise RuntimeError(f"no form for {ending!r} with {holding}; there are: {told}")


def multipart(fields: Sequence[tuple[str, str]], file: bytes) -> tuple[str, bytes]:
    """The fields and a file named `file` as a browser sends them: the kind of content, and the content."""
    edge = uuid.uuid4().hex
    head = f'--{edge}\r\nContent-Disposition: form-data; name="'
    parts = [f'{head}{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields]
    parts.append(
        f'{head}file"; filename="areas.geojson"\r\nContent-Type: application/geo+json\r\n\r\n'.encode()
    )
    return f"multipart/form-data; boundary={edge}", b"".join(
        [*parts, file, b"\r\n", f"--{edge}--\r\n".encode()]
    )
