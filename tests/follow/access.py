"""Who may open what of follow, for `tests/web/test_access.py`."""

from typing import Any

from samlad.follow import actions
from samlad.people.models import Role
from tests.conftest import World
from tests.follow import making

GROUP = frozenset({Role.REVIEWER, Role.MEMBER, Role.COORDINATOR})

# Address name → the roles that may open it with GET (with POST where it is in POST_ONLY).
OPEN_TO: dict[str, frozenset[Role]] = {
    "follow_ups": GROUP | {Role.READER},
    "follow_up": GROUP,
    "follow_up_csv": GROUP,
    "follow_up_compute": GROUP,
    "follow_up_decide": frozenset({Role.MEMBER, Role.COORDINATOR}),
    "problem_story": GROUP,
}
POST_ONLY: frozenset[str] = frozenset({"follow_up_compute", "follow_up_decide"})


def arguments(world: World) -> dict[str, list[Any]]:
    """What each address takes besides the collaboration, with the rows that it needs; others take nothing."""
    measure = making.measure(world)
    made = actions.compute(actor=None, measure=measure, on=making.FOLLOWED_UP)
    return {
        "follow_up": [made.pk],
        "follow_up_csv": [made.pk],
        "follow_up_decide": [made.pk],
        "follow_up_compute": [measure.pk],
        "problem_story": [measure.problem_id],
    }
