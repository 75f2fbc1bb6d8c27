"""Every read of the review: the queue, one of it, what it may be merged with, what has happened to it."""

from datetime import datetime, timedelta

from django.db.models import BooleanField, F, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from samlad.collect.models import Incident, ReviewEvent
from samlad.collect.workflow import UNDOABLE
from samlad.people.models import Member, Organisation
from samlad.people.policy import Right, may, require
from samlad.places.models import Area, Place

State = Incident.State


def reviewable(viewer: Member) -> QuerySet[Incident]:
    """The incidents that the viewer may review, whatever has become of them."""
    require(viewer, Right.REVIEW_OWN)
    incidents = Incident.objects.filter(collaboration=viewer.collaboration_id)
    if not may(viewer, Right.REVIEW_ALL):
        incidents = incidents.filter(organisation=viewer.organisation_id)
    return incidents.select_related("category__parent", "organisation", "area", "place").defer(
        "area__boundary"
    )


def queue(viewer: Member, *, asked: bool = False) -> QuerySet[Incident]:
    """What waits for the viewer, oldest first; with `asked`, what waits for an answer of the reporter."""
    state = State.ASKED if asked else State.SUBMITTED
    return reviewable(viewer).filter(_waits(), state=state).order_by("id")


def queue_length(viewer: Member) -> int:
    """How many wait for the viewer's review; none where the viewer does not review."""
    if not may(viewer, Right.REVIEW_OWN):
        return 0
    return queue(viewer).count()


def waiting(viewer: Member) -> int:
    """How many reports of the collaboration are not in the figures yet; told to the group alone."""
    if not may(viewer, Right.INCIDENTS_ALL):
        return 0
    return Incident.objects.filter(_waits(), collaboration=viewer.collaboration_id).count()


def _waits() -> RawSQL:
    # Written out, because SQLite takes the partial index only for constants, not for parameters.
    return RawSQL('"collect_incident"."state" IN (3, 4)', [], output_field=BooleanField())


def beside(viewer: Member, incident: Incident) -> tuple[int | None, int | None]:
    """The ids of the one before and the one after in the queue; after the last comes the first."""
    asked = incident.state == State.ASKED
    ids = queue(viewer, asked=asked).exclude(pk=incident.pk).values_list("id", flat=True)
    before = ids.filter(pk__lt=incident.pk).order_by("-id").first()
    after = ids.filter(pk__gt=incident.pk).first()
    return before, after


def next_of(viewer: Member, incident: Incident) -> int | None:
    """What to open when a step is done: the next of the queue, and after the last the first."""
    ids = queue(viewer).exclude(pk=incident.pk).values_list("id", flat=True)
    return ids.filter(pk__gt=incident.pk).first() or ids.first()


def history(viewer: Member, incident: Incident) -> QuerySet[ReviewEvent]:
    """What has happened to an incident, in order."""
    require(viewer, Right.REVIEW_OWN)
    return ReviewEvent.objects.filter(
        incident=incident, incident__collaboration=viewer.collaboration_id
    ).select_related("actor__organisation")


def merged_with(viewer: Member, incident: Incident) -> int:
    """How many other reports are merged into this one."""
    require(viewer, Right.REVIEW_OWN)
    # "+ 0" keeps SQLite from walking the collaboration's whole index instead of that of merged ones.
    merged = Incident.objects.alias(own=F("collaboration_id") + 0)
    return merged.filter(own=viewer.collaboration_id, merged_into=incident.pk).count()


def undoable(viewer: Member) -> QuerySet[ReviewEvent]:
    """The steps of today that may still be undone, newest first, of incidents that the viewer may review."""
    require(viewer, Right.REVIEW_OWN)
    return (
        ReviewEvent.objects.filter(
            incident__collaboration=viewer.collaboration_id,
            step__in=UNDOABLE,
            undone_at=None,
            at__gte=start_of_day(timezone.now()),
        )
        .select_related("incident__category")
        .order_by("-id")
    )


def own_last(viewer: Member) -> ReviewEvent | None:
    """The viewer's own last step of today that is not undone."""
    return undoable(viewer).filter(actor=viewer).first()


def event_of(viewer: Member, event: int) -> ReviewEvent | None:
    """A step by its id, of an incident that the viewer may review."""
    found = ReviewEvent.objects.filter(pk=event).select_related("incident__category").first()
    # Asked of the one incident: as part of the same question, SQLite would go through every incident there is.
    return found if found and reviewable(viewer).filter(pk=found.incident_id).exists() else None


def known_names(viewer: Member) -> list[str]:
    """Names that a text may hold without pointing at a person: of places, areas and organisations."""
    found: list[str] = []
    for model in (Place, Area, Organisation):
        names = model.objects.filter(collaboration=viewer.collaboration_id)
        found += names.order_by().values_list("name", flat=True)
    return found


def elsewhere(viewer: Member) -> int:
    """How many wait in the queues of other organisations, which the viewer does not review."""
    require(viewer, Right.REVIEW_OWN)
    if may(viewer, Right.REVIEW_ALL):
        return 0
    others = Incident.objects.filter(_waits(), collaboration=viewer.collaboration_id, state=State.SUBMITTED)
    return others.exclude(organisation=viewer.organisation_id).count()


def start_of_day(now: datetime) -> datetime:
    """When the day began in the collaboration's zone, which is the current one in a request."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


LATE = timedelta(days=1)


def since(incident: Incident) -> datetime:
    """From when a report's age is counted."""
    return incident.reported_at or incident.occurred_to
