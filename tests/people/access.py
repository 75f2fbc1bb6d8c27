"""Who may open what of people, for `tests/web/test_access.py`."""

from typing import Any

from tests.conftest import World

from samlad.people import member_actions
from samlad.people.models import Role

AUDITORS = frozenset({Role.COORDINATOR, Role.ADMIN})
ADMINISTRATORS = frozenset({Role.COORDINATOR, Role.ADMIN})

# Address name → the roles that may open it with GET (with POST where it is in POST_ONLY).
OPEN_TO: dict[str, frozenset[Role]] = {
    "audit": AUDITORS,
    "administer_organisations": ADMINISTRATORS,
    "administer_organisation": ADMINISTRATORS,
    "administer_organisation_end": ADMINISTRATORS,
    "administer_organisation_resume": ADMINISTRATORS,
    "administer_members": ADMINISTRATORS,
    "administer_member": ADMINISTRATORS,
    "administer_member_end": ADMINISTRATORS,
    "administer_member_resume": ADMINISTRATORS,
    "administer_invitation": ADMINISTRATORS,
    "administer_settings": ADMINISTRATORS,
}
POST_ONLY: frozenset[str] = frozenset(
    {"administer_organisation_resume", "administer_member_resume", "administer_invitation"}
)


def arguments(world: World) -> dict[str, list[Any]]:
    """What each address takes besides the collaboration, with the rows that it needs; others take nothing."""
    organisation = world.organisations["bolaget"].pk
    member = world.members[Role.REVIEWER].pk
    invitation, _token = member_actions.invite(
        actor=None, organisation=world.organisations["polisen"], email="ny@example.test", role=Role.MEMBER
    )
    return {
        "administer_organisation": [organisation],
        "administer_organisation_end": [organisation],
        "administer_organisation_resume": [organisation],
        "administer_member": [member],
        "administer_member_end": [member],
        "administer_member_resume": [member],
        "administer_invitation": [invitation.pk],
    }
