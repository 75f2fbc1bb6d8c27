"""How often the intervals of synthetic difference in differences cover: the figures of docs/methods/synthetic_did.md.

Run with `python -m bench.truth_synthetic_did`; a few minutes. Seeded: the same figures each time.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bench.promises import Answer, Promise, outside, told
from bench.worlds import KINDS, Kind, scattered
from samlad.analysis import area_effect, synthetic_did

Floats = NDArray[np.float64]

PAGE = "methods/synthetic_did.md"
TOWN, LONG = 20, 200
WORLDS, PLACEBOS, WEEKS, START, SHARE = 150, 60, 80, 56, 0.3
AREAS = (12, 40)
TOLD = ("poisson", "over-dispersed", "seasonal", "sparse", "drifting", "larger target")


def world(rng: np.random.Generator, kind: str, areas: int) -> tuple[Floats, float]:
    """Counts by area and week, the last area with the measure, and the true change a week."""
    low, high = (0.3, 0.9) if kind == "sparse" else (4.0, 12.0)
    level = rng.uniform(low, high, areas)
    level[-1] = level.mean() if kind != "larger target" else 4 * level.mean()
    week = np.arange(WEEKS)
    swing = 0.5 if kind == "seasonal" else 0.0
    mean = np.outer(level, np.exp(swing * np.sin(2 * np.pi * week / 52 + rng.uniform(0, 2 * np.pi))))
    if kind == "drifting":
        mean *= np.exp(np.outer(rng.normal(0, 0.3, areas), np.linspace(-0.5, 0.5, WEEKS)))
    change = -SHARE * mean[-1, START:].mean()
    mean[-1, START:] *= 1 - SHARE
    return scattered(rng, mean, 2.5 if kind == "over-dispersed" else 1.0), change


def line(rng: np.random.Generator, kind: str, areas: int) -> str:
    """Bias, coverage, how often an effect is seen, and how often a warning other than of few areas is given."""
    covered = seen = warned = 0
    errors = []
    for _ in range(LONG):
        counts, change = world(rng, kind, areas)
        found = synthetic_did(counts, np.arange(areas) == areas - 1, START, rng=rng, replications=PLACEBOS)
        covered += bool(found.interval.low <= change <= found.interval.high)
        seen += bool(found.interval.high < 0)
        warned += bool(set(found.warnings) - {"few_comparison_areas"})
        errors.append((found.estimate - change) / abs(change))
    shares = (
        100 * float(np.mean(errors)),
        100 * covered / LONG,
        100 * seen / LONG,
        100 * warned / LONG,
    )
    return f"| {kind} | {areas - 1} | " + " | ".join(f"{share:.1f}" for share in shares) + " |"


def promises(worlds: int, rng: np.random.Generator) -> Iterator[Promise]:
    """A town of twenty areas, one of them with a measure."""
    for kind in KINDS:
        yield from told(kind.name, (answers(rng, kind) for _ in range(worlds)))


def answers(rng: np.random.Generator, kind: Kind) -> dict[str, Answer | None]:
    """Whether the two ways that weigh all areas miss the change in one town."""
    mean = kind.expected(rng, rng.uniform(0.4, 1.6, TOWN), WEEKS, 52)
    mean[-1] *= 1.0 / mean[-1].mean() * mean.mean()
    change = -SHARE * mean[-1, START:].mean()
    mean[-1, START:] *= 1 - SHARE
    counts, target = kind.draw(rng, mean), np.arange(TOWN) == TOWN - 1
    found = synthetic_did(counts, target, START, rng=rng, replications=PLACEBOS)
    every = area_effect(counts, target, START, *rng.uniform(0, 10, (2, TOWN)))
    missed = outside(every.saved_interval.low, every.saved_interval.high, -change * (WEEKS - START))
    return {
        "`synthetic_did`": Answer(outside(found.interval.low, found.interval.high, change), found.warnings),
        "`area_effect`": None if every.too_little_data else Answer(missed, every.warnings),
    }


def main() -> None:
    """Six kinds of worlds in which a measure takes thirty per cent away."""
    rng = np.random.default_rng(20265)
    print(
        "| world | comparison areas | bias, % | covered, % | seen, % | warned, % |\n|---|---|---|---|---|---|"
    )
    for areas in AREAS:
        for kind in TOLD:
            print(line(rng, kind, areas), flush=True)


if __name__ == "__main__":
    main()
