"""The pages of measures and doses: what they say, refuse and keep."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from samlad.act.measure_actions import local_today
from samlad.act.models import Dose, Measure
from samlad.people.models import Role
from tests.act.making import START, a_dose, a_measure, a_problem, area, category
from tests.act.sending import sent_measure, to
from tests.conftest import World

PHONE_NUMBER = "070-123 45 67"


def test_planning_begins_with_the_library(norrby: World, signed_in: Client) -> None:
    problem = a_problem(norrby, setting="Mörk gångväg.")
    text = signed_in.get(to("measure_new", problem.pk)).content.decode()
    assert "The cause analysis speaks of “mörk”." in text
    assert "Studies have looked for an effect and found none." in text
    assert text.index("?type=LJU") < text.index("?type=SAN") < text.index("?type=ORD")
    form = signed_in.get(to("measure_new", problem.pk) + "?type=LJU").context["form"]
    assert form["mechanism"].value() == "Makes the place visible and used"
    assert form["outcome"].value() == [category(norrby, "SKA").pk]
    assert form["target_areas"].value() == [area(norrby, "D1").pk]
    proposed = set(form["comparison_areas"].value())
    assert len(proposed) == 2
    assert not proposed & {area(norrby, "D1").pk, area(norrby, "M").pk}
    assert signed_in.get(to("measure_new", problem.pk) + "?type=XYZ").status_code == 422


def test_a_measure_is_planned_started_and_ended(norrby: World, signed_in: Client) -> None:
    problem = a_problem(norrby)
    sent = sent_measure(norrby)
    for _ in range(2):
        answer = signed_in.post(to("measure_new", problem.pk), sent)
    measure = Measure.objects.get()
    assert answer.headers["Location"] == to("measure", measure.pk)
    step = to("measure_step", measure.pk)
    assert signed_in.post(step, {"step": "end"}).status_code == 409
    assert signed_in.post(step, {"step": "start", "on": "2099-01-01"}).status_code == 422
    assert signed_in.post(step, {"step": "start", "on": "snart"}).status_code == 422
    assert signed_in.post(step, {"step": "start", "on": "2026-09-08"}).status_code == 302
    assert (
        'Running since <span class="moment">2026-09-08</span>, lasting.'
        in signed_in.get(to("measure", measure.pk)).content.decode()
    )
    assert signed_in.post(step, {"step": "end", "on": "2026-10-08"}).status_code == 302
    text = signed_in.get(to("measure", measure.pk)).content.decode()
    assert (
        'Done from <span class="moment">2026-09-08</span> until <span class="moment">2026-10-08</span>.'
        in text
    )
    assert text.index("planned") < text.index("started") < text.rindex("ended")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"mechanism": ""}, "The mechanism is missing"),
        ({"owner": ""}, "The organisation that answers for it is missing|The owner is missing"),
        ({"dose_amount": "0"}, "more than 0"),
        ({"cost": "-5"}, "0 or more"),
        ({"outcome": []}, "No outcome is chosen"),
        ({"target_areas": []}, "No target is chosen"),
        ({"comparison_areas": []}, "No comparison is chosen"),
        ({"follow_up_on": "2026-09-01"}, "is not after the first day"),
        ({"ends_on": "2026-09-01"}, "is before the first"),
    ],
)
def test_a_bad_plan_is_answered_at_its_field(
    norrby: World, signed_in: Client, changes: dict[str, Any], sentence: str
) -> None:
    answer = signed_in.post(to("measure_new", a_problem(norrby).pk), sent_measure(norrby, **changes))
    assert answer.status_code == 422
    assert re.search(sentence, answer.content.decode())
    assert "Klottret bort" in answer.content.decode()


def test_a_running_measure_is_changed_in_part(norrby: World, signed_in: Client) -> None:
    measure = a_measure(norrby, state="running")
    page = signed_in.get(to("measure_edit", measure.pk))
    assert set(page.context["form"].fields) == {"owner", "ends_on", "cost", "follow_up_on", "key", "revision"}
    sent = {
        "owner": norrby.members[Role.MEMBER].pk,
        "cost": "7",
        "follow_up_on": "2026-12-24",
        "revision": measure.revision,
    }
    assert signed_in.post(to("measure_edit", measure.pk), sent).status_code == 302
    assert signed_in.post(to("measure_edit", measure.pk), sent).status_code == 409
    ended = a_measure(norrby, state="ended")
    assert signed_in.get(to("measure_edit", ended.pk)).status_code == 302


def test_a_new_measure_grows_out_of_an_earlier_one(norrby: World, signed_in: Client) -> None:
    earlier = a_measure(norrby, state="ended")
    here = to("measure_new", earlier.problem_id) + f"?follows={earlier.pk}"
    assert signed_in.get(here).context["form"]["title"].value() == earlier.title
    signed_in.post(here, sent_measure(norrby))
    assert Measure.objects.latest("id").follows == earlier
    other = a_problem(norrby)
    signed_in.post(to("measure_new", other.pk) + f"?follows={earlier.pk}", sent_measure(norrby))
    assert Measure.objects.latest("id").follows is None


def test_a_reporter_logs_and_takes_back(norrby: World, client: Client) -> None:
    client.force_login(norrby.members[Role.REPORTER].user)
    measure = a_measure(norrby, state="running")
    planned = a_measure(norrby)
    assert "Your organisation runs 1 measure." in client.get(to("measures")).content.decode()
    here = to("dose_log", measure.pk)
    assert client.get(here).context["form"]["given_on"].value() == local_today(norrby.collaboration)
    sent = {"key": str(uuid.uuid4()), "amount": "1.5", "given_on": str(START), "note": PHONE_NUMBER}
    for _ in range(2):
        assert client.post(here, sent).status_code == 302
    dose = Dose.objects.get()
    assert dose.note == "[telefon]"
    assert "1.5 of 10 veckor given (15 %)" in client.get(here).content.decode()
    assert client.post(here, sent | {"key": str(uuid.uuid4()), "amount": "0"}).status_code == 422
    assert client.post(to("dose_undo", dose.pk)).status_code == 302
    assert "0 of 10 veckor given (0 %)" in client.get(here).content.decode()
    assert client.get(to("dose_log", planned.pk)).status_code == 404
    assert client.get(to("measure", measure.pk)).status_code == 403


def test_a_reporter_finds_nothing_of_another_organisation(norrby: World, client: Client) -> None:
    client.force_login(norrby.members[Role.REPORTER].user)
    police = a_measure(
        norrby,
        state="running",
        owner=norrby.members[Role.MEMBER],
        owner_organisation=norrby.organisations["polisen"],
    )
    assert client.get(to("dose_log", police.pk)).status_code == 404
    assert client.post(to("dose_log", police.pk), {"amount": "1"}).status_code == 404
    assert client.post(to("dose_undo", a_dose(police).pk)).status_code == 404


def test_what_is_due_stands_out(norrby: World, signed_in: Client) -> None:
    today = local_today(norrby.collaboration)
    a_measure(norrby, state="running", title="Snart", follow_up_on=today + timedelta(days=3))
    a_measure(norrby, state="running", title="Senare", follow_up_on=today + timedelta(days=90))
    assert "2 measures are running. 1 is due for follow-up." in signed_in.get(to("measures")).content.decode()
    due = signed_in.get(to("measures") + "?state=due").content.decode()
    assert "Snart" in due
    assert "Senare" not in due
