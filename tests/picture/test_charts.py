"""The charts' specifications: what they hold, that Vega can draw them, and what the drawing shows."""

import json
import re
from itertools import pairwise

from tests.picture import documents

from samlad.picture.charts import (
    HEAT,
    PALETTE,
    SHAPES,
    compile_vega,
    history_chart,
    history_verdict,
    to_svg,
)
from samlad.picture.document import PeriodCount

WEEKS = (
    PeriodCount("2018-W52", 5, None, None),
    PeriodCount("2019-W01", 9, 2, 8),
    PeriodCount("2019-W02", 1, 2, 8),
    PeriodCount("2019-W03", None, 2, 8),
    PeriodCount("2019-W04", 4321, 2, 8),
)


def test_history_keeps_the_order_of_the_periods_though_the_first_have_no_band() -> None:
    spec = history_chart(documents.minimal(history=WEEKS))
    for layer in spec["layer"]:
        assert layer["encoding"]["x"]["scale"]["domain"] == [week.label for week in WEEKS]


def test_history_verdict_is_from_the_own_band_of_each_period() -> None:
    verdicts = [history_verdict(week) for week in WEEKS]
    assert verdicts == ["too_little_data", "above", "below", "too_little_data", "above"]


def test_axis_names_the_year_only_where_it_changes() -> None:
    spec = history_chart(documents.minimal(history=WEEKS))
    expression = spec["layer"][0]["encoding"]["x"]["axis"]["labelExpr"]
    texts = json.loads(expression.removesuffix("[datum.value]"))
    assert texts["2018-W52"][1:] == ["2018"]
    assert texts["2019-W01"][1:] == ["2019"]
    assert texts["2019-W02"][1:] == []


def test_axis_of_long_history_has_room_for_its_labels_and_shows_the_newest() -> None:
    history = tuple(PeriodCount(f"2019-W{week:02d}", week) for week in range(1, 53))
    shown = history_chart(documents.minimal(history=history))["layer"][0]["encoding"]["x"]["axis"]["values"]
    assert len(shown) <= 13
    assert shown[-1] == "2019-W52"


def test_vega_draws_the_chart_without_addresses() -> None:
    spec = history_chart(documents.lulea("sv"))
    compiled = compile_vega(spec)
    assert compiled["$schema"].endswith("vega/v6.json")
    assert '"url"' not in json.dumps(spec)
    assert "title" not in spec
    assert to_svg(spec).startswith("<svg")


def test_empty_document_still_draws() -> None:
    assert "<svg" in to_svg(history_chart(documents.minimal()))


def test_suppressed_count_has_no_mark() -> None:
    values = history_chart(documents.minimal(history=WEEKS))
    with_all = to_svg(values).count('aria-roledescription="point"')
    assert with_all == sum(week.count is not None for week in WEEKS)


def test_thousands_are_grouped_as_the_language_does() -> None:
    document = documents.minimal(history=WEEKS, language="sv")
    assert "4\u00a0000" in to_svg(history_chart(document)).replace("&nbsp;", "\u00a0")
    assert "4,000" in to_svg(history_chart(documents.minimal(history=WEEKS)))


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_heat_gets_darker_step_by_step_in_greyscale() -> None:
    lightness = [_luminance(colour) for colour in HEAT]
    assert all(lighter > 1.2 * darker for lighter, darker in pairwise(lightness))


def test_verdicts_differ_by_shape_and_read_on_white() -> None:
    assert len(set(SHAPES.values())) == len(SHAPES)
    for verdict in ("above", "below", "within", "muted"):
        assert 1.05 / (_luminance(PALETTE[verdict]) + 0.05) >= 4.5
    assert not re.search(r"#(00[8-f]|0[8-f]0)", " ".join(PALETTE.values()))
