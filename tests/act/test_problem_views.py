"""The pages of problems: what they say, refuse and keep."""

import re
from datetime import timedelta

from django.test import Client

from samlad.act import actions
from samlad.act.measure_actions import local_today
from samlad.act.models import Measure, Problem
from samlad.people.models import Role
from tests.act.making import a_problem, area, category, place, problem_plan
from tests.act.sending import sent_measure, sent_problem, to
from tests.collect.files import bring_in, file_of, row
from tests.conftest import World

PHONE_NUMBER = "070-123 45 67"


def test_empty_pages_say_what_to_do(signed_in: Client) -> None:
    assert "Look at what stands out in the picture" in signed_in.get(to("problems")).content.decode()
    assert "A measure is planned from its problem" in signed_in.get(to("measures")).content.decode()
    assert "due for follow-up until" in signed_in.get(to("measures") + "?state=due").content.decode()


def test_a_problem_from_the_picture_is_whole_as_it_comes(norrby: World, signed_in: Client) -> None:
    bring_in(norrby.organisations["polisen"], file_of(row(number) for number in range(6)))
    page = signed_in.get(to("problem_new") + "?period=2026-W45&area=D1")
    form = page.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert sent["title"].endswith("Distrikt 1")
    assert sent["categories"]
    answer = signed_in.post(to("problem_new"), sent)
    made = Problem.objects.get()
    assert answer.headers["Location"] == to("problem", made.pk)
    assert (str(made.first_day), str(made.last_day)) == ("2026-11-02", "2026-11-08")
    assert made.area == area(norrby, "D1")


def test_a_place_of_the_picture_is_where(norrby: World, signed_in: Client) -> None:
    form = signed_in.get(to("problem_new") + "?period=2026-W45&place=Kulturens+hus&category=SKA").context[
        "form"
    ]
    assert form["where"].value() == f"place:{place(norrby).pk}"
    assert form["title"].value() == "Vandalism, Kulturens hus"


def test_a_bad_address_is_answered_with_a_remedy(signed_in: Client) -> None:
    answer = signed_in.get(to("problem_new") + "?period=snart")
    assert answer.status_code == 400
    assert "2026-W07" in answer.content.decode()


def test_sent_twice_or_back_and_again_makes_one(norrby: World, signed_in: Client) -> None:
    sent = sent_problem(norrby)
    places = [signed_in.post(to("problem_new"), sent).headers["Location"] for _ in range(2)]
    assert places[0] == places[1]
    assert Problem.objects.count() == 1


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(norrby: World, signed_in: Client) -> None:
    sent = sent_problem(norrby, title="", last_day="2026-07-01", offender="Det jag skrev")
    answer = signed_in.post(to("problem_new"), sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "The problem has no title" in text
    assert "is before the first" in text
    assert "Det jag skrev" in text
    assert not Problem.objects.exists()


def test_rows_of_another_collaboration_cannot_be_sent(
    norrby: World, soderby: World, signed_in: Client
) -> None:
    for changes in (
        {"where": f"area:{area(soderby, 'D1').pk}"},
        {"categories": [category(soderby, "SKA").pk]},
    ):
        assert signed_in.post(to("problem_new"), sent_problem(norrby, **changes)).status_code == 422
    problem = a_problem(norrby)
    changes = {"comparison_areas": [area(soderby, "D2").pk]}
    answer = signed_in.post(to("measure_new", problem.pk), sent_measure(norrby, **changes))
    assert answer.status_code == 422
    changes = {"owner": soderby.members[Role.REPORTER].pk}
    answer = signed_in.post(to("measure_new", problem.pk), sent_measure(norrby, **changes))
    assert answer.status_code == 422
    assert not Measure.objects.exists()


def test_masked_kinds_are_told(norrby: World, signed_in: Client) -> None:
    sent = sent_problem(norrby, offender=f"Ring {PHONE_NUMBER}")
    page = signed_in.post(to("problem_new"), sent, follow=True).content.decode()
    assert "Personal data were masked before anything was saved: telephone number." in page
    assert PHONE_NUMBER not in page


def test_two_who_write_at_once(norrby: World, signed_in: Client) -> None:
    problem = a_problem(norrby)
    first = problem_plan(norrby, offender="Den förstas text")
    actions.change_problem(actor=norrby.members[Role.MEMBER], problem=problem, plan=first, revision=0)
    sent = sent_problem(norrby, offender="Den andras text", revision=0)
    answer = signed_in.post(to("problem_edit", problem.pk), sent)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Group member at Polisen changed this" in text
    assert "Den förstas text" in text
    assert "Den andras text" in text
    again = sent | {"revision": answer.context["form"]["revision"].value()}
    assert signed_in.post(to("problem_edit", problem.pk), again).status_code == 302
    problem.refresh_from_db()
    assert problem.offender == "Den andras text"


def test_the_list_is_ranked_and_says_why(norrby: World, signed_in: Client) -> None:
    bring_in(norrby.organisations["polisen"], file_of(row(number) for number in range(8)))
    a_problem(norrby, title="Utan bedömning")
    said = {"seriousness": 4, "worry": 3, "mandate": 4, "resources": 3, "partners": 4}
    a_problem(norrby, title="Med bedömning", **said)
    text = signed_in.get(to("problems")).content.decode()
    assert text.index("Med bedömning") < text.index("Utan bedömning")
    assert "Need and influence together are greatest for Med bedömning." in text
    assert "Mandate 4, resources 3, partners 4 of 5." in text
    assert "Not assessed yet: seriousness and worry." in text
    assert "Not assessed yet: mandate, resources and partners." in text


def test_the_groups_own_order_without_scripts(norrby: World, signed_in: Client) -> None:
    one, other, third = (a_problem(norrby, title=f"Problem {letter}") for letter in "ABC")

    def ranks() -> list[int | None]:
        return [Problem.objects.get(pk=problem.pk).rank for problem in (one, other, third)]

    signed_in.post(
        to("problem_order"), {f"rank_{one.pk}": "1", f"rank_{other.pk}": "2", f"rank_{third.pk}": ""}
    )
    assert ranks() == [1, 2, None]
    signed_in.post(to("problem_order"), {"up": other.pk})
    assert ranks() == [2, 1, None]
    signed_in.post(to("problem_order"), {"down": third.pk})
    assert ranks() == [2, 1, 3]
    signed_in.post(to("problem_order"), {"up": third.pk})
    assert ranks() == [3, 1, 2]
    answer = signed_in.post(to("problem_order"), {f"rank_{one.pk}": "först"})
    assert answer.status_code == 422
    assert "no place in the order" in answer.content.decode()


def test_closing_takes_a_reason_and_can_be_undone(norrby: World, signed_in: Client) -> None:
    problem = a_problem(norrby)
    here = to("problem_state", problem.pk)
    assert signed_in.post(here, {"step": "close", "reason": ""}).status_code == 422
    assert signed_in.post(here, {"step": "riv", "reason": "x"}).status_code == 422
    assert signed_in.post(here, {"step": "close", "reason": "Löst"}).status_code == 302
    answer = signed_in.post(here, {"step": "close", "reason": "En gång till"})
    assert answer.status_code == 409
    assert "Coordinator at Kommunen was first: the problem is closed now." in answer.content.decode()
    assert "Löst" in signed_in.get(to("problem", problem.pk)).content.decode()
    assert signed_in.post(here, {"step": "reopen"}).status_code == 302


def test_the_problem_page_counts_and_links(norrby: World, signed_in: Client) -> None:
    today = local_today(norrby.collaboration)
    day = today - timedelta(days=today.weekday() + 5)
    rows = [f"a{n};{day};SKA;65.605;22.01" for n in range(3)] + [
        f"b{day + timedelta(days=6)};{today};SKA;65.605;22.01"
    ]
    bring_in(norrby.organisations["polisen"], file_of(rows, "id;datum;kategori;latitud;longitud"))
    page = signed_in.get(to("problem", a_problem(norrby).pk))
    assert page.context["row"]["incidents"] == 3
    text = page.content.decode()
    link = re.search(r'incidents\?(period=[^"]+)">3</a>', text)
    assert link
    behind = signed_in.get(to("incidents") + "?" + link[1].replace("&amp;", "&")).content.decode()
    assert "3 incidents" in behind
