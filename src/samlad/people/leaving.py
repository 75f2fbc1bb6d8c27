"""How a membership ends, what becomes of what hangs on it, and how it is taken back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samlad.people import accounts, holdings
from samlad.people.actions import lock, require_administer
from samlad.people.audit import record
from samlad.people.member_actions import require_another_administrator, require_open, require_standing
from samlad.people.models import Member
from samlad.people.refusals import Refused


@transaction.atomic
def end_member(*, actor: Member | None, member: Member, receiver: Member | None = None) -> Member:
    """End a membership: it opens nothing from the next request; what the member did stays.

    What hangs on the member goes to the receiver, as far as the receiver may have it; the rest, or without a
    receiver all, stays with the organisation.
    """
    require_administer(actor, member.collaboration_id)
    lock(member.collaboration_id)
    row = _row(member)
    require_standing(row)
    require_another_administrator(row)
    held = holdings.of(row)
    if receiver is not None:
        _require_able(row, receiver, held)
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    accounts.close([row.user_id])
    new = {one.holding.name: one.number for one in held if one.holding.on_record}
    if receiver is not None:
        new["receiver"] = receiver.pk
        for one in holdings.divided(receiver, held)[0]:
            one.holding.hand_over(actor=actor, member=row, receiver=receiver)
    record("end", row, collaboration=row.collaboration_id, actor=actor, old={"role": row.role}, new=new)
    return row


@transaction.atomic
def resume_member(*, actor: Member | None, member: Member) -> Member:
    """Take the end of a membership back; what was handed over meanwhile stays where it is."""
    require_administer(actor, member.collaboration_id)
    lock(member.collaboration_id)
    row = _row(member)
    if row.ended_at is None:
        raise Refused(_("This membership stands already. Nothing was changed."))
    require_open(row.organisation, row.collaboration_id)
    if Member.objects.filter(user=row.user_id, collaboration=row.collaboration_id, ended_at=None).exists():
        raise Refused(_("The person is a member again already; change the role in the list."))
    late = row.ended_at <= accounts.can_be_taken_back_since()
    if late or not accounts.reopen(row.user):
        raise Refused(_("This membership ended too long ago to be taken back. Invite the person anew."))
    row.ended_at = None
    row.save(update_fields=["ended_at"])
    record("resume", row, collaboration=row.collaboration_id, actor=actor, new={"role": row.role})
    return row


def _row(member: Member) -> Member:
    return Member.objects.select_related("user", "organisation").get(pk=member.pk)


def _require_able(member: Member, receiver: Member, held: list[holdings.Held]) -> None:
    """Read anew: who was to take it over may have left since the page was made."""
    if not any(one.pk == receiver.pk for one in holdings.receivers(member, held)):
        raise Refused(
            _(
                "The member chosen to take over has left %(organisation)s or may not do what is to be taken over; "
                "choose somebody else."
            )
            % {"organisation": member.organisation.name}
        )
