"""Counts equal what a plain loop over the incidents finds, whatever is selected."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samlad.picture.columns import Columns
from samlad.picture.days import Axis, Selection
from samlad.picture.periods import Period
from samlad.picture.tally import period_counts, tally

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


# Lines and ids beyond what a byte holds, ids that no axis knows, periods before and after all incidents.
MANY = {
    "areas": Axis(200, {pk: pk % 200 for pk in range(1, 700) if pk % 5}),
    "categories": Axis(14, {pk: pk % 14 for pk in range(100, 160)}),
    "organisations": Axis(7, {70_000 + pk: pk for pk in range(7)}),
    "places": Axis(130, {pk: pk - 1 for pk in range(1, 131)}),
}


def many(rng: np.random.Generator, number: int) -> Columns:
    """Incidents of three years in the order that they came in, some of them withdrawn."""
    days = rng.integers(19_000, 20_100, number)
    rows = zip(
        days.tolist(),
        rng.integers(0, 705, number).tolist(),
        rng.integers(95, 165, number).tolist(),
        (70_000 + rng.integers(0, 9, number)).tolist(),
        np.maximum(rng.integers(-60, 135, number), 0).tolist(),
        rng.integers(-1, 168, number).tolist(),
        (rng.random(number) < 0.9).tolist(),
        strict=True,
    )
    return columns_of(list(rows))


def some(rng: np.random.Generator, first: int, end: int) -> frozenset[int] | None:
    if rng.random() < 0.4:
        return None
    return frozenset(rng.integers(first, end, rng.integers(1, end - first)).tolist())


def loop(columns: Columns, selection: Selection) -> list[list[int]]:
    """Day, hour, area, category, organisation and place of what a selection holds, found one by one."""
    allowed = (selection.area_ids, selection.category_ids, selection.organisation_ids)
    names = ("day", "hour_of_week", "area", "category", "organisation", "place")
    rows = zip(columns.counted.tolist(), *(getattr(columns, name).tolist() for name in names), strict=True)
    return [
        row
        for counts, *row in rows
        if counts and all(ids is None or row[2 + place] in ids for place, ids in enumerate(allowed))
    ]


@pytest.mark.parametrize("seed", range(12))
def test_any_selection_of_many_incidents_is_counted_as_a_loop_counts_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    columns = many(rng, 4_000)
    for _ in range(5):
        selection = Selection(some(rng, 0, 800), some(rng, 90, 170), some(rng, 70_000, 70_010))
        last = Period.parse(("2024-W20", "2024-05", "2024-Q2", "2024")[seed % 4])
        first = int(rng.integers(1, 90))
        periods = tuple(last.shifted(step) for step in range(-first, int(rng.integers(1, 4))))
        counted, rows = tally(columns, selection, periods, **MANY), loop(columns, selection)
        number_of = {
            day: number
            for number, period in enumerate(periods)
            for day in range(period.first_day, period.end_day)
        }
        inside = [(number_of[row[0]], *row[1:]) for row in rows if row[0] in number_of]
        assert counted.outside == len(rows) - len(inside)
        assert counted.reported_until == int(columns.day[columns.counted].max())
        total = Counter(row[0] for row in inside)
        assert counted.total.tolist() == [total[number] for number in range(len(periods))]
        assert period_counts(columns, selection, periods).tolist() == counted.total.tolist()
        tables = (counted.by_area, counted.by_category, counted.by_organisation, counted.by_place)
        for place, (axis, table) in enumerate(zip(MANY.values(), tables, strict=True), start=2):
            found = Counter((axis.line_of.get(row[place]), row[0]) for row in inside)
            assert table.shape == (axis.lines, len(periods))
            assert {cell: found[cell] for cell in found if None not in cell} == _held(table)
        area_of, category_of = MANY["areas"].line_of, MANY["categories"].line_of
        pairs = Counter((area_of.get(row[2]), category_of.get(row[3]), row[0]) for row in inside)
        assert {cell: pairs[cell] for cell in pairs if None not in cell} == _held(counted.area_category)
        own = [row for row in inside if row[0] == len(periods) - 1]
        assert Counter(divmod(row[1], 24) for row in own if row[1] >= 0) == _held(counted.weekday_hour)
        assert counted.hour_unknown == sum(row[1] < 0 for row in own)
        assert counted.unplaced == sum(row[2] == 0 for row in own)


def _held(table: np.ndarray) -> dict[tuple[int, ...], int]:
    """The cells of a table that hold anything."""
    return {tuple(map(int, cell)): int(table[tuple(cell)]) for cell in np.argwhere(table)}


def test_another_catalogue_and_other_columns_are_not_taken_for_the_ones_that_were_counted_before() -> None:
    """What is kept for the next period belongs to these axes and these columns alone."""
    columns, everything = many(np.random.default_rng(1), 500), Selection(None, None, None)
    periods = (Period.parse("2023"), Period.parse("2024"))
    before = tally(columns, everything, periods, **MANY)
    other = MANY | {"areas": Axis(1, {pk: 0 for pk in range(1, 700) if pk % 5})}
    assert tally(columns, everything, periods, **other).by_area.tolist() == [
        before.by_area.sum(axis=0).tolist()
    ]
    fewer = replace(columns, counted=columns.counted & (columns.id > 100))
    assert tally(fewer, everything, periods, **MANY).total.sum() < before.total.sum()
    assert tally(columns, everything, periods, **MANY).total.tolist() == before.total.tolist()
