"""Counts equal what a plain loop over the incidents finds, whatever is selected."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from samlad.picture.columns import Columns
from samlad.picture.periods import Period
from samlad.picture.tally import Axis, Selection, period_counts, tally

WEEK = Period.parse("2026-W40")
PERIODS = tuple(WEEK.shifted(step) for step in range(-5, 1))
AREAS = Axis(2, {1: 0, 2: 0, 3: 1})
CATEGORIES = Axis(2, {10: 0, 11: 1})
ORGANISATIONS = Axis(2, {5: 0, 6: 1})
PLACES = Axis(1, {7: 0})

INCIDENT = st.tuples(
    st.integers(PERIODS[0].first_day - 9, WEEK.end_day + 9),
    st.sampled_from([0, 1, 2, 3, 4]),
    st.sampled_from([10, 11, 12]),
    st.sampled_from([5, 6]),
    st.sampled_from([0, 7]),
    st.integers(-1, 167),
    st.booleans(),
)
SOME = {
    "area_ids": st.none() | st.frozensets(st.sampled_from([1, 2, 3]), min_size=1),
    "category_ids": st.none() | st.frozensets(st.sampled_from([10, 11, 99]), min_size=1),
    "organisation_ids": st.none() | st.frozensets(st.sampled_from([5, 6]), min_size=1),
}


def columns_of(rows: list[tuple[int, int, int, int, int, int, bool]]) -> Columns:
    table = np.array([row[:6] for row in rows], dtype=np.int64).reshape(-1, 6)
    day, area, category, organisation, place, hour = table.T
    return Columns(
        version=1,
        time_zone="UTC",
        id=np.arange(1, len(rows) + 1),
        organisation=organisation.astype(np.int32),
        category=category.astype(np.int32),
        area=area.astype(np.int32),
        place=place.astype(np.int32),
        cell=np.zeros(len(rows), dtype=np.int64),
        felt_insecurity=np.zeros(len(rows), dtype=np.int8),
        occurred_from=day * 86_400,
        occurred_to=day * 86_400,
        counted=np.array([row[6] for row in rows], dtype=bool),
        day=day.astype(np.int32),
        hour_of_week=hour.astype(np.int16),
    )


@given(st.lists(INCIDENT, max_size=40), st.builds(Selection, **SOME))
def test_tally_counts_what_a_loop_counts(
    rows: list[tuple[int, int, int, int, int, int, bool]], selection: Selection
) -> None:
    columns = columns_of(rows)
    counted = tally(
        columns, selection, PERIODS,
        areas=AREAS, categories=CATEGORIES, organisations=ORGANISATIONS, places=PLACES,
    )  # fmt: skip
    chosen = [
        row
        for row in rows
        if row[6]
        and (selection.area_ids is None or row[1] in selection.area_ids)
        and (selection.category_ids is None or row[2] in selection.category_ids)
        and (selection.organisation_ids is None or row[3] in selection.organisation_ids)
    ]
    inside = [row for row in chosen if PERIODS[0].first_day <= row[0] < WEEK.end_day]
    for number, period in enumerate(PERIODS):
        here = [row for row in inside if period.first_day <= row[0] < period.end_day]
        assert counted.total[number] == len(here)
        for line in range(2):
            area = [row for row in here if AREAS.line_of.get(row[1]) == line]
            category = [row for row in here if CATEGORIES.line_of.get(row[2]) == line]
            assert counted.by_area[line, number] == len(area)
            assert counted.by_category[line, number] == len(category)
            assert counted.by_organisation[line, number] == sum(
                ORGANISATIONS.line_of[row[3]] == line for row in here
            )
            for other in range(2):
                both = [row for row in area if CATEGORIES.line_of.get(row[2]) == other]
                assert counted.area_category[line, other, number] == len(both)
        assert counted.by_place[0, number] == sum(row[4] == 7 for row in here)
    own = [row for row in inside if row[0] >= WEEK.first_day]
    assert counted.weekday_hour.sum() == sum(row[5] >= 0 for row in own)
    assert counted.hour_unknown == sum(row[5] < 0 for row in own)
    assert counted.unplaced == sum(row[1] == 0 for row in own)
    assert counted.outside == len(chosen) - len(inside)
    assert period_counts(columns, selection, PERIODS).tolist() == counted.total.tolist()
