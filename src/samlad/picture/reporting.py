"""Who has said what for the weeks of a period, and what that means for its figures.

An organisation's word for a week is its check-in. One that checks in and has given neither word nor incidents for
a week was silent: nobody knows what it saw.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from numpy.typing import NDArray

from samlad.picture import document as d
from samlad.picture.catalogue import Catalogue
from samlad.picture.columns import Columns
from samlad.picture.periods import Kind, Period
from samlad.picture.tally import Tally, in_days

# An organisation's usual share is that of the last year, or of what there is of it.
USUAL = {Kind.WEEK: 52, Kind.MONTH: 12, Kind.QUARTER: 4, Kind.YEAR: 1}


@dataclass(frozen=True, slots=True)
class Reporting:
    """What a picture knows besides its incidents.

    `words` has, for each organisation that was to check in and each week of the period that is over, its slug, the
    week's label, and its word or nothing. `waiting` counts reports of the period that nobody has reviewed yet.
    """

    words: tuple[tuple[str, str, str], ...] = ()
    waiting: int = 0

    def of(self, organisation: str) -> d.Word | None:
        """The organisation's word for the whole period: reported if it was so in any week."""
        given = {word for slug, _week, word in self.words if slug == organisation and word}
        return "reported" if "reported" in given else "nothing" if given else None


@dataclass(frozen=True, slots=True)
class Silence:
    """An organisation's weeks without word or incident, among the weeks that it was to check in for."""

    organisation: str
    name: str
    weeks: tuple[str, ...]
    expected: int
    usual: tuple[float, float] | None
    """From which to which share of a period's incidents it stands for, eight periods in ten; None if there are none."""

    @property
    def whole(self) -> bool:
        return len(self.weeks) == self.expected


def weeks_of(period: Period, today: date) -> tuple[Period, ...]:
    """The ISO weeks of the period that are over: those whose Thursday lies in it."""
    week = Period.holding(period.first, Kind.WEEK)
    found = []
    while week.first + timedelta(days=3) <= period.last and week.last < today:
        if week.first + timedelta(days=3) >= period.first:
            found.append(week)
        week = week.shifted(1)
    return tuple(found)


def week_counts(
    columns: Columns,
    organisations: list[int],
    weeks: tuple[Period, ...],
    among: NDArray[np.bool_] | None = None,
) -> NDArray[np.int64]:
    """Counted incidents (of those `among` them) per organisation (by its id) and week; the weeks follow one another."""
    counts = np.zeros((len(organisations), len(weeks)), dtype=np.int64)
    if not weeks:
        return counts
    held = columns.counted if among is None else among & columns.counted
    chosen = np.flatnonzero(held & in_days(columns, weeks[0].first_day, weeks[-1].end_day))
    week = (columns.day[chosen] - weeks[0].first_day) // 7
    for line, pk in enumerate(organisations):
        counts[line] = np.bincount(week[columns.organisation[chosen] == pk], minlength=len(weeks))
    return counts


def silences(
    reporting: Reporting, columns: Columns, catalogue: Catalogue, counted: Tally
) -> tuple[Silence, ...]:
    """The organisations that were silent in any week of the period, in the catalogue's order."""
    labels = sorted({week for _slug, week, _word in reporting.words})
    weeks = tuple(Period.parse(label) for label in labels)
    without = {(slug, week) for slug, week, word in reporting.words if not word}
    counts = week_counts(columns, [entry.id for entry in catalogue.organisations], weeks)
    found = []
    for line, entry in enumerate(catalogue.organisations):
        expected = sum(slug == entry.code for slug, _week, _word in reporting.words)
        silent = tuple(
            label
            for number, label in enumerate(labels)
            if (entry.code, label) in without and not counts[line, number]
        )
        if silent:
            found.append(Silence(entry.code, entry.name("sv"), silent, expected, _usual(counted, line)))
    return tuple(found)


def _usual(counted: Tally, line: int) -> tuple[float, float] | None:
    latest = slice(-1 - USUAL[counted.periods[-1].kind], -1)
    total, own = counted.total[latest], counted.by_organisation[line, latest]
    if not total.any():
        return None
    shares = own[total > 0] / total[total > 0]
    low, high = np.quantile(shares, (0.1, 0.9))
    return round(float(low), 2), round(float(high), 2)


def sentences(period: Period, found: tuple[Silence, ...], waiting: int) -> tuple[str, ...]:
    """What is not known of the period, and what that means for the figures."""
    said = [_silence(period, one) for one in found]
    if waiting:
        said.append(
            ngettext(
                "%(number)d report waits for review and is not in the figures.",
                "%(number)d reports wait for review and are not in the figures.",
                waiting,
            )
            % {"number": waiting}
        )
    return tuple(said)


def _silence(period: Period, one: Silence) -> str:
    values = {
        "organisation": one.name,
        "week": Period.parse(one.weeks[0]).first.isocalendar().week,
        "number": len(one.weeks),
        "all": one.expected,
        "share": _share_text(one.usual or (0, 0)),
    }
    usual = one.usual is not None and one.usual[1] > 0
    if len(one.weeks) == 1:
        if usual:
            return (
                _(
                    "%(organisation)s has not checked in for week %(week)d; it usually stands for %(share)s of the "
                    "incidents, so the figures may be too low."
                )
                % values
            )
        return (
            _("%(organisation)s has not checked in for week %(week)d, so the figures may be too low.")
            % values
        )
    if usual:
        return (
            _(
                "%(organisation)s has not checked in for %(number)d of %(all)d weeks; it usually stands for %(share)s "
                "of the incidents, so the figures may be too low."
            )
            % values
        )
    return (
        _(
            "%(organisation)s has not checked in for %(number)d of %(all)d weeks, so the figures may be too low."
        )
        % values
    )


def _share_text(usual: tuple[float, float]) -> str:
    """'20–35 %', or one number where it is always the same."""
    low, high = (f"{share:.0%}".rstrip("%") for share in usual)
    return f"{low if low == high else f'{low}–{high}'}\u00a0%"
