"""The charts as Vega-Lite specifications: the browser draws them with Vega, print takes them as SVG.

What a chart is called stands in the caption of its figure, never in the specification.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from samlad.picture.document import PeriodCount, PictureDocument
from samlad.picture.labels import speaking, verdict_words, words
from samlad.picture.notation import NO_BREAK, named_period, short_period
from samlad.picture.svg import BAND, BLUE, GRID, INK, MUTED, ORANGE, VERDICT_COLOURS

Spec = dict[str, Any]

FONT_FOLDER = Path(__file__).parent / "typst" / "fonts"
PALETTE = {"above": ORANGE, "below": BLUE, "within": INK, "band": BAND, "muted": MUTED}
SHAPES = {"above": "triangle-up", "within": "circle", "below": "triangle-down", "too_little_data": "cross"}
HEAT = ["#f3f7fa", "#d5e3ee", "#a5c4dc", "#6d9cc0", "#3a719c", "#17466b"]
_MOST_AXIS_MARKS = 13


def history_chart(document: PictureDocument) -> Spec:
    """Count per period as a line of marks over the band of what was expected."""
    with speaking(document.language):
        named = words()
        order = {"domain": [period.label for period in document.history]}
        x = {"field": "label", "type": "ordinal", "scale": order, "axis": _period_axis(document.history)}
        values = [
            _period_value(period) | {"newest": period is document.history[-1]} for period in document.history
        ]
        band = {
            "mark": {"type": "bar", "color": BAND},
            "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
            "encoding": {"x": x, "y": _quantity("low", named["count_axis"]), "y2": {"field": "high"}},
        }
        y = _quantity("count", named["count_axis"])
        line = {"mark": {"type": "line", "color": MUTED, "strokeWidth": 1}, "encoding": {"x": x, "y": y}}
        marks = {"mark": {"type": "point", "filled": True, "size": 34, "opacity": 1}}
        marks["encoding"] = {
            "x": x,
            "y": y,
            **_verdict_encoding(),
            "tooltip": _tooltip("name", named["period"]),
        }
        newest = {
            "mark": {
                "type": "text",
                "dx": 9,
                "align": "left",
                "fontWeight": 600,
                "fontSize": 11,
                "color": INK,
            },
            "transform": [{"filter": "datum.newest && isValid(datum.count)"}],
            "encoding": {"x": x, "y": y, "text": {"field": "count", "type": "quantitative", "format": ","}},
        }
        return _specification(document, values, [band, line, marks, newest], width=620, height=140)


def compile_vega(spec: Spec) -> Spec:
    """The Vega specification that the browser's interpreter draws; nothing is fetched."""
    import vl_convert  # loads an engine of its own: half a second that only drawing should cost

    _register_fonts()
    compiled: Spec = vl_convert.vegalite_to_vega(spec)
    return compiled


def to_svg(spec: Spec) -> str:
    import vl_convert

    _register_fonts()
    drawn: str = vl_convert.vegalite_to_svg(spec)
    return drawn


@cache
def _register_fonts() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(FONT_FOLDER))


def _period_value(period: PeriodCount) -> Spec:
    verdict = history_verdict(period)
    return {
        "label": period.label,
        "name": named_period(period.label),
        "count": period.count,
        "low": period.expected_low,
        "high": period.expected_high,
        "verdict": verdict,
        "verdict_text": verdict_words()[verdict],
    }


def history_verdict(period: PeriodCount) -> str:
    """Where one period of the history lies, by its own band."""
    if period.count is None or period.expected_low is None or period.expected_high is None:
        return "too_little_data"
    if period.count > period.expected_high:
        return "above"
    return "below" if period.count < period.expected_low else "within"


def _period_axis(history: tuple[PeriodCount, ...]) -> Spec:
    """As many labels as there is room for, counted back from the newest; the year where it changes."""
    every = -(-len(history) // _MOST_AXIS_MARKS) or 1
    shown = [period.label for period in history[::-1][::every]][::-1]
    texts: dict[str, list[str]] = {}
    latest_year = ""
    for label in shown:
        text, year = short_period(label)
        texts[label] = [text, year] if year != latest_year else [text]
        latest_year = year
    return {
        "title": None,
        "values": shown,
        "labelExpr": f"{json.dumps(texts)}[datum.value]",
        "labelAngle": 0,
        "labelOverlap": False,
    }


def _quantity(field: str, title: str) -> Spec:
    axis = {"title": title, "tickMinStep": 1, "tickCount": 5}
    return {"field": field, "type": "quantitative", "axis": axis, "scale": {"zero": True, "nice": True}}


def _verdict_encoding() -> Spec:
    named = verdict_words()
    texts = [named[verdict] for verdict in SHAPES]
    legend = {"title": None, "orient": "bottom", "symbolSize": 60}
    colours = [VERDICT_COLOURS[verdict] for verdict in SHAPES]
    shape_scale = {"domain": texts, "range": list(SHAPES.values())}
    return {
        "color": {"field": "verdict_text", "scale": {"domain": texts, "range": colours}, "legend": legend},
        "shape": {"field": "verdict_text", "scale": shape_scale, "legend": legend},
    }


def _tooltip(field: str, title: str) -> list[Spec]:
    named = words()
    return [
        {"field": field, "title": title, "type": "nominal"},
        {"field": "count", "title": named["count"], "format": ","},
        {"field": "low", "title": f"{named['expected']} ≥", "format": ","},
        {"field": "high", "title": f"{named['expected']} ≤", "format": ","},
        {"field": "verdict_text", "title": named["verdict"]},
    ]


def _specification(
    document: PictureDocument, values: list[Spec], layers: list[Spec], width: int, height: int | Spec
) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": width,
        "height": height,
        "data": {"values": values},
        "layer": layers,
        "config": _config(document.language),
    }


def _config(language: str) -> Spec:
    marks = (",", NO_BREAK) if language == "sv" else (".", ",")
    number = {"decimal": marks[0], "thousands": marks[1], "grouping": [3], "currency": ["", ""]}
    quiet = {"labelColor": INK, "titleColor": MUTED, "labelFontSize": 10, "titleFontSize": 10}
    axis = {**quiet, "titleFontWeight": 400, "domainColor": MUTED, "tickColor": MUTED, "gridColor": GRID}
    return {
        "font": "Inter",
        "background": None,
        "mark": {"invalid": "break-paths-filter-domains"},
        "padding": 4,
        "view": {"stroke": None},
        "axis": axis,
        "axisX": {"grid": False},
        "legend": {"labelColor": INK, "labelFontSize": 10},
        "locale": {"number": number},
    }
