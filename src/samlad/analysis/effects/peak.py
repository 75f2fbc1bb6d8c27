"""Whether the weeks before a measure hold a peak: a run with more than the other weeks and the comparison let expect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import xlogy

from samlad.analysis.checks import as_counts, check_at_least
from samlad.analysis.errors import InputError

Floats = NDArray[np.float64]

# With fewer weeks a run is half of what there is, and nothing tells which half is usual.
MINIMUM_WEEKS = 16
# A month to a quarter. What is shorter hardly raises a mean of half a year or a year; what is longer is a level.
SHORTEST, LONGEST = 4, 13
# A run is held against at least twice as many other weeks.
REST = 3
# By simulation (bench/truth_peak.py): at most one steady series in twenty has a run that scores higher.
CRITICAL = 3.5
# What over-dispersed weeks add to it: their counts are skewed, and a few large ones make a run.
FOR_DISPERSION = 0.6
# Fewer incidents may be a single night's.
LEAST_COUNT = 12
# A run that raises the mean of all weeks by less than a twentieth does not change what is concluded.
LEAST_RISE = 0.05


@dataclass(frozen=True, slots=True)
class Peak:
    """The run of weeks that stands out most.

    Attributes
    ----------
    start, length : int
        The first week of the run, counted from 0, and its number of weeks.
    count : int
        Incidents in it.
    expected : float
        What the other weeks and the comparison let expect in it.
    rise : float
        By what share it raises the mean of all weeks: 0.2 is a fifth.
    score : float
        How far its share is from that of the other weeks: √(2 Λ/φ).
    dispersion : float
        φ, how much more the weeks vary than chance.
    """

    start: int
    length: int
    count: int
    expected: float
    rise: float
    score: float
    dispersion: float


def peak(
    target: ArrayLike,
    comparison: ArrayLike,
    *,
    critical: float = CRITICAL,
    least_rise: float = LEAST_RISE,
) -> Peak | None:
    """Find the run of 4 to 13 weeks that is most above the rest, or None where none stands out.

    Parameters
    ----------
    target, comparison : array_like of int
        Incidents a week before a measure, oldest first.
    critical : float
        What the score has to exceed where the weeks vary as chance makes them; up to 0.6 more where they vary more.
    least_rise : float
        By what share it has to raise the mean of all weeks.

    Returns
    -------
    Peak or None

    Raises
    ------
    InputError
        If a series is not a row of counts, the two have different numbers of weeks, or a setting is negative.

    Notes
    -----
    Given the weeks' totals, the target's share of a run is held against its share of the other weeks, so that a
    season that both have is no peak. The score of a run is √(2 Λ/φ), with Λ the logarithm of the binomial likelihood
    ratio of two shares against one (M. Kulldorff, Communications in Statistics: Theory and Methods 26, 1997,
    1481–1496), and φ the dispersion about the two shares, at least 1. The highest score of all runs of all lengths is
    a maximum of many: `critical` is no normal quantile, but set by simulation so that of steady series, over-dispersed
    or not, at most one in twenty has a peak.

    Examples
    --------
    >>> steady = [4, 6, 5, 5] * 13
    >>> peak(steady, [15] * 52) is None
    True
    >>> found = peak(steady[:20] + [15] * 8 + steady[:24], [15] * 52)
    >>> found.start, found.length, found.count, round(found.expected), round(found.rise, 2)
    (20, 8, 120, 40, 0.31)
    """
    check_at_least("critical", critical, 0)
    check_at_least("least_rise", least_rise, 0)
    own, others = as_counts("target", target), as_counts("comparison", comparison)
    if own.ndim != 1 or own.shape != others.shape:
        raise InputError(
            "{argument} has shape {value}. {remedy}",
            argument="comparison",
            value=others.shape,
            remedy="Give one row of counts for each, target and comparison over the same weeks.",
        )
    both = own + others
    if len(own) < MINIMUM_WEEKS or not own.sum() or not others.sum():
        return None
    longest = min(LONGEST, len(own) // REST)
    runs = [_highest(own, both, length) for length in range(SHORTEST, longest + 1)]
    highest = max(runs, key=lambda run: run.score)
    needed = critical + FOR_DISPERSION * min(highest.dispersion - 1, 1.0)
    stands_out = highest.count >= LEAST_COUNT and highest.score > needed and highest.rise >= least_rise
    return highest if stands_out else None


def _highest(own: Floats, both: Floats, length: int) -> Peak:
    """The run of that length with the highest score."""
    inside, total = _sums(own, length), _sums(both, length)
    rest, rest_total = own.sum() - inside, both.sum() - total
    expected = (total - inside) * _share(rest, rest_total - rest)
    likelihood = _log_likelihood(inside, total) + _log_likelihood(rest, rest_total)
    likelihood -= _log_likelihood(own.sum(), both.sum())
    spread = _dispersion(own, both, length)
    score = np.sqrt(2 * np.maximum(likelihood, 0) / spread)
    score = np.where((inside > expected) & (rest_total > rest), score, 0.0)
    at = int(np.argmax(score))
    usual = rest[at] + expected[at]
    rise = (inside[at] - expected[at]) / usual if usual else np.inf
    return Peak(
        at, length, int(inside[at]), float(expected[at]), float(rise), float(score[at]), float(spread[at])
    )


def _dispersion(own: Floats, both: Floats, length: int) -> Floats:
    """How much more the weeks vary than chance, each about the share in its run or in the others; at least 1."""
    squares: Floats = np.zeros(len(own) - length + 1)
    variance = squares.copy()
    products = (own * own, own * both, both * both)
    inside = [_sums(values, length) for values in products]
    outside = [values.sum() - run for values, run in zip(products, inside, strict=True)]
    runs = _sums(own, length), _sums(both, length)
    others = own.sum() - runs[0], both.sum() - runs[1]
    for (count, total), (yy, ym, mm) in ((runs, inside), (others, outside)):
        share = _share(count, total)
        squares += yy - 2 * share * ym + share * share * mm
        variance += total * share * (1 - share)
    weeks = float(np.count_nonzero(both))
    scale = weeks / max(weeks - 2.0, 1.0)
    spread = np.divide(squares, variance, out=np.ones_like(squares), where=variance > 0)
    dispersion: Floats = np.maximum(scale * spread, 1.0)
    return dispersion


def _share(count: Floats, total: Floats) -> Floats:
    share: Floats = np.divide(count, total, out=np.zeros_like(count), where=total > 0)
    return share


def _log_likelihood(successes: Floats, total: Floats) -> Floats:
    """Of a binomial at its own share."""
    likelihood: Floats = (
        xlogy(successes, successes) + xlogy(total - successes, total - successes) - xlogy(total, total)
    )
    return likelihood


def _sums(values: Floats, length: int) -> Floats:
    """The sum of each run of that length."""
    running = np.concatenate([[0.0], np.cumsum(values)])
    sums: Floats = running[length:] - running[:-length]
    return sums
