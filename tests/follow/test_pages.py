"""The pages of follow-ups, each as its reader gets it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samlad.act.models import Measure
from samlad.follow import actions, queries
from samlad.follow.models import Decision, FollowUp
from samlad.people.models import Role
from samlad.people.policy import Denied
from tests.conftest import World
from tests.follow import making
from tests.follow.making import FOLLOWED_UP

NEXT = date(2099, 6, 1)
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def follow_up(norrby: World) -> FollowUp:
    making.fifty_weeks(norrby)
    return actions.compute(actor=None, measure=making.measure(norrby), on=FOLLOWED_UP)


def page(client: Client, world: World, name: str, *arguments: Any, role: str = Role.COORDINATOR) -> str:
    client.force_login(world.members[role].user)
    answer = client.get(reverse(name, args=[world.collaboration.slug, *arguments]), headers=ENGLISH)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, follow_up: FollowUp, **values: str) -> Any:
    given = {"choice": "continue", "motive": "Det hjälper.", "dissent": "", "next_on": str(NEXT)} | values
    return client.post(reverse("follow_up_decide", args=["norrby", follow_up.pk]), given, headers=ENGLISH)


def test_the_answer_comes_first_and_the_figures_after(
    norrby: World, client: Client, follow_up: FollowUp
) -> None:
    text = page(client, norrby, "follow_up", follow_up.pk)
    assert "Distrikt 1: incidents became 50\u00a0% fewer than expected" in text
    assert text.index('class="answer"') < text.index("data-table") < text.index("data-chart")
    assert "Of the 20 timmar that are planned, nothing has been logged." in text
    assert "week 2, 2026" in text
    assert "Record the decision" in text


def test_only_who_may_decide_is_asked_to(norrby: World, client: Client, follow_up: FollowUp) -> None:
    assert "Record the decision" not in page(client, norrby, "follow_up", follow_up.pk, role=Role.REVIEWER)


def test_deciding_leads_back_to_the_evidence_with_the_decision(
    norrby: World, client: Client, follow_up: FollowUp
) -> None:
    page(client, norrby, "follow_up", follow_up.pk)
    answer = post(client, follow_up, motive="Ring 070-123 45 67 om det.")
    assert answer.status_code == 302
    assert Decision.objects.get().follow_up == follow_up
    text = page(client, norrby, "follow_up", follow_up.pk)
    assert "telefon" in text
    assert "123 45" not in text
    assert "Record the decision" not in text


def test_what_is_missing_is_said_beside_its_field(norrby: World, client: Client, follow_up: FollowUp) -> None:
    page(client, norrby, "follow_up", follow_up.pk)
    answer = post(client, follow_up, motive="", dissent="Polisen ville vänta.")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "The motive is missing" in text
    assert "Polisen ville vänta." in text
    assert post(client, follow_up, next_on="i morgon").status_code == 422
    assert not Decision.objects.exists()


def test_the_second_is_told_and_loses_no_word(norrby: World, client: Client, follow_up: FollowUp) -> None:
    actions.decide(actor=norrby.members[Role.MEMBER], follow_up=follow_up, choice="end", motive="Det räcker.")
    page(client, norrby, "follow_up", follow_up.pk)
    answer = post(client, follow_up, motive="Vi vill fortsätta.")
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Polisen was first" in text
    assert "Vi vill fortsätta." in text
    assert "Det räcker." in text
    assert Decision.objects.get().choice == "end"


def test_a_changed_measure_leads_to_the_new_one_until_it_is_planned(
    norrby: World, client: Client, follow_up: FollowUp
) -> None:
    actions.decide(actor=None, follow_up=follow_up, choice="change", motive="Det räckte inte.", next_on=NEXT)
    asked = f"?follows={follow_up.measure_id}"
    assert asked in page(client, norrby, "follow_up", follow_up.pk)
    making.measure(norrby, follow_up.measure.problem, follows=follow_up.measure)
    assert asked not in page(client, norrby, "follow_up", follow_up.pk)


def test_the_same_form_sent_twice_is_one_decision(norrby: World, client: Client, follow_up: FollowUp) -> None:
    page(client, norrby, "follow_up", follow_up.pk)
    assert [post(client, follow_up).status_code for _ in range(2)] == [302, 302]
    assert Decision.objects.count() == 1


def test_computing_leads_to_the_evidence_or_says_why_not(norrby: World, client: Client) -> None:
    making.fifty_weeks(norrby)
    begun = timezone.localdate() - timedelta(weeks=10)
    later = timezone.localdate() + timedelta(weeks=10)
    made = making.measure(norrby, starts_on=begun, ends_on=None, follow_up_on=later)
    client.force_login(norrby.members[Role.REVIEWER].user)
    address = reverse("follow_up_compute", args=["norrby", made.pk])
    assert client.post(address).headers["Location"].endswith(f"/follow-ups/{FollowUp.objects.get().pk}")
    Measure.objects.filter(pk=made.pk).update(state="cancelled")
    other = making.measure(
        norrby, made.problem, state="planned", starts_on=begun, ends_on=None, follow_up_on=later
    )
    answer = client.post(
        reverse("follow_up_compute", args=["norrby", other.pk]),
        follow=True,
        headers={"accept-language": "en"},
    )
    assert "nothing to follow up yet" in answer.content.decode()


def test_the_group_sees_what_waits_and_a_reader_the_decisions_without_figures(
    norrby: World, client: Client, follow_up: FollowUp
) -> None:
    waiting = page(client, norrby, "follow_ups")
    assert "1 follow-up waits" in waiting
    assert "50\u00a0% fewer" in waiting
    assert "Sanering" not in page(client, norrby, "follow_ups", role=Role.READER)
    actions.decide(
        actor=None, follow_up=follow_up, choice="end", motive="Nio händelser kvar.", dissent="Bolaget."
    )
    read = page(client, norrby, "follow_ups", role=Role.READER)
    assert "Sanering" in read
    assert "1 decision" in read
    for figure in ("Nio", "Bolaget.", "50\u00a0%", "fewer"):
        assert figure not in read, figure


def test_an_empty_list_says_what_to_do(norrby: World, client: Client) -> None:
    assert "Nothing has been decided yet" in page(client, norrby, "follow_ups")
    assert "Nothing has been decided yet" in page(client, norrby, "follow_ups", role=Role.READER)


def test_the_story_is_told_in_the_order_of_time(norrby: World, client: Client, follow_up: FollowUp) -> None:
    actions.decide(
        actor=None, follow_up=follow_up, choice="change", motive="Det räckte inte.", dissent="Bolaget vill vänta.",
        next_on=NEXT, now=timezone.now(),
    )  # fmt: skip
    problem = follow_up.measure.problem
    problem.offender = "Ungdomar på väg hem."
    problem.save()
    text = page(client, norrby, "problem_story", problem.pk)
    parts = [
        "Ungdomar på väg hem.",
        "Klotter som inte syns lockar inte fler.",
        "50\u00a0% fewer",
        "Det räckte inte.",
        "Bolaget vill vänta.",
    ]
    places = [text.index(part) for part in parts]
    assert places[:3] == sorted(places[:3])
    assert places[3] < places[4]
    assert "The last decision" in text


def test_the_meeting_is_told_what_is_due_and_what_was_decided(norrby: World, follow_up: FollowUp) -> None:
    viewer = norrby.members[Role.COORDINATOR]
    coming = making.measure(norrby, follow_up.measure.problem, title="En till")
    found = queries.due(viewer, FOLLOWED_UP)
    assert [(one.measure.title, one.due_on) for one in found] == [
        ("Sanering inom ett dygn", FOLLOWED_UP),
        ("En till", FOLLOWED_UP),
    ]
    assert found[0].follow_up == follow_up
    assert "Distrikt 1" in found[0].sentence
    assert (found[1].measure, found[1].follow_up, found[1].sentence) == (coming, None, "")
    assert queries.due(viewer, FOLLOWED_UP - timedelta(days=1)) == []
    made = actions.decide(actor=None, follow_up=follow_up, choice="end", motive="Det räcker.")
    assert queries.decisions_since(viewer, timezone.localdate()) == [made]
    assert queries.decisions_since(viewer, timezone.localdate() + timedelta(days=1)) == []
    assert [one.measure.title for one in queries.due(viewer, FOLLOWED_UP)] == ["En till"]
    with pytest.raises(Denied):
        queries.due(norrby.members[Role.READER], FOLLOWED_UP)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.READER])
def test_as_many_queries_with_three_rows_as_with_thirty(norrby: World, client: Client, role: str) -> None:
    making.fifty_weeks(norrby)
    problem = making.problem(norrby)

    def three(decided: int) -> None:
        for number in range(3 * decided):
            made = making.measure(norrby, problem)
            done = actions.compute(actor=None, measure=made, on=FOLLOWED_UP)
            if number % 3 == 0:
                actions.decide(actor=None, follow_up=done, choice="end", motive="Det räcker.")
            elif number % 3 == 1:
                done.delete()

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(client, norrby, "follow_ups", role=role)
        return len(captured)

    three(1)
    asked()
    few = asked()
    three(9)
    assert asked() == few


def test_the_story_asks_as_often_for_one_follow_up_as_for_six(norrby: World, client: Client) -> None:
    making.fifty_weeks(norrby)
    made = making.measure(norrby)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(client, norrby, "problem_story", made.problem_id)
        return len(captured)

    actions.compute(actor=None, measure=made, on=FOLLOWED_UP)
    asked()
    few = asked()
    for weeks in range(1, 6):
        other = making.measure(norrby, made.problem)
        actions.compute(actor=None, measure=other, on=FOLLOWED_UP - timedelta(weeks=weeks))
    assert asked() == few


def test_the_weekly_figures_are_a_file_of_the_same_numbers(
    norrby: World, client: Client, follow_up: FollowUp
) -> None:
    assert f"/norrby/follow-ups/{follow_up.pk}.csv" in page(client, norrby, "follow_up", follow_up.pk)
    answer = client.get(reverse("follow_up_csv", args=["norrby", follow_up.pk]))
    assert answer.headers["Content-Type"].startswith("text/csv")
    lines = b"".join(answer).decode("utf-8-sig").splitlines()  # type: ignore[arg-type]
    assert lines[0] == "week;phase;target;comparison;beside;dose;target_all_heard;comparison_all_heard;silent"
    assert lines[1] == "2026-W02;before;6;12;10;0.0;6;12;"
    assert lines[50] == "2026-W51;during;3;12;10;0.0;3;12;"


def test_each_weekly_number_leads_to_its_incidents(
    norrby: World, client: Client, follow_up: FollowUp
) -> None:
    text = page(client, norrby, "follow_up", follow_up.pk)
    address = "/norrby/incidents?period=2026-W51&amp;area=D1&amp;category=SKA"
    assert f'<a href="{address}">3</a>' in text
    behind = client.get(address.replace("&amp;", "&"), headers=ENGLISH).content.decode()
    assert "3 incidents" in behind
    assert "Counted: " in text
    assert "All who report from these areas were heard from" in text
