"""Silence is found, weighed and left out; what silence made is not taken for an effect."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samlad.collect.models import CheckIn
from samlad.follow import silence_wording, warning_wording, wording
from samlad.follow.evidence import Evidence
from samlad.follow.gathering import evidence_of
from samlad.follow.silence import Organisation, Reports, Voice, listen
from tests.conftest import World
from tests.follow import making
from tests.follow.making import BEGIN, FOLLOWED_UP

LABELS = tuple(f"2026-W{week:02d}" for week in range(2, 52))
NAMES = {"polisen": "Polisen", "bolaget": "Bolaget", "kommunen": "Kommunen"}


def check_in(world: World, slug: str, weeks: Sequence[int], word: str = "nothing") -> None:
    for week in weeks:
        year, number, _day = (BEGIN + timedelta(weeks=week)).isocalendar()
        CheckIn.objects.create(
            collaboration=world.collaboration,
            organisation=world.organisations[slug],
            year=year,
            week=number,
            word=word,
        )


def reported(world: World, slug: str, area: str, weekly: Sequence[int]) -> None:
    making.incidents(world, area, weekly, organisation=world.organisations[slug])


def two_who_report(world: World, silent: range) -> Evidence:
    """The police report as ever; the company, which has half of the target, is silent in some weeks."""
    reported(world, "polisen", "D1", [4] * 50)
    reported(world, "polisen", "D4", [12] * 50)
    reported(world, "bolaget", "D1", [0 if week in silent else 4 for week in range(50)])
    check_in(world, "polisen", range(50), "reported")
    check_in(world, "bolaget", [week for week in range(50) if week not in silent], "reported")
    return evidence_of(making.measure(world), FOLLOWED_UP)[0]


def test_silence_in_the_target_during_is_no_effect(norrby: World) -> None:
    evidence = two_who_report(norrby, range(38, 43))
    heard = evidence.heard
    assert heard is not None
    assert heard.ratio is not None
    quiet = next(voice for voice in heard.voices if voice.organisation == "bolaget")
    assert quiet.silent == LABELS[38:43]
    assert (quiet.silent_before, quiet.silent_during, quiet.left_out) == (0, 5, False)
    assert evidence.ratio.estimate == pytest.approx(140 / 160)
    assert heard.ratio.estimate == pytest.approx(1)
    assert (heard.before, heard.during) == (30, 15)
    assert heard.target[37:44] == (8, None, None, None, None, None, 8)
    # The company stands for half of the target, and is silent in a quarter of its weeks during.
    assert heard.pull == pytest.approx(1 - 0.5 * 0.25)
    assert "unequal_silence" in evidence.warnings


def test_who_stops_reporting_is_left_out_and_its_silence_decides_the_answer(norrby: World) -> None:
    evidence = two_who_report(norrby, range(30, 50))
    assert evidence.heard is not None
    assert evidence.heard.ratio is not None
    assert evidence.ratio.verdict == "fewer"
    assert evidence.heard.ratio.estimate == pytest.approx(1)
    assert (evidence.heard.before, evidence.heard.during) == (30, 20)
    assert evidence.silence_decides
    text = silence_wording.sentence(evidence, "Distrikt 1", NAMES).replace("\u00a0", " ")
    assert "50 % fewer than expected" in text
    assert "The answer depends on weeks in which somebody was silent. Counted without Bolaget" in text
    assert "no certain difference" in text
    assert "about 50 % fewer" in " ".join(warning_wording.warnings(evidence)).replace("\u00a0", " ")


def test_silence_that_is_the_same_everywhere_pulls_nothing(norrby: World) -> None:
    """Whoever reports all there is drops out of target and comparison alike."""
    weekly = [0 if week in range(32, 36) else 6 for week in range(50)]
    reported(norrby, "polisen", "D1", weekly)
    reported(norrby, "polisen", "D4", [2 * count for count in weekly])
    check_in(norrby, "polisen", [week for week in range(50) if week not in range(32, 36)], "reported")
    evidence, _version = evidence_of(making.measure(norrby), FOLLOWED_UP)
    assert evidence.heard is not None
    assert evidence.heard.pull == pytest.approx(1)
    assert evidence.warnings == ("low_dose", "comparison_beside")
    assert evidence.heard.during == 16


def test_nothing_to_report_is_no_silence_and_no_other_ratio(norrby: World) -> None:
    weekly = [0 if week in range(32, 36) else 6 for week in range(50)]
    reported(norrby, "polisen", "D1", weekly)
    reported(norrby, "polisen", "D4", [12] * 50)
    check_in(norrby, "polisen", range(50))
    evidence, _version = evidence_of(making.measure(norrby), FOLLOWED_UP)
    assert evidence.heard is not None
    assert evidence.heard.ratio is None
    assert not evidence.silence_decides
    assert silence_wording.who(evidence, NAMES) == [
        "All who report from these areas were heard from in every week that is compared."
    ]


def test_before_its_first_word_few_incidents_are_no_silence_and_many_are(norrby: World) -> None:
    """Nobody checks in yet. Two incidents in every third week are how it is; six a week that stop are not."""
    making.fifty_weeks(norrby)
    reported(norrby, "kommunen", "D1", [2, 0, 0] * 16)
    reported(norrby, "bolaget", "D1", [6] * 20 + [0] * 30)
    evidence, _version = evidence_of(making.measure(norrby), FOLLOWED_UP)
    assert evidence.heard is not None
    silent = {voice.organisation: voice.silent for voice in evidence.heard.voices}
    assert silent == {"polisen": (), "kommunen": (), "bolaget": LABELS[20:]}


def test_an_organisation_that_joined_later_was_silent_until_then(norrby: World) -> None:
    evidence = two_who_report(norrby, range(30))
    assert evidence.heard is not None
    quiet = next(voice for voice in evidence.heard.voices if voice.organisation == "bolaget")
    assert (quiet.silent_before, quiet.silent_during, quiet.left_out) == (30, 0, True)
    assert evidence.ratio.verdict == "more"
    assert evidence.heard.ratio is not None
    assert evidence.heard.ratio.verdict == "no_difference"


def test_it_survives_its_way_through_the_database_and_older_evidence_loads(norrby: World) -> None:
    evidence = two_who_report(norrby, range(38, 43))
    kept: dict[str, Any] = json.loads(json.dumps(evidence.to_json(), allow_nan=False))
    assert Evidence.from_json(kept) == evidence
    for name in ("heard", "peak"):
        del kept[name]
    del kept["parameters"]["cost"]
    older = Evidence.from_json(kept)
    assert older == replace(evidence, heard=None, peak=None, parameters=kept["parameters"])
    assert not older.silence_decides
    assert wording.cost(older, "en") == ""
    assert "not looked at" in silence_wording.who(older, NAMES)[0]


def test_who_was_silent_is_said_in_shares_of_the_weeks(norrby: World) -> None:
    evidence = two_who_report(norrby, range(38, 43))
    assert silence_wording.who(evidence, NAMES) == [
        "Bolaget was silent in 0 of 30 weeks before it and in 5 of 20 weeks during it."
    ]
    assert silence_wording.counted_only(evidence, NAMES).startswith(
        "Counted only over weeks in which everybody reported (30 weeks before, 15 weeks during): no certain difference"
    )


@given(
    rate=st.integers(1, 20),
    other=st.integers(1, 20),
    elsewhere=st.integers(1, 40),
    silent=st.sets(st.integers(0, 49), max_size=30),
)
def test_pull_is_what_silence_does_to_a_measure_that_did_nothing(
    rate: int, other: int, elsewhere: int, silent: set[int]
) -> None:
    """In even weeks the ratio as counted is just the pull, whoever is silent when."""
    quiet = np.array([week in silent for week in range(50)])
    target = np.array([[rate] * 50, np.where(quiet, 0, other)])
    comparison = np.array([[elsewhere] * 50, np.where(quiet, 0, 1)])
    organisations = (
        Organisation(1, "a", frozenset(LABELS)),
        Organisation(2, "b", frozenset(label for label, gone in zip(LABELS, quiet, strict=True) if not gone)),
    )
    heard = listen(organisations, Reports(target + comparison, target, comparison), LABELS, 30, 20)
    sums = [side.sum(axis=0) for side in (target, comparison)]
    before, during = ([int(side[weeks].sum()) for side in sums] for weeks in (slice(0, 30), slice(30, 50)))
    first = min(organisations[1].words)
    if all(LABELS[week] >= first for week in silent):
        assert heard.pull == pytest.approx(during[0] / before[0] / (during[1] / before[1]))


def test_a_voice_is_as_it_was_kept() -> None:
    voice = Voice("polisen", (1, 2), (3, 4), ("2026-W02",), 1, 0, left_out=False)
    kept = json.loads(json.dumps({**{name: getattr(voice, name) for name in Voice.__slots__}}))
    assert Voice.from_json(kept) == voice


def test_the_file_of_weekly_figures_says_who_was_silent(norrby: World) -> None:
    from samlad.follow.presenting import CSV_HEADER, csv_rows

    evidence = two_who_report(norrby, range(38, 43))
    rows = [dict(zip(CSV_HEADER, row, strict=True)) for row in csv_rows(evidence)]
    assert [row["silent"] for row in rows] == [""] * 38 + ["bolaget"] * 5 + [""] * 7
    assert rows[38] == {
        "week": LABELS[38], "phase": "during", "target": 4, "comparison": 12, "beside": 0, "dose": 0.0,
        "target_all_heard": None, "comparison_all_heard": None, "silent": "bolaget",
    }  # fmt: skip
    assert sum(row["target"] for row in rows) == sum(evidence.target)


def test_a_date_before_the_measure_hears_without_fault(norrby: World) -> None:
    making.fifty_weeks(norrby)
    evidence, _version = evidence_of(making.measure(norrby), date(2026, 6, 1))
    assert evidence.heard is not None
    assert evidence.heard.during == 0
