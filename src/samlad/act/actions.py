"""Every write of act, in one place for those who call it."""

from samlad.act.dose_actions import log_dose, undo_dose
from samlad.act.measure_actions import (
    RunningChange,
    change_planned,
    change_running,
    create_measure,
    end_measure,
    set_follow_up,
    settle_measure,
    step_measure,
)
from samlad.act.measure_checks import MeasurePlan
from samlad.act.problem_actions import (
    ProblemPlan,
    change_problem,
    create_problem,
    order_problems,
    step_problem,
)

__all__ = [
    "MeasurePlan",
    "ProblemPlan",
    "RunningChange",
    "change_planned",
    "change_problem",
    "change_running",
    "create_measure",
    "create_problem",
    "end_measure",
    "log_dose",
    "order_problems",
    "set_follow_up",
    "settle_measure",
    "step_measure",
    "step_problem",
    "undo_dose",
]
