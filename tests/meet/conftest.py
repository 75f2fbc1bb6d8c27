"""Sentences of actions are tested in English; pages ask for the language that they want."""

import pytest
from django.test import Client

from samlad.people.models import Role
from tests.conftest import World
from tests.english import client as client
from tests.english import in_english as in_english


@pytest.fixture
def member(norrby: World, client: Client) -> Client:
    client.force_login(norrby.members[Role.MEMBER].user)
    return client


@pytest.fixture
def coordinator(norrby: World) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(norrby.members[Role.COORDINATOR].user)
    return client
