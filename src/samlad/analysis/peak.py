"""Whether the weeks before a measure hold a peak: a run with more than the other weeks and the comparison let expect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

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
CRITICAL = 4.0
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
        Its excess in standard errors.
    """

    start: int
    length: int
    count: int
    expected: float
    rise: float
    score: float


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
        How many standard errors above the rest a run has to be.
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
    Given the weeks' totals m, the target's count Y in a run is held against M·p, with M the run's total and p the
    target's share in the other weeks, so that a season that both have is no peak. The score is

        (Y − M p) / √(φ p̄ (1 − p̄) (M + M²/M'))

    with M' the total of the other weeks, p̄ the share in all, and φ the dispersion of the other weeks, at least 1. The
    highest score of all runs of all lengths is a maximum of many: `critical` is not a normal quantile, but set by
    simulation so that of steady series, over-dispersed or not, at most one in twenty has a peak.

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
    return highest if highest.score > critical and highest.rise >= least_rise else None


def _highest(own: Floats, both: Floats, length: int) -> Peak:
    """The run of that length with the highest score."""
    inside, total = _sums(own, length), _sums(both, length)
    rest, rest_total = own.sum() - inside, both.sum() - total
    share = np.divide(rest, rest_total, out=np.zeros_like(rest), where=rest_total > 0)
    squares = [values.sum() - _sums(values, length) for values in (own * own, own * both, both * both)]
    residual = squares[0] - 2 * share * squares[1] + share * share * squares[2]
    weeks = np.count_nonzero(both) - _sums((both > 0).astype(np.float64), length)
    variance = rest_total * share * (1 - share) * np.maximum(weeks - 1, 1) / np.maximum(weeks, 1)
    spread = np.divide(residual, variance, out=np.ones_like(residual), where=variance > 0)
    overall = own.sum() / both.sum()
    error = np.sqrt(
        np.maximum(spread, 1)
        * overall
        * (1 - overall)
        * (total + np.divide(total * total, rest_total, out=np.zeros_like(total), where=rest_total > 0))
    )
    expected = total * share
    usable = (error > 0) & (rest_total > 0)
    score = np.divide(inside - expected, error, out=np.full_like(error, -np.inf), where=usable)
    at = int(np.argmax(score))
    usual = own.sum() - inside[at] + expected[at]
    rise = (inside[at] - expected[at]) / usual if usual else np.inf
    return Peak(at, length, int(inside[at]), float(expected[at]), float(rise), float(score[at]))


def _sums(values: Floats, length: int) -> Floats:
    """The sum of each run of that length."""
    running = np.concatenate([[0.0], np.cumsum(values)])
    return running[length:] - running[:-length]
