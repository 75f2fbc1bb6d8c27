"""What figures would be had everybody reported: counts and trend, raw and adjusted for who was heard from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import as_mask, as_matrix, check_level
from samlad.analysis.errors import InputError
from samlad.analysis.regression.negative_binomial import quantile
from samlad.analysis.results import Interval, Parameters
from samlad.analysis.trends.trend import Trend, trend

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

MOST_STEPS, TOLERANCE = 10_000, 1e-12
# Levels are never taken as exactly alike, nor a count as less uneven than chance.
SMALLEST_VARIATION, LEAST_DISPERSION = 1e-6, 1 + 1e-6
MUCH_ASSUMED = 0.2
# What a silent organisation may have had, in multiples of what is usual for it: nothing, as usual, twice as much.
NOTHING, TWICE = 0.0, 2.0

MOSTLY_ASSUMED, NEVER_HEARD, NOBODY_HEARD = (
    "rests_on_assumption",
    "organisation_never_heard",
    "periods_without_anybody",
)


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """Counts per period as reported, and as they would be had the silent ones reported as they usually do.

    Attributes
    ----------
    raw : ndarray of float, shape (n_periods,)
        What was reported.
    estimate : ndarray of float, shape (n_periods,)
        Raw, and what the silent ones usually have, given how the others' period was. NaN where nobody was heard.
    interval : Interval
        Of what would have been counted; the raw count is its floor. NaN where nobody was heard.
    shares : ndarray of float, shape (n_organisations,)
        Each organisation's share of everybody's incidents; they add up to 1. 0 for one that was never heard.
    covered : ndarray of float, shape (n_periods,)
        The share that was heard from in each period, 0 to 1.
    assumed : float
        How much of the estimates together is assumed rather than counted, 0 to 1.
    dispersion : float
        Variance over mean of an organisation's counts around its share, at least 1.
    n : int
        Pairs of organisation and period that were heard.
    method, parameters, warnings
        As in `Estimate`. Warnings: 'rests_on_assumption' (more than a fifth is assumed), 'organisation_never_heard',
        'periods_without_anybody'.
    """

    raw: Floats
    estimate: Floats
    interval: Interval
    shares: Floats
    covered: Floats
    assumed: float
    dispersion: float
    n: int
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class CoverageTrend:
    """A trend raw, adjusted, and under what else the silent ones may have had.

    Attributes
    ----------
    raw : Trend
        Of what was reported, as if silence were nothing.
    adjusted : Trend
        With the share that was heard from as exposure.
    lowest, highest : float
        The change per year if each silent organisation had nothing, or twice what is usual for it, whichever is less
        and more: how much of the trend rests on what silence means.
    coverage : Coverage
    """

    raw: Trend
    adjusted: Trend
    lowest: float
    highest: float
    coverage: Coverage


def adjust_for_silence(counts: ArrayLike, heard: ArrayLike, *, level: float = 0.95) -> Coverage:
    """Fill in what silent organisations usually have.

    Parameters
    ----------
    counts : array_like of int, shape (n_organisations, n_periods)
        What each reported. It counts also where `heard` is false: then it is known, and nothing is filled in.
    heard : array_like of bool, shape (n_organisations, n_periods)
        Whether it reported, if only that there was nothing. A period with incidents is heard whatever this says.
    level : float
        Confidence of the intervals.

    Returns
    -------
    Coverage

    Raises
    ------
    InputError
        If shapes differ, counts are not counts, or nothing at all was counted.

    Notes
    -----
    E(y_op) = s_o m_p over the pairs that were heard: an organisation's share times the period's level, fitted by maximum
    Poisson likelihood (alternately solving for s and m; the incomplete two-way table of Y. M. M. Bishop,
    S. E. Fienberg, P. W. Holland, Discrete Multivariate Analysis, 1975, ch. 5). A period of which little was heard says
    little of its level, so levels are drawn towards their mean m̄: m_p has a gamma prior with mean m̄ and the variance τ²
    that the heard totals show, Σ ((y_p − m̄ r_p)² − φ m̄ r_p) / Σ r_p², r_p being the share that was heard. What the
    silent ones had, given that, is negative binomial with

        mean f = (1 − r_p) E(m_p | heard),  variance φ f + (1 − r_p)² Var(m_p | heard),

    φ being the variance over mean around the fit, at least 1. The shares are taken as known: they rest on many periods.
    It assumes that silence has nothing to do with how much there was to report. If an organisation is silent because
    there was nothing, the raw figure is right; if because there was too much, even the adjusted one is too low.

    Examples
    --------
    >>> found = adjust_for_silence([[10, 12, 8, 10], [5, 6, 4, 0]], [[True] * 4, [True, True, True, False]])
    >>> found.estimate.round(1).tolist(), round(found.assumed, 3)
    ([15.0, 18.0, 12.0, 15.0], 0.083)
    """
    check_level(level)
    y, known = _input(counts, heard)
    shares, levels = _fit(y, known)
    fitted = shares[:, np.newaxis] * levels
    dispersion = _dispersion(y, fitted, known)
    raw: Floats = y.sum(axis=0)
    anybody: Mask = np.any(known, axis=0)
    covered = np.minimum(shares @ known, 1.0)
    missing, variance = _missing(raw, covered, anybody, dispersion)
    estimate = np.where(anybody, raw + missing, np.nan)
    assumed = float(missing[anybody].sum() / estimate[anybody].sum())
    warnings = {
        MOSTLY_ASSUMED: assumed > MUCH_ASSUMED,
        NEVER_HEARD: not bool(known.any(axis=1).all()),
        NOBODY_HEARD: not bool(anybody.all()),
    }
    return Coverage(
        raw=raw,
        estimate=estimate,
        interval=_limits(raw, missing, variance, anybody, level),
        shares=shares,
        covered=covered,
        assumed=assumed,
        dispersion=dispersion,
        n=int(known.sum()),
        method="two_way_poisson",
        parameters={"level": level, "organisations": len(y), "periods": y.shape[1]},
        warnings=tuple(name for name, holds in warnings.items() if holds),
    )


def trend_adjusted_for_silence(
    counts: ArrayLike, heard: ArrayLike, *, periods_per_year: float, harmonics: int = 1, level: float = 0.95
) -> CoverageTrend:
    """The change per year, raw and adjusted for who was heard from, and how much that rests on assumption.

    Parameters
    ----------
    counts, heard
        As in `adjust_for_silence`.
    periods_per_year, harmonics, level
        As in `trend`.

    Returns
    -------
    CoverageTrend

    Raises
    ------
    InputError
        As `adjust_for_silence` and `trend`.

    Notes
    -----
    Adjusted: log E(Σ_heard y) = log(Σ_heard s_o) + level + trend + season; periods in which nobody was heard are
    left out. The bounds fill in nothing, and twice what is usual, for each silent pair, and fit the trend to that.

    Examples
    --------
    >>> rng = np.random.default_rng(3)
    >>> counts = rng.poisson([[6.0], [3.0]], (2, 156))
    >>> heard = np.ones((2, 156), dtype=bool)
    >>> heard[1, :80] = False
    >>> counts[~heard] = 0
    >>> found = trend_adjusted_for_silence(counts, heard, periods_per_year=52.1775)
    >>> bool(found.raw.estimate[0] > 1.15), bool(0.9 < found.adjusted.estimate[0] < 1.1)
    (True, True)
    """
    coverage = adjust_for_silence(counts, heard, level=level)
    usable = coverage.covered > 0
    share = np.where(usable, coverage.covered, 1.0)
    usual = np.where(usable, coverage.estimate - coverage.raw, 0.0)

    def fitted(values: Floats, exposure: Floats | None = None) -> Trend:
        return trend(
            values[np.newaxis, :], periods_per_year=periods_per_year, harmonics=harmonics, level=level,
            exposure=exposure, usable=usable,
        )  # fmt: skip

    raw, adjusted = fitted(coverage.raw), fitted(coverage.raw, share)
    # Counts are whole: what is filled in is rounded, which over many periods evens out.
    bounds = [
        float(fitted(np.round(coverage.raw + factor * usual)).estimate[0]) for factor in (NOTHING, TWICE)
    ]
    return CoverageTrend(raw, adjusted, min(bounds), max(bounds), coverage)


def _input(counts: ArrayLike, heard: ArrayLike) -> tuple[Floats, Mask]:
    y = as_matrix("counts", counts)
    known = as_mask("heard", heard, y.shape) | (y > 0)
    if not y.any():
        raise InputError(
            "{argument} holds {value}. {remedy}",
            argument="counts",
            value="only zeros",
            remedy="Where nothing was ever reported, nobody's share can be told.",
        )
    return y, known


def _fit(y: Floats, known: Mask) -> tuple[Floats, Floats]:
    """Shares adding up to 1 and levels, by alternating between the two conditional maxima."""
    by_organisation, by_period = y.sum(axis=1), y.sum(axis=0)
    shares = by_organisation / by_organisation.sum()
    levels = np.zeros(y.shape[1])
    for _ in range(MOST_STEPS):
        reach = shares @ known
        levels = np.divide(by_period, reach, out=np.zeros_like(levels), where=reach > 0)
        seen = known @ levels
        now = np.divide(by_organisation, seen, out=np.zeros_like(shares), where=seen > 0)
        now /= now.sum()
        moved = float(np.abs(now - shares).max())
        shares = now
        if moved < TOLERANCE:
            break
    reach = shares @ known
    return shares, np.divide(by_period, reach, out=np.zeros_like(levels), where=reach > 0)


def _dispersion(y: Floats, fitted: Floats, known: Mask) -> float:
    """Variance over mean around the fit. The ratio of sums keeps it right where most counts are 0 or 1."""
    freedom = int(known.sum() - known.any(axis=1).sum() - known.any(axis=0).sum() + 1)
    expected = float(fitted[known].sum())
    if freedom < 1 or expected == 0:
        return 1.0
    return max(1.0, float(np.square(y - fitted)[known].sum()) / expected * float(known.sum()) / freedom)


def _missing(raw: Floats, covered: Floats, anybody: Mask, dispersion: float) -> tuple[Floats, Floats]:
    """Mean and variance of what the silent ones had in each period."""
    mean = float(raw.sum() / covered.sum())
    expected = mean * covered
    beyond = float((np.square(raw - expected) - dispersion * expected)[anybody].sum())
    between = max(beyond / float(np.square(covered).sum()), mean**2 * SMALLEST_VARIATION)
    shape = mean**2 / between + raw / dispersion
    rate = mean / between + covered / dispersion
    silent = 1 - covered
    missing = silent * shape / rate
    return missing, dispersion * missing + np.square(silent) * shape / rate**2


def _limits(raw: Floats, missing: Floats, variance: Floats, anybody: Mask, level: float) -> Interval:
    low, high = np.full(len(raw), np.nan), np.full(len(raw), np.nan)
    low[anybody] = high[anybody] = raw[anybody]
    some = anybody & (missing > 1e-9)
    spread = np.maximum(variance[some] / missing[some], LEAST_DISPERSION)
    for limit, tail in ((low, (1 - level) / 2), (high, (1 + level) / 2)):
        chance = np.full(len(spread), tail)
        limit[some] += quantile(chance, missing[some], spread, start=missing[some])
    return Interval(low, high, level)
