"""The trend of the picture's incidents as they were reported, and adjusted for who was silent when.

It is worked out for the page from week to week, whatever period the picture is of; a frozen picture has no word of it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from samlad.analysis import CoverageTrend, InputError, Trend, trend_adjusted_for_silence
from samlad.collect import check_in_queries
from samlad.people.models import Member
from samlad.people.policy import Right, require
from samlad.picture import check_ins, held
from samlad.picture.beginnings import first_reported
from samlad.picture.catalogue import Catalogue
from samlad.picture.columns import Columns, current, reported_until
from samlad.picture.notation import NO_BREAK
from samlad.picture.periods import PER_YEAR, Kind, Period, date_of
from samlad.picture.query import Query
from samlad.picture.reporting import week_counts
from samlad.picture.silence import silent_weeks
from samlad.picture.tally import QUIET_DAYS, selected

MOST_WEEKS = 156
# Under one year there is no telling a trend from a season.
LEAST_WEEKS = 52
MUCH = 0.2

Change = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class SilenceTrend:
    """Change per year (0.1 is ten per cent more) with its limits, raw and adjusted, and how much is assumed.

    `lowest` and `highest` are what it would be if the silent had nothing, or twice what is usual for them.
    """

    weeks: int
    raw: Change
    adjusted: Change
    lowest: float
    highest: float
    assumed: float
    silent: int  # weeks in which somebody was


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """What the trend is worked out from: organisations by weeks, those alone that have any of the chosen incidents."""

    organisations: tuple[str, ...]  # their slugs
    weeks: tuple[str, ...]
    counts: NDArray[np.int64]  # of the chosen incidents
    reported: NDArray[np.int64]  # of all that came in
    checked_in: NDArray[np.bool_]
    heard: NDArray[np.bool_]


def found(viewer: Member, query: Query) -> SilenceTrend | None:
    """The trend up to the end of the picture's period, kept for as long as incidents and words are the same."""
    key, columns, names, until, words = _asked(viewer, query)
    return held.remembered(key, lambda: _found(_observed(columns, names, query, until, words)))


def observed(viewer: Member, query: Query) -> Observed | None:
    """What it is worked out from; None where there is too little for a trend."""
    _key, columns, names, until, words = _asked(viewer, query)
    return _observed(columns, names, query, until, words)


def _asked(
    viewer: Member, query: Query
) -> tuple[tuple[Any, ...], Columns, Catalogue, Period, dict[int, frozenset[date]]]:
    require(viewer, Right.SMALL_COUNTS)
    collaboration = viewer.collaboration
    columns, names = current(collaboration), held.catalogue(collaboration)
    given = check_in_queries.weeks_with_word(collaboration.pk)
    words = tuple((pk, frozenset(mondays)) for pk, mondays in sorted(given.items()))
    until = _last(columns, query, check_ins.today(collaboration))
    key = ("silence_trend", collaboration.pk, columns.version, names, query, until, words)
    return key, columns, names, until, dict(words)


def _last(columns: Columns, query: Query, today: date) -> Period:
    """The last whole week of the picture's period that is over and has been reported to."""
    reached = reported_until(columns)
    days = [query.period.end_day, Period.holding(today, Kind.WEEK).first_day]
    if reached is not None:
        days.append(reached + QUIET_DAYS + 1)
    return Period.holding(date_of(min(days)), Kind.WEEK).shifted(-1)


def _observed(
    columns: Columns, names: Catalogue, query: Query, last: Period, words: dict[int, frozenset[date]]
) -> Observed | None:
    weeks = tuple(last.shifted(step) for step in range(1 - MOST_WEEKS, 1))
    ids = [entry.id for entry in names.organisations]
    everything = week_counts(columns, ids, weeks)
    begun = first_reported(everything.sum(axis=0), Kind.WEEK)
    if begun is None or len(weeks) - begun < LEAST_WEEKS:
        return None
    known = slice(begun, None)
    labels = [week.label for week in weeks][known]
    counts = week_counts(columns, ids, weeks, selected(columns, query.selection(names)))[:, known]
    reported = everything[:, known]
    said = [frozenset(Period(monday, Kind.WEEK).label for monday in words.get(pk, ())) for pk in ids]
    silent = np.array([silent_weeks(own, reported[line], labels) for line, own in enumerate(said)])
    some = np.count_nonzero(counts, axis=1) > 0
    if not some.any():
        return None
    return Observed(
        organisations=tuple(entry.code for entry, own in zip(names.organisations, some, strict=True) if own),
        weeks=tuple(labels),
        counts=counts[some],
        reported=reported[some],
        checked_in=np.array([[label in own for label in labels] for own in said])[some],
        heard=(~silent | (counts > 0))[some],
    )


def _found(of: Observed | None) -> SilenceTrend | None:
    if of is None:
        return None
    try:
        result = trend_adjusted_for_silence(of.counts, of.heard, periods_per_year=PER_YEAR[Kind.WEEK])
    except InputError:
        return None
    return _told(result, int((~of.heard).any(axis=0).sum()))


def _told(result: CoverageTrend, silent: int) -> SilenceTrend | None:
    raw, adjusted = _change(result.raw), _change(result.adjusted)
    if raw is None or adjusted is None:
        return None
    return SilenceTrend(
        weeks=len(result.coverage.raw),
        raw=raw,
        adjusted=adjusted,
        lowest=result.lowest - 1,
        highest=result.highest - 1,
        assumed=result.coverage.assumed,
        silent=silent,
    )


def _change(of: Trend) -> Change | None:
    one = of.one(0)
    if one.change_per_year is None or one.low is None or one.high is None:
        return None
    return one.change_per_year - 1, one.low - 1, one.high - 1


def sentences(of: SilenceTrend | None) -> list[str]:
    """What the trend is, raw and adjusted, and how much of that is assumed."""
    if of is None:
        return []
    said = [
        _(
            "As reported, incidents change by %(change)s a year (uncertainty: %(low)s to %(high)s; %(weeks)d weeks)."
        )
        % {**_texts(of.raw), "weeks": of.weeks}
    ]
    if not of.silent:
        return [*said, _("All who report were heard from in every one of these weeks.")]
    said.append(
        _(
            "Somebody was silent in %(silent)d of them. Adjusted for that it is %(change)s a year (%(low)s to %(high)s)."
        )
        % {**_texts(of.adjusted), "silent": of.silent}
    )
    said.append(_assumption(of))
    if of.assumed > MUCH:
        said.append(_("So much is assumed that the trend should not be relied on."))
    return said


def _assumption(of: SilenceTrend) -> str:
    values = {"share": _share(of.assumed), "lowest": _signed(of.lowest), "highest": _signed(of.highest)}
    if values["lowest"] == values["highest"]:
        return (
            _(
                "Adjusting assumes that the silent had what is usual for them, some %(share)s of the incidents: had "
                "they had nothing, or twice as many, it would still be %(lowest)s a year."
            )
            % values
        )
    return (
        _(
            "Adjusting assumes that the silent had what is usual for them, some %(share)s of the incidents: had they "
            "had nothing, or twice as many, it would be between %(lowest)s and %(highest)s a year."
        )
        % values
    )


def _texts(change: Change) -> dict[str, str]:
    return dict(zip(("change", "low", "high"), map(_signed, change), strict=True))


def _signed(share: float) -> str:
    number = round(100 * share)
    return f"{'+' if number > 0 else '−' if number < 0 else '±'}{abs(number)}{NO_BREAK}%"


def _share(share: float) -> str:
    """Something is never nothing."""
    return f"{max(round(100 * share), 1)}{NO_BREAK}%"
