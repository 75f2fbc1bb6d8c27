"""The effect of a measure against other areas: how near, how wide, how often covered; docs/methods/comparison_areas.md.

Run with `python -m bench.frontier`; less than half a second a world, ten minutes in all. Seeded: the same figures each
time, but for the seconds. The worlds of seeds 0 to 49 are those of the published table.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial

import numpy as np

from bench.frontier_rivals import RIVALS, Answer
from bench.frontier_worlds import EFFECT, SCENARIOS, World, grid_world, town_world
from samlad.analysis.area_effect.area_effect import area_effect

PUBLISHED_WORLDS = 50
HEAD = (
    "| worlds | way | n | bias | RMSE | covered, % | width, mean | width, median | refused, % | RMSE of accepted |"
    " covered of accepted, % | core seconds, mean | slowest |"
)
OURS = "area_effect"


def answers(world: World) -> dict[str, Answer]:
    """Ours and, on the grid, the others' answers; counts changed, below 0 where the measure helped."""
    started = time.process_time()
    found = area_effect(
        world.counts,
        world.target,
        world.before,
        *world.coordinates.T,
        buffer=world.buffer if world.buffer.any() else None,
    )
    ours = Answer(
        -found.saved,
        -float(found.saved_interval.high),
        -float(found.saved_interval.low),
        found.too_little_data,
        time.process_time() - started,
    )
    rivals = {name: rival(world) for name, rival in RIVALS.items()} if world.buffer.any() else {}
    return {**rivals, OURS: ours}


def row(kind: str, name: str, found: list[Answer], truths: list[float]) -> str:
    """One line of the table: over all worlds, then over those in which the way did not refuse."""
    truth = np.array(truths)
    error = np.array([answer.change for answer in found]) - truth
    low, high = (np.array([getattr(answer, side) for answer in found]) for side in ("low", "high"))
    hit, kept = (low <= truth) & (truth <= high), np.array([not answer.refused for answer in found])
    cells = [
        f"{len(found)}",
        f"{error.mean():+.0f}",
        f"{np.sqrt(np.mean(error**2)):.1f}",
        f"{100 * hit.mean():.1f}",
        f"{np.mean(high - low):.0f}",
        f"{np.median(high - low):.0f}",
        f"{100 * (1 - kept.mean()):.1f}",
        f"{np.sqrt(np.mean(error[kept] ** 2)):.1f}" if kept.any() else "–",
        f"{100 * hit[kept].mean():.1f}" if kept.any() else "–",
        f"{np.mean([answer.seconds for answer in found]):.2f}",
        f"{max(answer.seconds for answer in found):.2f}",
    ]
    return f"| {kind} | {name} | " + " | ".join(cells) + " |"


def report(kind: str, worlds: Iterable[World]) -> None:
    """All ways on the same worlds; where there are more than the published ones, these by themselves too."""
    table: dict[str, list[Answer]] = defaultdict(list)
    truths = []
    for world in worlds:
        truths.append(world.truth)
        for name, answer in answers(world).items():
            table[name].append(answer)
    sizes = {min(PUBLISHED_WORLDS, len(truths)), len(truths)} if kind in SCENARIOS else {len(truths)}
    for size in sorted(sizes):
        for name, found in table.items():
            print(row(kind, name, found[:size], truths[:size]), flush=True)


KINDS: dict[str, Callable[[int], World]] = {
    **{scenario: partial(grid_world, scenario=scenario) for scenario in SCENARIOS},
    **{f"{districts} districts": partial(town_world, districts=districts) for districts in (20, 10, 6)},
    "20 districts, after a rise": partial(town_world, after_a_rise=True),
}


def main() -> None:
    """Both scenarios of the grid, then towns of twenty, ten and six districts, and targets chosen for a rise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=400, help="worlds of each kind")
    parser.add_argument("--first", type=int, default=0, help="first seed")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS), help="which worlds")
    arguments = parser.parse_args()
    seeds = range(arguments.first, arguments.first + arguments.worlds)
    print(f"true effect {EFFECT:.0%}\n{HEAD}\n" + "|---" * (HEAD.count("|") - 1) + "|", flush=True)
    for kind in arguments.kinds:
        report(kind, map(KINDS[kind], seeds))


if __name__ == "__main__":
    main()
