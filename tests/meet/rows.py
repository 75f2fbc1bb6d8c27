"""What the tests of meetings share: rows of other folders that a meeting speaks of, forms and addresses."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samlad.act.models import Measure, Problem
from samlad.follow.models import Decision, FollowUp
from samlad.meet import actions, task_actions
from samlad.meet.models import Meeting, Task
from samlad.meet.points import Point
from samlad.people.models import Member, Role
from samlad.places.models import Area
from tests.conftest import World

DAY = date(2026, 11, 16)
# How a page is asked for, and how a script asks for a part of it.
ENGLISH = {"Accept-Language": "en"}
SCRIPT = ENGLISH | {"HX-Request": "true"}


def local(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Europe/Stockholm"))


def opened(world: World, day: date = DAY) -> Meeting:
    meeting, _made = actions.open_meeting(
        actor=world.members[Role.COORDINATOR], collaboration=world.collaboration, held_on=day
    )
    return meeting


def added(world: World, meeting: Meeting, text: str = "Ring fältarna", **changes: object) -> Task:
    values: dict[str, object] = {
        "actor": world.members[Role.MEMBER],
        "meeting": meeting,
        "point": Point.OTHER,
        "text": text,
        "owner": world.members[Role.MEMBER],
        "due_on": meeting.held_on + timedelta(days=7),
        "key": uuid4(),
    }
    task, _findings = task_actions.add_task(**(values | changes))  # type: ignore[arg-type]
    return task


def problem(world: World, title: str = "Skadegörelse", rank: int | None = None) -> Problem:
    return Problem.objects.create(
        collaboration=world.collaboration,
        title=title,
        area=Area.objects.get(collaboration=world.collaboration, code="D1"),
        first_day=date(2026, 10, 1),
        last_day=date(2026, 10, 31),
        rank=rank,
        created_at=timezone.now(),
    )


def measure(world: World, due_on: date, title: str = "Fältarbete på fredagar") -> Measure:
    """A measure that runs, with the day of its follow-up."""
    return Measure.objects.create(
        collaboration=world.collaboration,
        problem=problem(world),
        type="FAL",
        title=title,
        mechanism="Vuxna på plats.",
        state=Measure.State.RUNNING,
        owner_organisation=world.organisations["kommunen"],
        dose_amount=10,
        dose_unit="timmar",
        starts_on=due_on - timedelta(days=84),
        cost=0,
        follow_up_on=due_on,
        created_at=timezone.now(),
    )


def decision(world: World, on: date, motive: str = "Det verkar hjälpa.") -> Decision:
    return Decision.objects.create(
        follow_up=FollowUp.objects.create(
            collaboration=world.collaboration,
            measure=measure(world, on),
            due_on=on,
            computed_at=local(on),
            data_version=0,
            evidence={},
        ),
        choice=Decision.Choice.CONTINUE,
        motive=motive,
        dissent="Bolaget vill vänta.",
        next_on=on + timedelta(days=84),
        decided_at=local(on),
        decided_by=world.members[Role.COORDINATOR],
    )


def leaves(member: Member) -> None:
    member.ended_at = timezone.now()
    member.save()


def at(name: str, meeting: Meeting | None = None) -> str:
    return reverse(name, args=["norrby", *([meeting.pk] if meeting else [])])


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address, headers=ENGLISH)
    assert answer.status_code == status
    return answer.content.decode()


def note_form(text: str, revision: int = 0, point: str = "other") -> dict[str, Any]:
    return {"point": point, "text": text, "revision": revision}
