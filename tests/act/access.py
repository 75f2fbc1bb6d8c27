"""Who may open what of act, for `tests/web/test_access.py`."""

from typing import Any

from samlad.act.models import Measure
from samlad.people.models import Role
from tests.act.making import a_dose, a_measure, a_problem
from tests.conftest import World

GROUP = frozenset({Role.REVIEWER, Role.MEMBER, Role.COORDINATOR})
LOGGING = GROUP | {Role.REPORTER}

# Address name → the roles that may open it with GET (with POST where it is in POST_ONLY).
OPEN_TO: dict[str, frozenset[Role]] = {
    "problems": GROUP,
    "problem": GROUP,
    "problem_new": GROUP,
    "problem_edit": GROUP,
    "problem_state": GROUP,
    "problem_order": GROUP,
    "measures": LOGGING,
    "measure": GROUP,
    "measure_new": GROUP,
    "measure_comparison": GROUP,
    "measure_sight": GROUP,
    "measure_edit": GROUP,
    "measure_step": GROUP,
    "measure_library": GROUP,
    "dose_log": LOGGING,
    "dose_undo": LOGGING,
}
POST_ONLY: frozenset[str] = frozenset({"problem_state", "problem_order", "measure_step", "dose_undo"})


def arguments(world: World) -> dict[str, list[Any]]:
    """What each address takes besides the collaboration, with the rows that it needs; others take nothing."""
    problem = a_problem(world)
    # The reporter's own organisation's, so that the reporter may log.
    measure = a_measure(world, problem, state=Measure.State.RUNNING)
    return {
        **{
            name: [problem.pk]
            for name in (
                "problem",
                "problem_edit",
                "problem_state",
                "measure_new",
                "measure_comparison",
                "measure_sight",
            )
        },
        **{name: [measure.pk] for name in ("measure", "measure_edit", "measure_step", "dose_log")},
        "dose_undo": [a_dose(measure).pk],
    }
