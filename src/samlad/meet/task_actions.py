"""Every write of a task: taken on, handed over, done, dropped, opened again."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samlad.act.models import Problem
from samlad.collect.guard import Finding
from samlad.meet import wording, workflow
from samlad.meet.actions import guarded, locked
from samlad.meet.models import Meeting, Task
from samlad.meet.points import Point
from samlad.meet.refusals import Refused, TaskSettled
from samlad.people.audit import record
from samlad.people.models import AuditEntry, Member
from samlad.people.naming import by_role_first
from samlad.people.policy import Denied, Right, may

LONGEST_TASK = 300


@transaction.atomic
def add_task(
    *,
    actor: Member | None,
    meeting: Meeting,
    point: Point,
    text: str,
    owner: Member,
    due_on: date,
    key: UUID,
    problem: Problem | None = None,
    at: datetime | None = None,
) -> tuple[Task, tuple[Finding, ...]]:
    """A task that somebody took upon themselves. Sent twice with the same key, it is one task."""
    meeting = locked(actor, meeting, Right.NOTE)
    again = Task.objects.filter(key=key, meeting=meeting).first()
    if again is not None:
        return again, ()
    text, findings = guarded(" ".join(text.split()), LONGEST_TASK, "text")
    _check(meeting, text, owner, due_on, key, problem)
    task = Task.objects.create(
        collaboration_id=meeting.collaboration_id,
        meeting=meeting,
        problem=problem,
        point=point,
        text=text,
        owner=owner,
        due_on=due_on,
        created_at=at or timezone.now(),
        created_by=actor,
        key=key,
    )
    new = {"meeting": meeting.pk, "point": str(point), "owner": owner.pk, "due_on": due_on.isoformat()}
    if problem is not None:
        new["problem"] = problem.pk
    if findings:
        new["masked"] = len(findings)
    record("add", task, collaboration=meeting.collaboration_id, actor=actor, new=new)
    return task, findings


@transaction.atomic
def settle(*, actor: Member | None, task: Task, step: str, at: datetime | None = None) -> Task:
    """Take a step with a task: done, dropped, or open again, which takes either back."""
    task = _locked(task)
    chosen = workflow.TASK[step]
    if actor is not None and (
        actor.collaboration_id != task.collaboration_id or not workflow.may_settle(actor, task, step)
    ):
        raise Denied(chosen.right)
    if task.state not in chosen.before:
        raise TaskSettled(_settled(task), task)
    before, task.state = task.state, chosen.after
    task.settled_at = None if task.state == Task.State.OPEN else at or timezone.now()
    task.save(update_fields=["state", "settled_at"])
    record(
        step,
        task,
        collaboration=task.collaboration_id,
        actor=actor,
        old={"state": before},
        new={"state": task.state},
    )
    return task


@transaction.atomic
def give(*, actor: Member, task: Task, receiver: Member, at: datetime | None = None) -> Task:
    """Hand an open task over to another member, who sees by whom."""
    task = _locked(task)
    if actor.collaboration_id != task.collaboration_id or not workflow.may_give(actor, task):
        raise Denied(Right.NOTE)
    return _pass_on(actor, task, receiver, at)


@transaction.atomic
def give_all(*, actor: Member | None, owner: Member, receiver: Member) -> int:
    """Hand over what is open of a member who leaves; whoever ends the membership has been asked for the right."""
    tasks = list(open_of(owner).select_for_update(of=("self",)))
    for task in tasks:
        _pass_on(actor, task, receiver, None)
    return len(tasks)


def open_of(owner: Member) -> QuerySet[Task]:
    """The open tasks of a member."""
    return Task.objects.filter(owner=owner, state=Task.State.OPEN).order_by("id")


def _locked(task: Task) -> Task:
    return (
        Task.objects.select_for_update(of=("self",))
        .select_related("owner__user", "owner__organisation")
        .get(pk=task.pk)
    )


def _pass_on(actor: Member | None, task: Task, receiver: Member, at: datetime | None) -> Task:
    if task.state != Task.State.OPEN:
        raise TaskSettled(_settled(task), task)
    _check_owner(task.collaboration_id, receiver)
    if receiver.pk == task.owner_id:
        return task
    before, task.owner = task.owner_id, receiver
    task.given_at, task.given_by = at or timezone.now(), actor
    task.save(update_fields=["owner", "given_at", "given_by"])
    record(
        "hand_over",
        task,
        collaboration=task.collaboration_id,
        actor=actor,
        old={"owner": before},
        new={"owner": receiver.pk},
    )
    return task


def _check_owner(collaboration: int, owner: Member) -> None:
    if owner.collaboration_id != collaboration or not may(owner, Right.NOTE):
        raise Refused(
            _("The member chosen as owner has left or cannot have tasks; choose somebody else."), "owner"
        )


def _check(
    meeting: Meeting, text: str, owner: Member, due_on: date, key: UUID, problem: Problem | None
) -> None:
    if not text:
        raise Refused(_("The task has no words; write what is to be done."), "text")
    _check_owner(meeting.collaboration_id, owner)
    if due_on < meeting.held_on:
        raise Refused(
            _("The date is %(date)s, before the meeting; choose %(meeting)s or a later day.")
            % {"date": due_on, "meeting": meeting.held_on},
            "due_on",
        )
    if problem is not None and problem.collaboration_id != meeting.collaboration_id:
        raise Refused(_("The problem is not one of this collaboration's; choose another or none."), "problem")
    if Task.objects.filter(key=key).exists():
        raise Refused(_("This form was sent already in another meeting; load the page anew and try again."))


def _settled(task: Task) -> str:
    """Who was first: the audit trail knows who took the task's last step."""
    last = (
        AuditEntry.objects.filter(subject="task", subject_id=task.pk, action__in=workflow.TASK)
        .select_related("actor__organisation")
        .first()
    )
    return _("%(who)s was first: the task has been “%(state)s” since %(time)s. Nothing was changed.") % {
        "who": by_role_first(last.actor if last else None),
        "state": task.get_state_display(),
        "time": wording.clock(last.at if last else task.created_at),
    }
