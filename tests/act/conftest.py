"""What is said is compared in English."""

import pytest
from django.test import Client

from samlad.people.models import Role
from tests.conftest import World
from tests.english import client as client
from tests.english import in_english as in_english


@pytest.fixture
def signed_in(norrby: World, client: Client) -> Client:
    client.force_login(norrby.members[Role.COORDINATOR].user)
    return client
