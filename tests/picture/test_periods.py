from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samlad.picture.periods import Kind, Period, PeriodProblem, date_of, day_of

DAYS = st.dates(date(1971, 1, 1), date(2100, 1, 1))


@given(DAYS, st.sampled_from(Kind))
def test_a_period_holds_its_day_and_reads_its_own_label(day: date, kind: Kind) -> None:
    period = Period.holding(day, kind)
    assert period.first <= day <= period.last
    assert Period.parse(period.label) == period


@given(DAYS, st.sampled_from(Kind), st.integers(-40, 40))
def test_periods_follow_each_other_without_a_gap(day: date, kind: Kind, steps: int) -> None:
    period = Period.holding(day, kind)
    assert period.shifted(steps).shifted(-steps) == period
    assert period.shifted(1).first_day == period.end_day


def test_iso_weeks_at_the_turn_of_the_year() -> None:
    assert Period.parse("2020-W53").first == date(2020, 12, 28)
    assert Period.holding(date(2021, 1, 3), Kind.WEEK).label == "2020-W53"
    assert date_of(day_of(date(2024, 2, 29))) == date(2024, 2, 29)


@pytest.mark.parametrize(
    "text", ["", "2026-W54", "2021-W53", "2026-13", "2026-Q5", "20260101", "week 3", "2026-W00"]
)
def test_what_is_no_period_is_answered_with_how_one_is_written(text: str) -> None:
    with pytest.raises(PeriodProblem, match="2026-W07"):
        Period.parse(text)
