"""The group's meetings, what was written in them, and the tasks that came of them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from samlad.act.models import Problem
from samlad.people.models import Collaboration, Member, Organisation


class Meeting(models.Model):
    """A meeting of the group. Who was there is noted by organisation, never by name."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="meetings")
    held_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    present = models.ManyToManyField(Organisation, related_name="+", blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    # The minutes as they were when the meeting was closed; never changed after.
    minutes = models.JSONField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-held_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["collaboration", "held_on"], name="meeting_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(state="open", minutes__isnull=True)
                | models.Q(state="closed", minutes__isnull=False, closed_at__isnull=False),
                name="meeting_minutes",
            ),
        ]

    def __str__(self) -> str:
        return f"meeting {self.held_on}"


class Note(models.Model):
    """What was written under a point of the agenda; each change takes the next revision."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="notes")
    point = models.CharField(max_length=20)
    # Guarded.
    text = models.TextField(max_length=4_000, blank=True)
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["meeting_id", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["meeting", "point"], name="note_of_point"),
        ]

    def __str__(self) -> str:
        return f"note on {self.point}"


class Task(models.Model):
    """Something somebody took upon themselves in a meeting."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="tasks")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="tasks")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, null=True, related_name="tasks")
    point = models.CharField(max_length=20, blank=True)
    # Guarded.
    text = models.CharField(max_length=300)
    owner = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="tasks")
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    # The last time that it went from one owner to another, and who saw to it.
    given_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    # Made once by the page: a form sent twice makes one task.
    key = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["owner", "state", "due_on"], name="task_of_owner"),
            models.Index(fields=["collaboration", "state"], name="task_state"),
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"
