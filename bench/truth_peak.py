"""How often a steady series is said to hold a peak, and how often a real one is found: figures of docs/methods.md.

Run with `python -m bench.truth_peak`; some minutes. Seeded: the same figures each time.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bench.promises import Answer, Promise, told
from bench.worlds import KINDS, WEEKS_PER_YEAR, Kind, scattered
from samlad.analysis import effect
from samlad.analysis.effects.effect import STARTED_AFTER_PEAK
from samlad.analysis.effects.peak import peak

Floats = NDArray[np.float64]

PAGE = "methods.md#effect-of-a-measure"
WORLDS = 1_000
REPLICATIONS = 1_000
WEEKS = (52, 26, 16)
MEANS = (0.5, 2.0, 8.0)
DISPERSIONS = (1.0, 2.0, 3.0)
COMPARISONS = (3.0, 1.0)
PEAK_WEEKS = 8
# How many times the usual a peak has, and that it is anywhere.
PEAKS = (1.5, 2.0, 3.0)


def series(
    rng: np.random.Generator, weeks: int, mean: float, dispersion: float, comparison: float, times: float
) -> tuple[Floats, Floats]:
    """Weekly counts with a common season; `times` the usual in eight weeks somewhere in the target."""
    season = np.exp(0.5 * np.sin(2 * np.pi * np.arange(weeks) / 52 + rng.uniform(0, 2 * np.pi)))
    rate = mean * season
    start = int(rng.integers(0, weeks - PEAK_WEEKS + 1))
    raised = rate.copy()
    raised[start : start + PEAK_WEEKS] *= times
    return scattered(rng, raised, dispersion), scattered(rng, comparison * rate, dispersion)


def said(
    rng: np.random.Generator, weeks: int, mean: float, dispersion: float, comparison: float, times: float
) -> float:
    """The share of series, in per cent, that are said to hold a peak."""
    found = sum(
        peak(*series(rng, weeks, mean, dispersion, comparison, times)) is not None
        for _ in range(REPLICATIONS)
    )
    return 100 * found / REPLICATIONS


def promises(worlds: int, rng: np.random.Generator) -> Iterator[Promise]:
    """A steady year, the comparison three times the target."""
    for kind in KINDS:
        yield from told(kind.name, (answers(rng, kind) for _ in range(worlds)), covers=False)


def answers(rng: np.random.Generator, kind: Kind) -> dict[str, Answer]:
    """Whether a year of one kind, with nothing done in the half after it, is said to hold a peak."""
    levels = np.array([1.0, COMPARISONS[0]])
    both = kind.draw(rng, kind.expected(rng, levels, 52 + 26, WEEKS_PER_YEAR))
    warnings = effect(*(half for row in both for half in (row[:52], row[52:]))).warnings
    others = tuple(code for code in warnings if code != STARTED_AFTER_PEAK)
    return {"`effect`, started after a peak": Answer(STARTED_AFTER_PEAK in warnings, others)}


def main() -> None:
    """Steady series and series with a peak, in fifty-four worlds."""
    rng = np.random.default_rng(20266)
    print(
        "| weeks | mean a week | dispersion | comparison | steady, % | "
        + " | ".join(f"× {times:g}, %" for times in PEAKS)
        + " |\n"
        + "|---" * (5 + len(PEAKS))
        + "|"
    )
    for weeks in WEEKS:
        for mean in MEANS:
            for dispersion in DISPERSIONS:
                for comparison in COMPARISONS:
                    shares = [
                        said(rng, weeks, mean, dispersion, comparison, times) for times in (1.0, *PEAKS)
                    ]
                    named = f"{weeks} | {mean:g} | {dispersion:g} | × {comparison:g}"
                    print(f"| {named} | " + " | ".join(f"{share:.1f}" for share in shares) + " |", flush=True)


if __name__ == "__main__":
    main()
