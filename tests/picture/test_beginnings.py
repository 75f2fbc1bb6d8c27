"""A month that reports began in is no month: it is compared with nothing, and makes no trend rise."""

from datetime import date, timedelta

import numpy as np
import pytest
from tests.collect.files import bring_in, file_of
from tests.conftest import World
from tests.picture.test_compose import document
from tests.picture.test_silence_trend import BEGIN, WEEKS
from tests.picture.test_silence_trend import found as silence_found

from samlad.picture.beginnings import first_reported
from samlad.picture.periods import Kind, Period
from samlad.picture.query import Query

MONTH = Period.parse("2026-10")


def every_day(first: date, last: date) -> list[str]:
    days = (last - first).days + 1
    return [
        f"{day}-{number};{first + timedelta(days=day)} 12:00;SKA;65.61;{22.02 + 0.04 * number};;"
        for day in range(days)
        for number in range(2)
    ]


def test_a_month_that_began_on_the_20th_is_left_out(norrby: World) -> None:
    bring_in(norrby.organisations["polisen"], file_of(every_day(date(2023, 11, 20), MONTH.last)))
    found = document(norrby, Query(MONTH))
    assert found.recipe.parameters["periods"] == "2023-12…2026-10"
    row = found.areas[0]
    assert row.change_low is not None
    assert row.change_high is not None
    # One a day, all the time; November's eleven days would have made it some 4 % a year.
    assert abs(row.change_per_year or 0) < 0.01
    assert row.change_low < 0 < row.change_high
    quarters = document(norrby, Query(Period.parse("2026-Q3")))
    assert quarters.recipe.parameters["periods"] == "2024-Q1…2026-Q3"


def test_a_month_that_began_a_few_days_late_is_whole(norrby: World) -> None:
    bring_in(norrby.organisations["polisen"], file_of(every_day(date(2023, 11, 6), MONTH.last)))
    assert document(norrby, Query(MONTH)).recipe.parameters["periods"] == "2023-11…2026-10"


def test_few_incidents_may_begin_late_by_chance(norrby: World) -> None:
    """Two a month on the 15th: nothing says that nobody reported before."""
    months = [MONTH.shifted(-step) for step in range(36)]
    rows = [
        f"{month}-{number};{month.first + timedelta(days=14)} 12:00;SKA;65.61;22.02;;"
        for month in months
        for number in range(2)
    ]
    bring_in(norrby.organisations["polisen"], file_of(rows))
    assert document(norrby, Query(MONTH)).recipe.parameters["periods"] == "2023-11…2026-10"


def test_an_old_incident_told_late_is_no_beginning_of_the_weeks_either(norrby: World) -> None:
    rng = np.random.default_rng(3)
    rows = [
        f"{week}-{number};{BEGIN + timedelta(weeks=week, days=6)} 12:00;SKA;65.61;22.02;;"
        for week, count in enumerate(rng.poisson(8, WEEKS).tolist())
        for number in range(count)
    ]
    bring_in(norrby.organisations["polisen"], file_of(rows))
    before = silence_found(norrby)
    assert before is not None
    assert before.weeks == WEEKS
    old = f"old;{BEGIN - timedelta(weeks=30)} 12:00;SKA;65.61;22.02;;"
    bring_in(norrby.organisations["bolaget"], file_of([old]))
    after = silence_found(norrby)
    assert after is not None
    assert (after.weeks, after.raw) == (WEEKS, before.raw)


@pytest.mark.parametrize(
    ("counts", "first"),
    [
        ([0, 1, 0, 8, 9, 8, 9, 8], 3),  # a quarter of eight and a half is more than one
        ([0, 3, 0, 8, 9, 8, 9, 8], 1),
        ([0, 0, 0, 0, 5], None),  # the last one is what is compared
        ([0, 0, 0, 0, 0], None),
    ],
)
def test_reports_begin_with_a_quarter_of_what_is_usual(counts: list[int], first: int | None) -> None:
    assert first_reported(np.array(counts), Kind.QUARTER) == first
