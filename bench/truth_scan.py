"""How often a scan cries wolf where nothing is going on, and finds what is: figures of docs/methods/scan.md.

Run with `python -m bench.truth_scan`; a few minutes. Seeded: the same figures each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.promises import Answer, Promise, told
from samlad.analysis import Scan, bernoulli_scan, permutation_scan, poisson_scan

Floats = NDArray[np.float64]
Draw = Callable[[np.random.Generator], NDArray[np.int64]]

SIDE, WEEKS, METRES = 12, 52, 250.0
RADIUS, LONGEST, REPLICATIONS = 750.0, 8, 99
PAGE = "methods/scan.md"
WORLDS, POWER_WORLDS, RAISED_WEEKS = 400, 100, 4
LEVEL = 0.05
CELLS = SIDE * SIDE
X, Y = np.arange(CELLS) % SIDE * METRES, np.arange(CELLS) // SIDE * METRES
CLUSTER = np.hypot(X - X[77], Y - Y[77]) <= 500


@dataclass(frozen=True, slots=True)
class World:
    """What is expected in each cell and week, and how counts scatter about it."""

    name: str
    draw: Draw


def populated(rng: np.random.Generator, clustered: bool) -> Floats:
    """People of each cell: the same in all, or a few dense places among many thin ones."""
    people = rng.gamma(0.4, 1, CELLS) + 0.02 if clustered else np.ones(CELLS)
    return people / people.sum()


def world(
    name: str, mean: float, *, clustered: bool = False, season: bool = False, spread: float = 1.0
) -> World:
    """Poisson or negative-binomial counts, `mean` a cell and week; `spread` is their variance over the mean."""

    def draw(rng: np.random.Generator) -> NDArray[np.int64]:
        weeks = 1 + 0.4 * np.sin(2 * np.pi * np.arange(WEEKS) / 52) * season
        means = mean * CELLS * np.outer(populated(rng, clustered), weeks)
        if spread > 1:
            means = rng.gamma(means / (spread - 1), spread - 1)
        return rng.poisson(means)

    return World(name, draw)


def in_waves(name: str, mean: float, children: float) -> World:
    """Near repeats: each incident brings others to the same cell within three weeks."""

    def draw(rng: np.random.Generator) -> NDArray[np.int64]:
        counts = rng.poisson(mean / (1 + children), (CELLS, WEEKS))
        followed = counts.copy()
        for lag in (1, 2, 3):
            followed[:, lag:] += rng.poisson(children / 3 * counts[:, :-lag])
        return followed

    return World(name, draw)


WORLDS_OF_NOTHING = (
    world("uniform, 0.2 a cell and week", 0.2),
    world("uniform, 2 a cell and week", 2.0),
    world("clustered population, 0.2", 0.2, clustered=True),
    world("clustered population and season, 2", 2.0, clustered=True, season=True),
    world("over-dispersed, variance 1.2 × mean, 2", 2.0, spread=1.2),
    world("over-dispersed, variance 1.5 × mean, 2", 2.0, spread=1.5),
    world("over-dispersed, variance 2 × mean, 2", 2.0, spread=2.0),
    world("over-dispersed, variance 2 × mean, 0.2", 0.2, spread=2.0),
    in_waves("near repeats, 0.1 for each, 0.5", 0.5, 0.1),
    in_waves("near repeats, 0.3 for each, 0.5", 0.5, 0.3),
)


def permuted(counts: NDArray[np.int64], rng: np.random.Generator, *, prospective: bool) -> Scan:
    """The space–time permutation scan of the grid."""
    return permutation_scan(
        *(counts, X, Y),
        rng=rng,
        prospective=prospective,
        radius=RADIUS,
        longest=LONGEST,
        replications=REPLICATIONS,
    )


def poisson(counts: NDArray[np.int64], rng: np.random.Generator, *, prospective: bool) -> Scan:
    """The Poisson scan, told that all cells are alike."""
    return poisson_scan(
        *(counts, np.ones(CELLS), X, Y),
        rng=rng,
        prospective=prospective,
        radius=RADIUS,
        longest=LONGEST,
        replications=REPLICATIONS,
    )


def alarms(one: World, scan: Callable[..., Scan], rng: np.random.Generator) -> tuple[float, float, float]:
    """Per cent of worlds with p ≤ 0.05, with Gumbel's p ≤ 0.05, and of those with an alarm that warn of dispersion."""
    found = gumbel = warned = 0
    for _ in range(WORLDS):
        result = scan(one.draw(rng), rng, prospective=True)
        alarm = bool(result.clusters) and result.clusters[0].p <= 0.05
        found += alarm
        gumbel += bool(result.clusters) and result.clusters[0].gumbel_p <= 0.05
        warned += "overdispersed" in result.warnings
    return 100 * found / WORLDS, 100 * gumbel / WORLDS, 100 * warned / WORLDS


def power(times: float, weeks: int, mean: float, rng: np.random.Generator) -> tuple[float, float, float]:
    """Per cent of worlds where the planted cluster is found (p ≤ 0.05 and overlapping it), and how well."""
    found, within, covered = 0, [], []
    for _ in range(POWER_WORLDS):
        means = np.full((CELLS, WEEKS), mean)
        means[CLUSTER, WEEKS - weeks :] *= times
        result = permuted(rng.poisson(means), rng, prospective=True)
        first = result.clusters[0] if result.clusters else None
        if first is not None and first.p <= 0.05 and CLUSTER[first.cells].any():
            found += 1
            within.append(CLUSTER[first.cells].mean())
            covered.append(CLUSTER[first.cells].sum() / CLUSTER.sum())
    mean_of = [100 * float(np.mean(values)) if values else 0.0 for values in (within, covered)]
    return 100 * found / POWER_WORLDS, mean_of[0], mean_of[1]


def promises(worlds: int, rng: np.random.Generator) -> Iterator[Promise]:
    """The kinds of the summary: a clustered world is one of near repeats, 0.3 for each; where people live matters too."""
    kinds = {
        "poisson": world("", 2.0),
        "over-dispersed": world("", 2.0, spread=1.5),
        "seasonal": world("", 2.0, clustered=True, season=True),
        "sparse": world("", 0.05),
        "clustered": in_waves("", 0.5, 0.3),
    }
    for name, kind in kinds.items():
        yield from told(name, (answers(kind, name, rng) for _ in range(worlds)), covers=False)


def answers(kind: World, name: str, rng: np.random.Generator) -> dict[str, Answer]:
    """Whether each scan raises an alarm in one world."""
    counts = kind.draw(rng)
    found = {"`permutation_scan`": permuted(counts, rng, prospective=True)}
    if name != "seasonal":  # the Poisson scan is told who lives where and how the weeks are; this one is not
        found["`poisson_scan`"] = poisson(counts, rng, prospective=True)
    people = 2 * counts.sum(axis=1)
    found["`bernoulli_scan`"] = bernoulli_scan(
        *(rng.binomial(people, 0.3), rng.binomial(people, 0.7), X, Y),
        rng=rng,
        radius=RADIUS,
        replications=REPLICATIONS,
    )
    return {
        method: Answer(bool(one.clusters) and one.clusters[0].p <= LEVEL, one.warnings)
        for method, one in found.items()
    }


def tell_alarms(rng: np.random.Generator) -> None:
    """The table of worlds where nothing is going on."""
    grid = (
        f"{CELLS} cells of {METRES:g} m, {WEEKS} weeks, radius ≤ {RADIUS:g} m, ≤ {LONGEST} weeks, prospective"
    )
    print(f"{grid}, {REPLICATIONS} replications; {WORLDS} worlds a row.\n")
    print("| nothing is going on | model | p ≤ 0.05, % | Gumbel's p ≤ 0.05, % | warned, % |")
    print("|---" * 5 + "|")
    for one in WORLDS_OF_NOTHING:
        models = (permuted, poisson) if one.name.startswith(("uniform", "over", "near")) else (permuted,)
        for scan in models:
            name = "permutation" if scan is permuted else "Poisson"
            shares = " | ".join(f"{share:.1f}" for share in alarms(one, scan, rng))
            print(f"| {one.name} | {name} | {shares} |", flush=True)


def tell_power(rng: np.random.Generator) -> None:
    """The table of worlds with a cluster."""
    print(f"\n{CLUSTER.sum()} cells of {CELLS} have more in the last weeks; {POWER_WORLDS} worlds a row.\n")
    print("| mean a cell and week | times | weeks | found, % | of its cells right, % | covered, % |")
    print("|---" * 6 + "|")
    for mean in (0.2, 2.0):
        for times in (1.5, 2.0, 3.0):
            shares = " | ".join(f"{share:.0f}" for share in power(times, RAISED_WEEKS, mean, rng))
            print(f"| {mean:g} | {times:g} | {RAISED_WEEKS} | {shares} |", flush=True)


def main() -> None:
    """Two tables, each with a seed of its own."""
    tell_alarms(np.random.default_rng(20264))
    tell_power(np.random.default_rng(20265))


if __name__ == "__main__":
    main()
