"""What can be seen, by trying: worlds are drawn, and `effect` is asked of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samlad.analysis.checks import as_count, check_above_zero, check_at_least, check_level, check_whole
from samlad.analysis.effects.effect import Effect, effect
from samlad.analysis.errors import InputError
from samlad.analysis.rates.intervals import wilson_interval
from samlad.analysis.results import Interval, Parameters

Floats = NDArray[np.float64]

WEEKS_A_YEAR = 365.2425 / 7
MOST_A_WEEK = 1e9


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedPower:
    """How often `effect` saw a measure in worlds that were drawn.

    Attributes
    ----------
    estimate : float
        Share of worlds with an interval on the right side of 1 and enough data to say so.
    interval : Interval
        Of that share (Wilson).
    wrong : float
        Share of worlds in which it said the opposite.
    too_little : float
        Share of worlds in which it said that there is too little data.
    ratio : float
        Median of the estimated ratios; NaN where no world had a finite one, which `too_little` then counts.
    n : int
        Worlds.
    method, parameters, warnings
        As in `Estimate`.
    """

    estimate: float
    interval: Interval
    wrong: float
    too_little: float
    ratio: float
    n: int
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def simulated_power(
    ratio: float,
    target: float,
    comparison: float,
    weeks_before: int,
    weeks_during: int,
    *,
    rng: np.random.Generator,
    dispersion: float = 1.0,
    season: float = 0.0,
    replications: int = 1_000,
    level: float = 0.95,
) -> SimulatedPower:
    """Draw weekly counts of a measure with a known effect, and count how often `effect` sees it.

    Parameters
    ----------
    ratio : float
        The measure's true rate ratio; at 1 the answer is the rate of false alarms.
    target, comparison : float
        Incidents a week, in the mean over the year, above 0.
    weeks_before, weeks_during : int
        At least 1.
    rng : numpy.random.Generator
    dispersion : float
        Variance over mean, at least 1; negative binomial above it.
    season : float
        Half the swing of the season on the logarithmic scale: with 0.5 the best week has exp(0.5) times the usual.
    replications : int
        Worlds.
    level : float
        Confidence of `effect`'s interval.

    Returns
    -------
    SimulatedPower

    Raises
    ------
    InputError
        If a mean, a length or a setting is out of its range.

    Examples
    --------
    >>> found = simulated_power(0.6, 8, 24, 52, 26, rng=np.random.default_rng(1), dispersion=2, replications=200)
    >>> 0.8 < found.estimate < 0.95, found.n
    (True, 200)
    """
    check_level(level)
    for name, value in (("ratio", ratio), ("target", target), ("comparison", comparison)):
        check_above_zero(name, value)
    check_at_least("dispersion", dispersion, 1)
    check_whole("replications", replications, 1)
    check_at_least("season", season, 0)
    largest = max(target * max(ratio, 1), comparison) * np.exp(min(season, 700.0))
    if largest > MOST_A_WEEK:
        raise InputError(
            "{argument} lets expect {value} incidents in the busiest week. {remedy}",
            argument="season" if season > 1 else "target" if target > comparison else "comparison",
            value=f"{largest:.3g}",
            remedy=f"Give at most {MOST_A_WEEK:g}; with a season of 1 the best week has 2.7 times the usual.",
        )
    before, during = as_count("weeks_before", weeks_before, 1), as_count("weeks_during", weeks_during, 1)
    wrong = seen = little = 0
    ratios = np.zeros(replications)
    for number in range(replications):
        found = _world(rng, before, during, ratio, (target, comparison), dispersion, season, level)
        fewer, more = bool(found.interval.high < 1), bool(found.interval.low > 1)
        said = not found.too_little_data
        seen += said and (fewer if ratio < 1 else more if ratio > 1 else fewer or more)
        wrong += said and (more if ratio < 1 else fewer if ratio > 1 else False)
        little += found.too_little_data
        ratios[number] = found.estimate
    share = wilson_interval(seen, replications, level=level)
    return SimulatedPower(
        estimate=seen / replications,
        interval=share.interval,
        wrong=wrong / replications,
        too_little=little / replications,
        ratio=float(np.nanmedian(ratios)) if np.isfinite(ratios).any() else float("nan"),
        n=replications,
        method="difference_in_differences_simulated",
        parameters={
            "ratio": ratio,
            "target": target,
            "comparison": comparison,
            "weeks_before": before,
            "weeks_during": during,
            "dispersion": dispersion,
            "season": season,
            "level": level,
        },
    )


def _world(
    rng: np.random.Generator,
    before: int,
    during: int,
    ratio: float,
    means: tuple[float, float],
    dispersion: float,
    season: float,
    level: float,
) -> Effect:
    """What `effect` says of one world, whose season begins anywhere."""
    time = np.arange(before + during)
    usual = np.exp(season * np.sin(2 * np.pi * time / WEEKS_A_YEAR + rng.uniform(0, 2 * np.pi)))
    done = np.where(time < before, 1.0, ratio)
    ours = _draw(rng, means[0] * usual * done, dispersion)
    theirs = _draw(rng, means[1] * usual, dispersion)
    return effect(ours[:before], ours[before:], theirs[:before], theirs[before:], level=level)


def _draw(rng: np.random.Generator, mean: Floats, dispersion: float) -> Floats:
    if dispersion == 1:
        return rng.poisson(mean).astype(np.float64)
    return rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion).astype(np.float64)
