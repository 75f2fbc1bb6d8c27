"""Every read of incidents and imports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, QuerySet

from samlad.collect.models import Category, ImportJob, ImportRejection, Incident
from samlad.people.models import Member
from samlad.people.policy import Right, may, require


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident as a page or a file shows it; codes are turned into words by whoever shows it."""

    id: int
    occurred_from: datetime
    occurred_to: datetime
    category: str
    swedish: str
    english: str
    organisation: str
    area: str
    place: str
    environment: int
    precision: int
    latitude: float | None
    longitude: float | None
    felt_insecurity: int | None
    description: str
    organisation_code: str
    area_code: str


def incident_rows(viewer: Member, ids: Sequence[int]) -> list[IncidentRow]:
    """The incidents with these ids that the viewer may see, in the order of the ids."""
    require(viewer, Right.INCIDENTS_OWN)
    # "+ 0" keeps SQLite from walking the collaboration's whole index instead of looking the few ids up.
    found = Incident.objects.alias(own=F("collaboration_id") + 0).filter(
        own=viewer.collaboration_id, pk__in=[int(pk) for pk in ids]
    )
    if not may(viewer, Right.INCIDENTS_ALL):
        found = found.filter(organisation=viewer.organisation_id)
    rows = {
        row.pk: _row(row)
        for row in found.select_related("category", "organisation", "area", "place").defer("area__boundary")
    }
    return [rows[pk] for pk in map(int, ids) if pk in rows]


def _row(incident: Incident) -> IncidentRow:
    return IncidentRow(
        id=incident.pk,
        occurred_from=incident.occurred_from,
        occurred_to=incident.occurred_to,
        category=incident.category.code,
        swedish=incident.category.swedish,
        english=incident.category.english,
        organisation=incident.organisation.name,
        area=incident.area.name if incident.area else "",
        place=incident.place.name if incident.place else "",
        environment=incident.environment,
        precision=incident.precision,
        latitude=incident.latitude,
        longitude=incident.longitude,
        felt_insecurity=incident.felt_insecurity,
        description=incident.description,
        organisation_code=incident.organisation.slug,
        area_code=incident.area.code if incident.area else "",
    )


def import_jobs(viewer: Member) -> QuerySet[ImportJob]:
    """The imports that the viewer may handle, newest first."""
    jobs = ImportJob.objects.filter(collaboration=viewer.collaboration_id).select_related("organisation")
    if may(viewer, Right.IMPORT_ALL):
        return jobs
    require(viewer, Right.IMPORT_OWN)
    return jobs.filter(organisation=viewer.organisation_id)


def rejections(viewer: Member, job: ImportJob) -> QuerySet[ImportRejection]:
    """What of a job could not go in, by line."""
    return ImportRejection.objects.filter(job__in=import_jobs(viewer).filter(pk=job.pk))


def rejection_reasons(viewer: Member, job: ImportJob) -> list[tuple[str, str, int]]:
    """Field, reason and number of rows, most frequent first."""
    counted = rejections(viewer, job).values_list("field", "template").annotate(number=Count("id"))
    return [(field, reason, number) for field, reason, number in counted.order_by("-number", "field")[:20]]


def categories(viewer: Member) -> QuerySet[Category]:
    """All categories of the viewer's collaboration, hidden ones too."""
    require(viewer, Right.ADMINISTER)
    return Category.objects.filter(collaboration=viewer.collaboration_id).order_by("code")
