"""The agenda makes itself of what has happened since the last meeting; the minutes keep it as it was."""

import json
import zlib
from datetime import date, timedelta

import pytest
from django.utils import timezone

from samlad.collect.models import Category
from samlad.follow import actions as follow_actions
from samlad.meet import actions, minutes, pdf, task_actions
from samlad.meet.agenda import SHOWN, agenda
from samlad.meet.models import Meeting
from samlad.meet.points import Point
from samlad.people.models import Role
from samlad.picture.models import FrozenPicture
from samlad.places.models import Area
from tests.conftest import World
from tests.meet.rows import DAY, added, decision, leaves, local, measure, opened, problem
from tests.picture import documents

BEFORE = DAY - timedelta(days=7)


def close(world: World, meeting: Meeting) -> Meeting:
    return actions.close_meeting(actor=world.members[Role.COORDINATOR], meeting=meeting)


def told(world: World, meeting: Meeting) -> dict[str, object]:
    return dict(agenda(world.members[Role.MEMBER], meeting, "en"))


def test_a_first_meeting_has_nothing_behind_it(norrby: World) -> None:
    assert told(norrby, opened(norrby)) == {
        "since": "",
        "earlier": [],
        "decisions": [],
        "picture": None,
        "problems": [],
        "problem_count": 0,
        "due": [],
        "due_count": 0,
        "decided": [],
    }


def test_tasks_of_earlier_meetings_open_or_settled_since(norrby: World) -> None:
    long_ago, before, now = (opened(norrby, day) for day in (BEFORE - timedelta(days=70), BEFORE, DAY))
    member = norrby.members[Role.MEMBER]
    long_done = added(norrby, long_ago, "Gjord för länge sedan")
    task_actions.settle(
        actor=member, task=long_done, step="finish", at=timezone.now() - timedelta(days=1_000)
    )
    forgotten = added(norrby, long_ago, "Glömd")
    done = added(norrby, before, "Gjord")
    task_actions.settle(actor=member, task=done, step="finish")
    added(norrby, now, "Från det här mötet")
    lines = told(norrby, now)["earlier"]
    assert [(line["id"], line["state"], line["late"]) for line in lines] == [  # type: ignore[attr-defined]
        (forgotten.pk, "open", True),
        (done.pk, "done", False),
    ]


def test_an_owner_who_left_is_pointed_out(norrby: World) -> None:
    added(norrby, opened(norrby, BEFORE))
    leaves(norrby.members[Role.MEMBER])
    (line,) = agenda(norrby.members[Role.COORDINATOR], opened(norrby), "en")["earlier"]
    assert line["left"]
    assert line["owner"] == "group member, Polisen"


def test_decisions_since_the_last_meeting_and_those_of_the_day(norrby: World) -> None:
    opened(norrby, BEFORE)
    decision(norrby, BEFORE - timedelta(days=1), "Före förra mötet")
    decision(norrby, BEFORE, "På förra mötet")
    decision(norrby, DAY, "Idag")
    found = told(norrby, opened(norrby))
    assert [line["motive"] for line in found["decisions"]] == ["På förra mötet"]  # type: ignore[attr-defined]
    assert [line["motive"] for line in found["decided"]] == ["Idag"]  # type: ignore[attr-defined]


def test_problems_in_the_groups_order_with_how_many_there_are(norrby: World, soderby: World) -> None:
    problem(soderby, "I en annan samverkan")
    problem(norrby, "Utan plats i ordningen")
    problem(norrby, "Andra", rank=2)
    problem(norrby, "Första", rank=1)
    found = told(norrby, opened(norrby))
    titles = [line["title"] for line in found["problems"]]  # type: ignore[attr-defined]
    assert titles == ["Första", "Andra", "Utan plats i ordningen"]
    for number in range(SHOWN):
        problem(norrby, f"Till {number}")
    found = told(norrby, opened(norrby))
    assert len(found["problems"]) == SHOWN  # type: ignore[arg-type]
    assert found["problem_count"] == SHOWN + 3


def test_follow_ups_due_by_the_meeting_that_nobody_has_decided_on(norrby: World) -> None:
    due = measure(norrby, DAY)
    measure(norrby, DAY + timedelta(days=1))
    decision(norrby, DAY - timedelta(days=60))
    found = told(norrby, opened(norrby))
    assert [line["title"] for line in found["due"]] == [due.title]  # type: ignore[attr-defined]
    assert found["due_count"] == 1


def test_a_follow_up_that_is_computed_has_its_sentence(norrby: World) -> None:
    made = measure(norrby, DAY)
    made.outcome.add(Category.objects.get(collaboration=norrby.collaboration, code="SKA"))
    made.target_areas.add(Area.objects.get(collaboration=norrby.collaboration, code="D1"))
    made.comparison_areas.add(Area.objects.get(collaboration=norrby.collaboration, code="D2"))
    computed = follow_actions.compute(actor=norrby.members[Role.COORDINATOR], measure=made, on=DAY)
    (line,) = agenda(norrby.members[Role.MEMBER], opened(norrby), "en")["due"]
    assert line["follow_up"] == computed.pk
    assert "too little data" in line["sentence"].lower()


@pytest.fixture
def frozen(norrby: World) -> FrozenPicture:
    """Week 40 of 2019, frozen, with an incident in it so that there is a week to look at."""
    packed = {
        language: zlib.compress(documents.minimal(headline=(f"Frozen in {language}.",)).to_json().encode())
        for language in ("sv", "en")
    }
    return FrozenPicture.objects.create(
        collaboration=norrby.collaboration,
        label="2019-W40",
        first_day=date(2019, 9, 30),
        last_day=date(2019, 10, 6),
        frozen_at=timezone.now(),
        data_version=1,
        code_version="0.1.0",
        parameters={},
        catalogue=b"",
        swedish=packed["sv"],
        english=packed["en"],
        digest="0" * 64,
    )


def test_the_picture_is_the_frozen_one_where_there_is_one(
    norrby: World, frozen: FrozenPicture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from samlad.picture import queries
    from samlad.picture.periods import Period

    monkeypatch.setattr(queries, "latest_period", lambda viewer, kind: Period.parse("2019-W40"))
    member = norrby.members[Role.MEMBER]
    for language in ("sv", "en"):
        found = agenda(member, opened(norrby), language)["picture"]  # type: ignore[arg-type]
        assert found is not None
        assert found["headline"] == [f"Frozen in {language}."]
        assert (found["label"], found["edition"]) == ("2019-W40", 1)


def whole(world: World) -> Meeting:
    """A meeting with something under each point."""
    added(world, opened(world, BEFORE), "Ring skolan")
    decision(world, BEFORE, "Ungdomarna har slutat komma.")
    decision(world, DAY, "Lamporna lyser.")
    meeting, member = opened(world), world.members[Role.MEMBER]
    added(world, meeting, "Gå förbi på fredag", point=Point.PROBLEMS, problem=problem(world, "Parken"))
    for point, text in ((Point.OTHER, "Nästa gång\n\nses vi *hos polisen*"), (Point.PICTURE, "Stilla vecka")):
        actions.write_note(actor=member, meeting=meeting, point=point, text=text, revision=0)
    actions.note_present(
        actor=member, meeting=meeting, organisation=world.organisations["polisen"], present=True
    )
    return meeting


def test_closing_keeps_everything_in_both_languages(norrby: World) -> None:
    meeting = close(norrby, whole(norrby))
    kept = meeting.minutes
    assert kept["held_on"] == DAY.isoformat()
    assert (kept["present"], kept["absent"]) == (["Polisen"], ["Kommunen", "Bostadsbolaget"])
    assert kept["notes"] == {"other": "Nästa gång\n\nses vi *hos polisen*", "picture": "Stilla vecka"}
    assert [(task["text"], task["point"], task["problem"]) for task in kept["sv"]["tasks"]] == [
        ("Gå förbi på fredag", "problems", "Parken")
    ]
    assert kept["sv"]["tasks"][0]["owner"] == "gruppmedlem, Polisen"
    assert kept["en"]["tasks"][0]["owner"] == "group member, Polisen"
    assert [line["motive"] for line in kept["sv"]["agenda"]["decided"]] == ["Lamporna lyser."]
    assert [line["text"] for line in kept["en"]["agenda"]["earlier"]] == ["Ring skolan"]


def test_minutes_hold_nothing_that_was_decided_after_them(norrby: World) -> None:
    meeting = opened(norrby)
    decision(norrby, DAY, "På mötet")
    decision(norrby, DAY + timedelta(days=1), "Dagen efter")
    kept = actions.close_meeting(
        actor=norrby.members[Role.COORDINATOR], meeting=meeting, at=local(DAY, 15)
    ).minutes
    assert [line["motive"] for line in kept["sv"]["agenda"]["decided"]] == ["På mötet"]


def test_minutes_name_nobody(norrby: World) -> None:
    kept = json.dumps(close(norrby, whole(norrby)).minutes, ensure_ascii=False)
    for member in norrby.members.values():
        assert member.user.name not in kept
        assert member.user.email not in kept


def test_minutes_do_not_change_after(norrby: World) -> None:
    meeting = close(norrby, whole(norrby))
    kept = json.dumps(meeting.minutes, sort_keys=True)
    task = meeting.tasks.get()
    task_actions.settle(actor=norrby.members[Role.COORDINATOR], task=task, step="finish")
    norrby.organisations["polisen"].name = "Polismyndigheten"
    norrby.organisations["polisen"].save()
    decision(norrby, DAY, "Efteråt")
    meeting.refresh_from_db()
    assert json.dumps(meeting.minutes, sort_keys=True) == kept


def test_the_same_minutes_give_the_same_page_content_in_either_language(norrby: World) -> None:
    meeting = whole(norrby)
    draft = minutes.compose(norrby.members[Role.MEMBER], meeting)
    shown = pdf.minutes_content(draft, "en", "Norrby", simulated=False)
    assert shown["title"] == "Minutes (draft)"
    closed = close(norrby, meeting).minutes
    shown = pdf.minutes_content(closed, "en", "Norrby", simulated=False)
    assert shown["title"] == "Minutes"
    assert "coordinator, Kommunen" in shown["closed"]
    first, picture, problems, follow_ups, other = shown["points"]
    assert [line["title"] for line in first["lines"]] == ["Ring skolan", "Fältarbete på fredagar"]
    assert picture["note"] == ["Stilla vecka"]
    assert problems["tasks"] == [["Gå förbi på fredag", "group member, Polisen", "2026-11-23", "Parken"]]
    assert follow_ups["lines"][-1]["text"].startswith("Lamporna lyser. Dissent: Bolaget vill vänta.")
    assert other["lead"] == ""
