"""Aoristic time of week: an incident that happened some time between two moments, spread evenly over them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.aoristic.spans import Spans, as_spans
from samlad.analysis.aoristic.week import HOURS_OF_WEEK, spread_over_week
from samlad.analysis.checks import as_parts
from samlad.analysis.results import Parameters

WITHOUT_END, END_BEFORE_START, OVER_A_WEEK = "without_end", "end_before_start", "over_a_week"
MOST_GROUPS = 100_000


@dataclass(frozen=True, slots=True, eq=False)
class Aoristic:
    """Incidents by hour of the week.

    Attributes
    ----------
    estimate : ndarray of float, shape (168,) or (n_groups, 168)
        Expected number of incidents in each hour; 0 is Monday 00–01, 167 is Sunday 23–24. The sum is the number of
        incidents.
    n : int
        Incidents.
    exact : int
        How many of them lie within one hour: they are known, and not spread.
    without_end, end_before_start, over_a_week : int
        How many were put on their start hour since there was no end, or since it was before the start; and how many
        last a week or more and say nothing of the hour.
    method, parameters, warnings
        As in `Estimate`. Warnings: 'without_end', 'end_before_start', 'over_a_week'.
    """

    estimate: NDArray[np.float64]
    n: int
    exact: int
    without_end: int
    end_before_start: int
    over_a_week: int
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def aoristic(
    start: ArrayLike,
    end: ArrayLike | None = None,
    *,
    groups: ArrayLike | None = None,
    group_count: int | None = None,
    whole_minutes: bool = False,
) -> Aoristic:
    """Spread incidents over the hours of the week in which they may have happened.

    Parameters
    ----------
    start : array_like of datetime64, shape (n_incidents,)
        Earliest moment, local time.
    end : array_like of datetime64, shape (n_incidents,), optional
        Latest moment, local time. Where it is not known (NaT), or before the start, the incident is put on the hour of
        its start.
    groups : array_like of int, shape (n_incidents,), optional
        A table for each group, for instance area or category; one below 0 is in no table. ``np.arange(n)`` gives
        a row for each incident.
    group_count : int, optional
        How many groups there are; one more than the largest when left out.
    whole_minutes : bool
        Cut start and length down to whole minutes first, as R's aoristic does.

    Returns
    -------
    Aoristic

    Raises
    ------
    InputError
        If there is no incident, a start is not known, the arrays are not moments or have different lengths, or a group
        is beyond `group_count`.

    Notes
    -----
    J. H. Ratcliffe, Journal of Quantitative Criminology 18, 2002, 23–43; conventions of the R package aoristic: an
    hour has the share of the interval that lies within it; an interval of a week or more gives each hour 1/168.
    Each interval is a step up at its first whole hour and a step down at its last, on the circle of 168 hours, and
    its two ends; one cumulative sum makes hours of the steps. So the work does not grow with the length of intervals.

    Examples
    --------
    >>> found = aoristic(np.array(["2026-11-23T22:30", "2026-11-27T08:00"], "M8[s]"),
    ...                  np.array(["2026-11-24T00:30", "NaT"], "M8[s]"))
    >>> found.estimate[[22, 23, 24, 104]].tolist(), float(found.estimate.sum()), found.without_end
    ([0.25, 0.5, 0.25, 1.0], 2.0, 1)
    """
    spans = as_spans(start, end, whole_minutes=whole_minutes)
    codes, count = as_parts("groups", groups, "group_count", group_count, len(spans.start), MOST_GROUPS)
    table = spread_over_week(spans.start, spans.length, 1 / spans.length, codes, count)
    return Aoristic(
        estimate=table if groups is not None else table[0],
        n=len(codes) if groups is None else int((codes >= 0).sum()),
        exact=int((spans.start % 3600 + spans.length <= 3600).sum()),
        without_end=spans.without_end,
        end_before_start=spans.end_before_start,
        over_a_week=spans.over_a_week,
        method="aoristic",
        parameters={"whole_minutes": whole_minutes, "hours": HOURS_OF_WEEK},
        warnings=span_warnings(spans),
    )


def span_warnings(spans: Spans) -> tuple[str, ...]:
    """What the reader should know of the intervals."""
    found = {
        WITHOUT_END: spans.without_end,
        END_BEFORE_START: spans.end_before_start,
        OVER_A_WEEK: spans.over_a_week,
    }
    return tuple(code for code, number in found.items() if number)
