"""The measures that a member who leaves answers for: planned or running."""

from django.utils.translation import ngettext

from samlad.act.models import Measure
from samlad.act.workflow import UNFINISHED
from samlad.people.audit import record
from samlad.people.holdings import Holding
from samlad.people.models import Member
from samlad.people.policy import Right


def _count(member: Member) -> int:
    return Measure.objects.filter(owner=member, state__in=UNFINISHED).count()


def _words(number: int) -> str:
    return ngettext(
        "%(count)d measure that is planned or runs", "%(count)d measures that are planned or run", number
    ) % {"count": number}


def _hand_over(*, actor: Member | None, member: Member, receiver: Member) -> int:
    own = Measure.objects.select_for_update().filter(owner=member, state__in=UNFINISHED)
    measures = list(own.order_by("id"))
    for measure in measures:
        measure.owner, measure.owner_organisation_id = receiver, receiver.organisation_id
        measure.revision += 1
        measure.save(update_fields=["owner", "owner_organisation", "revision"])
        record(
            "hand_over",
            measure,
            collaboration=measure.collaboration_id,
            actor=actor,
            old={"owner": member.pk},
            new={"owner": receiver.pk},
        )
    return len(measures)


MEASURES = Holding("measures", Right.DOSE_OWN, _count, _words, _hand_over)
