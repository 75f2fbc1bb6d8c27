"""Every write of doses: what was really done, on a day; logged once, and undone where it was wrong."""

import math
import uuid
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samlad.act.measure_actions import local_today
from samlad.act.measure_checks import MOST_DOSE
from samlad.act.models import Dose, Measure
from samlad.act.problem_actions import guarded, require_in
from samlad.act.refusals import Conflict, Refused
from samlad.people.audit import record
from samlad.people.models import Member
from samlad.people.policy import Right, may

LONGEST_NOTE = 200
# In these states something has been done, and may be logged late.
LOGGED = frozenset({Measure.State.RUNNING, Measure.State.ENDED})


def require_dose(actor: Member | None, measure: Measure) -> None:
    """For the own organisation's measure, or for each with the wider right."""
    if actor is not None and may(actor, Right.DOSE_ALL):
        require_in(actor, measure.collaboration_id, Right.DOSE_ALL)
        return
    require_in(actor, measure.collaboration_id, Right.DOSE_OWN)
    if actor is not None and actor.organisation_id != measure.owner_organisation_id:
        require_in(actor, measure.collaboration_id, Right.DOSE_ALL)


@transaction.atomic
def log_dose(
    *,
    actor: Member | None,
    measure: Measure,
    amount: float | None,
    given_on: date | None,
    note: str = "",
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> Dose:
    """Log what was done; the same key logs it once."""
    require_dose(actor, measure)
    key = key or uuid.uuid4()
    known = Dose.objects.filter(key=key).first()
    if known is not None:
        return _same(known, measure)
    if said := _wrong(measure, amount, given_on, note):
        raise Refused(said)
    assert amount is not None and given_on is not None  # noqa: S101, PT018 - for the type checker
    try:
        with transaction.atomic():
            dose = Dose.objects.create(
                measure=measure,
                given_on=given_on,
                amount=amount,
                note=guarded(note, LONGEST_NOTE),
                logged_at=now or timezone.now(),
                logged_by=actor,
                key=key,
            )
    except IntegrityError:
        # The same form, sent twice at once: the other one was a little faster.
        return _same(Dose.objects.get(key=key), measure)
    record(
        "log", dose, collaboration=measure.collaboration_id, actor=actor,
        new={"measure": measure.pk, "amount": amount, "given_on": str(given_on)},
    )  # fmt: skip
    return dose


@transaction.atomic
def undo_dose(*, actor: Member | None, dose: Dose) -> Dose:
    """Take back what was logged; once is enough."""
    require_dose(actor, dose.measure)
    found = Dose.objects.select_for_update().get(pk=dose.pk)
    if found.undone_at is not None:
        return found
    found.undone_at = timezone.now()
    found.save(update_fields=["undone_at"])
    record(
        "undo", found, collaboration=dose.measure.collaboration_id, actor=actor,
        old={"measure": found.measure_id, "amount": found.amount, "given_on": str(found.given_on)},
    )  # fmt: skip
    return found


def _same(dose: Dose, measure: Measure) -> Dose:
    if dose.measure_id != measure.pk:
        raise Conflict(_("This form has been sent already, for another measure. Open the page again."))
    return dose


def _wrong(measure: Measure, amount: float | None, given_on: date | None, note: str) -> dict[str, str]:
    if measure.state not in LOGGED:
        raise Conflict(
            _("The measure is %(state)s; only what is running can be logged. Start it first.")
            % {"state": measure.get_state_display()}
        )
    said: dict[str, str] = {}
    if amount is None:
        said["amount"] = _("The amount is missing. Say how much was done.")
    elif not (math.isfinite(amount) and 0 < amount <= MOST_DOSE):
        said["amount"] = _("The amount is %(value)s; it has to be more than 0.") % {"value": f"{amount:g}"}
    if len(note) > LONGEST_NOTE:
        said["note"] = _("The note has %(number)d characters; at most %(most)d fit.") % {
            "number": len(note),
            "most": LONGEST_NOTE,
        }
    if day := _wrong_day(measure, given_on):
        said["given_on"] = day
    return said


def _wrong_day(measure: Measure, given_on: date | None) -> str:
    if given_on is None:
        return _("The day is missing. Say when it was done.")
    if given_on > local_today(measure.collaboration):
        return _("%(day)s has not come yet. Choose today or an earlier day.") % {"day": given_on}
    if given_on < measure.starts_on:
        return _("%(day)s is before the measure started, on %(first)s. Choose a later day.") % {
            "day": given_on,
            "first": measure.starts_on,
        }
    if measure.state == Measure.State.ENDED and measure.ends_on and given_on > measure.ends_on:
        return _("%(day)s is after the measure ended, on %(last)s. Choose an earlier day.") % {
            "day": given_on,
            "last": measure.ends_on,
        }
    return ""
