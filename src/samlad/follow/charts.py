"""The charts of a follow-up as compiled Vega: weekly counts against the comparison, and the dose beneath.

The compiler sees one chart in each language and form; a follow-up's figures are put into what it made.
"""

from __future__ import annotations

import json
import logging
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samlad.follow.evidence import Evidence
from samlad.picture.labels import short_month_names
from samlad.picture.notation import NO_BREAK
from samlad.picture.page_chart import COMPILED
from samlad.picture.periods import Period
from samlad.picture.press import PressProblem, press

Spec = dict[str, Any]
logger = logging.getLogger(__name__)

STANDS_IN = "stands for the figures"
TALL, LOW, DOSE = 240, 150, 90
TARGET, COMPARISON, SHADE, BAR = (
    "var(--chart-1)",
    "var(--ds-color-neutral-text-subtle)",
    "var(--level-1)",
    "var(--chart-2)",
)
# Both charts leave as much room for their numbers, so that their weeks stand above one another.
_MARGIN = {"minExtent": 44, "maxExtent": 44}


def counts_chart(evidence: Evidence, *, low: bool = False) -> Spec | None:
    """Incidents a week in the target and, scaled to it, in the comparison; the measure's weeks are shaded.

    None where the press has failed: the table says the same.
    """
    named = _named()
    scale = _scale(evidence)
    rows: list[Spec] = _shaded(evidence, named["period"])
    for number, label in enumerate(evidence.weeks):
        week = {"week": _moment(label), "name": label}
        rows.append({**week, "kind": "count", "what": named["target"], "count": evidence.target[number]})
        if scale:
            counted = round(scale * evidence.comparison[number], 2)
            rows.append({**week, "kind": "count", "what": named["comparison"], "count": counted})
    return _made(_counts(named, LOW if low else TALL), rows)


def dose_chart(evidence: Evidence, unit: str) -> Spec | None:
    """The dose given in each week, on the same weeks as the counts; None where nothing was logged."""
    if not any(evidence.dose):
        return None
    rows = _shaded(evidence, "")
    rows += [
        {"week": _moment(label), "name": label, "kind": "dose", "dose": amount, "what": unit}
        for label, amount in zip(evidence.weeks, evidence.dose, strict=True)
    ]
    return _made(_dose(), rows)


def prepare() -> None:
    """Have every chart compiled in the language of now, before somebody waits for it."""
    for spec in (_counts(_named(), TALL), _counts(_named(), LOW), _dose()):
        _made(spec, [])


def scaled(evidence: Evidence) -> list[float | None]:
    """The comparison's weeks on the target's scale, for the table."""
    scale = _scale(evidence)
    return [scale * count if scale else None for count in evidence.comparison]


def _named() -> dict[str, str]:
    return {"target": _("target"), "comparison": _("comparison, scaled"), "period": _("the measure")}


def _scale(evidence: Evidence) -> float:
    before = slice(0, evidence.before)
    target, comparison = sum(evidence.target[before]), sum(evidence.comparison[before])
    return target / comparison if comparison else 0.0


def _shaded(evidence: Evidence, name: str) -> list[Spec]:
    if not evidence.during:
        return []
    first, last = evidence.weeks[-evidence.during], Period.parse(evidence.weeks[-1])
    return [{"kind": "period", "week": _moment(first), "until": _moment(last.shifted(1).label), "what": name}]


def _moment(label: str) -> str:
    # With an hour it is read as local time, whatever zone the browser is in.
    return f"{Period.parse(label).first.isoformat()}T00:00:00"


def _counts(named: dict[str, str], height: int) -> Spec:
    texts = [named["target"], named["comparison"], named["period"]]
    look = {"domain": texts, "range": [TARGET, COMPARISON, SHADE]}
    # Three beside one another are wider than a phone.
    legend = {"title": None, "orient": "bottom", "symbolType": "square", "columns": 2}
    colour = {"field": "what", "type": "nominal", "scale": look, "legend": legend}
    y = _quantity("count", _("incidents a week"))
    tooltip = [
        {"field": "name", "title": _("week"), "type": "nominal"},
        {"field": "what", "title": _("where"), "type": "nominal"},
        {"field": "count", "title": _("incidents"), "type": "quantitative"},
    ]
    lines = [
        {
            "mark": {"type": "line", "strokeWidth": width},
            "transform": [{"filter": f"datum.kind == 'count' && datum.what == {json.dumps(text)}"}],
            "encoding": {"x": _weeks(), "y": y, "color": colour, "tooltip": tooltip},
        }
        for text, width in ((named["comparison"], 1), (named["target"], 2.5))
    ]
    points = {
        "mark": {"type": "point", "filled": True, "size": 90, "opacity": 0},
        "transform": [{"filter": "datum.kind == 'count'"}],
        "encoding": {"x": _weeks(), "y": y, "tooltip": tooltip},
    }
    return _specification([_shade(colour), *lines, points], height)


def _dose() -> Spec:
    bars = {
        "mark": {"type": "bar", "color": BAR, "size": 3},
        "transform": [{"filter": "datum.kind == 'dose'"}],
        "encoding": {
            "x": _weeks(),
            "y": _quantity("dose", _("dose")),
            "tooltip": [
                {"field": "name", "title": _("week"), "type": "nominal"},
                {"field": "dose", "title": _("dose"), "type": "quantitative"},
                {"field": "what", "title": _("unit"), "type": "nominal"},
            ],
        },
    }
    return _specification([_shade({"value": SHADE}), bars], DOSE)


def _shade(colour: Spec) -> Spec:
    return {
        "mark": {"type": "rect", "opacity": 0.8},
        "transform": [{"filter": "datum.kind == 'period'"}],
        "encoding": {"x": _weeks(), "x2": {"field": "until"}, "color": colour},
    }


def _weeks() -> Spec:
    axis = {"title": None, "format": "%b %Y", "labelOverlap": True, "tickCount": 6, "grid": False}
    return {"field": "week", "type": "temporal", "axis": axis}


def _quantity(field: str, title: str) -> Spec:
    axis = {"title": title, "tickCount": 4, "format": "~r", **_MARGIN}
    return {"field": field, "type": "quantitative", "axis": axis, "scale": {"zero": True, "nice": True}}


def _specification(layers: list[Spec], height: int) -> Spec:
    months = short_month_names()
    time = {
        "dateTime": "%x, %X", "date": "%Y-%m-%d", "time": "%H:%M:%S", "periods": ["", ""],
        "days": [""] * 7, "shortDays": [""] * 7, "months": months, "shortMonths": months,
    }  # fmt: skip
    marks = (",", NO_BREAK) if (get_language() or "sv").startswith("sv") else (".", ",")
    number = {"decimal": marks[0], "thousands": marks[1], "grouping": [3], "currency": ["", ""]}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": "container",
        "height": height,
        "data": {"values": [{"kind": STANDS_IN}]},
        "layer": layers,
        "config": {
            "background": None,
            "view": {"stroke": None},
            "locale": {"time": time, "number": number},
        },
    }


def _made(spec: Spec, rows: list[Spec]) -> Spec | None:
    try:
        shape = _shape(json.dumps(spec, ensure_ascii=False, sort_keys=True))
    except PressProblem:
        logger.exception("The page is shown without its chart.")
        return None
    data = [{**one, "values": rows} if "values" in one else one for one in shape["data"]]
    return {**shape, "data": data}


@lru_cache(maxsize=16)
def _shape(text: str) -> Spec:
    shape: Spec = json.loads(press.print(COMPILED, text))
    return shape
