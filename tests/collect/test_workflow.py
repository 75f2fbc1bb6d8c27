"""The state table: every step from every state by every role, against a table written out a second time."""

from collections.abc import Iterator

import pytest
from django.utils import translation
from tests.collect.incidents import made
from tests.conftest import World

from samlad.collect.models import Incident, ReviewEvent
from samlad.collect.workflow import STEPS, UNDOABLE, StepRefused, possible, take_step
from samlad.people.models import Role
from samlad.people.policy import Denied

S = Incident.State


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


# Step → from which states it leads where; "=" stays as it is.
EXPECTED: dict[str, dict[S, S]] = {
    "submit": {},
    "retract": {S.SUBMITTED: S.WITHDRAWN, S.ASKED: S.WITHDRAWN},
    "answer": {S.ASKED: S.SUBMITTED},
    "approve": {S.SUBMITTED: S.APPROVED, S.ASKED: S.APPROVED, S.REJECTED: S.APPROVED},
    "ask": {S.SUBMITTED: S.ASKED},
    "merge": {S.SUBMITTED: S.MERGED, S.ASKED: S.MERGED, S.APPROVED: S.MERGED},
    "redact": {S.SUBMITTED: S.SUBMITTED, S.ASKED: S.ASKED, S.APPROVED: S.APPROVED},
    "reject": {S.SUBMITTED: S.REJECTED, S.ASKED: S.REJECTED, S.APPROVED: S.REJECTED},
    "undo": {state: state for state in S if state is not S.WITHDRAWN},
    "withdraw": {state: S.WITHDRAWN for state in S if state is not S.WITHDRAWN},
}
REPORTING = {Role.REPORTER, Role.REVIEWER, Role.MEMBER, Role.COORDINATOR}
REVIEWING = {Role.REVIEWER, Role.COORDINATOR}
WHO = dict.fromkeys(EXPECTED, REVIEWING) | dict.fromkeys(("submit", "retract", "answer"), REPORTING)


def test_the_table_has_these_steps_and_no_others() -> None:
    assert set(STEPS) == set(EXPECTED)
    assert set(UNDOABLE) < set(STEPS)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("step", EXPECTED)
def test_each_step_leads_where_the_table_says(norrby: World, step: str, role: Role) -> None:
    member = norrby.members[role]
    organisation = member.organisation.slug
    target = made(norrby, organisation)
    for state in S:
        merged = target if state is S.MERGED else None
        incident = made(norrby, organisation, state, merged_into=merged, reporter=member)
        if role not in WHO[step]:
            with pytest.raises(Denied):
                take_step(incident, step, member)
        elif state in EXPECTED[step]:
            assert take_step(incident, step, member) == EXPECTED[step][state]
        else:
            with pytest.raises(StepRefused, match=str(incident.pk)):
                take_step(incident, step, member)


@pytest.mark.parametrize("step", EXPECTED)
def test_a_step_on_what_is_not_theirs_is_denied(norrby: World, soderby: World, step: str) -> None:
    # The reviewer is of the police; the reporter has not reported this one.
    other = made(norrby, "bolaget", S.SUBMITTED)
    foreign = made(soderby, "polisen", S.SUBMITTED)
    reporter, reviewer = norrby.members[Role.REPORTER], norrby.members[Role.REVIEWER]
    for incident, member in ((other, reviewer), (foreign, reviewer), (other, reporter), (foreign, reporter)):
        with pytest.raises(Denied):
            take_step(incident, step, member)
    coordinator = norrby.members[Role.COORDINATOR]
    with pytest.raises(Denied):
        take_step(foreign, step, coordinator)


def test_only_submit_needs_no_incident(norrby: World) -> None:
    member = norrby.members[Role.COORDINATOR]
    assert take_step(None, "submit", member) == S.SUBMITTED
    for step in set(STEPS) - {"submit"}:
        with pytest.raises(StepRefused):
            take_step(None, step, member)


def test_a_member_who_has_left_takes_no_step(norrby: World) -> None:
    member = norrby.members[Role.REVIEWER]
    member.ended_at = norrby.collaboration.audit_entries.latest("at").at
    with pytest.raises(Denied):
        take_step(made(norrby), "approve", member)


def test_a_refusal_says_who_was_first(norrby: World) -> None:
    incident = made(norrby, state=S.REJECTED)
    coordinator = norrby.members[Role.COORDINATOR]
    ReviewEvent.objects.create(
        incident=incident, actor=coordinator, step="reject", old_state=S.SUBMITTED, new_state=S.REJECTED
    )
    with pytest.raises(StepRefused, match=r"is rejected: the coordinator of Kommunen was first"):
        take_step(incident, "ask", norrby.members[Role.REVIEWER])


def test_a_refusal_never_names_whoever_reported(norrby: World) -> None:
    incident = made(norrby, state=S.WITHDRAWN)
    ReviewEvent.objects.create(
        incident=incident, actor=None, step="retract", old_state=S.SUBMITTED, new_state=S.WITHDRAWN
    )
    with pytest.raises(StepRefused, match="whoever reported it was first"):
        take_step(incident, "approve", norrby.members[Role.REVIEWER])


def test_the_buttons_are_those_of_the_table(norrby: World) -> None:
    reviewer, reader = norrby.members[Role.REVIEWER], norrby.members[Role.READER]
    for state in S:
        steps = {step for step in possible(state, reviewer) if step in UNDOABLE}
        assert steps == {step for step in UNDOABLE if state in EXPECTED[step]}
        assert possible(state, reader) == []
