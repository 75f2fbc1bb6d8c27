"""The five kinds of worlds that every promise is tried in, and how counts are drawn there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

WEEKS_PER_YEAR = 365.2425 / 7


@dataclass(frozen=True, slots=True)
class Kind:
    """Counts in which nothing changes but what is named.

    `mean` is a period's, `dispersion` the variance over the mean, `swing` the season's (0.5: winter 3 × summer),
    `yearly` the growth, `pull` how much of a period's deviation the next one keeps.
    """

    name: str
    mean: float = 10.0
    dispersion: float = 1.0
    swing: float = 0.0
    yearly: float = 1.0
    pull: float = 0.0

    def shape(self, periods: int, year: float, phase: float = 0.0) -> Floats:
        """Season and growth; 1 where there is neither."""
        time = np.arange(periods)
        season = 1 + self.swing * np.cos(2 * np.pi * time / year + phase)
        return np.asarray(season * self.yearly ** ((time - periods) / year))

    def expected(self, rng: np.random.Generator, levels: Floats, periods: int, year: float) -> Floats:
        """What rows of such `levels` expect of each period; their season is the same, its phase any."""
        return np.outer(self.mean * levels, self.shape(periods, year, rng.uniform(0, 2 * np.pi)))

    def draw(self, rng: np.random.Generator, expected: Floats) -> Floats:
        """Counts about what is expected; the last axis is time."""
        return pulled(rng, expected, self) if self.pull else scattered(rng, expected, self.dispersion)


KINDS = (
    Kind("poisson"),
    Kind("over-dispersed", dispersion=2.5),
    Kind("seasonal", swing=0.5),
    Kind("sparse", mean=0.5),
    Kind("clustered", dispersion=2.5, pull=0.6),
)
NAMES = tuple(kind.name for kind in KINDS)


def scattered(
    rng: np.random.Generator,
    mean: Floats | float,
    dispersion: float,
    shape: tuple[int, ...] | None = None,
) -> Floats:
    """Independent counts with the given mean and variance over mean: Poisson or negative binomial."""
    if dispersion == 1:
        return np.asarray(rng.poisson(mean, shape), dtype=np.float64)
    size = np.asarray(mean) / (dispersion - 1)
    return np.asarray(rng.negative_binomial(size, 1 / dispersion, shape), dtype=np.float64)


def pulled(rng: np.random.Generator, expected: Floats, kind: Kind) -> Floats:
    """Poisson counts about a mean that drifts back over some periods: its log-normal spread is the excess variance."""
    normal = rng.normal(size=expected.shape)
    for period in range(1, expected.shape[-1]):
        normal[..., period] = (
            kind.pull * normal[..., period - 1] + np.sqrt(1 - kind.pull**2) * normal[..., period]
        )
    spread = np.sqrt(np.log1p((kind.dispersion - 1) / kind.mean))
    return np.asarray(rng.poisson(expected * np.exp(spread * normal - spread**2 / 2)), dtype=np.float64)
