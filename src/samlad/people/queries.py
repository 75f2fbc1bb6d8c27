"""Every read of people."""

from django.db.models import QuerySet

from samlad.people.models import AuditEntry, Member, Organisation, User
from samlad.people.policy import Right, may, require


def member_of(user: User, collaboration: str) -> Member | None:
    """The user's standing membership in the collaboration with that slug."""
    return (
        Member.objects.select_related("collaboration", "organisation", "user")
        .filter(user=user, collaboration__slug=collaboration, ended_at=None)
        .first()
    )


def memberships(user: User) -> QuerySet[Member]:
    """All standing memberships of a user."""
    return (
        Member.objects.select_related("collaboration", "organisation")
        .filter(user=user, ended_at=None)
        .order_by("id")
    )


def organisations(viewer: Member) -> QuerySet[Organisation]:
    """The organisations of the viewer's collaboration."""
    return Organisation.objects.filter(collaboration=viewer.collaboration_id)


def importable_organisations(viewer: Member) -> QuerySet[Organisation]:
    """The organisations for which the viewer may bring files in."""
    if may(viewer, Right.IMPORT_ALL):
        return organisations(viewer)
    if may(viewer, Right.IMPORT_OWN):
        return organisations(viewer).filter(pk=viewer.organisation_id)
    return organisations(viewer).none()


def audit_entries(viewer: Member) -> QuerySet[AuditEntry]:
    """The collaboration's audit trail, newest first."""
    require(viewer, Right.AUDIT)
    return AuditEntry.objects.filter(collaboration=viewer.collaboration_id).select_related(
        "actor__user", "actor__organisation"
    )
