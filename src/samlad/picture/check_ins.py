"""From the check-ins and the waiting reports of the database to what a picture is told of them."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from samlad.collect import check_in_queries
from samlad.people.models import Collaboration, Organisation
from samlad.picture.columns import current
from samlad.picture.periods import Kind, Period
from samlad.picture.reporting import Reporting, week_counts, weeks_of


def today(collaboration: Collaboration) -> date:
    """The day it is where the collaboration is."""
    return datetime.now(ZoneInfo(collaboration.time_zone)).date()


def reporting(collaboration: Collaboration, period: Period) -> Reporting:
    """Who has said what for the weeks of the period that are over, and what of it waits for review."""
    mondays = [week.first for week in weeks_of(period, today(collaboration))]
    found = check_in_queries.words(collaboration, mondays) if mondays else []
    return Reporting(
        words=tuple(
            (organisation.slug, Period(monday, Kind.WEEK).label, word or "")
            for organisation, monday, word in found
        ),
        waiting=sum(check_in_queries.waiting(collaboration, period.first, period.last).values()),
    )


def last_week(collaboration: Collaboration) -> Period:
    """The last week that is over."""
    return Period.holding(today(collaboration), Kind.WEEK).shifted(-1)


def reports(
    collaboration: Collaboration, organisations: Sequence[Organisation], week: Period
) -> dict[int, int]:
    """How many incidents of the week each has reported, by its id: those that count, and those that wait."""
    ids = [organisation.pk for organisation in organisations]
    counted = week_counts(current(collaboration), ids, (week,))
    waiting = check_in_queries.waiting(collaboration, week.first, week.last)
    return {pk: int(counted[line, 0]) + waiting.get(pk, 0) for line, pk in enumerate(ids)}
