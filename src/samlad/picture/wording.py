"""The picture's sentences: plain words, each figure with what was to be expected."""

from datetime import date

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samlad.picture import document as d
from samlad.picture.labels import month_names, verdict_words
from samlad.picture.periods import Kind, Period, date_of

NAMED = 3
# What stands for the day on which reports end where there is none.
NEVER = date_of(0)


def headline(
    period: Period,
    totals: d.Totals,
    standouts: tuple[d.Standout, ...],
    organisations: tuple[d.OrganisationRow, ...],
    areas: list[d.Row],
    *,
    until: date | None = None,
) -> tuple[str, ...]:
    """The answer first: how much, compared with what, where it stands out, and what is not known.

    `until` is the day on which reports end, where the period goes on after it.
    """
    first = amount(period, totals) if until is None else _amount_so_far(period, totals, until)
    sentences = [first, _where(standouts, totals, areas), _silence(organisations)]
    return tuple(sentence for sentence in sentences if sentence)


def expected_text(low: float | None, high: float | None) -> str:
    """'3–8', or a word where too little is known."""
    if low is None or high is None:
        return _("too little data")
    return f"{grouped(low)}–{grouped(high)}"


def grouped(value: float) -> str:
    """A whole number as the page's language writes it: 4 209, or 4,209."""
    return number_format(round(value), force_grouping=True)


def verdict_text(verdict: str) -> str:
    """What the verdict is called in the midst of a line."""
    known = verdict_words()
    text = known.get(verdict, known["too_little_data"])
    return text[:1].lower() + text[1:]


def period_name(period: Period) -> str:
    """'week 46, 2026', '2026-10', 'quarter 4, 2026', '2026'."""
    if period.kind is Kind.WEEK:
        year, week, _day = period.first.isocalendar()
        return _("week %(week)d, %(year)d") % {"week": week, "year": year}
    if period.kind is Kind.QUARTER:
        quarter = (period.first.month + 2) // 3
        return _("quarter %(quarter)d, %(year)d") % {"quarter": quarter, "year": period.first.year}
    if period.kind is Kind.MONTH:
        return f"{month_names()[period.first.month - 1]} {period.first.year}"
    return str(period.first.year)


def count_text(count: int | None) -> str:
    """'1 incident', '14 incidents'; a count that may not be shown is no number."""
    if count is None:
        return _("few incidents")
    return ngettext("%(count)s incident", "%(count)s incidents", count) % {"count": grouped(count)}


def amount(period: Period, totals: d.Totals) -> str:
    """How many, and what was to be expected."""
    values = {
        "incidents": count_text(totals.count),
        "period": period_name(period),
        "expected": expected_text(totals.expected_low, totals.expected_high),
    }
    if totals.verdict == "above":
        return _("%(incidents)s in %(period)s: more than expected (%(expected)s).") % values
    if totals.verdict == "below":
        return _("%(incidents)s in %(period)s: fewer than expected (%(expected)s).") % values
    if totals.verdict == "within":
        return _("%(incidents)s in %(period)s: as expected (%(expected)s).") % values
    return _("%(incidents)s in %(period)s. Too little data yet to say what was to be expected.") % values


def _amount_so_far(period: Period, totals: d.Totals, until: date) -> str:
    values = {
        "incidents": count_text(totals.count),
        "period": period_name(period),
        "until": until.isoformat(),
        "expected": expected_text(totals.expected_low, totals.expected_high),
    }
    if until == NEVER:
        return _("Nothing has been reported for %(period)s yet.") % values
    if until < period.first:
        return _("Nothing has been reported for %(period)s yet: reports end on %(until)s.") % values
    if totals.expected_low is None or totals.expected_high is None:
        return (
            _(
                "%(incidents)s in %(period)s up to %(until)s, where reports end. Too little data yet to say what was "
                "to be expected."
            )
            % values
        )
    if totals.verdict == "above":
        return (
            _(
                "%(incidents)s in %(period)s up to %(until)s: already more than expected of all of it (%(expected)s)."
            )
            % values
        )
    return (
        _("%(incidents)s in %(period)s up to %(until)s, where reports end. All of it: expected %(expected)s.")
        % values
    )


def _where(standouts: tuple[d.Standout, ...], totals: d.Totals, areas: list[d.Row]) -> str:
    if standouts:
        named = "; ".join(
            f"{standout.title} ({grouped(standout.count)}, {_('expected')} "
            f"{expected_text(standout.expected_low, standout.expected_high)})"
            for standout in standouts[:NAMED]
        )
        return _("What stands out: %(named)s.") % {"named": named}
    if totals.count == 0:
        return ""
    most = max(areas, key=lambda row: row.count or 0, default=None)
    if most is None or not most.count or totals.verdict == "too_little_data":
        return ""
    return _("No area or kind of incident stands out; most incidents are in %(area)s (%(count)s).") % {
        "area": most.name,
        "count": grouped(most.count),
    }


def _silence(organisations: tuple[d.OrganisationRow, ...]) -> str:
    silent = [row.name for row in organisations if row.silent]
    if not silent:
        return ""
    return _("Nothing has come from %(names)s in the period: the figures may be too low.") % {
        "names": ", ".join(silent)
    }
