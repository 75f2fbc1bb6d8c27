"""The page's chart: compiled once for its shape, and yet the very chart that compiling it whole would give."""

import dataclasses
import json
import re
import sys
from collections.abc import Callable

import pytest
from tests.picture import documents
from tests.picture.test_charts import WEEKS

from samlad.picture import charts, page_chart
from samlad.picture.document import PeriodCount, PictureDocument
from samlad.picture.press import Press

MONTHS = tuple(PeriodCount(f"{2018 + month // 12}-{month % 12 + 1:02d}", month, 1, 9) for month in range(30))
DOCUMENTS: dict[str, Callable[[], PictureDocument]] = {
    "swedish": lambda: documents.lulea("sv"),
    "english": lambda: documents.lulea("en"),
    "few weeks": lambda: documents.minimal(history=WEEKS),
    "months": lambda: documents.minimal(history=MONTHS),
    "one year": lambda: documents.minimal(history=(PeriodCount("2019", 3),)),
    "nothing": documents.minimal,
}


def _whole(document: PictureDocument) -> charts.Spec:
    spec = charts.history_chart(document) | {"width": "container", "height": page_chart.HEIGHT}
    spec["config"] = page_chart.page_config(spec["config"])
    text = json.dumps(spec, sort_keys=True)
    for colour, name in page_chart.SCHEME.items():
        text = text.replace(f'"{colour}"', f'"{name}"')
    return charts.compile_vega(json.loads(text))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_chart_is_the_one_compiled_whole(name: str) -> None:
    document = DOCUMENTS[name]()
    assert page_chart.history_spec(document) == _whole(document)


def test_every_colour_is_a_name_of_the_pages_style() -> None:
    """A fixed one, made for paper, would be glaring in the dark."""
    made = json.dumps(page_chart.history_spec(documents.lulea("sv")))
    assert re.findall(r'"#[0-9a-fA-F]{3,8}"', made) == []


def test_letters_are_the_pages_own_typeface() -> None:
    """Another is not on the page, and a browser without it would write the newest figure in a serif."""
    made = json.dumps(page_chart.history_spec(documents.lulea("sv")))
    assert set(re.findall(r'"font": "([^"]+)"', made)) == {page_chart.FONT}


def test_another_period_has_the_same_shape() -> None:
    document = documents.lulea("sv")
    page_chart.history_spec(document)
    before = page_chart._shape.cache_info().misses
    later = tuple(
        dataclasses.replace(period, label=f"2031-W{number + 1:02d}", count=number)
        for number, period in enumerate(document.history)
    )
    made = page_chart.history_spec(dataclasses.replace(document, history=later))
    assert made is not None
    assert page_chart._shape.cache_info().misses == before
    assert [value["count"] for value in made["data"][0]["values"]] == list(range(len(later)))


def test_without_the_press_there_is_no_chart_rather_than_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Press([sys.executable, "-c", "raise SystemExit(1)"])
    monkeypatch.setattr(page_chart, "press", broken)
    page_chart._shape.cache_clear()
    assert page_chart.history_spec(documents.lulea("sv")) is None
    monkeypatch.undo()
    assert page_chart.history_spec(documents.lulea("sv")) is not None
