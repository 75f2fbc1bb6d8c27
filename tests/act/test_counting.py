"""The figures of problems are those of the incidents, in the right weeks, areas and categories."""

from datetime import date, timedelta

import pytest

from samlad.act import counting, facts, queries, ranked_queries
from samlad.people.models import Role
from samlad.picture import held
from samlad.picture.periods import Period
from tests.act.making import a_problem, area, category, place
from tests.collect.files import bring_in, file_of
from tests.conftest import World

HEADER = "id;datum;kategori;latitud;longitud;otrygghet"
PROFILE = '[columns]\nexternal_id = "id"\nfelt_insecurity = "otrygghet"\n'
# The middle of each district.
MIDDLES = {"D1": (65.605, 22.02), "D2": (65.605, 22.06), "D3": (65.63, 22.035), "D4": (65.63, 22.06)}
TODAY = date(2026, 11, 9)  # a Monday: week 45 is over


def rows(code: str, days: list[date], category: str = "SKA.KLO", felt: str = "") -> list[str]:
    latitude, longitude = MIDDLES[code]
    return [
        f"{code}-{category}-{felt}-{number};{day} 12:00;{category};{latitude};{longitude};{felt}"
        for number, day in enumerate(days)
    ]


@pytest.fixture
def counted(norrby: World) -> counting.Counts:
    last = date(2026, 11, 8)
    lines = [
        *rows("D1", [last, last, last - timedelta(days=6)], felt="4"),
        *rows("D1", [last - timedelta(weeks=60)], felt="1"),
        *rows("D1", [last], "NAR.BRU"),
        *rows("D2", [last - timedelta(days=7)] * 5),
        *rows("D3", [last + timedelta(days=1)] * 9),
    ]
    bring_in(norrby.organisations["polisen"], file_of(lines, HEADER), PROFILE)
    return counting.counts(norrby.collaboration, TODAY)


def scope(counted: counting.Counts, world: World, code: str, *areas: str) -> counting.Scope:
    return counted.scope([category(world, code).pk], [area(world, one).pk for one in areas], None)


def test_weeks_hold_what_happened_in_them(norrby: World, counted: counting.Counts) -> None:
    assert counted.weeks[-1] == Period.parse("2026-W45")
    assert len(counted.weeks) == counting.TREND_WEEKS
    own = counted.weekly(scope(counted, norrby, "SKA", "D1"))
    assert own[-2:].tolist() == [0, 3]
    assert own.sum() == 4
    # Monday of the week after is in no week that is over.
    assert counted.weekly(scope(counted, norrby, "SKA", "D3")).sum() == 0


def test_what_lies_below_is_counted_too(norrby: World, counted: counting.Counts) -> None:
    assert counted.weekly(scope(counted, norrby, "SKA", "M"))[-2:].tolist() == [5, 3]
    assert counted.weekly(scope(counted, norrby, "SKA.KLO", "M")).sum() == 9
    assert counted.weekly(scope(counted, norrby, "SKA.GLA", "M")).sum() == 0
    assert counted.weekly(scope(counted, norrby, "NAR", "D1")).sum() == 1


def test_facts_by_hand(norrby: World, counted: counting.Counts) -> None:
    names = held.catalogue(norrby.collaboration)
    weights = {category(norrby, "SKA.KLO").pk: 2.0}
    first, second = facts.facts(
        counted,
        names,
        [scope(counted, norrby, "SKA", "D1"), scope(counted, norrby, "SKA", "D2")],
        weights,
    )
    assert (first.incidents, first.weighted) == (3, 6.0)
    assert (first.felt, first.felt_answers) == (4.0, 3)
    assert (first.position, first.spots, first.ahead) == (2, 4, "Distrikt 2")
    assert (second.incidents, second.position, second.ahead) == (5, 1, "")
    assert second.felt is None
    assert first.change is None, "ten incidents are too few for a trend"


def test_a_place_has_its_own_incidents(norrby: World) -> None:
    spot = place(norrby)
    day = date(2026, 11, 4)
    lines = [f"p{number};{day};SKA;{spot.latitude};{spot.longitude};{spot.name}" for number in range(4)]
    lines.append("q;2026-11-08;SKA;65.605;22.02;")
    bring_in(norrby.organisations["polisen"], file_of(lines, "id;datum;kategori;latitud;longitud;plats"))
    counted = counting.counts(norrby.collaboration, TODAY)
    found = counted.weekly(counted.scope([category(norrby, "SKA").pk], [], spot.pk))
    assert found.sum() == 4


def test_new_incidents_are_seen_at_once(norrby: World, counted: counting.Counts) -> None:
    viewer = norrby.members[Role.MEMBER]
    problem = a_problem(norrby)
    before = ranked_queries.ranked_problem(viewer, problem).ranked.facts.incidents
    bring_in(
        norrby.organisations["bolaget"],
        file_of(rows("D1", [date(2026, 11, 3)] * 2), HEADER),
        PROFILE,
    )
    assert ranked_queries.ranked_problem(viewer, problem).ranked.facts.incidents == before + 2


def test_nothing_at_all_is_no_fault(norrby: World) -> None:
    viewer = norrby.members[Role.MEMBER]
    facts = ranked_queries.ranked_problem(viewer, a_problem(norrby)).ranked.facts
    assert (facts.incidents, facts.weighted, facts.change, facts.felt) == (0, 0, None, None)
    assert ranked_queries.facts_about(viewer, []) == []
    assert sum(count for _week, count in queries.weekly_counts(viewer, a_problem(norrby))) == 0


def test_what_is_chosen_twice_is_counted_once(norrby: World, counted: counting.Counts) -> None:
    both = [category(norrby, "SKA").pk, category(norrby, "SKA.KLO").pk]
    areas = [area(norrby, "M").pk, area(norrby, "D1").pk]
    assert counted.scope(both, areas, None) == scope(counted, norrby, "SKA", "M")
    assert counted.weekly(counted.scope(both, areas, None))[-2:].tolist() == [5, 3]
    apart = counted.scope(both, [area(norrby, "D2").pk, area(norrby, "D1").pk], None)
    assert counted.weekly(apart)[-2:].tolist() == [5, 3]
    (found,) = facts.facts(counted, held.catalogue(norrby.collaboration), [apart], {})
    assert (found.incidents, found.felt_answers) == (8, 3)


def test_many_at_once_are_as_one_by_one(norrby: World, counted: counting.Counts) -> None:
    names = held.catalogue(norrby.collaboration)
    weights = {category(norrby, "SKA.KLO").pk: 2.0, category(norrby, "NAR.BRU").pk: 3.0}
    scopes = [
        scope(counted, norrby, code, where)
        for code in ("SKA", "NAR", "SKA.KLO", "POS")
        for where in ("M", "D1", "D2", "D4")
    ]
    scopes.append(counted.scope([category(norrby, "SKA").pk], [], place(norrby).pk))
    scopes.append(counted.scope([category(norrby, "SKA").pk], [], None))
    together = facts.facts(counted, names, scopes, weights)
    assert together == [facts.facts(counted, names, [one], weights)[0] for one in scopes]
    assert together[-1].spots == 0, "nowhere has no like"
    assert together[-2].spots == 1
    assert facts.facts(counted, names, [], weights) == []
