"""Writing an organisation's word for a week: check, change, audit."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from samlad.collect.models import CheckIn
from samlad.people.audit import record
from samlad.people.models import Member, Organisation
from samlad.people.policy import Denied, Right, may


class CheckInProblem(ValueError):
    """The word cannot be taken; the message says why and what to do."""


@transaction.atomic
def check_in(*, actor: Member | None, organisation: Organisation, year: int, week: int, word: str) -> CheckIn:
    """Take the organisation's word for the ISO week, or change it; the same word again changes nothing."""
    require_check_in(actor, organisation)
    _check(organisation, year, week, word)
    found, made = CheckIn.objects.select_for_update().get_or_create(
        organisation=organisation,
        year=year,
        week=week,
        defaults={"collaboration_id": organisation.collaboration_id, "word": word, "by": actor},
    )
    if not made and found.word == word:
        return found
    old = {} if made else {"word": found.word}
    if not made:
        found.word, found.by = word, actor
        found.save()
    record(
        "check_in",
        organisation,
        collaboration=organisation.collaboration_id,
        actor=actor,
        old=old,
        new={"week": f"{year}-W{week:02d}", "word": word},
    )
    return found


def require_check_in(actor: Member | None, organisation: Organisation) -> None:
    """The system may for all; a member for its own organisation, or for each with the wider right."""
    if actor is None:
        return
    own = actor.organisation_id == organisation.pk and may(actor, Right.CHECK_IN_OWN)
    same = actor.collaboration_id == organisation.collaboration_id
    if not (same and (own or may(actor, Right.CHECK_IN_ALL))):
        raise Denied(Right.CHECK_IN_OWN)


def _check(organisation: Organisation, year: int, week: int, word: str) -> None:
    if word not in CheckIn.Word.values:
        raise CheckInProblem(
            _("The word is “%(word)s”; choose reported or nothing to report.") % {"word": word[:20]}
        )
    if not organisation.checks_in or organisation.ended_at is not None:
        raise CheckInProblem(
            _("%(organisation)s does not check in; an administrator can change that.")
            % {"organisation": organisation.name}
        )
    try:
        last = date.fromisocalendar(year, week, 7)
    except ValueError as error:
        raise CheckInProblem(
            _("There is no week %(week)d in %(year)d; choose another.") % {"week": week, "year": year}
        ) from error
    if last >= today(organisation):
        raise CheckInProblem(
            _("Week %(week)d is not over; check in for it from %(day)s on.")
            % {"week": week, "day": (last + timedelta(days=1)).isoformat()}
        )


def today(organisation: Organisation) -> date:
    """The day it is where the collaboration is."""
    return datetime.now(ZoneInfo(organisation.collaboration.time_zone)).date()
