"""The Early Aberration Reporting System's alarms C1, C2 and C3, as in R's `surveillance`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from samlad.analysis.alarms.checks import as_periods, check_tail
from samlad.analysis.alarms.results import SPARSE, SPARSE_MEAN, Alarms
from samlad.analysis.alarms.windows import earlier, plain_alarms
from samlad.analysis.checks import as_matrix, as_usable, check_at_least, check_choice, check_whole

Floats = NDArray[np.float64]

About = Callable[[NDArray[np.int64]], tuple[Floats, Floats, NDArray[np.bool_]]]

GAPS = {"C1": 0, "C2": 2, "C3": 2}
TAILS = {"C1": 0.001, "C2": 0.001, "C3": 0.025}
FEW_PERIODS = "few_periods_bound_too_low"
# A standard deviation from so few is taken as if it were known: with seven, twice to three times too many alarms.
FEW = 20


def ears(
    counts: ArrayLike,
    *,
    method: str = "C1",
    periods: ArrayLike | None = None,
    baseline: int = 7,
    minimum_spread: float = 0.0,
    alpha: float | None = None,
    usable: ArrayLike | None = None,
) -> Alarms:
    """Periods above the mean of the few just before by so many standard deviations.

    Parameters
    ----------
    counts : array_like of int, shape (n_series, n_periods)
        Counts per period, oldest first.
    method : {'C1', 'C2', 'C3'}
        C1 takes the periods just before; C2 leaves two out; C3 adds what the two before were above C2's expectation.
    periods : array_like of int, optional
        Columns to judge; all that have enough before them when left out.
    baseline : int
        How many periods the mean is of; at least 3.
    minimum_spread : float
        The standard deviation is never taken to be smaller (`minSigma`).
    alpha : float, optional
        False-alarm rate meant for normal counts: 0.001 for C1 and C2, 0.025 for C3 when left out.
    usable : array_like of bool, shape (n_periods,) or (n_series, n_periods), optional
        False for periods that nobody reported; a baseline with one of them gives no answer.

    Returns
    -------
    Alarms
        `reasons` is 'no_spread' where the bound of C3 would be 0/0.

    Raises
    ------
    InputError
        If the counts are no matrix of counts, the series is too short or a setting is out of its range.

    Notes
    -----
    L. Hutwagner et al., The bioterrorism preparedness and response Early Aberration Reporting System (EARS), J. Urban
    Health 80, 2003, i89–i96; R. D. Fricker, B. L. Hegler, D. A. Dunfee, Stat. Med. 27, 2008, 3407–3429. Equal to
    `surveillance::earsC` 1.20.3. Seven counts say little about their spread, so false alarms are far more than α:
    docs/methods/alarms.md.

    Examples
    --------
    >>> found = ears([[4, 6, 5, 7, 5, 3, 6, 4, 14]])
    >>> found.alarm.tolist(), found.interval.high.round(1).tolist()
    ([[False, True]], [[9.3, 9.3]])
    """
    check_choice("method", method, tuple(GAPS))
    check_whole("baseline", baseline, 3)
    check_at_least("minimum_spread", minimum_spread, 0)
    tail = TAILS[method] if alpha is None else alpha
    check_tail("alpha", tail)
    observed = as_matrix("counts", counts)
    used = as_usable(usable, observed.shape)
    gap, reach = GAPS[method], 2 if method == "C3" else 0
    judged = as_periods(periods, observed.shape[1], baseline + gap + reach)
    back = np.arange(baseline + gap, gap, -1)

    def about(columns: NDArray[np.int64]) -> tuple[Floats, Floats, NDArray[np.bool_]]:
        before, known = earlier(observed, used, columns, back)
        spread = np.maximum(before.std(axis=2, ddof=1), minimum_spread)
        return before.mean(axis=2), spread, known.all(axis=2) & used[:, columns]

    mean, spread, known = about(judged)
    away = -ndtri(tail)
    now = observed[:, judged]
    high, p = mean + away * spread, None
    if method == "C3":
        excess, known = _excess_before(observed, judged, about, known)
        with np.errstate(invalid="ignore"):
            high = np.maximum(now + spread * (away - excess), 0)
    else:
        with np.errstate(divide="ignore", invalid="ignore"):
            p = np.where(now == mean, 0.5, ndtr((mean - now) / spread))
    return plain_alarms(
        periods=judged,
        observed=now,
        known=known,
        estimate=mean,
        low=np.zeros(now.shape),
        high=high,
        p=p,
        n=np.where(known, baseline, 0),
        method=f"ears_{method.lower()}",
        parameters={
            "level": 1 - tail,
            "alpha": tail,
            "baseline": baseline,
            "left_out": gap,
            "minimum_spread": minimum_spread,
        },
        warnings=(
            *((FEW_PERIODS,) if baseline < FEW else ()),
            *((SPARSE,) if (mean < SPARSE_MEAN).any() else ()),
        ),
    )


def _excess_before(
    observed: Floats, judged: NDArray[np.int64], about: About, known: NDArray[np.bool_]
) -> tuple[Floats, NDArray[np.bool_]]:
    """By how many standard deviations above 1 the two periods before were beyond C2's expectation, and what is known."""
    total = np.zeros((len(observed), len(judged)))
    for step in (1, 2):
        mean, spread, there = about(judged - step)
        known = known & there
        with np.errstate(divide="ignore", invalid="ignore"):
            total += np.maximum((observed[:, judged - step] - mean) / spread - 1, 0)
    return total, known
