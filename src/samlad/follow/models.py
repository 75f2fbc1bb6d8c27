"""Follow-ups of measures: the evidence at a date, frozen, and what the group decided on it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from samlad.act.models import Measure
from samlad.people.models import Collaboration, Member


class FollowUp(models.Model):
    """A date on which a measure is judged. Once its evidence is computed, it never changes."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="follow_ups")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="follow_ups")
    due_on = models.DateField()
    computed_at = models.DateTimeField(null=True)
    data_version = models.BigIntegerField(null=True)
    code_version = models.CharField(max_length=40, blank=True)
    # The estimate, the weekly counts and doses behind it and the parameters: `follow.evidence.Evidence` as JSON.
    evidence = models.JSONField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["measure", "due_on"], name="follow_up_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(computed_at__isnull=True, evidence__isnull=True)
                | models.Q(computed_at__isnull=False, evidence__isnull=False, data_version__isnull=False),
                name="follow_up_whole",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["collaboration", "due_on"], name="follow_up_due"),
        ]

    def __str__(self) -> str:
        return f"follow-up {self.due_on} of measure {self.measure_id}"


class Decision(models.Model):
    """What the group decided on a follow-up: one, and for good."""

    class Choice(models.TextChoices):
        CONTINUE = "continue", _("continue")
        EXPAND = "expand", _("expand")
        CHANGE = "change", _("change")
        END = "end", _("end")

    follow_up = models.OneToOneField(FollowUp, on_delete=models.PROTECT, related_name="decision")
    choice = models.CharField(max_length=10, choices=Choice.choices)
    # Both guarded.
    motive = models.TextField(max_length=1_000)
    dissent = models.TextField(max_length=1_000, blank=True)
    # The next follow-up; none only where the measure ends.
    next_on = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-decided_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(choice="end") | models.Q(next_on__isnull=False), name="decision_next_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.choice} on follow-up {self.follow_up_id}"
