"""Where a search for weights begins, and by what it is led."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from samlad.analysis.checks import check_above_zero, check_at_least
from samlad.analysis.errors import InputError
from samlad.analysis.synthetic_did.checks import PLAIN, SYNTHETIC_CONTROL, SYNTHETIC_DID
from samlad.analysis.synthetic_did.weights import Choices, Setting

Floats = NDArray[np.float64]

DEFAULT_PERIOD_ETA = 1e-6
SMALLEST_DECREASE, FIRST_ROUND = 1e-5, 100


def settings(
    panel: Floats,
    number: int,
    start: int,
    estimator: str,
    area_eta: float | None,
    period_eta: float,
    noise: float | None,
    minimum_decrease: float | None,
    sparse: bool,
    maximum_steps: int,
) -> Setting:
    """How the weights are searched for, what was left out filled in."""
    for name, value in (
        ("area_eta", area_eta),
        ("period_eta", period_eta),
        ("minimum_decrease", minimum_decrease),
    ):
        check_at_least(name, 0 if value is None else value, 0)
    changes = np.diff(panel[:number, :start], axis=1)
    spread = float(changes.std(ddof=1)) if noise is None else noise
    if noise is not None:
        check_above_zero("noise", noise)
    if not spread:
        raise InputError(
            "{argument} holds {value} change of a comparison area before the measure. {remedy}",
            argument="outcomes",
            value="no",
            remedy="Take other comparison areas or longer periods, or give a noise above 0.",
        )
    usual = (panel[number:, start:].size) ** 0.25 if estimator != SYNTHETIC_CONTROL else DEFAULT_PERIOD_ETA
    return Setting(
        area_ridge=(usual if area_eta is None else area_eta) * spread,
        period_ridge=period_eta * spread,
        area_intercept=estimator != SYNTHETIC_CONTROL,
        find_areas=estimator != PLAIN,
        find_periods=estimator == SYNTHETIC_DID,
        least_decrease=SMALLEST_DECREASE * spread if minimum_decrease is None else minimum_decrease,
        first=FIRST_ROUND if sparse else 0,
        most=maximum_steps,
    )


def real_choice(panel: Floats, number: int, start: int, estimator: str) -> Choices:
    """The real choice, every weight the same; a synthetic control compares with no earlier period."""
    target = np.zeros((1, len(panel)))
    target[0, number:] = 1 / (len(panel) - number)
    periods = np.full((1, start), 0.0 if estimator == SYNTHETIC_CONTROL else 1 / start)
    return Choices(np.arange(number)[np.newaxis], target, np.full((1, number), 1 / number), periods)
