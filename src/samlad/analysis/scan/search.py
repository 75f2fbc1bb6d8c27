"""A scan from its counts and its null hypothesis to its clusters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samlad.analysis.results import Parameters
from samlad.analysis.scan.checks import DIRECTIONS, Settings
from samlad.analysis.scan.dispersion import dispersion
from samlad.analysis.scan.maxima import Draw, padded, simulated_maxima
from samlad.analysis.scan.observed import Best, best_of_centres, without_overlap
from samlad.analysis.scan.probability import TIE, gumbel_p, monte_carlo_p
from samlad.analysis.scan.results import Scan, ScanCluster
from samlad.analysis.scan.setting import Setting
from samlad.analysis.scan.windows import circles

Floats = NDArray[np.float64]

FEW_CASES, OVERDISPERSED = "few_cases", "overdispersed"
FEW = 20
PERMUTATION = "space_time_permutation_scan"

# Given how many of the last periods have to be drawn and how many tables: how many are drawn, and the drawing.
Null = Callable[[int, int, np.random.Generator], tuple[int, Draw]]


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """What a model lets expect, and how it draws; the rest is the same for all."""

    counts: Floats  # cells × periods
    x: Floats
    y: Floats
    sizes: Floats  # of each cell: what a circle may hold a share of
    weights: Floats  # as in Setting
    expected: Floats
    population: float
    null: Null
    settings: Settings
    method: str

    def run(self, rng: np.random.Generator) -> Scan:
        """Clusters in the observed counts, and how likely their like is in drawn ones."""
        observed = self._setting()
        best = best_of_centres(observed, self.counts)
        simulated = self._simulate(observed, rng)
        # What is smaller than every simulation's largest is not told of, as in SaTScan; the first always is.
        least = min(float(simulated.min()) / TIE, float(best.ratio.max()))
        centres = without_overlap(observed, best, least, in_space_alone=self.settings.overlap == "space")
        told = [self._cluster(observed, best, centre, simulated) for centre in centres]
        margins = self.method == PERMUTATION
        spread = dispersion(
            self.counts, self._means(observed), told, self._periods_at_a_time(), margins=margins
        )
        return Scan(
            clusters=tuple(told),
            simulated=simulated,
            n=int(self.counts.sum()),
            cylinders=observed.cylinders(),
            dispersion=spread.estimate,
            method=self.method,
            parameters=self._parameters(),
            warnings=(OVERDISPERSED,) * spread.significant + (FEW_CASES,) * bool(self.counts.sum() < FEW),
        )

    def _setting(self) -> Setting:
        first, members = circles(self.x, self.y, self.sizes, self.settings.share, self.settings.radius)
        periods = self.counts.shape[1]
        return Setting(
            first=first,
            members=members,
            weights=self.weights,
            expected=self.expected,
            total=float(self.counts.sum()),
            population=self.population,
            longest=self.settings.longest,
            first_end=periods if self.settings.prospective else 1,
            directions=DIRECTIONS[self.settings.direction],
        )

    def _simulate(self, observed: Setting, rng: np.random.Generator) -> Floats:
        """Only the periods that some interval covers are drawn."""
        periods, earlier = observed.periods, self.settings.earlier_analyses
        covered = min(periods, observed.longest + earlier) if self.settings.prospective else periods
        drawn, draw = self.null(covered, padded(self.settings.replications), rng)
        return simulated_maxima(
            observed.ending_earlier(earlier).last(drawn), draw, self.settings.replications, rng
        )

    def _cluster(self, observed: Setting, best: Best, centre: int, simulated: Floats) -> ScanCluster:
        cells = observed.circle(centre)[: best.size[centre]].astype(np.int64)
        start, end = int(best.start[centre]), int(best.end[centre])
        count = float(self.counts[cells, start:end].sum())
        means = observed.means(cells.astype(np.int32))[-1]
        mean, total, ratio = float(means[end] - means[start]), observed.total, float(best.ratio[centre])
        probability = monte_carlo_p(ratio, simulated)
        outside = (total - count) / (total - mean) if mean < total else 0.0
        risk = count / mean / outside if outside > 0 else np.inf
        radius, span = self._extent(cells)
        return ScanCluster(
            centre=centre,
            cells=cells,
            radius=radius,
            span=span,
            start=start,
            end=end - 1,
            statistic=ratio,
            observed=int(count),
            expected=mean,
            ratio=count / mean,
            relative_risk=None if self.method == PERMUTATION else float(risk),
            p=probability,
            gumbel_p=gumbel_p(ratio, simulated),
            recurrence_interval=1 / probability if self.settings.prospective else None,
            high=count > mean,
        )

    def _extent(self, cells: NDArray[np.int64]) -> tuple[float, float]:
        """Radius, and the largest distance between two cells, one cell against all at a time."""
        x, y = self.x[cells], self.y[cells]
        reach = [
            float(np.sqrt((x - own_x) ** 2 + (y - own_y) ** 2).max())
            for own_x, own_y in zip(x, y, strict=True)
        ]
        return reach[0], max(reach)

    def _means(self, observed: Setting) -> Floats:
        if observed.separable:
            return np.multiply.outer(observed.weights, np.diff(observed.expected))
        return np.diff(observed.expected, axis=1)

    def _periods_at_a_time(self) -> int:
        return self.settings.longest if self.counts.shape[1] >= 2 * self.settings.longest else 1

    def _parameters(self) -> Parameters:
        return {
            "prospective": self.settings.prospective,
            "radius": self.settings.radius,
            "share": self.settings.share,
            "longest": self.settings.longest,
            "direction": self.settings.direction,
            "overlap": self.settings.overlap,
            "earlier_analyses": self.settings.earlier_analyses,
            "replications": self.settings.replications,
        }
