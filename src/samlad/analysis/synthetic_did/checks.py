"""Arguments of synthetic difference in differences."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import as_mask, as_numbers, check_choice, check_level, check_whole
from samlad.analysis.errors import InputError
from samlad.analysis.synthetic_did.inference import BOOTSTRAP, JACKKNIFE, NONE, PLACEBO

Floats = NDArray[np.float64]

SYNTHETIC_DID, SYNTHETIC_CONTROL, PLAIN = (
    "synthetic_did",
    "synthetic_control",
    "difference_in_differences",
)
ESTIMATORS, INFERENCES = (SYNTHETIC_DID, SYNTHETIC_CONTROL, PLAIN), (PLACEBO, BOOTSTRAP, JACKKNIFE, NONE)
TAILS = ("t", "normal")


def as_panel(outcomes: ArrayLike, target: ArrayLike, start: int) -> tuple[Floats, int]:
    """The outcomes with the comparison areas first, and how many these are."""
    panel = as_numbers("outcomes", outcomes)
    if panel.ndim != 2:
        raise InputError(
            "{argument} has shape {value}. {remedy}",
            argument="outcomes",
            value=panel.shape,
            remedy="Give areas by periods.",
        )
    mask = as_mask("target", target, panel.shape[:1], some=True)
    others = np.count_nonzero(~mask)
    if others < 2:
        raise InputError(
            "{argument} leaves {value} to compare with. {remedy}",
            argument="target",
            value=f"{others} of {len(panel)} areas",
            remedy="At least two areas must be without the measure.",
        )
    check_whole("start", start, 2, panel.shape[1] - 1)
    return np.concatenate([panel[~mask], panel[mask]]), int(others)


def check_choices(
    estimator: str, inference: str, tail: str, replications: int, level: float, maximum_steps: int
) -> None:
    """Settings that are words or numbers of steps; raises `InputError`."""
    check_level(level)
    check_whole("replications", replications, 2)
    check_whole("maximum_steps", maximum_steps, 1)
    check_choice("estimator", estimator, ESTIMATORS)
    check_choice("inference", inference, INFERENCES)
    check_choice("tail", tail, TAILS)
