"""The account behind memberships: closed with the last of them, and emptied when it cannot be opened again.

The rule: without a standing membership nobody signs in. For `SAMLAD_FORGET_DAYS` days an ended membership can be taken
back. After that name, address, password, second factors and links to other sign-ins go, and so do sessions. The row
stays, as an id that says nothing, so that what was done is still done by one and the same.
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from samlad.people import holdings
from samlad.people.audit import record
from samlad.people.models import Collaboration, Member, User

# A name that no mail can be sent to (RFC 2606), and that is nobody's.
_NOWHERE = "{}@forgotten.invalid"


def can_be_taken_back_since(now: datetime | None = None) -> datetime:
    """Memberships that ended after this moment can be taken back."""
    return (now or timezone.now()) - timedelta(days=settings.FORGET_DAYS)


def close(users: Iterable[int]) -> None:
    """Let those of these users who have no standing membership sign in no more."""
    User.objects.filter(pk__in=users).exclude(_standing()).update(is_active=False)


def reopen(user: User) -> bool:
    """Let the user sign in; False where the account has been emptied, and there is nobody to let in."""
    row = User.objects.select_for_update().get(pk=user.pk)
    if row.forgotten_at is not None:
        return False
    if not row.is_active:
        row.is_active = True
        row.save(update_fields=["is_active"])
    user.is_active = True
    return True


def forget_left(now: datetime | None = None) -> int:
    """Empty the accounts whose last membership ended too long ago to be taken back; how many."""
    now = now or timezone.now()
    ended_later = Member.objects.filter(user=OuterRef("pk"), ended_at__gt=can_be_taken_back_since(now))
    due = _left().exclude(Exists(ended_later))
    return sum(forget(user, now) for user in due.order_by("pk"))


@transaction.atomic
def forget(user: User, now: datetime | None = None) -> bool:
    """Erase who the user was; False where a membership stands, or where it is done already."""
    # First the collaborations, then the user, as whoever lets somebody in.
    for collaboration in sorted(set(user.members.values_list("collaboration", flat=True))):
        Collaboration.objects.select_for_update().get(pk=collaboration)
    row = User.objects.select_for_update().get(pk=user.pk)
    if not _left().filter(pk=row.pk).exists():
        return False
    _erase_what_hangs(row)
    row.email, row.name, row.last_login = _NOWHERE.format(row.pk), "", None
    row.is_active, row.is_superuser, row.forgotten_at = False, False, now or timezone.now()
    row.set_unusable_password()
    row.save()
    for member in row.members.all():
        for holding in holdings.every():
            holding.forget(member)
        record("forget", member, collaboration=member.collaboration_id, actor=None)
    return True


def weed_sessions() -> int:
    """Take away sessions that have run out: they say by which address somebody signed in."""
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]


def _standing() -> Exists:
    return Exists(Member.objects.filter(user=OuterRef("pk"), ended_at=None))


def _left() -> QuerySet[User]:
    """The users who were members, and are none any more."""
    been = Exists(Member.objects.filter(user=OuterRef("pk")))
    return User.objects.filter(been, forgotten_at=None).exclude(_standing())


def _erase_what_hangs(user: User) -> None:
    """Second factors, addresses, links to other sign-ins, whatever has come to hang on users: all but memberships."""
    for relation in User._meta.related_objects:
        if relation.related_model is not Member:
            manager = relation.related_model._base_manager
            manager.filter(**{relation.field.name: user}).delete()
    user.groups.clear()
    user.user_permissions.clear()
    AccessAttempt.objects.filter(username__iexact=user.email).delete()
    _end_sessions(user)


def _end_sessions(user: User) -> None:
    """The user's own, and those of sign-ins that were begun and not finished: they hold the address, too."""
    own = []
    for row in Session.objects.filter(expire_date__gte=timezone.now()).iterator():
        inside = row.get_decoded()
        if inside.get(SESSION_KEY) == str(user.pk) or user.email in json.dumps(inside, default=str).lower():
            own.append(row.pk)
    Session.objects.filter(pk__in=own).delete()
