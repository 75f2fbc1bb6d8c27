"""Evidence is computed once and never changes; one decision stands, and the measure goes on by it."""

from datetime import date, timedelta

import pytest

from samlad.act.models import Measure
from samlad.act.refusals import Conflict, Refused
from samlad.follow import actions, work
from samlad.follow.models import Decision, FollowUp
from samlad.follow.refusals import AlreadyDecided
from samlad.people.models import AuditEntry, Role
from samlad.people.policy import Denied
from tests.conftest import World
from tests.follow import making
from tests.follow.making import FOLLOWED_UP, START

NEXT = date(2027, 6, 1)


@pytest.fixture
def measure(norrby: World) -> Measure:
    making.fifty_weeks(norrby)
    return making.measure(norrby)


@pytest.fixture
def follow_up(measure: Measure) -> FollowUp:
    return actions.compute(actor=None, measure=measure, on=FOLLOWED_UP)


def decide(follow_up: FollowUp, choice: str = "continue", **values: object) -> Decision:
    given = {"actor": None, "motive": "Det hjälper.", "next_on": NEXT} | values
    return actions.decide(follow_up=follow_up, choice=choice, **given)  # type: ignore[arg-type]


def test_evidence_never_changes(norrby: World, measure: Measure, follow_up: FollowUp) -> None:
    follow_up.refresh_from_db()
    kept = follow_up.evidence
    making.incidents(norrby, "D1", [50] * 50)
    again = actions.compute(actor=None, measure=measure, on=FOLLOWED_UP)
    assert again.pk == follow_up.pk
    again.refresh_from_db()
    assert again.evidence == kept
    assert again.data_version is not None
    assert again.data_version < norrby_version(norrby)


def norrby_version(norrby: World) -> int:
    norrby.collaboration.refresh_from_db()
    return int(norrby.collaboration.data_version)


def test_late_is_the_same_follow_up_and_early_another(measure: Measure) -> None:
    early = actions.compute(actor=None, measure=measure, on=FOLLOWED_UP - timedelta(weeks=3))
    late = actions.compute(actor=None, measure=measure, on=FOLLOWED_UP + timedelta(weeks=3))
    assert early.due_on == FOLLOWED_UP - timedelta(weeks=3)
    assert late.due_on == FOLLOWED_UP
    assert actions.compute(actor=None, measure=measure, on=FOLLOWED_UP + timedelta(weeks=9)).pk == late.pk


@pytest.mark.parametrize("state", ["planned", "cancelled"])
def test_what_has_not_begun_is_not_followed_up(measure: Measure, state: str) -> None:
    Measure.objects.filter(pk=measure.pk).update(state=state)
    with pytest.raises(Conflict, match="nothing to follow up"):
        actions.compute(actor=None, measure=measure, on=FOLLOWED_UP)
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize("role", Role)
def test_who_may_compute_and_decide(norrby: World, measure: Measure, role: Role) -> None:
    actor = norrby.members[role]
    if role in {Role.REVIEWER, Role.MEMBER, Role.COORDINATOR}:
        actions.compute(actor=actor, measure=measure, on=FOLLOWED_UP)
    else:
        with pytest.raises(Denied):
            actions.compute(actor=actor, measure=measure, on=FOLLOWED_UP)
    made = actions.compute(actor=None, measure=measure, on=FOLLOWED_UP)
    if role in {Role.MEMBER, Role.COORDINATOR}:
        assert decide(made, actor=actor).decided_by == actor
    else:
        with pytest.raises(Denied):
            decide(made, actor=actor)


def test_a_member_of_another_collaboration_may_neither(
    soderby: World, measure: Measure, follow_up: FollowUp
) -> None:
    other = soderby.members[Role.COORDINATOR]
    with pytest.raises(Denied):
        actions.compute(actor=other, measure=measure, on=FOLLOWED_UP)
    with pytest.raises(Denied):
        decide(follow_up, actor=other)


@pytest.mark.parametrize(
    ("choice", "state", "next_on"),
    [
        ("continue", "running", NEXT),
        ("expand", "running", NEXT),
        ("change", "ended", FOLLOWED_UP),
        ("end", "ended", FOLLOWED_UP),
    ],
)
def test_the_measure_goes_on_or_ends_by_the_decision(
    measure: Measure, follow_up: FollowUp, choice: str, state: str, next_on: date
) -> None:
    made = decide(follow_up, choice)
    measure.refresh_from_db()
    assert (measure.state, measure.follow_up_on) == (state, next_on)
    assert made.next_on == (None if choice == "end" else NEXT)
    entry = AuditEntry.objects.get(action="decide")
    assert entry.new == {
        "measure": measure.pk,
        "choice": choice,
        "next_on": "" if choice == "end" else str(NEXT),
    }


def test_the_second_decision_is_told_of_the_first(norrby: World, follow_up: FollowUp) -> None:
    decide(follow_up, "end", actor=norrby.members[Role.COORDINATOR])
    with pytest.raises(AlreadyDecided) as told:
        decide(follow_up, actor=norrby.members[Role.MEMBER])
    assert "Kommunen" in str(told.value)
    assert Decision.objects.get().choice == "end"


def test_of_two_at_once_the_second_to_write_is_told(
    follow_up: FollowUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have looked, and found no decision, before either has written."""
    real, others = actions._check, []

    def meanwhile(*arguments: object) -> None:
        real(*arguments)  # type: ignore[arg-type]
        if not others:
            others.append("the other")
            decide(follow_up, "end")

    monkeypatch.setattr(actions, "_check", meanwhile)
    with pytest.raises(AlreadyDecided, match="end"):
        decide(follow_up, "continue")


def test_a_decision_needs_evidence(norrby: World, measure: Measure) -> None:
    bare = FollowUp.objects.create(collaboration=norrby.collaboration, measure=measure, due_on=FOLLOWED_UP)
    with pytest.raises(Conflict, match="not been computed"):
        decide(bare)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"choice": "forget"}, "choice"),
        ({"choice": ""}, "choice"),
        ({"motive": " \n"}, "motive"),
        ({"motive": "x" * 1_001}, "motive"),
        ({"dissent": "x" * 1_001}, "dissent"),
        ({"next_on": None}, "next_on"),
        ({"next_on": date(2026, 1, 1)}, "next_on"),
        ({"next_on": START}, "next_on"),
    ],
)
def test_what_is_missing_is_said_and_nothing_kept(
    measure: Measure, follow_up: FollowUp, values: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as told:
        decide(follow_up, **values)  # type: ignore[arg-type]
    assert list(told.value.sentences) == [field]
    assert not Decision.objects.exists()
    measure.refresh_from_db()
    assert measure.follow_up_on == FOLLOWED_UP


def test_personal_data_are_masked_before_they_are_kept(follow_up: FollowUp) -> None:
    made = decide(follow_up, motive="Ring 070-123 45 67.", dissent="Skriv till a.b@example.org")
    made.refresh_from_db()
    assert "123 45" not in made.motive
    assert "example.org" not in made.dissent
    assert all("123 45" not in str(entry.new) for entry in AuditEntry.objects.all())


def test_work_computes_what_is_due_once(norrby: World, measure: Measure) -> None:
    assert work.compute_due(FOLLOWED_UP - timedelta(days=1)) == 0
    assert work.compute_due(FOLLOWED_UP) == 1
    assert work.compute_due(FOLLOWED_UP + timedelta(days=1)) == 0
    assert FollowUp.objects.get().due_on == FOLLOWED_UP


def test_work_leaves_alone_what_is_settled_and_goes_on_after_a_fault(
    norrby: World, measure: Measure, monkeypatch: pytest.MonkeyPatch
) -> None:
    early = actions.compute(actor=None, measure=measure, on=FOLLOWED_UP - timedelta(weeks=3))
    decide(early, "end")
    broken, good = making.measure(norrby, measure.problem), making.measure(norrby, measure.problem)
    real = actions.compute

    def faulty(**values: object) -> FollowUp:
        if values["measure"] == broken:
            raise ValueError("broken")
        return real(**values)  # type: ignore[arg-type]

    monkeypatch.setattr(actions, "compute", faulty)
    assert work.compute_due(FOLLOWED_UP) == 1
    assert set(FollowUp.objects.values_list("measure", flat=True)) == {measure.pk, good.pk}
