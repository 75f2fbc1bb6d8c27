"""Every read of reports: what a form offers, and what became of one's own."""

from dataclasses import dataclass

from django.db.models import Case, Max, Min, Prefetch, Q, QuerySet, When
from django.utils.translation import get_language

from samlad.collect.models import Category, Incident, ReportLink, ReviewEvent
from samlad.people.models import Member
from samlad.people.policy import Right, require
from samlad.places import queries as places_queries
from samlad.places.models import Place


@dataclass(frozen=True, slots=True)
class Kind:
    """A category of the first level in the page's language, with code and name of those under it."""

    code: str
    name: str
    children: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What a report can say: the categories by code, the named places by id, the map's west, south, east, north."""

    kinds: dict[str, Kind]
    places: dict[int, Place]
    bounds: tuple[float, float, float, float] | None


def choices(viewer: Member) -> Choices:
    """What the form of a report offers."""
    require(viewer, Right.REPORT)
    places = places_queries.places(viewer).order_by("name")
    return Choices(kinds=_kinds(viewer), places={place.pk: place for place in places}, bounds=_bounds(viewer))


def _kinds(viewer: Member) -> dict[str, Kind]:
    in_english = (get_language() or "").startswith("en")
    rows = Category.objects.filter(collaboration=viewer.collaboration_id, active=True).order_by("id")
    names = {row.pk: row.english if in_english else row.swedish for row in rows}
    children: dict[int, list[tuple[str, str]]] = {}
    for row in rows:
        if row.parent_id is not None:
            children.setdefault(row.parent_id, []).append((row.code, names[row.pk]))
    return {
        row.code: Kind(row.code, names[row.pk], tuple(children.get(row.pk, ())))
        for row in rows
        if row.parent_id is None
    }


def _bounds(viewer: Member) -> tuple[float, float, float, float] | None:
    """Around the named places, which is where people are; without any, around the areas."""
    found = places_queries.places(viewer).aggregate(
        west=Min("longitude"), south=Min("latitude"), east=Max("longitude"), north=Max("latitude")
    )
    if found["west"] is None:
        return places_queries.area_map(viewer.collaboration_id).bounds
    return found["west"], found["south"], found["east"], found["north"]


def my_reports(viewer: Member) -> QuerySet[ReportLink]:
    """The viewer's own reports with their incidents and what has happened to them: what is asked first, then newest."""
    require(viewer, Right.REPORT)
    events = ReviewEvent.objects.filter(undone_at=None).order_by("id")
    return (
        # A member is of one collaboration. Named here as well, it would have the database begin with its incidents.
        ReportLink.objects.filter(member=viewer)
        .select_related("incident__category", "incident__place", "incident__area")
        .defer("incident__area__boundary")
        .prefetch_related(Prefetch("incident__review_events", queryset=events))
        .order_by(Case(When(incident__state=Incident.State.ASKED, then=0), default=1), "-id")
    )


def my_report(viewer: Member, incident: str) -> ReportLink | None:
    """One of the viewer's own reports, or, where none is named, the newest; nothing where it is not theirs."""
    own = my_reports(viewer)
    if not incident:
        return own.order_by("-id").first()
    return own.filter(incident=int(incident)).first() if _is_id(incident) else None


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def waiting_for_me(viewer: Member) -> int:
    """How many of the viewer's reports the review has asked something about."""
    require(viewer, Right.REPORT)
    asked = Q(member=viewer, incident__state=Incident.State.ASKED)
    return ReportLink.objects.filter(asked).count()
