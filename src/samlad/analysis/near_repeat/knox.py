"""The Knox test with one distance and one time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammainc

from samlad.analysis.checks import check_above_zero
from samlad.analysis.errors import InputError
from samlad.analysis.near_repeat.near_repeat import near_repeat
from samlad.analysis.near_repeat.pairs import Metric
from samlad.analysis.near_repeat.pattern import PATTERN_CHANGES
from samlad.analysis.results import Parameters


@dataclass(frozen=True, slots=True, eq=False)
class Knox:
    """Pairs that are close in space and near in time.

    Attributes
    ----------
    observed : int
        Pairs that are both.
    expected : float
        Their exact mean over all permutations of the times.
    ratio : float
        Observed over expected.
    p : float
        Monte Carlo, by permuting the times of the incidents.
    poisson_p : float
        That a Poisson number with the expected mean is *larger* than observed, as R's surveillance has it.
    table : ndarray of int, shape (2, 2)
        Rows: near in time, not near; columns: close in space, not close.
    n, method, parameters, warnings
        As in `Estimate`.
    """

    observed: int
    expected: float
    ratio: float
    p: float
    poisson_p: float
    table: NDArray[np.int64]
    n: int
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def knox(
    x: ArrayLike,
    y: ArrayLike,
    time: ArrayLike,
    distance: float,
    days: float,
    *,
    rng: np.random.Generator,
    metric: Metric = "euclidean",
    replications: int = 999,
) -> Knox:
    """Test whether incidents at most `distance` apart are at most `days` apart more often than chance has it.

    Parameters
    ----------
    x, y, time, rng, metric, replications
        As in `near_repeat`.
    distance, days : float
        What is close and near; both limits are within.

    Returns
    -------
    Knox

    Raises
    ------
    InputError
        If distance or days are not numbers above 0, no two incidents are close or none near, or as in `near_repeat`.

    Notes
    -----
    As `knox` of R's surveillance, but for the Monte Carlo p-value. R permutes *pairs*, as if they were independent; but
    an incident that has one near pair has others. With times permuted, the p-value is right.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> x, y, day = rng.uniform(0, 5000, 40), rng.uniform(0, 5000, 40), rng.integers(0, 365, 40)
    >>> found = knox(np.tile(x, 2), np.tile(y, 2), np.append(day, day + 1), 100, 7, rng=rng)
    >>> found.observed, round(found.expected, 1), found.p
    (40, 1.8, 0.001)
    """
    for argument, value in (("distance", distance), ("days", days)):
        check_above_zero(argument, value, "; for one place or one day, give a small number")
    found = near_repeat(
        *(x, y, time, [0, distance, np.inf], [0, days, np.inf]),
        rng=rng,
        metric=metric,
        distance_closed="right",
        time_closed="right",
        include_outer=True,
        replications=replications,
    )
    observed, expected = int(found.observed[0, 0]), float(found.expected[0, 0])
    if not expected > 0:
        raise InputError(
            "{argument} is {value}, and there are no pairs as close and as near. {remedy}",
            argument="distance",
            value=f"{distance:g} with {days:g} days",
            remedy="Give a longer distance, more days, or more incidents.",
        )
    return Knox(
        observed=observed,
        expected=expected,
        ratio=observed / expected,
        p=float(found.p[0, 0]),
        poisson_p=float(gammainc(observed + 1, expected)),
        table=found.observed.T.copy(),
        n=found.n,
        method="knox",
        parameters={
            "distance": float(distance),
            "days": float(days),
            "metric": metric,
            "replications": int(replications),
        },
        warnings=tuple(code for code in found.warnings if code == PATTERN_CHANGES),
    )
