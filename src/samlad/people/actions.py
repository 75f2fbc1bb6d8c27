"""Every write of people: check, change, audit."""

from collections.abc import Iterable

from django.db import transaction

from samlad.people.audit import record
from samlad.people.models import Collaboration, Member, Organisation, User


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
def create_organisation(
    *, actor: Member | None, collaboration: Collaboration, slug: str, name: str, kind: str
) -> Organisation:
    """Add an organisation to a collaboration (system only until organisations can be administered)."""
    if actor is not None:
        raise PermissionError("An organisation is made at the server, by the operator.")
    organisation = Organisation.objects.create(collaboration=collaboration, slug=slug, name=name, kind=kind)
    record("create", organisation, collaboration=collaboration, actor=None, new={"slug": slug, "kind": kind})
    return organisation


@transaction.atomic
def add_member(*, actor: Member | None, user: User, organisation: Organisation, role: str) -> Member:
    """Make a user a member of an organisation (system only until members can be administered)."""
    if actor is not None:
        raise PermissionError("A member is added at the server, by the operator.")
    member = Member.objects.create(
        user=user, organisation=organisation, collaboration_id=organisation.collaboration_id, role=role
    )
    record("create", member, collaboration=organisation.collaboration_id, actor=None, new={"role": role})
    return member
