"""The self-contained page: well formed, escaped, asking nothing of the network, a table for each figure."""

import re
from html.parser import HTMLParser

import pytest
from tests.picture import documents

from samlad.picture.document import Row, Standout
from samlad.picture.labels import speaking, words
from samlad.picture.page import render_html

VOID = {"meta", "link", "br", "img", "hr", "input"}


class Reader(HTMLParser):
    """Checks that elements close in order, and collects elements with their attributes and the text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def _read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


@pytest.mark.parametrize("language", ["sv", "en"])
def test_page_is_well_formed_in_its_language(language: str) -> None:
    reader = _read(render_html(documents.lulea(language)))
    names = [name for name, _attributes in reader.elements]
    assert ("html", {"lang": language}) in reader.elements
    assert names.count("h1") == 1
    assert names.count("main") == 1
    with speaking(language):
        assert words()["simulated"] in reader.text
    assert "19" in reader.text


def test_nothing_is_fetched_and_nothing_runs() -> None:
    reader = _read(render_html(documents.lulea("sv")))
    assert "script" not in [name for name, _attributes in reader.elements]
    for name, attributes in reader.elements:
        assert not {"src", "srcset", "onload", "onclick", "xlink:href"} & set(attributes)
        assert name in {"a", "svg"} or "href" not in attributes
        for value in attributes.values():
            assert not re.search(r"url\((?!#)", value or "")
    assert "@import" not in render_html(documents.lulea("sv"))


def test_every_figure_is_named_and_every_table_has_caption_and_heads() -> None:
    page = render_html(documents.lulea("en"))
    reader = _read(page)
    images = [attributes for _name, attributes in reader.elements if attributes.get("role") == "img"]
    assert images
    assert all(attributes.get("aria-label") for attributes in images)
    tables = re.findall(r"<table.*?</table>", page)
    assert len(tables) == 8
    for table in tables:
        assert "<caption>" in table
        assert '<th scope="col"' in table
        assert '<th scope="row"' in table


def test_identifiers_are_unique() -> None:
    identifiers = [
        attributes["id"]
        for _name, attributes in _read(render_html(documents.lulea())).elements
        if "id" in attributes
    ]
    assert len(identifiers) == len(set(identifiers))


def test_names_are_escaped_everywhere() -> None:
    name = "<script>alert('x')</script>\"&amp;"
    row = Row(name, name, 3, 1, 5, "above", 1.0, sparkline=(1, 2))
    page = render_html(
        documents.minimal(
            title=name,
            collaboration=name,
            headline=(name,),
            areas=(row,),
            categories=(row,),
            standouts=(Standout(name, name, 3, 0, 1, 'https://example.org/"><script>'),),
            map=documents.collection(documents.square(name, 22, 3, "above")),
            rejected=documents.rejected_rows(2),
            attributions=(name,),
        )
    )
    reader = _read(page)
    assert "<script" not in page
    assert reader.text.count(name) >= 7


def test_script_address_is_no_link() -> None:
    page = render_html(documents.minimal(standouts=(Standout("A", "B", 1, 0, 1, "javascript:alert(1)"),)))
    assert "javascript:" not in page


def test_silent_organisation_is_named() -> None:
    reader = _read(render_html(documents.lulea("en")))
    with speaking("en"):
        assert words()["silent_warning"].format(names="Lulebo") in reader.text


def test_empty_picture_is_a_whole_page() -> None:
    reader = _read(render_html(documents.minimal()))
    with speaking("en"):
        assert words()["no_incidents"] in reader.text
