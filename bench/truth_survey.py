"""Whether the intervals of a survey hold the population's truth: docs/methods/survey.md.

A poisson world is a simple random sample, an over-dispersed one has unequal weights, a sparse one a rare answer, a
clustered one districts. `python -m bench.truth survey`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from bench.promises import Answer, Promise, outside, told
from samlad.analysis import survey_mean, survey_proportion

PAGE = "methods/survey.md"
WORLDS = 1_000
DISTRICTS, DRAWN, EACH = 50, 12, 20
WAYS = ("logit", "beta", "likelihood", "asin")


@dataclass(frozen=True, slots=True)
class Sampling:
    """How often an answer is yes, and how people are drawn."""

    share: float = 0.4
    clustered: bool = False
    weighted: bool = False


SAMPLINGS = {
    "poisson": Sampling(),
    "over-dispersed": Sampling(weighted=True),
    "sparse": Sampling(share=0.03),
    "clustered": Sampling(clustered=True),
}


def promises(worlds: int, rng: np.random.Generator) -> Iterator[Promise]:
    """240 answers, each time from a population of its own."""
    for name, sampling in SAMPLINGS.items():
        yield from told(name, (answers(rng, sampling) for _ in range(worlds)))


def answers(rng: np.random.Generator, sampling: Sampling) -> dict[str, Answer]:
    """What the mean of an answer from 1 to 5, and each way for a proportion, misses in one survey."""
    spread = 8.0 if sampling.clustered else 1e6
    shares = rng.beta(spread * sampling.share, spread * (1 - sampling.share), DISTRICTS)
    drawn = rng.choice(DISTRICTS, DRAWN, replace=False)
    n = DRAWN * EACH
    chance = np.repeat(shares[drawn], EACH)
    # Who stands for many thinks otherwise than who stands for few: weights matter.
    heavy = rng.random(n) < 0.5 if sampling.weighted else np.zeros(n, dtype=bool)
    weights = np.where(heavy, 4.0, 1.0)
    chance = np.where(heavy, chance * 0.6, chance)
    truth = float(shares.mean()) * (0.6 * 4 + 1) / 5 if sampling.weighted else float(shares.mean())
    yes = (rng.random(n) < chance).astype(int)
    design: dict[str, Any] = {}
    if sampling.clustered:
        design = {"clusters": np.repeat(drawn, EACH), "population": np.full(n, DISTRICTS)}
    found = {}
    for way in WAYS:
        one = survey_proportion(yes, weights, method=way, **design)
        found[f"`survey_proportion`, {way}"] = Answer(
            outside(one.interval.low, one.interval.high, truth), one.warnings
        )
    values = 1 + 3 * yes + rng.normal(0, 0.5, n)
    mean = survey_mean(values, weights, **design)
    missed = outside(mean.interval.low, mean.interval.high, 1 + 3 * truth)
    return {"`survey_mean`": Answer(missed, mean.warnings), **found}
