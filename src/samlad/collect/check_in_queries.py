"""Reads of check-ins: each organisation's word for a week, or its silence."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count

from samlad.collect.models import CheckIn, Incident
from samlad.people.models import Collaboration, Member, Organisation
from samlad.people.policy import Right, may, require


def status(collaboration: Collaboration, year: int, week: int) -> list[tuple[Organisation, str | None]]:
    """Each organisation that was to check in for the ISO week, and its word; None where it has given none."""
    found = words(collaboration, [date.fromisocalendar(year, week, 1)])
    return [(organisation, word) for organisation, _monday, word in found]


def words(
    collaboration: Collaboration, mondays: Sequence[date]
) -> list[tuple[Organisation, date, str | None]]:
    """For each organisation that checks in and each week that it was there: its word."""
    years = {monday.isocalendar().year for monday in mondays}
    given = {
        (organisation, date.fromisocalendar(year, week, 1)): word
        for organisation, year, week, word in CheckIn.objects.filter(
            collaboration=collaboration, year__in=years
        )
        .order_by()
        .values_list("organisation_id", "year", "week", "word")
    }
    zone = ZoneInfo(collaboration.time_zone)
    return [
        (organisation, monday, given.get((organisation.pk, monday)))
        for organisation in Organisation.objects.filter(collaboration=collaboration, checks_in=True)
        for monday in mondays
        if organisation.ended_at is None or organisation.ended_at.astimezone(zone).date() > monday
    ]


def weeks_with_word(collaboration: int) -> dict[int, list[date]]:
    """For each organisation by its id, the Mondays of all weeks for which it has given its word."""
    found: dict[int, list[date]] = {}
    for organisation, year, week in (
        CheckIn.objects.filter(collaboration=collaboration)
        .order_by()
        .values_list("organisation_id", "year", "week")
    ):
        found.setdefault(organisation, []).append(date.fromisocalendar(year, week, 1))
    return found


def given(viewer: Member, year: int, week: int) -> dict[int, CheckIn]:
    """The words for the week by organisation id, with who gave them."""
    require(viewer, Right.CHECK_IN_OWN)
    found = CheckIn.objects.filter(collaboration=viewer.collaboration_id, year=year, week=week)
    return {one.organisation_id: one for one in found.select_related("by__organisation")}


def answerable(viewer: Member) -> list[Organisation]:
    """The organisations for which the viewer may say that a week is reported, the viewer's own first."""
    found = Organisation.objects.filter(
        collaboration=viewer.collaboration_id, checks_in=True, ended_at__isnull=True
    )
    if not may(viewer, Right.CHECK_IN_ALL):
        require(viewer, Right.CHECK_IN_OWN)
        found = found.filter(pk=viewer.organisation_id)
    return sorted(found, key=lambda one: (one.pk != viewer.organisation_id, one.pk))


def waiting(collaboration: Collaboration, first: date, last: date) -> dict[int, int]:
    """How many reports of these local days nobody has approved or rejected yet, by organisation id."""
    zone = ZoneInfo(collaboration.time_zone)
    found = (
        Incident.objects.filter(
            collaboration=collaboration,
            state__in=[Incident.State.SUBMITTED, Incident.State.ASKED],
            occurred_from__gte=datetime.combine(first, time.min, zone),
            occurred_from__lt=datetime.combine(last + timedelta(days=1), time.min, zone),
        )
        .order_by()
        .values_list("organisation_id")
        .annotate(number=Count("id"))
    )
    return dict(found)
