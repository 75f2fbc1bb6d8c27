"""Who may open what of meet, for `tests/web/test_access.py`."""

from typing import Any

from samlad.people.models import Role
from tests.conftest import World

# Address name → the roles that may open it with GET (with POST where it is in POST_ONLY).
OPEN_TO: dict[str, frozenset[Role]] = {}
POST_ONLY: frozenset[str] = frozenset()


def arguments(world: World) -> dict[str, list[Any]]:
    """What each address takes besides the collaboration, with the rows that it needs; others take nothing."""
    return {}
