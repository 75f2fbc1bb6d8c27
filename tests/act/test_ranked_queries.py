"""The light ranking says of each problem what its own page says, and the rows shown are those asked for."""

import pytest
from django.test import Client

from samlad.act import ranked_queries
from samlad.act.models import Problem
from samlad.people.models import Role
from samlad.people.policy import Denied
from tests.act.making import a_measure, a_problem, area, category, place
from tests.act.sending import to
from tests.collect.files import bring_in, file_of, row
from tests.conftest import World


def _various(world: World) -> list[Problem]:
    """Problems that differ in where, in what and in how they are assessed."""
    bring_in(world.organisations["polisen"], file_of(row(number) for number in range(8)))
    return [
        a_problem(
            world,
            title=f"Problem {number}",
            area=None if number % 3 == 0 else area(world, f"D{1 + number % 4}"),
            place=place(world) if number % 3 == 0 else None,
            categories=[category(world, code) for code in (("SKA",), ("NAR", "SKA.KLO"))[number % 2]],
            mandate=None if number % 4 == 0 else 1 + number % 5,
            seriousness=1 + number % 5,
        )
        for number in range(9)
    ]


def test_each_line_is_what_the_problems_own_page_says(norrby: World) -> None:
    viewer = norrby.members[Role.MEMBER]
    problems = {problem.pk: problem for problem in _various(norrby)}
    lines = ranked_queries.ranking_of(viewer, "open")
    assert {line.pk for line in lines} == set(problems)
    assert [line.place for line in lines] == list(range(1, 10))
    for line in lines:
        own = ranked_queries.ranked_problem(viewer, problems[line.pk]).ranked
        assert (line.title, line.facts, line.need, line.influence) == (
            own.title,
            own.facts,
            own.need,
            own.influence,
        )
    known = [line.priority for line in lines if line.priority is not None]
    assert known == sorted(known, reverse=True)
    assert all(line.priority is None for line in lines[len(known) :])


def test_only_what_is_shown_is_read_whole_in_the_order_asked_for(norrby: World) -> None:
    viewer = norrby.members[Role.MEMBER]
    problems = _various(norrby)
    a_measure(norrby, problems[4], state="running")
    a_measure(norrby, problems[4])
    lines = ranked_queries.ranking_of(viewer, "open")
    chosen = [line for line in lines if line.pk in {problems[2].pk, problems[4].pk}][::-1]
    rows = ranked_queries.ranked_problems(viewer, chosen)
    assert [row.problem.pk for row in rows] == [line.pk for line in chosen]
    assert {row.problem.pk: row.running for row in rows} == {problems[2].pk: 0, problems[4].pk: 1}


def test_states_collaborations_and_rights_are_kept_apart(norrby: World, soderby: World) -> None:
    own, foreign = a_problem(norrby), a_problem(soderby)
    viewer = norrby.members[Role.MEMBER]
    assert [line.pk for line in ranked_queries.ranking_of(viewer, "open")] == [own.pk]
    assert ranked_queries.ranking_of(viewer, "closed") == []
    theirs = ranked_queries.ranking_of(soderby.members[Role.MEMBER], "open")
    assert [line.pk for line in theirs] == [foreign.pk]
    assert ranked_queries.ranked_problems(viewer, theirs) == []
    with pytest.raises(Denied):
        ranked_queries.ranking_of(norrby.members[Role.READER], "open")


def test_the_last_page_has_the_rest(
    norrby: World, signed_in: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("samlad.act.problem_views.PAGE", 4)
    problems = _various(norrby)
    pages = [signed_in.get(f"{to('problems')}?page={page}").context["rows"] for page in (1, 2, 3)]
    assert [len(rows) for rows in pages] == [4, 4, 1]
    assert {row["problem"].pk for rows in pages for row in rows} == {problem.pk for problem in problems}
    assert [row["place"] for rows in pages for row in rows] == list(range(1, 10))
    assert signed_in.get(f"{to('problems')}?page=99").context["rows"][0]["place"] == 9
