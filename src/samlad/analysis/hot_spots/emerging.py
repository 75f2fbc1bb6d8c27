"""Emerging hot spots: what a cell's Gi* has done over time, by the published rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import as_numbers, check_choice, check_length, check_share
from samlad.analysis.errors import InputError
from samlad.analysis.hot_spots.emerging_space_time import Window, space_time_gi_star
from samlad.analysis.hot_spots.exact import exact_chances
from samlad.analysis.hot_spots.false_discovery import CORRECTIONS, Correction, adjust_p
from samlad.analysis.hot_spots.neighbours import Neighbours
from samlad.analysis.hot_spots.null import Chances, normal
from samlad.analysis.hot_spots.warnings import MOST_SKEWED, SKEWED, skewness_of_sums
from samlad.analysis.results import Parameters
from samlad.analysis.trends.alike import NEIGHBOURS_ALIKE, about_a_line, neighbours_alike
from samlad.analysis.trends.mann_kendall import SerialCorrelation, mann_kendall

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Sporadic = Literal["final_hot", "any"]
Null = Literal["analytic", "exact"]

NEW, CONSECUTIVE, INTENSIFYING, PERSISTENT, DIMINISHING, SPORADIC, OSCILLATING, HISTORICAL = PATTERNS = (
    "new",
    "consecutive",
    "intensifying",
    "persistent",
    "diminishing",
    "sporadic",
    "oscillating",
    "historical",
)
NO_PATTERN = "no_pattern"
# Of the published rules: nine periods of ten, and ten periods at least.
MOSTLY, ENOUGH = 0.9, 10
FEW_PERIODS, OVERLAP = "fewer_than_ten_periods", "trend_of_overlapping_windows"


@dataclass(frozen=True, slots=True, eq=False)
class EmergingHotSpots:
    """The pattern of each cell.

    Attributes
    ----------
    patterns : ndarray of str, shape (n_cells,)
        'new_hot', 'consecutive_hot', 'intensifying_hot', 'persistent_hot', 'diminishing_hot', 'sporadic_hot',
        'oscillating_hot', 'historical_hot', the same with '_cold', or 'no_pattern'.
    z : ndarray of float, shape (n_cells, n_periods)
        Gi* of each cell and period.
    significant : ndarray of int8, shape (n_cells, n_periods)
        1 for a hot period, −1 for a cold one, 0 for neither.
    trend_z, trend_p : ndarray of float, shape (n_cells,)
        Mann–Kendall's test of the cell's Gi* over time.
    n : int
        Periods.
    method, parameters, warnings
        As in `Estimate`. Warnings: 'neighbouring_periods_alike' (a season, or periods that hang together: trends are
        told too often), 'fewer_than_ten_periods', 'normal_p_doubtful_skewed_values',
        'trend_of_overlapping_windows'.
    """

    patterns: NDArray[np.str_]
    z: Floats
    significant: NDArray[np.int8]
    trend_z: Floats
    trend_p: Floats
    n: int
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def emerging_hot_spots(
    counts: ArrayLike,
    neighbours: Neighbours,
    *,
    periods_back: int = 0,
    compared_with: Window = "all_periods",
    null: Null = "analytic",
    alpha: float = 0.05,
    trend_alpha: float = 0.05,
    correction: Correction = "none",
    serial_correlation: SerialCorrelation = "none",
    sporadic: Sporadic = "final_hot",
) -> EmergingHotSpots:
    """Which hot and cold spots are new, lasting, growing, fading, coming and going, or gone.

    Parameters
    ----------
    counts : array_like of float, shape (n_cells, n_periods)
        Oldest first.
    neighbours : Neighbours
        From `grid_neighbours` or another; each cell is in its own neighbourhood.
    periods_back : int
        How many earlier periods belong to a neighbourhood in time. ArcGIS Pro has 1 unless told; then
        successive values share counts, and the trend's test finds more than it should.
    compared_with : {'all_periods', 'same_periods'}
        Mean and variance of all cells in all periods, or of all cells in the neighbourhood's own periods.
    null : {'analytic', 'exact'}
        p of each cell and period by the normal distribution, or by that of all permutations of the others, for whole
        numbers and equal weights, one period and all periods; see `hot_spots`. Rare counts need 'exact'.
    alpha, correction
        When a period is hot or cold: two-sided, `correction` over all cells and periods.
    trend_alpha : float
        When the trend of Gi* is one.
    serial_correlation : {'none', 'hamed_rao'}
        Of the trend's test, see `mann_kendall`.
    sporadic : {'final_hot', 'any'}
        As for `classify_emerging`.

    Returns
    -------
    EmergingHotSpots

    Raises
    ------
    InputError
        If counts are unknown or all equal, there are fewer than three periods, or a setting is unknown.

    Notes
    -----
    Gi* of J. K. Ord, A. Getis, Geographical Analysis 27, 1995, in space and time; H. B. Mann's test (1945) on it; the
    rules of Esri's "How Emerging Hot Spot Analysis works": see `classify_emerging`.

    Examples
    --------
    >>> from samlad.analysis.hot_spots.neighbours import grid_neighbours
    >>> counts = np.zeros((10, 10, 12))
    >>> counts[3:6, 3:6, -1] = 5
    >>> found = emerging_hot_spots(counts.reshape(100, 12), grid_neighbours((10, 10)))
    >>> str(found.patterns.reshape(10, 10)[4, 4])
    'new_hot'
    """
    check_share("alpha", alpha)
    check_share("trend_alpha", trend_alpha)
    check_choice("correction", correction, CORRECTIONS)
    check_choice("null", null, ("analytic", "exact"))
    table = _table("counts", counts)
    z = space_time_gi_star(table, neighbours, periods_back, compared_with)
    chances = _exact(table, neighbours, periods_back, compared_with) if null == "exact" else normal(z)
    p = adjust_p(chances.p("two_sided"), correction=correction)
    significant = np.asarray(chances.side * (p <= alpha), dtype=np.int8)
    trend = mann_kendall(z, serial_correlation=serial_correlation)
    patterns = classify_emerging(significant, trend.z, trend.p, trend_alpha=trend_alpha, sporadic=sporadic)
    warnings = [FEW_PERIODS] if table.shape[1] < ENOUGH else []
    if null == "analytic" and abs(skewness_of_sums(table.ravel(), neighbours)) > MOST_SKEWED:
        warnings.append(SKEWED)
    if periods_back and serial_correlation == "none":
        warnings.append(OVERLAP)
    # of the counts, as neighbouring cells share theirs with Gi*, and periods looked back at are shared by intention
    warnings += [NEIGHBOURS_ALIKE] if neighbours_alike(about_a_line(table)) else []
    return EmergingHotSpots(
        patterns=patterns,
        z=z,
        significant=significant,
        trend_z=trend.z,
        trend_p=trend.p,
        n=table.shape[1],
        method="mann_kendall_on_gi_star",
        parameters={
            "periods_back": periods_back,
            "compared_with": compared_with,
            "null": null,
            "alpha": alpha,
            "trend_alpha": trend_alpha,
            "correction": correction,
            "serial_correlation": serial_correlation,
            "sporadic": sporadic,
        },
        warnings=tuple(warnings),
    )


def classify_emerging(
    significant: ArrayLike,
    trend_z: ArrayLike,
    trend_p: ArrayLike,
    *,
    trend_alpha: float = 0.05,
    sporadic: Sporadic = "final_hot",
) -> NDArray[np.str_]:
    """The patterns alone, from what is hot or cold in each period and the trend of Gi*.

    Parameters
    ----------
    significant : array_like of int, shape (n_cells, n_periods)
        1 hot, −1 cold, 0 neither; oldest first.
    trend_z, trend_p : array_like of float, shape (n_cells,)
        Of the test for a trend of Gi*; above 0 is rising.
    trend_alpha : float
        A trend is one where p is at most this.
    sporadic : {'final_hot', 'any'}
        The present rule: sporadic is hot in the final period. With 'any', that of ArcGIS Pro up to 2.8: on and
        off, whatever the final period is.

    Returns
    -------
    ndarray of str, shape (n_cells,)

    Raises
    ------
    InputError
        If shapes do not go together, values are others than these, or a setting is unknown.

    Notes
    -----
    For hot spots, the first rule that holds (for cold ones, the same with signs turned):

    1. new: hot in the final period and never before.
    2. consecutive: hot in an unbroken run of at least two periods up to the final one, never before it, and in
       less than 90 % of all periods.
    3. intensifying, persistent, diminishing: hot in at least 90 % of all periods, the final one among them, with a
       rising trend, none, or a falling one.
    4. historical: hot in at least 90 % of all periods, but not in the final one.
    5. sporadic: hot in the final period, off and on before, in less than 90 %, and never cold.
    6. oscillating: hot in the final period, cold in some earlier one, and hot in less than 90 %.

    Examples
    --------
    >>> classify_emerging([[0, 0, 0, 1], [1, 1, 1, 0], [-1, 0, 1, 1]], [1, 0, 2], [0.3, 1, 0.04]).tolist()
    ['new_hot', 'no_pattern', 'consecutive_hot']
    """
    check_share("trend_alpha", trend_alpha)
    check_choice("sporadic", sporadic, ("final_hot", "any"))
    table = _table("significant", significant)
    if not np.isin(table, (-1, 0, 1)).all():
        raise InputError(
            "{argument} holds {value}. {remedy}",
            argument="significant",
            value=f"{table[~np.isin(table, (-1, 0, 1))][0]:g}",
            remedy="Give 1 for hot, -1 for cold and 0 for neither.",
        )
    direction, p = _of_cells("trend_z", trend_z, len(table)), _of_cells("trend_p", trend_p, len(table))
    trend = np.sign(direction) * (p <= trend_alpha)
    hot = _patterns(table > 0, table < 0, trend, sporadic)
    cold = _patterns(table < 0, table > 0, -trend, sporadic)
    return np.where(
        hot != "", np.char.add(hot, "_hot"), np.where(cold != "", np.char.add(cold, "_cold"), NO_PATTERN)
    )


def _exact(table: Floats, neighbours: Neighbours, periods_back: int, compared_with: Window) -> Chances:
    if periods_back or compared_with != "all_periods":
        raise InputError(
            "{argument} is {value}, and a neighbourhood is not one period among all. {remedy}",
            argument="null",
            value="'exact'",
            remedy="Use periods_back=0 and compared_with='all_periods', or null='analytic'.",
        )
    return exact_chances(table, neighbours, "counts")


def _patterns(hot: Mask, cold: Mask, trend: Floats, sporadic: Sporadic) -> NDArray[np.str_]:
    periods, number, final = hot.shape[1], hot.sum(axis=1), hot[:, -1]
    run = np.where(hot.all(axis=1), periods, np.argmin(hot[:, ::-1], axis=1))
    mostly = number >= MOSTLY * periods - 1e-9
    on_and_off = final if sporadic == "final_hot" else number > 0
    ever_cold = cold.any(axis=1)
    rules = [
        (NEW, final & (number == 1)),
        (CONSECUTIVE, (run >= 2) & (number == run) & ~mostly),
        (INTENSIFYING, mostly & final & (trend > 0)),
        (DIMINISHING, mostly & final & (trend < 0)),
        (PERSISTENT, mostly & final),
        (HISTORICAL, mostly),
        (SPORADIC, on_and_off & ~ever_cold),
        (OSCILLATING, final & ever_cold),
    ]
    return np.select([rule for _, rule in rules], [name for name, _ in rules], default="")


def _table(argument: str, values: ArrayLike) -> Floats:
    table = as_numbers(argument, values)
    if table.ndim != 2 or table.shape[1] < 3 or not len(table):
        raise InputError(
            "{argument} has shape {value}. {remedy}",
            argument=argument,
            value=table.shape,
            remedy="Give cells in rows and at least three periods in columns.",
        )
    return table


def _of_cells(argument: str, values: ArrayLike, n: int) -> Floats:
    numbers = as_numbers(argument, values)
    check_length(argument, numbers, n, "cells")
    return numbers
