"""Every read of act: the viewer first, and only what the viewer may see."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from samlad.act import counting
from samlad.act.comparison import Likeness, most_alike
from samlad.act.measure_actions import local_today
from samlad.act.models import Dose, Measure, MeasureStep, Problem
from samlad.act.sight import Sight, lengths, sight
from samlad.collect.models import Category
from samlad.people.models import Member, Role
from samlad.people.policy import RIGHTS, Right, may, require
from samlad.picture import held
from samlad.picture.catalogue import Catalogue
from samlad.picture.periods import Kind, Period
from samlad.places.models import Area, Place

# In these states a measure has begun, and can be followed up.
BEGUN = (Measure.State.RUNNING, Measure.State.ENDED)
# A follow-up is said to be due so many days before its date, so that it can be prepared.
DUE_DAYS = 14


def problems(viewer: Member) -> QuerySet[Problem]:
    """The collaboration's problems, newest first."""
    require(viewer, Right.WORK)
    return (
        Problem.objects.filter(collaboration=viewer.collaboration_id)
        .select_related("area", "place", "place__area", "collaboration")
        .defer("area__boundary", "place__area__boundary")
        .prefetch_related("categories")
    )


def open_problems(viewer: Member) -> QuerySet[Problem]:
    """The problems that are worked on, in the group's own order, and then the newest first."""
    return problems(viewer).filter(state=Problem.State.OPEN).order_by(Coalesce("rank", 1_000), "-id")


def weekly_counts(viewer: Member, problem: Problem) -> list[tuple[Period, int]]:
    """The problem's incidents in each of the last 52 weeks, oldest first."""
    counted = counts(viewer)
    areas = [] if problem.area_id is None else [problem.area_id]
    scope = counted.scope([category.pk for category in problem.categories.all()], areas, problem.place_id)
    weekly = counted.weekly(scope)[-counting.YEAR_WEEKS :]
    return list(zip(counted.weeks[-counting.YEAR_WEEKS :], weekly.tolist(), strict=True))


def measures(viewer: Member) -> QuerySet[Measure]:
    """The measures that the viewer may see: the group all, a reporter what runs in the own organisation."""
    found = (
        Measure.objects.filter(collaboration=viewer.collaboration_id)
        .select_related("problem", "owner_organisation", "owner__user", "target_place", "collaboration")
        # For the measures that are shown: a join would add up the doses of all before it chose.
        .annotate(given=Coalesce(Subquery(_given()), 0.0))
    )
    if may(viewer, Right.WORK):
        return found
    require(viewer, Right.DOSE_OWN)
    return found.filter(owner_organisation=viewer.organisation_id, state=Measure.State.RUNNING)


def _given() -> QuerySet[Any, Any]:
    doses = Dose.objects.filter(measure=OuterRef("pk"), undone_at=None).order_by().values("measure")
    return doses.annotate(amount_given=Sum("amount")).values("amount_given")


def measures_of(viewer: Member, problem: Problem) -> QuerySet[Measure]:
    """The measures of a problem, in the order in which they began."""
    require(viewer, Right.WORK)
    return measures(viewer).filter(problem=problem).order_by("starts_on", "id")


def measures_due(viewer: Member, until: date) -> QuerySet[Measure]:
    """The measures not decided on for good whose day of follow-up has come by then, the longest due first."""
    require(viewer, Right.WORK)
    return (
        measures(viewer)
        .filter(state__in=BEGUN, settled=False, follow_up_on__lte=until)
        .order_by("follow_up_on", "id")
    )


def numbers_by_state(viewer: Member) -> dict[str, int]:
    """How many measures there are in each state."""
    require(viewer, Right.WORK)
    found = Measure.objects.filter(collaboration=viewer.collaboration_id).order_by().values("state")
    return dict(found.annotate(number=Count("id")).values_list("state", "number"))


def due_soon(viewer: Member) -> date:
    """Until when a follow-up counts as due on the pages."""
    return local_today(viewer.collaboration) + timedelta(days=DUE_DAYS)


def steps(viewer: Member, measure: Measure) -> QuerySet[MeasureStep]:
    """The dated steps of a measure, oldest first."""
    require(viewer, Right.WORK)
    return MeasureStep.objects.filter(measure__in=measures(viewer).filter(pk=measure.pk)).select_related(
        "actor__organisation"
    )


def doses(viewer: Member, measure: Measure) -> QuerySet[Dose]:
    """What was logged of a measure and stands, newest first."""
    return (
        Dose.objects.filter(measure=measure.pk, undone_at=None, measure__in=measures(viewer).values("pk"))
        .select_related("logged_by__organisation", "measure__collaboration")
    )  # fmt: skip


def doses_to_undo(viewer: Member) -> QuerySet[Dose]:
    """Every dose that the viewer may see, undone ones with them: undoing twice does no harm."""
    return Dose.objects.filter(measure__in=measures(viewer).values("pk")).select_related(
        "measure__collaboration"
    )


def weekly_dose(measure: Measure) -> dict[str, float]:
    """ISO week ('2026-W07') → how much was given, for the weeks in which anything was."""
    found: dict[str, float] = {}
    given = Dose.objects.filter(measure=measure.pk, undone_at=None).order_by("given_on", "id")
    for day, amount in given.values_list("given_on", "amount"):
        label = Period.holding(day, Kind.WEEK).label
        found[label] = found.get(label, 0.0) + amount
    return found


def others_at_work(measure: Measure, on: date, *, begun_after: date) -> QuerySet[Measure]:
    """The collaboration's other measures that were done while this one was, up to a day, and did not begin long ago."""
    goes_on = Q(ends_on=None) | Q(ends_on__gte=measure.starts_on)
    until = min(on, measure.ends_on or on)
    targets = Prefetch("target_areas", Area.objects.defer("boundary"))
    return (
        Measure.objects.filter(goes_on, collaboration=measure.collaboration_id, state__in=BEGUN)
        .filter(starts_on__gte=begun_after, starts_on__lte=until)
        .exclude(pk=measure.pk)
        .select_related("target_place")
        .prefetch_related("outcome", targets)
    )


def owners(viewer: Member) -> QuerySet[Member]:
    """The members who can own a measure: those who may log what was done in it."""
    able = [role for role in Role.values if Right.DOSE_OWN in RIGHTS.get(role, frozenset())]
    return (
        Member.objects.filter(collaboration=viewer.collaboration_id, ended_at=None, role__in=able)
        .filter(organisation__ended_at=None)
        .select_related("organisation", "user")
        .order_by("organisation_id", "id")
    )


def categories(viewer: Member) -> QuerySet[Category]:
    """The categories that can be chosen, first level and below."""
    found = Category.objects.filter(collaboration=viewer.collaboration_id, active=True)
    return found.select_related("parent")


def areas(viewer: Member) -> QuerySet[Area]:
    """The areas that can be chosen, without their boundaries."""
    return Area.objects.filter(collaboration=viewer.collaboration_id).defer("boundary")


def places(viewer: Member) -> QuerySet[Place]:
    """The named places that can be chosen."""
    return (
        Place.objects.filter(collaboration=viewer.collaboration_id)
        .select_related("area")
        .defer("area__boundary")
    )


def alike(viewer: Member, outcome: Iterable[int], areas: Iterable[int], place: int | None) -> list[Likeness]:
    """Areas of the target's level that went its way until now, for these categories: ids of the areas where it is
    done, or of the place."""
    counted, names = counts(viewer), held.catalogue(viewer.collaboration)
    targets = counted.areas.spots.tops(_target_areas(viewer, areas, place))
    if not targets:
        return []
    # Weeks before anything was reported are no weeks without incidents.
    kinds, reported = frozenset(outcome), slice(counted.begun, None)
    weeks = counted.weekly(counted.scope(kinds, targets, place))[reported]
    others = [
        (entry.id, np.asarray(counted.weekly(counted.scope(kinds, [entry.id], None))[reported]))
        for entry in counting.level_of(names, targets[0])
        if not counted.areas.spots.touching(entry.id, targets)
    ]
    return most_alike(weeks, others)


def sight_of(
    viewer: Member,
    outcome: Iterable[int],
    areas: Iterable[int],
    place: int | None,
    comparison: Iterable[int],
    *,
    starts_on: date,
    ends_on: date | None,
    follow_up_on: date,
) -> Sight:
    """What effect could be seen of a measure with these categories, target, comparison areas and days."""
    counted, kinds = counts(viewer), frozenset(outcome)
    known = len(counted.weeks) - counted.begun
    before, during = lengths(known, counted.weeks[-1], starts_on, ends_on, follow_up_on)
    target, others = (
        counted.weekly(counted.scope(kinds, chosen, spot))[counted.begun :]
        for chosen, spot in ((areas, place), (comparison, None))
    )
    return sight(target, others, before, during)


def overlapping(viewer: Member, ids: Iterable[int], areas: Iterable[int], place: int | None) -> list[int]:
    """Those of the ids that are an area where it is done, hold one or lie inside one."""
    counted = counts(viewer)
    targets = counted.areas.spots.tops(_target_areas(viewer, areas, place))
    return [pk for pk in ids if counted.areas.spots.touching(pk, targets)]


def _target_areas(viewer: Member, areas: Iterable[int], place: int | None) -> list[int]:
    """The areas, or the one in which the place is."""
    if place is None:
        return list(areas)
    found = Area.objects.filter(collaboration=viewer.collaboration_id, places=place)
    return list(found.values_list("pk", flat=True))


def catalogue(viewer: Member) -> Catalogue:
    """The names that the viewer's collaboration uses."""
    require(viewer, Right.WORK)
    return held.catalogue(viewer.collaboration)


def counts(viewer: Member) -> counting.Counts:
    """What is counted for all problems, once for each data version."""
    require(viewer, Right.WORK)
    return counting.counts(viewer.collaboration, local_today(viewer.collaboration))
