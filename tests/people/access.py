"""Who may open what of people, for `tests/web/test_access.py`."""

from typing import Any

from tests.conftest import World

from samlad.people.models import Role

AUDITORS = frozenset({Role.COORDINATOR, Role.ADMIN})

# Address name → the roles that may open it with GET (with POST where it is in POST_ONLY).
OPEN_TO: dict[str, frozenset[Role]] = {"audit": AUDITORS}
POST_ONLY: frozenset[str] = frozenset()


def arguments(world: World) -> dict[str, list[Any]]:
    """What each address takes besides the collaboration, with the rows that it needs; others take nothing."""
    return {}
