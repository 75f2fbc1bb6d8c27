"""Figures stand readable on every step of the palette, in both schemes (WCAG 2.2, 1.4.3)."""

import re
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[3] / "frontend"


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def levels() -> list[tuple[str, str]]:
    block = re.search(
        r"const LEVELS = \[(.*?)\];", (SOURCES / "theme.mjs").read_text(encoding="utf-8"), re.DOTALL
    )
    assert block
    return re.findall(r'\["(#[0-9a-f]{6})", "(#[0-9a-f]{6})"\]', block[1])


def figure_colours(level: int) -> tuple[str, str]:
    rules = (SOURCES / "css" / "figures.css").read_text(encoding="utf-8")
    for selector, light, dark in re.findall(
        r"\.heat td([^{\n]*)\{ color: light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", rules
    ):
        if f'data-level="{level}"' in selector:
            return light, dark
    raise AssertionError(f"no colour is set for the figures of level {level}")


@pytest.mark.parametrize("level", range(1, 7))
@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_figures_of_the_heat_table_are_readable(level: int, scheme: int) -> None:
    assert contrast(levels()[level][scheme], figure_colours(level)[scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_levels_go_one_way_so_that_they_can_be_told_apart_without_colour(scheme: int) -> None:
    shades = [luminance(level[scheme]) for level in levels()]
    assert len(shades) == 7
    assert shades == sorted(shades, reverse=scheme == 0)
