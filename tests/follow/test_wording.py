"""The sentences say what the numbers say, in both languages."""

from dataclasses import replace

import pytest
from django.utils import translation

from samlad.analysis.effects.effect import (
    INTERVAL_TOO_WIDE,
    NO_FINITE_ESTIMATE,
    STARTED_AFTER_PEAK,
    TOO_FEW_INCIDENTS,
    TOO_FEW_WEEKS,
    ZERO_CELL,
)
from samlad.follow import warning_wording, wording
from samlad.follow.evidence import Evidence, Run
from samlad.follow.ratio import Ratio
from samlad.follow.silence import Heard

RATIO = Ratio(0.68, 0.5, 0.92, 40.2, 27, 1.2, 60.0, (), ())
EVIDENCE = Evidence(
    on="2026-12-21",
    weeks=tuple(f"2026-W{week:02d}" for week in range(2, 52)),
    before=30,
    during=20,
    target=(6,) * 50,
    comparison=(12,) * 50,
    beside=(10,) * 50,
    dose=(7.0,) * 50,
    dose_given=140.0,
    dose_due=300.0,
    dose_planned=300.0,
    ratio=RATIO,
    beside_ratio=replace(RATIO, estimate=1.2, low=0.9, high=1.6),
    warnings=("low_dose",),
    parameters={},
)


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


def said(**values: object) -> str:
    ratio = replace(RATIO, **values)  # type: ignore[arg-type]
    return wording.answer(replace(EVIDENCE, ratio=ratio), "Hertsön").replace("\u00a0", " ")


def test_fewer_more_no_difference_and_too_little() -> None:
    assert said() == (
        "Hertsön: incidents became 32 % fewer than expected, compared with the comparison areas "
        "(uncertainty: 8–50 % fewer)."
    )
    assert said(estimate=1.4, low=1.1, high=1.8) == (
        "Hertsön: incidents became 40 % more than expected, compared with the comparison areas "
        "(uncertainty: 10–80 % more)."
    )
    assert said(high=1.2) == (
        "Hertsön: no certain difference from the comparison areas: 27 incidents in 20 weeks, where 40 were to be "
        "expected (uncertainty: from 50 % fewer to 20 % more)."
    )
    assert said(reasons=("too_few_incidents",), counted=9) == (
        "Hertsön: too little data to say anything: 9 incidents in 20 weeks."
    )


def test_dose_against_what_was_due() -> None:
    whole = wording.dose(EVIDENCE, "hours", "en").replace("\u00a0", " ")
    assert whole == "140 of 300 hours were given (47 %)."
    half = wording.dose(replace(EVIDENCE, dose_due=150.0), "hours", "en").replace("\u00a0", " ")
    assert half == "140 of the 150 hours planned up to then were given (93 %); 300 are planned in all."
    none = wording.dose(replace(EVIDENCE, dose_due=0.0), "hours", "en")
    assert "–" in none


@pytest.mark.parametrize(
    ("low", "high", "part"),
    [(1.1, 1.6, "may have moved"), (0.5, 0.9, "no sign"), (0.9, 1.2, "cannot be told")],
)
def test_what_happened_beside(low: float, high: float, part: str) -> None:
    beside = replace(RATIO, estimate=(low + high) / 2, low=low, high=high)
    text = wording.moved(replace(EVIDENCE, beside_ratio=beside), ["Lerbäcken", "Porsön"])
    assert part in text
    assert "Lerbäcken and Porsön" in text


def test_nothing_beside_is_said() -> None:
    assert "No area beside" in wording.moved(replace(EVIDENCE, beside_ratio=None), [])


def test_every_reason_and_warning_has_its_sentence() -> None:
    reasons = (TOO_FEW_WEEKS, TOO_FEW_INCIDENTS, INTERVAL_TOO_WIDE, NO_FINITE_ESTIMATE)
    assert len(wording.reasons(replace(RATIO, reasons=reasons))) == 4
    ratio = replace(RATIO, warnings=(STARTED_AFTER_PEAK, ZERO_CELL))
    both = replace(EVIDENCE, ratio=ratio, warnings=("low_dose", "comparison_beside"))
    assert len(warning_wording.warnings(both)) == 4


def test_swedish_comes_from_the_same_numbers() -> None:
    with translation.override("sv"):
        text = wording.answer(EVIDENCE, "Hertsön centrum")
    assert "32" in text
    assert "8–50" in text


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_one_is_given_and_two_are() -> None:
    one, half = replace(EVIDENCE, dose_given=1.0), replace(EVIDENCE, dose_given=0.5)
    assert plain(wording.dose(one, "hours", "en")) == "1 of 300 hours was given (< 1 %)."
    assert plain(wording.dose(half, "hours", "en")).startswith("0.5 of 300 hours were given")
    nothing = wording.dose(replace(EVIDENCE, dose_given=0.0), "hours", "en")
    assert nothing == "Of the 300 hours that are planned, nothing has been logged."


@pytest.mark.parametrize(
    ("planned", "given", "said"),
    [
        (0, 140.0, "It has no cost of its own."),
        (90_000, 140.0, "It is planned to cost 90,000 kr; by the dose that was given, about 42,000 kr so far."),
        (1_150_000, 300.0, "It is planned to cost 1,150,000 kr; by the dose that was given, about 1,150,000 kr so far."),
        (310_000, 283.0, "It is planned to cost 310,000 kr; by the dose that was given, about 292,000 kr so far."),
        (500, 3.0, "It is planned to cost 500 kr; by the dose that was given, about 5 kr so far."),
        (500, 0.0, "It is planned to cost 500 kr; by the dose that was given, about 0 kr so far."),
    ],
)  # fmt: skip
def test_cost_so_far_is_reckoned_by_the_dose(planned: int, given: float, said: str) -> None:
    evidence = replace(EVIDENCE, parameters={"cost": planned}, dose_given=given)
    assert plain(wording.cost(evidence, "en")) == said


def test_what_a_peak_did_to_the_answer_is_said() -> None:
    ratio = replace(RATIO, warnings=(STARTED_AFTER_PEAK,))
    run = Run("2026-W10", "2026-W16", 7, 72, 24.5, 0.88)
    text = plain(warning_wording.warnings(replace(EVIDENCE, ratio=ratio, peak=run, warnings=()))[0])
    assert text == (
        "There was a peak before the measure: 72 incidents in 7 weeks (week 10, 2026 to week 16, 2026), where the "
        "other weeks before it let expect 24. After a peak numbers fall by themselves, whatever is done. Against the "
        "comparison areas, incidents became 32 % fewer; without the peak's weeks 12 % fewer. Do not take the difference "
        "between the two for a success."
    )
    without = replace(run, estimate_without=None)
    bare = warning_wording.warnings(replace(EVIDENCE, ratio=ratio, peak=without, warnings=()))[0]
    assert bare.endswith("whatever is done.")
    # Evidence from before it was looked for everywhere keeps the words that fit it.
    assert (
        "the eight weeks before it"
        in warning_wording.warnings(replace(EVIDENCE, ratio=ratio, warnings=()))[0]
    )


def test_how_many_there_were_is_said_where_the_answer_does_not() -> None:
    assert wording.counted(EVIDENCE) == "27 incidents in 20 weeks, where 40 were to be expected."
    assert wording.counted(replace(EVIDENCE, ratio=replace(RATIO, high=1.2))) == ""


def test_a_list_says_where_the_silent_weeks_decide() -> None:
    assert wording.verdict(EVIDENCE) == "fewer"
    heard = Heard((), (), (), 20, 10, 1.0, replace(RATIO, high=1.1))
    assert (
        wording.verdict(replace(EVIDENCE, heard=heard))
        == "fewer; without the silent weeks: no certain difference"
    )
