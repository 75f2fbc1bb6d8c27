"""Kulldorff's log likelihood ratio, and the counts from which on it exceeds a level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.scan.setting import HIGH, LEAST_CASES, LOW, Setting

Floats = NDArray[np.float64]

# Bins of the expected count: steps of its square root, so that each is the same share of its standard deviation.
BINS_PER_UNIT, MOST_BINS = 20.0, 1024
LEVELS = np.concatenate(
    [np.arange(0, 3), np.arange(3, 12, 0.25), np.arange(12, 30, 2), np.arange(30, 200, 10)]
)
NEWTON_STEPS = 30


@dataclass(frozen=True, slots=True, eq=False)
class Critical:
    """The least (largest) count whose ratio reaches each level, at the lower (upper) edge of each bin."""

    scale: float
    levels: Floats
    high: NDArray[np.int32]
    low: NDArray[np.int32]


def log_ratio(counts: ArrayLike, means: ArrayLike, total: float, population: float = 0.0) -> Floats:
    """Log likelihood ratio of a cylinder against its outside; for counts on either side of what is expected.

    Parameters
    ----------
    counts, means : array_like of float
        Cases in the cylinder, and expected ones.
    total : float
        Cases in all.
    population : float
        Cases and controls in all for the Bernoulli model; 0 for counts.

    Returns
    -------
    ndarray of float

    Notes
    -----
    c ln(c/μ) + (C − c) ln((C − c)/(C − μ)), and for Bernoulli the same of the controls (M. Kulldorff, Communications in
    Statistics – Theory and Methods 26, 1997, 1481–1496). For the space–time permutation it is Kulldorff et al.'s test
    statistic (PLoS Medicine 2, 2005, e59), with μ = cases of the circle × cases of the interval / all cases.

    Examples
    --------
    >>> log_ratio([138, 40], [65.3, 40], 1774).round(1).tolist()
    [32.1, 0.0]
    """
    count, mean = np.asarray(counts, dtype=np.float64), np.asarray(means, dtype=np.float64)
    ratio = _part(count, mean) + _part(total - count, total - mean)
    if population > 0:
        inside, controls = mean * population / total, population - total
        share = controls / population
        ratio = ratio + _part(np.maximum(inside - count, 0), inside * share)
        ratio = ratio + _part(np.maximum(controls - (inside - count), 0), controls - inside * share)
    return ratio


def most_likely_reach(means: Floats, setting: Setting, ratio: float) -> Floats:
    """How far from its mean a count must be before its ratio can exceed `ratio`: chi-square is never smaller."""
    spread = 1 - setting.total / setting.population if setting.population else 1.0
    return np.sqrt(np.maximum(ratio * means * (1 - means / setting.total) * spread * (1 - 1e-9), 0))


def critical_counts(setting: Setting) -> Critical:
    """Tables of critical counts over the expected counts that the setting has."""
    largest = _largest_mean(setting)
    scale = min(BINS_PER_UNIT, MOST_BINS / max(np.sqrt(largest), 1e-9))
    bins = np.arange(int(scale * np.sqrt(largest)) + 2)
    shape = (len(LEVELS), len(bins))
    # The kernel finds the bin in single precision: the edges leave it room.
    lower = (np.maximum(bins - 1e-3, 0) / scale) ** 2
    upper = np.minimum(((bins + 1 + 1e-3) / scale) ** 2, setting.total)
    none = np.zeros(shape, dtype=np.int32)
    return Critical(
        scale=float(scale),
        levels=LEVELS,
        high=_high_counts(setting, lower) if setting.directions & HIGH else none,
        low=_low_counts(setting, upper) if setting.directions & LOW else none,
    )


def _part(counts: Floats, means: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(counts > 0, counts * np.log(counts / means), 0.0)


def _largest_mean(setting: Setting) -> float:
    """No cylinder expects more."""
    most = _most_of_an_interval(setting)
    own = setting.weights * most if setting.separable else most
    sums = np.concatenate([[0.0], own[setting.members].cumsum()])
    circles = sums[setting.first[1:]] - sums[setting.first[:-1]]
    return float(min(max(circles.max(), 1e-9), setting.total))


def _most_of_an_interval(setting: Setting) -> Floats:
    longest = min(setting.longest, setting.periods)
    return np.asarray((setting.expected[..., longest:] - setting.expected[..., :-longest]).max(axis=-1))


def _high_counts(setting: Setting, means: Floats) -> NDArray[np.int32]:
    """By Newton's steps from above (the ratio is convex in the count), then to the exact whole number."""
    total, population = setting.total, setting.population
    most = np.floor(
        np.minimum(total, means * population / total) if population else np.full_like(means, total)
    )
    level = LEVELS[:, None]
    count = means + np.sqrt(2 * level * means) + 2 * level / 3
    ceiling = np.maximum(most - 0.5, means)
    for _ in range(NEWTON_STEPS):
        before = np.clip(count, means + 1e-9, ceiling)
        slope = _slope(before, means, total, population)
        count = before - (log_ratio(before, means, total, population) - level) / np.maximum(slope, 1e-12)
        if (np.abs(np.clip(count, means + 1e-9, ceiling) - before) < 0.25).all():
            break
    whole = np.ceil(np.clip(count, means, most))
    reached = np.maximum(level * (1 - 1e-9), 1e-12)
    for step, wanted in ((1, False), (-1, True)):
        while True:
            other = whole if step > 0 else whole - 1
            enough = (log_ratio(np.minimum(other, most), means, total, population) >= reached) & (
                other > means
            )
            moved = (enough == wanted) & (other <= most if step > 0 else other >= LEAST_CASES)
            if not moved.any():
                break
            whole = whole + step * moved
    return np.asarray(np.where(means > 0, np.maximum(whole, LEAST_CASES), LEAST_CASES), dtype=np.int32)


def _slope(count: Floats, means: Floats, total: float, population: float) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.log(count / means) - np.log((total - count) / (total - means))
        if population:
            inside, controls = means * population / total, population - total
            share = controls / population
            slope = slope - np.log((inside - count) / (inside * share))
            slope = slope + np.log((controls - inside + count) / (controls - inside * share))
    return np.asarray(np.nan_to_num(slope, nan=1e12, posinf=1e12))


def _low_counts(setting: Setting, means: Floats) -> NDArray[np.int32]:
    """By halving; −1 where not even no case at all would do."""
    low = np.full((len(LEVELS), len(means)), -1.0)
    high = np.broadcast_to(np.ceil(means), low.shape)
    reached = np.maximum(LEVELS[:, None] * (1 - 1e-9), 1e-12)
    while (high - low > 1).any():
        middle = np.maximum(np.floor((low + high) / 2), 0)
        enough = log_ratio(middle, means, setting.total, setting.population) >= reached
        low, high = np.where(enough & (high - low > 1), middle, low), np.where(enough, high, middle)
    return low.astype(np.int32)
