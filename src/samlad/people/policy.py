"""Who may do what. One table; what is not in it is denied."""

from enum import StrEnum

from samlad.people.models import Member, Role


class Right(StrEnum):
    """Something a role may do in its collaboration."""

    PICTURE = "picture"  # see the joint picture
    SMALL_COUNTS = "small_counts"  # see counts below the threshold
    INCIDENTS_OWN = "incidents_own"  # see the incidents of the own organisation
    INCIDENTS_ALL = "incidents_all"  # see the incidents of every organisation
    IMPORT_OWN = "import_own"  # bring files in for the own organisation
    IMPORT_ALL = "import_all"  # … for any organisation of the collaboration
    AUDIT = "audit"  # read the audit trail


_GROUP = frozenset({Right.PICTURE, Right.SMALL_COUNTS, Right.INCIDENTS_OWN, Right.INCIDENTS_ALL})

RIGHTS: dict[str, frozenset[Right]] = {
    Role.REPORTER: frozenset({Right.PICTURE, Right.INCIDENTS_OWN}),
    Role.REVIEWER: _GROUP | {Right.IMPORT_OWN},
    Role.MEMBER: _GROUP,
    Role.COORDINATOR: _GROUP | {Right.IMPORT_OWN, Right.IMPORT_ALL, Right.AUDIT},
    Role.READER: frozenset({Right.PICTURE}),
    # Whoever runs the system has no need to read what was reported.
    Role.ADMIN: frozenset({Right.PICTURE, Right.AUDIT}),
}


class Denied(Exception):
    """The member may not do this."""


def may(viewer: Member, right: Right) -> bool:
    """Whether the member has the right; a membership that has ended has none."""
    return viewer.ended_at is None and right in RIGHTS.get(viewer.role, frozenset())


def require(viewer: Member, right: Right) -> None:
    """Raise `Denied` unless the member has the right."""
    if not may(viewer, right):
        raise Denied(right)
