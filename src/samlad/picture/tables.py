"""A picture's tables as files: its figures, and the counts and rules that they were worked out from."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from samlad.analysis.alarms.baseline import BASELINE_RULES
from samlad.picture import document as d
from samlad.picture.catalogue import Catalogue, Entry
from samlad.picture.compose import Composed
from samlad.picture.expectation import changes, periods_used
from samlad.picture.silence_trend import Observed

AREAS, CATEGORIES, PERIODS, ORGANISATIONS, RECIPE = (
    "areas",
    "categories",
    "periods",
    "organisations",
    "recipe",
)
TABLES = (AREAS, CATEGORIES, PERIODS, ORGANISATIONS, RECIPE)
# Who was silent when is worked out for the page, and not frozen.
FROZEN_TABLES = (AREAS, CATEGORIES, PERIODS, RECIPE)

ROW_HEADER = (
    "code", "name", "count", "expected_low", "expected_high", "verdict", "share",
    "change_per_year", "change_low", "change_high",
)  # fmt: skip
# The organisations that were silent: without what they saw, the counts are the least that they can be.
SILENT = "silent"
PERIOD_HEADER = ("line", "code", "period", "count", "for_expected", "for_trend")
ORGANISATION_HEADER = ("organisation", "week", "count", "reported", "checked_in", "heard")
RECIPE_HEADER = ("name", "value")
PAGES = {"expected_page": "docs/methods.md#the-expected-range", "trend_page": "docs/methods.md#the-trend"}


class Table(NamedTuple):
    """The head of a file and its rows."""

    header: Sequence[str]
    rows: Iterable[Sequence[Any]]


class TableProblem(ValueError):
    """There is no table of that name; the message says which there are."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(
            _("The table is “%(name)s”; it must be one of %(known)s.")
            % {"name": name[:20], "known": ", ".join(known)}
        )


def chosen(name: str | None, known: Sequence[str] = TABLES) -> str:
    """The table that is asked for: that of areas where none is."""
    if not name:
        return AREAS
    if name not in known:
        raise TableProblem(name, known)
    return name


def rows(document: d.PictureDocument, name: str) -> Table:
    """The table of areas or of categories, as the page shows it."""
    silent = ", ".join(one.name for one in document.organisations if one.silent or one.usual_high is not None)
    return Table(
        (*ROW_HEADER, SILENT),
        (
            [*(getattr(row, column) for column in ROW_HEADER), silent]
            for row in (document.categories if name == CATEGORIES else document.areas)
        ),
    )


def periods(composed: Composed, names: Catalogue) -> Table:
    """Every line's count in every period that was looked at, and what the period was used for."""
    return Table(PERIOD_HEADER, _period_rows(composed, names))


def _period_rows(composed: Composed, names: Catalogue) -> Iterator[Sequence[Any]]:
    counted, document = composed.tally, composed.document
    labels = [period.label for period in counted.periods]
    expected, trend = periods_used(len(labels), counted.periods[-1].kind)
    flags = list(zip(labels, expected.astype(int).tolist(), trend.astype(int).tolist(), strict=True))
    shown: tuple[tuple[str, tuple[Entry, ...], Any, tuple[d.Row, ...]], ...] = (
        ("area", names.rows_of_area, counted.by_area, document.areas),
        ("category", names.main_categories, counted.by_category, document.categories),
    )
    # No table has a change per year of all incidents together: the page's own is from week to week.
    for (label, for_expected, _trend), count in zip(flags, counted.total.tolist(), strict=True):
        yield "total", "", label, count, for_expected, 0
    for line, entries, counts, kept in shown:
        codes = {row.code for row in kept}
        for entry, series in zip(entries, counts.tolist(), strict=True):
            if entry.code in codes:
                for (label, for_expected, for_trend), count in zip(flags, series, strict=True):
                    yield line, entry.code, label, count, for_expected, for_trend


def organisations(observed: Observed | None) -> Table:
    """Who was heard from in which week, which the trend is adjusted for; nothing where there is too little for one."""
    return Table(ORGANISATION_HEADER, () if observed is None else _organisation_rows(observed))


def _organisation_rows(observed: Observed) -> Iterator[Sequence[Any]]:
    for line, organisation in enumerate(observed.organisations):
        for number, week in enumerate(observed.weeks):
            yield (
                organisation,
                week,
                int(observed.counts[line, number]),
                int(observed.reported[line, number]),
                int(observed.checked_in[line, number]),
                int(observed.heard[line, number]),
            )


def recipe(document: d.PictureDocument, threshold: int, composed: Composed | None = None) -> Table:
    """The settings of a picture by the names that they have in the code; the rules too, where its counts are known.

    `threshold` is under which counts are not shown outside the group.
    """
    made = document.recipe
    settings: dict[str, Any] = {
        "data_version": made.data_version,
        "code_version": made.code_version,
        "generated_at": made.generated_at,
        **made.parameters,
        "small_count_threshold": threshold,
    }
    return Table(RECIPE_HEADER, list((settings | (_rules(composed) if composed else {}) | PAGES).items()))


def _rules(composed: Composed) -> dict[str, Any]:
    counted = composed.tally
    kind = counted.periods[-1].kind
    rule = BASELINE_RULES[kind.value]
    trend = changes(counted.total[None], kind).result
    return {
        "period_is_over": counted.over,
        "comparable_recent": rule.recent,
        "comparable_years_back": rule.years_back,
        "comparable_half_window": rule.half_window,
        "periods_per_year": rule.periods_per_year,
        **(
            {}
            if trend is None
            else {"trend": trend.method}
            | {f"trend_{name}": value for name, value in trend.parameters.items()}
        ),
    }
