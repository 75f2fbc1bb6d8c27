"""How one member is called to another: by role and organisation, where a name has no business."""

from django.utils.translation import gettext as _

from samlad.people.models import Member


def by_role(member: Member | None) -> str:
    """'coordinator, Luleå kommun'; the system where it was nobody."""
    if member is None:
        return _("the system")
    return f"{member.get_role_display()}, {member.organisation.name}"


def by_role_first(member: Member | None) -> str:
    """'Coordinator at Luleå kommun', as the first words of a sentence."""
    if member is None:
        return _("The system")
    role = capitalised(str(member.get_role_display()))
    return _("%(role)s at %(organisation)s") % {"role": role, "organisation": member.organisation.name}


def capitalised(text: str) -> str:
    """With a capital first letter, as at the beginning of a sentence."""
    return text[:1].upper() + text[1:]
