"""Dates and times of a file's column as instants in UTC, or with a reason why not."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import polars as pl

from samlad.collect.date_rules import DateRules
from samlad.collect.date_text import AMBIGUOUS, IMPOSSIBLE, NO_TIME, SHORT_YEAR, UNREADABLE, taken_apart
from samlad.collect.reasons import Failure, gettext_noop

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
# Clocks differ and forms are filled in across midnight: this much of the future is let through.
AHEAD = timedelta(days=1)
_INSTANT = pl.Datetime("us", "UTC")
# Longer than any clock was ever put forward at once: where it stood this much earlier, it was not yet.
_BEFORE_GAP = timedelta(hours=3)
_LAST_OF_DAY = timedelta(days=1) - timedelta(seconds=1)

_PROBLEMS = {
    UNREADABLE: (
        gettext_noop("“{value}” is not a date that can be read."),
        gettext_noop("Write it as 2024-03-01 14:30."),
    ),
    IMPOSSIBLE: (
        gettext_noop("“{value}” is a day that does not exist."),
        gettext_noop(
            "Correct the day or the month; where months stand first, set date_format to month/day in the "
            "profile."
        ),
    ),
    SHORT_YEAR: (
        gettext_noop("“{value}” has a year of two digits."),
        gettext_noop("Write the year with four digits, or set date_format in the profile, as YY-MM-DD."),
    ),
    AMBIGUOUS: (
        gettext_noop("“{value}” can be day/month or month/day, and the file has dates of both kinds."),
        gettext_noop("Set date_format in the profile to day/month or month/day, or write it as 2024-03-01."),
    ),
    NO_TIME: (
        gettext_noop("“{value}” has a time of day that does not exist or cannot be read."),
        gettext_noop("Write the time as 14:30."),
    ),
}


@dataclass(frozen=True, slots=True)
class Moments:
    """One entry per value: the first and the last instant it can mean, and what is wrong with some.

    `moved` counts times that the clock skipped in spring (taken as one hour later).
    """

    first: pl.Series
    last: pl.Series
    failures: list[Failure]
    moved: int


def read_moments(
    text: pl.Series,
    field: str,
    rules: DateRules,
    timezone: str,
    now: datetime,
    latest: pl.Series | None = None,
) -> Moments:
    """Read a column of dates in local time; a date without a time means the whole day.

    `latest` is per row the last moment that is believed (else one day after `now`).
    """
    parts = taken_apart(text, rules)
    first, moved = _instants(parts["local"], parts["offset"], timezone)
    timed = parts["timed"].fill_null(value=True)
    if timed.all():
        last = first
    else:
        evening, _ = _instants(parts["local"] + _LAST_OF_DAY, parts["offset"], timezone)
        last = first.zip_with(timed, evening)
    failures = [
        Failure(parts["problem"] == code, field, text, template, remedy)
        for code, (template, remedy) in _PROBLEMS.items()
    ]
    failures += _beyond(first, field, text, now + AHEAD if latest is None else latest, now)
    return Moments(first=first, last=last, failures=failures, moved=moved)


def _beyond(
    first: pl.Series, field: str, text: pl.Series, latest: pl.Series | datetime, now: datetime
) -> list[Failure]:
    return [
        Failure(
            first < EARLIEST,
            field,
            text,
            gettext_noop("“{value}” is before 1970."),
            gettext_noop("Correct the date, or leave out what is that old."),
        ),
        Failure(
            first > latest,
            field,
            text,
            gettext_noop("“{value}” is in the future."),
            gettext_noop("Correct the date: this was read on {today}."),
            {"today": now.date().isoformat()},
        ),
    ]


def interval_failure(occurred_from: pl.Series, occurred_to: pl.Series, text: pl.Series) -> Failure:
    """Rows that end before they begin."""
    return Failure(
        occurred_to < occurred_from,
        "occurred_to",
        text,
        gettext_noop("The end “{value}” is before the beginning."),
        gettext_noop("Correct the one or the other, or let them change places."),
    )


def missing_failure(text: pl.Series, field: str) -> Failure:
    """Rows without a time."""
    return Failure(
        text.is_null(),
        field,
        text,
        gettext_noop("The row does not say when it happened."),
        gettext_noop("Write the date, as 2024-03-01 14:30, or as 2024-03-01 if the time is not known."),
    )


def with_time_of_day(date: pl.Expr, time: pl.Expr) -> pl.Expr:
    """A date column and a time column as one text; a spreadsheet's empty time in the date is left out."""
    day = date.str.replace(r"(?i)[t\s]00:00(?::00(?:\.0+)?)?$", "")
    fraction = time.str.contains(r"^(?:0(?:[.,][0-9]+)?|[.,][0-9]+)$")
    seconds = (time.str.replace(",", ".").cast(pl.Float64, strict=False) * 86_400).round()
    clock = (
        pl.when(fraction)
        .then((pl.lit(datetime(1970, 1, 1)) + pl.duration(seconds=seconds)).dt.strftime("%H:%M:%S"))  # noqa: DTZ001
        .otherwise(time.str.replace(r"(?i)^(?:1899-12-3[01]|1900-01-0[01])[t\s]", ""))
    )
    return pl.when(time.is_null()).then(day).otherwise(pl.format("{} {}", day, clock))


def _instants(local: pl.Series, offset: pl.Series, timezone: str) -> tuple[pl.Series, int]:
    """Local moments in UTC: with their own offset where written, else by the zone, and how many were moved.

    In autumn an hour comes twice: the first is meant. In spring one is skipped: what is said to have
    happened in it is read by the clock that had not yet been put forward, which gives the hour after.
    """
    zoned = local.dt.replace_time_zone(timezone, ambiguous="earliest", non_existent="null")
    instant = zoned.dt.convert_time_zone("UTC").cast(_INSTANT)
    own = offset.is_not_null()
    skipped = instant.is_null() & local.is_not_null() & ~own
    moved = int(skipped.sum())
    if moved:
        earlier = (local.filter(skipped) - _BEFORE_GAP).dt.replace_time_zone(timezone, ambiguous="latest")
        instant = instant.scatter(
            skipped.arg_true(), (earlier.dt.convert_time_zone("UTC") + _BEFORE_GAP).cast(_INSTANT)
        )
    if own.any():
        frame = pl.DataFrame({"local": local, "offset": offset})
        by_offset = frame.select(
            (pl.col("local") - pl.duration(seconds="offset")).dt.replace_time_zone("UTC").cast(_INSTANT)
        ).to_series()
        instant = by_offset.zip_with(own, instant)
    return instant.alias("instant"), moved
