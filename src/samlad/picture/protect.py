"""Small counts: what somebody outside the group may see of a picture.

Every table that is shown is protected with its total (`analysis.suppress`), so that no shown figure gives a
small one away; what is finer than the tables (hours, standouts, series) is left out. So is the history: what is
known of an earlier month now, beside what was known when it was frozen, differs by a few. Ranges and trends of rows
are left out too; `outside` reckons them anew from what has been shown. The total's range is rounded, and is left
out where one of the months behind it was small itself.
"""

from dataclasses import replace
from itertools import zip_longest

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import override

from samlad.analysis.rates.suppress import SUPPRESSED, suppress
from samlad.picture import document as d
from samlad.picture import wording
from samlad.picture.periods import Period

EMPTY_HOURS = ((0,) * 24,) * 7


def protect(document: d.PictureDocument, threshold: int) -> d.PictureDocument:
    """The picture without counts under the threshold, or what they could be computed from."""
    areas = _protected(document.areas, document.totals.count, threshold)
    categories = _protected(document.categories, document.totals.count, threshold)
    organisations = _protected_organisations(document.organisations, threshold)
    totals = _totals(document, threshold)
    return replace(
        document,
        headline=_headline(document, totals, threshold),
        totals=totals,
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


def _totals(document: d.PictureDocument, threshold: int) -> d.Totals:
    totals = document.totals
    # A verdict would say on which side of its range a hidden count lies.
    bare = replace(
        totals, expected_low=None, expected_high=None, expected_mean=None, verdict="too_little_data"
    )
    if totals.count is None or totals.count < threshold:
        return replace(bare, count=None)
    # The hidden total of an earlier month is in the ranges of those that follow.
    if any(one.count is None or one.count < threshold for one in document.history[:-1]):
        return bare
    return replace(
        totals,
        expected_low=_whole(totals.expected_low),
        expected_high=_whole(totals.expected_high),
        expected_mean=_whole(totals.expected_mean),
    )


def _headline(document: d.PictureDocument, totals: d.Totals, threshold: int) -> tuple[str, ...]:
    if totals.verdict == document.totals.verdict and totals.count is not None:
        return document.headline[:1]
    with override(document.language):
        if totals.count is None:
            return (_("Fewer than %(threshold)d incidents: too few to show.") % {"threshold": threshold},)
        return (wording.amount(Period.parse(document.period.label), totals),)


def _whole(value: float | None) -> float | None:
    return None if value is None else float(round(value))


def _protected(rows: tuple[d.Row, ...], total: int | None, threshold: int) -> tuple[d.Row, ...]:
    if not rows:
        return rows
    counts = [row.count or 0 for row in rows]
    # What is in no row (no position, say) is a row of the table too: it is the difference to the total.
    rest = max(0, (total or 0) - sum(counts))
    shown = _column([*counts, rest], threshold)[: len(rows)]
    return tuple(_bare(row, None if hidden else row.count) for row, hidden in zip(rows, shown, strict=True))


def _column(counts: list[int], threshold: int) -> list[bool]:
    table = suppress(np.array(counts)[:, np.newaxis], threshold=threshold)
    return [int(cell) == SUPPRESSED for cell in table.cells[:, 0]]


def _bare(row: d.Row, count: int | None) -> d.Row:
    """Its count and share alone: what the group reckons from a row's earlier months would tell small ones of them."""
    return replace(
        row,
        count=count,
        expected_low=None,
        expected_high=None,
        verdict="too_little_data",
        share=None if count is None else row.share,
        change_per_year=None,
        change_low=None,
        change_high=None,
        sparkline=(),
    )


def _protected_organisations(
    rows: tuple[d.OrganisationRow, ...], threshold: int
) -> tuple[d.OrganisationRow, ...]:
    if not rows:
        return rows
    hidden = _column([row.count or 0 for row in rows], threshold)
    return tuple(
        replace(row, count=None, silent=False, word=None, usual_low=None, usual_high=None)
        if small
        # Reckoned from earlier months, small counts among them.
        else replace(row, usual_low=None, usual_high=None)
        for row, small in zip(rows, hidden, strict=True)
    )
