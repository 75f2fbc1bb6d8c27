"""The guard of the browser and that of the server make the same of every text: one table, and each other's cases."""

import json
import re
import subprocess
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.collect import incident_texts

from samlad.collect.guard import KINDS, mask
from samlad.collect.guard.reading import _plain

ROOT = Path(__file__).parents[3]
CASES = json.loads((ROOT / "tests" / "data" / "guard_cases.json").read_text(encoding="utf-8"))
MARKED = re.compile(r"⟦[pter]:([^⟧]*)⟧")
# Digits of scripts that hardly any keyboard has: the server reads them, the browser need not.
RARE = 0x1369


def in_browser(texts: list[str], *arguments: str) -> list[str]:
    """What the scripts of the pages make of the texts, run by Node."""
    ran = subprocess.run(
        ["node", str(Path(__file__).with_name("guard_cases.mjs")), *arguments],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert ran.returncode == 0, ran.stderr
    answer: list[str] = json.loads(ran.stdout)
    return answer


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_the_server_masks_as_the_table_says(case: dict[str, str]) -> None:
    assert mask(case["text"])[0] == case["masked"]


def test_the_browser_masks_as_the_table_says() -> None:
    texts = [case["text"] for case in CASES]
    assert dict(zip(texts, in_browser(texts), strict=True)) == {
        case["text"]: case["masked"] for case in CASES
    }


def test_the_table_holds_every_kind_and_enough_that_is_ordinary() -> None:
    for kind in KINDS:
        assert sum(f"[{kind}]" in case["masked"] for case in CASES) >= 4
    assert sum(case["text"] == case["masked"] for case in CASES) >= 15


def test_both_make_the_same_of_every_text_that_the_guard_is_tested_with() -> None:
    marked = [
        *incident_texts.WITH_PERSONAL_DATA,
        *incident_texts.TRICKY,
        *incident_texts.WORDS_AS_PLATES,
        *incident_texts.WITHOUT_PERSONAL_DATA,
        *incident_texts.WORDS_WITH_NUMBERS,
    ]
    texts = [MARKED.sub(r"\1", text) for text in marked]
    assert dict(zip(texts, in_browser(texts), strict=True)) == {text: mask(text)[0] for text in texts}


@given(
    st.lists(
        st.text(alphabet="0123456789 -+./,()@abcABXO\u200b０９–[]åü²", max_size=60),
        min_size=300,
        max_size=300,
    )
)
@settings(max_examples=3, deadline=None)
def test_both_make_the_same_of_any_text(texts: list[str]) -> None:
    assert in_browser(texts) == [mask(text)[0] for text in texts]


def test_both_read_every_character_alike() -> None:
    characters = [
        character
        for code in range(0x11000)
        if not 0xD800 <= code < 0xE000
        and unicodedata.category(character := chr(code)) != "Cn"
        and (code < RARE or unicodedata.category(character) != "No" or 0x2000 <= code < 0x3000)
    ]
    assert len(characters) > 50_000
    read = in_browser(characters, "characters")
    assert [one for one, plain in zip(characters, read, strict=True) if _plain(one) != plain] == []
