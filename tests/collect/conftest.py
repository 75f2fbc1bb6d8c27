"""The reviewer of the cast, signed in."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation
from tests.conftest import World

from samlad.people.models import Member, Role


@pytest.fixture
def reviewer(norrby: World, client: Client) -> Iterator[Member]:
    """The reviewer of the police, whose pages and sentences are in English."""
    member = norrby.members[Role.REVIEWER]
    client.force_login(member.user)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    with translation.override("en"):
        yield member
