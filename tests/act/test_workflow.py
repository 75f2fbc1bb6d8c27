"""The ways of problems and measures: every step from every state by every role."""

import pytest

from samlad.act import actions, workflow
from samlad.act.models import Measure, MeasureStep, Problem
from samlad.act.refusals import Conflict
from samlad.people.models import AuditEntry, Role
from samlad.people.policy import Denied
from tests.act.making import a_measure, a_problem
from tests.conftest import World

PLANNERS = {Role.REVIEWER, Role.MEMBER, Role.COORDINATOR}
ALLOWED = {
    ("start", "planned"): "running",
    ("end", "running"): "ended",
    ("cancel", "planned"): "cancelled",
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("step", workflow.Step)
@pytest.mark.parametrize("state", Measure.State)
def test_measure_step_by_state_and_role(norrby: World, state: str, step: workflow.Step, role: Role) -> None:
    measure, actor = a_measure(norrby, state=state), norrby.members[role]
    shown = step in workflow.measure_steps(actor, state)
    after = ALLOWED.get((step.value, str(state)))
    assert shown == (after is not None and role in PLANNERS)
    if role not in PLANNERS:
        with pytest.raises(Denied):
            actions.step_measure(actor=actor, measure=measure, step=step)
    elif after is None:
        with pytest.raises(Conflict, match="first: the measure is"):
            actions.step_measure(actor=actor, measure=measure, step=step)
    else:
        found = actions.step_measure(actor=actor, measure=measure, step=step)
        assert found.state == after
        last = MeasureStep.objects.filter(measure=measure).latest("id")
        assert (last.step, last.old_state, last.new_state, last.actor) == (step, state, after, actor)
        entry = AuditEntry.objects.latest("id")
        assert (entry.action, entry.subject, entry.subject_id) == (step, "measure", measure.pk)
        return
    assert Measure.objects.get(pk=measure.pk).state == state


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("step", workflow.ProblemStep)
@pytest.mark.parametrize("state", Problem.State)
def test_problem_step_by_state_and_role(
    norrby: World, state: str, step: workflow.ProblemStep, role: Role
) -> None:
    problem, actor = a_problem(norrby), norrby.members[role]
    if state == Problem.State.CLOSED:
        close = workflow.ProblemStep.CLOSE
        problem = actions.step_problem(actor=None, problem=problem, step=close, reason="Löst.")
    possible = (step == "close") == (state == "open")
    assert (step in workflow.problem_steps(actor, state)) == (possible and role in PLANNERS)
    if role not in PLANNERS:
        with pytest.raises(Denied):
            actions.step_problem(actor=actor, problem=problem, step=step, reason="Löst.")
    elif not possible:
        with pytest.raises(Conflict):
            actions.step_problem(actor=actor, problem=problem, step=step, reason="Löst.")
    else:
        found = actions.step_problem(actor=actor, problem=problem, step=step, reason="Löst.")
        assert found.state != state
        assert found.closing_reason == ("Löst." if step == "close" else "")
        assert AuditEntry.objects.latest("id").action == step


def test_a_member_of_another_collaboration_may_nothing(norrby: World, soderby: World) -> None:
    measure = a_measure(norrby)
    stranger = soderby.members[Role.COORDINATOR]
    with pytest.raises(Denied):
        actions.step_measure(actor=stranger, measure=measure, step=workflow.Step.START)
    with pytest.raises(Denied):
        actions.step_problem(
            actor=stranger, problem=measure.problem, step=workflow.ProblemStep.CLOSE, reason="Löst."
        )
