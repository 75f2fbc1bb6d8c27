"""The history chart as the page takes it: as wide as its place, in the colours of the page's scheme."""

import json
from functools import lru_cache

from samlad.picture import charts
from samlad.picture import document as d
from samlad.picture.svg import BAND, BLUE, INK, MUTED, ORANGE

HEIGHT = 260
# What print has as a fixed colour is a name of the page's style, light or dark.
SCHEME = {
    INK: "var(--ds-color-neutral-text-default)",
    MUTED: "var(--ds-color-neutral-text-subtle)",
    BAND: "var(--level-2)",
    BLUE: "var(--chart-1)",
    ORANGE: "var(--chart-2)",
}


def history_spec(document: d.PictureDocument) -> charts.Spec:
    """The compiled Vega specification of the history."""
    spec = charts.history_chart(document) | {"width": "container", "height": HEIGHT}
    text = json.dumps(spec, ensure_ascii=False, sort_keys=True)
    for colour, name in SCHEME.items():
        text = text.replace(f'"{colour}"', f'"{name}"')
    return _compiled(text)


@lru_cache(maxsize=256)
def _compiled(text: str) -> charts.Spec:
    return charts.compile_vega(json.loads(text))
