"""The trend is shown as it was reported and adjusted for who was silent, with how much of it is assumed."""

from datetime import date, timedelta

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from tests.conftest import World
from tests.english import in_english as in_english
from tests.follow import making

from samlad.analysis import trend_adjusted_for_silence
from samlad.collect.models import CheckIn
from samlad.people.models import Role
from samlad.people.policy import Denied
from samlad.picture import silence_trend
from samlad.picture.periods import Kind, Period
from samlad.picture.query import Query
from samlad.picture.silence import silent_weeks
from samlad.picture.silence_trend import SilenceTrend

WEEKS = 120
BEGIN = date(2024, 7, 1)
LAST = Period.holding(BEGIN + timedelta(weeks=WEEKS - 1), Kind.WEEK)
JOINED = 60


def two_who_report(world: World) -> np.ndarray:
    """The police all the time, the company after sixty weeks, and silent for four; nothing changes."""
    rng = np.random.default_rng(8)
    counts = rng.poisson([[6.0], [5.0]], (2, WEEKS))
    counts[1, :JOINED] = counts[1, 80:84] = 0
    for line, slug in enumerate(("polisen", "bolaget")):
        making.incidents(
            world, "D1", counts[line].tolist(), begin=BEGIN, organisation=world.organisations[slug]
        )
    return counts


def check_in(world: World, slug: str, week: int) -> None:
    year, number, _ = (BEGIN + timedelta(weeks=week)).isocalendar()
    CheckIn.objects.create(
        collaboration=world.collaboration,
        organisation=world.organisations[slug],
        year=year,
        week=number,
        word="nothing",
    )


def found(world: World, **choice: tuple[str, ...]) -> SilenceTrend | None:
    return silence_trend.found(world.members[Role.COORDINATOR], Query(LAST, **choice))


def test_who_joins_is_no_rise(norrby: World) -> None:
    counts = two_who_report(norrby)
    of = found(norrby)
    assert of is not None
    expected = trend_adjusted_for_silence(counts, counts > 0, periods_per_year=365.2425 / 7)
    assert of.raw == pytest.approx(
        [
            v - 1
            for v in (expected.raw.estimate[0], expected.raw.interval.low[0], expected.raw.interval.high[0])
        ],
        abs=1e-3,
    )
    assert of.raw[1] > 0.1
    assert of.adjusted[1] < 0 < of.adjusted[2]
    assert of.assumed == pytest.approx(expected.coverage.assumed, abs=0.01)
    assert (of.weeks, of.silent) == (WEEKS, JOINED + 4)
    assert of.lowest < of.adjusted[0] < of.highest


def test_nothing_to_report_is_no_silence(norrby: World) -> None:
    two_who_report(norrby)
    for week in range(80, 84):
        check_in(norrby, "bolaget", week)
    of = found(norrby)
    assert of is not None
    assert of.silent == JOINED


def test_it_follows_the_filters_and_the_incidents(norrby: World) -> None:
    two_who_report(norrby)
    whole = found(norrby)
    making.incidents(norrby, "D2", [3] * WEEKS, begin=BEGIN, category="NAR")
    assert found(norrby, categories=("SKA",)) == whole
    assert found(norrby, areas=("D1",)) == whole
    assert found(norrby) != whole
    assert found(norrby, areas=("D3",)) is None


def test_a_year_is_the_least_and_what_is_not_reported_yet_is_no_fall(norrby: World) -> None:
    making.incidents(norrby, "D1", [4] * 51, begin=LAST.first - timedelta(weeks=50))
    assert found(norrby) is None
    making.incidents(norrby, "D1", [4], begin=LAST.first - timedelta(weeks=51))
    whole = found(norrby)
    assert whole is not None
    later = silence_trend.found(norrby.members[Role.COORDINATOR], Query(LAST.shifted(30)))
    assert later is not None
    assert later.weeks == whole.weeks == 52


def test_only_those_inside_see_it(norrby: World, client: Client) -> None:
    two_who_report(norrby)
    with pytest.raises(Denied):
        silence_trend.found(norrby.members[Role.READER], Query(LAST))
    client.force_login(norrby.members[Role.COORDINATOR].user)
    page = client.get(
        reverse("picture", args=["norrby"]), {"period": LAST.label}, headers={"accept-language": "en"}
    )
    assert "As reported, incidents change by +" in page.content.decode()
    assert "Adjusting assumes that the silent had what is usual for them" in page.content.decode()


def test_the_sentences() -> None:
    change = (0.04, -0.03, 0.11)
    of = SilenceTrend(156, change, (-0.071, -0.12, 0.0), 0.0, 0.09, 0.004, 12)
    said = [text.replace("\u00a0", " ") for text in silence_trend.sentences(of)]
    assert said == [
        "As reported, incidents change by +4 % a year (uncertainty: −3 % to +11 %; 156 weeks).",
        "Somebody was silent in 12 of them. Adjusted for that it is −7 % a year (−12 % to ±0 %).",
        (
            "Adjusting assumes that the silent had what is usual for them, some 1 % of the incidents: had they had "
            "nothing, or twice as many, it would be between ±0 % and +9 % a year."
        ),
    ]
    same = silence_trend.sentences(SilenceTrend(156, change, change, 0.041, 0.044, 0.004, 12))
    assert "it would still be +4" in same[-1]
    much = silence_trend.sentences(SilenceTrend(156, change, change, 0.0, 0.1, 0.3, 80))
    assert much[-1] == "So much is assumed that the trend should not be relied on."
    assert len(silence_trend.sentences(SilenceTrend(156, change, change, 0.0, 0.0, 0.0, 0))) == 2
    assert silence_trend.sentences(None) == []


def test_silence_is_no_word_and_nothing_where_something_was_to_be_expected() -> None:
    weeks = [f"2026-W{week:02d}" for week in range(1, 7)]
    often, seldom = np.array([4, 0, 5, 0, 3, 3]), np.array([1, 0, 0, 0, 1, 0])
    assert silent_weeks(frozenset(), often, weeks) == [False, True, False, True, False, False]
    assert silent_weeks(frozenset({"2026-W02"}), often, weeks) == [False, False, False, True, False, False]
    assert silent_weeks(frozenset(), seldom, weeks) == [False] * 6
    assert silent_weeks(frozenset({"2026-W03"}), seldom, weeks) == [False, False, False, True, False, True]
