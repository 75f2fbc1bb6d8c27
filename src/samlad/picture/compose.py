"""Counts → the joint picture: what is going on, compared with what was to be expected, and why it stands out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import override
from numpy.typing import NDArray

from samlad.code_version import code_version
from samlad.picture import document as d
from samlad.picture import wording
from samlad.picture.beginnings import first_reported, is_whole
from samlad.picture.catalogue import Catalogue, Entry
from samlad.picture.columns import Columns
from samlad.picture.expectation import (
    Expectation,
    changes,
    expectations,
    history_length,
    rolling_expectations,
)
from samlad.picture.periods import Kind, Period, date_of
from samlad.picture.query import Query
from samlad.picture.reporting import Reporting, Silence, sentences, silences
from samlad.picture.standouts import standouts
from samlad.picture.tally import Tally, period_counts, tally

SHOWN = {"week": 53, "month": 25, "quarter": 13, "year": 8}
SPARKLINE = 26


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose picture it is."""

    name: str
    simulated: bool
    attributions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Composed:
    """The picture and the counts it was made of."""

    document: d.PictureDocument
    tally: Tally


def compose(
    columns: Columns,
    catalogue: Catalogue,
    query: Query,
    subject: Subject,
    language: d.Language,
    reporting: Reporting | None = None,
) -> Composed:
    """The joint picture of the query's period and selection.

    Without `reporting`, where nobody checks in (files alone), silence is the absence of incidents.
    """
    with override(language):
        periods = covered_periods(columns, query, catalogue)
        counted = tally(
            columns,
            query.selection(catalogue),
            periods,
            areas=catalogue.area_axis,
            categories=catalogue.category_axis,
            organisations=catalogue.organisation_axis,
            places=catalogue.place_axis,
        )
        document = _document(columns, catalogue, query, subject, language, counted, reporting)
        return Composed(document, counted)


def covered_periods(columns: Columns, query: Query, catalogue: Catalogue) -> tuple[Period, ...]:
    """The query's period and the earlier ones that the chosen organisations' reporting covers whole, oldest first."""
    longest = history_length(query.period.kind)
    periods = tuple(query.period.shifted(step) for step in range(-longest, 1))
    everything = replace(query, areas=(), categories=()).selection(catalogue)
    first = first_reported(period_counts(columns, everything, periods), query.period.kind)
    if first is None:
        return periods[-1:]
    return periods[first:] if is_whole(columns.days, everything, periods[first]) else periods[first + 1 :]


def _document(
    columns: Columns,
    catalogue: Catalogue,
    query: Query,
    subject: Subject,
    language: d.Language,
    counted: Tally,
    reporting: Reporting | None,
) -> d.PictureDocument:
    kind = query.period.kind
    # All lines in one go: what comes before the arithmetic costs as much for one as for a hundred.
    lines = np.concatenate([counted.total[np.newaxis], counted.by_area, counted.by_category])
    expected = _compared(lines, counted, kind)
    areas = _rows(catalogue.rows_of_area, counted.by_area, expected, 1, counted, language)
    after = 1 + len(areas)
    categories = _rows(catalogue.main_categories, counted.by_category, expected, after, counted, language)
    found = standouts(counted, catalogue, query, language)
    silent = _silent(reporting, columns, catalogue, counted, query)
    organisations = _organisations(catalogue, counted, query, reporting, silent)
    totals = _totals(expected, counted)
    return d.PictureDocument(
        title=_("Joint picture"),
        collaboration=subject.name,
        period=d.Period(kind.value, query.period.label, query.period.first, query.period.last),
        simulated=subject.simulated,
        headline=wording.headline(
            query.period,
            totals,
            found,
            organisations if reporting is None else (),
            areas,
            until=None if counted.over else date_of(counted.reported_until),
        )
        + sentences(query.period, silent, reporting.waiting if reporting else 0),
        totals=totals,
        recipe=_recipe(columns, query, expected, counted),
        language=language,
        previous_label=counted.periods[-2].label if len(counted.periods) > 1 else None,
        history=_history(counted, kind),
        areas=tuple(_chosen(areas, query.areas, catalogue)),
        categories=tuple(_chosen_categories(categories, query)),
        organisations=organisations,
        weekday_hour=tuple(tuple(int(count) for count in hours) for hours in counted.weekday_hour),
        count_without_hour=counted.hour_unknown,
        standouts=found,
        map=None,
        unplaced=counted.unplaced,
        attributions=subject.attributions,
    )


def _compared(counts: NDArray[np.int64], counted: Tally, kind: Kind) -> Expectation:
    expected = expectations(counts, kind)
    return expected if counted.over else expected.so_far()


def _totals(total: Expectation, counted: Tally) -> d.Totals:
    return d.Totals(
        count=int(counted.total[-1]),
        expected_low=total.low_of(0),
        expected_high=total.high_of(0),
        expected_mean=total.mean_of(0),
        verdict=total.verdicts[0],
        periods_used=total.periods_used,
    )


def _rows(
    entries: tuple[Entry, ...],
    counts: NDArray[np.int64],
    expected: Expectation,
    first: int,
    counted: Tally,
    language: str,
) -> list[d.Row]:
    """The rows of a table, of which the first is line `first` of what was expected."""
    change = changes(counts, counted.periods[-1].kind)
    whole = max(int(counted.total[-1]), 1)
    return [
        _row(entry, counts[number], expected, first + number, change.of(number), whole, language)
        for number, entry in enumerate(entries)
    ]


def _row(
    entry: Entry,
    counts: NDArray[np.int64],
    expected: Expectation,
    line: int,
    change: Sequence[float | None],
    whole: int,
    language: str,
) -> d.Row:
    per_year, low, high = change
    return d.Row(
        code=entry.code,
        name=entry.name(language),
        count=int(counts[-1]),
        expected_low=expected.low_of(line),
        expected_high=expected.high_of(line),
        verdict=expected.verdicts[line],
        share=int(counts[-1]) / whole,
        change_per_year=per_year,
        change_low=low,
        change_high=high,
        sparkline=tuple(counts[-SPARKLINE:].tolist()),
    )


def _chosen(rows: list[d.Row], codes: tuple[str, ...], catalogue: Catalogue) -> list[d.Row]:
    """Only the chosen areas where areas are chosen; a choice below the table's level keeps its row."""
    if not codes:
        return rows
    lines = catalogue.area_axis.line_of
    ids = catalogue.area_ids(codes)
    keep = {lines[pk] for pk in ids if pk in lines}
    return [row for number, row in enumerate(rows) if number in keep]


def _chosen_categories(rows: list[d.Row], query: Query) -> list[d.Row]:
    chosen = {code.split(".")[0] for code in query.categories}
    return [row for row in rows if not chosen or row.code in chosen]


def _silent(
    reporting: Reporting | None, columns: Columns, catalogue: Catalogue, counted: Tally, query: Query
) -> tuple[Silence, ...]:
    if reporting is None:
        return ()
    found = silences(reporting, columns, catalogue, counted)
    return tuple(one for one in found if not query.organisations or one.organisation in query.organisations)


def _organisations(
    catalogue: Catalogue,
    counted: Tally,
    query: Query,
    reporting: Reporting | None,
    silent: tuple[Silence, ...],
) -> tuple[d.OrganisationRow, ...]:
    rows = zip(catalogue.organisations, counted.by_organisation, strict=True)
    # In all weeks: one that has missed a few of a year's has not said nothing.
    without_word = {one.organisation for one in silent if one.whole}
    usual = {one.organisation: one.usual for one in silent if one.usual is not None}
    # Nobody checks in: silent is who reports as a rule and has nothing now. With a filter, absence says nothing.
    unfiltered = reporting is None and not (query.areas or query.categories)
    return tuple(
        d.OrganisationRow(
            entry.name("sv"),
            int(counts[-1]),
            code=entry.code,
            silent=entry.code in without_word
            or (unfiltered and int(counts[-1]) == 0 and int(counts[:-1].sum()) > 0),
            word=reporting.of(entry.code) if reporting else None,
            usual_low=usual[entry.code][0] if entry.code in usual else None,
            usual_high=usual[entry.code][1] if entry.code in usual else None,
        )
        for entry, counts in rows
        if not query.organisations or entry.code in query.organisations
    )


def _history(counted: Tally, kind: Kind) -> tuple[d.PeriodCount, ...]:
    """The last periods, each with what was to be expected of it from those before it."""
    first = max(0, len(counted.periods) - SHOWN[kind])
    expected = rolling_expectations(counted.total, first, kind)
    return tuple(
        d.PeriodCount(period.label, int(count), expected.low_of(number), expected.high_of(number))
        for number, (period, count) in enumerate(
            zip(counted.periods[first:], counted.total[first:], strict=True)
        )
    )


def _recipe(columns: Columns, query: Query, total: Expectation, counted: Tally) -> d.Recipe:
    return d.Recipe(
        data_version=str(columns.version),
        parameters={
            "query": query.parameters(),
            "time_zone": columns.time_zone,
            "periods": f"{counted.periods[0].label}…{counted.periods[-1].label}",
            **total.parameters,
        },
        code_version=code_version(),
        generated_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
