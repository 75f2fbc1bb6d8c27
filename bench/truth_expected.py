"""How often the expected range cries wolf: the figures of docs/methods.md.

Run with `python -m bench.truth_expected`; most of a minute on one core. Seeded: the same figures each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from bench.promises import Answer, Promise, told
from bench.worlds import KINDS, WEEKS_PER_YEAR, scattered
from samlad.analysis import ExpectedRange, baseline_columns, expected_range
from samlad.analysis.regression.negative_binomial import quantile

Floats = NDArray[np.float64]
Limits = tuple[Floats, Floats]

PAGE = "methods.md#the-expected-range"
WORLDS, TOGETHER = 10_000, 50
REPLICATIONS = 20_000
TAIL = 0.025
MEANS = (0.3, 1.0, 3.0, 10.0, 40.0)
DISPERSIONS = (1.0, 1.5, 3.0)
PERIODS = (8, 15, 29, 52)


def chosen(history: Floats) -> Limits:
    """The product's own."""
    return limits(expected_range(history))


def normal_tail(history: Floats) -> Limits:
    """Negative binomial without Student's t for the uncertainty of the dispersion."""
    result = expected_range(history)
    spread = result.dispersion * (1 + 1 / result.n)
    mean = np.maximum(result.estimate, 1e-9)
    tails = np.full(len(mean), TAIL)
    low, high = quantile(tails, mean, spread, start=mean), quantile(1 - tails, mean, spread, start=mean)
    return with_zeros(result, low, high)


def two_thirds(history: Floats) -> Limits:
    """Farrington's prediction interval on the scale of the 2/3 power."""
    result = expected_range(history)
    mean = np.maximum(result.estimate, 1e-9)
    error = np.sqrt(4 / 9 * result.dispersion * (1 + 1 / result.n) * np.cbrt(mean))
    centre, z = np.cbrt(mean) ** 2, -ndtri(TAIL)
    low = np.ceil(np.maximum(centre - z * error, 0) ** 1.5)
    return with_zeros(result, low, np.floor((centre + z * error) ** 1.5))


def without_weights(history: Floats) -> Limits:
    """The product's own without down-weighting of past outbreaks."""
    return limits(expected_range(history, outbreak_residual=None))


def lower_threshold(history: Floats) -> Limits:
    """More periods are taken for outbreaks."""
    return limits(expected_range(history, outbreak_residual=3.0))


def lowest_threshold(history: Floats) -> Limits:
    """Down-weighting above 1, as in Farrington et al. 1996, but in three passes."""
    return limits(expected_range(history, outbreak_residual=1.0))


def limits(result: ExpectedRange) -> Limits:
    """Both limits of a range."""
    return result.interval.low, result.interval.high


def with_zeros(result: ExpectedRange, low: Floats, high: Floats) -> Limits:
    """Where nothing was ever seen, every candidate uses the exact limit."""
    zeros = result.too_little_data
    return np.where(zeros, 0, low), np.where(zeros, result.interval.high, high)


CANDIDATES: tuple[Callable[[Floats], Limits], ...] = (
    chosen,
    normal_tail,
    two_thirds,
    without_weights,
    lower_threshold,
    lowest_threshold,
)


def alarms(new: Floats, found: Limits) -> tuple[float, float]:
    """Share of new counts below and above the range, in per cent."""
    return 100 * float((new < found[0]).mean()), 100 * float((new > found[1]).mean())


def oracle(mean: float, dispersion: float) -> Limits:
    """The range for somebody who knows the mean and the dispersion: what whole numbers can reach."""
    known, spread = np.array([mean]), np.array([max(dispersion, 1 + 1e-7)])
    return tuple(quantile(np.array([p]), known, spread, start=known) for p in (TAIL, 1 - TAIL))  # type: ignore[return-value]


def constant_worlds() -> None:
    """False alarms where nothing changes."""
    rng = np.random.default_rng(20261)
    print("### Nothing changes\n\nper cent below / above; nominal at most 2.5 / 2.5\n")
    print("| weeks | dispersion | mean | known | " + " | ".join(c.__name__ for c in CANDIDATES) + " |")
    print("|" + "---|" * (4 + len(CANDIDATES)))
    for periods in PERIODS:
        for dispersion in DISPERSIONS:
            for mean in MEANS:
                history = scattered(rng, mean, dispersion, (REPLICATIONS, periods))
                new = scattered(rng, mean, dispersion, (REPLICATIONS,))
                found = [
                    alarms(new, oracle(mean, dispersion)),
                    *(alarms(new, c(history)) for c in CANDIDATES),
                ]
                cells = " | ".join(f"{below:.1f} / {above:.1f}" for below, above in found)
                print(f"| {periods} | {dispersion:g} | {mean:g} | {cells} |")


def seasonal_worlds() -> None:
    """False alarms with a season, by rule of comparable weeks; every week of the fourth year."""
    rng = np.random.default_rng(20262)
    rules = {
        "13 weeks + season": {},
        "8 weeks + season": {"recent": 8},
        "last 13 weeks": {"years_back": 0},
        "last 52 weeks": {"recent": 52, "years_back": 0},
        "season only": {"recent": 0},
    }
    print("\n### A season: winter twice the summer, the level 5 % up a year\n")
    print("per cent below / above over the year, and in the worst week\n")
    print("| mean | dispersion | " + " | ".join(rules) + " |")
    print("|" + "---|" * (2 + len(rules)))
    weeks = np.arange(209)
    shape = np.exp(np.log(2) / 2 * np.cos(2 * np.pi * weeks / WEEKS_PER_YEAR) + 0.05 * weeks / WEEKS_PER_YEAR)
    for mean in (3.0, 10.0, 40.0):
        for dispersion in (1.0, 1.5):
            counts = scattered(rng, mean * shape, dispersion, (800, len(weeks)))
            cells = []
            for settings in rules.values():
                shares = np.array([week_alarms(counts, week, settings) for week in range(157, 209)])
                below, above = shares.mean(axis=0)
                cells.append(
                    f"{below:.1f} / {above:.1f} (worst {shares[:, 0].max():.0f} / {shares[:, 1].max():.0f})"
                )
            print(f"| {mean:g} | {dispersion:g} | " + " | ".join(cells) + " |")


def week_alarms(counts: Floats, week: int, settings: dict[str, int]) -> tuple[float, float]:
    """False alarms in one week with one rule."""
    columns = baseline_columns(counts.shape[1], week, **settings)
    return alarms(counts[:, week], chosen(counts[:, columns]))


def outbreak_worlds() -> None:
    """What a past outbreak of three weeks, five times the mean, does to the range of the next week."""
    rng = np.random.default_rng(20263)
    names = (chosen, without_weights, lower_threshold, lowest_threshold)
    print("\n### Three of the earlier weeks were an outbreak of five times the mean (dispersion 1.5)\n")
    print("mean upper limit, and per cent of new outbreaks of three times the mean that are seen\n")
    print("| weeks | mean | no outbreak before | " + " | ".join(c.__name__ for c in names) + " |")
    print("|" + "---|" * (3 + len(names)))
    for periods in (29, 52):
        for mean in (3.0, 10.0):
            history = scattered(rng, mean, 1.5, (REPLICATIONS, periods))
            new = scattered(rng, 3 * mean, 1.5, (REPLICATIONS,))
            clean = chosen(history)
            history[:, 10:13] = scattered(rng, 5 * mean, 1.5, (REPLICATIONS, 3))
            found = [clean, *(candidate(history) for candidate in names)]
            cells = " | ".join(f"{high.mean():.1f}, {alarms(new, (low, high))[1]:.0f}" for low, high in found)
            print(f"| {periods} | {mean:g} | {cells} |")


def promises(worlds: int, rng: np.random.Generator) -> Iterator[Promise]:
    """After 8 weeks, 52 and the picture's own: how often a week is called high, and how often it lies outside at all."""
    weeks = 3 * 52 + 5
    compared = {
        "8 weeks": np.arange(weeks - 9, weeks - 1),
        "52 weeks": np.arange(weeks - 53, weeks - 1),
        "three years": baseline_columns(weeks, weeks - 1),
    }
    for kind in KINDS:
        phases = rng.uniform(0, 2 * np.pi, TOGETHER)
        shapes = [kind.mean * kind.shape(weeks, WEEKS_PER_YEAR, phase) for phase in phases]
        counts = kind.draw(rng, np.repeat(shapes, max(worlds // TOGETHER, 1), axis=0))
        for said, columns in compared.items():
            low, high = chosen(counts[:, columns])
            above, below = counts[:, -1] > high, counts[:, -1] < low
            name = f"`expected_range`, {said}"
            yield from told(
                kind.name,
                ({f"{name}, high": Answer(bool(one))} for one in above),
                allowed=100 * TAIL,
                covers=False,
            )
            yield from told(kind.name, ({name: Answer(bool(one))} for one in above | below))


if __name__ == "__main__":
    constant_worlds()
    seasonal_worlds()
    outbreak_worlds()
