"""Incidents and how they came in."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from samlad.people.models import Collaboration, Member, Organisation
from samlad.places.models import Area, Place


class Category(models.Model):
    """A kind of incident, on one of two levels. Codes are stable; names and visibility may change."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="categories")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    code = models.CharField(max_length=20)
    swedish = models.CharField(max_length=80)
    english = models.CharField(max_length=80)
    # Counted in the picture's statistics; an upcoming event is on the picture but is no incident.
    statistic = models.BooleanField(default=True)
    active = models.BooleanField(default=True)
    weight = models.FloatField(default=1.0)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["collaboration", "code"], name="category_code"),
        ]

    def __str__(self) -> str:
        return self.code


class Incident(models.Model):
    """What was seen. Who reported it, as a person, has no field here."""

    class State(models.IntegerChoices):
        APPROVED = 1, _("approved")
        WITHDRAWN = 2, _("withdrawn by a correction")

    # Indexes are few on purpose: lists are found through the numpy columns and fetched by id.
    collaboration = models.ForeignKey(
        Collaboration, on_delete=models.CASCADE, related_name="incidents", db_index=False
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="incidents", db_index=False
    )
    import_job = models.ForeignKey(
        "ImportJob", on_delete=models.SET_NULL, null=True, related_name="incidents", db_index=False
    )
    # The collaboration's data version at the row's last change: what a reader has not seen is above its own.
    version = models.BigIntegerField()
    state = models.PositiveSmallIntegerField(choices=State.choices, default=State.APPROVED)
    # A digest of the sender's own id: a case number may not be kept, a repeat must be known.
    external_key = models.BinaryField(max_length=16)
    channel = models.PositiveSmallIntegerField(default=0)
    role = models.CharField(max_length=40, blank=True)
    reported_at = models.DateTimeField(null=True)
    occurred_from = models.DateTimeField()
    occurred_to = models.DateTimeField()
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+", db_index=False)
    felt_insecurity = models.PositiveSmallIntegerField(null=True)
    group_size = models.PositiveSmallIntegerField(default=0)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    precision = models.PositiveSmallIntegerField(default=0)
    cell = models.BigIntegerField(default=0)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    environment = models.PositiveSmallIntegerField(default=0)
    publicness = models.PositiveSmallIntegerField(default=0)
    description = models.CharField(max_length=500, blank=True)
    basis = models.PositiveSmallIntegerField(default=0)
    recurring = models.PositiveSmallIntegerField(default=0)
    police_reported = models.PositiveSmallIntegerField(default=0)
    action_taken = models.CharField(max_length=80, blank=True)
    cost = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "external_key"], name="incident_external_key"),
            models.CheckConstraint(
                condition=models.Q(occurred_to__gte=models.F("occurred_from")), name="incident_interval"
            ),
            models.CheckConstraint(
                condition=models.Q(felt_insecurity__isnull=True) | models.Q(felt_insecurity__range=(1, 5)),
                name="incident_felt_insecurity",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["collaboration", "version"], name="incident_version"),
        ]

    def __str__(self) -> str:
        return f"incident {self.pk}"


class Correction(models.Model):
    """A row that takes another of the same sender back; kept so that the order of files does not matter."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="corrections")
    import_job = models.ForeignKey(
        "ImportJob", on_delete=models.SET_NULL, null=True, related_name="corrections"
    )
    external_key = models.BinaryField(max_length=16)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "external_key"], name="correction_external_key"),
        ]

    def __str__(self) -> str:
        return f"correction {self.pk}"


class ImportJob(models.Model):
    """A file on its way in. Its rows wait guarded in chunks; each chunk goes in whole or not at all."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("waiting for you to confirm")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("failed")

    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="import_jobs")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="import_jobs")
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    filename = models.CharField(max_length=120)
    state = models.CharField(max_length=20, choices=State.choices, default=State.UPLOADED)
    columns = models.JSONField(default=list)
    profile = models.TextField(blank=True)
    notes = models.JSONField(default=list)
    masked = models.JSONField(default=dict)
    # Whoever works on it renews this; when it has passed, somebody else may go on.
    lease_until = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    rows_stored = models.PositiveIntegerField(default=0)
    rows_repeated = models.PositiveIntegerField(default=0)
    rows_corrections = models.PositiveIntegerField(default=0)
    rows_rejected = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"{self.filename} ({self.state})"


class ImportChunk(models.Model):
    """Some thousand guarded rows of a file (Arrow), waiting to go in; weeded when the job has ended."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    rows = models.BinaryField()

    class Meta:
        ordering: ClassVar[list[str]] = ["job_id", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["job", "number"], name="import_chunk_number"),
        ]

    def __str__(self) -> str:
        return f"chunk {self.number} of job {self.job_id}"


class ImportRejection(models.Model):
    """A row that could not go in, guarded, with why and what to do."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="rejections")
    line = models.PositiveIntegerField()
    field = models.CharField(max_length=80)
    value = models.CharField(max_length=80, blank=True)
    template = models.CharField(max_length=300)
    parameters = models.JSONField(default=dict)
    remedy = models.CharField(max_length=300, blank=True)
    # The guarded row as it came, for the error file that can be mended and sent in again.
    row = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar[list[str]] = ["job_id", "line"]

    def __str__(self) -> str:
        return f"line {self.line} of job {self.job_id}"
