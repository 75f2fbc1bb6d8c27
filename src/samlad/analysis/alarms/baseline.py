"""Which earlier periods are comparable with one period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samlad.analysis.checks import check_at_least, check_whole


@dataclass(frozen=True, slots=True)
class BaselineRule:
    """How earlier periods are chosen.

    Attributes
    ----------
    periods_per_year : float
        Length of the season in periods: 52.1775 for ISO weeks.
    recent : int
        How many of the periods just before are taken.
    years_back : int
        How many earlier years are looked into.
    half_window : int
        How many periods on each side of the same time of an earlier year are taken.
    """

    periods_per_year: float
    recent: int
    years_back: int
    half_window: int


# 13 weeks are one season; three earlier years, seven weeks in each, add the same season. Months and quarters
# are coarser, so they need more years to come to the eight periods that an expected range asks for.
BASELINE_RULES: Mapping[str, BaselineRule] = {
    "week": BaselineRule(periods_per_year=365.2425 / 7, recent=13, years_back=3, half_window=3),
    "month": BaselineRule(periods_per_year=12, recent=6, years_back=5, half_window=1),
    "quarter": BaselineRule(periods_per_year=4, recent=4, years_back=8, half_window=0),
    "year": BaselineRule(periods_per_year=1, recent=10, years_back=0, half_window=0),
}


def baseline_columns(
    n_periods: int,
    index: int,
    *,
    periods_per_year: float = 365.2425 / 7,
    recent: int = 13,
    years_back: int = 3,
    half_window: int = 3,
) -> NDArray[np.int64]:
    """Choose the comparable earlier periods: the last ones, and the same season in earlier years.

    Parameters
    ----------
    n_periods : int
        Number of periods (columns) in the series, oldest first.
    index : int
        Place of the current period, 0 to `n_periods`; `n_periods` itself is the period that comes next.
    periods_per_year, recent, years_back, half_window
        The rule, see `BaselineRule`; `BASELINE_RULES` has one each for week, month, quarter and year.

    Returns
    -------
    ndarray of int64, shape (n_chosen,)
        Places of the chosen periods, ascending, each once, all before `index`. Empty when there is nothing
        before `index`. Periods before the series began are left out, not replaced.

    Raises
    ------
    InputError
        If the index is outside the series or a setting is negative.

    Notes
    -----
    The rule can be told in a sentence: "compared with the 13 weeks before, and with the same time of the
    three years before, three weeks on either side". The recent periods carry the present level, the earlier
    years the season; nothing later than the current period is ever used. A level that changes from year to
    year shows as over-dispersion and widens the range. `docs/methods.md` has the false-alarm rates of this
    and simpler rules in a world with seasons.

    Examples
    --------
    >>> baseline_columns(70, 60, recent=2, years_back=1, half_window=1).tolist()
    [7, 8, 9, 58, 59]
    """
    check_whole("n_periods", n_periods, 0)
    check_whole("index", index, 0, n_periods)
    check_at_least("periods_per_year", periods_per_year, 1)
    for argument, value in (("recent", recent), ("years_back", years_back), ("half_window", half_window)):
        check_whole(argument, value, 0)
    same_season = [
        np.arange(-half_window, half_window + 1) + index - round(year * periods_per_year)
        for year in range(1, years_back + 1)
    ]
    places = np.unique(np.concatenate([np.arange(index - recent, index), *same_season]))
    return places[(places >= 0) & (places < index)].astype(np.int64)
