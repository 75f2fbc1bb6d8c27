"""What hangs on a member who leaves is shown, and goes to another of the organisation or stays with it."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from tests.act.making import a_measure
from tests.collect.incidents import made
from tests.conftest import World
from tests.meet.rows import added, opened
from tests.people.leavers import ENGLISH, NAME, address, end

from samlad.act.models import Measure
from samlad.collect.models import Incident, ReportLink
from samlad.people import actions, leaving
from samlad.people.models import AuditEntry, Member, Role, User
from samlad.people.refusals import Refused


def everything(norrby: World, member: Member) -> Incident:
    """A task, a measure and a report that has been asked about, of the member; the incident of the report."""
    added(norrby, opened(norrby), owner=member)
    measure = a_measure(norrby)
    Measure.objects.filter(pk=measure.pk).update(owner=member, owner_organisation=member.organisation)
    incident = made(norrby, state=Incident.State.ASKED)
    ReportLink.objects.create(incident=incident, member=member, seen_at=timezone.now())
    return incident


def test_what_hangs_on_a_member_is_shown_and_goes_to_another(
    norrby: World, admin: Client, marked: Member
) -> None:
    incident, receiver = everything(norrby, marked), norrby.members[Role.REVIEWER]
    page = admin.get(address("administer_member_end", marked.pk)).content.decode()
    for words in ("1 open task", "1 measure that is planned", "1 report about which"):
        assert words in page
    assert str(norrby.members[Role.REPORTER].user) not in page
    data = {"receiver": receiver.pk}
    assert admin.post(address("administer_member_end", marked.pk), data).status_code == 302
    assert receiver.tasks.count() == 1
    assert Measure.objects.get().owner == receiver
    assert ReportLink.objects.get(incident=incident).member == receiver
    entry = AuditEntry.objects.get(action="end", subject="member")
    assert entry.new == {"tasks": 1, "measures": 1, "receiver": receiver.pk}
    assert AuditEntry.objects.filter(action="hand_over").count() == 2
    reviewer = Client(headers=ENGLISH)
    reviewer.force_login(receiver.user)
    assert "handed over by coordinator, Kommunen on" in reviewer.get(address("tasks")).content.decode()


def test_without_a_receiver_it_stays_with_the_organisation(
    norrby: World, admin: Client, marked: Member
) -> None:
    everything(norrby, marked)
    assert admin.post(address("administer_member_end", marked.pk), {"receiver": ""}).status_code == 302
    assert marked.tasks.count() == 1
    assert Measure.objects.get().owner_organisation == norrby.organisations["polisen"]
    reviewer = Client(headers=ENGLISH)
    reviewer.force_login(norrby.members[Role.REVIEWER].user)
    page = reviewer.get(address("tasks")).content.decode()
    assert "Left behind at Polisen" in page
    assert NAME not in page


def test_a_receiver_takes_what_they_may_and_the_rest_stays(
    norrby: World, admin: Client, marked: Member
) -> None:
    everything(norrby, marked)
    user = User.objects.create_user("ny@polisen.test", None, "Nils Rapport")
    police = norrby.organisations["polisen"]
    receiver = actions.add_member(actor=None, user=user, organisation=police, role=Role.REPORTER)
    page = admin.get(address("administer_member_end", marked.pk)).content.decode()
    assert "Nils Rapport, reporter (stays: 1 open task)" in page
    leaving.end_member(actor=None, member=marked, receiver=receiver)
    assert Measure.objects.get().owner == receiver
    assert ReportLink.objects.get().member == receiver
    assert marked.tasks.count() == 1


def test_a_receiver_who_has_left_is_refused_and_nothing_is_half_done(norrby: World, marked: Member) -> None:
    everything(norrby, marked)
    receiver = norrby.members[Role.REVIEWER]
    end(receiver)
    for wrong in (receiver, norrby.members[Role.COORDINATOR], marked):
        with pytest.raises(Refused, match="take over"):
            leaving.end_member(actor=None, member=marked, receiver=wrong)
    marked.refresh_from_db()
    assert marked.ended_at is None
    assert marked.tasks.count() == 1
    assert not AuditEntry.objects.filter(action="hand_over").exists()


def test_whoever_may_administer_and_not_work_hands_over_too(norrby: World, marked: Member) -> None:
    everything(norrby, marked)
    leaving.end_member(
        actor=norrby.members[Role.ADMIN], member=marked, receiver=norrby.members[Role.REVIEWER]
    )
    assert norrby.members[Role.REVIEWER].tasks.count() == 1


def test_a_follow_up_date_of_a_measure_that_was_handed_over_stays(norrby: World, marked: Member) -> None:
    everything(norrby, marked)
    before: date = Measure.objects.get().follow_up_on
    leaving.end_member(actor=None, member=marked, receiver=norrby.members[Role.REVIEWER])
    after = Measure.objects.get()
    assert (after.follow_up_on, after.revision) == (before, 1)
