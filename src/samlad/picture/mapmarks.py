"""What is written on the map and under it: numbers and names, scale, north, legend."""

from __future__ import annotations

import math

import shapely
from shapely.geometry.base import BaseGeometry

from samlad.picture.labels import VERDICT_MARKS, verdict_words, words
from samlad.picture.mapsheet import STANDING_OUT, WIDTH, MappedArea, Sheet, area_shape, polygons
from samlad.picture.notation import Notation
from samlad.picture.svg import INK, MUTED, PAPER, SEQUENCE, element, label, number

_LETTER, _LINE_HEIGHT = 6.4, 12.5

Box = tuple[float, float, float, float]


def area_labels(areas: list[MappedArea], sheet: Sheet, language: str) -> list[str]:
    """What stands out gets name and number, the rest a number; what finds no free room is in the table."""
    notation = Notation(language)
    taken: list[Box] = [(0, sheet.height - 30, 130, sheet.height), (WIDTH - 34, 0, WIDTH, 46)]
    parts = []
    for area in sorted(areas, key=lambda area: (area.verdict not in STANDING_OUT, -(area.count or 0))):
        stands_out = area.verdict in STANDING_OUT
        if area.count == 0 and not stands_out:
            continue
        count = notation.count(area.count)
        lines = [_shorten(area.name), f"{VERDICT_MARKS[area.verdict]} {count}"] if stands_out else [count]
        placed = _room(area.geometry, lines, taken, sheet)
        if placed:
            taken.append(placed)
            parts.append(_text(lines, placed))
    return parts


def _shorten(name: str) -> str:
    return name if len(name) <= 24 else f"{name[:22].rstrip()}…"


def _room(geometry: BaseGeometry, lines: list[str], taken: list[Box], sheet: Sheet) -> Box | None:
    """The first free place for the lines at the area's widest spot, or near it where they are a name."""
    widest = max(polygons(geometry), key=lambda polygon: polygon.area)
    centre = shapely.maximum_inscribed_circle(widest, tolerance=1.0).coords[0]
    width = max(len(line) for line in lines) * _LETTER + 4
    height = len(lines) * _LINE_HEIGHT
    steps: list[tuple[float, float]] = [(0, 0)]
    if len(lines) > 1:
        steps += [(0, -0.7), (0, 0.7), (0.55, 0), (-0.55, 0), (0.5, -0.7), (-0.5, 0.7), (0, -1.3), (0, 1.3)]
    for right, down in steps:
        x = min(max(centre[0] + right * width - width / 2, 2), WIDTH - width - 2)
        y = min(max(centre[1] + down * height - height / 2, 2), sheet.height - height - 2)
        room = (x, y, x + width, y + height)
        if not any(_overlap(room, other) for other in taken):
            return room
    return None


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _text(lines: list[str], room: Box) -> str:
    middle = (room[0] + room[2]) / 2
    ground = ""
    if len(lines) > 1:
        size = {"width": room[2] - room[0], "height": room[3] - room[1]}
        ground = element("rect", x=room[0], y=room[1], rx=2, fill=PAPER, fill_opacity=0.88, **size)
    return ground + "".join(
        label(
            line,
            x=middle,
            y=room[1] + (index + 0.8) * _LINE_HEIGHT,
            text_anchor="middle",
            font_size=11,
            font_weight=600 if len(lines) > 1 else 400,
            fill=INK,
            stroke=PAPER,
            stroke_width=2.6,
            stroke_linejoin="round",
            paint_order="stroke",
        )
        for index, line in enumerate(lines)
    )


def scale_bar(sheet: Sheet, language: str) -> str:
    named, notation = words(), Notation(language)
    room = 110 / sheet.units_per_metre
    power = 10 ** math.floor(math.log10(room))
    metres = max(power * step for step in (1, 2, 5) if power * step <= room)
    far = metres >= 1000
    text = named["scale_kilometres" if far else "scale_metres"].format(
        number=notation.number(metres / 1000 if far else metres)
    )
    left, bottom, length = 10.0, sheet.height - 9, metres * sheet.units_per_metre
    bar = element(
        "path",
        d=f"M{number(left)} {number(bottom - 4)}v4h{number(length)}v-4",
        fill="none",
        stroke=INK,
        stroke_width=1.1,
    )
    return bar + label(text, x=left + length / 2, y=bottom - 4, font_size=9, fill=INK, text_anchor="middle")


def north_arrow() -> str:
    x, top = WIDTH - 18, 10.0
    arrow = element("path", d=f"M{number(x)} {number(top)}l5 16l-5 -4l-5 4z", fill=INK)
    return arrow + label(words()["north"], x=x, y=top + 27, font_size=10, fill=INK, text_anchor="middle")


def legend(areas: list[MappedArea], breaks: list[int], top: float, language: str) -> tuple[list[str], float]:
    """One row for the shades, one for the verdicts that occur."""
    named, notation = words(), Notation(language)
    shades = [("within", SEQUENCE[0], "0")] if any(area.count == 0 for area in areas) else []
    most = max(area.count or 0 for area in areas)
    lowest = 1
    for index, highest in enumerate([*breaks, most] if most else []):
        span = notation.interval(lowest, highest)
        shades.append(("within", SEQUENCE[index + 1], span))
        lowest = highest + 1
    verdicts = [
        (verdict, PAPER, text)
        for verdict, text in verdict_words().items()
        if verdict != "within" and any(area.verdict == verdict for area in areas)
    ]
    parts = [label(named["legend_count"], x=2, y=top + 20, font_size=10, fill=MUTED)]
    parts += _swatches(shades, 64, top + 11)
    if verdicts:
        parts += _swatches(verdicts, 2, top + 31)
    return parts, 50 if verdicts else 30


def _swatches(entries: list[tuple[str, str, str]], left: float, top: float) -> list[str]:
    parts = []
    for verdict, fill, text in entries:
        place: dict[str, float] = {"x": left + 1, "y": top, "width": 18, "height": 11}
        parts.append(area_shape("rect", verdict, fill, **place))
        if verdict in STANDING_OUT:
            parts.append(element("rect", fill=f"url(#map-{verdict})", **place))
        parts.append(label(text, x=left + 24, y=top + 9.2, font_size=10, fill=INK))
        left += 36 + len(text) * _LETTER
    return parts
