"""Sentences of actions are tested in English; pages ask for the language that they want."""

from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import translation
from tests.conftest import PASSWORD, World
from tests.people.leavers import EMAIL, ENGLISH, NAME

from samlad.people import actions
from samlad.people.models import Member, Role, User


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def marked(norrby: World) -> Member:
    """A group member with a name and an address that can be searched for, and all that hangs on an account."""
    user = User.objects.create_user(EMAIL, PASSWORD, NAME)
    EmailAddress.objects.create(user=user, email=EMAIL, primary=True, verified=True)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return actions.add_member(
        actor=None, user=user, organisation=norrby.organisations["polisen"], role=Role.MEMBER
    )


@pytest.fixture
def admin(norrby: World) -> Client:
    client = Client(headers=ENGLISH)
    client.force_login(norrby.members[Role.COORDINATOR].user)
    return client
