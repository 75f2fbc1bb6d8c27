"""Near repeats: are incidents that are close in space closer in time than chance has it? (Knox test)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import check_choice, check_whole
from samlad.analysis.near_repeat.bands import Closed, as_edges, limits, pairs_within
from samlad.analysis.near_repeat.checks import Incidents, as_incidents
from samlad.analysis.near_repeat.pairs import Metric, close_pairs
from samlad.analysis.near_repeat.pattern import PATTERN_CHANGES, pattern_changes
from samlad.analysis.near_repeat.simulated import CloseInSpace, observed_within, simulated_within
from samlad.analysis.results import Parameters

METRICS, SIDES = ("manhattan", "euclidean"), ("left", "right")
EMPTY_BAND = "empty_band"
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class NearRepeat:
    """Pairs of incidents by band of distance (rows) and band of time (columns).

    Attributes
    ----------
    observed : ndarray of int
        Pairs.
    expected : ndarray of float
        The exact mean over all permutations of the times: pairs of the row × pairs of the column / all pairs.
    ratio : ndarray of float
        Observed over expected; NaN where none is expected, with the warning 'empty_band'.
    p : ndarray of float
        (replications with as many or more, plus one) / (replications plus one). Each band by itself.
    simulated_mean, simulated_median : ndarray of float
        Over the replications, as R's NearRepeat divides by them.
    distance_bands, time_bands : ndarray of float
        Edges of the bands, as given.
    pairs_by_distance, pairs_by_time : ndarray of int
        Pairs of each row and each column, whatever the other.
    pairs : int
        All pairs of the n incidents.
    n, method, parameters, warnings
        As in `Estimate`. Warnings: 'empty_band' (no pair is expected in one), 'pattern_changes'.
    """

    observed: Integers
    expected: Floats
    ratio: Floats
    p: Floats
    simulated_mean: Floats
    simulated_median: Floats
    distance_bands: Floats
    time_bands: Floats
    pairs_by_distance: Integers
    pairs_by_time: Integers
    pairs: int
    n: int
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def near_repeat(
    x: ArrayLike,
    y: ArrayLike,
    time: ArrayLike,
    distance_bands: ArrayLike,
    time_bands: ArrayLike,
    *,
    rng: np.random.Generator,
    metric: Metric = "manhattan",
    distance_closed: Closed = "left",
    time_closed: Closed = "left",
    include_outer: bool = False,
    replications: int = 999,
) -> NearRepeat:
    """Count pairs by how far apart they are in space and time, and compare with permuted times.

    Parameters
    ----------
    x, y : array_like of float, shape (n_incidents,)
        Position, in metres or another unit of length.
    time : array_like of float or datetime64, shape (n_incidents,)
        Days, or moments.
    distance_bands, time_bands : array_like of float
        Edges. ``[0, 0.1, 100, 200]`` and ``[0, 8, 15]``: the same place, up to 100 m, up to 200 m; 0–7 and 8–14 days.
        The last may be infinite: all that is farther.
    rng : numpy.random.Generator
        Draws the permutations.
    metric : {'manhattan', 'euclidean'}
        Along streets that cross at right angles, or as the crow flies.
    distance_closed, time_closed : {'left', 'right'}
        Which edge belongs to a band: 'left' is [0, 100), 'right' is (0, 100].
    include_outer : bool
        The outermost open edge belongs to its band too: the highest for 'left', the lowest for 'right'. With
        'right', leaving it out loses all pairs at the same place, or of the same day.
    replications : int
        Permutations. 999 give at best a p-value of 0.001.

    Returns
    -------
    NearRepeat

    Raises
    ------
    InputError
        If there are fewer than two incidents, arrays do not fit, edges do not increase, a setting is out of its range,
        or more than 50 million pairs are close in space.

    Notes
    -----
    E. G. Knox, Applied Statistics 13, 1964, 25–29; Monte Carlo by permuting the times (N. Mantel, Cancer Research
    27, 1967, 209–220). Defaults are those of R's NearRepeat 0.1.1 (W. Steenbeek). Any trend or season of all, and any
    pattern of places that lasts, is kept by the permutations: it raises no false alarm. A pattern of places that
    changes with time does, though no incident caused another; the warning 'pattern_changes' says so where large parts
    of the area do.

    Examples
    --------
    Twenty incidents, each followed by another at the same place the day after:

    >>> rng = np.random.default_rng(1)
    >>> x, y, day = rng.uniform(0, 5000, 20), rng.uniform(0, 5000, 20), rng.integers(0, 365, 20)
    >>> found = near_repeat(np.tile(x, 2), np.tile(y, 2), np.append(day, day + 1), [0, 0.1, 100], [0, 8, 15], rng=rng)
    >>> found.observed.tolist(), found.p[0].tolist()
    ([[20, 0], [0, 0]], [0.001, 1.0])
    """
    points = as_incidents(x, y, time)
    edges = as_edges("distance_bands", distance_bands), as_edges("time_bands", time_bands)
    check_choice("metric", metric, METRICS)
    check_choice("distance_closed", distance_closed, SIDES)
    check_choice("time_closed", time_closed, SIDES)
    check_whole("replications", replications, 2)
    within = limits(edges[0], distance_closed, include_outer)
    until = limits(edges[1] * points.day, time_closed, include_outer)
    finite = within[np.isfinite(within)]
    first, second, away = close_pairs(points.x, points.y, float(finite[-1]), metric)
    pairs, rest = _in_bands(first, second, np.searchsorted(finite, away, side="right"), len(finite))
    all_pairs = len(points.x) * (len(points.x) - 1) // 2
    columns = pairs_within(points.time, until)
    seeds = rng.integers(0, 2**64, size=int(replications), dtype=np.uint64)
    simulated = _table(simulated_within(pairs, points.time, until, seeds), columns, within)
    observed = _table(observed_within(pairs, points.time, until)[np.newaxis], columns, within)[0]
    by_distance = np.append(rest, all_pairs - rest.sum())[1 : len(within)]
    expected = by_distance[:, np.newaxis] * np.diff(columns) / all_pairs
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = observed / expected
    return NearRepeat(
        observed=observed,
        expected=expected,
        ratio=ratio,
        p=((simulated >= observed).sum(axis=0) + 1) / (len(seeds) + 1),
        simulated_mean=simulated.mean(axis=0),
        simulated_median=np.median(simulated, axis=0),
        distance_bands=edges[0],
        time_bands=edges[1],
        pairs_by_distance=by_distance,
        pairs_by_time=np.diff(columns),
        pairs=all_pairs,
        n=len(points.x),
        method="near_repeat",
        parameters={
            "metric": metric,
            "distance_closed": distance_closed,
            "time_closed": time_closed,
            "include_outer": include_outer,
            "replications": len(seeds),
        },
        warnings=_warnings(points, expected),
    )


def _warnings(points: Incidents, expected: Floats) -> tuple[str, ...]:
    changes = pattern_changes(points.x, points.y, points.time)
    return (PATTERN_CHANGES,) * changes + (EMPTY_BAND,) * bool((expected == 0).any())


def _in_bands(first: Integers, second: Integers, band: Integers, bands: int) -> tuple[CloseInSpace, Integers]:
    """Pairs sorted by band, band 0 being nearer than the first edge; and how many there are of each."""
    order = np.argsort(band.astype(np.int16), kind="stable")
    number = np.bincount(band, minlength=bands)
    starts = np.concatenate([[0], number.cumsum()])
    return CloseInSpace(first[order].astype(np.int32), second[order].astype(np.int32), starts), number


def _table(counts: Integers, columns: Integers, within: Floats) -> Integers:
    """Bands of distance and time from pairs that are less than each limit apart in time."""
    if np.isinf(within[-1]):
        counts = np.concatenate([counts, (columns - counts.sum(axis=1))[:, np.newaxis]], axis=1)
    table: Integers = np.diff(counts[:, 1 : len(within)], axis=2)
    return table
