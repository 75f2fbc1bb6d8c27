"""What local statistics, emerging hot spots and Mann–Kendall call significant where there is nothing: docs/methods.

Run with `python -m bench.truth_hot_spots`; a few minutes. Seeded: the same figures each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from bench.promises import Answer, Promise, told
from bench.worlds import KINDS, Kind
from samlad.analysis import (
    Neighbours,
    emerging_hot_spots,
    general_g,
    global_moran,
    grid_neighbours,
    hot_spots,
    local_moran,
    mann_kendall,
)
from samlad.analysis.hot_spots.null import distinct, permuted
from samlad.analysis.hot_spots.warnings import skewness_of_sums

Floats = NDArray[np.float64]
World = Callable[[np.random.Generator], Floats]

PAGE = "methods/hot_spots.md"
WORLDS = 200
SIDE, MAPS, PERMUTATIONS = 30, 200, 999
CELLS = SIDE * SIDE
REACH = 2.3
# a spot that is there is none of the five kinds; a season is the same in all cells
MAP_KINDS = ("poisson", "over-dispersed", "sparse", "clustered")


def counts(mean: float, shape: float | None = None) -> World:
    """Independent counts; with a shape, of the negative binomial."""

    def draw(rng: np.random.Generator) -> Floats:
        rate = np.full(CELLS, mean) if shape is None else rng.gamma(shape, mean / shape, CELLS)
        return rng.poisson(rate).astype(float)

    return draw


def patchy(mean: float, spread: float, width: float) -> World:
    """Counts about a risk that changes smoothly over the map: no spot stands out, but like lies beside like."""

    def draw(rng: np.random.Generator) -> Floats:
        wave = np.fft.fftfreq(SIDE)
        gain = np.exp(-2 * (np.pi * width) ** 2 * np.add.outer(wave**2, wave**2))
        field = np.fft.ifft2(np.fft.fft2(rng.normal(size=(SIDE, SIDE))) * gain).real
        field = (field - field.mean()) / field.std()
        return rng.poisson(mean * np.exp(spread * field.ravel() - spread**2 / 2)).astype(float)

    return draw


NAMED: dict[str, World] = {
    "Poisson, mean 10": counts(10),
    "Poisson, mean 1": counts(1),
    "Poisson, mean 0.1": counts(0.1),
    "Poisson, mean 0.01": counts(0.01),
    "over-dispersed, mean 5, variance 30": counts(5, 1),
    "over-dispersed and sparse, mean 0.3, variance 1.2": counts(0.3, 0.1),
    "smooth risk (standard deviation 0.3), mean 5": patchy(5, 0.3, 3),
    "smooth risk (standard deviation 0.7), mean 5": patchy(5, 0.7, 3),
}


def maps(world: World, seed: int) -> Iterator[Floats]:
    """Maps in which something was counted and not everywhere the same."""
    rng = np.random.default_rng(seed)
    drawn = 0
    while drawn < MAPS:
        values = world(rng)
        if values.min() < values.max():
            drawn += 1
            yield values


def shares(world: World, grid: Neighbours, null: str) -> list[str]:
    """Per cent of cells with p ≤ 0.05, of hot ones with one-sided p ≤ 0.01, and of maps with a class of FDR 0.05."""
    rng = np.random.default_rng(5)
    both, hot, maps_with = [], [], []
    for values in maps(world, 4):
        found = hot_spots(values, grid, null=null, replications=PERMUTATIONS, rng=rng, alphas=(0.05,))  # type: ignore[arg-type]
        both.append(np.mean(found.p <= 0.05))
        greater = hot_spots(
            values, grid, null=null, alternative="greater", replications=PERMUTATIONS, rng=rng
        )  # type: ignore[arg-type]
        hot.append(np.mean(greater.p <= 0.01))
        maps_with.append((found.classes != 0).any())
    return [f"{100 * np.mean(part):.1f}" for part in (both, hot, maps_with)]


def local() -> None:
    """Gi* under its three nulls."""
    grid = grid_neighbours((SIDE, SIDE), reach=REACH)
    print(
        "| world | null | cells p ≤ 0.05, % | hot p ≤ 0.01 one-sided, % | maps with a class at FDR 5 %, % | warned |"
    )
    print("|---" * 6 + "|")
    for name, world in NAMED.items():
        warned = [hot_spots(values, grid).warnings for values in maps(world, 4)]
        skewed = np.mean(["normal_p_doubtful_skewed_values" in codes for codes in warned])
        clustered = np.mean(["clustered_as_a_whole" in codes for codes in warned])
        for null in ("analytic", "permutation", "exact"):
            told = f"skewed {100 * skewed:.0f} %, " if null == "analytic" else ""
            cells = " | ".join(shares(world, grid, null))
            print(f"| {name} | {null} | {cells} | {told}clustered {100 * clustered:.0f} % |", flush=True)


def promises(worlds: int, rng: np.random.Generator) -> Iterator[Promise]:
    """Single maps: cells at p ≤ 0.05, and maps with a class at a false-discovery rate of 5 %; then maps week by week."""
    grid, sides = grid_neighbours((SIDE, SIDE), reach=REACH), grid_neighbours((SIDE, SIDE))
    for kind in (kind for kind in KINDS if kind.name in MAP_KINDS):
        world = patchy(kind.mean, 0.3, 3) if kind.pull else scattering(kind)
        answers = (one_map(world(rng), kind, grid, sides, rng) for _ in range(worlds))
        yield from told(kind.name, answers, covers=False)
    weekly = grid_neighbours((12, 12))
    for kind in KINDS:
        answers = (week_by_week(rng, kind, weekly) for _ in range(worlds))
        yield from told(kind.name, answers, covers=False)


def scattering(kind: Kind) -> World:
    """Independent cells of one kind."""
    return lambda rng: kind.draw(rng, np.full(CELLS, kind.mean))


def one_map(
    values: Floats, kind: Kind, grid: Neighbours, sides: Neighbours, rng: np.random.Generator
) -> dict[str, Answer]:
    """What each null calls hot or cold on one map without a spot."""
    found: dict[str, Answer] = {}
    for null in ("analytic", "permutation", "exact"):
        one = hot_spots(values, grid, null=null, replications=PERMUTATIONS, rng=rng, alphas=(0.05,))  # type: ignore[arg-type]
        found[f"`hot_spots`, {null}: cells"] = Answer(float(np.mean(one.p <= 0.05)), one.warnings)
        found[f"`hot_spots`, {null}: maps"] = Answer(bool((one.classes != 0).any()), one.warnings)
    for null in ("conditional", "permutation"):
        local = local_moran(values, sides, null=null, replications=PERMUTATIONS, rng=rng)  # type: ignore[arg-type]
        found[f"`local_moran`, {null}: cells"] = Answer(float(np.mean(local.p <= 0.05)), local.warnings)
    if not kind.pull:  # where risks are alike side by side, the map as a whole is not a false alarm
        for name, whole in (("global_moran", global_moran), ("general_g", general_g)):
            of_all = whole(values, sides)
            found[f"`{name}`"] = Answer(of_all.p <= 0.05, of_all.warnings)
    return found


def week_by_week(rng: np.random.Generator, kind: Kind, grid: Neighbours) -> dict[str, Answer]:
    """What emerging hot spots call a trend or a pattern, and Mann and Kendall a trend, where there is none."""
    values = kind.draw(rng, kind.expected(rng, np.ones(144), 104, 52))
    emerging = emerging_hot_spots(values, grid, null="exact", correction="benjamini_hochberg")
    found = {
        "`emerging_hot_spots`: cells named": Answer(
            float(np.mean(emerging.patterns != "no_pattern")), emerging.warnings
        )
    }
    for name, settings in (("", {}), (", 3 lags", {"serial_correlation": "hamed_rao", "lags": 3})):
        one = mann_kendall(values[:50], **settings)  # type: ignore[arg-type]
        found[f"`mann_kendall`{name}"] = Answer(float(np.mean(one.p <= 0.05)), one.warnings)
    return found


def sharing() -> None:
    """One sample for all cells: how wrong p would be if a cell could meet itself in it, and how wrong it is."""
    print(
        "| cells | error of p, largest | mean | next value in its place, largest | mean |\n"
        + "|---" * 5
        + "|"
    )
    number = 200_000
    for side in (6, 12, 24, 40):
        grid, rng = grid_neighbours((side, side)), np.random.default_rng(side)
        values = rng.poisson(2, side * side).astype(float)
        inner = grid.counts == 8
        exact = hot_spots(values, grid, null="exact", alternative="greater").p
        sums = np.sort(values[distinct(rng, side * side, number, 8)].sum(axis=1))
        naive = 1 - np.searchsorted(sums, grid.sums(values), "left") / number
        ours = permuted(values, grid, permutations=number, rng=rng).larger / number
        errors = [100 * np.abs(p - exact)[inner] for p in (naive, ours)]
        print(
            f"| {side * side} | "
            + " | ".join(f"{part.max():.2f} | {part.mean():.2f}" for part in errors)
            + " |"
        )


def skewness() -> None:
    """How wrong the normal tails of Gi* are, by the skewness of the sums."""
    grid = grid_neighbours((SIDE, SIDE), reach=REACH)
    print(
        "\n| mean | skewness of sums | hot p ≤ 0.01, % | hot p ≤ 0.001, % | cold p ≤ 0.01, % |\n"
        + "|---" * 5
        + "|"
    )
    for mean in (20, 5, 2, 1, 0.5, 0.25, 0.12, 0.06, 0.03):
        found: list[list[float]] = [[], [], [], []]
        for values in maps(counts(mean), 7):
            p = hot_spots(values, grid, alternative="greater").p
            tails = (np.mean(p <= 0.01), np.mean(p <= 0.001), np.mean(p >= 0.99))
            for part, value in zip(found, (skewness_of_sums(values, grid), *tails), strict=True):
                part.append(float(value))
        means = [np.mean(part) for part in found]
        print(
            f"| {mean} | {means[0]:.2f} | " + " | ".join(f"{100 * value:.2f}" for value in means[1:]) + " |"
        )


def moran() -> None:
    """Local Moran under its nulls."""
    grid, rng = grid_neighbours((SIDE, SIDE)), np.random.default_rng(6)
    print("\n| world | null | cells p ≤ 0.05, % | maps with a class at FDR 5 %, % |\n" + "|---" * 4 + "|")
    for name in (
        "Poisson, mean 10",
        "Poisson, mean 1",
        "Poisson, mean 0.1",
        "over-dispersed, mean 5, variance 30",
    ):
        for null in ("conditional", "total", "permutation", "exact"):
            results = [
                local_moran(values, grid, null=null, replications=PERMUTATIONS, rng=rng)  # type: ignore[arg-type]
                for values in maps(NAMED[name], 8)
            ]
            cells = np.mean([np.mean(found.p <= 0.05) for found in results])
            with_class = np.mean([(found.classes != "").any() for found in results])
            print(f"| {name} | {null} | {100 * cells:.1f} | {100 * with_class:.1f} |", flush=True)


def emerging() -> None:
    """Cells of maps without any pattern, and what they are called."""
    grid, rng = grid_neighbours((20, 20)), np.random.default_rng(9)
    heads = (
        "mean",
        "weeks",
        "periods back",
        "null",
        "correction",
        "trend p ≤ 0.05, %",
        "named, %",
        "maps with a name, %",
    )
    print("\n| " + " | ".join(heads) + " |\n" + "|---" * len(heads) + "|")
    settings = [(3.0, weeks, back, "analytic") for weeks in (12, 52) for back in (0, 1, 3)]
    settings += [(mean, 52, 0, null) for mean in (3.0, 0.05) for null in ("analytic", "exact")][1:]
    for mean, weeks, back, null in settings:
        drawn = [rng.poisson(mean, (400, weeks)) for _ in range(40)]
        for correction in ("none", "benjamini_hochberg"):
            found = [
                emerging_hot_spots(counts, grid, periods_back=back, null=null, correction=correction)  # type: ignore[arg-type]
                for counts in drawn
            ]
            named = [part.patterns != "no_pattern" for part in found]
            figures = (
                np.mean([part.trend_p <= 0.05 for part in found]), np.mean(named), np.mean(np.any(named, axis=1))
            )  # fmt: skip
            told = " | ".join(f"{100 * figure:.1f}" for figure in figures)
            print(f"| {mean:g} | {weeks} | {back} | {null} | {correction} | {told} |", flush=True)


def trend() -> None:
    """Series without a trend."""
    rng, number, weeks = np.random.default_rng(10), 4_000, 104
    heads = ("p ≤ 0.05, %", "the interval holds 0, %", "Hamed and Rao, all lags, %", "3 lags, %")
    print("\n| series of 104 weeks | " + " | ".join(heads) + " |")
    print("|---" * 5 + "|")
    noise = rng.normal(size=(number, weeks))
    series = {
        "normal": noise,
        "Poisson, mean 3": rng.poisson(3, (number, weeks)),
        "Poisson, mean 0.1": rng.poisson(0.1, (number, weeks)),
        "over-dispersed, mean 3, variance 12": rng.negative_binomial(1, 0.25, (number, weeks)),
    }
    for share in (0.2, 0.5):
        kept = noise.copy()
        for week in range(1, weeks):
            kept[:, week] += share * kept[:, week - 1]
        series[f"each week keeps {share:g} of the last one"] = kept
    season = np.sin(2 * np.pi * np.arange(weeks) / 52.18)
    series["a season, two years"] = rng.poisson(5 * np.exp(0.5 * season), (number, weeks))
    for name, values in series.items():
        found = mann_kendall(values)
        held = (found.interval.low <= 0) & (found.interval.high >= 0)
        corrected = [
            np.mean(mann_kendall(values, serial_correlation="hamed_rao", lags=lags).p <= 0.05)
            for lags in (None, 3)
        ]
        figures = (np.mean(found.p <= 0.05), np.mean(held), *corrected)
        print(f"| {name} | " + " | ".join(f"{100 * value:.1f}" for value in figures) + " |", flush=True)


if __name__ == "__main__":
    sharing()
    skewness()
    local()
    moran()
    emerging()
    trend()
