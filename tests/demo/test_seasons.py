"""Darkness and the calendar, against almanacs."""

from datetime import date

import numpy as np
import pytest

from samlad.demo.days import easter, is_payday_weekend, is_school_holiday, is_workday, midsummer_eve
from samlad.demo.seasons import PATTERNS, clock, darkness, hours_in_utc, hours_of_sun, sun_altitude


@pytest.mark.parametrize(
    ("day", "hours"),
    # Luleå in almanacs: about 3 h 5 min at midwinter, 23 h 5 min at midsummer, 12 h at the equinoxes.
    [
        (date(2025, 12, 21), 3.1),
        (date(2026, 6, 21), 23.1),
        (date(2026, 3, 20), 12.2),
        (date(2025, 9, 23), 12.2),
    ],
)
def test_hours_of_sun_in_lulea(day: date, hours: float) -> None:
    assert hours_of_sun(day) == pytest.approx(hours, abs=0.15)


def test_december_has_about_three_and_a_half_hours_of_sun_a_day() -> None:
    assert np.mean([hours_of_sun(date(2025, 12, day)) for day in range(1, 32)]) == pytest.approx(3.5, abs=0.2)


def test_no_hour_of_midsummer_is_fully_dark_and_most_of_december_is() -> None:
    assert darkness(hours_in_utc(date(2026, 6, 15), 14)).max() < 1
    assert darkness(hours_in_utc(date(2025, 12, 15), 14)).mean() > 0.65


def test_the_suns_altitude_at_noon_is_known() -> None:
    # At the March equinox of 2024 (20 March 03:06 UTC) the sun is over the equator: 90° − latitude at noon.
    noon = np.array(["2024-03-20T12:07:30"], dtype="datetime64[s]")
    assert sun_altitude(noon, latitude=60.0, longitude=0.0)[0] == pytest.approx(30.15, abs=0.1)


@pytest.mark.parametrize(
    ("year", "day"), [(2024, date(2024, 3, 31)), (2025, date(2025, 4, 20)), (2026, date(2026, 4, 5))]
)
def test_easter(year: int, day: date) -> None:
    assert easter(year) == day


def test_the_days_that_stand_out() -> None:
    assert midsummer_eve(2026) == date(2026, 6, 19)
    assert midsummer_eve(2024) == date(2024, 6, 21)
    # 25 September 2026 is a Friday; 25 October is a Sunday, so that pay comes on Friday the 23rd.
    assert is_payday_weekend(date(2026, 9, 25))
    assert is_payday_weekend(date(2026, 10, 24))
    assert not is_payday_weekend(date(2026, 10, 30))
    assert is_school_holiday(date(2026, 7, 1))
    assert is_school_holiday(date(2026, 3, 3))
    assert not is_school_holiday(date(2026, 9, 15))
    assert not is_workday(date(2026, 4, 3))
    assert not is_workday(date(2026, 5, 14))
    assert is_workday(date(2026, 11, 13))


def test_weeks_follow_the_year() -> None:
    weeks = clock(date(2025, 1, 6), date(2026, 1, 4))
    weights = dict(zip(PATTERNS, weeks.week_weights(), strict=True))
    assert weights["snowmobiles"][5] > 1
    assert weights["snowmobiles"][26] == 0
    assert weights["mopeds"][26] > 5 * weights["mopeds"][5]
    assert weights["fireworks"].argmax() in (50, 51)
    assert weights["dark_places"][45] > 3 * weights["dark_places"][25]


def test_every_pattern_has_mean_one_over_a_year() -> None:
    means = clock(date(2024, 12, 30), date(2025, 12, 28)).week_weights().mean(axis=1)
    assert means == pytest.approx(np.ones(len(PATTERNS)), abs=0.06)
