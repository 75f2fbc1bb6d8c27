"""HTML as text in small pieces: every value is escaped on its way in."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from samlad.picture.notation import clean


def tag(name: str, text: str, css: str = "") -> str:
    """An element around text that is only text."""
    return wrap(name, escape(clean(text)), css)


def wrap(name: str, markup: str, css: str = "") -> str:
    written = f' class="{css}"' if css else ""
    return f"<{name}{written}>{markup}</{name}>"


def figure(drawn: dict[str, str], caption: str) -> str:
    alt = escape(clean(drawn["alt"]))
    return (
        f'<figure><div class="drawing" role="img" aria-label="{alt}">{drawn["svg"]}</div>'
        f"{tag('figcaption', caption, 'quiet')}</figure>"
    )


def table(
    caption: str, heads: Iterable[tuple[str, str]], rows: Iterable[str], foot: str = "", css: str = ""
) -> str:
    """Heads are text and class, rows finished markup. What is wider than a phone scrolls, by keyboard too."""
    head = "".join(f'<th scope="col"{css_class(kind)}>{escape(clean(text))}</th>' for text, kind in heads)
    footer = f"<tfoot>{foot}</tfoot>" if foot else ""
    label = escape(clean(caption))
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table{css_class(css)}>'
        f"<caption>{label}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody>{footer}</table></div>"
    )


def css_class(css: str) -> str:
    return f' class="{css}"' if css else ""


def table_row(first: str, *cells: str) -> str:
    return f'<tr><th scope="row">{escape(clean(first))}</th>{"".join(cells)}</tr>'


def number_cell(text: str) -> str:
    return tag("td", text, "number")
