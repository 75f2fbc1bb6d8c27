"""SVG as text: every value is escaped on its way in."""

from __future__ import annotations

from html import escape

from samlad.picture.notation import clean

INK = "#17242f"
MUTED = "#55636f"
LINE = "#8a97a3"
GRID = "#e3e9ee"
BAND = "#c9d6e0"
BLUE = "#1b5e8c"
ORANGE = "#b04a06"
PAPER = "#ffffff"
SEQUENCE = ("#ffffff", "#dce8f2", "#abc9e0", "#6f9fc4")
"""From none to most, by lightness alone, so that it holds in greyscale."""
VERDICT_COLOURS = {"above": ORANGE, "within": INK, "below": BLUE, "too_little_data": MUTED}
FONT = "Inter, system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', sans-serif"


def element(name: str, *children: str, **attributes: str | float | None) -> str:
    """An element; an attribute's underscore is a hyphen, None leaves it out; children are SVG already."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(children)
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def label(content: str, **attributes: str | float | None) -> str:
    return element("text", escape(clean(content)), **attributes)


def number(value: float) -> str:
    """One decimal is a tenth of a point on paper: more is only weight."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _value(value: str | float) -> str:
    return escape(clean(value)) if isinstance(value, str) else number(value)


def drawing(width: float, height: float, *children: str, title: str | None = None) -> str:
    """A whole SVG; with a title it is an image to assistive technology, else hidden from it."""
    named: dict[str, str] = {"role": "img", "aria_label": title} if title else {"aria_hidden": "true"}
    return element(
        "svg",
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        font_family=FONT,
        **named,
    )


def mark(verdict: str, x: float, y: float, size: float) -> str:
    """The shape of a verdict: triangle up, dot, triangle down, open ring."""
    colour = VERDICT_COLOURS[verdict]
    if verdict in {"above", "below"}:
        rise = -size if verdict == "above" else size
        points = f"{number(x)},{number(y + rise)} {number(x - size)},{number(y - rise * 0.8)} "
        return element("polygon", points=points + f"{number(x + size)},{number(y - rise * 0.8)}", fill=colour)
    if verdict == "too_little_data":
        return element("circle", cx=x, cy=y, r=size * 0.8, fill=PAPER, stroke=colour, stroke_width=1.2)
    return element("circle", cx=x, cy=y, r=size * 0.85, fill=colour)


def interval_bar(
    count: float | None,
    low: float | None,
    high: float | None,
    maximum: float,
    verdict: str,
    title: str,
    wide: bool = False,
) -> str:
    """The expected range as a bar on a scale from nought, the count as the mark of its verdict."""
    width, height, edge = (420.0, 26.0, 10.0) if wide else (90.0, 14.0, 6.0)
    scale = (width - 2 * edge) / max(maximum, 1)
    middle = height / 2
    parts = [element("line", x1=edge, y1=middle, x2=width - edge, y2=middle, stroke=BAND, stroke_width=1)]
    if low is not None and high is not None:
        thickness = height * 0.55
        breadth = max((high - low) * scale, 1.5)
        parts.append(
            element(
                "rect",
                x=edge + low * scale,
                y=middle - thickness / 2,
                width=breadth,
                height=thickness,
                fill=BAND,
            )
        )
    if count is not None:
        parts.append(mark(verdict, edge + count * scale, middle, height * 0.27))
    return drawing(width, height, *parts, title=title)


def sparkline(values: tuple[int, ...], title: str) -> str:
    """The latest periods as a line, the last one dotted."""
    width, height, edge = 64.0, 14.0, 3.0
    if not values:
        return drawing(width, height, title=title)
    step = (width - 2 * edge) / max(len(values) - 1, 1)
    top = max(max(values), 1)
    points = [
        (edge + index * step, height - edge - value / top * (height - 2 * edge))
        for index, value in enumerate(values)
    ]
    path = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    line = element("polyline", points=path, fill="none", stroke=MUTED, stroke_width=1)
    last = element("circle", cx=points[-1][0], cy=points[-1][1], r=2, fill=INK)
    return drawing(width, height, line, last, title=title)
