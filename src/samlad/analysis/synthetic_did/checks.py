"""Arguments of synthetic difference in differences."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import as_numbers, check_at_least, check_level
from samlad.analysis.errors import InputError
from samlad.analysis.synthetic_did.inference import BOOTSTRAP, JACKKNIFE, NONE, PLACEBO

Floats = NDArray[np.float64]

SYNTHETIC_DID, SYNTHETIC_CONTROL, PLAIN = (
    "synthetic_did",
    "synthetic_control",
    "difference_in_differences",
)
ESTIMATORS, INFERENCES = (SYNTHETIC_DID, SYNTHETIC_CONTROL, PLAIN), (PLACEBO, BOOTSTRAP, JACKKNIFE, NONE)


def as_panel(outcomes: ArrayLike, treated: ArrayLike, start: int) -> tuple[Floats, int]:
    """The outcomes with the comparison areas first, and how many these are."""
    panel, mask = as_numbers("outcomes", outcomes), np.asarray(treated)
    if panel.ndim != 2:
        raise InputError(
            "{argument} has shape {value}. {remedy}",
            argument="outcomes",
            value=panel.shape,
            remedy="Give areas by periods.",
        )
    if mask.dtype != np.bool_ or mask.shape != panel.shape[:1] or mask.all() or not mask.any():
        raise InputError(
            "{argument} is an array of {value}. {remedy}",
            argument="treated",
            value=f"{mask.dtype} with shape {mask.shape}, {np.count_nonzero(mask)} of them true",
            remedy=f"Give true/false for each of the {len(panel)} areas, at least one of each.",
        )
    if np.count_nonzero(~mask) < 2 or not 2 <= start <= panel.shape[1] - 1:
        raise InputError(
            "{argument} is {value}. {remedy}",
            argument="start",
            value=f"{start} of {panel.shape[1]} periods, with {np.count_nonzero(~mask)} comparison areas",
            remedy="At least two periods before it, one from it on, and two comparison areas are needed.",
        )
    return np.concatenate([panel[~mask], panel[mask]]), int(np.count_nonzero(~mask))


def check_choices(
    estimator: str, inference: str, tail: str, replications: int, level: float, most_steps: int
) -> None:
    """Settings that are words or numbers of steps; raises `InputError`."""
    check_level(level)
    check_at_least("replications", replications, 2)
    check_at_least("most_steps", most_steps, 1)
    for name, value, known in (
        ("estimator", estimator, ESTIMATORS),
        ("inference", inference, INFERENCES),
        ("tail", tail, ("t", "normal")),
    ):
        if value not in known:
            raise InputError(
                "{argument} is {value}. {remedy}",
                argument=name,
                value=repr(value),
                remedy=f"Known are {', '.join(known)}.",
            )
