"""The PDF: tagged, titled and in its language, with every value as plain text, and quick."""

import dataclasses
import io
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, NullObject
from tests.picture import documents

from samlad.picture import pdf
from samlad.picture.document import PictureDocument, Row, Standout, Totals
from samlad.picture.labels import speaking, words


def _read(document: PictureDocument) -> PdfReader:
    return PdfReader(io.BytesIO(pdf.render_pdf(document)))


def _text(reader: PdfReader) -> str:
    return " ".join(page.extract_text() for page in reader.pages).replace("\u200b", "")


def _dense(text: str) -> str:
    return re.sub(r"\s", "", text)


def _label(language: str, name: str) -> str:
    with speaking(language):
        return words()[name]


def _elements(node: object) -> list[DictionaryObject]:
    """All structure elements under a node of the tag tree."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [element for part in node for element in _elements(part)]
    if not isinstance(node, DictionaryObject):
        return []
    below = _elements(node["/K"]) if "/K" in node else []
    return [node, *below] if "/S" in node else below


@pytest.mark.parametrize("language", ["sv", "en"])
def test_pdf_is_tagged_titled_and_in_its_language(language: str) -> None:
    document = documents.lulea(language)
    reader = _read(document)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert document.title in str(reader.metadata.title)
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfuaid:part>1<", xmp)
    assert re.search(r"pdfaid:part>2<", xmp)
    assert re.search(r"pdfaid:conformance>A<", xmp)


def test_every_figure_has_an_alternative_text_and_tables_have_heads() -> None:
    document = documents.lulea("en")
    root = _read(document).trailer["/Root"]
    elements = _elements(root["/StructTreeRoot"]["/K"])
    figures = [element for element in elements if element["/S"] == "/Figure"]
    # The total, map and history; a bar and a line for each area and category.
    assert len(figures) == 3 + 2 * (len(document.areas) + len(document.categories))
    assert all(str(figure.get("/Alt", "")) for figure in figures)
    kinds = [element["/S"] for element in elements]
    assert {"/Table", "/TH", "/TR", "/TD", "/H1", "/Caption"} <= set(kinds)
    assert any("Hertsön (19)" in str(figure["/Alt"]) for figure in figures)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_simulated_stands_on_every_page(language: str) -> None:
    document = documents.minimal(language=language, simulated=True, rejected=documents.rejected_rows(150))
    pages = _read(document).pages
    assert len(pages) > 3
    warning = _label(language, "simulated")
    assert all(warning in page.extract_text() for page in pages)
    assert warning not in _text(_read(documents.minimal(language=language)))


def test_pages_are_numbered_of_how_many() -> None:
    pages = _read(documents.lulea("en")).pages
    last = _label("en", "page_of").format(page=len(pages), pages=len(pages))
    assert last in pages[-1].extract_text()


@pytest.mark.parametrize(
    "name",
    [
        '#panic("x")',
        "#sys.inputs",
        "$x^2$",
        "*fet* _kursiv_",
        "<etikett> @hänvisning",
        "\\u{41} // bort",
        "]#[",
        '"',
    ],
)
def test_source_in_a_name_comes_out_literally(name: str) -> None:
    row = Row("a", name, 3, 1, 5, "within", 1.0, sparkline=(1, 2, 3))
    square = documents.collection(documents.square(name, 22, 3, "above"))
    standout = Standout(name, name, 3, 0, 1)
    reader = _read(
        documents.minimal(
            areas=(row,), headline=(name,), standouts=(standout,), map=square, collaboration=name
        )
    )
    text = _text(reader)
    assert text.count(name) >= 4


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_printed(text: str) -> None:
    row = Row(text, text, 3, 1, 5, "above", 1.0, sparkline=(1, 2, 3))
    square = documents.collection(documents.square(text, 22, 3, "above"))
    document = documents.minimal(areas=(row,), headline=(text,), map=square, title=f"T{text}")
    assert pdf.render_pdf(document).startswith(b"%PDF")


def test_every_letter_said_to_be_covered_is_in_the_fonts() -> None:
    letters = [chr(code) for first, last in pdf._COVERED for code in range(first, last + 1)]
    headline = (" ".join(letters),)
    assert pdf.render_pdf(documents.minimal(headline=headline)).startswith(b"%PDF")


def test_letter_without_a_glyph_is_an_empty_square() -> None:
    assert "Fest □ i parken" in _text(_read(documents.minimal(headline=("Fest 🔥 i parken",))))


def test_long_names_stay_within_the_page() -> None:
    endless = "x" * 300
    row = Row("a", endless, 3, 1, 5, "above", 1.0, sparkline=(1, 2, 3))
    reader = _read(documents.minimal(areas=(row,), collaboration=endless, headline=(endless,)))
    assert _dense(_text(reader)).count(endless) >= 2
    runs = re.findall("x+", reader.pages[0].extract_text().replace("\u200b", ""))
    # 174 mm hold at most 104 letters of the smallest size that names are set in.
    assert max(len(run) for run in runs) <= 104


def test_long_list_of_rejected_rows_is_cut_with_a_word_about_the_rest() -> None:
    text = _text(_read(documents.minimal(rejected=documents.rejected_rows(300))))
    assert _label("en", "rejected_more").format(count="100") in text
    assert _dense(text).count("polisen_v40.csv") == 200


def test_nothing_reported_is_said_in_words() -> None:
    reader = _read(documents.minimal())
    assert len(reader.pages) == 1
    assert _label("en", "no_incidents") in _text(reader)
    assert _label("en", "standouts_unknown") in _text(reader)


def test_suppressed_count_is_not_printed_as_nought() -> None:
    row = Row("a", "Tuna", None, None, None, "too_little_data", None)
    totals = Totals(None, None, None, None, "too_little_data", 0)
    text = _text(_read(documents.minimal(areas=(row,), totals=totals, headline=("Few.",))))
    assert _label("en", "suppressed").format(sign="..") in text
    assert re.search(r"Tuna\s*\.\.", text)


def test_script_address_is_no_link() -> None:
    standout = Standout("A", "B", 1, 0, 1, "javascript:alert(1)")
    page = _read(documents.minimal(standouts=(standout,))).pages[0]
    assert isinstance(page.get("/Annots", NullObject()), NullObject)
    linked = dataclasses.replace(
        standout, incidents_url="https://example.org/a_long_address_to_the_incidents?x=1"
    )
    annotations = _read(documents.minimal(standouts=(linked,))).pages[0]["/Annots"]
    assert annotations[0].get_object()["/A"]["/URI"] == linked.incidents_url


def test_same_document_gives_the_same_bytes() -> None:
    document = documents.lulea("sv")
    assert pdf.render_pdf(document) == pdf.render_pdf(document)


def test_bundled_fonts_alone_are_used_and_embedded() -> None:
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in _read(documents.lulea("sv")).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all("Inter" in font for font in fonts)


def test_nothing_is_left_on_disk(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    pdf.render_pdf(documents.minimal())
    assert list(tmp_path.iterdir()) == []


def test_warm_picture_takes_less_than_a_second_and_a_half() -> None:
    document = documents.lulea("sv")
    pdf.render_pdf(document)
    begun = time.perf_counter()
    pdf.render_pdf(document)
    assert time.perf_counter() - begun < 1.5


def test_prints_without_django_settings_in_english() -> None:
    script = (
        "import sys; sys.path[:0] = sys.argv[1:]\n"
        "import documents; from samlad.picture.pdf import render_pdf\n"
        "sys.stdout.buffer.write(render_pdf(documents.minimal()))"
    )
    folders = [str(pdf._LAYOUT.parents[2]), str(Path(documents.__file__).parent)]
    ran = subprocess.run([sys.executable, "-c", script, *folders], capture_output=True, check=False, env={})
    assert ran.returncode == 0, ran.stderr.decode()
    assert "No incidents were reported" in _text(PdfReader(io.BytesIO(ran.stdout)))
