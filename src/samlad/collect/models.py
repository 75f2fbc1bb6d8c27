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
        WITHDRAWN = 2, _("withdrawn")
        SUBMITTED = 3, _("waiting for review")
        ASKED = 4, _("asked back")
        REJECTED = 5, _("rejected")
        MERGED = 6, _("merged with another")

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
    # The one named place that the incident belongs to: the one that it was said to be at (`place_said`), else the
    # nearest whose circle holds its position (`collect.placing`). Said and none: somebody took the place away.
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    place_said = models.BooleanField(default=False)
    environment = models.PositiveSmallIntegerField(default=0)
    publicness = models.PositiveSmallIntegerField(default=0)
    description = models.CharField(max_length=500, blank=True)
    basis = models.PositiveSmallIntegerField(default=0)
    recurring = models.PositiveSmallIntegerField(default=0)
    police_reported = models.PositiveSmallIntegerField(default=0)
    action_taken = models.CharField(max_length=80, blank=True)
    cost = models.BigIntegerField(null=True)
    # The incident that stands for this one too; never one that is itself merged.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="merged", db_index=False
    )

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
            models.CheckConstraint(
                condition=models.Q(state=6, merged_into__isnull=False)
                | (~models.Q(state=6) & models.Q(merged_into__isnull=True)),
                name="incident_merged_into",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["collaboration", "version"], name="incident_version"),
            # The queue: the few that wait, among the many that do not.
            models.Index(
                fields=["collaboration", "state", "id"],
                condition=models.Q(state__in=[3, 4]),
                name="incident_waiting",
            ),
            models.Index(
                fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="incident_merged"
            ),
            # What happened at about the same time: candidates for a merge.
            models.Index(fields=["collaboration", "occurred_from"], name="incident_when"),
        ]

    def __str__(self) -> str:
        return f"incident {self.pk}"


class IncidentRevision(models.Model):
    """What of an incident was counted before a change: held from `version` until data version `until`.

    With these a picture of an earlier data version can be computed again (`picture.columns.as_of`). An incident
    that has never been changed has none.
    """

    collaboration = models.ForeignKey(
        Collaboration, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="revisions")
    version = models.BigIntegerField()
    until = models.BigIntegerField()
    state = models.PositiveSmallIntegerField()
    organisation_id = models.BigIntegerField()
    category_id = models.BigIntegerField()
    area_id = models.BigIntegerField(null=True)
    place_id = models.BigIntegerField(null=True)
    cell = models.BigIntegerField()
    felt_insecurity = models.PositiveSmallIntegerField(null=True)
    occurred_from = models.DateTimeField()
    occurred_to = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(until__gt=models.F("version")), name="revision_order"),
            models.UniqueConstraint(fields=["incident", "version"], name="revision_version"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["collaboration", "until"], name="revision_until"),
        ]

    def __str__(self) -> str:
        return f"incident {self.incident_id} until {self.until}"


class ReportLink(models.Model):
    """Who reported an incident: kept apart from it, for feedback to that member only, and weeded first."""

    incident = models.OneToOneField(Incident, on_delete=models.CASCADE, related_name="report_link")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="reports")
    created_at = models.DateTimeField(auto_now_add=True)
    # When the member last looked at what became of it.
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["member", "-id"], name="report_link_newest"),
        ]

    def __str__(self) -> str:
        return f"report of incident {self.incident_id}"


class ReviewEvent(models.Model):
    """A step in an incident's way through review: the dated truth of what happened to it, and how to undo it."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="review_events")
    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    step = models.CharField(max_length=20)
    old_state = models.PositiveSmallIntegerField()
    new_state = models.PositiveSmallIntegerField()
    # A question, its answer, or the reason of a rejection; guarded.
    text = models.CharField(max_length=300, blank=True)
    # What the step changed besides the state, so that undo can put it back: guarded values by field.
    before = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["incident_id", "id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["at"], name="review_event_at")]

    def __str__(self) -> str:
        return f"{self.step} incident {self.incident_id}"


class CheckIn(models.Model):
    """An organisation's word for a week; silence is the absence of one."""

    class Word(models.TextChoices):
        REPORTED = "reported", _("reported")
        NOTHING = "nothing", _("nothing to report")

    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="check_ins")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="check_ins")
    # The ISO week: its year and number.
    year = models.PositiveSmallIntegerField()
    week = models.PositiveSmallIntegerField()
    word = models.CharField(max_length=10, choices=Word.choices)
    at = models.DateTimeField(auto_now=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-year", "-week", "organisation_id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "year", "week"], name="check_in_once_a_week"),
            models.CheckConstraint(condition=models.Q(week__range=(1, 53)), name="check_in_week"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["collaboration", "year", "week"], name="check_in_of_week"),
        ]

    def __str__(self) -> str:
        return f"{self.year}-W{self.week:02d} {self.word}"


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
