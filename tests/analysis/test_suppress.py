from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog

from samlad.analysis import SUPPRESSED, InputError, SuppressedTable, suppress

cells = st.one_of(st.integers(0, 6), st.integers(0, 40))
tables = arrays(np.int64, st.tuples(st.integers(1, 4), st.integers(1, 4)), elements=cells)


def shown(table: SuppressedTable) -> np.ndarray:
    """The table with its totals, as a reader sees it."""
    rows = np.vstack([table.cells, table.column_totals])
    return np.column_stack([rows, [*table.row_totals, table.grand_total]])


def attack(figures: np.ndarray) -> np.ndarray:
    """Width of what linear programming leaves open for each suppressed place.

    The attacker knows every shown figure, that rows and columns add up, and that no count is negative.
    """
    places = np.argwhere(figures == SUPPRESSED)
    number = {tuple(place): index for index, place in enumerate(places)}
    equations, right = [], []
    for axis in (0, 1):
        for line in range(figures.shape[axis]):
            equation, known = np.zeros(len(places)), 0
            last = figures.shape[1 - axis] - 1
            for position in range(last + 1):
                place = (line, position) if axis == 0 else (position, line)
                sign = -1 if position == last else 1
                if place in number:
                    equation[number[place]] = sign
                else:
                    known -= sign * figures[place]
            equations.append(equation)
            right.append(known)
    widths = []
    for goal in np.eye(len(places)):
        least = linprog(goal, A_eq=equations, b_eq=right)
        most = linprog(-goal, A_eq=equations, b_eq=right)
        assert least.status == 0
        widths.append(np.inf if most.status == 3 else -most.fun - least.fun)
    return np.array(widths)


@given(tables, st.sampled_from([3, 5]))
@settings(max_examples=150)
def test_linear_programming_cannot_narrow_a_suppressed_place(counts: np.ndarray, threshold: int) -> None:
    table = suppress(counts, threshold=threshold)
    assert np.all(attack(shown(table)) >= threshold - 1e-6)


@given(tables, st.data())
@settings(max_examples=30)
def test_linear_programming_cannot_narrow_with_structural_zeros(
    counts: np.ndarray, data: st.DataObject
) -> None:
    """Structural zeros are shown, so the attacker has them among the known figures."""
    structural = (counts == 0) & data.draw(arrays(np.bool_, counts.shape))
    table = suppress(counts, structural_zeros=structural)
    assert np.all(table.cells[structural] == 0)
    assert np.all(attack(shown(table)) >= 5 - 1e-6)


def test_primary_suppression_alone_would_give_the_cell_away() -> None:
    """The attack itself works: with one cell hidden, its width is 0."""
    figures = np.array([[20, SUPPRESSED, 23], [15, 40, 55], [35, 43, 78]])
    assert attack(figures).tolist() == [0]


@given(tables)
@settings(max_examples=100)
def test_nothing_small_is_shown_and_what_is_shown_is_true(counts: np.ndarray) -> None:
    table = suppress(counts)
    figures = shown(table)
    rows = np.vstack([counts, counts.sum(axis=0)])
    whole = np.column_stack([rows, rows.sum(axis=1)])
    visible = figures != SUPPRESSED
    assert np.array_equal(figures[visible], whole[visible])
    assert np.all(figures[visible] >= 5)
    assert np.array_equal(table.suppressed, ~visible)
    assert table.n_small == (whole < 5).sum()
    assert table.n_small + table.n_complementary == table.suppressed.sum()


def test_four_cells_suffice_for_one_small_cell() -> None:
    """One rectangle, the cheapest: 3 with 15, 20 and 40 rather than with 25 and 30."""
    table = suppress([[20, 3, 30], [15, 40, 25], [50, 60, 70]])
    assert table.cells.tolist() == [[-1, -1, 30], [-1, -1, 25], [50, 60, 70]]
    assert (table.n_small, table.n_complementary, table.warnings) == (1, 3, ())


def test_a_table_without_small_counts_is_shown_whole() -> None:
    table = suppress([[5, 6], [7, 8]])
    assert shown(table).tolist() == [[5, 6, 11], [7, 8, 15], [12, 14, 26]]


def test_zero_is_small_unless_it_is_structural() -> None:
    counts = [[0, 20], [30, 40]]
    assert suppress(counts).cells.tolist() == [[-1, -1], [-1, -1]]
    structural = [[True, False], [False, False]]
    assert suppress(counts, structural_zeros=structural).cells.tolist() == counts


def test_a_row_of_structural_zeros_shows_its_total() -> None:
    table = suppress([[0, 0], [30, 40]], structural_zeros=[[True, True], [False, False]])
    assert table.row_totals.tolist() == [0, 70]
    assert not table.suppressed.any()


@pytest.mark.parametrize("counts", [[[3]], [[0, 0], [0, 0]]])
def test_a_table_with_a_small_total_shows_nothing(counts: list[list[int]]) -> None:
    table = suppress(counts)
    assert table.suppressed.all()
    assert table.warnings == ("totals_suppressed",)


@pytest.mark.parametrize(
    ("counts", "settings", "argument"),
    [
        (np.zeros((0, 3)), {}, "counts"),
        (np.zeros((3, 0)), {}, "counts"),
        ([1, 2], {}, "counts"),
        ([[1, -2]], {}, "counts"),
        ([[1, np.nan]], {}, "counts"),
        ([[1, 2]], {"threshold": 0}, "threshold"),
        ([[1, 2]], {"structural_zeros": [[True, False]]}, "structural_zeros"),
        ([[0, 2]], {"structural_zeros": [True, False]}, "structural_zeros"),
    ],
)
def test_bad_input_names_the_argument(counts: object, settings: dict[str, object], argument: str) -> None:
    with pytest.raises(InputError) as caught:
        suppress(counts, **settings)  # type: ignore[arg-type]
    assert caught.value.argument == argument
