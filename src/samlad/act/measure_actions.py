"""Every write of measures: check, change, audit, and a dated step."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samlad.act import measure_checks as checks
from samlad.act import workflow
from samlad.act.measure_checks import MeasurePlan
from samlad.act.models import Measure, MeasureStep, Problem
from samlad.act.problem_actions import guarded, require_in
from samlad.act.refusals import Conflict, Refused, check_revision
from samlad.people.audit import record
from samlad.people.models import Collaboration, Member
from samlad.people.naming import by_role_first
from samlad.people.policy import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningChange:
    """What of a running measure can still be changed."""

    ends_on: date | None
    cost: int | None
    follow_up_on: date | None
    owner: Member | None


def local_today(collaboration: Collaboration) -> date:
    """The day it is where the collaboration is."""
    return datetime.now(ZoneInfo(collaboration.time_zone)).date()


@transaction.atomic
def create_measure(
    *,
    actor: Member | None,
    problem: Problem,
    plan: MeasurePlan,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> Measure:
    """Plan a measure for an open problem; the same key plans it once."""
    require_in(actor, problem.collaboration_id, Right.PLAN)
    key = key or uuid.uuid4()
    # Whoever closes the problem at this moment waits, or is waited for; so does the same form, sent twice.
    locked = Problem.objects.select_for_update().get(pk=problem.pk)
    known = Measure.objects.filter(key=key).first()
    if known is not None:
        require_in(actor, known.collaboration_id, Right.PLAN)
        return known
    if locked.state != Problem.State.OPEN:
        raise Conflict(_("The problem is closed. Open it again before you plan a measure for it."))
    if said := checks.wrong(plan, problem):
        raise Refused(said)
    measure = Measure(
        collaboration_id=problem.collaboration_id,
        problem=problem,
        created_at=now or timezone.now(),
        created_by=actor,
        key=key,
        follows=plan.follows,
    )
    _write(measure, plan)
    _step(measure, "plan", "", actor, now)
    record("create", measure, collaboration=measure.collaboration_id, actor=actor, new=_facts(measure, plan))
    return measure


@transaction.atomic
def change_planned(
    *, actor: Member | None, measure: Measure, plan: MeasurePlan, revision: int | None = None
) -> Measure:
    """Write a measure anew that has not started yet."""
    found = _locked(actor, measure, revision)
    if found.state != Measure.State.PLANNED:
        raise Conflict(_already(found))
    if said := checks.wrong(plan, found.problem):
        raise Refused(said)
    found.revision += 1
    _write(found, plan)
    record("change", found, collaboration=found.collaboration_id, actor=actor, new=_facts(found, plan))
    return found


@transaction.atomic
def change_running(
    *, actor: Member | None, measure: Measure, change: RunningChange, revision: int | None = None
) -> Measure:
    """Change the end, cost, follow-up or owner of a running measure; what it is judged by stays."""
    found = _locked(actor, measure, revision)
    if found.state != Measure.State.RUNNING:
        raise Conflict(_already(found))
    owner = change.owner
    said = checks.dates(found.starts_on, change.ends_on, change.follow_up_on) | checks.cost(change.cost)
    if owner is None:
        said["owner"] = _("The owner is missing. Choose who sees to it that it is done.")
    elif owner.collaboration_id != found.collaboration_id or owner.ended_at is not None:
        said["owner"] = _("The owner is not a member of this collaboration. Choose somebody from the list.")
    if said or owner is None or change.cost is None or change.follow_up_on is None:
        raise Refused(said)
    old = _dates(found) | {"cost": found.cost}
    found.ends_on, found.cost, found.follow_up_on = change.ends_on, change.cost, change.follow_up_on
    found.owner, found.owner_organisation_id = owner, owner.organisation_id
    found.revision += 1
    found.save()
    new = _dates(found) | {"cost": found.cost}
    record("change", found, collaboration=found.collaboration_id, actor=actor, old=old, new=new)
    return found


@transaction.atomic
def step_measure(
    *,
    actor: Member | None,
    measure: Measure,
    step: workflow.Step,
    on: date | None = None,
    now: datetime | None = None,
) -> Measure:
    """Start, end or cancel a measure, by the table; it starts and ends on the day that it really did."""
    transition = workflow.MEASURE[step]
    require_in(actor, measure.collaboration_id, transition.right)
    found = Measure.objects.select_for_update().get(pk=measure.pk)
    if found.state not in transition.before:
        raise Conflict(_already(found))
    old = {"state": found.state} | _dates(found)
    before, found.state = found.state, transition.after
    if step is not workflow.Step.CANCEL:
        _set_day(found, step, on)
    found.revision += 1
    found.save()
    _step(found, step, before, actor, now)
    new = {"state": found.state} | _dates(found)
    record(step, found, collaboration=found.collaboration_id, actor=actor, old=old, new=new)
    return found


@transaction.atomic
def end_measure(*, actor: Member | None, measure: Measure, on: date | None = None) -> Measure:
    """End a running measure; one that has ended already stays as it is."""
    require_in(actor, measure.collaboration_id, Right.PLAN)
    found = Measure.objects.select_for_update().get(pk=measure.pk)
    if found.state == Measure.State.ENDED:
        return found
    return step_measure(actor=actor, measure=found, step=workflow.Step.END, on=on)


@transaction.atomic
def settle_measure(*, actor: Member | None, measure: Measure, on: date | None = None) -> Measure:
    """End a measure that the group has decided on for good: it is not followed up again."""
    found = end_measure(actor=actor, measure=measure, on=on)
    found.settled = True
    found.revision += 1
    found.save(update_fields=["settled", "revision"])
    record("settle", found, collaboration=found.collaboration_id, actor=actor, new={"state": found.state})
    return found


@transaction.atomic
def set_follow_up(*, actor: Member | None, measure: Measure, on: date) -> Measure:
    """Set the next day of follow-up."""
    require_in(actor, measure.collaboration_id, Right.PLAN)
    found = Measure.objects.select_for_update().get(pk=measure.pk)
    if found.state == Measure.State.CANCELLED:
        raise Conflict(_already(found))
    if said := checks.dates(found.starts_on, None, on):
        raise Refused(said)
    if found.follow_up_on == on:
        return found
    old, found.follow_up_on = found.follow_up_on, on
    found.revision += 1
    found.save(update_fields=["follow_up_on", "revision"])
    record(
        "set_follow_up", found, collaboration=found.collaboration_id, actor=actor,
        old={"follow_up_on": str(old)}, new={"follow_up_on": str(on)},
    )  # fmt: skip
    return found


def usual_day(measure: Measure, step: workflow.Step, today: date) -> date:
    """The day that a step is taken to have happened on where nobody says another."""
    if step is workflow.Step.START:
        return min(measure.starts_on, today)
    return max(measure.starts_on, min(measure.ends_on or today, today))


def _set_day(measure: Measure, step: workflow.Step, on: date | None) -> None:
    today = local_today(measure.collaboration)
    day = on or usual_day(measure, step, today)
    if day > today:
        raise Refused({"on": _("%(day)s has not come yet. Choose today or an earlier day.") % {"day": day}})
    if step is workflow.Step.START:
        measure.starts_on = day
        said = checks.dates(day, measure.ends_on, measure.follow_up_on)
    else:
        measure.ends_on = day
        said = checks.dates(measure.starts_on, day, measure.follow_up_on)
    if said:
        raise Refused({"on": " ".join(said.values())})


def _locked(actor: Member | None, measure: Measure, revision: int | None) -> Measure:
    require_in(actor, measure.collaboration_id, Right.PLAN)
    found = Measure.objects.select_for_update().get(pk=measure.pk)
    check_revision("measure", found.pk, found.revision, revision)
    return found


def _write(measure: Measure, plan: MeasurePlan) -> None:
    measure.type = plan.type
    measure.title = guarded(plan.title, checks.LONGEST_TITLE)
    measure.mechanism = guarded(plan.mechanism, checks.LONGEST_MECHANISM)
    measure.dose_unit = guarded(plan.dose_unit, checks.LONGEST_UNIT)
    for name in (
        "owner_organisation", "owner", "dose_amount", "starts_on", "ends_on", "cost", "target_place",
        "follow_up_on",
    ):  # fmt: skip
        setattr(measure, name, getattr(plan, name))
    measure.save()
    measure.outcome.set(plan.outcome)
    measure.target_areas.set(plan.target_areas)
    measure.comparison_areas.set(plan.comparison_areas)


def _step(measure: Measure, step: str, before: str, actor: Member | None, now: datetime | None) -> None:
    MeasureStep.objects.create(
        measure=measure,
        at=now or timezone.now(),
        actor=actor,
        step=str(step),
        old_state=before,
        new_state=measure.state,
    )


def _already(measure: Measure) -> str:
    last = measure.steps.select_related("actor__organisation").order_by("-id").first()
    return _("%(who)s was first: the measure is %(state)s now.") % {
        "who": by_role_first(last.actor if last else None),
        "state": measure.get_state_display(),
    }


def _dates(measure: Measure) -> dict[str, str]:
    return {
        "starts_on": str(measure.starts_on),
        "ends_on": str(measure.ends_on or ""),
        "follow_up_on": str(measure.follow_up_on),
    }


def _facts(measure: Measure, plan: MeasurePlan) -> dict[str, Any]:
    """What the audit row holds of it: ids, codes, dates and figures, no text."""
    return _dates(measure) | {
        "problem": measure.problem_id,
        "type": measure.type,
        "organisation": measure.owner_organisation_id,
        "dose": measure.dose_amount,
        "cost": measure.cost,
        "categories": sorted(category.code for category in plan.outcome),
        "targets": sorted(area.code for area in plan.target_areas),
        "place": measure.target_place_id,
        "comparison": sorted(area.code for area in plan.comparison_areas),
        "follows": measure.follows_id,
    }
