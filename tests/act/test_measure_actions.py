"""A measure has everything it takes to be judged, or it is not made."""

import json
import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from samlad.act import actions, queries, workflow
from samlad.act.measure_actions import local_today
from samlad.act.models import Dose, Measure, MeasureStep
from samlad.act.refusals import Conflict, Refused
from samlad.people.models import AuditEntry, Role
from samlad.people.policy import Denied
from tests.act.making import (
    FOLLOW_UP,
    START,
    a_dose,
    a_measure,
    a_problem,
    area,
    category,
    measure_plan,
    place,
)
from tests.conftest import World

MISSING: dict[str, Any] = {
    "type": "",
    "title": " ",
    "mechanism": "",
    "owner_organisation": None,
    "owner": None,
    "dose_amount": None,
    "dose_unit": "",
    "starts_on": None,
    "cost": None,
    "outcome": [],
    "target_areas": [],
    "comparison_areas": [],
    "follow_up_on": None,
}


@pytest.mark.parametrize("field", MISSING)
def test_none_can_be_made_without(norrby: World, field: str) -> None:
    with pytest.raises(Refused) as refused:
        a_measure(norrby, **{field: MISSING[field]})
    assert list(refused.value.sentences) == [field]
    assert refused.value.sentences[field].endswith((".", "…", "?"))
    assert not Measure.objects.exists()


def test_everything_that_is_missing_is_said_at_once(norrby: World) -> None:
    with pytest.raises(Refused) as refused:
        actions.create_measure(actor=None, problem=a_problem(norrby), plan=actions.MeasurePlan())
    assert set(refused.value.sentences) == set(MISSING)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"type": "XYZ"}, "type", "XYZ"),
        ({"dose_amount": 0.0}, "dose_amount", "more than 0"),
        ({"dose_amount": -1.0}, "dose_amount", "more than 0"),
        ({"dose_amount": float("nan")}, "dose_amount", "more than 0"),
        ({"dose_amount": float("inf")}, "dose_amount", "more than 0"),
        ({"cost": -1}, "cost", "0 or more"),
        ({"cost": 10**13}, "cost", "0 or more"),
        ({"ends_on": START - timedelta(days=1)}, "ends_on", "2026-09-06"),
        ({"follow_up_on": START}, "follow_up_on", "not after"),
        ({"title": "x" * 121}, "title", "121"),
        ({"dose_unit": "x" * 31}, "dose_unit", "31"),
    ],
)
def test_bad_input(norrby: World, changes: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        a_measure(norrby, **changes)
    assert words in refused.value.sentences[field]


@pytest.mark.parametrize("code", ["D1", "M"])
def test_the_comparison_is_not_the_target_nor_holds_it(norrby: World, code: str) -> None:
    with pytest.raises(Refused, match="cannot be compared"):
        a_measure(norrby, comparison_areas=[area(norrby, "D3"), area(norrby, code)])


def test_the_comparison_does_not_lie_inside_the_target(norrby: World) -> None:
    with pytest.raises(Refused, match="cannot be compared"):
        a_measure(norrby, target_areas=[area(norrby, "M")], comparison_areas=[area(norrby, "D2")])


def test_the_comparison_does_not_hold_the_target_place(norrby: World) -> None:
    spot = place(norrby)
    spot.area = area(norrby, "D1")
    spot.save()
    changes = {"target_areas": [], "target_place": spot}
    with pytest.raises(Refused, match="Distrikt 1"):
        a_measure(norrby, **changes, comparison_areas=[area(norrby, "D1")])
    assert a_measure(norrby, **changes, comparison_areas=[area(norrby, "D2")]).target_place == spot


def test_rows_of_another_collaboration_are_refused(norrby: World, soderby: World) -> None:
    stranger = soderby.members[Role.REPORTER]
    for changes in (
        {"comparison_areas": [area(soderby, "D2")]},
        {"target_areas": [area(soderby, "D1")]},
        {"outcome": [category(soderby, "SKA")]},
        {"owner": stranger, "owner_organisation": stranger.organisation},
    ):
        with pytest.raises(Refused, match="another collaboration"):
            a_measure(norrby, **changes)


def test_the_owner_can_log_and_is_of_the_organisation(norrby: World) -> None:
    reader = norrby.members[Role.READER]
    with pytest.raises(Refused, match="cannot log"):
        a_measure(norrby, owner=reader, owner_organisation=reader.organisation)
    with pytest.raises(Refused, match="another organisation"):
        a_measure(norrby, owner=norrby.members[Role.MEMBER])


def test_a_measure_is_planned_with_its_step_and_audit_row(norrby: World) -> None:
    actor, key = norrby.members[Role.MEMBER], uuid.uuid4()
    problem = a_problem(norrby)
    made = [
        actions.create_measure(actor=actor, problem=problem, plan=measure_plan(norrby), key=key)
        for _ in range(2)
    ]
    assert made[0].pk == made[1].pk
    assert Measure.objects.count() == 1
    step = MeasureStep.objects.get(measure=made[0])
    assert (step.step, step.old_state, step.new_state, step.actor) == ("plan", "", "planned", actor)
    entry = AuditEntry.objects.get(action="create", subject="measure")
    assert entry.new["comparison"] == ["D2", "D3"]
    assert "Klottret" not in json.dumps(entry.new)


def test_texts_are_guarded(norrby: World) -> None:
    measure = a_measure(norrby, title="Ring 070-123 45 67", mechanism="Mejla a@b.se", dose_unit="a@b.se")
    assert (measure.title, measure.mechanism, measure.dose_unit) == (
        "Ring [telefon]", "Mejla [e-post]", "[e-post]",
    )  # fmt: skip


def test_no_measure_for_a_closed_problem(norrby: World) -> None:
    problem = a_problem(norrby)
    actions.step_problem(actor=None, problem=problem, step=workflow.ProblemStep.CLOSE, reason="Löst.")
    with pytest.raises(Conflict, match="closed"):
        a_measure(norrby, problem)


def test_a_planned_measure_can_be_changed_whole(norrby: World) -> None:
    measure = a_measure(norrby)
    plan = measure_plan(norrby, type="LJU", comparison_areas=[area(norrby, "D4")])
    found = actions.change_planned(actor=None, measure=measure, plan=plan, revision=0)
    assert (found.type, found.revision) == ("LJU", 1)
    assert [one.code for one in found.comparison_areas.all()] == ["D4"]
    with pytest.raises(Conflict, match="while you were writing"):
        actions.change_planned(actor=None, measure=measure, plan=plan, revision=0)


def test_of_a_running_one_only_what_its_judgement_does_not_hang_on(norrby: World) -> None:
    measure = a_measure(norrby, state=Measure.State.RUNNING)
    with pytest.raises(Conflict, match="running"):
        actions.change_planned(actor=None, measure=measure, plan=measure_plan(norrby))
    owner = norrby.members[Role.MEMBER]
    change = actions.RunningChange(
        ends_on=START + timedelta(days=30), cost=9, follow_up_on=FOLLOW_UP, owner=owner
    )
    found = actions.change_running(actor=None, measure=measure, change=change)
    assert (found.cost, found.owner, found.owner_organisation) == (9, owner, owner.organisation)
    for bad in (
        actions.RunningChange(ends_on=START - timedelta(days=1), cost=9, follow_up_on=FOLLOW_UP, owner=owner),
        actions.RunningChange(ends_on=None, cost=-1, follow_up_on=FOLLOW_UP, owner=owner),
        actions.RunningChange(ends_on=None, cost=None, follow_up_on=None, owner=None),
    ):
        with pytest.raises(Refused):
            actions.change_running(actor=None, measure=measure, change=bad)


def test_it_starts_and_ends_on_the_days_that_it_did(norrby: World) -> None:
    measure, day = a_measure(norrby), date(2026, 9, 14)
    started = actions.step_measure(actor=None, measure=measure, step=workflow.Step.START, on=day)
    assert started.starts_on == day
    with pytest.raises(Refused, match="before the first"):
        actions.end_measure(actor=None, measure=measure, on=START)
    tomorrow = local_today(norrby.collaboration) + timedelta(days=1)
    with pytest.raises(Refused, match="not come yet"):
        actions.end_measure(actor=None, measure=measure, on=tomorrow)
    ended = actions.end_measure(actor=None, measure=measure)
    assert ended.ends_on == local_today(norrby.collaboration)
    assert actions.end_measure(actor=None, measure=measure).revision == ended.revision


def test_the_day_of_follow_up_is_moved(norrby: World) -> None:
    measure, actor = a_measure(norrby, state=Measure.State.RUNNING), norrby.members[Role.MEMBER]
    later = FOLLOW_UP + timedelta(weeks=12)
    assert actions.set_follow_up(actor=actor, measure=measure, on=later).follow_up_on == later
    assert AuditEntry.objects.latest("id").new == {"follow_up_on": str(later)}
    with pytest.raises(Refused, match="not after"):
        actions.set_follow_up(actor=actor, measure=measure, on=START)
    with pytest.raises(Denied):
        actions.set_follow_up(actor=norrby.members[Role.READER], measure=measure, on=later)


def test_a_dose_is_logged_once(norrby: World) -> None:
    measure, actor, key = a_measure(norrby, state="running"), norrby.members[Role.REPORTER], uuid.uuid4()
    for _ in range(2):
        actions.log_dose(actor=actor, measure=measure, amount=1.5, given_on=START, note="a@b.se", key=key)
    assert [(dose.amount, dose.note) for dose in Dose.objects.all()] == [(1.5, "[e-post]")]
    assert AuditEntry.objects.filter(action="log", subject="dose").count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"amount": None}, "missing"),
        ({"amount": 0.0}, "more than 0"),
        ({"amount": float("nan")}, "more than 0"),
        ({"given_on": None}, "missing"),
        ({"given_on": START - timedelta(days=1)}, "before the measure started"),
        ({"given_on": date(2099, 1, 1)}, "not come yet"),
        ({"note": "x" * 201}, "201"),
    ],
)
def test_a_bad_dose(norrby: World, changes: dict[str, Any], words: str) -> None:
    measure = a_measure(norrby, state="running")
    with pytest.raises(Refused, match=words):
        actions.log_dose(**{"actor": None, "measure": measure, "amount": 1.0, "given_on": START} | changes)


@pytest.mark.parametrize("state", ["planned", "cancelled"])
def test_what_has_not_begun_is_not_logged(norrby: World, state: str) -> None:
    with pytest.raises(Conflict, match=state):
        a_dose(a_measure(norrby, state=state))


def test_who_may_log_and_undo(norrby: World) -> None:
    measure = a_measure(norrby, state="running")
    police = a_measure(
        norrby,
        state="running",
        owner=norrby.members[Role.MEMBER],
        owner_organisation=norrby.organisations["polisen"],
    )
    for role in Role:
        actor = norrby.members[role]
        for one, allowed in (
            (measure, role not in {Role.READER, Role.ADMIN}),
            (police, role in {Role.REVIEWER, Role.MEMBER, Role.COORDINATOR}),
        ):
            dose = a_dose(one)
            if allowed:
                actions.log_dose(actor=actor, measure=one, amount=1.0, given_on=START)
                assert actions.undo_dose(actor=actor, dose=dose).undone_at
            else:
                with pytest.raises(Denied):
                    actions.log_dose(actor=actor, measure=one, amount=1.0, given_on=START)
                with pytest.raises(Denied):
                    actions.undo_dose(actor=actor, dose=dose)


def test_doses_by_week_without_what_was_taken_back(norrby: World) -> None:
    measure = a_measure(norrby, state="running")
    a_dose(measure, 1.0, START)
    a_dose(measure, 2.5, START + timedelta(days=6))
    a_dose(measure, 4.0, START + timedelta(days=7))
    actions.undo_dose(actor=None, dose=a_dose(measure, 100.0, START))
    assert queries.weekly_dose(measure) == {"2026-W37": 3.5, "2026-W38": 4.0}
    assert queries.measures(norrby.members[Role.MEMBER]).get(pk=measure.pk).given == 7.5


def test_what_is_due(norrby: World) -> None:
    viewer = norrby.members[Role.MEMBER]
    by_state = {state: a_measure(norrby, state=state) for state in Measure.State}
    assert list(queries.measures_due(viewer, FOLLOW_UP - timedelta(days=1))) == []
    due = set(queries.measures_due(viewer, FOLLOW_UP).values_list("id", flat=True))
    assert due == {by_state[Measure.State.RUNNING].pk, by_state[Measure.State.ENDED].pk}


def test_a_reporter_sees_what_runs_in_the_own_organisation(norrby: World) -> None:
    own = a_measure(norrby, state="running")
    a_measure(norrby)
    a_measure(
        norrby,
        state="running",
        owner=norrby.members[Role.MEMBER],
        owner_organisation=norrby.organisations["polisen"],
    )
    assert list(queries.measures(norrby.members[Role.REPORTER])) == [own]
    with pytest.raises(Denied):
        queries.measures(norrby.members[Role.READER])
