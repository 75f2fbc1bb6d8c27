from __future__ import annotations

import tracemalloc
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samlad.analysis import InputError, count_cells, week_hour_counts

rows_of_table = st.lists(
    st.tuples(st.integers(-2, 2), st.integers(-1, 3), st.integers(0, 1), st.integers(-1, 2))
)


@given(rows_of_table)
def test_count_cells_matches_counting_one_by_one(rows: list[tuple[int, int, int, int]]) -> None:
    """Against collections.Counter, with rows outside and weights of −1, 0, 1, 2."""
    area, week, category, weight = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    inside: Counter[tuple[int, int, int]] = Counter()
    for *place, added in rows:
        if min(place) >= 0:
            inside[tuple(place)] += added  # type: ignore[index]
    table = count_cells([area, week, category], (3, 4, 2), weight)
    assert table.dtype == np.int64
    assert {place: table[place] for place in np.ndindex(3, 4, 2)} == {
        place: inside[place] for place in np.ndindex(3, 4, 2)
    }


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.uint64, np.int32])
def test_every_integer_type_counts_the_same(kind: type[np.integer]) -> None:
    assert count_cells([np.array([0, 2, 2], kind)], (3,)).tolist() == [1, 0, 2]


def test_rows_are_counted_once_across_chunks_and_memory_stays_small() -> None:
    """300,000 rows are several chunks; what is held beside the input stays far below a column of int64."""
    rows = 300_000
    first, second = np.arange(rows) % 7, np.arange(rows) % 11
    tracemalloc.start()
    table = count_cells([first, second], (7, 11))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    expected = np.histogram2d(first, second, bins=(7, 11), range=((0, 7), (0, 11)))[0]
    assert np.array_equal(table, expected)
    assert peak < 2_400_000


def test_fractional_weights_give_fractions() -> None:
    assert count_cells([[0, 0, 1]], (2,), [0.25, 0.5, 1]).tolist() == [0.75, 1.0]


def test_no_rows_give_a_table_of_zeros() -> None:
    assert count_cells([[], []], (2, 2)).tolist() == [[0, 0], [0, 0]]


def test_week_hours_begin_on_monday_and_skip_unknown() -> None:
    table = week_hour_counts([0, 23, 24, 167, -1])
    assert table.shape == (7, 24)
    assert [table[0, 0], table[0, 23], table[1, 0], table[6, 23], table.sum()] == [1, 1, 1, 1, 4]


@pytest.mark.parametrize(
    ("codes", "sizes", "weights", "argument", "value"),
    [
        ([[0, 3]], (3,), None, "codes[0]", "3"),
        ([[0.0, 1.0]], (3,), None, "codes[0]", "float64"),
        ([[[0]]], (3,), None, "codes[0]", "(1, 1)"),
        ([[0], [0, 1]], (3, 3), None, "codes", "[1, 2]"),
        ([[0]], (3, 3), None, "codes", "[1]"),
        ([], (3,), None, "codes", "[]"),
        ([], (), None, "sizes", "()"),
        ([[0]], (0,), None, "sizes", "(0,)"),
        ([[0]] * 3, (10_000, 10_000, 10), None, "sizes", "10000"),
        ([[0]], (3,), [1, 2], "weights", "(2,)"),
        ([[0]], (3,), [np.nan], "weights", "nan"),
    ],
)
def test_bad_input_names_argument_and_value(
    codes: list[object], sizes: tuple[int, ...], weights: object, argument: str, value: str
) -> None:
    with pytest.raises(InputError) as caught:
        count_cells(codes, sizes, weights)  # type: ignore[arg-type]
    assert caught.value.argument == argument
    assert value in str(caught.value)
    assert caught.value.remedy in str(caught.value)
