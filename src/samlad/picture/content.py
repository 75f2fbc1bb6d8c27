"""The picture in words and small drawings, ready to be laid out: paper and page take the same content."""

from __future__ import annotations

from typing import Any

from samlad.picture.charts import HEAT, history_chart, history_verdict, to_svg
from samlad.picture.document import PictureDocument, Row
from samlad.picture.labels import (
    VERDICT_MARKS,
    short_verdict_words,
    short_weekday_names,
    speaking,
    verdict_words,
    weekday_names,
)
from samlad.picture.notation import SUPPRESSED, Notation, named_period, period_title
from samlad.picture.printmap import describe_map, render_map
from samlad.picture.reckoning import accounting, masked, recipe, rejected
from samlad.picture.svg import interval_bar, sparkline

Content = dict[str, Any]


def picture_content(document: PictureDocument) -> Content:
    with speaking(document.language):
        notation = Notation(document.language)
        return {
            "language": document.language,
            "title": document.title,
            "collaboration": document.collaboration,
            "period": period_title(document.period),
            "dates": notation.date_range(document.period.first_day, document.period.last_day),
            "simulated": document.simulated,
            "headline": list(document.headline) or [notation.words["no_incidents"]],
            "words": notation.words,
            # What the coordinator wrote; `words` are the layout's own.
            "written": list(document.words),
            "totals": _totals(document, notation),
            "map": _map(document),
            "standouts": [_standout(document, index, notation) for index in range(len(document.standouts))],
            "no_standouts": _no_standouts(document, notation),
            "areas": _rows(document.areas, notation),
            "categories": _rows(document.categories, notation),
            "notes": _notes(document, notation),
            "history": _history(document, notation),
            "heat": _heat(document, notation),
            "organisations": _organisations(document, notation),
            "accounting": accounting(document, notation),
            "rejected": rejected(document, notation),
            "masked": masked(document, notation),
            "recipe": recipe(document, notation),
            "attributions": list(document.attributions),
        }


def _totals(document: PictureDocument, notation: Notation) -> Content:
    totals, named = document.totals, notation.words
    known = totals.expected_low is not None and totals.expected_high is not None
    basis = named["periods_used" if known else "no_expected"].format(
        count=notation.number(totals.periods_used)
    )
    if document.previous_label:
        basis += " " + named["compared_with"].format(label=named_period(document.previous_label))
    scale = _scale([(totals.count, totals.expected_high)])
    return {
        "count": notation.count(totals.count),
        "unit": named["incident" if totals.count == 1 else "incidents"],
        "expected": named["expected_between"].format(
            range=notation.interval(totals.expected_low, totals.expected_high)
        )
        if known
        else "",
        "verdict": verdict_words()[totals.verdict],
        "mark": VERDICT_MARKS[totals.verdict],
        "class": totals.verdict,
        "basis": basis,
        "bar": interval_bar(
            totals.count,
            totals.expected_low,
            totals.expected_high,
            scale,
            totals.verdict,
            _bar_text(totals.count, totals.expected_low, totals.expected_high, scale, notation),
            wide=True,
        ),
        "bar_alt": _bar_text(totals.count, totals.expected_low, totals.expected_high, scale, notation),
    }


def _map(document: PictureDocument) -> Content | None:
    if document.map is None:
        return None
    drawn = render_map(document.map, document.language)
    return {"svg": drawn, "alt": describe_map(document.map, document.language)} if drawn else None


def _standout(document: PictureDocument, index: int, notation: Notation) -> Content:
    standout = document.standouts[index]
    return {
        "title": standout.title,
        "sentence": standout.sentence,
        "figures": notation.count_expected(standout.count, standout.expected_low, standout.expected_high),
        "url": _safe_link(standout.incidents_url),
    }


def _no_standouts(document: PictureDocument, notation: Notation) -> str:
    unknown = document.totals.verdict == "too_little_data"
    return notation.words["standouts_unknown" if unknown else "no_standouts"]


def _safe_link(url: str | None) -> str | None:
    """Only addresses that a reader can follow without running anything."""
    return url if url and url.startswith(("https://", "http://", "/")) else None


def _scale(pairs: list[tuple[int | None, float | None]]) -> float:
    """The end of the common scale of the bars."""
    return max([1.0, *(max(count or 0, high or 0) * 1.04 for count, high in pairs)])


def _bar_text(
    count: int | None, low: float | None, high: float | None, maximum: float, notation: Notation
) -> str:
    key = "alt_compared_only" if low is None or high is None else "alt_compared"
    return notation.words[key].format(
        count=notation.count(count),
        maximum=notation.number(round(maximum)),
        range=notation.interval(low, high),
    )


def _rows(rows: tuple[Row, ...], notation: Notation) -> list[Content]:
    scale = _scale([(row.count, row.expected_high) for row in rows])
    return [_row(row, scale, notation) for row in rows]


def _row(row: Row, scale: float, notation: Notation) -> Content:
    bar_text = _bar_text(row.count, row.expected_low, row.expected_high, scale, notation)
    values = ", ".join(notation.number(value) for value in row.sparkline)
    lately = notation.words["alt_lately"].format(name=row.name, periods=len(row.sparkline), values=values)
    return {
        "name": row.name,
        "count": notation.count(row.count),
        "expected": notation.interval(row.expected_low, row.expected_high),
        "bar": interval_bar(row.count, row.expected_low, row.expected_high, scale, row.verdict, bar_text),
        "bar_alt": bar_text,
        "mark": VERDICT_MARKS[row.verdict],
        "verdict": short_verdict_words()[row.verdict],
        "class": row.verdict,
        "share": notation.percent(row.share),
        "change": notation.change(row),
        "spark": sparkline(row.sparkline, lately) if row.sparkline else None,
        "spark_alt": lately,
    }


def _notes(document: PictureDocument, notation: Notation) -> list[str]:
    named = notation.words
    notes = [] if document.areas else [named["no_areas"]]
    counts = [document.totals.count, *(row.count for row in (*document.areas, *document.categories))]
    if None in [*counts, *(organisation.count for organisation in document.organisations)]:
        notes.append(named["suppressed"].format(sign=SUPPRESSED))
    if document.unplaced:
        notes.append(named["unplaced"].format(count=notation.number(document.unplaced)))
    return notes


def _history(document: PictureDocument, notation: Notation) -> Content | None:
    history, named = document.history, notation.words
    if not history:
        return None
    counts = [period.count for period in history if period.count is not None]
    outside = [period for period in history if history_verdict(period) in {"above", "below"}]
    listed = ", ".join(
        f"{named_period(period.label)} ({notation.count(period.count)})" for period in outside[-12:]
    )
    alt = named["alt_history"].format(
        first=named_period(history[0].label),
        last=named_period(history[-1].label),
        low=notation.count(min(counts, default=None)),
        high=notation.count(max(counts, default=None)),
        count=notation.count(history[-1].count),
        outside=listed or named["none"],
    )
    rows = [
        {
            "label": named_period(period.label),
            "count": notation.count(period.count),
            "expected": notation.interval(period.expected_low, period.expected_high),
            "mark": VERDICT_MARKS[history_verdict(period)],
            "verdict": short_verdict_words()[history_verdict(period)],
        }
        for period in history
    ]
    return {"svg": to_svg(history_chart(document)), "alt": alt, "rows": rows}


def _heat(document: PictureDocument, notation: Notation) -> Content:
    most = max(max(hours) for hours in document.weekday_hour)
    span = max(most, len(HEAT))
    rows = []
    for day, hours in enumerate(document.weekday_hour):
        steps = [min(count * len(HEAT) // span, len(HEAT) - 1) for count in hours]
        cells = [
            {
                "text": notation.number(count) if count else "",
                "fill": HEAT[step],
                "step": step,
                "dark": step >= 4,
            }
            for count, step in zip(hours, steps, strict=True)
        ]
        rows.append(
            {
                "day": short_weekday_names()[day],
                "name": weekday_names()[day],
                "cells": cells,
                "sum": notation.number(sum(hours)),
            }
        )
    note = ""
    if document.count_without_hour:
        note = notation.words["without_hour"].format(count=notation.number(document.count_without_hour))
    return {"rows": rows, "note": note, "any": most > 0}


def _organisations(document: PictureDocument, notation: Notation) -> Content:
    named = notation.words
    silent = [organisation.name for organisation in document.organisations if organisation.silent]
    rows = []
    for organisation in document.organisations:
        nothing = organisation.count == 0 and organisation.word != "reported"
        state = "reported_nothing" if nothing else "reported_some"
        rows.append(
            {
                "name": organisation.name,
                "count": notation.count(organisation.count),
                "state": named["silent" if organisation.silent else state],
                "silent": organisation.silent,
            }
        )
    warning = named["silent_warning"].format(names=", ".join(silent)) if silent else ""
    return {"rows": rows, "warning": warning}
