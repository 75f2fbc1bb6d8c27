"""Who was silent, and what the picture says of it."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.collect.files import bring_in, file_of, row
from tests.conftest import World
from tests.picture.test_compose import LAST, document, steady

from samlad.collect import check_in_actions
from samlad.collect.models import Incident
from samlad.people.models import Organisation, Role
from samlad.picture import actions, check_ins, columns, held, queries
from samlad.picture.document import PictureDocument
from samlad.picture.periods import Period
from samlad.picture.query import Query
from samlad.picture.reporting import Reporting, weeks_of

MONTH = Period.parse("2026-10")


def picture(world: World, period: Period = LAST) -> PictureDocument:
    return queries.picture(world.members[Role.MEMBER], Query(period), "en")


def say(world: World, organisation: str, word: str, week: Period = LAST) -> None:
    year, number, _day = week.first.isocalendar()
    check_in_actions.check_in(
        actor=None, organisation=world.organisations[organisation], year=year, week=number, word=word
    )


@pytest.mark.parametrize(
    ("label", "today", "weeks"),
    [
        ("2026-W44", date(2026, 11, 2), ["2026-W44"]),
        ("2026-W44", date(2026, 11, 1), []),
        # Thursdays of October 2026: 1, 8, 15, 22, 29.
        ("2026-10", date(2026, 12, 1), ["2026-W40", "2026-W41", "2026-W42", "2026-W43", "2026-W44"]),
        ("2026-10", date(2026, 10, 12), ["2026-W40", "2026-W41"]),
        ("2026-11", date(2026, 12, 9), ["2026-W45", "2026-W46", "2026-W47", "2026-W48"]),
    ],
)
def test_a_week_belongs_to_where_its_thursday_lies(label: str, today: date, weeks: list[str]) -> None:
    assert [week.label for week in weeks_of(Period.parse(label), today)] == weeks


def test_each_week_belongs_to_one_month_alone() -> None:
    months = [Period.parse("2024-01").shifted(step) for step in range(36)]
    weeks = [week for month in months for week in weeks_of(month, date(2030, 1, 1))]
    assert [week.shifted(1) for week in weeks[:-1]] == weeks[1:]


def test_silent_is_who_has_neither_word_nor_incident(norrby: World) -> None:
    bring_in(norrby.organisations["polisen"], file_of(steady()))
    say(norrby, "kommunen", "nothing")
    found = picture(norrby)
    assert [(row.name, row.word, row.silent) for row in found.organisations] == [
        ("Kommunen", "nothing", False),
        ("Polisen", None, False),
        ("Bostadsbolaget", None, True),
    ]
    assert (
        found.headline[-1] == "Bostadsbolaget has not checked in for week 44, so the figures may be too low."
    )


def test_it_says_how_much_is_missing(norrby: World) -> None:
    bring_in(norrby.organisations["polisen"], file_of(steady()))
    earlier = [row for row in steady(category="ALK") if not row.startswith(str(LAST.first))]
    bring_in(norrby.organisations["bolaget"], file_of(earlier))
    say(norrby, "kommunen", "nothing")
    assert picture(norrby).headline[-1] == (
        "Bostadsbolaget has not checked in for week 44; it usually stands for 50\u00a0% of the incidents, so the "
        "figures may be too low."
    )
    say(norrby, "bolaget", "nothing")
    assert "checked in" not in " ".join(picture(norrby).headline)


def test_it_says_from_which_to_which_share_the_silent_one_usually_stands_for(
    norrby: World, client: Client
) -> None:
    """Of sixteen a week: four more in every other week are 0 or 20 %."""
    bring_in(norrby.organisations["polisen"], file_of(steady()))
    rows = [
        f"b{step}-{number};{LAST.shifted(-step).first} 12:00;SKA;65.61;22.02;;"
        for step in range(2, 60, 2)
        for number in range(4)
    ]
    bring_in(norrby.organisations["bolaget"], file_of(rows))
    found = picture(norrby)
    assert (
        "Bostadsbolaget has not checked in for week 44; it usually stands for 0–20\u00a0% of the incidents, so the "
        "figures may be too low."
    ) in found.headline
    silent = found.organisations[2]
    assert (silent.usual_low, silent.usual_high) == (0.0, 0.2)
    client.force_login(norrby.members[Role.MEMBER].user)
    address = reverse("picture_csv", args=["norrby"])
    lines = b"".join(client.get(address, {"period": LAST.label}).streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[0].endswith(";silent")
    assert all(line.endswith(";Kommunen, Bostadsbolaget") for line in lines[1:5])


def test_a_month_says_for_how_many_weeks(norrby: World) -> None:
    bring_in(norrby.organisations["polisen"], file_of(steady()))
    say(norrby, "kommunen", "nothing", LAST)
    for step in range(5):
        say(norrby, "bolaget", "nothing", LAST.shifted(-step))
    found = picture(norrby, MONTH)
    assert "Kommunen has not checked in for 4 of 5 weeks, so the figures may be too low." in found.headline
    # It has said something in the month.
    assert [row.silent for row in found.organisations] == [False, False, False]


def test_who_does_not_check_in_or_has_ended_is_not_silent(norrby: World) -> None:
    bring_in(norrby.organisations["polisen"], file_of(steady()))
    Organisation.objects.filter(slug="kommunen").update(checks_in=False)
    Organisation.objects.filter(slug="bolaget").update(ended_at="2026-10-20T12:00Z")
    assert not any(row.silent for row in picture(norrby).organisations)
    # It was there in week 42, and silent.
    assert [row.silent for row in picture(norrby, LAST.shifted(-2)).organisations] == [False, False, True]


def test_a_filter_makes_nobody_silent(norrby: World) -> None:
    bring_in(norrby.organisations["polisen"], file_of(steady()))
    query = Query(LAST, categories=("NAR",))
    found = queries.picture(norrby.members[Role.MEMBER], query, "en")
    assert [row.silent for row in found.organisations] == [True, False, True]


def test_reports_that_wait_are_said_not_to_be_in_the_figures(norrby: World) -> None:
    bring_in(norrby.organisations["polisen"], file_of(steady()))
    for organisation in norrby.organisations:
        say(norrby, organisation, "reported")
    chosen = Incident.objects.filter(occurred_from__gte="2026-10-27").values_list("pk", flat=True)[:2]
    Incident.objects.filter(pk__in=list(chosen)).update(state=Incident.State.SUBMITTED)
    columns.forget()
    found = picture(norrby)
    assert found.totals.count == 14
    assert found.headline[-1] == "2 reports wait for review and are not in the figures."
    # Of the period alone.
    assert "wait for review" not in picture(norrby, LAST.shifted(-3)).headline[-1]


def test_files_alone_know_of_no_check_ins(norrby: World) -> None:
    bring_in(norrby.organisations["polisen"], file_of(steady()))
    found = document(norrby, Query(LAST))
    assert not any(row.silent or row.word for row in found.organisations)


def test_a_check_in_is_seen_at_once(norrby: World) -> None:
    bring_in(norrby.organisations["polisen"], file_of([row(1, day="2026-10-28 12:00")]))
    assert picture(norrby).organisations[2].silent
    say(norrby, "bolaget", "nothing")
    assert not picture(norrby).organisations[2].silent


def test_outside_the_group_nothing_of_it_is_told(norrby: World) -> None:
    bring_in(norrby.organisations["polisen"], file_of(steady()))
    say(norrby, "bolaget", "nothing", LAST)
    actions.freeze(actor=norrby.members[Role.COORDINATOR], period=MONTH, words_revision=0)
    shown = queries.shown(norrby.members[Role.READER], Query(MONTH), "en")
    assert shown is not None
    found = shown.document
    assert len(found.headline) == 1
    assert {row.word for row in found.organisations if row.count is None} <= {None}


def test_reading_takes_as_many_queries_for_a_year_as_for_a_week(
    norrby: World, django_assert_num_queries: object
) -> None:
    held.forget()
    for period in (LAST, Period.parse("2025")):
        with django_assert_num_queries(3):  # type: ignore[operator] # the fixture is untyped
            assert isinstance(check_ins.reporting(norrby.collaboration, period), Reporting)
