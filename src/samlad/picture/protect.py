"""Small counts: what somebody outside the group may see of a picture.

Every table that is shown is protected with its total (`analysis.suppress`), so that no shown figure gives a
small one away; what is finer than the tables (hours, standouts, series) is left out. So is the history: what is
known of an earlier month now, beside what was known when it was frozen, differs by a few. What is reckoned from
counts is rounded, so that the counts cannot be reckoned back.
"""

from dataclasses import replace
from itertools import zip_longest

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import override

from samlad.analysis.suppress import SUPPRESSED, suppress
from samlad.picture import document as d

EMPTY_HOURS = ((0,) * 24,) * 7


def protect(document: d.PictureDocument, threshold: int) -> d.PictureDocument:
    """The picture without counts under the threshold, or what they could be computed from."""
    areas = _protected(document.areas, document.totals.count, threshold)
    categories = _protected(document.categories, document.totals.count, threshold)
    organisations = _protected_organisations(document.organisations, threshold)
    count = document.totals.count
    hidden = count is None or count < threshold
    with override(document.language):
        headline = (
            (_("Fewer than %(threshold)d incidents: too few to show.") % {"threshold": threshold},)
            if hidden
            else document.headline[:1]
        )
    return replace(
        document,
        headline=headline,
        totals=_totals(document.totals, hidden=hidden),
        areas=areas,
        categories=categories,
        organisations=organisations,
        history=(),
        weekday_hour=EMPTY_HOURS,
        count_without_hour=0,
        standouts=(),
        map=None,
        unplaced=0,
        masked={},
        # Written for the group: they may name any count.
        words=(),
    )


def may_stand_beside(one: d.PictureDocument, other: d.PictureDocument, threshold: int) -> bool:
    """Whether two protected editions of a picture say nothing about few when one is subtracted from the other.

    Hidden is the same in both, and each figure is the same or differs by the threshold at least; so is what remains
    of the total for that which is hidden.
    """
    pairs = list(zip_longest(_figures(one), _figures(other)))
    if any(left is None or right is None or left[0] != right[0] for left, right in pairs):
        return False
    for (_name, before), (_same, after) in pairs:
        if (before is None) != (after is None):
            return False
        if before is not None and after is not None and 0 < abs(after - before) < threshold:
            return False
    return True


def _figures(document: d.PictureDocument) -> list[tuple[str, int | None]]:
    """Every count that is shown, and for each table what it leaves of the total."""
    total = document.totals.count
    found: list[tuple[str, int | None]] = [("total", total)]
    for name, rows in (
        ("area", document.areas),
        ("category", document.categories),
        ("organisation", document.organisations),
    ):
        counts = [(f"{name} {row.code or row.name}", row.count) for row in rows]
        found += counts
        rest = None if total is None else total - sum(count or 0 for _code, count in counts)
        found.append((f"rest of {name}", rest))
    return found


def _totals(totals: d.Totals, *, hidden: bool) -> d.Totals:
    if hidden:
        # A verdict would say on which side of its range the count lies.
        unknown = replace(totals, count=None, expected_low=None, expected_high=None, expected_mean=None)
        return replace(unknown, verdict="too_little_data")
    return replace(
        totals,
        expected_low=_whole(totals.expected_low),
        expected_high=_whole(totals.expected_high),
        expected_mean=_whole(totals.expected_mean),
    )


def _whole(value: float | None) -> float | None:
    return None if value is None else float(round(value))


def _per_cent(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _protected(rows: tuple[d.Row, ...], total: int | None, threshold: int) -> tuple[d.Row, ...]:
    if not rows:
        return rows
    counts = [row.count or 0 for row in rows]
    # What is in no row (no position, say) is a row of the table too: it is the difference to the total.
    rest = max(0, (total or 0) - sum(counts))
    shown = _column([*counts, rest], threshold)[: len(rows)]
    return tuple(
        _without_small(row, None if hidden else row.count) for row, hidden in zip(rows, shown, strict=True)
    )


def _column(counts: list[int], threshold: int) -> list[bool]:
    table = suppress(np.array(counts)[:, np.newaxis], threshold=threshold)
    return [int(cell) == SUPPRESSED for cell in table.cells[:, 0]]


def _without_small(row: d.Row, count: int | None) -> d.Row:
    """Without the series too: a year's trend is of many incidents, single weeks are not."""
    if count is None:
        return replace(
            row,
            count=None,
            expected_low=None,
            expected_high=None,
            verdict="too_little_data",
            share=None,
            change_per_year=None,
            change_low=None,
            change_high=None,
            sparkline=(),
        )
    return replace(
        row,
        expected_low=_whole(row.expected_low),
        expected_high=_whole(row.expected_high),
        change_per_year=_per_cent(row.change_per_year),
        change_low=_per_cent(row.change_low),
        change_high=_per_cent(row.change_high),
        sparkline=(),
    )


def _protected_organisations(
    rows: tuple[d.OrganisationRow, ...], threshold: int
) -> tuple[d.OrganisationRow, ...]:
    if not rows:
        return rows
    hidden = _column([row.count or 0 for row in rows], threshold)
    return tuple(
        replace(row, count=None, silent=False, word=None) if small else row
        for row, small in zip(rows, hidden, strict=True)
    )
