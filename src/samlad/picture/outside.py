"""What is expected of a row, for whoever stands outside the group: reckoned from what they have been shown alone.

The group's own ranges and trends are reckoned from every month's count, small ones too. A later month's range,
beside those of the months after it, would say what a hidden count was, whatever it is rounded to. So outside the
group they are reckoned anew from the frozen months that may be seen, in which what is hidden is unknown: whoever
knows these could have reckoned the same.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from samlad.picture import document as d
from samlad.picture.expectation import changes, expectations, history_length
from samlad.picture.periods import PER_YEAR, Kind, Period

TABLES = ("areas", "categories")
# Where more of a row's months are hidden than this share, what is left is no picture of it.
MOST_HIDDEN = 0.25

Key = tuple[str, str]
Counts = Mapping[Key, int | None]
"""The counts of a month that are shown, by table and code; None is hidden."""


def shown_counts(document: d.PictureDocument) -> Counts:
    """The counts of a protected picture."""
    return {(table, row.code): row.count for table in TABLES for row in getattr(document, table)}


def months_before(own: Period) -> list[Period]:
    """The months that a month's ranges and trends are reckoned from, the oldest first."""
    return [own.shifted(step) for step in range(-history_length(Kind.MONTH), 0)]


def reckoned(document: d.PictureDocument, before: Mapping[str, Counts]) -> d.PictureDocument:
    """The protected picture of a month with its rows' ranges and trends from the months `before`, by their labels."""
    return replace(
        document,
        areas=_rows("areas", document.areas, document, before),
        categories=_rows("categories", document.categories, document, before),
    )


def _rows(
    table: str, rows: tuple[d.Row, ...], document: d.PictureDocument, before: Mapping[str, Counts]
) -> tuple[d.Row, ...]:
    if not rows:
        return rows
    periods = months_before(Period.parse(document.period.label))
    known = [[before.get(one.label, {}).get((table, row.code)) for one in periods] for row in rows]
    usable = np.array([[count is not None for count in line] for line in known])
    seen = np.array([one.label in before for one in periods])
    # A row of which much is hidden is left out whole: what is shown of it is its high months.
    usable[(seen & ~usable).sum(axis=1) > MOST_HIDDEN * max(1, int(seen.sum()))] = False
    counts = np.array([[count or 0 for count in line] for line in known], dtype=np.int64)
    counts = np.column_stack([counts, [row.count or 0 for row in rows]]).astype(np.int64)
    return _compared(rows, counts, usable)


def _compared(
    rows: tuple[d.Row, ...], counts: NDArray[np.int64], usable: NDArray[np.bool_]
) -> tuple[d.Row, ...]:
    expected = expectations(counts, Kind.MONTH, usable=usable)
    trends = _trends(counts, usable)
    return tuple(
        row
        if row.count is None
        else replace(
            row,
            expected_low=expected.low_of(line),
            expected_high=expected.high_of(line),
            verdict=expected.verdicts[line],
            change_per_year=trends[line][0],
            change_low=trends[line][1],
            change_high=trends[line][2],
        )
        for line, row in enumerate(rows)
    )


def _trends(
    counts: NDArray[np.int64], usable: NDArray[np.bool_]
) -> list[tuple[float | None, float | None, float | None]]:
    """Of the rows that are shown in each month since the first that was shown: a trend has no holes."""
    begun = np.flatnonzero(usable.any(axis=0))
    found: list[tuple[float | None, float | None, float | None]] = [(None, None, None)] * len(counts)
    if not len(begun) or counts.shape[1] - 1 - begun[0] < PER_YEAR[Kind.MONTH]:
        return found
    whole = np.flatnonzero(usable[:, begun[0] :].all(axis=1))
    if len(whole):
        change = changes(counts[whole, begun[0] :], Kind.MONTH)
        for number, line in enumerate(whole):
            found[line] = change.of(number)
    return found
