"""How often the intervals of synthetic difference in differences cover: the figures of docs/methods/synthetic_did.md.

Run with `python -m bench.truth_synthetic_did`; a few minutes. Seeded: the same figures each time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from samlad.analysis import synthetic_did

Floats = NDArray[np.float64]

WORLDS, PLACEBOS, WEEKS, START, SHARE = 200, 60, 80, 56, 0.3
AREAS = (12, 40)
KINDS = ("poisson", "over-dispersed", "seasonal", "sparse", "drifting", "larger target")


def world(rng: np.random.Generator, kind: str, areas: int) -> tuple[Floats, float]:
    """Counts by area and week, the last area with the measure, and the true change a week."""
    level = rng.uniform(*((0.3, 0.9) if kind == "sparse" else (4, 12)), areas)
    level[-1] = level.mean() if kind != "larger target" else 4 * level.mean()
    week = np.arange(WEEKS)
    swing = 0.5 if kind == "seasonal" else 0.0
    mean = np.outer(level, np.exp(swing * np.sin(2 * np.pi * week / 52 + rng.uniform(0, 2 * np.pi))))
    if kind == "drifting":
        mean *= np.exp(np.outer(rng.normal(0, 0.3, areas), np.linspace(-0.5, 0.5, WEEKS)))
    change = -SHARE * mean[-1, START:].mean()
    mean[-1, START:] *= 1 - SHARE
    if kind == "over-dispersed":
        return rng.negative_binomial(mean / 1.5, 0.4).astype(np.float64), change
    return rng.poisson(mean).astype(np.float64), change


def line(rng: np.random.Generator, kind: str, areas: int) -> str:
    """Bias, coverage, how often an effect is seen, and how often a warning other than of few areas is given."""
    covered = seen = warned = 0
    errors = []
    for _ in range(WORLDS):
        counts, change = world(rng, kind, areas)
        found = synthetic_did(counts, np.arange(areas) == areas - 1, START, rng=rng, replications=PLACEBOS)
        covered += bool(found.interval.low <= change <= found.interval.high)
        seen += bool(found.interval.high < 0)
        warned += bool(set(found.warnings) - {"few_comparison_areas"})
        errors.append((found.estimate - change) / abs(change))
    shares = (
        100 * float(np.mean(errors)),
        100 * covered / WORLDS,
        100 * seen / WORLDS,
        100 * warned / WORLDS,
    )
    return f"| {kind} | {areas - 1} | " + " | ".join(f"{share:.1f}" for share in shares) + " |"


def main() -> None:
    """Six kinds of worlds in which a measure takes thirty per cent away."""
    rng = np.random.default_rng(20265)
    print(
        "| world | comparison areas | bias, % | covered, % | seen, % | warned, % |\n|---|---|---|---|---|---|"
    )
    for areas in AREAS:
        for kind in KINDS:
            print(line(rng, kind, areas), flush=True)


if __name__ == "__main__":
    main()
