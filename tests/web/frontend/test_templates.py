"""What the content security policy and the look ask of every template, checked on their sources."""

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[3] / "src" / "samlad"
TEMPLATES = sorted(PACKAGE.glob("**/templates/**/*.html"))
ICON_FILE = PACKAGE / "web" / "templates" / "partials" / "icon.html"


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(PACKAGE)) for path in paths]


@pytest.mark.parametrize("template", TEMPLATES, ids=names(TEMPLATES))
def test_nothing_is_inline(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"<style\b|\sstyle\s*=", text), "a style in the markup is refused by the policy"
    assert not re.search(r"<[^>{%]*\son[a-z]+\s*=", text), "an event attribute is refused by the policy"
    assert not re.search(r"\bhx-on|[\"']js:", text), "htmx must not evaluate code"
    for attributes in re.findall(r"<script\b([^>]*)>", text):
        assert "src=" in attributes or "application/json" in attributes, "a script must have an address"


@pytest.mark.parametrize("template", TEMPLATES, ids=names(TEMPLATES))
def test_nothing_is_fetched_from_elsewhere(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"(?:src|srcset|action|data-source|data-basemap)\s*=\s*[\"'](?:https?:)?//", text)


def test_every_icon_asked_for_is_drawn() -> None:
    drawn = set(re.findall(r'name == "([a-z]+)"', ICON_FILE.read_text(encoding="utf-8"))) | {"info"}
    asked = {
        name
        for template in TEMPLATES
        for name in re.findall(
            r'partials/icon\.html" with name="([a-z]+)"', template.read_text(encoding="utf-8")
        )
    }
    assert asked
    assert asked <= drawn
