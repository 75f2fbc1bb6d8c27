"""Whether the pooled mean and the prediction interval hold the truth: docs/methods/pooling.md.

A poisson world has one effect for all, an over-dispersed one effects that differ, a sparse one three studies, a
clustered one studies of very unequal size; estimates come from counts. `python -m bench.truth pooling`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bench.promises import Answer, Promise, outside, told
from samlad.analysis import pool

PAGE = "methods/pooling.md"
WORLDS = 2_000
EFFECT = float(np.log(0.7))


@dataclass(frozen=True, slots=True)
class Studies:
    """How many, how far their true effects differ (variance of the logarithm), and their incidents before."""

    number: int = 8
    between: float = 0.05
    incidents: tuple[float, float] = (30.0, 200.0)


STUDIES = {
    "poisson": Studies(between=0.0),
    "over-dispersed": Studies(),
    "sparse": Studies(number=3),
    "clustered": Studies(number=15, incidents=(10.0, 1_500.0)),
}


def promises(worlds: int, rng: np.random.Generator) -> Iterator[Promise]:
    """Four collections of studies."""
    for name, studies in STUDIES.items():
        yield from told(
            name, (answers(rng, studies) for _ in range(worlds)), besides=("no_heterogeneity_seen",)
        )


def answers(rng: np.random.Generator, studies: Studies) -> dict[str, Answer]:
    """Whether the mean is missed by each way, and whether the next study's true effect lies outside the prediction."""
    low, high = np.log(studies.incidents)
    before = np.exp(rng.uniform(low, high, studies.number))
    effects = EFFECT + rng.normal(0, np.sqrt(studies.between), studies.number + 1)
    cells = np.maximum(rng.poisson([before, before * np.exp(effects[:-1]), 3 * before, 3 * before]), 0.5)
    estimates = np.log(cells[1] / cells[0] / (cells[3] / cells[2]))
    variances = (1 / cells).sum(axis=0)
    found: dict[str, Answer] = {}
    ways: tuple[tuple[str, dict[str, bool]], ...] = (
        ("Knapp–Hartung", {}),
        ("never narrower", {"never_narrower": True}),
        ("normal", {"knapp_hartung": False}),
    )
    for name, settings in ways:
        one = pool(estimates, variances, **settings)
        found[f"`pool`, {name}"] = Answer(outside(one.interval.low, one.interval.high, EFFECT), one.warnings)
        if not settings:
            for way in ("plugged_in", "averaged"):
                next_one = pool(estimates, variances, prediction=way)  # type: ignore[arg-type]
                missed = outside(next_one.prediction.low, next_one.prediction.high, float(effects[-1]))
                found[f"`pool`, next study, {way}"] = Answer(missed, next_one.warnings)
            spread = one.heterogeneity_interval
            found["`pool`, τ²"] = Answer(outside(spread.low, spread.high, studies.between), one.warnings)
    return found
