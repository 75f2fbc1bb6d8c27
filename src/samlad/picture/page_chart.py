"""The history chart as the page takes it: as wide as its place, in the colours of the page's scheme.

The charts of two periods differ in their figures and labels alone. So the compiler, which brings an engine of its
own, sees each shape of a chart once, in the press; what makes a shape this period's chart is put in here.
"""

import json
import logging
from functools import lru_cache
from typing import Any

from samlad.picture import charts
from samlad.picture import document as d
from samlad.picture.press import PressProblem, press
from samlad.picture.svg import BAND, BLUE, GRID, INK, MUTED, ORANGE

HEIGHT = 260
# Narrower than this, twelve labels of full size would run into each other.
PHONE = 480
FONT = "Inter Variable, system-ui, sans-serif"
COMPILED = "samlad.picture.page_chart:compiled"
logger = logging.getLogger(__name__)
# What print has as a fixed colour is a name of the page's style, light or dark.
SCHEME = {
    INK: "var(--ds-color-neutral-text-default)",
    MUTED: "var(--ds-color-neutral-text-subtle)",
    GRID: "var(--ds-color-neutral-border-subtle)",
    BAND: "var(--level-2)",
    BLUE: "var(--chart-1)",
    ORANGE: "var(--chart-2)",
}


def history_spec(document: d.PictureDocument) -> charts.Spec | None:
    """The compiled Vega specification of the history; None where the press has failed: its table says the same."""
    spec = charts.history_chart(document) | {"width": "container", "height": HEIGHT}
    spec["config"] = page_config(spec["config"])
    own = _own_parts(spec)
    text = json.dumps(_swapped(spec, own), ensure_ascii=False, sort_keys=True)
    for colour, name in SCHEME.items():
        text = text.replace(f'"{colour}"', f'"{name}"')
    try:
        shape = _shape(text)
    except PressProblem:
        logger.exception("The page is shown without its chart.")
        return None
    made: charts.Spec = _swapped(shape, [(stand_in, part) for part, stand_in in own])
    return made


def page_config(config: charts.Spec) -> charts.Spec:
    """The page's own typeface, letters of the size of its small print, and a legend that fits a phone."""
    letters = {"expr": f"width < {PHONE} ? 10 : 12"}
    sizes = {"labelFontSize": letters, "titleFontSize": letters}
    legend = {**config["legend"], "labelFontSize": 12, "columns": {"expr": f"width < {PHONE} ? 2 : 4"}}
    return {**config, "font": FONT, "axis": {**config["axis"], **sizes}, "legend": legend}


def compiled(text: str) -> bytes:
    """The Vega-Lite specification compiled, both as JSON: what the press is asked for."""
    return json.dumps(charts.compile_vega(json.loads(text)), ensure_ascii=False).encode()


@lru_cache(maxsize=32)
def _shape(text: str) -> charts.Spec:
    shape: charts.Spec = json.loads(press.print(COMPILED, text))
    return shape


def _own_parts(spec: charts.Spec) -> list[tuple[Any, Any]]:
    """What only this period's chart has, each with what stands for it while the shape is compiled."""
    x = spec["layer"][0]["encoding"]["x"]
    parts = [
        (spec["data"]["values"], [{"label": "stands for the figures"}]),
        (x["scale"]["domain"], ["stands for the periods"]),
        (x["axis"]["values"], ["stands for the periods with a label"]),
        (x["axis"]["labelExpr"], '"stands for the labels"[datum.value]'),
    ]
    return [(part, stand_in) for part, stand_in in parts if part]


def _swapped(tree: Any, pairs: list[tuple[Any, Any]]) -> Any:
    for before, after in pairs:
        if tree == before:
            return after
    if isinstance(tree, dict):
        return {name: _swapped(value, pairs) for name, value in tree.items()}
    if isinstance(tree, list):
        return [_swapped(value, pairs) for value in tree]
    return tree
