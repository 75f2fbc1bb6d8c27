"""What could be seen of a measure is said before it starts, by what is chosen in its form."""

from datetime import date, timedelta

import numpy as np
import pytest
from django.test import Client

from samlad.act import seeing
from samlad.act.models import Measure
from samlad.act.sight import LONGEST, Sight, lengths, sight
from samlad.analysis import detectable_effect, effect, needed_weeks
from samlad.picture.periods import Kind, Period
from tests.act.making import a_measure, a_problem, area, category
from tests.act.sending import to
from tests.conftest import World
from tests.follow import making as counts

MONDAY = date(2026, 11, 30)
LAST = Period.holding(MONDAY, Kind.WEEK).shifted(-1)


def text(seen: Sight) -> str:
    return seeing.sentence(seen, date(2027, 3, 3)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("known", "starts", "ends", "follow_up", "expected"),
    [
        (60, MONDAY, None, MONDAY + timedelta(weeks=12), (52, 12)),
        (30, MONDAY, None, MONDAY + timedelta(weeks=12), (30, 12)),
        # A week that is begun belongs to neither side, and the last one is not over.
        (30, MONDAY + timedelta(days=1), None, MONDAY + timedelta(weeks=12, days=3), (30, 11)),
        (30, MONDAY + timedelta(weeks=4), None, MONDAY + timedelta(weeks=12), (34, 8)),
        (30, MONDAY, MONDAY + timedelta(weeks=5, days=2), MONDAY + timedelta(weeks=12), (30, 5)),
        (30, MONDAY - timedelta(weeks=3), None, MONDAY, (27, 3)),
        (30, MONDAY, None, MONDAY - timedelta(weeks=3), (30, 0)),
    ],
)
def test_weeks_are_those_that_the_follow_up_will_compare(
    known: int, starts: date, ends: date | None, follow_up: date, expected: tuple[int, int]
) -> None:
    assert lengths(known, LAST, starts, ends, follow_up) == expected


def test_what_is_seen_is_what_the_analysis_says_of_the_last_year() -> None:
    rng = np.random.default_rng(2)
    target, others = rng.negative_binomial(6, 0.4, 120), rng.negative_binomial(20, 0.4, 120)
    year, against = target[-52:], others[-52:]
    spread = effect(year[:26], year[26:], against[:26], against[26:]).dispersion
    means = float(year.mean()), float(against.mean())
    seen = sight(target, others, 52, 26)
    least = detectable_effect(*means, 52, [26], dispersion=max(spread, 1.0))
    assert spread > 1.2
    assert seen.share == pytest.approx(1 - least.estimate[0])
    assert seen.fewer == pytest.approx(least.saved[0])
    assert needed_weeks(0.8, *means, 52, dispersion=spread).estimate == (seen.wanted_in or np.inf)


def test_the_sentences() -> None:
    assert text(Sight(52, 12, 0.35, 40.4, 41)) == (
        "With follow-up on 2027-03-03 (12 weeks) a fall of 35 % or more, some 40 incidents, would be seen four times "
        "out of five; a smaller one mostly not. To see 20 % takes 41 weeks."
    )
    assert "takes" not in text(Sight(52, 60, 0.18, 40.0, 41))
    assert "could not be seen in three years" in text(Sight(52, 12, 0.35, 40.0, None))
    nothing = text(Sight(52, 6, wanted_in=41))
    assert nothing.startswith(
        "With follow-up on 2027-03-03 (6 weeks) no effect could be seen, however large."
    )
    few, steady = np.array([1, 0, 0, 0] * 13), np.array([20, 21] * 26)
    assert sight(few, steady, 52, 12).share is None
    assert sight(few, steady, 52, 12).wanted_in is None
    many = sight(steady * 9, steady * 9, 52, 12)
    assert many.wanted_in is not None
    assert many.wanted_in <= LONGEST
    assert "No effect could be seen: in the last year" in text(sight(np.zeros(52, int), steady, 52, 12))
    assert "too few weeks are known" in text(sight(steady[:10], steady[:10], 10, 12))


def asked(world: World, **values: object) -> dict[str, object]:
    return {
        "outcome": category(world, "SKA").pk,
        "target_areas": area(world, "D1").pk,
        "comparison_areas": area(world, "D4").pk,
        "starts_on": "2026-12-28",
        "follow_up_on": "2027-06-28",
    } | values


def test_the_form_says_it_and_it_follows_what_is_chosen(norrby: World, signed_in: Client) -> None:
    counts.fifty_weeks(norrby)
    here = to("measure_sight", a_problem(norrby).pk)
    said = signed_in.get(here, asked(norrby)).content.decode().replace("\u00a0", " ")
    assert said.startswith("With follow-up on 2027-06-28 (26 weeks) a fall of ")
    assert said != signed_in.get(here, asked(norrby, ends_on="2027-02-28")).content.decode()
    assert said != signed_in.get(here, asked(norrby, comparison_areas=area(norrby, "D2").pk)).content.decode()
    nothing = signed_in.get(here, asked(norrby, outcome=category(norrby, "NAR").pk)).content.decode()
    assert nothing.startswith("No effect could be seen")
    for name in ("outcome", "target_areas", "comparison_areas", "starts_on", "follow_up_on"):
        missing = {key: value for key, value in asked(norrby).items() if key != name}
        assert signed_in.get(here, missing).content.decode().startswith("Choose where it is done")
    assert signed_in.get(here, asked(norrby, starts_on="<b>", ends_on="2027-13-44")).status_code == 200


def test_a_planned_measure_says_it_on_its_page_and_a_running_one_does_not(
    norrby: World, signed_in: Client
) -> None:
    counts.fifty_weeks(norrby)
    planned = a_measure(norrby, a_problem(norrby))
    form = signed_in.get(to("measure_edit", planned.pk)).content.decode()
    assert "What could be seen at all" in form
    page = signed_in.get(to("measure", planned.pk))
    assert page.context["sight"]
    assert page.context["sight"] in page.content.decode()
    Measure.objects.filter(pk=planned.pk).update(state=Measure.State.RUNNING)
    assert not signed_in.get(to("measure", planned.pk)).context["sight"]


def test_it_is_no_business_of_another_collaboration(norrby: World, soderby: World, signed_in: Client) -> None:
    assert signed_in.get(to("measure_sight", a_problem(soderby).pk)).status_code == 404
