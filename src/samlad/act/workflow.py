"""The way of a measure and of a problem: step → from which states, to which, by whom. One table each.

The actions go by these tables, and the pages show the buttons that they allow.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from samlad.act.models import Measure, Problem
from samlad.people.models import Member
from samlad.people.policy import Right, may


class Step(StrEnum):
    """What can be done with a measure that is planned."""

    START = "start"
    END = "end"
    CANCEL = "cancel"


class ProblemStep(StrEnum):
    """What can be done with a problem."""

    CLOSE = "close"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Transition:
    """From one of `before` to `after`, for whoever has the right."""

    before: frozenset[str]
    after: str
    right: Right


MEASURE: Mapping[Step, Transition] = {
    Step.START: Transition(frozenset({Measure.State.PLANNED}), Measure.State.RUNNING, Right.PLAN),
    Step.END: Transition(frozenset({Measure.State.RUNNING}), Measure.State.ENDED, Right.PLAN),
    Step.CANCEL: Transition(frozenset({Measure.State.PLANNED}), Measure.State.CANCELLED, Right.PLAN),
}
PROBLEM: Mapping[ProblemStep, Transition] = {
    ProblemStep.CLOSE: Transition(frozenset({Problem.State.OPEN}), Problem.State.CLOSED, Right.PLAN),
    ProblemStep.REOPEN: Transition(frozenset({Problem.State.CLOSED}), Problem.State.OPEN, Right.PLAN),
}
# In these a measure still has something ahead of it.
UNFINISHED = frozenset({Measure.State.PLANNED, Measure.State.RUNNING})


def measure_steps(viewer: Member, state: str) -> list[Step]:
    """The steps that the viewer may take with a measure in that state."""
    return [step for step, one in MEASURE.items() if state in one.before and may(viewer, one.right)]


def problem_steps(viewer: Member, state: str) -> list[ProblemStep]:
    """The steps that the viewer may take with a problem in that state."""
    return [step for step, one in PROBLEM.items() if state in one.before and may(viewer, one.right)]
