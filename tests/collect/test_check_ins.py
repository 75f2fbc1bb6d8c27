"""An organisation's word for a week: who may give it, when, and what silence is."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.conftest import World

from samlad.collect import check_in_queries
from samlad.collect.check_in_actions import CheckInProblem, check_in
from samlad.collect.models import CheckIn
from samlad.people.models import AuditEntry, Organisation, Role
from samlad.people.policy import Denied

# Who of the cast may check in: for the own organisation, and for another.
OWN = {Role.REVIEWER, Role.MEMBER, Role.COORDINATOR}
OTHER = {Role.COORDINATOR}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("own", [True, False])
def test_who_may(norrby: World, role: Role, own: bool) -> None:
    member = norrby.members[role]
    organisation = next(
        one for one in norrby.organisations.values() if (one.pk == member.organisation_id) is own
    )
    if role in (OWN if own else OTHER):
        check_in(actor=member, organisation=organisation, year=2026, week=44, word="reported")
        assert CheckIn.objects.get().by == member
    else:
        with pytest.raises(Denied):
            check_in(actor=member, organisation=organisation, year=2026, week=44, word="reported")


def test_nobody_checks_in_for_another_collaboration(norrby: World, soderby: World) -> None:
    with pytest.raises(Denied):
        check_in(
            actor=norrby.members[Role.COORDINATOR],
            organisation=soderby.organisations["polisen"],
            year=2026,
            week=44,
            word="nothing",
        )


def test_a_word_is_changed_in_its_place_and_each_change_is_in_the_audit_trail(norrby: World) -> None:
    police, member = norrby.organisations["polisen"], norrby.members[Role.MEMBER]
    before = AuditEntry.objects.count()
    for word in ("reported", "reported", "nothing"):
        check_in(actor=member, organisation=police, year=2026, week=44, word=word)
    assert CheckIn.objects.get().word == "nothing"
    last, first = AuditEntry.objects.all()[:2]
    assert AuditEntry.objects.count() == before + 2
    assert (first.old, first.new) == ({}, {"week": "2026-W44", "word": "reported"})
    assert (last.old, last.new["word"]) == ({"word": "reported"}, "nothing")


def test_a_week_that_is_not_over_has_no_word_yet(norrby: World) -> None:
    today = timezone.localdate()
    year, week, _day = today.isocalendar()
    police = norrby.organisations["polisen"]
    with pytest.raises(CheckInProblem, match=f"{week}"):
        check_in(actor=None, organisation=police, year=year, week=week, word="nothing")
    year, week, _day = (today - timedelta(days=7)).isocalendar()
    assert check_in(actor=None, organisation=police, year=year, week=week, word="nothing").week == week


@pytest.mark.parametrize(
    ("year", "week", "word"), [(2025, 53, "nothing"), (2026, 0, "nothing"), (2026, 44, "x")]
)
def test_what_is_no_week_and_no_word_is_refused(norrby: World, year: int, week: int, word: str) -> None:
    with pytest.raises(CheckInProblem):
        check_in(actor=None, organisation=norrby.organisations["polisen"], year=year, week=week, word=word)
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("changes", [{"checks_in": False}, {"ended_at": "2026-01-01T12:00Z"}])
def test_who_does_not_check_in_cannot(norrby: World, changes: dict[str, object]) -> None:
    Organisation.objects.filter(slug="polisen").update(**changes)
    police = Organisation.objects.get(slug="polisen")
    with pytest.raises(CheckInProblem, match="Polisen"):
        check_in(actor=None, organisation=police, year=2026, week=44, word="nothing")


def test_status_has_every_organisation_that_was_to_check_in(norrby: World, soderby: World) -> None:
    check_in(actor=None, organisation=norrby.organisations["bolaget"], year=2026, week=44, word="nothing")
    check_in(actor=None, organisation=soderby.organisations["polisen"], year=2026, week=44, word="reported")
    Organisation.objects.filter(slug="kommunen").update(checks_in=False)
    found = check_in_queries.status(norrby.collaboration, 2026, 44)
    assert [(organisation.slug, word) for organisation, word in found] == [
        ("polisen", None),
        ("bolaget", "nothing"),
    ]


def test_an_organisation_that_has_ended_was_there_until_then(norrby: World) -> None:
    Organisation.objects.filter(slug="polisen").update(ended_at="2026-10-28T12:00Z")
    mondays = [date(2026, 10, 26), date(2026, 11, 2)]
    found = [
        (organisation.slug, monday)
        for organisation, monday, _word in check_in_queries.words(norrby.collaboration, mondays)
    ]
    assert ("polisen", mondays[0]) in found
    assert ("polisen", mondays[1]) not in found
