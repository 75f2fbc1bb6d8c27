from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samlad.analysis import BASELINE_RULES, InputError, baseline_columns


def test_weeks_are_the_last_thirteen_and_the_same_season() -> None:
    """Three years before week 200: 200 − 52 = 148, 200 − 104 = 96, 200 − 157 = 43 (156.5 rounds to 157)."""
    chosen = baseline_columns(210, 200)
    season = [*range(40, 47), *range(93, 100), *range(145, 152)]
    assert chosen.tolist() == [*season, *range(187, 200)]


@given(
    st.integers(0, 400),
    st.sampled_from([1, 4, 12, 365.2425 / 7]),
    st.integers(0, 60),
    st.integers(0, 5),
    st.integers(0, 10),
)
def test_only_earlier_periods_each_once(
    index: int, periods_per_year: float, recent: int, years_back: int, half_window: int
) -> None:
    """Also where the window around the same time of last year is wide enough to reach the present."""
    chosen = baseline_columns(
        400,
        index,
        periods_per_year=periods_per_year,
        recent=recent,
        years_back=years_back,
        half_window=half_window,
    )
    assert np.all(np.diff(chosen) > 0)
    assert np.all((chosen >= 0) & (chosen < index))
    assert set(range(max(0, index - recent), index)) <= set(chosen.tolist())


def test_a_young_series_gives_what_there_is() -> None:
    assert baseline_columns(5, 3).tolist() == [0, 1, 2]
    assert baseline_columns(5, 0).tolist() == []


@pytest.mark.parametrize(("kind", "years"), [("week", 1), ("month", 1), ("quarter", 5), ("year", 8)])
def test_each_rule_comes_to_eight_periods_after_these_years(kind: str, years: int) -> None:
    rule = BASELINE_RULES[kind]
    periods = int(np.ceil(years * rule.periods_per_year)) + 1
    settings = {
        name: getattr(rule, name) for name in ("periods_per_year", "recent", "years_back", "half_window")
    }
    assert len(baseline_columns(periods, periods, **settings)) >= 8


@pytest.mark.parametrize(
    ("index", "settings", "argument"),
    [
        (-1, {}, "index"),
        (11, {}, "index"),
        (5, {"recent": -1}, "recent"),
        (5, {"periods_per_year": 0}, "periods_per_year"),
    ],
)
def test_bad_settings_are_refused(index: int, settings: dict[str, int], argument: str) -> None:
    with pytest.raises(InputError) as caught:
        baseline_columns(10, index, **settings)
    assert caught.value.argument == argument
