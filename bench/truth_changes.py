"""Whether tests and intervals of the ratio of two counts keep their level: docs/methods/effect.md.

Nothing is drawn: every pair of counts is gone through. `python -m bench.truth changes`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.stats import nbinom, poisson

from bench.promises import Promise, enumerated
from bench.worlds import KINDS, Kind
from samlad.analysis import rate_change, rate_change_posterior

PAGE = "methods/effect.md#two-counts"
WORLDS = 1  # every pair of counts is gone through
TESTS = ("score", "wald-log", "sqrt", "exact-cond", "cond-midp", "etest")
NORMAL = ("score", "wald-log", "sqrt")
LEVEL = 0.05
WEEKS = 4.0
# Means from so far below to so far above the kind's, so that no luck of one number is told.
AROUND = np.linspace(0.7, 1.3, 13)
# Pairs less likely than this everywhere are left out: together they are less than 0.01 %.
LEFT_OUT = 1e-8


def promises(worlds: int, rng: np.random.Generator) -> Iterator[Promise]:
    """Four weeks before and during, nothing changes."""
    for kind in KINDS:
        if kind.name in ("poisson", "over-dispersed", "sparse"):
            yield from of_kind(kind)


def of_kind(kind: Kind) -> Iterator[Promise]:
    """How often each test calls a change that is none, and the posterior's interval leaves 1 out."""
    means = WEEKS * kind.mean * AROUND[:, np.newaxis]
    counts = np.arange(int(means.max() + 12 * np.sqrt(kind.dispersion * means.max())))
    if kind.dispersion == 1:
        chance = poisson.pmf(counts, means)
    else:
        chance = nbinom.pmf(counts, means / (kind.dispersion - 1), 1 / kind.dispersion)
    pairs = np.einsum("mi,mj->ij", chance, chance) / len(AROUND)
    first, second = np.nonzero((pairs > LEFT_OUT) & (counts[:, np.newaxis] + counts > 0))
    weight = pairs[first, second]
    both = list(zip(first.tolist(), second.tolist(), strict=True))
    for test in TESTS:
        for told in (None, kind.dispersion) if test in NORMAL else (None,):
            found = [rate_change(a, b, method=test, dispersion=told) for a, b in both]
            wrong = np.array([one.p <= LEVEL for one in found])
            yield enumerated(
                f"`rate_change`, {test}{named(told)}",
                kind.name,
                float(weight @ wrong),
                covers=False,
                codes=common([one.warnings for one in found]),
            )
    for told in (None, kind.dispersion):
        posterior = [rate_change_posterior((b, a), dispersion=told) for a, b in both]
        missed = np.array([not one.interval.low <= 1 <= one.interval.high for one in posterior])
        yield enumerated(
            f"`rate_change_posterior`{named(told)}",
            kind.name,
            float(weight @ missed),
            codes=common([one.warnings for one in posterior]),
        )


def named(dispersion: float | None) -> str:
    """What a row says of the dispersion."""
    return "" if dispersion is None else ", dispersion told"


def common(warnings: list[tuple[str, ...]]) -> tuple[str, ...]:
    """What every answer warns of."""
    return tuple(sorted(set.intersection(*map(set, warnings))))
