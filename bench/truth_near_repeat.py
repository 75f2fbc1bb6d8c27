"""How often the Knox test cries wolf, and how often it finds near repeats: figures of docs/methods/near_repeat.md.

Run with `python -m bench.truth_near_repeat`; about a minute. Seeded: the same figures each time.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from bench.promises import Answer, Promise, told
from samlad.analysis import InputError, knox, near_repeat

Floats = NDArray[np.float64]
World = Callable[[np.random.Generator, int], tuple[Floats, Floats, Floats]]

PAGE = "methods/near_repeat.md"
WORLDS = 1_000
REPLICATIONS = 199
SIZES = (60, 300)
LEVEL = 0.05
DISTANCE, DAYS = 200.0, 14.0
SIDE, YEAR = 4_000.0, 365


def even(rng: np.random.Generator, n: int) -> tuple[Floats, Floats, Floats]:
    """Anywhere, any day."""
    return rng.uniform(0, SIDE, n), rng.uniform(0, SIDE, n), rng.integers(0, YEAR, n).astype(float)


def separable(rng: np.random.Generator, n: int) -> tuple[Floats, Floats, Floats]:
    """Hot spots, a gradient, a summer peak, growth and week-ends, all independent of each other."""
    x, y = _spots(rng, n, rng.integers(0, 6, n))
    return x, y, _days(rng, n, peak=200)


def seasonal(rng: np.random.Generator, n: int) -> tuple[Floats, Floats, Floats]:
    """Summer at the beach and winter in the centre: a pattern of places that changes, and no incident causes another."""
    beach = rng.random(n) < 0.5
    x, y = _spots(rng, n, np.where(beach, rng.integers(0, 3, n), rng.integers(3, 6, n)))
    return x, y, np.where(beach, _days(rng, n, peak=200), _days(rng, n, peak=20))


def mildly_seasonal(rng: np.random.Generator, n: int) -> tuple[Floats, Floats, Floats]:
    """The same for a quarter of the incidents."""
    moves = rng.random(n) < 0.25
    steady, moving = separable(rng, n), seasonal(rng, n)
    x, y, days = (np.where(moves, own, other) for own, other in zip(moving, steady, strict=True))
    return x, y, days


def growing(rng: np.random.Generator, n: int) -> tuple[Floats, Floats, Floats]:
    """A new housing estate: one hot spot of six exists in the second half of the year alone."""
    x, y, days = separable(rng, n)
    new = rng.random(n) < 1 / 6
    days[new] = rng.integers(YEAR // 2, YEAR, int(new.sum()))
    x[new], y[new] = rng.normal(3_500, 200, (2, int(new.sum())))
    return x, y, days


def repeating(rng: np.random.Generator, n: int) -> tuple[Floats, Floats, Floats]:
    """Separable, but one incident in six is followed by another within 100 m and a week."""
    x, y, days = separable(rng, n)
    followers = n // 7
    x[:followers] = x[-followers:] + rng.normal(0, 50, followers)
    y[:followers] = y[-followers:] + rng.normal(0, 50, followers)
    days[:followers] = days[-followers:] + rng.integers(0, 8, followers)
    return x, y, days


def _spots(rng: np.random.Generator, n: int, spot: NDArray[np.int64]) -> tuple[Floats, Floats]:
    centre_x = np.array([600, 1_500, 900, 2_800, 3_300, 2_300])[spot]
    centre_y = np.array([700, 500, 1_900, 3_100, 2_200, 3_500])[spot]
    spread = np.where(rng.random(n) < 0.5, 150, 500)
    return centre_x + spread * rng.normal(size=n), centre_y + spread * rng.normal(size=n)


def _days(rng: np.random.Generator, n: int, peak: int) -> Floats:
    every = np.arange(YEAR)
    weight = np.exp(np.cos(2 * np.pi * (every - peak) / YEAR) + 0.3 * every / YEAR + 0.4 * (every % 7 > 4))
    return rng.choice(every, n, p=weight / weight.sum()).astype(float)


ALL_WORLDS: tuple[tuple[str, World], ...] = (
    ("even", even),
    ("hot spots, season, growth: separable", separable),
    ("a quarter moves with the season", mildly_seasonal),
    ("half at the beach in summer, half in the centre in winter", seasonal),
    ("one hot spot of six is new", growing),
    ("near repeats: 1 in 7", repeating),
)


def shares(world: World, n: int, rng: np.random.Generator, worlds: int) -> tuple[float, float, float]:
    """Of so many worlds, in per cent: alarms by permutation, by the Poisson approximation, and warnings."""
    found = [knox(*world(rng, n), DISTANCE, DAYS, rng=rng, replications=REPLICATIONS) for _ in range(worlds)]
    alarms = np.mean([one.p <= LEVEL for one in found])
    poisson = np.mean([one.poisson_p <= LEVEL for one in found])
    return (
        100 * float(alarms),
        100 * float(poisson),
        100 * float(np.mean([bool(one.warnings) for one in found])),
    )


def by_quarter(world: World, n: int, rng: np.random.Generator, worlds: int) -> float:
    """The share of worlds, in per cent, with an alarm in any quarter of the year, at a fourth of the level each."""
    alarms = 0
    for _ in range(worlds):
        x, y, days = world(rng, n)
        quarter = (days * 4 // YEAR).astype(int)
        alarms += any(
            _alarm(x[own], y[own], days[own], rng) for own in (quarter == number for number in range(4))
        )
    return 100 * alarms / worlds


def _alarm(x: Floats, y: Floats, days: Floats, rng: np.random.Generator) -> bool:
    try:
        found = knox(x, y, days, DISTANCE, DAYS, rng=rng, replications=2 * REPLICATIONS + 1)
    except InputError:  # no two incidents are close and near
        return False
    return bool(found.p <= LEVEL / 4)


def promises(worlds: int, rng: np.random.Generator) -> Iterator[Promise]:
    """Where no incident causes another: even, in hot spots, places that move with the season, and few incidents."""
    kinds = {
        "poisson": (even, SIZES[1]),
        "over-dispersed": (separable, SIZES[1]),
        "seasonal": (seasonal, SIZES[1]),
        "sparse": (separable, SIZES[0]),
    }
    for name, (world, n) in kinds.items():
        yield from told(name, (answers(world, n, rng) for _ in range(worlds)), covers=False)


def answers(world: World, n: int, rng: np.random.Generator) -> dict[str, Answer]:
    """Whether the nearest band of one world is called a near repeat."""
    x, y, days = world(rng, n)
    found = knox(x, y, days, DISTANCE, DAYS, rng=rng, replications=REPLICATIONS)
    bands = near_repeat(x, y, days, [0, DISTANCE], [0, DAYS], rng=rng, replications=REPLICATIONS)
    return {
        "`knox`": Answer(found.p <= LEVEL, found.warnings),
        "`knox`, Poisson": Answer(found.poisson_p <= LEVEL, found.warnings),
        "`near_repeat`, nearest band": Answer(bool(bands.p[0, 0] <= LEVEL), bands.warnings),
    }


def main(worlds: int) -> None:
    """All worlds, in two sizes; and the larger ones a quarter at a time."""
    rng = np.random.default_rng(20265)
    print(
        "| world | incidents | alarms, % | by Poisson, % | warned that the pattern changes, % |\n|---|---|---|---|---|"
    )
    for name, world in ALL_WORLDS:
        for n in SIZES:
            told = " | ".join(f"{share:.1f}" for share in shares(world, n, rng, worlds))
            print(f"| {name} | {n} | {told} |", flush=True)
    print("\n| world, one quarter at a time | incidents | alarms, % |\n|---|---|---|")
    for name, world in ALL_WORLDS:
        print(f"| {name} | {SIZES[-1]} | {by_quarter(world, SIZES[-1], rng, worlds):.1f} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else WORLDS)
