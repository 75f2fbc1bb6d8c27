"""A member who leaves: what hangs on them is handed over, the end can be taken back, at last nothing personal stays."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from tests.collect.incidents import made
from tests.collect.reviewing import state_of, step
from tests.conftest import PASSWORD, World, build_world
from tests.meet.rows import added, opened
from tests.people.leavers import EMAIL, ENGLISH, LATER, NAME, address, end
from tests.web.marks import columns_of_database

from samlad.collect.models import Incident, ReportLink, ReviewEvent
from samlad.people import accounts, actions, leaving, member_actions
from samlad.people.models import AuditEntry, Member, Role, User
from samlad.people.refusals import Refused


def sign_in(email: str = EMAIL) -> tuple[Client, Any]:
    client = Client(headers=ENGLISH)
    return client, client.post(reverse("account_login"), {"login": email, "password": PASSWORD}, follow=True)


def standing_anywhere() -> set[str]:
    """Where in the database name or address stand."""
    return {
        f"{table}.{column}"
        for table, column, text in columns_of_database()
        if "markerad" in text.lower() or "m\\u00e4rta" in text.lower()
    }


def test_nothing_personal_stays_of_whoever_left_too_long_ago(norrby: World, marked: Member) -> None:
    added(norrby, opened(norrby), owner=marked)
    Authenticator.objects.all().delete()
    sign_in()
    Authenticator.objects.create(user=marked.user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    sign_in()
    assert standing_anywhere() == {
        "people_user.name",
        "people_user.email",
        "account_emailaddress.email",
        "django_session.session_data",
    }
    end(marked, LATER)
    incident = made(norrby)
    ReportLink.objects.create(incident=incident, member=marked)
    assert accounts.forget_left() == 1
    assert accounts.forget_left() == 0
    assert standing_anywhere() == set()
    user = User.objects.get(pk=marked.user_id)
    assert not user.has_usable_password()
    assert not Authenticator.objects.exists()
    assert not ReportLink.objects.exists()
    assert not [one for one in Session.objects.all() if one.get_decoded().get(SESSION_KEY) == str(user.pk)]
    entry = AuditEntry.objects.get(action="forget")
    assert (entry.subject, entry.subject_id, entry.old, entry.new) == ("member", marked.pk, {}, {})
    # The history stands, by an id that says nothing.
    assert Member.objects.get(pk=marked.pk).tasks.count() == 1
    assert str(user) not in {EMAIL, NAME}


@pytest.mark.parametrize("ago", [timedelta(), timedelta(days=29)])
def test_nobody_is_forgotten_while_the_end_can_be_taken_back(marked: Member, ago: timedelta) -> None:
    end(marked, ago)
    assert accounts.forget_left() == 0
    with override_settings(FORGET_DAYS=0):
        assert accounts.forget_left() == 1


def test_a_member_elsewhere_keeps_name_and_way_in(marked: Member, soderby: World) -> None:
    actions.add_member(
        actor=None, user=marked.user, organisation=soderby.organisations["polisen"], role=Role.READER
    )
    end(marked, LATER)
    assert accounts.forget_left() == 0
    assert not accounts.forget(marked.user)
    marked.user.refresh_from_db()
    assert (marked.user.name, marked.user.is_active) == (NAME, True)


def test_whoever_never_was_a_member_is_not_forgotten(outsider: User, norrby: World) -> None:
    assert accounts.forget_left() == 0
    assert not accounts.forget(outsider)


def test_without_a_membership_nobody_signs_in(marked: Member) -> None:
    Authenticator.objects.all().delete()
    end(marked)
    client, page = sign_in()
    assert SESSION_KEY not in client.session
    assert "Your membership has ended" in page.content.decode()
    leaving.resume_member(actor=None, member=marked)
    client, _page = sign_in()
    assert SESSION_KEY in client.session


def test_sessions_that_have_run_out_go(marked: Member) -> None:
    Authenticator.objects.all().delete()
    sign_in()
    assert accounts.weed_sessions() == 0
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    assert accounts.weed_sessions() == 1


def test_an_organisation_that_ends_closes_the_accounts_of_its_people(norrby: World, marked: Member) -> None:
    actions.end_organisation(actor=None, organisation=norrby.organisations["polisen"])
    marked.user.refresh_from_db()
    assert not marked.user.is_active
    with pytest.raises(Refused, match="has ended"):
        leaving.resume_member(actor=None, member=marked)
    actions.resume_organisation(actor=None, organisation=norrby.organisations["polisen"])
    leaving.resume_member(actor=None, member=marked)
    marked.user.refresh_from_db()
    assert marked.user.is_active


def test_the_end_is_taken_back_from_the_message_and_from_the_list(admin: Client, marked: Member) -> None:
    answer = admin.post(address("administer_member_end", marked.pk), follow=True)
    page = answer.content.decode()
    assert f"The membership of {NAME} has ended." in page
    assert page.count(address("administer_member_resume", marked.pk)) == 2
    listed = admin.get(address("administer_members")).content.decode()
    assert listed.count(address("administer_member_resume", marked.pk)) == 1
    answer = admin.post(address("administer_member_resume", marked.pk), follow=True)
    assert f"{NAME} is group member of Polisen again." in answer.content.decode()
    marked.refresh_from_db()
    assert marked.ended_at is None
    assert AuditEntry.objects.filter(action="resume", subject="member", subject_id=marked.pk).count() == 1
    again = admin.post(address("administer_member_resume", marked.pk), follow=True)
    assert "stands already" in again.content.decode()


def test_the_end_cannot_be_taken_back_too_late_or_twice(norrby: World, admin: Client, marked: Member) -> None:
    end(marked, LATER)
    assert NAME not in admin.get(address("administer_members")).content.decode()
    with pytest.raises(Refused, match="too long ago"):
        leaving.resume_member(actor=None, member=marked)
    Member.objects.filter(pk=marked.pk).update(ended_at=timezone.now())
    actions.add_member(
        actor=None, user=marked.user, organisation=norrby.organisations["polisen"], role=Role.READER
    )
    with pytest.raises(Refused, match="member again already"):
        leaving.resume_member(actor=None, member=marked)


def test_whoever_is_invited_again_begins_anew(norrby: World, marked: Member) -> None:
    end(marked)
    _invitation, token = member_actions.invite(
        actor=None, organisation=norrby.organisations["bolaget"], email=EMAIL, role=Role.REPORTER
    )
    client = Client(headers=ENGLISH)
    answer = client.post(reverse("invitation", args=[token]), {"name": "Märta Ny", "password": PASSWORD})
    assert answer.status_code == 302
    new = User.objects.get(email=EMAIL)
    assert new.pk != marked.user_id
    assert not Authenticator.objects.exists()
    assert User.objects.get(pk=marked.user_id).forgotten_at is not None
    with pytest.raises(Refused, match="too long ago"):
        leaving.resume_member(actor=None, member=marked)


@pytest.mark.parametrize("elsewhere", [False, True])
@pytest.mark.parametrize("scripted", [False, True])
def test_a_reviewer_whose_membership_ends_with_the_page_open_is_told_and_nothing_is_done(
    norrby: World, soderby: World, elsewhere: bool, scripted: bool
) -> None:
    reviewer, incident = norrby.members[Role.REVIEWER], made(norrby)
    if elsewhere:
        actions.add_member(
            actor=None, user=reviewer.user, organisation=soderby.organisations["polisen"], role=Role.READER
        )
    client = Client(headers=ENGLISH | ({"HX-Request": "true"} if scripted else {}))
    client.force_login(reviewer.user)
    assert client.get(address("review_incident", incident.pk)).status_code == 200
    leaving.end_member(actor=norrby.members[Role.COORDINATOR], member=reviewer)
    before = AuditEntry.objects.count()
    answer = step(client, incident, "approve")
    assert answer.status_code == 403
    assert "Your membership has ended" in answer.content.decode()
    assert "was not saved" in answer.content.decode()
    # A script loads the whole page anew, and finds the same sentence there.
    assert answer.has_header("HX-Refresh") == scripted
    if scripted:
        again = client.get(address("review_incident", incident.pk), headers={"HX-Request": ""})
        assert "Your membership has ended" in again.content.decode()
    assert state_of(incident) == Incident.State.SUBMITTED
    assert not ReviewEvent.objects.exists()
    assert AuditEntry.objects.count() == before
    norrby.collaboration.refresh_from_db()
    assert norrby.collaboration.data_version == incident.version


def test_the_list_says_what_became_of_each_invitation(norrby: World, admin: Client) -> None:
    police = norrby.organisations["polisen"]
    rows = [
        member_actions.invite(actor=None, organisation=police, email=f"i{number}@b.test", role=Role.READER)[0]
        for number in range(3)
    ]
    member_actions.withdraw(actor=None, invitation=rows[1])
    type(rows[2]).objects.filter(pk=rows[2].pk).update(expires_at=timezone.now() - timedelta(hours=1))
    member_actions.weed_invitations()
    page = admin.get(address("administer_members")).content.decode()
    assert "1 invitation waits." in page
    assert "Withdrawn" in page
    assert "Ran out, unused" in page
    anew = admin.get(address("administer_members") + f"?organisation={police.pk}&role=reader")
    assert anew.context["form"].initial == {"organisation": str(police.pk), "role": "reader"}
    odd = admin.get(address("administer_members") + "?organisation=x&role=y")
    assert odd.status_code == 200


def test_more_that_has_ended_is_no_more_queries(db: None, django_assert_max_num_queries: Any) -> None:
    world = build_world("norrby")
    client = Client()
    client.force_login(world.members[Role.ADMIN].user)
    client.get(address("administer_members"))
    with django_assert_max_num_queries(60) as few:
        client.get(address("administer_members"))
    for number in range(20):
        user = User.objects.create_user(f"m{number}@norrby.test", None, f"M {number}")
        member = actions.add_member(
            actor=None, user=user, organisation=world.organisations["polisen"], role=Role.MEMBER
        )
        leaving.end_member(actor=None, member=member)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(address("administer_members"))
