"""An audit row in the words of the page's language."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from samlad.people.models import AuditEntry, Organisation, Role


def deed(entry: AuditEntry) -> str:
    """What was done, to what: 'confirmed file 3'."""
    known = {
        "create collaboration": _("set up the collaboration"),
        "create organisation": _("added organisation %(number)s"),
        "create member": _("added member %(number)s"),
        "receive importjob": _("received file %(number)s"),
        "confirm importjob": _("confirmed file %(number)s"),
        "cancel importjob": _("stopped file %(number)s"),
        "try_again importjob": _("tried file %(number)s again"),
        "finish importjob": _("finished file %(number)s"),
        "admit organisation": _("let in rows of organisation %(number)s"),
    }
    sentence = known.get(f"{entry.action} {entry.subject}")
    if sentence is None:
        return f"{entry.action} {entry.subject} {entry.subject_id or ''}".rstrip()
    return sentence % {"number": entry.subject_id}


def details(entry: AuditEntry) -> Iterator[tuple[str, str]]:
    """What is new, each with its name; what is empty is left out."""
    names = {
        "slug": _("short name"),
        "kind": _("kind"),
        "role": _("role"),
        "areas": _("areas"),
        "places": _("places"),
        "categories": _("categories"),
        "version": _("data version"),
        "job": _("file"),
        "rows": _("rows read"),
        "stored": _("new incidents"),
        "repeated": _("repeats, known already"),
        "corrections": _("corrections of other rows"),
        "rejected": _("rejected"),
        "masked": _("masked"),
    }
    for name, value in entry.new.items():
        if value not in (None, "", {}):
            yield names.get(name, name), _value(name, value)


def _value(name: str, value: Any) -> str:
    if name == "role" and value in Role.values:
        return str(Role(value).label)
    if name == "kind" and value in Organisation.Kind.values:
        return str(Organisation.Kind(value).label)
    if isinstance(value, dict):
        return ", ".join(f"{kind} {number}" for kind, number in value.items())
    return str(value)
