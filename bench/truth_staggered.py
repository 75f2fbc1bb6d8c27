"""How often intervals cover where starts are staggered, of displacement and of an adjusted baseline.

Run with `python -m bench.truth_staggered`; a few minutes. Seeded: the same figures each time, those of docs/methods.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from bench.promises import Answer, Promise, outside, told
from bench.worlds import KINDS, Kind, scattered
from samlad.analysis import (
    InputError,
    baseline_adjustment,
    count_dispersion,
    displacement_difference,
    displacement_quotient,
    staggered_effect,
)

Floats = NDArray[np.float64]

PAGE = "methods/effect.md"
WORLDS, RATIO = 400, 0.7
PLACES = 200
AREAS, WEEKS = np.linspace(0.4, 1.6, 12), 80
STARTS = np.array([20, 20, 35, 50] + [-1] * 8)
WEEK = np.arange(80)
DONE = (STARTS[:, np.newaxis] >= 0) & (STARTS[:, np.newaxis] <= WEEK)
TOLD = ("poisson", "over-dispersed", "seasonal", "sparse", "drifting")


def usual(rng: np.random.Generator, kind: str, areas: int) -> Floats:
    """What comes without a measure, by area and week."""
    level = np.linspace(0.3, 0.9, areas) if kind == "sparse" else np.linspace(2, 10, areas)
    swing = 0.5 if kind == "seasonal" else 0.1
    mean = np.outer(level, np.exp(swing * np.sin(2 * np.pi * WEEK / 52 + rng.uniform(0, 2 * np.pi))))
    if kind == "drifting":
        mean *= np.exp(np.outer(rng.normal(0, 0.3, areas), np.linspace(-0.5, 0.5, len(WEEK))))
    return mean


def staggered(rng: np.random.Generator, kind: str) -> str:
    """Coverage of the ratio, of what was saved, and how often drifting areas are told of."""
    ratio = saved = told = 0
    for _ in range(WORLDS):
        mean = usual(rng, kind, len(STARTS))
        counts = scattered(rng, np.where(DONE, RATIO * mean, mean), 2.5 if kind == "over-dispersed" else 1.0)
        found = staggered_effect(counts, STARTS)
        truth = (1 - RATIO) * float(mean[DONE].sum())
        ratio += bool(found.interval.low <= RATIO <= found.interval.high)
        saved += bool(found.saved_interval.low <= truth <= found.saved_interval.high)
        told += "comparison_areas_go_apart" in found.warnings
    return f"| staggered, {kind} | {100 * ratio / WORLDS:.1f} | {100 * saved / WORLDS:.1f} | {100 * told / WORLDS:.1f} |"


def displaced(rng: np.random.Generator, kind: str) -> str:
    """Coverage of the difference from weeks, and of the net effect by the same dispersion."""
    difference = net = 0
    dispersion = 2.5 if kind == "over-dispersed" else 1.0
    for _ in range(WORLDS):
        mean = usual(rng, kind, 4)
        mean[:] = mean.mean(axis=0)
        mean[0, 40:] *= RATIO
        counts = scattered(rng, mean, dispersion)
        rows = [(row[:40], row[40:]) for row in counts]
        found = displacement_difference(*rows)
        truth = mean[0, 40:].sum() - mean[0, :40].sum() - mean[1, 40:].sum() + mean[1, :40].sum()
        difference += bool(found.interval.low <= truth <= found.interval.high)
        sums = [(float(before.sum()), float(during.sum())) for before, during in rows]
        quotient = displacement_quotient(sums[0], sums[2], sums[1], dispersion=found.dispersion)
        growth = mean[1, 40:].sum() / mean[1, :40].sum()
        fewer = sum(mean[row, :40].sum() * growth - mean[row, 40:].sum() for row in (0, 2))
        net += bool(quotient.net_interval.low <= fewer <= quotient.net_interval.high)
    return f"| displacement, {kind} | {100 * difference / WORLDS:.1f} | {100 * net / WORLDS:.1f} | – |"


def adjusted(rng: np.random.Generator, places: int, mean: float) -> str:
    """Coverage where the worst of many places are chosen and nothing is done, adjusted and not."""
    covered = naive = 0
    for _ in range(WORLDS):
        means = rng.gamma(2, mean / 2, places)
        before, during = rng.poisson(means), rng.poisson(means)
        worst = np.argsort(before, kind="stable")[-max(places // 20, 1) :]
        found = baseline_adjustment(before[worst], during[worst], reference=before)
        covered += bool(found.interval.low <= 1 <= found.interval.high)
        reach = 1.96 * np.sqrt(1 / max(during[worst].sum(), 0.5) + 1 / before[worst].sum())
        naive += bool(abs(np.log(max(found.naive, 1e-9))) <= reach)
    return f"| {places} | {mean:g} | {100 * covered / WORLDS:.1f} | {100 * naive / WORLDS:.1f} |"


def promises(worlds: int, rng: np.random.Generator) -> Iterator[Promise]:
    """Staggered starts, displacement, and the worst of many places, in the kinds of the summary."""
    for kind in KINDS:
        for ask in (of_staggered, of_displacement, of_baseline):
            answers: Callable[[], dict[str, Answer]] = partial(ask, rng, kind)
            draws = (answered(answers) for _ in range(worlds))
            yield from told(kind.name, draws, besides=("few_incidents",))


def answered(ask: Callable[[], dict[str, Answer]]) -> dict[str, Answer]:
    """What is answered; nothing where an area had no incident to begin with."""
    try:
        return ask()
    except InputError:
        return {}


def of_staggered(rng: np.random.Generator, kind: Kind) -> dict[str, Answer]:
    """The ratio and what was saved, of four areas of twelve."""
    mean = kind.expected(rng, AREAS, WEEKS, 52)
    found = staggered_effect(kind.draw(rng, np.where(DONE, RATIO * mean, mean)), STARTS)
    saved = (1 - RATIO) * float(mean[DONE].sum())
    ratio = outside(found.interval.low, found.interval.high, RATIO)
    return {
        "`staggered_effect`, ratio": Answer(ratio, found.warnings),
        "`staggered_effect`, saved": Answer(
            outside(found.saved_interval.low, found.saved_interval.high, saved), found.warnings
        ),
    }


def of_displacement(rng: np.random.Generator, kind: Kind) -> dict[str, Answer]:
    """The difference from weeks, the quotient and the net effect by the same dispersion; nothing moves."""
    mean = kind.expected(rng, np.ones(4), WEEKS, 52)
    half = WEEKS // 2
    mean[0, half:] *= RATIO
    rows = [(row[:half], row[half:]) for row in kind.draw(rng, mean)]
    found = displacement_difference(*rows)
    target, other = mean[0], mean[1]
    truth = target[half:].sum() - target[:half].sum() - other[half:].sum() + other[:half].sum()
    answers = {
        "`displacement_difference`": Answer(
            outside(found.interval.low, found.interval.high, truth), found.warnings
        )
    }
    sums = [(float(before.sum()), float(during.sum())) for before, during in rows]
    quotient = displacement_quotient(sums[0], sums[2], sums[1], dispersion=found.dispersion)
    growth = other[half:].sum() / other[:half].sum()
    fewer = sum(mean[row, :half].sum() * growth - mean[row, half:].sum() for row in (0, 2))
    net = outside(quotient.net_interval.low, quotient.net_interval.high, fewer)
    answers["`displacement_quotient`"] = Answer(
        outside(quotient.interval.low, quotient.interval.high, 0.0), quotient.warnings
    )
    answers["`displacement_quotient`, net effect"] = Answer(net, quotient.warnings)
    return answers


def of_baseline(rng: np.random.Generator, kind: Kind) -> dict[str, Answer]:
    """The worst ten of two hundred places, half a year before and after, and nothing done."""
    levels = rng.gamma(2, 0.5, PLACES)
    mean = kind.expected(rng, levels, WEEKS, 52)
    mean[:, WEEKS // 2 :] = mean[:, : WEEKS // 2]
    counts = kind.draw(rng, mean / WEEKS * 2)
    before, during = counts[:, : WEEKS // 2].sum(axis=1), counts[:, WEEKS // 2 :].sum(axis=1)
    worst = np.argsort(before, kind="stable")[-PLACES // 20 :]
    answers = {}
    for name, known in (
        ("", None),
        (", dispersion from its weeks", count_dispersion(counts[:, : WEEKS // 2])),
    ):
        found = baseline_adjustment(before[worst], during[worst], reference=before, dispersion=known)
        missed = outside(found.interval.low, found.interval.high, 1.0)
        answers[f"`baseline_adjustment`{name}"] = Answer(missed, found.warnings)
    return answers


def main() -> None:
    """Staggered starts and displacement in five kinds of worlds, and baselines of chosen places."""
    rng = np.random.default_rng(20265)
    print("| world | ratio or difference, % | saved or net, % | drift told of, % |\n|---|---|---|---|")
    for kind in TOLD:
        print(staggered(rng, kind), flush=True)
    for kind in TOLD[:-1]:
        print(displaced(rng, kind), flush=True)
    print("\n| reference places | mean | adjusted covers, % | counted covers, % |\n|---|---|---|---|")
    for places in (40, 200):
        for mean in (2.0, 8.0):
            print(adjusted(rng, places, mean), flush=True)


if __name__ == "__main__":
    main()
