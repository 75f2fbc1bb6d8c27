"""Every read of people."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from samlad.people import accounts
from samlad.people.invitations import SHOWN, digest_of, open_now
from samlad.people.models import AuditEntry, Invitation, Member, Organisation, User
from samlad.people.policy import Right, may, require, roles_with


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
        return organisations(viewer).filter(ended_at=None)
    if may(viewer, Right.IMPORT_OWN):
        return organisations(viewer).filter(pk=viewer.organisation_id)
    return organisations(viewer).none()


def audit_entries(viewer: Member) -> QuerySet[AuditEntry]:
    """The collaboration's audit trail, newest first."""
    require(viewer, Right.AUDIT)
    return AuditEntry.objects.filter(collaboration=viewer.collaboration_id).select_related(
        "actor__user", "actor__organisation"
    )


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What of the audit trail is asked for; empty is all."""

    subject: str = ""
    organisation: int | None = None
    first: date | None = None
    last: date | None = None


def chosen_audit_entries(viewer: Member, chosen: AuditFilter) -> QuerySet[AuditEntry]:
    """The entries of a kind, by members of an organisation, between two days (both included)."""
    found = audit_entries(viewer)
    zone = ZoneInfo(viewer.collaboration.time_zone)
    if chosen.subject:
        found = found.filter(subject=chosen.subject)
    if chosen.organisation:
        found = found.filter(actor__organisation=chosen.organisation)
    if chosen.first:
        found = found.filter(at__gte=datetime.combine(chosen.first, time.min, zone))
    if chosen.last:
        found = found.filter(at__lt=datetime.combine(chosen.last + timedelta(days=1), time.min, zone))
    return found


def audit_subjects(viewer: Member) -> list[str]:
    """The kinds of things that the trail speaks of."""
    return list(audit_entries(viewer).order_by("subject").values_list("subject", flat=True).distinct())


def administered_organisations(viewer: Member) -> QuerySet[Organisation]:
    """All organisations, ended ones last, with how many members each has (`standing`)."""
    require(viewer, Right.ADMINISTER)
    standing = Count("members", filter=Q(members__ended_at=None))
    return organisations(viewer).annotate(standing=standing).order_by("ended_at", "id")


def administered_members(viewer: Member) -> QuerySet[Member]:
    """The standing members, with whether each signs in in two steps (`two_step`)."""
    require(viewer, Right.ADMINISTER)
    return (
        Member.objects.filter(collaboration=viewer.collaboration_id, ended_at=None)
        .select_related("user", "organisation")
        .annotate(two_step=_two_step())
        .order_by("organisation_id", "user__name", "id")
    )


def members(viewer: Member) -> QuerySet[Member]:
    """Everybody who is or was a member."""
    require(viewer, Right.ADMINISTER)
    return Member.objects.filter(collaboration=viewer.collaboration_id)


def ended_members(viewer: Member) -> QuerySet[Member]:
    """The memberships whose end can still be taken back, the last ended first."""
    require(viewer, Right.ADMINISTER)
    again = Member.objects.filter(
        user=OuterRef("user_id"), collaboration=OuterRef("collaboration_id"), ended_at=None
    )
    return (
        members(viewer)
        .filter(ended_at__gt=accounts.can_be_taken_back_since(), user__forgotten_at=None)
        .exclude(Exists(again))
        .select_related("user", "organisation")
        .order_by("-ended_at", "-id")
    )


def ended_membership(user: User, collaboration: str) -> Member | None:
    """The membership that the user had, while its end can be taken back."""
    return (
        Member.objects.filter(
            user=user,
            collaboration__slug=collaboration,
            ended_at__gt=accounts.can_be_taken_back_since(),
        )
        .select_related("collaboration")
        .order_by("-ended_at")
        .first()
    )


def _two_step() -> Exists:
    return Exists(
        Authenticator.objects.filter(user=OuterRef("user_id"), type=Authenticator.Type.TOTP).values("pk")
    )


def invitations(viewer: Member) -> QuerySet[Invitation]:
    """All invitations, newest first."""
    require(viewer, Right.ADMINISTER)
    return Invitation.objects.filter(collaboration=viewer.collaboration_id).select_related(
        "collaboration", "organisation"
    )


def waiting_invitations(viewer: Member) -> QuerySet[Invitation]:
    """The invitations that can still be used, newest first."""
    return invitations(viewer).filter(open_now())


def closed_invitations(viewer: Member) -> QuerySet[Invitation]:
    """Those of the last weeks that can no longer be used, the last sent first."""
    return invitations(viewer).exclude(open_now()).filter(created_at__gt=timezone.now() - SHOWN)


@dataclass(frozen=True, slots=True)
class Staffing:
    """How far a collaboration is manned, for the list of what is missing."""

    organisations: int
    without_members: tuple[str, ...]
    waiting: int
    administrators: int
    without_two_step: int
    by_role: Counter[str]


def staffing(viewer: Member) -> Staffing:
    """Who is there, in numbers."""
    members = administered_members(viewer).values_list("role", "two_step")  # type: ignore[misc]
    rows = [(str(role), bool(two_step)) for role, two_step in members]
    open_organisations = administered_organisations(viewer).filter(ended_at=None)
    manned = [(row.name, row.standing) for row in open_organisations]  # type: ignore[attr-defined]
    administrators = [two_step for role, two_step in rows if role in roles_with(Right.ADMINISTER)]
    return Staffing(
        organisations=len(manned),
        without_members=tuple(name for name, number in manned if not number),
        waiting=waiting_invitations(viewer).count(),
        administrators=len(administrators),
        without_two_step=administrators.count(False),
        by_role=Counter(role for role, _ in rows),
    )


def invitation_of(token: str) -> Invitation | None:
    """The invitation that a link belongs to: whoever has the link may see it, nobody is signed in yet."""
    return (
        Invitation.objects.select_related("collaboration", "organisation")
        .filter(digest=digest_of(token))
        .first()
    )


def is_open(invitation: Invitation) -> bool:
    """Whether the invitation can still be used."""
    return Invitation.objects.filter(open_now(), pk=invitation.pk).exists()


def user_of(invitation: Invitation) -> User | None:
    """The account that the invited person signs in with already; whoever has left begins anew."""
    return User.objects.filter(email=invitation.email, is_active=True).first()
