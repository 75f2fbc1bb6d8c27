"""Checks of what the scans take; each raises `InputError`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import (
    as_counts,
    as_numbers,
    check_above_zero,
    check_choice,
    check_length,
    check_whole,
)
from samlad.analysis.errors import InputError
from samlad.analysis.scan.setting import HIGH, LOW

Floats = NDArray[np.float64]

DIRECTIONS = {"high": HIGH, "low": LOW, "both": HIGH | LOW}
OVERLAPS = ("space_time", "space")
# What SaTScan allows at most too, and what sixteen bits number.
MOST_PERIODS = 65_000


@dataclass(frozen=True, slots=True)
class Settings:
    """The options of a scan, checked."""

    prospective: bool
    radius: float
    share: float
    longest: int
    direction: str
    overlap: str
    earlier_analyses: int
    replications: int


def case_table(counts: ArrayLike, argument: str = "counts", *, periods: bool = True) -> Floats:
    """Counts of cells × periods; one dimension is one period where that is allowed."""
    table = as_counts(argument, counts)
    if table.ndim == 1 and not periods:
        table = table[:, np.newaxis]
    if table.ndim != 2 or len(table) < 2 or not 1 <= table.shape[1] <= MOST_PERIODS:
        raise InputError(
            "{argument} has shape {value}. {remedy}",
            argument=argument,
            value=table.shape,
            remedy=f"Give cells × periods, at least two cells and at most {MOST_PERIODS} periods.",
        )
    return table


def check_cases(table: Floats, argument: str = "counts") -> None:
    """Nothing can be said of no case, nor of one."""
    total = table.sum()
    if total < 2 or total > np.iinfo(np.int32).max:
        raise InputError(
            "{argument} holds {value} cases. {remedy}",
            argument=argument,
            value=int(total),
            remedy="A scan needs at least two, and at most 2,147,483,647.",
        )


def check_margins(table: Floats) -> None:
    """A permutation of times changes nothing where all cases are in one cell or one period."""
    check_cases(table)
    for axis, name in ((1, "cells"), (0, "periods")):
        used = int(np.count_nonzero(table.sum(axis=axis)))
        if used < 2:
            raise InputError(
                "{argument} has cases in {value}. {remedy}",
                argument="counts",
                value=f"{used} of the {name}",
                remedy=f"The space–time permutation needs cases in at least two {name}.",
            )


def places(x: ArrayLike, y: ArrayLike, cells: int) -> tuple[Floats, Floats]:
    """Coordinates of each cell."""
    across, up = as_numbers("x", x), as_numbers("y", y)
    check_length("x", across, cells, "cells")
    check_length("y", up, cells, "cells")
    return across, up


def population_table(population: ArrayLike, cases: Floats) -> Floats:
    """Population or expected counts of cells × periods, from one number per cell or one per cell and period."""
    people = as_numbers("population", population)
    if people.ndim == 1 and people.shape == cases.shape[:1]:
        people = np.repeat(people[:, np.newaxis], cases.shape[1], axis=1)
    if people.shape != cases.shape:
        raise InputError(
            "{argument} has shape {value}. {remedy}",
            argument="population",
            value=people.shape,
            remedy=f"Give a number for each of the {len(cases)} cells, or the shape {cases.shape}.",
        )
    check_people("population", people, cases)
    return people


def check_people(argument: str, people: Floats, cases: Floats) -> None:
    """There is a population wherever there is a case."""
    wrong = (people < 0) | ((people == 0) & (cases > 0))
    if wrong.any():
        place = tuple(int(axis) for axis in np.argwhere(wrong)[0])
        raise InputError(
            "{argument} is {value}. {remedy}",
            argument=argument,
            value=f"{people[place]:g} at {place}, where there are {cases[place]:g} cases",
            remedy="No population is below 0, and where there are cases it is above 0.",
        )


def check_controls(controls: Floats, cases: Floats) -> None:
    """As many numbers as for the cases, and somebody to compare with."""
    if controls.shape != cases.shape or not controls.any():
        raise InputError(
            "{argument} has shape {value}. {remedy}",
            argument="controls",
            value=f"{controls.shape} and the sum {controls.sum():g}",
            remedy=f"Give the shape {cases.shape} of the cases, and at least one control.",
        )


def settings(
    periods: int,
    prospective: bool,
    radius: float | None,
    share: float,
    longest: int | None,
    direction: str,
    overlap: str,
    earlier_analyses: int,
    replications: int,
) -> Settings:
    """The options within their ranges, what was left out filled in."""
    most = max(1, periods // 2) if longest is None else longest
    reach = np.inf if radius is None else radius
    check_choice("direction", direction, DIRECTIONS)
    check_choice("overlap", overlap, OVERLAPS)
    check_whole("replications", replications, 9)
    check_whole("longest", most, 1, periods)
    _check_earlier(earlier_analyses, periods, prospective)
    if radius is not None:
        check_above_zero("radius", radius, "; leave it out for no limit but the share")
    if not 0 < share <= 1:
        raise InputError(
            "{argument} is {value}. {remedy}",
            argument="share",
            value=share,
            remedy="A share lies above 0 and is at most 1, for instance 0.5.",
        )
    return Settings(
        *(bool(prospective), float(reach), float(share), int(most), direction, overlap),
        *(int(earlier_analyses), int(replications)),
    )


def _check_earlier(earlier_analyses: int, periods: int, prospective: bool) -> None:
    if prospective:
        check_whole("earlier_analyses", earlier_analyses, 0, periods - 1)
    elif earlier_analyses:
        raise InputError(
            "{argument} is {value}. {remedy}",
            argument="earlier_analyses",
            value=earlier_analyses,
            remedy="It must be 0 unless prospective: only a scan of the last period is repeated every period.",
        )
