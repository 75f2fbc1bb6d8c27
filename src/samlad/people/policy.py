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
    REPORT = "report"  # report incidents, and see what became of one's own
    REVIEW_OWN = "review_own"  # review what the own organisation reported
    REVIEW_ALL = "review_all"  # … what any organisation reported
    CHECK_IN_OWN = "check_in_own"  # say for the own organisation that a week is reported
    CHECK_IN_ALL = "check_in_all"  # … for any organisation
    FREEZE = "freeze"  # freeze a picture with the coordinator's words
    WORK = "work"  # see problems, measures, follow-ups and meetings
    PLAN = "plan"  # make and change problems and measures
    DOSE_OWN = "dose_own"  # log what was done in measures that the own organisation owns
    DOSE_ALL = "dose_all"  # … in all measures
    DECIDE = "decide"  # record the group's decision on a follow-up
    DECISIONS = "decisions"  # read what was decided, without the figures behind it
    MEET = "meet"  # open and close meetings
    NOTE = "note"  # write in an open meeting, have tasks
    ADMINISTER = "administer"  # organisations, members, areas, places, categories, thresholds


_GROUP = frozenset(
    {
        Right.PICTURE,
        Right.SMALL_COUNTS,
        Right.INCIDENTS_OWN,
        Right.INCIDENTS_ALL,
        Right.REPORT,
        Right.CHECK_IN_OWN,
        Right.WORK,
        Right.PLAN,
        Right.DOSE_OWN,
        Right.DOSE_ALL,
        Right.DECISIONS,
        Right.NOTE,
    }
)

RIGHTS: dict[str, frozenset[Right]] = {
    Role.REPORTER: frozenset({Right.PICTURE, Right.INCIDENTS_OWN, Right.REPORT, Right.DOSE_OWN}),
    Role.REVIEWER: _GROUP | {Right.IMPORT_OWN, Right.REVIEW_OWN},
    Role.MEMBER: _GROUP | {Right.DECIDE},
    Role.COORDINATOR: _GROUP
    | {
        Right.IMPORT_OWN,
        Right.IMPORT_ALL,
        Right.AUDIT,
        Right.REVIEW_OWN,
        Right.REVIEW_ALL,
        Right.CHECK_IN_ALL,
        Right.FREEZE,
        Right.DECIDE,
        Right.MEET,
        Right.ADMINISTER,
    },
    Role.READER: frozenset({Right.PICTURE, Right.DECISIONS}),
    # Whoever runs the system has no need to read what was reported.
    Role.ADMIN: frozenset({Right.PICTURE, Right.AUDIT, Right.ADMINISTER}),
}


class Denied(Exception):
    """The member may not do this."""


def roles_with(right: Right) -> frozenset[str]:
    """The roles that have the right."""
    return frozenset(role for role, rights in RIGHTS.items() if right in rights)


def may(viewer: Member, right: Right) -> bool:
    """Whether the member has the right; a membership that has ended has none."""
    return viewer.ended_at is None and right in RIGHTS.get(viewer.role, frozenset())


def require(viewer: Member, right: Right) -> None:
    """Raise `Denied` unless the member has the right."""
    if not may(viewer, right):
        raise Denied(right)
