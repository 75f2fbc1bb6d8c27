"""What happens without anybody asking: on its date, the evidence of a measure is computed."""

import logging
from datetime import date

from django.db import DatabaseError

from samlad.act.measure_actions import local_today
from samlad.act.models import Measure
from samlad.act.refusals import Conflict
from samlad.follow import actions
from samlad.follow.actions import JUDGED
from samlad.follow.queries import without_evidence
from samlad.people.models import Collaboration

logger = logging.getLogger(__name__)


def compute_due(today: date | None = None) -> int:
    """Compute the evidence of every measure whose follow-up has come, in all collaborations; how many it were.

    Without a day, it is the day where each collaboration is. One that fails keeps none of the others from theirs.
    """
    computed = 0
    for collaboration in Collaboration.objects.all():
        for measure in waiting(collaboration, today or local_today(collaboration)):
            try:
                actions.compute(actor=None, measure=measure, on=today)
                computed += 1
            except (Conflict, DatabaseError, ValueError):
                logger.exception("the follow-up of measure %s could not be computed", measure.pk)
    return computed


def waiting(collaboration: Collaboration, today: date) -> list[Measure]:
    """The measures whose date of follow-up has come and whose evidence is not there yet."""
    found = Measure.objects.filter(
        collaboration=collaboration, state__in=JUDGED, follow_up_on__lte=today, starts_on__lt=today
    )
    return list(without_evidence(found).select_related("collaboration", "target_place"))
