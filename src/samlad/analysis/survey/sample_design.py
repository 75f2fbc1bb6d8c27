"""How a sample was drawn: strata, clusters, weights; and the variance that follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import as_numbers, check_choice, check_length, check_positive
from samlad.analysis.errors import InputError

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Chosen = NDArray[np.bool_]
Lonely = Literal["fail", "adjust", "remove", "average"]
LONELY = ("fail", "adjust", "remove", "average")


@dataclass(frozen=True, slots=True, eq=False)
class SampleDesign:
    """A sample of one stage; `cluster` and `stratum` number them, `stratum_of` says in which stratum a cluster lies.

    Attributes
    ----------
    weights : ndarray of float, shape (n,)
    cluster : ndarray of int, shape (n,)
    stratum_of : ndarray of int, shape (n_clusters,)
    left : ndarray of float, shape (n_strata,)
        1 − the share of the stratum's units that was drawn.
    lonely : str
        What is done with strata of one cluster.
    """

    weights: Floats
    cluster: Codes
    stratum_of: Codes
    left: Floats
    lonely: Lonely

    @property
    def strata(self) -> int:
        return len(self.left)

    @property
    def clusters(self) -> int:
        return len(self.stratum_of)

    def mean(self, values: Floats, chosen: Chosen) -> tuple[float, float]:
        """Weighted mean of the chosen, and its variance by linearisation."""
        weights = self.weights * chosen
        total = float(weights.sum())
        mean = float(weights @ values) / total
        return mean, self._variance(weights * (values - mean) / total)

    def degrees_of_freedom(self, chosen: Chosen) -> int:
        """Clusters minus strata, of those with somebody chosen."""
        met = np.unique(self.cluster[chosen])
        return len(met) - len(np.unique(self.stratum_of[met]))

    def simple_variance(self, values: Floats, chosen: Chosen) -> float:
        """The variance that the mean of a simple random sample of as many would have."""
        weights, y, n = self.weights[chosen], values[chosen], int(chosen.sum())
        total = float(weights.sum())
        if n < 2 or total <= n:
            return 0.0
        mean = float(weights @ y) / total
        spread = float(weights @ np.square(y - mean)) / total * n / (n - 1)
        return spread * (total - n) / (total * n)

    def _variance(self, scores: Floats) -> float:
        totals = np.bincount(self.cluster, scores, minlength=self.clusters)
        size = np.bincount(self.stratum_of, minlength=self.strata)
        alone = size < 2
        centre = np.bincount(self.stratum_of, totals, minlength=self.strata) / size
        if self.lonely == "adjust":
            centre = np.where(alone, 0.0, centre)
        squares = np.bincount(
            self.stratum_of, np.square(totals - centre[self.stratum_of]), minlength=self.strata
        )
        parts = self.left * np.where(alone, 1.0, size / np.maximum(size - 1, 1)) * squares
        variance = float(parts.sum())
        if self.lonely == "average" and alone.any():
            variance *= self.strata / float(np.count_nonzero(~alone)) if not alone.all() else float("inf")
        return variance


def sample_design(
    n: int,
    weights: ArrayLike,
    strata: ArrayLike | None,
    clusters: ArrayLike | None,
    population: ArrayLike | None,
    lonely: Lonely,
) -> SampleDesign:
    """Check and number a design of `n` answers; raises `InputError`."""
    weighed = as_numbers("weights", weights)
    check_length("weights", weighed, n, "answers")
    check_positive("weights", weighed, "A weight says how many somebody stands for; it is above 0.")
    check_choice("lonely", lonely, LONELY)
    stratum = _labels("strata", strata, n, np.zeros(n, dtype=np.intp))
    unit = _labels("clusters", clusters, n, np.arange(n))
    # A cluster's label may stand again in another stratum: it is another cluster there.
    pairs, cluster = np.unique(stratum * (unit.max() + 1) + unit, return_inverse=True)
    stratum_of = pairs // (unit.max() + 1)
    size = np.bincount(stratum_of)
    if lonely == "fail" and (size < 2).any():
        raise InputError(
            "{argument} has {value} with one cluster only: nothing says how clusters differ there. {remedy}",
            argument="strata",
            value=f"{int((size < 2).sum())} of {len(size)} strata",
            remedy="Join it with a stratum like it, or choose lonely='adjust'.",
        )
    return SampleDesign(weighed, cluster, stratum_of, _left(population, stratum, size, n), lonely)


def _left(population: ArrayLike | None, stratum: Codes, size: NDArray[np.intp], n: int) -> Floats:
    if population is None:
        return np.ones(len(size))
    sizes = as_numbers("population", population)
    check_length("population", sizes, n, "answers")
    of_stratum = np.zeros(len(size))
    of_stratum[stratum] = sizes
    if (of_stratum[stratum] != sizes).any():
        raise InputError(
            "{argument} holds {value}. {remedy}",
            argument="population",
            value=f"{sizes[of_stratum[stratum] != sizes][0]:g} and other values within one stratum",
            remedy="Everybody of a stratum has the same number of units that could have been drawn there.",
        )
    if (of_stratum < size).any():
        short = int(np.argmax(of_stratum < size))
        raise InputError(
            "{argument} holds {value}. {remedy}",
            argument="population",
            value=f"{of_stratum[short]:g} where {size[short]} were drawn",
            remedy="There cannot be fewer units to draw from than were drawn.",
        )
    left: Floats = 1 - size / of_stratum
    return left


def _labels(argument: str, labels: ArrayLike | None, n: int, default: Codes) -> Codes:
    if labels is None:
        return default
    given: NDArray[Any] = np.asarray(labels)
    check_length(argument, given, n, "answers")
    if given.dtype.kind == "O" or (given != given).any():
        raise InputError(
            "{argument} holds {value}. {remedy}",
            argument=argument,
            value="objects or unknown labels",
            remedy="Give each answer a label, numbers or texts; those of unknown origin one of their own.",
        )
    found: Codes = np.unique(given, return_inverse=True)[1]
    return found
