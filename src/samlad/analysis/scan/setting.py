"""What a scan looks through: circles around every cell, intervals of time, and what is expected in each."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from samlad.analysis import kernels

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

HIGH, LOW = 1, 2
# A case alone is no cluster, however unlikely where it happened.
LEAST_CASES = 2

REALS, WHOLE, SHORT = (kernels.array(kind) for kind in (np.float64, np.int64, np.int32))
ARGUMENTS = (*(kernels.SIZE,) * 6, kernels.REAL, kernels.REAL, WHOLE, SHORT, REALS, REALS)


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """Every cylinder that is looked at: a circle and an interval.

    Attributes
    ----------
    first, members : ndarray of int
        The circles of centre i are the first one, two, three … of `members[first[i]:first[i + 1]]`.
    weights : ndarray of float, shape (n_cells,)
        Where time has the same share in every cell: what the cell expects in all.
    expected : ndarray of float
        Cumulative along time, with a leading entry: shares of time, shape (n_periods + 1,); or, where each cell has
        its own, expected counts of shape (n_cells, n_periods + 1).
    total : float
        Cases in all, outside the periods too.
    population : float
        Cases and controls for the Bernoulli model; 0 for the others.
    longest : int
        Periods in the longest interval.
    first_end : int
        Intervals end after so many periods or later: 1 for all, the number of periods for those still going on.
    directions : int
        HIGH, LOW or their sum.
    """

    first: Integers
    members: NDArray[np.int32]
    weights: Floats
    expected: Floats
    total: float
    population: float
    longest: int
    first_end: int
    directions: int

    @property
    def cells(self) -> int:
        return len(self.first) - 1

    @property
    def periods(self) -> int:
        return int(self.expected.shape[-1]) - 1

    @property
    def separable(self) -> bool:
        return self.expected.ndim == 1

    def circle(self, centre: int) -> NDArray[np.int32]:
        """The centre's members, nearest first."""
        return self.members[self.first[centre] : self.first[centre + 1]]

    def means(self, members: NDArray[np.int32]) -> Floats:
        """Cumulative expected counts of the circles of one, two, three … members: circles × (periods + 1)."""
        if self.separable:
            return np.asarray(np.multiply.outer(self.weights[members].cumsum(), self.expected))
        return np.asarray(self.expected[members].cumsum(axis=0))

    def starts(self, end: int) -> slice:
        """Where the intervals that end here can start."""
        return slice(max(0, end - self.longest), end)

    def last(self, periods: int) -> Setting:
        """The same for the last periods alone; what is expected stays as it was."""
        skipped = self.periods - periods
        kept = np.ascontiguousarray(self.expected[..., skipped:])
        return replace(self, expected=kept, first_end=self.first_end - skipped)

    def ending_earlier(self, periods: int) -> Setting:
        """With intervals too that end so many periods earlier."""
        return replace(self, first_end=self.first_end - periods)

    def cylinders(self) -> int:
        """How many circles times intervals there are."""
        intervals = sum(min(end, self.longest) for end in range(self.first_end, self.periods + 1))
        return len(self.members) * intervals

    def arguments(self) -> tuple[object, ...]:
        """What a kernel takes of it."""
        return (
            *(self.cells, self.periods, self.longest, self.first_end, self.directions, int(self.separable)),
            *(self.total, self.population, self.first, self.members, self.weights, self.expected),
        )
