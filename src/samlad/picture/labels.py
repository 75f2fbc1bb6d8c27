"""Every fixed text of the printed picture, in the language that is active when it is asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import ENVIRONMENT_VARIABLE, settings
from django.utils import translation


def _(message: str) -> str:
    """The translation, or the English text where no Django settings are at hand: a script that only draws."""
    return translation.gettext(message) if _has_settings() else message


def _has_settings() -> bool:
    return bool(settings.configured or os.environ.get(ENVIRONMENT_VARIABLE))


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within it, every label is in this language."""
    if not _has_settings():
        yield
        return
    with translation.override(language):
        yield


def month_names() -> list[str]:
    return [
        _("January"),
        _("February"),
        _("March"),
        _("April"),
        _("May"),
        _("June"),
        _("July"),
        _("August"),
        _("September"),
        _("October"),
        _("November"),
        _("December"),
    ]


def short_month_names() -> list[str]:
    return [
        _("Jan"),
        _("Feb"),
        _("Mar"),
        _("Apr"),
        _("May"),
        _("Jun"),
        _("Jul"),
        _("Aug"),
        _("Sep"),
        _("Oct"),
        _("Nov"),
        _("Dec"),
    ]


def weekday_names() -> list[str]:
    return [
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    ]


def short_weekday_names() -> list[str]:
    return [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]


def period_words() -> dict[str, str]:
    return {
        "week": _("Week {number}, {year}"),
        "quarter": _("Quarter {number}, {year}"),
        "short_week": _("w. {number}"),
        "short_quarter": _("Q{number}"),
    }


def verdict_words() -> dict[str, str]:
    return {
        "above": _("More than expected"),
        "within": _("As expected"),
        "below": _("Fewer than expected"),
        "too_little_data": _("Too little data to say"),
    }


def short_verdict_words() -> dict[str, str]:
    """For table cells."""
    return {
        "above": _("more"),
        "within": _("as expected"),
        "below": _("fewer"),
        "too_little_data": _("too little data"),
    }


VERDICT_MARKS = {"above": "▲", "within": "●", "below": "▼", "too_little_data": "–"}
"""Shapes that carry the verdict without colour."""


def masked_kinds() -> dict[str, str]:
    return {
        "personnummer": _("personal identity numbers"),
        "samordningsnummer": _("coordination numbers"),
        "phone": _("telephone numbers"),
        "email": _("e-mail addresses"),
        "plate": _("registration plates"),
        "registration_plate": _("registration plates"),
    }


def recipe_words() -> dict[str, str]:
    """The names of the settings that a picture was made with."""
    return {
        "query": _("Selection"),
        "time_zone": _("Time zone"),
        "periods": _("Periods"),
        "expected_range": _("Method for what is expected"),
        "level": _("Level of the expected range"),
        "minimum_periods": _("Fewest earlier periods"),
        "outbreak_residual": _("Limit for earlier outbreaks"),
    }


def recipe_values() -> dict[str, str]:
    """What values of those settings that are codes are called."""
    return {
        "negative_binomial_prediction": _("prediction interval of a negative binomial distribution"),
        "none": _("none"),
    }


def recipe_units() -> dict[str, str]:
    return {
        "minimum_periods": _("{number} periods"),
        "outbreak_residual": _("{number} standard deviations"),
    }


def words() -> dict[str, str]:
    """Headings, captions, column heads and fixed sentences; content fills in those with {braces}."""
    return _headings() | _columns() | _sentences() | _explanations()


def _headings() -> dict[str, str]:
    return {
        "simulated": _("SIMULATED DATA"),
        "standouts": _("What stands out"),
        "written": _("The coordinator's words"),
        "areas": _("Areas"),
        "categories": _("Categories"),
        "history": _("Compared with earlier periods"),
        "when": _("When it happens"),
        "organisations": _("Who reported"),
        "accounting": _("Every row that was read"),
        "rejected": _("Rejected rows"),
        "recipe": _("How the picture was made"),
        "map": _("Map"),
        "sources": _("Sources"),
    }


def _columns() -> dict[str, str]:
    return {
        "area": _("Area"),
        "category": _("Category"),
        "organisation": _("Organisation"),
        "count": _("Count"),
        "expected": _("Expected"),
        "compared": _("Compared"),
        "verdict": _("Verdict"),
        "share": _("Share"),
        "change": _("Change per year"),
        "lately": _("Lately"),
        "period": _("Period"),
        "weekday": _("Weekday"),
        "reported": _("Reported"),
        "file": _("File"),
        "line": _("Line"),
        "field": _("Field"),
        "value": _("Value"),
        "reason": _("Reason"),
        "read": _("Rows read"),
        "counted_in_period": _("Counted"),
        "outside_period": _("Other period"),
        "withdrawn": _("Withdrawn"),
        "corrections": _("Corrections"),
        "repeats": _("Repeats"),
        "rejected_column": _("Rejected"),
        "sum": _("Sum"),
        "data_version": _("Data version"),
        "code_version": _("Code version"),
        "generated_at": _("Made"),
        "parameter": _("Setting"),
        "count_axis": _("Number of incidents"),
        "hour": _("Hour of the day"),
    }


def _sentences() -> dict[str, str]:
    return {
        "page_of": _("Page {page} of {pages}"),
        "incidents": _("incidents"),
        "incident": _("incident"),
        "expected_between": _("expected {range}"),
        "count_expected": _("{count}, expected {range}"),
        "count_only": _("{count}, too little data to expect a number"),
        "periods_used": _("The expected range comes from {count} earlier periods."),
        "no_expected": _("There are too few earlier periods to say what is expected ({count} so far)."),
        "compared_with": _("Compared with {label}."),
        "no_incidents": _("No incidents were reported in this period."),
        "no_standouts": _("Nothing stands out from what is expected."),
        "standouts_unknown": _("There is too little data to say what stands out."),
        "see_incidents": _("See the incidents"),
        "as_table": _("The figures as a table"),
        "without_hour": _("{count} incidents have no known hour and are not in the table."),
        "unplaced": _("{count} incidents could not be placed in an area; they are in the total."),
        "suppressed": _("{sign} stands for a count that is too small to be shown."),
        "silent": _("Silent: has said nothing for this period"),
        "reported_some": _("Reported"),
        "reported_nothing": _("Nothing to report"),
        "silent_warning": _(
            "Silent: {names}. The picture may show too little where they would have reported."
        ),
        "rejected_more": _("and {count} more: in the JSON file of this picture"),
        "rejected_none": _("No row was rejected."),
        "masked": _("Personal data masked before anything was stored: {items}."),
        "masked_none": _("No personal data was found in the free text."),
        "no_areas": _("No areas were given."),
        "no_history": _("There are no earlier periods to compare with."),
        "per_year_range": _("{change} ({low} to {high})"),
    }


def _explanations() -> dict[str, str]:
    return {
        "lead_areas": _(
            "The grey bar is the expected range, the mark is this period's count. "
            "Change per year is the trend with its 95 % interval."
        ),
        "lead_when": _("Incidents with a known hour, by weekday and hour. Darker is more."),
        "lead_accounting": _("Each row of each file is in exactly one column; the sums agree."),
        "caption_map": _("Incidents per area. The figures are in the table of areas."),
        "caption_history": _(
            "Incidents per period. The shaded band is what earlier periods led one to expect; "
            "a triangle is a count outside it."
        ),
        "alt_map": _("Map of {count} areas with the number of incidents in each. {standing_out}"),
        "alt_above": _("More than expected: {names}."),
        "alt_none_above": _("No area has more than expected."),
        "alt_below": _("Fewer than expected: {names}."),
        "alt_history": _(
            "Line of incidents per period from {first} to {last}: lowest {low}, highest {high}, "
            "last {count}. Outside the expected range: {outside}."
        ),
        "none": _("none"),
        "alt_lately": _("{name}, latest {periods} periods: {values}"),
        "alt_compared": _("{count} on a scale to {maximum}, expected {range}"),
        "alt_compared_only": _("{count} on a scale to {maximum}, no expected range"),
        "legend_count": _("Incidents"),
        "north": _("N"),
        "scale_kilometres": _("{number} km"),
        "scale_metres": _("{number} m"),
    }
