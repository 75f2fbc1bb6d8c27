"""Every write of follow-ups: the evidence, computed once, and the group's decision on it."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samlad.act import actions as act_actions
from samlad.act.measure_actions import local_today
from samlad.act.models import Measure
from samlad.act.problem_actions import guarded, require_in
from samlad.act.refusals import Conflict, Refused
from samlad.code_version import code_version
from samlad.follow.gathering import evidence_of
from samlad.follow.models import Decision, FollowUp
from samlad.follow.queries import GOES_ON
from samlad.follow.refusals import AlreadyDecided
from samlad.people.audit import record
from samlad.people.models import Member
from samlad.people.policy import Right

LONGEST_TEXT = 1_000
# In these states there is, or was, something to judge.
JUDGED = frozenset({Measure.State.RUNNING, Measure.State.ENDED})


@transaction.atomic
def compute(
    *, actor: Member | None, measure: Measure, on: date | None = None, now: datetime | None = None
) -> FollowUp:
    """Compute and keep the evidence of a measure on a day, today unless said; once it is there it never changes.

    It belongs to the measure's own date of follow-up where that has come, and else to the day itself.
    """
    require_in(actor, measure.collaboration_id, Right.PLAN)
    found = Measure.objects.select_for_update().get(pk=measure.pk)
    day = on or local_today(found.collaboration)
    due = min(found.follow_up_on, day)
    known = FollowUp.objects.filter(measure=found, due_on=due).first()
    if known is not None and known.computed_at is not None:
        return known
    _check_begun(found, day)
    evidence, version = evidence_of(found, day)
    follow_up = known or FollowUp(collaboration_id=found.collaboration_id, measure=found, due_on=due)
    follow_up.computed_at = now or timezone.now()
    follow_up.data_version = version
    follow_up.code_version = code_version()
    follow_up.evidence = evidence.to_json()
    try:
        with transaction.atomic():
            follow_up.save()
    except IntegrityError:
        # Somebody, or the worker, was a little faster: theirs stands.
        return FollowUp.objects.get(measure=found, due_on=due)
    record(
        "compute", follow_up, collaboration=found.collaboration_id, actor=actor,
        new={"measure": found.pk, "due_on": str(due), "version": version, "verdict": evidence.judged.verdict},
    )  # fmt: skip
    return follow_up


@transaction.atomic
def decide(
    *,
    actor: Member | None,
    follow_up: FollowUp,
    choice: str,
    motive: str,
    dissent: str = "",
    next_on: date | None = None,
    now: datetime | None = None,
) -> Decision:
    """Record the group's decision: one, and for good; the measure goes on or ends by it."""
    require_in(actor, follow_up.collaboration_id, Right.DECIDE)
    found = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    _check_open(found)
    at = now or timezone.now()
    if choice == Decision.Choice.END:
        next_on = None
    _check(found, choice, motive, dissent, next_on, timezone.localdate(at))
    try:
        with transaction.atomic():
            decision = Decision.objects.create(
                follow_up=found,
                choice=choice,
                motive=guarded(motive, LONGEST_TEXT),
                dissent=guarded(dissent, LONGEST_TEXT),
                next_on=next_on,
                decided_at=at,
                decided_by=actor,
            )
    except IntegrityError:
        # Both looked before either had written; the lock of a row is not one on every database.
        _check_open(found)
        raise
    _carry_out(actor, found.measure, decision)
    record(
        "decide", found, collaboration=found.collaboration_id, actor=actor,
        new={"measure": found.measure_id, "choice": choice, "next_on": str(next_on or "")},
    )  # fmt: skip
    return decision


def _carry_out(actor: Member | None, measure: Measure, decision: Decision) -> None:
    if decision.choice in GOES_ON and decision.next_on is not None:
        act_actions.set_follow_up(actor=actor, measure=measure, on=decision.next_on)
        return
    today = timezone.localdate(decision.decided_at)
    day = max(measure.starts_on, min(measure.ends_on or today, today))
    act_actions.settle_measure(actor=actor, measure=measure, on=day)


def _check_begun(measure: Measure, day: date) -> None:
    if measure.state not in JUDGED or measure.starts_on >= day:
        raise Conflict(
            _(
                "The measure is %(state)s and begins on %(day)s: there is nothing to follow up yet. Start it first, "
                "and wait until a week has gone."
            )
            % {"state": measure.get_state_display(), "day": measure.starts_on}
        )


def _check_open(follow_up: FollowUp) -> None:
    known = Decision.objects.filter(follow_up=follow_up.pk).select_related("decided_by__organisation").first()
    if known is not None:
        raise AlreadyDecided(known)
    if follow_up.computed_at is None:
        raise Conflict(_("The evidence has not been computed yet. Compute it first, and decide on it then."))


def _check(
    follow_up: FollowUp, choice: str, motive: str, dissent: str, next_on: date | None, today: date
) -> None:
    said: dict[str, str] = {}
    if choice not in Decision.Choice.values:
        said["choice"] = _("No decision is chosen. Choose continue, expand, change or end.")
    if not motive.strip():
        said["motive"] = _("The motive is missing. Say in a sentence why the group decided so.")
    for name, text in (("motive", motive), ("dissent", dissent)):
        if len(text) > LONGEST_TEXT:
            said[name] = _("The text has %(number)d characters; at most %(most)d fit.") % {
                "number": len(text),
                "most": LONGEST_TEXT,
            }
    if choice != Decision.Choice.END:
        if next_on is None:
            said["next_on"] = _("The next date is missing. Only a measure that ends needs none.")
        elif next_on <= max(today, follow_up.measure.starts_on):
            said["next_on"] = _("The next date is %(day)s; choose a day after today, %(today)s.") % {
                "day": next_on,
                "today": today,
            }
    if said:
        raise Refused(said)
