"""The steps of a meeting and of a task: one table each, for the actions and for the buttons of the pages."""

from typing import NamedTuple

from samlad.meet.models import Meeting, Task
from samlad.people.models import Member
from samlad.people.policy import Right, may


class Step(NamedTuple):
    """From which states, to which, with which right."""

    before: frozenset[str]
    after: str
    right: Right


# A closed meeting is closed for good: its minutes are what was agreed.
MEETING: dict[str, Step] = {
    "close": Step(frozenset({Meeting.State.OPEN}), Meeting.State.CLOSED, Right.MEET),
}
TASK: dict[str, Step] = {
    "finish": Step(frozenset({Task.State.OPEN}), Task.State.DONE, Right.NOTE),
    "drop": Step(frozenset({Task.State.OPEN}), Task.State.DROPPED, Right.NOTE),
    "reopen": Step(frozenset({Task.State.DONE, Task.State.DROPPED}), Task.State.OPEN, Right.NOTE),
}


def may_settle(viewer: Member, task: Task, step: str) -> bool:
    """Whether the step is the viewer's to take: the owner's, or that of whoever leads the meetings."""
    return may(viewer, TASK[step].right) and (task.owner_id == viewer.pk or may(viewer, Right.MEET))


def may_give(viewer: Member, task: Task) -> bool:
    """Whether the task is the viewer's to hand over; what was left behind, anybody of that organisation may take on."""
    left = task.owner.ended_at is not None and task.owner.organisation_id == viewer.organisation_id
    return may(viewer, Right.NOTE) and (task.owner_id == viewer.pk or left or may(viewer, Right.MEET))


def task_steps(viewer: Member, task: Task) -> list[str]:
    """The steps that the viewer may take with the task as it is."""
    return [
        name for name, step in TASK.items() if task.state in step.before and may_settle(viewer, task, name)
    ]
