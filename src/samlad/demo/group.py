"""Who and what the demo's group is: its people and rows by the names that the plan uses, and when they acted."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from uuid import NAMESPACE_URL, UUID, uuid5

from samlad.collect.models import Category
from samlad.people.models import Collaboration, Member, Organisation
from samlad.places.models import Area, Place


def at(day: date, hour: int) -> datetime:
    """A moment of the group's past."""
    return datetime.combine(day, time(hour), tzinfo=UTC)


def key(text: str) -> UUID:
    """The same key for the same thing, so that nothing is made twice."""
    return uuid5(NAMESPACE_URL, f"samlad-demo/{text}")


@dataclass
class Demo:
    """The demo's collaboration, and its rows by the names that the plan uses."""

    collaboration: Collaboration

    @cached_property
    def members(self) -> dict[str, Member]:
        found = Member.objects.filter(collaboration=self.collaboration).select_related(
            "user", "organisation", "collaboration"
        )
        return {member.user.email.split("@")[0]: member for member in found}

    @cached_property
    def organisations(self) -> dict[str, Organisation]:
        return {one.slug: one for one in Organisation.objects.filter(collaboration=self.collaboration)}

    @cached_property
    def areas(self) -> dict[str, Area]:
        found = Area.objects.filter(collaboration=self.collaboration).defer("boundary")
        return {area.name: area for area in found}

    @cached_property
    def places(self) -> dict[str, Place]:
        found = Place.objects.filter(collaboration=self.collaboration).select_related("area")
        return {place.name: place for place in found}

    @cached_property
    def categories(self) -> dict[str, Category]:
        return {one.code: one for one in Category.objects.filter(collaboration=self.collaboration)}

    @property
    def karin(self) -> Member:
        return self.members["karin"]
