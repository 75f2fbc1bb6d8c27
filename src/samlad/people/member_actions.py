"""Every write of members and invitations: check, change, audit."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samlad.people import accounts
from samlad.people.actions import add_member, lock, require_administer
from samlad.people.audit import record
from samlad.people.invitations import VALID, digest_of, open_now
from samlad.people.models import Invitation, Member, Organisation, Role, User
from samlad.people.policy import Right, roles_with
from samlad.people.refusals import Refused, require_unchanged

MEMBER = ("role", "organisation_id", "ended_at")


@transaction.atomic
def change_member(
    *,
    actor: Member | None,
    member: Member,
    role: str,
    organisation: Organisation,
    seen: str | None = None,
) -> Member:
    """Change role and organisation; it counts from the member's next request."""
    require_administer(actor, member.collaboration_id)
    lock(member.collaboration_id)
    row = Member.objects.select_related("user", "organisation").get(pk=member.pk)
    require_unchanged(row, MEMBER, seen)
    require_standing(row)
    require_open(organisation, row.collaboration_id)
    if role not in roles_with(Right.ADMINISTER):
        require_another_administrator(row)
    old = {"role": row.role, "organisation": row.organisation_id}
    row.role, row.organisation = role, organisation
    row.save(update_fields=["role", "organisation"])
    new = {"role": role, "organisation": organisation.pk}
    record("change", row, collaboration=row.collaboration_id, actor=actor, old=old, new=new)
    return row


def require_standing(member: Member) -> None:
    if member.ended_at is not None:
        raise Refused(
            _("This membership has ended already. In the list of the members you can take it back.")
        )


def require_open(organisation: Organisation, collaboration: int) -> None:
    """Read anew: it may have ended since the page was made."""
    if not Organisation.objects.filter(
        pk=organisation.pk, collaboration=collaboration, ended_at=None
    ).exists():
        raise Refused(_("%(name)s has ended; choose another organisation.") % {"name": organisation.name})


def require_another_administrator(member: Member) -> None:
    """The last one who may administer can neither leave nor lose the right."""
    administer = roles_with(Right.ADMINISTER)
    if member.role not in administer:
        return
    others = Member.objects.filter(
        collaboration=member.collaboration_id, ended_at=None, role__in=administer
    ).exclude(pk=member.pk)
    if not others.exists():
        raise Refused(
            _(
                "This is the last member who may administer. Make somebody else coordinator or administrator first."
            )
        )


@transaction.atomic
def invite(
    *, actor: Member | None, organisation: Organisation, email: str, role: str
) -> tuple[Invitation, str]:
    """Make a way in for one person; the token of its link is given once, here."""
    require_administer(actor, organisation.collaboration_id)
    lock(organisation.collaboration_id)
    require_open(organisation, organisation.collaboration_id)
    address = User.objects.normalize_email(email).lower()
    if role not in Role.values:
        raise Refused(_("There is no role “%(value)s”; choose one of the list.") % {"value": role})
    if Member.objects.filter(
        collaboration=organisation.collaboration_id, user__email=address, ended_at=None
    ).exists():
        raise Refused(_("Whoever has this address is a member already; change the role in the list."))
    waiting = Invitation.objects.filter(open_now(), collaboration=organisation.collaboration_id)
    if waiting.filter(email=address).exists():
        raise Refused(_("An invitation to this address waits already; make a new link for it in the list."))
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        collaboration_id=organisation.collaboration_id,
        organisation=organisation,
        role=role,
        email=address,
        digest=digest_of(token),
        created_by=actor,
        expires_at=timezone.now() + VALID,
    )
    new = {"role": role, "organisation": organisation.pk}
    record("invite", invitation, collaboration=organisation.collaboration_id, actor=actor, new=new)
    return invitation, token


@transaction.atomic
def renew(*, actor: Member | None, invitation: Invitation) -> tuple[Invitation, str]:
    """A new link for a waiting invitation, and two weeks more; the earlier link stops working."""
    require_administer(actor, invitation.collaboration_id)
    row = _open(invitation)
    token = secrets.token_urlsafe(32)
    row.digest, row.expires_at = digest_of(token), timezone.now() + VALID
    row.save(update_fields=["digest", "expires_at"])
    record("renew", row, collaboration=row.collaboration_id, actor=actor)
    return row, token


@transaction.atomic
def withdraw(*, actor: Member | None, invitation: Invitation) -> Invitation:
    """Take an invitation back; the address goes at once."""
    require_administer(actor, invitation.collaboration_id)
    row = _open(invitation)
    row.withdrawn_at, row.email = timezone.now(), ""
    row.save(update_fields=["withdrawn_at", "email"])
    record("withdraw", row, collaboration=row.collaboration_id, actor=actor)
    return row


def _open(invitation: Invitation) -> Invitation:
    """The locked row of an invitation that can still be used."""
    lock(invitation.collaboration_id)
    row = (
        Invitation.objects.select_related("collaboration", "organisation")
        .filter(open_now(), pk=invitation.pk)
        .first()
    )
    if row is None:
        raise Refused(_("This invitation is used, withdrawn or too old. Nothing was changed."))
    return row


@transaction.atomic
def accept(*, invitation: Invitation, user: User | None, name: str = "", password: str = "") -> Member:
    """Let the invited person in: a user of theirs, or one made with name and password; the address goes at once.

    Nobody is an actor before this: whoever has the link is let in by the invitation itself.
    """
    row = _open(invitation)
    if user is None:
        former = User.objects.filter(email=row.email).first()
        # Whoever has left begins anew: who they were is erased now instead of later, and nothing is inherited.
        if former is not None and (former.is_active or not accounts.forget(former)):
            raise Refused(_("There is an account with this address already. Sign in with it, then accept."))
        user = User.objects.create_user(row.email, password, name)
    elif user.email != row.email:
        raise Refused(_("This invitation is for another address than the one that you are signed in with."))
    require_open(row.organisation, row.collaboration_id)
    if Member.objects.filter(user=user, collaboration=row.collaboration_id, ended_at=None).exists():
        raise Refused(_("You are a member of this collaboration already."))
    member = add_member(actor=None, user=user, organisation=row.organisation, role=row.role)
    row.accepted_at, row.email = timezone.now(), ""
    row.save(update_fields=["accepted_at", "email"])
    record("accept", row, collaboration=row.collaboration_id, actor=member, new={"role": row.role})
    return member


def weed_invitations() -> int:
    """Erase the addresses of invitations that nobody used in time; how many."""
    old = Invitation.objects.filter(accepted_at=None, expires_at__lte=timezone.now()).exclude(email="")
    # Asked often: only what finds something begins a transaction.
    rows = list(old)
    if rows:
        _expire(rows)
    return len(rows)


@transaction.atomic
def _expire(rows: list[Invitation]) -> None:
    Invitation.objects.filter(pk__in=[row.pk for row in rows]).update(email="")
    for row in rows:
        record("expire", row, collaboration=row.collaboration_id, actor=None)
