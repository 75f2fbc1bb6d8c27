"""A file of areas against what is stored, without a database."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from samlad.places.areas_file import AreaProblem, AreaRow
from samlad.places.queries import map_of
from samlad.places.replacing import mark_of, plan


def row(code: str, level: int = 2, parent: str = "", west: float = 0.0, east: float = 1.0) -> AreaRow:
    return AreaRow(code, f"Area {code}", level, parent, False, shapely.box(west, 0, east, 1))


STORED = [row("M", 1), row("A", parent="M", east=0.5), row("B", parent="M", west=0.5)]


def test_new_changed_and_the_same() -> None:
    found = plan(
        STORED, [row("C", parent="M"), row("B", parent="M", west=0.4), row("A", parent="M", east=0.5)]
    )
    assert [one.code for one in found.added] == ["C"]
    assert [after.code for _, after in found.changed] == ["B"]
    assert found.same == 1
    assert {one.code for one in found.merged} == {"M", "A", "B", "C"}


def test_the_same_border_drawn_from_another_corner_is_no_change() -> None:
    ring = shapely.get_coordinates(STORED[1].boundary)[:-1]
    turned = shapely.Polygon([*ring[2:], *ring[:2]])
    same = AreaRow("A", "Area A", 2, "M", False, turned)
    assert plan(STORED, [same]).empty


def test_a_file_without_parents_keeps_those_that_are_there() -> None:
    found = plan(STORED, [row("A", east=0.4)])
    assert found.changed[0][1].parent == "M"


def test_a_parent_may_be_among_what_is_stored() -> None:
    assert plan(STORED, [row("A1", 3, "A", east=0.1)]).added[0].parent == "A"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (row("A1", 3, "Z"), "not in the file"),
        (row("A1", 2, "A"), "not of a higher level"),
        # The municipality moves away from under its districts.
        (row("M", 1, west=5, east=6), "lies outside"),
        # A district becomes what lies under it.
        (row("M", 3), "not of a higher level"),
    ],
)
def test_the_whole_must_be_a_hierarchy(given: AreaRow, words: str) -> None:
    with pytest.raises(AreaProblem, match=words):
        plan(STORED, [given])


def test_the_mark_changes_with_any_fact_and_not_with_the_order() -> None:
    assert mark_of(STORED) == mark_of(STORED[::-1])
    assert mark_of(STORED) != mark_of(STORED[:2])
    assert mark_of(STORED) != mark_of([*STORED[:2], row("B", parent="M", west=0.4)])


def located(rows: Sequence[AreaRow], points: NDArray[np.float64]) -> list[str]:
    ids = {one.code: number for number, one in enumerate(sorted(rows, key=lambda one: one.code), start=1)}
    codes = {number: code for code, number in ids.items()} | {0: ""}
    return [codes[number] for number in map_of(rows, ids).locate(points[:, 1], points[:, 0]).tolist()]


@pytest.mark.parametrize(
    "given",
    [
        [row("A", east=0.55)],
        [row("A", east=0.4), row("B", west=0.4)],
        [row("C", 3, "B", west=0.7, east=0.8)],
        [replace(STORED[2], name="Aaa", boundary=shapely.box(0.4, 0, 1, 1))],
        [replace(STORED[2], level=3, parent="A", boundary=shapely.box(0.3, 0, 0.6, 1))],
        [replace(STORED[1], approximate=True)],
        [],
    ],
)
def test_outside_of_what_is_touched_everything_lies_where_it_lay(given: list[AreaRow]) -> None:
    """Points on borders among them: there the finer level, then the name decides."""
    lines = np.arange(-0.2, 1.2, 0.05)
    grid = np.array([(x, y) for x in lines for y in lines])
    points = np.vstack([grid, np.random.default_rng(3).uniform(-0.2, 1.2, (2_000, 2))])
    found = plan(STORED, given)
    box = found.touched()
    before, after = located(STORED, points), located(found.merged, points)
    changed = [place for place, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    assert bool(changed) is any(one.code != "A" or one.boundary != STORED[1].boundary for one in given)
    for x, y in points[changed]:
        assert box is not None
        assert box.west <= x <= box.east
        assert box.south <= y <= box.north
