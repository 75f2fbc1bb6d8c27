"""The points of a meeting's agenda, in their order."""

from enum import StrEnum

from django.utils.translation import gettext as _


class Point(StrEnum):
    """A point of the agenda: notes and tasks are written under one."""

    DECISIONS = "decisions"
    PICTURE = "picture"
    PROBLEMS = "problems"
    FOLLOW_UPS = "follow_ups"
    OTHER = "other"

    @property
    def number(self) -> int:
        """Its place on the agenda, from 1."""
        return list(Point).index(self) + 1

    @property
    def heading(self) -> str:
        """What it is called in the page's language."""
        return {
            Point.DECISIONS: _("Last decisions, and whether they were done"),
            Point.PICTURE: _("The picture"),
            Point.PROBLEMS: _("Problems"),
            Point.FOLLOW_UPS: _("Follow-ups that are due"),
            Point.OTHER: _("Other"),
        }[self]

    def shifted(self, steps: int) -> "Point | None":
        """The point so many places later, where there is one."""
        points = list(Point)
        place = points.index(self) + steps
        return points[place] if 0 <= place < len(points) else None
