"""The measure library: whole, in both languages, and suggesting what fits."""

import csv
from pathlib import Path

from samlad.act.library import EVIDENCE, measure_types, suggestions
from samlad.collect.standard import standard_categories


def test_every_type_is_whole_in_both_languages() -> None:
    mains = {row["code"] for row in standard_categories() if not row["parent"]}
    for kind in measure_types().values():
        for language in ("sv", "en"):
            assert kind.name(language), kind.code
            assert kind.mechanism(language), kind.code
            assert bool(kind.finding("sv")) == bool(kind.finding("en")), kind.code
        assert kind.evidence in EVIDENCE, kind.code
        assert set(kind.fits) <= mains, kind.code


def test_the_library_says_what_the_reference_says(shared: Path) -> None:
    with (shared / "reference" / "measures.csv").open(encoding="utf-8") as file:
        reference = {row["code"]: row for row in csv.DictReader(file)}
    kinds = measure_types()
    assert set(kinds) == set(reference)
    for code, row in reference.items():
        kind = kinds[code]
        # The reference has no commas in its names.
        found = (
            kind.swedish.replace(",", ""),
            kind.english,
            kind.mechanism_english,
            " ".join(kind.fits),
            kind.evidence,
        )
        assert found == (row["sv"], row["en"], row["mechanism"], row["fits"], row["evidence"])
        assert (kind.finding_english, kind.source) == (row["finding"], row["source"])


def test_those_that_fit_come_first_best_known_first() -> None:
    found = suggestions(["SKA.KLO"], "")
    fitting = [one for one in found if one.categories]
    assert found[: len(fitting)] == fitting
    assert [one.categories for one in fitting] == [("SKA",)] * len(fitting)
    ranks = [EVIDENCE.index(one.type.evidence) for one in fitting]
    assert ranks == sorted(ranks)
    assert {one.type.code for one in fitting} >= {"LJU", "SAN", "KAM"}


def test_the_words_of_the_cause_come_before_the_evidence() -> None:
    found = suggestions(["SKA"], "Klottret får sitta kvar i veckor.")
    assert found[0].type.code == "SAN"
    assert found[0].words == ("klottret",)
    assert suggestions(["SKA"], "")[0].type.code != "SAN"


def test_what_does_not_work_comes_last_and_says_so() -> None:
    for categories in (["SKA"], ["ORO"], []):
        last = suggestions(categories, "hårdhänt")[-1]
        assert last.type.code == "ORD"
        assert not last.type.works
    assert [kind.code for kind in measure_types().values() if not kind.works] == ["ORD"]


def test_every_type_is_offered() -> None:
    assert {one.type.code for one in suggestions([], "")} == set(measure_types())
