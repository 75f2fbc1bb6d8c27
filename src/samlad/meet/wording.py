"""Meetings in the words of the page's language."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from samlad.collect.guard import Finding
from samlad.collect.problems import kind_word
from samlad.meet.models import Task
from samlad.people.models import Member


def by_name(member: Member) -> str:
    """A member as colleagues speak of one another."""
    return f"{member.shown_name}, {member.organisation.name}"


def clock(moment: datetime) -> str:
    """The time of day; with its date where that is another day."""
    local = timezone.localtime(moment)
    return local.strftime("%H:%M" if local.date() == timezone.localdate() else "%Y-%m-%d %H:%M")


def masked(findings: tuple[Finding, ...]) -> str:
    """That personal data were taken out, and of which kinds; nothing where there were none."""
    if not findings:
        return ""
    kinds = ", ".join(kind_word(kind) for kind in dict.fromkeys(finding.kind for finding in findings))
    return _("Personal data were masked before anything was saved: %(kinds)s.") % {"kinds": kinds}


def state_word(state: str, *, late: bool) -> str:
    """What a task's state is called in a line of text."""
    if late:
        return _("overdue")
    return str(Task.State(state).label)
