"""The composed picture as a page shows it: words, links, levels and small drawings, ready for the template."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from samlad.picture import document as d
from samlad.picture import labels, wording
from samlad.picture.catalogue import Catalogue, Entry
from samlad.picture.notation import MISSING
from samlad.picture.periods import Kind, Period
from samlad.picture.query import Query

SPARK_WIDTH, SPARK_HEIGHT = 100, 24
PERIODS_OFFERED = 60
SORTS = {"count": "count", "name": "name", "change": "change_per_year"}


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table of areas or categories."""

    code: str
    name: str
    count: int | None
    expected: str
    verdict: str
    verdict_text: str
    change: str
    change_range: str
    spark: str
    parameters: str


def table_rows(rows: tuple[d.Row, ...], query: Query, dimension: str, sort: str) -> list[TableRow]:
    """The rows in the asked order; each knows the query of the incidents behind it."""
    return [
        TableRow(
            code=row.code,
            name=row.name,
            count=row.count,
            expected=_range(row.expected_low, row.expected_high),
            verdict=row.verdict,
            verdict_text=_verdict(row.verdict),
            change=_percent(row.change_per_year),
            change_range=_change_range(row),
            spark=spark_points(row.sparkline),
            parameters=query.parameters(**{dimension: (row.code,)}),
        )
        for row in sorted_rows(rows, sort)
    ]


def sorted_rows(rows: tuple[d.Row, ...], sort: str) -> list[d.Row]:
    """Sorted by 'count', 'name' or 'change'; a leading '-' turns the order; most incidents first by default."""
    field = SORTS.get(sort.lstrip("-"), "count")
    known = [row for row in rows if getattr(row, field) is not None]
    unknown = [row for row in rows if getattr(row, field) is None]
    descending = sort.startswith("-") or not sort
    return sorted(known, key=lambda row: getattr(row, field), reverse=descending) + unknown


def _range(low: float | None, high: float | None) -> str:
    """The expected range; where there is none, the verdict beside it says why."""
    return MISSING if low is None or high is None else wording.expected_text(low, high)


def _verdict(verdict: str) -> str:
    return (
        labels.short_verdict_words()[verdict]
        if verdict == "too_little_data"
        else wording.verdict_text(verdict)
    )


def _percent(share: float | None) -> str:
    if share is None:
        return ""
    text = f"{share:+.0%}"
    # Rounded to nothing, neither a plus nor a minus is true.
    text = "0%" if text in {"+0%", "-0%"} else text
    return text.replace("-", "−").replace("%", "\u00a0%")


def _change_range(row: d.Row) -> str:
    if row.change_low is None or row.change_high is None:
        return _("too little data")
    return _("%(low)s to %(high)s") % {"low": _percent(row.change_low), "high": _percent(row.change_high)}


def spark_points(counts: tuple[int, ...]) -> str:
    """The points of an SVG polyline in a box of 100 × 24."""
    if len(counts) < 2:
        return ""
    top = max(*counts, 1)
    step = SPARK_WIDTH / (len(counts) - 1)
    return " ".join(
        f"{number * step:.1f},{SPARK_HEIGHT - 2 - (SPARK_HEIGHT - 4) * count / top:.1f}"
        for number, count in enumerate(counts)
    )


def heat_rows(document: d.PictureDocument, query: Query) -> list[dict[str, Any]]:
    """Weekday × hour: each cell with its count, a level from 0 to 6 and the query behind it."""
    top = max((count for hours in document.weekday_hour for count in hours), default=0)
    return [
        {
            "name": name,
            "cells": [
                {
                    "count": count,
                    "level": 0 if not count else 1 + min(5, 6 * (count - 1) // max(top, 1)),
                    "parameters": query.parameters(weekday=weekday, hour=hour),
                }
                for hour, count in enumerate(hours)
            ],
        }
        for weekday, (name, hours) in enumerate(
            zip(labels.weekday_names(), document.weekday_hour, strict=True)
        )
    ]


def filters(
    query: Query, catalogue: Catalogue, language: str, oldest: Period | None, newest: Period | None
) -> dict[str, Any]:
    """The filter bar: kinds of period, periods, and the choices of each dimension.

    `oldest` and `newest` are the weeks of the first and the last incident.
    """
    return {
        "kinds": [
            {
                "label": label,
                "current": query.period.kind is kind,
                "parameters": query.parameters(
                    period=Period.holding(
                        min(query.period.last, newest.last if newest else query.period.last), kind
                    )
                ),
            }
            for kind, label in (
                (Kind.WEEK, _("Week")),
                (Kind.MONTH, _("Month")),
                (Kind.QUARTER, _("Quarter")),
                (Kind.YEAR, _("Year")),
            )
        ],
        "periods": _periods(query.period, oldest, newest),
        "earlier": query.parameters(period=query.period.shifted(-1)),
        "later": query.parameters(period=query.period.shifted(1)),
        "dimensions": [
            _dimension("area", _("Areas"), catalogue.areas, query.areas, language),
            _dimension("category", _("Categories"), catalogue.categories, query.categories, language),
            _dimension(
                "organisation", _("Organisations"), catalogue.organisations, query.organisations, language
            ),
        ],
        "chosen": chosen(query, catalogue, language),
        "cleared": query.parameters(
            areas=(), categories=(), organisations=(), place="", weekday=None, hour=None
        ),
    }


def _periods(period: Period, oldest: Period | None, newest: Period | None) -> list[dict[str, Any]]:
    last = max(period.shifted(2), Period.holding(newest.last, period.kind)) if newest else period
    offered = [last.shifted(-step) for step in range(PERIODS_OFFERED)]
    # A year in which nobody reported yet has nothing to show.
    offered = [one for one in offered if oldest is None or one.last >= oldest.first]
    if period not in offered:
        offered.append(period)
    return [
        {"value": one.label, "label": wording.period_name(one), "selected": one == period} for one in offered
    ]


def _dimension(
    name: str, label: str, entries: tuple[Entry, ...], chosen: tuple[str, ...], language: str
) -> dict[str, Any]:
    children: dict[int, list[Entry]] = {}
    ids = {entry.id for entry in entries}
    for entry in entries:
        children.setdefault(entry.parent if entry.parent in ids else 0, []).append(entry)
    options: list[dict[str, Any]] = []

    def walk(parent: int, depth: int) -> None:
        for entry in children.get(parent, []):
            options.append(
                {
                    "value": entry.code,
                    "label": entry.name(language),
                    "depth": depth,
                    "checked": entry.code in chosen,
                }
            )
            walk(entry.id, depth + 1)

    walk(0, 0)
    return {"name": name, "label": label, "options": options, "number": len(chosen)}


def chosen(query: Query, catalogue: Catalogue, language: str) -> list[dict[str, str]]:
    """What is filtered by, each with the query without it."""
    found: list[dict[str, str]] = []
    for field, entries in (
        ("areas", catalogue.area_of_code),
        ("categories", catalogue.category_of_code),
        ("organisations", catalogue.organisation_of_slug),
    ):
        codes: tuple[str, ...] = getattr(query, field)
        found += [
            {
                "label": entries[code].name(language),
                "parameters": query.parameters(**{field: tuple(other for other in codes if other != code)}),
            }
            for code in codes
        ]
    if query.place:
        found.append({"label": query.place, "parameters": query.parameters(place="")})
    if query.weekday is not None:
        name = labels.weekday_names()[query.weekday]
        found.append({"label": name, "parameters": query.parameters(weekday=None)})
    if query.hour is not None:
        hours = f"{query.hour:02d}–{(query.hour + 1) % 24:02d}"
        found.append({"label": hours, "parameters": query.parameters(hour=None)})
    return found
