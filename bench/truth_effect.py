"""How often the interval of a measure's effect covers the truth: the figures of docs/methods.md.

Run with `python -m bench.truth_effect`; about a minute. Seeded: the same figures each time.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bench.promises import Answer, Promise, outside, told
from bench.worlds import KINDS, WEEKS_PER_YEAR, Kind, scattered
from samlad.analysis import InputError, effect, effect_regression

Floats = NDArray[np.float64]

PAGE = "methods.md#effect-of-a-measure"
WORLDS = 2_000
REPLICATIONS = 4_000
TRUE_RATIO = 0.7
SPANS = ((52, 52), (26, 26), (52, 12), (8, 8))
MEANS = (0.5, 2.0, 8.0)
DISPERSIONS = (1.0, 2.0, 3.0)
COMPARISON = 3.0
FAMILIES = (("poisson", "normal"), ("quasi_poisson", "t"), ("negative_binomial", "t"))


def world(
    rng: np.random.Generator, mean: float, dispersion: float, before: int, during: int, ratio: float
) -> tuple[Floats, ...]:
    """Weekly counts of target and comparison with a common season; the comparison has three times as many."""
    season = np.exp(0.5 * np.sin(2 * np.pi * np.arange(before + during) / 52 + rng.uniform(0, 2 * np.pi)))
    done = np.where(np.arange(before + during) < before, 1.0, ratio)
    target = scattered(rng, mean * season * done, dispersion)
    comparison = scattered(rng, COMPARISON * mean * season, dispersion)
    return target[:before], target[before:], comparison[:before], comparison[before:]


def row(rng: np.random.Generator, mean: float, dispersion: float, before: int, during: int) -> str:
    """Coverage, its two ways of missing, how often there is an answer, and how often it is 'fewer'."""
    results = [effect(*world(rng, mean, dispersion, before, during, TRUE_RATIO)) for _ in range(REPLICATIONS)]
    low = np.array([float(result.interval.low) for result in results])
    high = np.array([float(result.interval.high) for result in results])
    answered = np.array([not result.too_little_data for result in results])
    above, below = 100 * np.mean(low > TRUE_RATIO), 100 * np.mean(high < TRUE_RATIO)
    seen = 100 * np.mean(answered & (high < 1))
    named = f"{before}/{during} | {mean:g} | {dispersion:g}"
    shares = (100 * answered.mean(), 100 - above - below, above, below, seen)
    return f"| {named} | " + " | ".join(f"{share:.1f}" for share in shares) + " |"


def promises(worlds: int, rng: np.random.Generator) -> Iterator[Promise]:
    """A year before and half a year during, as the follow-up has them."""
    for kind in KINDS:
        yield from told(kind.name, (answers(rng, kind) for _ in range(worlds)))


def answers(rng: np.random.Generator, kind: Kind) -> dict[str, Answer | None]:
    """Whether `effect` and the regressions miss the ratio in one world of a kind."""
    expected = kind.expected(rng, np.array([1.0, COMPARISON]), 78, WEEKS_PER_YEAR)
    expected[0, 52:] *= TRUE_RATIO
    target, comparison = kind.draw(rng, expected)
    cells = target[:52], target[52:], comparison[:52], comparison[52:]
    ours = effect(*cells)
    missed = outside(ours.interval.low, ours.interval.high, TRUE_RATIO)
    found: dict[str, Answer | None] = {
        "`effect`": None if ours.too_little_data else Answer(missed, ours.warnings)
    }
    for family, tail in FAMILIES:
        try:
            one = effect_regression(*cells, family=family, tail=tail)
        except InputError:  # a cell without incidents
            continue
        missed = outside(one.interval.low, one.interval.high, TRUE_RATIO)
        found[f"`effect_regression`, {family}"] = Answer(missed, one.warnings)
    return found


def main() -> None:
    """Thirty-six worlds in which a measure made incidents thirty per cent fewer."""
    rng = np.random.default_rng(20265)
    print(
        "| weeks before/during | mean a week | dispersion | answered, % | covered, % | above the truth, % | "
        "below, % | seen, % |\n" + "|---" * 8 + "|"
    )
    for before, during in SPANS:
        for mean in MEANS:
            for dispersion in DISPERSIONS:
                print(row(rng, mean, dispersion, before, during))


if __name__ == "__main__":
    main()
