"""Alarms of weekly counts: ours against R's `surveillance`. Rows of the table of `bench/racing.py`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bench import in_r
from bench.racing import Race, Work
from samlad.analysis import farrington, farrington_flexible

SERIES, WEEKS, JUDGED = 500, 364, 52
# measured on two cores (AMD Genoa) with surveillance 1.20.3
FLEXIBLE_SECONDS = 262.0
# R is timed on a part of the series, since it takes minutes for all; its time grows with their number
SHARE = 50

BEFORE = f"""
S <- sts(observed=x, frequency=52, start=c(2000, 1))
control <- list(range={WEEKS - JUDGED + 1}:{WEEKS}, b=5, w=3, %s)
"""
NOUFAILY = 'noPeriods=10, pastWeeksNotIncluded=26, thresholdMethod="nbPlugin", glmWarnings=FALSE'


def counts() -> NDArray[np.int64]:
    """Seven years of weeks, over-dispersed, with season and trend; from one incident in four weeks to 20 a week."""
    rng, weeks = np.random.default_rng(20265), np.arange(WEEKS)
    level = np.geomspace(0.25, 20, SERIES)[:, np.newaxis] * np.exp(rng.normal(0, 0.001, (SERIES, 1)) * weeks)
    mean = level * (1 + 0.4 * np.sin(2 * np.pi * weeks / 52))
    return rng.negative_binomial(mean / 0.8, 1 / 1.8)


def by_surveillance(values: NDArray[np.int64], call: str, settings: str) -> float:
    """Seconds for all series, from every fiftieth."""
    return SHARE * in_r.seconds("surveillance", BEFORE % settings, call, x=values[::SHARE].T)


def flexible() -> tuple[Work, Work | None]:
    values = counts()
    judged = np.arange(WEEKS - JUDGED, WEEKS)
    return (
        lambda: farrington_flexible(values, periods=judged, block_count=10, left_out=26, method="nbPlugin"),
        lambda: by_surveillance(values, "farringtonFlexible(S, control)", NOUFAILY),
    )


def classic() -> tuple[Work, Work | None]:
    values = counts()
    judged = np.arange(WEEKS - JUDGED, WEEKS)
    return (
        lambda: farrington(values, periods=judged),
        lambda: by_surveillance(values, "farrington(S, control, verbose=FALSE)", "alpha=0.05"),
    )


PEER = "surveillance, 10 series × 50"
RACES = (
    Race(
        "Farrington flexible, 500 series × 52 weeks",
        PEER,
        100,
        flexible,
        in_r="surveillance",
        cited=FLEXIBLE_SECONDS,
        slow=True,
    ),
    Race("Farrington, 500 series × 52 weeks", PEER, 100, classic, in_r="surveillance", slow=True),
)
