"""Two decide on one follow-up at the same moment, by real threads; PostgreSQL locks rows, SQLite takes one by one."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samlad.follow import actions
from samlad.follow.models import Decision, FollowUp
from samlad.follow.refusals import AlreadyDecided
from samlad.people.models import AuditEntry, Role
from tests.collect.at_once import apart, at_once, first_and_late
from tests.conftest import World, build_world
from tests.follow import making
from tests.follow.making import FOLLOWED_UP

pytestmark = pytest.mark.django_db(transaction=True)
MOTIVES = {Role.MEMBER: "Polisen vill byta.", Role.COORDINATOR: "Kommunen vill avsluta."}
CHOICES = {Role.MEMBER: "change", Role.COORDINATOR: "end"}
NEXT = "2099-06-01"


@pytest.fixture
def world(transactional_db: None, tmp_path: Path) -> Iterator[World]:
    with apart(tmp_path):
        yield build_world("norrby")


@pytest.fixture
def follow_up(world: World) -> FollowUp:
    making.fifty_weeks(world)
    return actions.compute(actor=None, measure=making.measure(world), on=FOLLOWED_UP)


def decide(world: World, follow_up: FollowUp, role: Role) -> Callable[[], Any]:
    return partial(
        actions.decide,
        actor=world.members[role],
        follow_up=follow_up,
        choice=CHOICES[role],
        motive=MOTIVES[role],
        next_on=making.START.replace(year=2099),
    )


@pytest.mark.parametrize("round_", range(3))
def test_one_decision_stands_and_the_other_is_told_whose(
    world: World, follow_up: FollowUp, round_: int
) -> None:
    roles = list(MOTIVES) if round_ % 2 else list(MOTIVES)[::-1]
    answers = at_once(*(decide(world, follow_up, role) for role in roles), refused=(AlreadyDecided,))
    _first, late = first_and_late(answers)
    kept = Decision.objects.get()
    by = kept.decided_by
    assert by is not None
    assert kept.motive == MOTIVES[Role(by.role)]
    assert len(late) == 1
    assert f"{by.organisation} was first" in late[0]
    assert f"“{kept.choice}”" in late[0]
    follow_up.measure.refresh_from_db()
    assert (follow_up.measure.state, follow_up.measure.settled) == ("ended", True)
    assert AuditEntry.objects.filter(action="decide").count() == 1


def test_the_page_gives_the_second_back_every_word(world: World, follow_up: FollowUp) -> None:
    def send(role: Role) -> tuple[Role, int, str]:
        client = Client()
        client.force_login(world.members[role].user)
        form = {
            "choice": CHOICES[role],
            "motive": MOTIVES[role],
            "dissent": f"Bolaget, sade {role}.",
            "next_on": NEXT,
        }
        address = reverse("follow_up_decide", args=["norrby", follow_up.pk])
        answer = client.post(address, form, headers={"accept-language": "en"})
        return role, answer.status_code, answer.content.decode()

    answers = at_once(*(partial(send, role) for role in MOTIVES))
    assert sorted(status for _role, status, _text in answers) == [302, 409]
    role, _status, text = next(answer for answer in answers if answer[1] == 409)
    decision = Decision.objects.get()
    assert decision.motive != MOTIVES[role]
    wrote = text[text.index("What you wrote") :].split("</section>", 1)[0]
    for part in (MOTIVES[role], f"Bolaget, sade {role}.", CHOICES[role], NEXT):
        assert part in wrote, part
    assert decision.motive in text


def test_evidence_that_two_ask_for_at_once_is_computed_once(world: World) -> None:
    making.fifty_weeks(world)
    measure = making.measure(world)
    answers = at_once(
        *(
            partial(actions.compute, actor=world.members[role], measure=measure, on=FOLLOWED_UP)
            for role in MOTIVES
        )
    )
    assert {answer.pk for answer in answers} == {FollowUp.objects.get().pk}
    assert AuditEntry.objects.filter(action="compute").count() == 1
