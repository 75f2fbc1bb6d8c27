"""Fixtures for folders whose tests compare what is said in English; a conftest takes those that it needs."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Sentences of actions in English, in every test of the folder that has this."""
    with translation.override("en"):
        yield


@pytest.fixture
def client() -> Client:
    """A browser that asks for English."""
    return Client(headers={"accept-language": "en"})
