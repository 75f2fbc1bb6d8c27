"""Every write of problems: check, change, audit."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samlad.act import workflow
from samlad.act.models import Measure, Problem
from samlad.act.refusals import Conflict, Refused, check_revision
from samlad.collect.guard import mask
from samlad.collect.models import Category
from samlad.people.audit import record
from samlad.people.models import AuditEntry, Collaboration, Member
from samlad.people.naming import by_role_first
from samlad.people.policy import Denied, Right, require
from samlad.picture.models import FrozenPicture
from samlad.places.models import Area, Place

CAUSES = ("offender", "target", "setting", "handlers", "enablers")
ASSESSED = ("seriousness", "worry", "mandate", "resources", "partners")
LONGEST_CAUSE, LONGEST_REASON = 1_000, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemPlan:
    """A problem as it is asked for; the action says what of it is missing."""

    title: str = ""
    categories: Sequence[Category] = ()
    area: Area | None = None
    place: Place | None = None
    first_day: date | None = None
    last_day: date | None = None
    offender: str = ""
    target: str = ""
    setting: str = ""
    handlers: str = ""
    enablers: str = ""
    seriousness: int | None = None
    worry: int | None = None
    mandate: int | None = None
    resources: int | None = None
    partners: int | None = None

    def values(self) -> dict[str, Any]:
        """The plan as columns of a problem, texts guarded."""
        found: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        del found["categories"]
        found["title"] = guarded(self.title, 120)
        for name in CAUSES:
            found[name] = guarded(found[name], LONGEST_CAUSE)
        if self.place is not None:
            found["area"] = self.place.area
        return found


def guarded(text: str, longest: int) -> str:
    """The text without personal data, and no longer than its column: a mask may be longer than what it hides."""
    return mask(text.strip())[0][:longest]


def require_in(actor: Member | None, collaboration_id: int, right: Right) -> None:
    """The system may all; a member what its role may, in its own collaboration."""
    if actor is None:
        return
    require(actor, right)
    if actor.collaboration_id != collaboration_id:
        raise Denied(right)


@transaction.atomic
def create_problem(
    *,
    actor: Member | None,
    collaboration: Collaboration,
    plan: ProblemPlan,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> Problem:
    """Make a problem; the same key makes it once."""
    require_in(actor, collaboration.pk, Right.PLAN)
    key = key or uuid.uuid4()
    # Of two forms sent at once the second waits here, and finds what the first has made.
    Collaboration.objects.select_for_update().get(pk=collaboration.pk)
    known = Problem.objects.filter(key=key).first()
    if known is not None:
        require_in(actor, known.collaboration_id, Right.PLAN)
        return known
    _check(plan, collaboration)
    problem = Problem.objects.create(
        collaboration=collaboration,
        created_at=now or timezone.now(),
        created_by=actor,
        key=key,
        frozen_picture=_frozen(collaboration, plan),
        **plan.values(),
    )
    problem.categories.set(plan.categories)
    record("create", problem, collaboration=collaboration, actor=actor, new=_facts(problem, plan))
    return problem


@transaction.atomic
def change_problem(
    *, actor: Member | None, problem: Problem, plan: ProblemPlan, revision: int | None = None
) -> Problem:
    """Write the problem anew; refused where somebody else has since `revision` was read."""
    require_in(actor, problem.collaboration_id, Right.PLAN)
    found = Problem.objects.select_for_update().get(pk=problem.pk)
    check_revision("problem", found.pk, found.revision, revision)
    _check(plan, problem.collaboration)
    for name, value in plan.values().items():
        setattr(found, name, value)
    found.revision += 1
    found.save()
    found.categories.set(plan.categories)
    record("change", found, collaboration=found.collaboration_id, actor=actor, new=_facts(found, plan))
    return found


@transaction.atomic
def step_problem(
    *,
    actor: Member | None,
    problem: Problem,
    step: workflow.ProblemStep,
    reason: str = "",
    now: datetime | None = None,
) -> Problem:
    """Close or open a problem, with the reason."""
    transition = workflow.PROBLEM[step]
    require_in(actor, problem.collaboration_id, transition.right)
    found = Problem.objects.select_for_update().get(pk=problem.pk)
    if found.state not in transition.before:
        raise Conflict(_already(found))
    closing = step is workflow.ProblemStep.CLOSE
    if closing:
        _check_closing(found, reason)
    old = found.state
    found.state = transition.after
    found.closed_at = (now or timezone.now()) if closing else None
    found.closing_reason = guarded(reason, LONGEST_REASON) if closing else ""
    found.rank = None if closing else found.rank
    found.revision += 1
    found.save()
    record(
        step, found, collaboration=found.collaboration_id, actor=actor,
        old={"state": old}, new={"state": found.state},
    )  # fmt: skip
    return found


@transaction.atomic
def order_problems(
    *, actor: Member | None, collaboration: Collaboration, order: Mapping[int, int | None]
) -> int:
    """Give problems their place in the group's own order (None: none); how many have a new one."""
    require_in(actor, collaboration.pk, Right.PLAN)
    if any(rank is not None and not 1 <= rank <= 999 for rank in order.values()):
        raise Refused({"rank": _("A place in the order is a whole number from 1 to 999, or nothing.")})
    changed = 0
    found = Problem.objects.select_for_update().filter(
        collaboration=collaboration, pk__in=order, state=Problem.State.OPEN
    )
    for problem in found:
        if problem.rank != order[problem.pk]:
            old, problem.rank = problem.rank, order[problem.pk]
            problem.save(update_fields=["rank"])
            record(
                "order", problem, collaboration=collaboration, actor=actor,
                old={"rank": old}, new={"rank": problem.rank},
            )  # fmt: skip
            changed += 1
    return changed


def _frozen(collaboration: Collaboration, plan: ProblemPlan) -> FrozenPicture | None:
    """The frozen picture of the very days in which the problem was seen, where there is one."""
    return (
        FrozenPicture.objects.filter(
            collaboration=collaboration, first_day=str(plan.first_day), last_day=str(plan.last_day)
        )
        .order_by("-edition")
        .first()
    )


def _check(plan: ProblemPlan, collaboration: Collaboration) -> None:
    said: dict[str, str] = {}
    if not plan.title.strip():
        said["title"] = _("The problem has no title. Write what happens and where, in a few words.")
    elif len(plan.title) > 120:
        said["title"] = _("The title has %(number)d characters; at most 120 fit.") % {
            "number": len(plan.title)
        }
    if not plan.categories:
        said["categories"] = _("No category is chosen. Choose what kinds of incident the problem is about.")
    if plan.area is None and plan.place is None:
        said["where"] = _("No place is chosen. Choose the area or the named place where it happens.")
    if plan.first_day is None:
        said["first_day"] = _("The first day is missing: from when was the problem seen?")
    if plan.last_day is None:
        said["last_day"] = _("The last day is missing: until when was the problem seen?")
    if plan.first_day and plan.last_day and plan.last_day < plan.first_day:
        said["last_day"] = _(
            "The last day, %(last)s, is before the first, %(first)s. Let the last day be the same or later."
        ) % {"last": plan.last_day, "first": plan.first_day}
    for name in CAUSES:
        if len(getattr(plan, name)) > LONGEST_CAUSE:
            said[name] = _("The text has %(number)d characters; at most 1 000 fit.") % {
                "number": len(getattr(plan, name))
            }
    for name in ASSESSED:
        value = getattr(plan, name)
        if value is not None and not 1 <= value <= 5:
            said[name] = _("The assessment is %(value)s; choose 1 to 5, or nothing.") % {"value": value}
    rows = [*plan.categories, *(one for one in (plan.area, plan.place) if one is not None)]
    if any(row.collaboration_id != collaboration.pk for row in rows):
        said["where"] = _(
            "Something chosen belongs to another collaboration. Choose from the lists of this one."
        )
    if said:
        raise Refused(said)


def _check_closing(problem: Problem, reason: str) -> None:
    if not reason.strip():
        raise Refused({"reason": _("A reason is missing. Write in a sentence why the problem is closed.")})
    if len(reason) > LONGEST_REASON:
        raise Refused(
            {
                "reason": _("The reason has %(number)d characters; at most %(most)d fit.")
                % {"number": len(reason), "most": LONGEST_REASON}
            }
        )
    unfinished = Measure.objects.filter(problem=problem, state__in=workflow.UNFINISHED).count()
    if unfinished:
        raise Refused(
            {
                "reason": ngettext(
                    "%(number)d measure of this problem is planned or running. End or cancel it first.",
                    "%(number)d measures of this problem are planned or running. End or cancel them first.",
                    unfinished,
                )
                % {"number": unfinished}
            }
        )


def _already(problem: Problem) -> str:
    entry = (
        AuditEntry.objects.filter(subject="problem", subject_id=problem.pk)
        .select_related("actor__organisation")
        .first()
    )
    return _("%(who)s was first: the problem is %(state)s now.") % {
        "who": by_role_first(entry.actor if entry else None),
        "state": problem.get_state_display(),
    }


def _facts(problem: Problem, plan: ProblemPlan) -> dict[str, Any]:
    """What the audit row holds of it: ids, codes and dates, no text."""
    return {
        "area": problem.area_id,
        "place": problem.place_id,
        "categories": sorted(category.code for category in plan.categories),
        "first_day": str(problem.first_day),
        "last_day": str(problem.last_day),
        "assessed": [name for name in ASSESSED if getattr(problem, name) is not None],
    }
