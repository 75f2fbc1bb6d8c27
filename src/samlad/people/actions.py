"""Every write of collaborations and organisations: check, change, audit."""

from collections.abc import Iterable
from zoneinfo import available_timezones

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from samlad.people import accounts
from samlad.people.audit import record
from samlad.people.models import Collaboration, Invitation, Member, Organisation, User
from samlad.people.policy import Denied, Right, may, roles_with
from samlad.people.refusals import Refused, require_unchanged

# Fewer than this is no protection: a count of two tells each of the two about the other.
LOWEST_THRESHOLD = 3
HIGHEST_THRESHOLD = 100
# A shorter time than the quarter that is analysed would take the words before they are read.
SHORTEST_TEXT_MONTHS, LONGEST_TEXT_MONTHS = 3, 120
SETTINGS = ("name", "small_count_threshold", "text_months", "time_zone")
ORGANISATION = ("name", "kind", "checks_in", "ended_at")


def require_administer(actor: Member | None, collaboration: Collaboration | int) -> None:
    """The system may administer every collaboration; a member with the right the own."""
    if actor is None:
        return
    pk = collaboration if isinstance(collaboration, int) else collaboration.pk
    if actor.collaboration_id != pk or not may(actor, Right.ADMINISTER):
        raise Denied(Right.ADMINISTER)


def lock(collaboration: Collaboration | int) -> Collaboration:
    """The collaboration's row, for one at a time: who may what is changed one after the other."""
    pk = collaboration if isinstance(collaboration, int) else collaboration.pk
    return Collaboration.objects.select_for_update().get(pk=pk)


@transaction.atomic
def create_collaboration(
    *,
    actor: Member | None,
    slug: str,
    name: str,
    simulated: bool = False,
    time_zone: str = "Europe/Stockholm",
    attributions: Iterable[str] = (),
) -> Collaboration:
    """Make a tenant. Only the system may: nobody is a member of what does not exist yet."""
    if actor is not None:
        raise PermissionError("A collaboration is made at the server, by the operator.")
    collaboration = Collaboration.objects.create(
        slug=slug, name=name, simulated=simulated, time_zone=time_zone, attributions=list(attributions)
    )
    record("create", collaboration, collaboration=collaboration, actor=None, new={"slug": slug})
    return collaboration


@transaction.atomic
def change_settings(
    *,
    actor: Member | None,
    collaboration: Collaboration,
    name: str,
    small_count_threshold: int,
    time_zone: str,
    text_months: int | None = None,
    seen: str | None = None,
) -> Collaboration:
    """Change the name, the threshold of small counts, how long words are kept, and the time zone."""
    require_administer(actor, collaboration)
    row = lock(collaboration)
    require_unchanged(row, SETTINGS, seen)
    if not LOWEST_THRESHOLD <= small_count_threshold <= HIGHEST_THRESHOLD:
        raise Refused(
            _("The threshold is %(value)s; give a number from %(lowest)s to %(highest)s.")
            % {"value": small_count_threshold, "lowest": LOWEST_THRESHOLD, "highest": HIGHEST_THRESHOLD}
        )
    if time_zone not in available_timezones():
        raise Refused(_("There is no time zone “%(value)s”; choose one of the list.") % {"value": time_zone})
    months = row.text_months if text_months is None else text_months
    if not SHORTEST_TEXT_MONTHS <= months <= LONGEST_TEXT_MONTHS:
        raise Refused(
            _(
                "The words are to be kept for %(value)s months; give a number from %(shortest)s to %(longest)s."
            )
            % {"value": months, "shortest": SHORTEST_TEXT_MONTHS, "longest": LONGEST_TEXT_MONTHS}
        )
    # The name is free text: that it changed is on record, not what it says.
    old = {"threshold": row.small_count_threshold, "months": row.text_months, "time_zone": row.time_zone}
    new = {"threshold": small_count_threshold, "months": months, "time_zone": time_zone}
    new |= {"renamed": int(row.name != name)}
    row.name, row.small_count_threshold, row.time_zone = name, small_count_threshold, time_zone
    row.text_months = months
    row.save(update_fields=SETTINGS)
    record("change", row, collaboration=row, actor=actor, old=old, new=new)
    return row


@transaction.atomic
def create_organisation(
    *,
    actor: Member | None,
    collaboration: Collaboration,
    name: str,
    kind: str,
    slug: str = "",
    checks_in: bool = True,
) -> Organisation:
    """Add an organisation; its short name is made from its name where none is given, and never changes."""
    require_administer(actor, collaboration)
    lock(collaboration)
    _require_own_name(collaboration, name)
    organisation = Organisation.objects.create(
        collaboration=collaboration,
        slug=slug or _free_slug(collaboration, name),
        name=name,
        kind=kind,
        checks_in=checks_in,
    )
    new = {"slug": organisation.slug, "kind": kind}
    record("create", organisation, collaboration=collaboration, actor=actor, new=new)
    return organisation


def _require_own_name(collaboration: Collaboration, name: str, but: int = 0) -> None:
    if Organisation.objects.filter(collaboration=collaboration, name__iexact=name).exclude(pk=but).exists():
        raise Refused(
            _("There is an organisation “%(name)s” already; give it another name.") % {"name": name}
        )


def _free_slug(collaboration: Collaboration, name: str) -> str:
    base = slugify(name)[:34].strip("-") or "organisation"
    taken = set(collaboration.organisations.values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (base, *numbered) if slug not in taken)


@transaction.atomic
def change_organisation(
    *,
    actor: Member | None,
    organisation: Organisation,
    name: str,
    kind: str,
    checks_in: bool,
    seen: str | None = None,
) -> Organisation:
    """Change name, kind and whether its word is expected every week."""
    require_administer(actor, organisation.collaboration_id)
    collaboration = lock(organisation.collaboration_id)
    row = Organisation.objects.get(pk=organisation.pk)
    require_unchanged(row, ORGANISATION, seen)
    _require_own_name(collaboration, name, but=row.pk)
    old = {"kind": row.kind, "checks_in": int(row.checks_in)}
    new = {"kind": kind, "checks_in": int(checks_in), "renamed": int(row.name != name)}
    row.name, row.kind, row.checks_in = name, kind, checks_in
    row.save(update_fields=["name", "kind", "checks_in"])
    record("change", row, collaboration=collaboration, actor=actor, old=old, new=new)
    return row


@transaction.atomic
def end_organisation(*, actor: Member | None, organisation: Organisation) -> Organisation:
    """End an organisation: its members and invitations end with it, what it reported stays."""
    require_administer(actor, organisation.collaboration_id)
    collaboration = lock(organisation.collaboration_id)
    row = Organisation.objects.get(pk=organisation.pk)
    if row.ended_at is not None:
        raise Refused(_("%(name)s has ended already.") % {"name": row.name})
    others = Member.objects.filter(
        collaboration=collaboration, ended_at=None, role__in=roles_with(Right.ADMINISTER)
    ).exclude(organisation=row)
    if actor is not None and not others.exists():
        raise Refused(
            _(
                "Everybody who may administer is in %(name)s. Make somebody of another organisation coordinator or "
                "administrator first."
            )
            % {"name": row.name}
        )
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    leaving = Member.objects.filter(organisation=row, ended_at=None)
    users = list(leaving.values_list("user", flat=True))
    members = leaving.update(ended_at=row.ended_at)
    accounts.close(users)
    withdrawn = Invitation.objects.filter(organisation=row, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=row.ended_at, email=""
    )
    new = {"members": members, "invitations": withdrawn}
    record("end", row, collaboration=collaboration, actor=actor, new=new)
    return row


@transaction.atomic
def resume_organisation(*, actor: Member | None, organisation: Organisation) -> Organisation:
    """Let an ended organisation be one of the collaboration again; its people are taken back one by one."""
    require_administer(actor, organisation.collaboration_id)
    collaboration = lock(organisation.collaboration_id)
    row = Organisation.objects.get(pk=organisation.pk)
    if row.ended_at is None:
        raise Refused(_("%(name)s has not ended.") % {"name": row.name})
    row.ended_at = None
    row.save(update_fields=["ended_at"])
    record("resume", row, collaboration=collaboration, actor=actor)
    return row


@transaction.atomic
def add_member(*, actor: Member | None, user: User, organisation: Organisation, role: str) -> Member:
    """Make a user a member of an organisation."""
    require_administer(actor, organisation.collaboration_id)
    if not accounts.reopen(user):
        raise Refused(_("This account has been emptied. Invite the person anew."))
    member = Member.objects.create(
        user=user, organisation=organisation, collaboration_id=organisation.collaboration_id, role=role
    )
    record("create", member, collaboration=organisation.collaboration_id, actor=actor, new={"role": role})
    return member
