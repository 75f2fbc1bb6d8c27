"""The judgement against all other areas counts what the database holds, and the more careful way answers."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
import shapely
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from numpy.typing import NDArray

from samlad.act.models import Measure
from samlad.analysis import area_effect
from samlad.collect.models import Category
from samlad.follow import actions, all_areas, ways, wording
from samlad.follow.evidence import Evidence
from samlad.follow.gathering import evidence_of
from samlad.follow.models import FollowUp
from samlad.follow.ratio import Ratio, more_careful
from samlad.people.models import Role
from samlad.picture import held
from samlad.places import actions as places_actions
from samlad.places.areas_file import AreaRow
from samlad.places.models import Area, Place
from tests.conftest import World
from tests.follow import making
from tests.follow.making import BEGIN, FOLLOWED_UP, START, TALL, WIDE

# Five by four squares of about two kilometres; the target is the one in the second row and column.
TARGET = "T1-1"
BESIDE = {f"T{x}-{y}" for x in range(3) for y in range(3)} - {TARGET}
LATER = FOLLOWED_UP + timedelta(weeks=20)
WEEKS_BEFORE, WEEKS = 30, 50


def codes() -> list[str]:
    return [f"T{x}-{y}" for x in range(WIDE) for y in range(TALL)]


@pytest.fixture
def town(norrby: World) -> World:
    """Norrby grown by twenty districts of the third level, with no two alike and a season that all have."""
    rows = [AreaRow("T", "Staden", 2, "M", False, shapely.box(22.2, 65.6, 22.4, 65.68))]
    for x in range(WIDE):
        for y in range(TALL):
            west, south = 22.2 + 0.04 * x, 65.6 + 0.02 * y
            shape = shapely.box(west, south, west + 0.04, south + 0.02)
            rows.append(AreaRow(f"T{x}-{y}", f"Kvarter {x}{y}", 3, "T", False, shape))
    places_actions.create_areas(actor=None, collaboration=norrby.collaboration, rows=rows)
    held.forget()
    return norrby


def weekly(rng: np.random.Generator, effect: float) -> NDArray[np.int64]:
    """Incidents per area and week; the target has `effect` times what it would have had during the measure."""
    level = rng.uniform(3, 12, WIDE * TALL)
    level[codes().index(TARGET)] = 14
    season = 1 + 0.3 * np.sin(np.arange(WEEKS) / 52 * 2 * np.pi)
    rates = level[:, None] * season
    rates[codes().index(TARGET), WEEKS_BEFORE:] *= effect
    return rng.poisson(rates)


def fill(world: World, counts: NDArray[np.int64], **values: Any) -> None:
    """The counts as incidents."""
    for number, code in enumerate(codes()):
        making.incidents(world, code, counts[number].tolist(), **values)


def measure(world: World, **values: Any) -> Measure:
    made = making.measure(world, **values)
    of = {"collaboration": world.collaboration}
    made.target_areas.set(Area.objects.filter(code=TARGET, **of))
    made.comparison_areas.set(Area.objects.filter(code__in=["T3-3", "T4-3"], **of))
    return made


def by_hand(counts: NDArray[np.int64], touched: set[str]) -> Ratio:
    """The same from the matrix itself."""
    known = codes()
    places = np.array([[int(code[1]) * 1.84, int(code[3]) * 2.22] for code in known])
    target = np.array([code == TARGET for code in known])
    buffer = np.array([code in touched for code in known])
    found = area_effect(counts, target, WEEKS_BEFORE, *places.T, buffer=buffer)
    low, high = float(found.interval.low), float(found.interval.high)
    return Ratio(
        float(found.estimate), low, high, float(found.expected), found.observed, 1.0, 1.0, found.reasons, ()
    )


def test_all_areas_are_counted_as_the_database_holds_them(town: World) -> None:
    counts = weekly(np.random.default_rng(4), 0.6)
    fill(town, counts)
    evidence, _ = evidence_of(measure(town), FOLLOWED_UP)
    every = evidence.all_areas
    assert every is not None
    assert set(every.beside) == BESIDE
    assert set(every.areas) == set(codes()) - BESIDE - {TARGET}
    assert (every.first, every.before, every.during, every.silent_weeks) == ("2026-W02", 30, 20, 0)
    assert every.ratio.counted == counts[codes().index(TARGET), WEEKS_BEFORE:].sum()
    # The distances on the round earth differ a little from those by hand.
    expected = by_hand(counts, BESIDE)
    assert every.ratio.estimate == pytest.approx(expected.estimate, rel=0.01)
    assert every.ratio.low == pytest.approx(expected.low, rel=0.02)
    assert every.ratio.low is not None
    assert every.ratio.high is not None
    assert every.ratio.low < 0.6 < every.ratio.high < 1
    assert 0 < every.held <= every.tried == len(every.areas)


def test_what_happens_beside_during_the_measure_does_not_count(town: World) -> None:
    counts = weekly(np.random.default_rng(4), 0.6)
    fill(town, counts)
    made = measure(town)
    first = evidence_of(made, FOLLOWED_UP)[0].all_areas
    extra = np.zeros_like(counts)
    extra[codes().index("T0-0"), WEEKS_BEFORE:] = 9
    fill(town, extra)
    assert evidence_of(made, FOLLOWED_UP)[0].all_areas == first
    extra[:] = 0
    extra[codes().index("T4-0"), WEEKS_BEFORE:] = 9
    fill(town, extra)
    other = evidence_of(made, FOLLOWED_UP)[0].all_areas
    assert other is not None
    assert first is not None
    assert other.ratio.expected != first.ratio.expected


@pytest.mark.parametrize(
    ("values", "busy"),
    [
        ({}, ("T4-0",)),
        ({"starts_on": START - timedelta(weeks=200), "ends_on": None}, ()),  # it has long been as it is
        ({"starts_on": BEGIN, "ends_on": START - timedelta(days=1)}, ()),
        ({"starts_on": FOLLOWED_UP + timedelta(days=1), "ends_on": None, "follow_up_on": LATER}, ()),
        ({"state": Measure.State.PLANNED}, ()),
    ],
)
def test_where_another_measure_went_on_is_not_counted_during(
    town: World, values: dict[str, Any], busy: tuple[str, ...]
) -> None:
    fill(town, weekly(np.random.default_rng(4), 0.6))
    made = measure(town)
    other = making.measure(town, made.problem, **values)
    other.target_areas.set(Area.objects.filter(collaboration=town.collaboration, code="T4-0"))
    every = evidence_of(made, FOLLOWED_UP)[0].all_areas
    assert every is not None
    assert every.busy == busy
    other.outcome.set(Category.objects.filter(collaboration=town.collaboration, code="NAR"))
    again = evidence_of(made, FOLLOWED_UP)[0].all_areas
    assert again is not None
    assert again.busy == ()


def test_another_measure_at_a_place_is_in_its_area(town: World) -> None:
    fill(town, weekly(np.random.default_rng(4), 0.6))
    made = measure(town)
    place = Place.objects.get(collaboration=town.collaboration)
    place.area = Area.objects.get(collaboration=town.collaboration, code="T4-1")
    place.save()
    making.measure(town, made.problem, target_place=place)
    every = evidence_of(made, FOLLOWED_UP)[0].all_areas
    assert every is not None
    assert every.busy == ("T4-1",)


def test_weeks_in_which_somebody_was_silent_are_not_counted(town: World) -> None:
    from tests.follow.test_silence import check_in

    rng = np.random.default_rng(4)
    counts, more = weekly(rng, 0.6), weekly(rng, 0.6)
    more[:, 40:44] = 0
    fill(town, counts)
    fill(town, more, organisation=town.organisations["bolaget"])
    check_in(town, "polisen", range(WEEKS), "reported")
    check_in(town, "bolaget", [week for week in range(WEEKS) if not 40 <= week < 44], "reported")
    every = evidence_of(measure(town), FOLLOWED_UP)[0].all_areas
    assert every is not None
    assert (every.before, every.during, every.silent_weeks, every.left_out) == (30, 16, 4, ())
    heard = np.delete(counts + more, range(40, 44), axis=1)
    assert every.ratio.estimate == pytest.approx(by_hand(heard, BESIDE).estimate, rel=0.01)


def test_there_is_none_for_a_place_for_several_levels_or_with_few_areas(town: World) -> None:
    fill(town, weekly(np.random.default_rng(4), 0.6))
    of = {"collaboration": town.collaboration}
    made = measure(town)
    made.target_areas.set(Area.objects.filter(code__in=["D1", TARGET], **of))
    assert evidence_of(made, FOLLOWED_UP)[0].all_areas is None
    # Of the level of D1 there are five areas: two touch it, one is the town, one is left.
    made.target_areas.set(Area.objects.filter(code="D1", **of))
    assert evidence_of(made, FOLLOWED_UP)[0].all_areas is None
    at_place = making.measure(town, made.problem, target_place=Place.objects.get(**of))
    assert evidence_of(at_place, FOLLOWED_UP)[0].all_areas is None


def test_areas_with_nothing_of_the_kind_are_left_out(town: World) -> None:
    counts = weekly(np.random.default_rng(4), 0.6)
    counts[codes().index("T4-0")] = 0
    fill(town, counts)
    every = evidence_of(measure(town), FOLLOWED_UP)[0].all_areas
    assert every is not None
    assert "T4-0" not in every.areas


def test_it_survives_its_way_through_the_database_and_comes_out_the_same_again(town: World) -> None:
    fill(town, weekly(np.random.default_rng(4), 0.6))
    made = measure(town)
    evidence, _ = evidence_of(made, FOLLOWED_UP)
    assert evidence.all_areas is not None
    assert Evidence.from_json(json.loads(json.dumps(evidence.to_json(), allow_nan=False))) == evidence
    assert evidence_of(made, FOLLOWED_UP)[0] == evidence


def test_queries_do_not_grow_with_measures_and_areas(town: World) -> None:
    fill(town, weekly(np.random.default_rng(4), 0.6))
    made = measure(town)
    evidence_of(made, FOLLOWED_UP)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            evidence_of(made, FOLLOWED_UP)
        return len(caught)

    making.measure(town, made.problem)
    few = queries()
    for _ in range(5):
        making.measure(town, made.problem)
    assert queries() == few


def ratio(estimate: float | None, low: float | None, high: float | None, *reasons: str) -> Ratio:
    return Ratio(estimate, low, high, 100.0, 60, 1.0, 20.0, reasons, ())


FEWER, FEWER_BUT_UNSURE = ratio(0.6, 0.5, 0.8), ratio(0.7, 0.45, 0.95)
NO_DIFFERENCE, NOTHING_KNOWN = ratio(0.9, 0.7, 1.2), ratio(None, None, None, "too_few_weeks")
MUCH_FEWER, MORE = ratio(0.3, 0.2, 0.4), ratio(1.5, 1.2, 1.9)


@pytest.mark.parametrize(
    ("one", "other", "careful", "disagree"),
    [
        (FEWER, NO_DIFFERENCE, NO_DIFFERENCE, True),
        (FEWER, FEWER_BUT_UNSURE, FEWER_BUT_UNSURE, False),
        (NO_DIFFERENCE, NOTHING_KNOWN, NOTHING_KNOWN, True),
        (FEWER, MUCH_FEWER, MUCH_FEWER, True),  # as sure, by the logarithm surer is the first
        (MORE, NO_DIFFERENCE, NO_DIFFERENCE, True),
    ],
)
def test_the_way_that_claims_less_answers(one: Ratio, other: Ratio, careful: Ratio, disagree: bool) -> None:
    for first, second in ((one, other), (other, one)):
        assert more_careful(first, second) == careful
        assert first.disagrees(second) is disagree


def test_what_contradicts_each_other_is_no_difference() -> None:
    for first, second in ((FEWER, MORE), (MORE, FEWER)):
        joined = more_careful(first, second)
        assert (joined.low, joined.high, joined.verdict) == (0.5, 1.9, "no_difference")


def computed(world: World) -> FollowUp:
    fill(world, weekly(np.random.default_rng(4), 0.4))
    return actions.compute(actor=None, measure=measure(world), on=FOLLOWED_UP)


def test_the_page_answers_once_and_shows_both_ways(
    town: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow_up = computed(town)
    # What takes its time was done when the evidence was kept; without the function the page is the same.
    monkeypatch.delattr(all_areas, "area_effect")
    client.force_login(town.members[Role.COORDINATOR].user)
    address = reverse("follow_up", args=["norrby", follow_up.pk])
    text = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert text.count('class="answer"') == 1
    assert "fewer than expected, reckoned against 11 other areas" in text
    assert "Against the chosen comparison areas alone:" in text
    assert "Reckoned in two ways" in text
    assert "It was tried where nothing was done:" in text
    assert "What happened beside the target during the measure is not counted in it: Kvarter 00" in text


def test_old_evidence_is_shown_as_it_was(town: World, client: Client) -> None:
    """Evidence from before there was a second way has no word of it."""
    follow_up = computed(town)
    stored = follow_up.evidence
    assert stored is not None
    del stored["all_areas"]
    follow_up.save()
    client.force_login(town.members[Role.COORDINATOR].user)
    address = reverse("follow_up", args=["norrby", follow_up.pk])
    text = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert "fewer than expected, compared with the comparison areas" in text
    assert "two ways" not in text
    assert Evidence.from_json(stored).all_areas is None


def test_ways_that_disagree_are_said_and_the_careful_one_answers(town: World) -> None:
    follow_up = computed(town)
    assert follow_up.evidence is not None
    evidence = Evidence.from_json(follow_up.evidence)
    assert evidence.all_areas is not None
    unsure = replace(evidence, all_areas=replace(evidence.all_areas, ratio=NO_DIFFERENCE), ratio=FEWER)
    answer = wording.answer(unsure, "Kvarter 11").replace("\u00a0", " ")
    assert "no certain difference, reckoned against 11 other areas" in answer
    said = ways.disagreement(unsure).replace("\u00a0", " ")
    assert "Against the chosen comparison areas: 40 % fewer" in said
    assert "Against 11 other areas: no certain difference" in said
    assert ways.second(unsure) == ""
    assert wording.verdict(unsure) == "no certain difference"
    sure = replace(unsure, ratio=NO_DIFFERENCE, all_areas=replace(evidence.all_areas, ratio=FEWER))
    assert "no certain difference from the comparison areas" in wording.answer(sure, "Kvarter 11")
    assert "Against 11 other areas: 40" in ways.disagreement(sure)


def test_silence_is_no_reason_for_care_where_silent_weeks_are_not_counted(town: World) -> None:
    follow_up = computed(town)
    assert follow_up.evidence is not None
    evidence = Evidence.from_json(follow_up.evidence)
    assert evidence.heard is not None
    assert evidence.all_areas is not None
    decided = replace(evidence, heard=replace(evidence.heard, ratio=NO_DIFFERENCE), ratio=FEWER)
    by_all = replace(decided, all_areas=replace(evidence.all_areas, ratio=FEWER_BUT_UNSURE))
    assert not by_all.silence_decides
    assert replace(decided, all_areas=None).silence_decides
