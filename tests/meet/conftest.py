"""Sentences of actions are tested in English; pages ask for the language that they want."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from samlad.people.models import Role
from tests.conftest import World


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def client() -> Client:
    """A browser that asks for English."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def member(norrby: World, client: Client) -> Client:
    client.force_login(norrby.members[Role.MEMBER].user)
    return client


@pytest.fixture
def coordinator(norrby: World) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(norrby.members[Role.COORDINATOR].user)
    return client
