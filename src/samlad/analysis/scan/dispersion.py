"""Whether cases come independently beside the clusters that a scan found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samlad.analysis.scan.results import ScanCluster

Floats = NDArray[np.float64]

# Clusters so unlikely are taken out before the rest is looked at.
SIGNIFICANT = 0.05
# How many standard errors above 1, and by how much at least, before it is spoken of.
DEVIATIONS, LEAST = 3.0, 1.1


@dataclass(frozen=True, slots=True)
class Dispersion:
    """Pearson's chi-square over its degrees of freedom, and whether it is above 1 by more than chance."""

    estimate: float
    significant: bool


def dispersion(
    counts: Floats, means: Floats, clusters: Sequence[ScanCluster], periods_at_a_time: int, *, margins: bool
) -> Dispersion:
    """Of cells × periods, and of cells × several periods together: the larger one.

    Where cases come in waves, single periods may look independent while months do not. `margins` says that the means
    were made to fit the totals of each cell and each period.
    """
    kept = np.ones(counts.shape, dtype=np.bool_)
    for cluster in clusters:
        if cluster.p <= SIGNIFICANT:
            kept[cluster.cells, cluster.start : cluster.end + 1] = False
    counts, means = np.where(kept, counts, 0), np.where(kept, means, 0)
    means = means * (counts.sum() / means.sum()) if means.sum() else means
    found = [_pearson(counts, means, margins)]
    if periods_at_a_time > 1:
        longer = [_together(table, periods_at_a_time) for table in (counts, means)]
        found.append(_pearson(longer[0], longer[1], margins))
    return max(found, key=lambda one: one.estimate)


def _pearson(counts: Floats, means: Floats, margins: bool) -> Dispersion:
    used = means > 0
    if not used.any():
        return Dispersion(1.0, significant=False)
    mean = means[used]
    totals = int(used.any(axis=1).sum()) + int(used.any(axis=0).sum()) - 1 if margins else 1
    freedom = max(1, int(used.sum()) - totals)
    estimate = float(np.sum((counts[used] - mean) ** 2 / mean)) / freedom
    error = np.sqrt(np.sum(2 + 1 / mean)) / freedom
    return Dispersion(estimate, significant=bool(estimate > max(LEAST, 1 + DEVIATIONS * error)))


def _together(table: Floats, periods: int) -> Floats:
    """Whole blocks of periods, the latest ones; what is left over at the beginning is left out."""
    blocks = table.shape[1] // periods
    return np.asarray(
        table[:, table.shape[1] - blocks * periods :].reshape(len(table), blocks, periods).sum(axis=2)
    )
