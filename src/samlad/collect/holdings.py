"""The reports of a member who leaves about which the review waits for an answer.

Nothing here names a report: that would lead from the trail to who had sent it.
"""

from django.db.models import QuerySet
from django.utils.translation import ngettext

from samlad.collect.models import Incident, ReportLink
from samlad.people.holdings import Holding
from samlad.people.models import Member
from samlad.people.policy import Right


def _asked(member: Member) -> QuerySet[ReportLink]:
    return ReportLink.objects.filter(member=member, incident__state=Incident.State.ASKED)


def _words(number: int) -> str:
    return ngettext(
        "%(count)d report about which the review has asked something",
        "%(count)d reports about which the review has asked something",
        number,
    ) % {"count": number}


def _hand_over(*, actor: Member | None, member: Member, receiver: Member) -> int:
    """The receiver sees the question, and answers it as if the report were theirs."""
    return _asked(member).update(member=receiver, seen_at=None)


def _forget(member: Member) -> object:
    """The link was there for feedback to this member, and there is nobody to give it to any more."""
    return ReportLink.objects.filter(member=member).delete()


REPORTS = Holding(
    "reports",
    Right.REPORT,
    lambda member: _asked(member).count(),
    _words,
    _hand_over,
    forget=_forget,
    on_record=False,
)
