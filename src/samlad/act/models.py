"""Problems that the group decided to work on, and the measures against them."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from samlad.collect.models import Category
from samlad.people.models import Collaboration, Member, Organisation
from samlad.picture.models import FrozenPicture
from samlad.places.models import Area, Place


def _one_to_five(name: str, constraint: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(**{f"{name}__isnull": True}) | models.Q(**{f"{name}__range": (1, 5)}),
        name=constraint,
    )


class Problem(models.Model):
    """Kinds of incident at a place or in an area, over a period, with why they happen there."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="problems")
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    categories = models.ManyToManyField(Category, related_name="+")
    # The period in which it was seen.
    first_day = models.DateField()
    last_day = models.DateField()
    frozen_picture = models.ForeignKey(
        FrozenPicture, on_delete=models.PROTECT, null=True, related_name="problems"
    )
    # The cause analysis: the problem triangle with its handlers, and what makes it possible. All guarded.
    offender = models.TextField(max_length=1_000, blank=True)
    target = models.TextField(max_length=1_000, blank=True)
    setting = models.TextField(max_length=1_000, blank=True)
    handlers = models.TextField(max_length=1_000, blank=True)
    enablers = models.TextField(max_length=1_000, blank=True)
    # The group's assessment, 1–5: how serious it is, and how much this group can influence it.
    seriousness = models.PositiveSmallIntegerField(null=True, blank=True)
    worry = models.PositiveSmallIntegerField(null=True, blank=True)
    mandate = models.PositiveSmallIntegerField(null=True, blank=True)
    resources = models.PositiveSmallIntegerField(null=True, blank=True)
    partners = models.PositiveSmallIntegerField(null=True, blank=True)
    # The group's own order; null where it has none.
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    # Guarded.
    closing_reason = models.CharField(max_length=300, blank=True)
    # Made once by the page: a form sent twice makes one problem.
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    # Grows with each change: two who write at once are told of each other.
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(area__isnull=False) | models.Q(place__isnull=False),
                name="problem_somewhere",
            ),
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="problem_period"
            ),
            *(
                _one_to_five(name, f"problem_{name}")
                for name in ("seriousness", "worry", "mandate", "resources", "partners")
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["collaboration", "state"], name="problem_state"),
        ]

    def __str__(self) -> str:
        return self.title


class Measure(models.Model):
    """What is done about a problem: by whom, how much, from when to when, and how it will be judged."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        RUNNING = "running", _("running")
        ENDED = "ended", _("ended")
        CANCELLED = "cancelled", _("cancelled")

    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="measures")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="measures")
    # A code of the measure library.
    type = models.CharField(max_length=3)
    title = models.CharField(max_length=120)
    # Why it should work here; guarded.
    mechanism = models.TextField(max_length=1_000)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    owner_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="measures")
    owner = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="measures")
    dose_amount = models.FloatField()
    dose_unit = models.CharField(max_length=30)
    starts_on = models.DateField()
    # None: lasting, as new lamps are.
    ends_on = models.DateField(null=True, blank=True)
    cost = models.BigIntegerField()
    # What should become fewer, where, compared with where.
    outcome = models.ManyToManyField(Category, related_name="+")
    target_areas = models.ManyToManyField(Area, related_name="+", blank=True)
    target_place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    comparison_areas = models.ManyToManyField(Area, related_name="+")
    follow_up_on = models.DateField()
    # The group has decided on it for good: nobody follows it up any more.
    settled = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    # The measure that this one grew out of, where the group decided to expand or change.
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    # Made once by the page: a form sent twice makes one measure.
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="measure_period",
            ),
            models.CheckConstraint(
                condition=models.Q(follow_up_on__gt=models.F("starts_on")), name="measure_follow_up_later"
            ),
            models.CheckConstraint(condition=models.Q(dose_amount__gt=0), name="measure_dose"),
            models.CheckConstraint(condition=models.Q(cost__gte=0), name="measure_cost"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["collaboration", "state", "follow_up_on"], name="measure_due"),
        ]

    def __str__(self) -> str:
        return self.title


class MeasureStep(models.Model):
    """A step in a measure's way: planned, started, ended, cancelled, by whom and when."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    actor = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    step = models.CharField(max_length=20)
    old_state = models.CharField(max_length=10, blank=True)
    new_state = models.CharField(max_length=10)

    class Meta:
        ordering: ClassVar[list[str]] = ["measure_id", "id"]

    def __str__(self) -> str:
        return f"{self.step} measure {self.measure_id}"


class Dose(models.Model):
    """What was really done, on a day."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="doses")
    given_on = models.DateField()
    amount = models.FloatField()
    # Guarded.
    note = models.CharField(max_length=200, blank=True)
    logged_at = models.DateTimeField()
    logged_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    # Made once by the page: a form sent twice logs one dose.
    key = models.UUIDField(unique=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-given_on", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="dose_amount"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["measure", "given_on"], name="dose_of_measure"),
        ]

    def __str__(self) -> str:
        return f"dose {self.pk}"
