"""Who may open what of picture, for `tests/web/test_access.py`."""

from typing import Any

from tests.conftest import World

from samlad.people.models import Role

ALL = frozenset(Role)
REPORTING = frozenset({Role.REPORTER, Role.REVIEWER, Role.MEMBER, Role.COORDINATOR})

# Address name → the roles that may open it with GET (with POST where it is in POST_ONLY).
OPEN_TO: dict[str, frozenset[Role]] = {
    "picture": ALL,
    "picture_json": ALL,
    "picture_csv": ALL,
    "picture_geojson": ALL,
    "picture_pdf": ALL,
    "incidents": REPORTING,
    "incidents_json": REPORTING,
    "incidents_csv": REPORTING,
    "incidents_geojson": REPORTING,
}
POST_ONLY: frozenset[str] = frozenset()


def arguments(world: World) -> dict[str, list[Any]]:
    """What each address takes besides the collaboration, with the rows that it needs; others take nothing."""
    return {}
