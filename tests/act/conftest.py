"""What is said is compared in English."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from samlad.people.models import Role
from tests.conftest import World


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def client() -> Client:
    """A browser that asks for English."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def signed_in(norrby: World, client: Client) -> Client:
    client.force_login(norrby.members[Role.COORDINATOR].user)
    return client
