"""Whether intervals of single rates, smoothed rates and ranks hold the truth: docs/methods/rates.md.

Where counts are Poisson or binomial every outcome is gone through; the rest is drawn. `python -m bench.truth rates`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom, nbinom, poisson

from bench.promises import Answer, Promise, enumerated, told
from bench.worlds import KINDS, Kind
from samlad.analysis import (
    binomial_interval,
    count_dispersion,
    rank_rates,
    rate,
    smooth_rates,
    wilson_interval,
)

Floats = NDArray[np.float64]

PAGE = "methods/rates.md"
WORLDS = 400
AREAS = 22
# The truth is anywhere in here, so that no luck of one number is told: a factor on the mean, or a share.
AROUND = np.linspace(0.5, 1.5, 201)
SHARES, RARE, ASKED = np.linspace(0.2, 0.8, 201), np.linspace(0.005, 0.05, 201), 50
EQUAL = 1e-12


def promises(worlds: int, rng: np.random.Generator) -> Iterator[Promise]:
    """Single counts and proportions by enumeration, then 22 areas."""
    for kind in KINDS:
        if kind.name in ("poisson", "over-dispersed", "sparse"):
            yield from of_counts(kind)
        if kind.name in ("poisson", "sparse"):
            yield from of_shares(kind.name, SHARES if kind.name == "poisson" else RARE)
        yield from told(kind.name, (of_areas(rng, kind) for _ in range(worlds)))


def of_counts(kind: Kind) -> Iterator[Promise]:
    """How often the interval of one count misses its mean, summed over counts and averaged over means."""
    counts = np.arange(200)
    means = kind.mean * AROUND[:, np.newaxis]
    if kind.dispersion == 1:
        chance = poisson.pmf(counts, means)
    else:
        chance = nbinom.pmf(counts, means / (kind.dispersion - 1), 1 / kind.dispersion)
    for way in ("exact", "byar", "byar_half"):
        for known in (None, kind.dispersion):
            found = rate(counts, np.ones(len(counts)), method=way, dispersion=known)
            missed = (found.interval.low > means + EQUAL) | (found.interval.high < means - EQUAL)
            yield enumerated(
                f"`rate`, {way}{'' if known is None else ', dispersion told'}",
                kind.name,
                float((chance * missed).sum(axis=1).mean()),
                codes=found.warnings,
            )


def of_shares(name: str, shares: Floats) -> Iterator[Promise]:
    """The same for how many of fifty."""
    counts = np.arange(ASKED + 1)
    chance = binom.pmf(counts, ASKED, shares[:, np.newaxis])
    for method in (binomial_interval, wilson_interval):
        interval = method(counts, np.full(ASKED + 1, ASKED)).interval
        missed = (interval.low > shares[:, np.newaxis]) | (interval.high < shares[:, np.newaxis])
        yield enumerated(f"`{method.__name__}`", name, float((chance * missed).sum(axis=1).mean()))


def of_areas(rng: np.random.Generator, kind: Kind) -> dict[str, Answer | None]:
    """The year's counts of areas whose inhabitants differ tenfold and whose rates differ: shares of them missed."""
    people, truth = rng.uniform(0.3, 3, AREAS), rng.gamma(5, kind.mean / 5, AREAS)
    truth[: AREAS // 4] = truth[0]
    weeks = kind.expected(rng, people * truth / kind.mean, 52, 52) / 52
    by_week = kind.draw(rng, weeks)
    counts = by_week.sum(axis=1)
    expected = weeks.sum(axis=1)
    if not counts.any():
        return {}
    rates = expected / people
    found: dict[str, Answer | None] = {}
    for name, known in (("", None), (", dispersion from its weeks", count_dispersion(by_week))):
        smooth = smooth_rates(counts, people, dispersion=known)
        missed = (smooth.interval.low > rates) | (smooth.interval.high < rates)
        found[f"`smooth_rates`{name}"] = Answer(float(missed.mean()), smooth.warnings)
    best = 1 + (rates > rates[:, np.newaxis] + EQUAL).sum(axis=1)
    worst = AREAS - (rates < rates[:, np.newaxis] - EQUAL).sum(axis=1)
    for told_of, known in (("", None), (", dispersion from its weeks", count_dispersion(by_week))):
        for name, together in (("each", False), ("together", True)):
            ranks = rank_rates(counts, people, rng=rng, dispersion=known, together=together, replications=300)
            wrong = (ranks.low > best) | (ranks.high < worst)
            share = float(wrong.any()) if together else float(wrong.mean())
            found[f"`rank_rates`, {name}{told_of}"] = Answer(share, ranks.warnings)
    return found
