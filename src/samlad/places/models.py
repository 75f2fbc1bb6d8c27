"""Areas in a hierarchy and named places."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from samlad.people.models import Collaboration


class MapVersion(models.Model):
    """How often a collaboration's borders and places have changed: what was located by an earlier map is known by it.

    Read and changed while the collaboration's row is locked.
    """

    collaboration = models.OneToOneField(
        Collaboration, on_delete=models.CASCADE, primary_key=True, related_name="map_version"
    )
    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"map {self.number}"


class Area(models.Model):
    """A polygon in the hierarchy municipality > district > neighbourhood > place."""

    class Level(models.IntegerChoices):
        MUNICIPALITY = 1, _("municipality")
        DISTRICT = 2, _("district")
        NEIGHBOURHOOD = 3, _("neighbourhood")
        PLACE = 4, _("place")

    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="areas")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    # The border is not the official one; pages and files say so.
    approximate = models.BooleanField(default=False)
    # Well-known binary in WGS 84: no spatial extension is needed, shapely reads it whole.
    boundary = models.BinaryField()

    class Meta:
        ordering: ClassVar[list[str]] = ["level", "name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["collaboration", "code"], name="area_code"),
        ]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """A named spot that people speak of."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="places")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="places")
    name = models.CharField(max_length=120)
    latitude = models.FloatField()
    longitude = models.FloatField()
    # How far from the point it is still the place, in metres (`places.nearest`).
    radius = models.PositiveIntegerField(default=150)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["collaboration", "name"], name="place_name"),
            models.CheckConstraint(
                condition=models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="place_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name
