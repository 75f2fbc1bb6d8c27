"""The guard: what it must find, what it must leave alone, and how fast."""

import re
import time
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.collect.incident_texts import (
    KIND,
    TRICKY,
    WITH_PERSONAL_DATA,
    WITHOUT_PERSONAL_DATA,
    WORDS_AS_PLATES,
    WORDS_WITH_NUMBERS,
)

from samlad.collect.guard import IDENTITY_NUMBER, KINDS, PLATE, TELEPHONE, find, mask, mask_column
from samlad.collect.guard.columns import suspicious_texts
from samlad.collect.guard.identity_numbers import has_check_digit

# Processor seconds: no measure of speed, but the difference between an end and none.
ENDS_WITHIN = 60

_MARKED = re.compile(r"⟦([pter]):([^⟧]*)⟧")


def _plain(marked: str) -> str:
    return _MARKED.sub(r"\2", marked)


@pytest.mark.parametrize("marked", [*WITH_PERSONAL_DATA, *TRICKY, *WORDS_AS_PLATES])
def test_personal_data_is_masked_and_nothing_else(marked: str) -> None:
    expected = _MARKED.sub(lambda match: f"[{KIND[match[1]]}]", marked)
    assert mask(_plain(marked))[0] == expected


@pytest.mark.parametrize("text", [*WITHOUT_PERSONAL_DATA, *WORDS_WITH_NUMBERS])
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert mask(text) == (text, ())


def test_there_are_enough_texts_to_speak_of_recall_and_precision() -> None:
    assert len(WITH_PERSONAL_DATA) >= 45
    assert len(TRICKY) >= 50
    assert len(WITHOUT_PERSONAL_DATA) >= 60


def test_findings_point_into_the_text_as_it_was_written() -> None:
    text = "a\u200b\u200bb 8112\u200b18-98\u200b76, ０７０-123 45 67"
    spans = [text[finding.start : finding.end] for finding in find(text)]
    assert spans == ["8112\u200b18-98\u200b76", "０７０-123 45 67"]
    assert [finding.kind for finding in find(text)] == [IDENTITY_NUMBER, TELEPHONE]


def test_a_finding_says_nothing_of_what_was_found() -> None:
    assert "9876" not in repr(find("811218-9876"))


def test_the_check_digit_follows_the_official_example() -> None:
    # 811218-9876 is the example of the Swedish Tax Agency's description of the personal identity number.
    assert [last for last in range(10) if has_check_digit(f"811218987{last}")] == [6]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("811218-9875", True),  # mistyped, but the form says what it is
        ("8112189875", False),  # ten digits of any kind
        ("811318-9876", False),  # there is no thirteenth month
        ("810229-1236", False),  # 1981 had no 29 February
        ("191004-1830", False),  # 4 October 2019, half past six
        ("2019-10-04 1830", False),
        ("pnr 8112189875", True),  # mistyped, but the text says what it is
        ("850101 2391", False),
        ("född 850101 2391", True),
    ],
)
def test_what_counts_as_an_identity_number(text: str, found: bool) -> None:
    assert (find(text) != ()) is found


def test_a_word_and_a_number_are_a_plate_only_where_plates_are_spoken_of() -> None:
    assert find("rum 101") == ()
    assert find("mot 123 i bil") == ()
    assert find("reg.nr okänt, hus 12A") == ()
    assert [finding.kind for finding in find("regnr mot 123")] == [PLATE]


def _identity_number(born: date, serial: int, *, coordination: bool) -> str:
    day = born.day + (60 if coordination else 0)
    nine = f"{born:%y%m}{day:02}{serial:03}"
    return next(nine + str(last) for last in range(10) if has_check_digit(nine + str(last)))


_DASHES = st.sampled_from("-–‑−")
_TEXT = st.text(alphabet="abcåäö ,.;:!?()\n", max_size=20)


@st.composite
def _written_numbers(draw: st.DrawFn) -> str:
    born = draw(st.dates(date(1900, 1, 1), date(2009, 12, 31)))
    ten = _identity_number(born, draw(st.integers(1, 999)), coordination=draw(st.booleans()))
    century = draw(st.sampled_from(["", f"{born.year // 100}"]))
    joint = draw(st.one_of(_DASHES, st.sampled_from(["", "+", " ", "\u00a0", " - "])))
    if joint in {" ", "\u00a0", " - "} and 10 <= born.year % 100 < 30:
        # Two digits of such a year and four that may be a clock time are taken for a moment of our days.
        century = f"{born.year // 100}"
    inner = draw(st.sampled_from(["", "-", ".", " ", "/"])) if joint else ""
    date_part = inner.join([century + ten[:2], ten[2:4], ten[4:6]])
    written = date_part + joint + ten[6:]
    if draw(st.booleans()):
        written = written.translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})
    if draw(st.booleans()):
        cut = draw(st.integers(1, len(written) - 1))
        written = written[:cut] + "\u200b" + written[cut:]
    return written


@given(_TEXT, _written_numbers(), _TEXT)
@settings(max_examples=300, deadline=None)
def test_every_identity_number_in_any_form_inside_any_text_is_masked(
    before: str, written: str, after: str
) -> None:
    masked, findings = mask(before + written + after)
    assert masked == before + "[personnummer]" + after
    assert len(findings) == 1


@st.composite
def _written_telephones(draw: st.DrawFn) -> str:
    area = draw(st.sampled_from(["+46 70", "+46(0)70", "0046 70", "070", "0920", "08", "031"]))
    joint = draw(st.sampled_from(["", "-", " ", "–", "\u00a0", "/", " - "]))
    digits = 6 if area == "0920" else 7
    number = draw(st.integers(10 ** (digits - 1), 10**digits - 1).map(str))
    # Without anything after the area code, the rest is written without gaps too.
    if joint and draw(st.booleans()):
        number = f"{number[: digits - 4]} {number[digits - 4 : digits - 2]} {number[digits - 2 :]}"
    return area + joint + number


@given(_TEXT, _written_telephones(), _TEXT)
@settings(max_examples=200, deadline=None)
def test_every_telephone_number_with_an_area_code_is_masked(before: str, written: str, after: str) -> None:
    masked, findings = mask(f"{before} {written} {after}")
    assert not re.search(r"\d", masked)
    # 0703631721 is also the number of somebody born in 2007: masked all the same, as one or the other.
    assert findings[0].kind in {TELEPHONE, IDENTITY_NUMBER}


@given(st.text(alphabet="0123456789 -+./,()@abcABX\u200b０９–\n[]", max_size=60))
@settings(max_examples=500, deadline=None)
def test_masking_is_final_and_columns_agree_with_texts(text: str) -> None:
    masked, findings = mask(text)
    assert find(masked) == ()
    assert mask(masked) == (masked, ())
    column, counts = mask_column(pl.Series([text, None, text]))
    assert column.to_list() == [masked, None, masked]
    assert sum(counts.values()) == 2 * len(findings)
    for finding in findings:
        assert finding.kind in KINDS
        assert 0 <= finding.start < finding.end <= len(text)


def test_a_column_counts_by_kind() -> None:
    column, counts = mask_column(
        pl.Series("x", ["ring 070-123 45 67", None, "ok", "ring 070-123 45 67, 811218-9876"])
    )
    assert column.to_list() == ["ring [telefon]", None, "ok", "ring [telefon], [personnummer]"]
    assert column.name == "x"
    assert counts == {TELEPHONE: 2, IDENTITY_NUMBER: 1}


def test_the_whole_collection_as_a_column() -> None:
    marked = [
        *WITH_PERSONAL_DATA,
        *TRICKY,
        *WORDS_AS_PLATES,
        *WITHOUT_PERSONAL_DATA,
        *WORDS_WITH_NUMBERS,
    ]
    texts = [_plain(text) for text in marked]
    column, counts = mask_column(pl.Series(texts))
    assert column.to_list() == [mask(text)[0] for text in texts]
    assert sum(counts.values()) == sum(len(_MARKED.findall(text)) for text in marked)


def test_most_ordinary_texts_are_passed_over_at_once() -> None:
    column = pl.Series(
        [f"{text} Rapport {number}." for number in range(1_000) for text in WITHOUT_PERSONAL_DATA]
    )
    _, counts = mask_column(column)
    assert counts == {}
    # These texts are full of numbers; even so most are never read one by one.
    assert len(suspicious_texts(column)) < len(column) / 2


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        "0" * 200_000,
        "07 " * 60_000,
        "@" * 50_000,
        "AAA 00" * 30_000,
        "HAT 271 " * 12_000,
        "A B C 1 2 3 " * 8_000,
        "a@b , " * 20_000,
        "bil " * 30_000 + "HAT 271 " * 10_000,
        "0" + " " * 100_000 + "7",
        ("0" + " " * 8) * 12_000,
    ],
)
def test_hostile_texts_come_to_an_end(text: str) -> None:
    started = time.process_time()
    mask(text)
    assert time.process_time() - started < ENDS_WITHIN
