"""The bench that tries every promise still runs, counts right, and its table in the page has a row for each method."""

import re

import numpy as np
import pytest
from bench import truth
from bench.promises import Answer, enumerated, told
from bench.worlds import KINDS, NAMES

from tests.docs.pages import ROOT, anchors, rows, text

WORDS = sorted(truth.modules([]))


@pytest.mark.parametrize("word", WORDS)
def test_every_module_says_how_many_worlds_it_takes_and_where_its_methods_are_told_of(word: str) -> None:
    module = truth.modules([word])[word]
    assert module.WORLDS >= 1
    name, _, anchor = module.PAGE.partition("#")
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert not anchor or anchor in anchors(page)


@pytest.mark.parametrize("word", ["expected", "interrupted_series", "pooling", "power", "survey"])
def test_promises_can_be_asked_for_and_are_the_same_each_time(word: str) -> None:
    module = truth.modules([word])[word]
    promises = list(truth.found(word, module, 2))
    assert promises == list(truth.found(word, module, 2))
    assert {promise.world for promise in promises} <= set(NAMES)
    assert all(0 <= promise.missed <= 100 for promise in promises)
    lines, _ = truth.table(word, module.PAGE, promises, "2026-11-26")
    assert len(lines) == len({promise.method for promise in promises})
    assert all(line.count("|") == truth.HEAD.count("|") for line in lines)


def test_an_exact_interval_misses_at_most_what_it_may_and_one_for_other_counts_does_not() -> None:
    """Garwood's limits, by every outcome; and the same limits for counts that scatter more."""
    found = {
        (promise.method, promise.world): promise
        for kind in KINDS[:2]
        for promise in truth.modules(["rates"])["rates"].of_counts(kind)
    }
    assert 2.5 < found["`rate`, exact", "poisson"].missed <= 5
    assert found["`rate`, exact", "over-dispersed"].missed > 15
    assert found["`rate`, exact", "over-dispersed"].verdict == "!"
    assert found["`rate`, exact, dispersion told", "over-dispersed"].missed < 5


def test_counts_of_a_kind_have_its_mean_and_dispersion_and_hang_together() -> None:
    rng = np.random.default_rng(1)
    for kind in KINDS:
        counts = kind.draw(rng, np.full((400, 200), kind.mean))
        assert counts.mean() == pytest.approx(kind.mean, rel=0.03)
        assert counts.var() / counts.mean() == pytest.approx(kind.dispersion, rel=0.06)
        beside = np.corrcoef(counts[:, 1:].ravel(), counts[:, :-1].ravel())[0, 1]
        assert beside == pytest.approx(kind.pull * (1 - 1 / kind.dispersion), abs=0.03)


def test_what_is_missed_decides_and_warnings_excuse_if_they_come_mostly() -> None:
    def asked(missed: int, warned: int) -> str:
        """Of 20,000 worlds, in per cent."""
        places = np.arange(20_000) / 200
        draws = [{"m": Answer(place < missed, ("w", "other") if place < warned else ())} for place in places]
        (promise,) = told("sparse", draws, besides=("other",))
        assert promise.missed == pytest.approx(missed)
        assert promise.codes == (("w",) if min(missed, warned) else ())
        return promise.verdict

    assert [asked(*case) for case in ((2, 0), (3, 0), (7, 0), (8, 0), (10, 6), (10, 4))] == [
        "+", "", "", "✗", "!", "✗",
    ]  # fmt: skip
    alarm = enumerated("m", "poisson", 0.031, allowed=2.5, covers=False)
    assert (alarm.cell, alarm.note) == ("3.1", "")
    (unsure,) = told("poisson", [{"m": Answer(number < 3)} for number in range(30)])
    assert unsure.cell == "90.0"  # by 30 worlds not to be told from 93
    (silent,) = told("poisson", [{"m": Answer(1.0), "n": None}] * 9)
    assert (silent.cell, silent.note) == ("0.0 ✗", "no warning")


def test_a_module_that_was_not_asked_keeps_its_rows_and_notes() -> None:
    old = "| [b](p) | old b |\n| [a](p) | old a |\n\n- [a](p), old note.\n- [b](p), kept note."
    lines = truth.merged(old, {"a": (["| [a](p) | new a |"], [])}).splitlines()
    assert lines == [
        truth.HEAD,
        truth.RULE,
        "| [a](p) | new a |",
        "| [b](p) | old b |",
        "",
        "- [b](p), kept note.",
    ]


def test_the_page_has_rows_of_every_module_with_a_date() -> None:
    block = text("docs/methods.md").partition(truth.BEGIN)[2].partition(truth.END)[0]
    found = {re.sub(r"\[(\w+)\].*", r"\1", row[0]) for row in rows(block)}
    assert found == set(WORDS)
    assert all(re.fullmatch(r"20\d\d-\d\d-\d\d", row[-1]) for row in rows(block))
