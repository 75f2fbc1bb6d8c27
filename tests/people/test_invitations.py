"""Invitations: the way in is for one person, once, for two weeks; the address is nowhere afterwards."""

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from tests.conftest import PASSWORD, World

from samlad.people import member_actions
from samlad.people.models import AuditEntry, Invitation, Member, Role, User
from samlad.people.refusals import Refused

EMAIL = "nya.nils@bolaget.test"
MEMBERS = "/norrby/administer/members"
CONSOLE = "django.core.mail.backends.console.EmailBackend"
ENTER = {"name": "Nils Ny", "password": PASSWORD}


class BrokenBackend(BaseEmailBackend):
    """A mail server that is away, and says so with the address."""

    def send_messages(self, messages: Any) -> int:
        raise OSError(f"could not reach {messages[0].to}")


@pytest.fixture
def admin(norrby: World) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(norrby.members[Role.ADMIN].user)
    return client


def ask(world: World, admin: Client, email: str = EMAIL) -> Any:
    data = {"email": email, "organisation": world.organisations["bolaget"].pk, "role": Role.REPORTER}
    return admin.post(MEMBERS, data)


def link_on(page: str) -> str:
    found = re.search(r'value="(http://testserver/account/invitation/[\w-]+/)"', page)
    return found[1].removeprefix("http://testserver") if found else ""


def invited(world: World, **values: Any) -> tuple[Invitation, str]:
    invitation, token = member_actions.invite(
        actor=world.members[Role.ADMIN],
        organisation=world.organisations["bolaget"],
        email=values.pop("email", EMAIL),
        role=Role.REPORTER,
    )
    Invitation.objects.filter(pk=invitation.pk).update(**values)
    return invitation, reverse("invitation", args=[token])


def test_from_the_invitation_to_the_first_page(norrby: World, admin: Client) -> None:
    assert ask(norrby, admin).status_code == 302
    link = link_on(admin.get(MEMBERS).content.decode())
    assert link
    assert link_on(admin.get(MEMBERS).content.decode()) == "", "the link is shown once"
    (letter,) = mail.outbox
    assert letter.to == [EMAIL]
    assert link in letter.body
    assert "Welcome to Norrby" in letter.body
    stored = Invitation.objects.get()
    assert link.split("/")[-2].encode() not in bytes(stored.digest)

    visitor = Client(headers={"accept-language": "en"})
    assert "reporter of Bostadsbolaget" in visitor.get(link).content.decode()
    answer = visitor.post(link, ENTER)
    assert answer.headers["Location"] == "/norrby/picture"
    assert visitor.get("/norrby/picture").status_code == 200
    member = Member.objects.get(user__email=EMAIL)
    assert (member.role, member.organisation.slug, member.user.name) == (Role.REPORTER, "bolaget", "Nils Ny")
    assert member.user.check_password(PASSWORD)
    stored.refresh_from_db()
    assert stored.email == ""
    assert stored.accepted_at
    used = Client(headers={"accept-language": "en"}).get(link)
    assert used.status_code == 410
    assert "used already" in used.content.decode()


def test_the_address_is_in_no_audit_row_and_no_log(
    norrby: World, admin: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ask(norrby, admin)
    link = link_on(admin.get(MEMBERS).content.decode())
    visitor = Client()
    visitor.post(link, {"name": "Nils", "password": "kort"})
    visitor.post(link, ENTER)
    visitor.get(link)
    told = " ".join(str(row) for row in AuditEntry.objects.values_list("old", "new"))
    for secret in (EMAIL, link.split("/")[-2], "Nils"):
        assert secret not in told
        assert secret not in caplog.text


def test_without_mail_no_letter_is_written_to_the_log(
    norrby: World, admin: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    with override_settings(EMAIL_BACKEND=CONSOLE):
        ask(norrby, admin)
        page = admin.get(MEMBERS).content.decode()
    assert link_on(page)
    assert "Mail is not set up" in page
    written = capsys.readouterr()
    assert EMAIL not in written.out + written.err


def test_a_letter_that_does_not_go_out_loses_nothing(
    norrby: World, admin: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with override_settings(EMAIL_BACKEND=f"{__name__}.BrokenBackend"):
        ask(norrby, admin)
    page = admin.get(MEMBERS).content.decode()
    assert "could not be sent" in page
    assert link_on(page)
    assert EMAIL not in caplog.text


def test_the_same_address_is_not_invited_twice(norrby: World, admin: Client) -> None:
    ask(norrby, admin)
    again = ask(norrby, admin, EMAIL.upper())
    assert again.status_code == 422
    assert Invitation.objects.count() == 1
    member = ask(norrby, admin, norrby.members[Role.READER].user.email)
    assert member.status_code == 422
    assert "member already" in member.content.decode()


@pytest.mark.parametrize("email", ["", "nils", "nils@", "a@b.test\nBcc: c@d.test"])
def test_a_bad_address(norrby: World, admin: Client, email: str) -> None:
    assert ask(norrby, admin, email).status_code == 422
    assert not Invitation.objects.exists()
    assert not mail.outbox


def test_a_new_link_makes_the_old_one_useless(norrby: World, admin: Client) -> None:
    invitation, link = invited(norrby)
    admin.post(reverse("administer_invitation", args=["norrby", invitation.pk]), {"renew": "1"})
    new = link_on(admin.get(MEMBERS).content.decode())
    assert new
    assert new != link
    assert Client().get(link).status_code == 410
    assert Client().get(new).status_code == 200


def test_a_withdrawn_invitation_opens_nothing_and_forgets_the_address(norrby: World, admin: Client) -> None:
    invitation, link = invited(norrby)
    address = reverse("administer_invitation", args=["norrby", invitation.pk])
    assert admin.post(address).status_code == 302
    assert Invitation.objects.get().email == ""
    answer = Client(headers={"accept-language": "en"}).post(link, ENTER)
    assert answer.status_code == 410
    assert "withdrawn" in answer.content.decode()
    assert not User.objects.filter(email=EMAIL).exists()
    admin.post(address, {"renew": "1"})
    assert Invitation.objects.get().withdrawn_at is not None


def test_after_two_weeks_it_is_too_old_and_the_address_goes(norrby: World) -> None:
    invited(norrby, email="ung@bolaget.test")
    _invitation, link = invited(norrby, expires_at=timezone.now() - timedelta(seconds=1))
    answer = Client(headers={"accept-language": "en"}).post(link, ENTER)
    assert answer.status_code == 410
    assert "too old" in answer.content.decode()
    assert "coordinator of Norrby" in answer.content.decode()
    assert member_actions.weed_invitations() == 1
    assert member_actions.weed_invitations() == 0
    assert {row.email for row in Invitation.objects.all()} == {"", "ung@bolaget.test"}
    assert AuditEntry.objects.filter(action="expire").count() == 1


def test_a_made_up_token(norrby: World) -> None:
    assert Client().get("/account/invitation/abc/").status_code == 410


@pytest.mark.parametrize(
    "data",
    [
        {"name": "", "password": PASSWORD},
        {"name": "Nils", "password": "kort"},
        {"name": "Nils", "password": "nya.nils@bolaget"},
    ],
)
def test_a_bad_name_or_password_keeps_the_invitation(norrby: World, data: dict[str, str]) -> None:
    _invitation, link = invited(norrby)
    answer = Client().post(link, data)
    assert answer.status_code == 422
    assert not User.objects.filter(email=EMAIL).exists()
    assert Client().post(link, ENTER).status_code == 302


def test_whoever_has_an_account_signs_in_and_accepts(norrby: World, soderby: World) -> None:
    user = soderby.members[Role.MEMBER].user
    _invitation, link = invited(norrby, email=user.email)
    visitor = Client(headers={"accept-language": "en"})
    page = visitor.get(link).content.decode()
    assert f"{reverse('account_login')}?next={link}" in page
    # Without having signed in, nothing is accepted, and no password is changed.
    visitor.post(link, ENTER)
    assert not Member.objects.filter(user=user, collaboration=norrby.collaboration).exists()
    visitor.force_login(user)
    assert visitor.post(link).headers["Location"] == "/norrby/picture"
    assert Member.objects.get(user=user, collaboration=norrby.collaboration).role == Role.REPORTER


def test_an_invitation_is_not_for_whoever_happens_to_be_signed_in(norrby: World, outsider: User) -> None:
    _invitation, link = invited(norrby)
    visitor = Client(headers={"accept-language": "en"})
    visitor.force_login(outsider)
    assert "Sign out first" in visitor.get(link).content.decode()
    visitor.post(link, ENTER)
    assert not Member.objects.filter(user=outsider).exists()
    assert not User.objects.filter(email=EMAIL).exists()


def test_what_ends_while_the_invitation_waits(norrby: World) -> None:
    from samlad.people import actions

    invitation, link = invited(norrby)
    actions.end_organisation(actor=None, organisation=norrby.organisations["bolaget"])
    assert Client().post(link, ENTER).status_code == 410
    with pytest.raises(Refused):
        member_actions.accept(invitation=invitation, user=None, name="N", password=PASSWORD)


def test_a_second_use_of_the_same_page_is_refused(norrby: World) -> None:
    invitation, _link = invited(norrby)
    member_actions.accept(invitation=invitation, user=None, name="N", password=PASSWORD)
    with pytest.raises(Refused):
        member_actions.accept(invitation=invitation, user=None, name="N", password=PASSWORD)
    assert Member.objects.filter(user__email=EMAIL).count() == 1
