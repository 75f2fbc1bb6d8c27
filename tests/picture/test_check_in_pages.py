"""The page of check-ins: one tap, a question where the incidents say otherwise, and who is silent."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.collect.files import bring_in, file_of, row
from tests.conftest import World

from samlad.collect.actions import next_version
from samlad.collect.check_in_actions import check_in
from samlad.collect.models import CheckIn, Incident
from samlad.people.models import Organisation, Role
from samlad.picture import actions, check_ins
from samlad.picture.periods import Period


@pytest.fixture
def week(norrby: World) -> Period:
    return check_ins.last_week(norrby.collaboration)


@pytest.fixture
def member(norrby: World, client: Client) -> Client:
    client.force_login(norrby.members[Role.MEMBER].user)
    return client


def post(client: Client, world: World, organisation: str = "polisen", **values: Any) -> Any:
    return client.post(
        "/norrby/check-ins/word", {"organisation": world.organisations[organisation].pk, **values}
    )


def bring(world: World, week: Period, number: int = 3) -> None:
    day = week.first + timedelta(days=2)
    bring_in(world.organisations["polisen"], file_of(row(n, day=f"{day} 14:30") for n in range(number)))


def test_one_tap(norrby: World, member: Client, week: Period) -> None:
    bring(norrby, week)
    page = member.get("/norrby/check-ins").content.decode()
    assert f'value="{week.label}"' in page
    answer = post(member, norrby, week=week.label, word="reported")
    assert answer.status_code == 302
    given = CheckIn.objects.get()
    assert (given.word, given.organisation.slug, given.week) == (
        "reported",
        "polisen",
        week.first.isocalendar().week,
    )


@pytest.mark.parametrize(("word", "incidents"), [("reported", 0), ("nothing", 3)])
def test_what_the_incidents_contradict_is_asked_about_with_the_numbers(
    norrby: World, member: Client, week: Period, word: str, incidents: int
) -> None:
    if incidents:
        bring(norrby, week, incidents)
    asked = post(member, norrby, week=week.label, word=word)
    assert asked.status_code == 422
    assert asked.context["asked"]["number"] == incidents
    assert 'name="confirmed"' in asked.content.decode()
    assert not CheckIn.objects.exists()
    assert post(member, norrby, week=week.label, word=word, confirmed="yes").status_code == 302
    assert CheckIn.objects.get().word == word


def test_what_waits_for_review_is_told_apart_and_the_weeks_beside_are_named(
    norrby: World, member: Client, week: Period
) -> None:
    bring(norrby, week)
    waits = Incident.objects.filter(organisation=norrby.organisations["polisen"]).order_by("pk").first()
    assert waits is not None
    waits.state, waits.version = Incident.State.SUBMITTED, next_version(norrby.collaboration.pk)
    waits.save()
    page = " ".join(member.get("/norrby/check-ins").content.decode().split())
    number, before = (one.first.isocalendar().week for one in (week, week.shifted(-1)))
    assert f"3 händelser vecka {number}, 1 av dem väntar på granskning" in page
    assert f"← vecka {before}</a>" in page


def test_a_member_answers_for_the_own_organisation_alone(norrby: World, member: Client, week: Period) -> None:
    page = member.get("/norrby/check-ins")
    assert [one["organisation"].slug for one in page.context["answers"]] == ["polisen"]
    assert post(member, norrby, "bolaget", week=week.label, word="nothing").status_code == 403
    member.force_login(norrby.members[Role.COORDINATOR].user)
    page = member.get("/norrby/check-ins")
    assert [one["organisation"].slug for one in page.context["answers"]] == ["kommunen", "polisen", "bolaget"]
    assert post(member, norrby, "bolaget", week=week.label, word="nothing").status_code == 302


@pytest.mark.parametrize("value", ["2026-W99", "2026-10", "x", "2199-W01"])
def test_what_is_no_week_that_is_over_is_refused(norrby: World, member: Client, value: str) -> None:
    assert member.get("/norrby/check-ins", {"week": value}).status_code == 400
    answer = post(member, norrby, week=value, word="nothing")
    assert answer.status_code == 422
    assert value in answer.content.decode()
    assert not CheckIn.objects.exists()


def test_an_organisation_that_is_not_there_is_not_found(
    norrby: World, soderby: World, member: Client
) -> None:
    for pk in (soderby.organisations["polisen"].pk, 10**17, "x"):
        values = {"organisation": pk, "week": "2026-W44", "word": "nothing"}
        assert member.post("/norrby/check-ins/word", values).status_code == 404


def test_after_freezing_it_can_be_changed_and_is_told_that_the_frozen_one_stays(
    norrby: World, member: Client, week: Period
) -> None:
    actions.freeze(actor=norrby.members[Role.COORDINATOR], period=week, words_revision=0)
    assert "/norrby/pictures/" in member.get("/norrby/check-ins").content.decode()
    answer = member.post(
        "/norrby/check-ins/word",
        {"organisation": norrby.organisations["polisen"].pk, "week": week.label, "word": "nothing"},
        follow=True,
    )
    assert len(list(answer.context["messages"])) == 2
    assert CheckIn.objects.get().word == "nothing"


def test_the_grid_tells_word_from_silence(norrby: World, member: Client, week: Period) -> None:
    bring(norrby, week)
    year, number, _day = week.first.isocalendar()
    check_in(
        actor=None, organisation=norrby.organisations["kommunen"], year=year, week=number, word="nothing"
    )
    rows = member.get("/norrby/check-ins").context["rows"]
    assert {row.organisation.slug: (row.cells[1].state, row.cells[1].count) for row in rows} == {
        "kommunen": ("nothing", 0),
        "polisen": ("unsaid", 3),
        "bolaget": ("silent", 0),
    }
    assert {row.cells[0].state for row in rows} == {"open"}
    assert {len(row.cells) for row in rows} == {14}


def test_the_number_of_queries_does_not_grow_with_organisations(norrby: World, client: Client) -> None:
    client.force_login(norrby.members[Role.COORDINATOR].user)
    client.get("/norrby/check-ins")
    found = []
    for number in (0, 30):
        Organisation.objects.bulk_create(
            Organisation(collaboration=norrby.collaboration, slug=f"o{n}", name=f"O {n}")
            for n in range(number)
        )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get("/norrby/check-ins").status_code == 200
        found.append(len(queries))
    assert found[0] == found[1]
