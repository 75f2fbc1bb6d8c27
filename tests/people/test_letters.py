"""Every letter comes from the address that the operator set; without one, set-up says what is missing."""

import pytest
from django.core import mail
from django.core.checks import run_checks
from django.test import Client, override_settings
from django.urls import reverse
from tests.conftest import PASSWORD, World

from samlad.people import letters, member_actions
from samlad.people.models import Role, User
from samlad.web import environment
from samlad.web.checks import MAIL

SENDER = "Samlad Norrby <samlad@norrby.test>"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@override_settings(DEFAULT_FROM_EMAIL=SENDER)
def test_every_letter_has_the_senders_address(norrby: World, client: Client) -> None:
    invitation, token = member_actions.invite(
        actor=None, organisation=norrby.organisations["polisen"], email="ny@example.test", role=Role.READER
    )
    assert letters.send_invitation(invitation, f"http://testserver/{token}")
    User.objects.create_user("glomsk@example.test", PASSWORD)
    client.post(reverse("account_reset_password"), {"email": "glomsk@example.test"})
    assert [letter.from_email for letter in mail.outbox] == [SENDER, SENDER]


@pytest.mark.parametrize(
    ("backend", "sender", "warned"),
    [(SMTP, environment.NO_SENDER, True), (SMTP, SENDER, False), ("console", environment.NO_SENDER, False)],
)
def test_letters_without_a_sender_are_warned_of(backend: str, sender: str, warned: bool) -> None:
    with override_settings(EMAIL_BACKEND=backend, DEFAULT_FROM_EMAIL=sender):
        found = run_checks(tags=[MAIL], include_deployment_checks=True)
    assert [one.id for one in found] == ["samlad.W001"] * warned
    assert all("SAMLAD_EMAIL_FROM" in str(one.hint) for one in found)


@pytest.mark.parametrize("value", ["samlad", "Samlad <>", "a@b\nBcc: c@d", "a b@c d"])
def test_a_sender_that_is_no_address_stops_the_start(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SAMLAD_EMAIL_FROM", value)
    with pytest.raises(environment.SettingError, match="SAMLAD_EMAIL_FROM"):
        environment.email()


@pytest.mark.parametrize("value", ["samlad@norrby.test", SENDER])
def test_a_sender_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SAMLAD_EMAIL_FROM", value)
    assert environment.email()["DEFAULT_FROM_EMAIL"] == value
    monkeypatch.delenv("SAMLAD_EMAIL_FROM")
    assert environment.email()["DEFAULT_FROM_EMAIL"] == environment.NO_SENDER
