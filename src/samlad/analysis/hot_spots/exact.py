"""The distribution of a sum over neighbours under all permutations of the other cells' values, without chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from samlad.analysis.errors import InputError
from samlad.analysis.hot_spots.neighbours import Integers, Neighbours
from samlad.analysis.hot_spots.null import Chances

Floats = NDArray[np.float64]

MOST_STATES = 4_000_000
MOST_STEPS = 2_000_000_000
# A probability is a sum of differences: below this it is rounding.
LEAST = 1e-15


def exact_chances(values: Floats, neighbours: Neighbours, argument: str = "values") -> Chances:
    """Each cell's chance of a sum at least, and at most, as large as the one observed.

    Values may have periods as second dimension: then those of all other cells and periods are permuted.

    Notes
    -----
    P_c(s), the chance that c of N values drawn without replacement add up to s, grows by one distinct value at a time:
    how many of the c have it is hypergeometric. One value is taken out again, for a cell that keeps its own, by
    P_c(s) = (1 − c/N) Q_c(s) + (c/N) Q_{c−1}(s − v).

    Raises
    ------
    InputError
        If values are not whole or too large, or a cell's weights are not equal.
    """
    equal = neighbours.unscaled
    if equal.given is not None:
        raise InputError(
            "{argument} is {value}, and neighbours have weights of their own. {remedy}",
            argument="null",
            value="'exact'",
            remedy="Use weighting='binary', or null='permutation'.",
        )
    sums = equal.sums(values)
    counts = np.broadcast_to(equal.counts.reshape((-1,) + (1,) * (values.ndim - 1)), values.shape)
    found = _chances_of_sums(argument, values.ravel(), counts.ravel(), sums.ravel())
    return Chances(found.greater.reshape(values.shape), found.less.reshape(values.shape))


def _chances_of_sums(argument: str, values: Floats, counts: Integers, sums: Floats) -> Chances:
    """The same from how many others each cell has and what these add up to; 1 for those that have none."""
    whole, lowest, unit = _whole(argument, values)
    observed = ((np.rint(sums).astype(np.int64) - counts * lowest) // unit).astype(np.int64)
    levels, numbers = np.unique(whole, return_counts=True)
    most = int(counts.max())
    size = int(np.sort(whole)[-most:].sum()) + 1
    _check_size(argument, levels, most, size)
    greater, less = np.ones((2, len(whole)))
    together = None if 2 * most > len(whole) else _sums_of(levels, numbers, most, size)
    for place, level in enumerate(levels.tolist()):
        those = np.flatnonzero((whole == level) & (counts > 0))
        if together is None:
            fewer = numbers - (np.arange(len(numbers)) == place)
            of_others = _sums_of(levels, fewer, most, size)
        else:
            of_others = _without(together, int(level), len(whole))
        row, column = counts[those], observed[those]
        less[those] = of_others.cumsum(axis=1)[row, column]
        greater[those] = of_others[:, ::-1].cumsum(axis=1)[:, ::-1][row, column]
    return Chances(np.clip(greater, LEAST, 1), np.clip(less, LEAST, 1))


def _sums_of(levels: Integers, numbers: Integers, most: int, size: int) -> Floats:
    """Row c: the chances of each sum of c values."""
    found = np.zeros((most + 1, size))
    found[0, 0] = 1
    before = 0
    for level, number in zip(levels.tolist(), numbers.tolist(), strict=True):
        grown = np.zeros_like(found)
        for drawn in range(min(most, before + number) + 1):
            for of_level in range(max(0, drawn - before), min(drawn, number) + 1):
                shift = of_level * level
                chance = _hypergeometric(of_level, drawn, number, before)
                grown[drawn, shift:] += chance * found[drawn - of_level, : size - shift]
        found, before = grown, before + number
    return found


def _hypergeometric(of_level: int, drawn: int, number: int, others: int) -> float:
    """The chance that so many of those drawn have the level that `number` have and `others` have not."""
    ways = (
        _log_ways(number, of_level) + _log_ways(others, drawn - of_level) - _log_ways(number + others, drawn)
    )
    return float(np.exp(ways))


def _log_ways(n: int, k: int) -> float:
    return float(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))


def _without(together: Floats, level: int, n: int) -> Floats:
    """The same with one value of this level taken out."""
    found = np.empty_like(together)
    found[0] = together[0]
    for drawn in range(1, len(together)):
        share = drawn / n
        found[drawn] = together[drawn]
        found[drawn, level:] -= share * found[drawn - 1, : together.shape[1] - level]
        found[drawn] = np.maximum(found[drawn] / (1 - share), 0)
    return found


def _whole(argument: str, values: Floats) -> tuple[Integers, int, int]:
    """Values counted from the lowest, in the largest unit that they all are multiples of; the lowest, and the unit."""
    whole = values.astype(np.int64)
    if (whole != values).any():
        raise InputError(
            "{argument} holds {value}, and null is 'exact'. {remedy}",
            argument=argument,
            value=f"{values[np.argmax(whole != values)]:g}",
            remedy="Give whole numbers, or use another null.",
        )
    lowest = int(whole.min())
    unit = max(1, int(np.gcd.reduce(whole - lowest)))
    return (whole - lowest) // unit, lowest, unit


def _check_size(argument: str, levels: Integers, most: int, size: int) -> None:
    if (most + 1) * size > MOST_STATES or len(levels) * most**2 * size / 2 > MOST_STEPS:
        raise InputError(
            "{argument} span {value}: too many different sums for null='exact'. {remedy}",
            argument=argument,
            value=f"{len(levels)} levels and sums up to {size - 1}",
            remedy="Use another null, or fewer neighbours.",
        )
