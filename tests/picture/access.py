"""Who may open what of picture, for `tests/web/test_access.py`."""

from typing import Any

from tests.conftest import World

from samlad.people.models import Role
from samlad.picture import actions
from samlad.picture.periods import Period

ALL = frozenset(Role)
GROUP = frozenset({Role.REVIEWER, Role.MEMBER, Role.COORDINATOR})
COORDINATOR = frozenset({Role.COORDINATOR})
REPORTING = frozenset({Role.REPORTER, Role.REVIEWER, Role.MEMBER, Role.COORDINATOR})

# Address name → the roles that may open it with GET (with POST where it is in POST_ONLY).
OPEN_TO: dict[str, frozenset[Role]] = {
    "picture": ALL,
    "picture_json": ALL,
    "picture_csv": ALL,
    "picture_geojson": ALL,
    "picture_pdf": ALL,
    "frozen_pictures": ALL,
    "frozen_picture": ALL,
    "frozen_pdf": ALL,
    "frozen_json": ALL,
    "frozen_csv": ALL,
    "frozen_geojson": ALL,
    "frozen_check": GROUP,
    "picture_freeze": COORDINATOR,
    "picture_words": COORDINATOR,
    "check_ins": GROUP,
    "check_in": GROUP,
    "incidents": REPORTING,
    "incidents_json": REPORTING,
    "incidents_csv": REPORTING,
    "incidents_geojson": REPORTING,
}
POST_ONLY: frozenset[str] = frozenset({"frozen_check", "picture_words", "check_in"})


def arguments(world: World) -> dict[str, list[Any]]:
    """What each address takes besides the collaboration, with the rows that it needs; others take nothing."""
    # A month, which everybody may see.
    month = Period.parse("2019-10")
    actions.freeze(actor=world.members[Role.COORDINATOR], period=month, words_revision=0)
    return {
        name: [month.label]
        for name in OPEN_TO
        if name.startswith(("frozen_", "picture_freeze", "picture_words")) and name != "frozen_pictures"
    }
