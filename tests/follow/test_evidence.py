"""The evidence holds what the database holds, week by week, and says no more than it can."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from samlad.follow.evidence import Evidence
from samlad.follow.gathering import evidence_of
from samlad.places.models import Area, Place
from tests.conftest import World
from tests.follow import making
from tests.follow.making import BEGIN, FOLLOWED_UP, START


def test_weekly_counts_are_those_of_the_incidents(norrby: World) -> None:
    making.fifty_weeks(norrby)
    evidence, version = evidence_of(making.measure(norrby), FOLLOWED_UP)
    assert evidence.weeks[0] == "2026-W02"
    assert (evidence.before, evidence.during) == (30, 20)
    assert evidence.target == (6,) * 30 + (3,) * 20
    assert evidence.comparison == (12,) * 50
    # Districts 2 and 3 touch district 1; 4 is what it is compared with.
    assert evidence.beside == (10,) * 50
    assert evidence.parameters["areas_beside"] == ["D2", "D3"]
    assert version == evidence.parameters["data_version"]
    assert evidence.ratio.estimate == pytest.approx(0.5)
    assert evidence.ratio.verdict == "fewer"
    assert evidence.beside_ratio is not None
    assert evidence.beside_ratio.verdict == "no_difference"


def test_a_comparison_in_the_corner_of_the_target_is_said(norrby: World) -> None:
    """Districts 1 and 4 meet in one point."""
    making.fifty_weeks(norrby)
    evidence, _ = evidence_of(making.measure(norrby), FOLLOWED_UP)
    assert "comparison_beside" in evidence.warnings


def test_it_survives_its_way_through_the_database(norrby: World) -> None:
    making.fifty_weeks(norrby)
    evidence, _ = evidence_of(making.measure(norrby), FOLLOWED_UP)
    assert Evidence.from_json(json.loads(json.dumps(evidence.to_json()))) == evidence
    json.dumps(evidence.to_json(), allow_nan=False)


def test_a_week_that_is_begun_belongs_to_neither_side(norrby: World) -> None:
    making.fifty_weeks(norrby)
    started = making.measure(norrby, starts_on=START + timedelta(days=2))
    evidence, _ = evidence_of(started, FOLLOWED_UP)
    assert (evidence.before, evidence.during, len(evidence.weeks)) == (30, 19, 50)
    assert evidence.ratio.counted == 19 * 3


def test_weeks_after_the_end_and_weeks_not_over_are_left_out(norrby: World) -> None:
    making.fifty_weeks(norrby)
    ended = making.measure(norrby, ends_on=START + timedelta(days=9 * 7 + 3))
    assert evidence_of(ended, FOLLOWED_UP)[0].during == 9
    lasting = making.measure(norrby, ended.problem, ends_on=None)
    assert evidence_of(lasting, START + timedelta(days=9 * 7 + 3))[0].during == 9


def test_weeks_that_no_report_reaches_are_left_out(norrby: World) -> None:
    """Reports end in week 40 of 50: what comes after is unknown, not none."""
    making.incidents(norrby, "D1", [6] * 40)
    making.incidents(norrby, "D4", [12] * 40)
    assert evidence_of(making.measure(norrby), FOLLOWED_UP)[0].during == 10


def test_at_most_a_year_before(norrby: World) -> None:
    making.incidents(norrby, "D1", [1] * 100, begin=BEGIN - timedelta(weeks=60))
    evidence, _ = evidence_of(making.measure(norrby), FOLLOWED_UP)
    assert evidence.before == 52


def test_other_categories_and_withdrawn_incidents_do_not_count(norrby: World) -> None:
    making.fifty_weeks(norrby)
    before, _ = evidence_of(making.measure(norrby), FOLLOWED_UP)
    making.incidents(norrby, "D1", [9] * 50, category="NAR")
    making.incidents(norrby, "D1", [9] * 50, state=2)
    making.incidents(norrby, "D1", [1] * 50, category="SKA.KLO")
    after, _ = evidence_of(making.measure(norrby), FOLLOWED_UP)
    assert after.target == tuple(count + 1 for count in before.target)


def test_a_place_is_what_belongs_to_it_and_the_rest_of_its_area_is_beside(norrby: World) -> None:
    place = Place.objects.get(collaboration=norrby.collaboration)
    Place.objects.filter(pk=place.pk).update(
        area=Area.objects.get(collaboration=norrby.collaboration, code="D1")
    )
    place.refresh_from_db()
    making.incidents(norrby, "D1", [6] * 30 + [3] * 20, place=place)
    making.incidents(norrby, "D1", [2] * 50)
    making.incidents(norrby, "D4", [12] * 50)
    evidence, _ = evidence_of(making.measure(norrby, target_place=place), FOLLOWED_UP)
    assert evidence.target == (6,) * 30 + (3,) * 20
    assert evidence.beside == (2,) * 50
    assert evidence.parameters["target_radius"] == 100


def test_nothing_reported_at_all_is_too_little_data(norrby: World) -> None:
    evidence, _ = evidence_of(making.measure(norrby), FOLLOWED_UP)
    assert evidence.ratio.verdict == "too_little_data"
    assert evidence.ratio.estimate is None
    json.dumps(evidence.to_json(), allow_nan=False)


def test_dose_is_what_was_given_by_then_against_what_was_due(norrby: World) -> None:
    making.fifty_weeks(norrby)
    measure = making.measure(norrby)
    for week in range(20):
        making.dose(measure, 0.5, START + timedelta(weeks=week, days=3))
    whole, _ = evidence_of(measure, FOLLOWED_UP)
    assert (whole.dose_given, whole.dose_due, whole.dose_planned) == (10, 20, 20)
    assert whole.dose[:30] == (0.0,) * 30
    assert whole.dose[30:] == (0.5,) * 20
    assert "low_dose" in whole.warnings
    half, _ = evidence_of(measure, START + timedelta(weeks=10))
    assert (half.dose_given, half.dose_due) == (5, 10)
    lasting = replace_end(measure)
    assert evidence_of(lasting, START + timedelta(weeks=10))[0].dose_due == 20


def replace_end(measure: object) -> object:
    measure.ends_on = None  # type: ignore[attr-defined] # not saved: the plan is read from the object
    return measure


def test_no_verdict_without_an_interval(norrby: World) -> None:
    making.fifty_weeks(norrby)
    ratio = evidence_of(making.measure(norrby), FOLLOWED_UP)[0].ratio
    assert replace(ratio, low=None).verdict == "too_little_data"
    assert replace(ratio, low=1.1, high=1.5).verdict == "more"
    assert replace(ratio, low=0.9, high=1.5).verdict == "no_difference"
    assert replace(ratio, reasons=("too_few_weeks",)).verdict == "too_little_data"


def test_a_date_before_the_measure_compares_nothing(norrby: World) -> None:
    making.fifty_weeks(norrby)
    evidence, _ = evidence_of(making.measure(norrby), date(2026, 6, 1))
    assert evidence.during == 0
    assert evidence.ratio.verdict == "too_little_data"
