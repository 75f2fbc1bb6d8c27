"""Problems are made once, whole, guarded, and never written over unseen."""

import json
import uuid
from datetime import date
from typing import Any

import pytest

from samlad.act import actions, workflow
from samlad.act.models import Measure, Problem
from samlad.act.refusals import Conflict, Refused
from samlad.people.models import AuditEntry, Role
from samlad.people.policy import Denied
from tests.act.making import a_measure, a_problem, area, category, place, problem_plan
from tests.conftest import World

PERSONAL = "Ring 070-123 45 67 eller skriv till nisse@example.test"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"categories": []}, "categories"),
        ({"area": None}, "where"),
        ({"first_day": None}, "first_day"),
        ({"last_day": None}, "last_day"),
        ({"last_day": date(2026, 7, 31)}, "last_day"),
        ({"offender": "x" * 1_001}, "offender"),
        ({"seriousness": 6}, "seriousness"),
    ],
)
def test_none_can_be_made_without(norrby: World, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        a_problem(norrby, **changes)
    assert list(refused.value.sentences) == [field]
    assert refused.value.sentences[field].endswith((".", "?"))
    assert not Problem.objects.exists()


def test_everything_that_is_wrong_is_said_at_once(norrby: World) -> None:
    with pytest.raises(Refused) as refused:
        actions.create_problem(actor=None, collaboration=norrby.collaboration, plan=actions.ProblemPlan())
    assert set(refused.value.sentences) == {"title", "categories", "where", "first_day", "last_day"}


def test_rows_of_another_collaboration_are_refused(norrby: World, soderby: World) -> None:
    for changes in ({"area": area(soderby, "D1")}, {"categories": [category(soderby, "SKA")]}):
        with pytest.raises(Refused, match="another collaboration"):
            a_problem(norrby, **changes)


def test_the_same_form_twice_makes_one(norrby: World) -> None:
    key, actor = uuid.uuid4(), norrby.members[Role.MEMBER]
    made = [
        actions.create_problem(
            actor=actor, collaboration=norrby.collaboration, plan=problem_plan(norrby), key=key
        )
        for _ in range(2)
    ]
    assert made[0].pk == made[1].pk
    assert Problem.objects.count() == 1
    assert AuditEntry.objects.filter(action="create", subject="problem").count() == 1


def test_a_key_does_not_open_another_collaborations_problem(norrby: World, soderby: World) -> None:
    problem = a_problem(norrby)
    with pytest.raises(Denied):
        actions.create_problem(
            actor=soderby.members[Role.MEMBER],
            collaboration=soderby.collaboration,
            plan=problem_plan(soderby),
            key=problem.key,
        )


def test_a_place_brings_its_area(norrby: World) -> None:
    problem = a_problem(norrby, area=None, place=place(norrby))
    assert problem.place_id
    assert problem.area_id == place(norrby).area_id


def test_personal_data_is_masked_everywhere_and_never_audited(norrby: World) -> None:
    texts = dict.fromkeys(("title", "offender", "target", "setting", "handlers", "enablers"), PERSONAL)
    problem = a_problem(norrby, **texts)
    actions.step_problem(actor=None, problem=problem, step=workflow.ProblemStep.CLOSE, reason=PERSONAL)
    problem.refresh_from_db()
    for name in [*texts, "closing_reason"]:
        value = getattr(problem, name)
        assert "[telefon]" in value, name
        assert "070" not in value, name
        assert "nisse" not in value, name
    for entry in AuditEntry.objects.filter(subject="problem"):
        told = json.dumps([entry.old, entry.new])
        assert "Ring" not in told
        assert "telefon" not in told


def test_a_mask_longer_than_what_it_hides_still_fits(norrby: World) -> None:
    problem = a_problem(norrby, title="a@b.se " * 17)
    assert len(problem.title) <= 120


def test_the_second_of_two_is_told_who_was_first(norrby: World) -> None:
    problem = a_problem(norrby)
    first, second = norrby.members[Role.COORDINATOR], norrby.members[Role.REVIEWER]
    plan = problem_plan(norrby, offender="Den första")
    actions.change_problem(actor=first, problem=problem, plan=plan, revision=0)
    other = problem_plan(norrby, offender="Den andra")
    with pytest.raises(Conflict, match=r"Kommunen"):
        actions.change_problem(actor=second, problem=problem, plan=other, revision=0)
    problem.refresh_from_db()
    assert (problem.offender, problem.revision) == ("Den första", 1)


def test_a_problem_with_unfinished_measures_is_not_closed(norrby: World) -> None:
    measure = a_measure(norrby, state=Measure.State.RUNNING)
    close = workflow.ProblemStep.CLOSE
    with pytest.raises(Refused, match="1 measure of this problem"):
        actions.step_problem(actor=None, problem=measure.problem, step=close, reason="Löst.")
    actions.end_measure(actor=None, measure=measure)
    closed = actions.step_problem(actor=None, problem=measure.problem, step=close, reason="Löst.")
    assert closed.state == Problem.State.CLOSED


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_closing_takes_a_reason(norrby: World, reason: str) -> None:
    with pytest.raises(Refused, match="reason"):
        actions.step_problem(
            actor=None, problem=a_problem(norrby), step=workflow.ProblemStep.CLOSE, reason=reason
        )


def test_the_groups_own_order(norrby: World) -> None:
    actor = norrby.members[Role.MEMBER]
    one, other = a_problem(norrby), a_problem(norrby)
    order: dict[int, int | None] = {one.pk: 2, other.pk: 1}
    assert actions.order_problems(actor=actor, collaboration=norrby.collaboration, order=order) == 2
    assert actions.order_problems(actor=actor, collaboration=norrby.collaboration, order=order) == 0
    order = {one.pk: None}
    assert actions.order_problems(actor=actor, collaboration=norrby.collaboration, order=order) == 1
    assert list(Problem.objects.order_by("id").values_list("rank", flat=True)) == [None, 1]
    with pytest.raises(Refused, match="1 to 999"):
        actions.order_problems(actor=actor, collaboration=norrby.collaboration, order={one.pk: 1_000})


def test_only_ones_own_problems_are_ordered(norrby: World, soderby: World) -> None:
    theirs = a_problem(soderby)
    actor = norrby.members[Role.MEMBER]
    assert not actions.order_problems(actor=actor, collaboration=norrby.collaboration, order={theirs.pk: 1})
