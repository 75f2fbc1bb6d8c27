"""Reports and their review, several people at the same moment: one answer, and nothing lost."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.collect import incidents
from tests.collect.at_once import apart, at_once, check_whole, first_and_late
from tests.conftest import World, build_world

from samlad.collect import merging, report_actions, review_actions, review_undo
from samlad.collect.models import Category, Incident, ReportLink, ReviewEvent
from samlad.collect.review_actions import Redaction
from samlad.collect.workflow import StepRefused
from samlad.people.models import AuditEntry, Role
from samlad.places.models import Place

pytestmark = pytest.mark.django_db(transaction=True)
State = Incident.State
ROUNDS = 5
Step = Callable[[World, Role, Incident], Any]


@pytest.fixture
def world(transactional_db: None, tmp_path: Path) -> Iterator[World]:
    with apart(tmp_path):
        yield build_world("norrby")


def approve(world: World, role: Role, incident: Incident) -> Any:
    return review_actions.approve(actor=world.members[role], incident=incident, seen=incident.version)


def ask(world: World, role: Role, incident: Incident) -> Any:
    return review_actions.ask(
        actor=world.members[role], incident=incident, question=f"Vilken port? {role}", seen=incident.version
    )


def reject(world: World, role: Role, incident: Incident) -> Any:
    return review_actions.reject(
        actor=world.members[role], incident=incident, reason="scope", seen=incident.version
    )


def redact(world: World, role: Role, incident: Incident) -> Any:
    kept = Redaction(f"Klotter, {role}.", Category.objects.get(pk=incident.category_id), None)
    return review_actions.redact(
        actor=world.members[role], incident=incident, redaction=kept, seen=incident.version
    )


def merge(world: World, role: Role, incident: Incident) -> Any:
    target = Incident.objects.filter(state=State.APPROVED).earliest("id")
    return merging.merge(actor=world.members[role], incident=incident, target=target, seen=incident.version)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (approve, approve),
        (approve, reject),
        (approve, merge),
        (approve, redact),
        (reject, merge),
        (merge, merge),
        (redact, redact),
        (redact, reject),
        (ask, approve),
    ],
)
def test_two_reviewers_on_one_report(world: World, one: Step, other: Step) -> None:
    """Who is first has done it; who comes late reads who was, and nothing of it is saved."""
    incidents.made(world, state=State.APPROVED)
    for _round in range(ROUNDS):
        incident = incidents.made(world)
        before = incident.version
        answers = at_once(
            lambda seen=incident: one(world, Role.REVIEWER, seen),
            lambda seen=incident: other(world, Role.COORDINATOR, seen),
            refused=(StepRefused,),
        )
        done, late = first_and_late(answers)
        assert len(late) == 1
        assert any(name in late[0] for name in ("Polisen", "Kommunen")), late
        assert ReviewEvent.objects.get(incident=incident).pk == done.event.pk
        incident.refresh_from_db()
        assert incident.version == before + 1
    check_whole(world)


def test_undo_while_the_other_goes_on(world: World) -> None:
    for _round in range(ROUNDS):
        incident = incidents.made(world)
        event = approve(world, Role.REVIEWER, incident).event
        incident.refresh_from_db()
        answers = at_once(
            lambda event=event: review_undo.undo(actor=world.members[Role.REVIEWER], event=event),
            lambda seen=incident: reject(world, Role.COORDINATOR, seen),
            refused=(StepRefused,),
        )
        first_and_late(answers)
        incident.refresh_from_db()
        event.refresh_from_db()
        undone = event.undone_at is not None
        assert incident.state == (State.SUBMITTED if undone else State.REJECTED)
    check_whole(world)


def test_undo_by_two_at_once(world: World) -> None:
    incident = incidents.made(world)
    event = approve(world, Role.REVIEWER, incident).event
    works = [
        lambda role=role: review_undo.undo(actor=world.members[role], event=event)
        for role in (Role.REVIEWER, Role.COORDINATOR)
    ]
    first_and_late(at_once(*works, refused=(StepRefused,)))
    assert ReviewEvent.objects.filter(incident=incident, step="undo").count() == 1
    check_whole(world)


@pytest.mark.parametrize("number", [2, 3])
def test_merging_in_a_ring(world: World, number: int) -> None:
    """Each into the next: somebody is refused, or their merge ends at the one that stands for all."""
    for _round in range(ROUNDS):
        ring = [incidents.made(world, state=State.APPROVED) for _one in range(number)]
        works = [
            lambda pair=pair: merging.merge(
                actor=world.members[Role.COORDINATOR], incident=pair[0], target=pair[1]
            )
            for pair in zip(ring, ring[1:] + ring[:1], strict=True)
        ]
        answers = at_once(*works, refused=(StepRefused,))
        refused = [answer for answer in answers if isinstance(answer, StepRefused)]
        standing = Incident.objects.filter(pk__in=[one.pk for one in ring], state=State.APPROVED)
        assert len(refused) == standing.count() == 1, answers
    check_whole(world)


def test_merging_into_one_that_is_merged_rejected_or_taken_back_at_that_moment(world: World) -> None:
    other = incidents.made(world, state=State.APPROVED)
    reporter = world.members[Role.REPORTER]
    for number in range(3 * ROUNDS):
        target = incidents.made(world, "bolaget", reporter=reporter)
        incident = incidents.made(world, state=State.APPROVED)
        against: tuple[Callable[[], Any], ...] = (
            lambda target=target: merging.merge(
                actor=world.members[Role.COORDINATOR], incident=target, target=other
            ),
            lambda target=target: review_actions.reject(
                actor=world.members[Role.COORDINATOR], incident=target, reason="scope", seen=target.version
            ),
            lambda target=target: report_actions.retract(actor=reporter, incident=target.pk),
        )
        at_once(
            lambda incident=incident, target=target: merging.merge(
                actor=world.members[Role.REVIEWER], incident=incident, target=target
            ),
            against[number % 3],
            refused=(StepRefused,),
        )
        incident.refresh_from_db()
        # What was counted is counted still, by itself or by the one that stands for it; or it waits in the queue.
        assert incident.state in {State.APPROVED, State.MERGED, State.SUBMITTED}
        if number % 3 == 0:
            assert incident.merged_into_id == other.pk
    # None was rejected by somebody who did not see that it stood for another.
    check_whole(world)


def test_whoever_reported_and_whoever_reviews(world: World) -> None:
    """Taken back, answered and decided at the same moment: each is done wholly or refused."""
    reporter = world.members[Role.REPORTER]
    for _round in range(ROUNDS):
        incident = incidents.made(world, "bolaget", State.ASKED, reporter=reporter)
        answers = at_once(
            lambda pk=incident.pk: report_actions.answer(actor=reporter, incident=pk, text="Port 3."),
            lambda pk=incident.pk: report_actions.retract(actor=reporter, incident=pk),
            lambda seen=incident: approve(world, Role.COORDINATOR, seen),
            refused=(StepRefused,),
        )
        events = list(ReviewEvent.objects.filter(incident=incident).order_by("id"))
        assert len(events) == sum(not isinstance(answer, Exception) for answer in answers)
        states = [(event.old_state, event.new_state) for event in events]
        assert [old for old, _new in states] == [State.ASKED, *(new for _old, new in states[:-1])]
        incident.refresh_from_db()
        assert incident.state == states[-1][1]
    check_whole(world)


def signed_in(world: World, role: Role) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.members[role].user)
    return client


def test_a_double_tap_and_a_queue_that_is_sent_again(world: World) -> None:
    """The same form four times at once: one report, one answer for all, one data version."""
    place = Place.objects.get(collaboration=world.collaboration).pk
    for number in range(1, ROUNDS + 1):
        form = {
            "key": str(uuid4()), "category": "SKA", "where": "place", "place": place, "when": "now",
            "description": "Klotter på väggen.",
        }  # fmt: skip
        clients = [signed_in(world, Role.REPORTER) for _tap in range(4)]
        address = reverse("report", args=["norrby"])
        answers = at_once(*(partial(client.post, address, form) for client in clients))
        assert {answer.status_code for answer in answers} == {302}
        assert len({answer.headers["Location"] for answer in answers}) == 1
        assert Incident.objects.count() == ReportLink.objects.count() == number
        assert AuditEntry.objects.filter(action="report").count() == number
        world.collaboration.refresh_from_db()
        assert world.collaboration.data_version == number
    check_whole(world)


def test_a_button_pressed_twice(world: World) -> None:
    """The same reviewer, the same step, at once: taken once, and both go on to the next."""
    for _round in range(ROUNDS):
        incident = incidents.made(world)
        clients = [signed_in(world, Role.REVIEWER) for _press in range(2)]
        address = reverse("review_step", args=["norrby", incident.pk])
        form = {"step": "approve", "version": incident.version}
        answers = at_once(*(partial(client.post, address, form) for client in clients))
        assert [answer.status_code for answer in answers] == [302, 302]
        assert ReviewEvent.objects.filter(incident=incident).count() == 1
    check_whole(world)


def test_going_back_after_sending_and_sending_something_else(world: World) -> None:
    """The key is used: whichever was first stands, and the other is asked and keeps its words."""
    place = Place.objects.get(collaboration=world.collaboration).pk
    form = {"key": str(uuid4()), "category": "SKA", "where": "place", "place": place, "when": "now"}
    texts = ("Klotter på väggen.", "En krossad ruta.")
    clients = [signed_in(world, Role.REPORTER) for _text in texts]
    address = reverse("report", args=["norrby"])
    answers = at_once(
        *(
            partial(client.post, address, form | {"description": text})
            for client, text in zip(clients, texts, strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    late = next(place for place, answer in enumerate(answers) if answer.status_code == 409)
    assert texts[late] in answers[late].content.decode()
    assert Incident.objects.get().description == texts[1 - late]
