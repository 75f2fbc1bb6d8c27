"""Small counts: what somebody outside the group may see of a picture.

Every table that is shown is protected with its total (`analysis.suppress`), so that no shown figure gives a
small one away; what is finer than the tables (hours, standouts, series) is left out.
"""

from dataclasses import replace

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
        totals=replace(document.totals, count=None) if hidden else document.totals,
        areas=areas,
        categories=categories,
        organisations=organisations,
        history=tuple(
            replace(one, count=None) if (one.count or 0) < threshold else one for one in document.history
        ),
        weekday_hour=EMPTY_HOURS,
        count_without_hour=0,
        standouts=(),
        map=None,
        unplaced=0,
        masked={},
    )


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
    return replace(row, sparkline=())


def _protected_organisations(
    rows: tuple[d.OrganisationRow, ...], threshold: int
) -> tuple[d.OrganisationRow, ...]:
    if not rows:
        return rows
    hidden = _column([row.count or 0 for row in rows], threshold)
    return tuple(
        replace(row, count=None, silent=False) if small else row
        for row, small in zip(rows, hidden, strict=True)
    )
