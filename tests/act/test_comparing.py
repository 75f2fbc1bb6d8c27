"""What a measure could be compared with follows what is chosen in its form, and several areas can be its target."""

from typing import Any

import pytest
from django.test import Client

from samlad.act import prefill
from samlad.act.models import Measure
from samlad.people.models import Role
from tests.act.making import a_measure, a_problem, area, category, place
from tests.act.sending import sent_measure, to
from tests.collect.files import bring_in, file_of
from tests.conftest import World

HEADER = "id;datum;kategori;latitud;longitud"


def _boxes(answer: Any) -> dict[str, tuple[bool, str]]:
    """What stands first among the boxes: name → ticked, and the words beside it."""
    return {box["label"]: (box["checked"], box["note"]) for box in answer.context["comparison"]["first"]}


def test_suggestions_follow_outcome_and_target_and_ticks_stay(norrby: World, signed_in: Client) -> None:
    middles = {"D1": (65.605, 22.02), "D2": (65.605, 22.06), "D3": (65.63, 22.035), "D4": (65.63, 22.06)}
    lines = [
        f"{code}{kind}{number};2026-10-2{number % 7};{kind};{middles[code][0]};{middles[code][1]}"
        for code, kind, times in (("D1", "SKA", 4), ("D2", "SKA", 4), ("D1", "NAR", 6), ("D3", "NAR", 6))
        for number in range(times)
    ]
    bring_in(norrby.organisations["polisen"], file_of(lines, HEADER))
    here = to("measure_comparison", a_problem(norrby).pk)
    asked = {"target_areas": area(norrby, "D1").pk, "comparison_areas": area(norrby, "D4").pk}
    first = {
        kind: _boxes(signed_in.get(here, asked | {"outcome": category(norrby, kind).pk}))
        for kind in ("SKA", "NAR")
    }
    assert first["SKA"]["Distrikt 2"][1] > first["SKA"]["Distrikt 3"][1]
    assert first["NAR"]["Distrikt 3"][1] > first["NAR"]["Distrikt 2"][1]
    assert all(boxes["Distrikt 4"][0] for boxes in first.values())
    assert not any("Distrikt 1" in boxes or "Kommunen" in boxes for boxes in first.values())


def test_several_areas_together_are_the_target(norrby: World, signed_in: Client) -> None:
    here = to("measure_comparison", a_problem(norrby).pk)
    asked = {"outcome": category(norrby, "SKA").pk, "comparison_areas": area(norrby, "D2").pk}
    both = _boxes(
        signed_in.get(here, asked | {"target_areas": [area(norrby, code).pk for code in ("D1", "D2")]})
    )
    assert set(both) == {"Distrikt 2", "Distrikt 3", "Distrikt 4"}
    assert both["Distrikt 2"] == (True, "the target, holds it or lies inside it: choose another")
    spot = _boxes(signed_in.get(here, asked | {"target_place": place(norrby).pk}))
    own = place(norrby).area
    assert own is not None
    assert own.name not in spot


def test_nothing_chosen_says_what_to_do_first(norrby: World, signed_in: Client) -> None:
    here = to("measure_comparison", a_problem(norrby).pk)
    assert "Choose first where it is done" in signed_in.get(here).content.decode()
    for nonsense in ("x", "²", "9" * 30):
        answer = signed_in.get(
            here, {"target_areas": nonsense, "target_place": nonsense, "outcome": nonsense}
        )
        assert answer.status_code == 200
    whole = signed_in.get(here, {"target_areas": area(norrby, "M").pk, "outcome": category(norrby, "SKA").pk})
    assert "No other area of the same level" in whole.content.decode()


def test_another_collaborations_rows_say_nothing(norrby: World, soderby: World, signed_in: Client) -> None:
    here = to("measure_comparison", a_problem(norrby).pk)
    for asked in ({"target_areas": area(soderby, "D1").pk}, {"target_place": place(soderby).pk}):
        assert _boxes(signed_in.get(here, asked)) == {}
    assert signed_in.get(to("measure_comparison", a_problem(soderby).pk)).status_code == 404


def test_without_a_script_a_button_suggests_again_and_keeps_all(norrby: World, signed_in: Client) -> None:
    planned = a_measure(norrby)
    for here in (to("measure_new", planned.problem_id), to("measure_edit", planned.pk)):
        sent = sent_measure(norrby, suggest="again", mechanism="Det jag skrev", title="")
        answer = signed_in.post(here, sent)
        text = answer.content.decode()
        assert answer.status_code == 200
        assert "Det jag skrev" in text
        assert "The title is missing" not in text
        assert _boxes(answer)["Distrikt 2"][0]
    assert Measure.objects.count() == 1


def test_a_measure_in_two_areas_is_kept_shown_and_changed(norrby: World, signed_in: Client) -> None:
    problem = a_problem(norrby)
    two = [area(norrby, "D1").pk, area(norrby, "D3").pk]
    signed_in.post(to("measure_new", problem.pk), sent_measure(norrby, target_areas=two))
    measure = Measure.objects.get()
    assert set(measure.target_areas.values_list("pk", flat=True)) == set(two)
    assert "Distrikt 1, Distrikt 3" in signed_in.get(to("measure", measure.pk)).content.decode()
    form = signed_in.get(to("measure_edit", measure.pk)).context["form"]
    assert set(form["target_areas"].value()) == set(two)
    assert prefill.measure_after(measure, measure.starts_on)["target_areas"] == form["target_areas"].value()


@pytest.mark.parametrize(
    ("targets", "at_place", "compared", "sentence"),
    [
        (["D1", "D2"], False, ["D2"], "Distrikt 2 is the target"),
        (["D1"], False, ["M"], "Kommunen is the target"),
        (["M"], False, ["D1"], "Distrikt 1 is the target"),
        (["D1"], True, ["D2"], "Both areas and Kulturens hus are chosen"),
        ([], False, ["D2"], "No target is chosen"),
    ],
)
def test_bad_targets_are_refused(
    norrby: World,
    signed_in: Client,
    targets: list[str],
    at_place: bool,
    compared: list[str],
    sentence: str,
) -> None:
    sent = sent_measure(
        norrby,
        target_areas=[area(norrby, code).pk for code in targets],
        target_place=place(norrby).pk if at_place else "",
        comparison_areas=[area(norrby, code).pk for code in compared],
    )
    answer = signed_in.post(to("measure_new", a_problem(norrby).pk), sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Measure.objects.exists()


def test_only_who_may_plan_is_asked(norrby: World, client: Client) -> None:
    client.force_login(norrby.members[Role.REPORTER].user)
    assert client.get(to("measure_comparison", a_problem(norrby).pk)).status_code == 403
