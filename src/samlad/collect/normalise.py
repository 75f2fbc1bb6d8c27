"""Rows of a file as incidents: every line ends as a row, as a correction or rejected, and in one only.

`ROWS_SCHEMA` is what comes out. A row is read the same way whatever other rows stand beside it, so a file can
be read in chunks of any size.
"""

from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from samlad.collect import choices
from samlad.collect.categories import UPCOMING, Categorised, read_categories
from samlad.collect.mapping import Context, Mapping
from samlad.collect.moments import (
    AHEAD,
    Moments,
    interval_failure,
    missing_failure,
    read_moments,
    with_time_of_day,
)
from samlad.collect.positions import Positions, read_positions
from samlad.collect.reasons import Failure, Reason, gettext_noop, rejected_rows
from samlad.collect.row_keys import external_keys, rejected_nameless, takes_back
from samlad.collect.values import Values, read_choices, read_cost, read_insecurity, read_text

__all__ = ["CORRECTIONS_SCHEMA", "ROWS_SCHEMA", "Context", "Normalised", "normalise"]

_INSTANT = pl.Datetime("us", "UTC")
ROWS_SCHEMA: dict[str, pl.DataType] = {
    "line": pl.Int64(),
    # Digest of the sender's id, or of the whole row where there is none: the id itself is never kept.
    "external_key": pl.Binary(),
    "occurred_from": _INSTANT,
    # Never null: the same as occurred_from, or the last second of the local day, where the file has no end.
    "occurred_to": _INSTANT,
    "reported_at": _INSTANT,
    "category": pl.Utf8(),
    "latitude": pl.Float64(),
    "longitude": pl.Float64(),
    "place": pl.Utf8(),
    # Numbers of `choices`; 0 is unknown.
    "precision": pl.Int16(),
    "environment": pl.Int16(),
    "publicness": pl.Int16(),
    "group_size": pl.Int16(),
    "basis": pl.Int16(),
    "recurring": pl.Int16(),
    "police_reported": pl.Int16(),
    # Null where the file does not say: then it is the channel of the file itself.
    "channel": pl.Int16(),
    "felt_insecurity": pl.Int8(),
    "cost": pl.Int64(),
    "description": pl.Utf8(),
    "action_taken": pl.Utf8(),
    "role": pl.Utf8(),
}
CORRECTIONS_SCHEMA: dict[str, pl.DataType] = {"line": pl.Int64(), "external_key": pl.Binary()}

CHOICES: dict[str, type[choices.Choice]] = {
    "precision": choices.Precision,
    "environment": choices.Environment,
    "publicness": choices.Publicness,
    "group_size": choices.GroupSize,
    "basis": choices.Basis,
    "recurring": choices.Answer,
    "police_reported": choices.Answer,
    "channel": choices.Channel,
}
LENGTHS = {"description": 500, "action_taken": 80, "role": 40}
# How far ahead an upcoming event may be announced.
_ANNOUNCED = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Normalised:
    """The tables have `ROWS_SCHEMA`, `CORRECTIONS_SCHEMA` and `reasons.REJECTED_SCHEMA`."""

    rows: pl.DataFrame
    corrections: pl.DataFrame
    rejected: pl.DataFrame
    notes: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class _Table:
    """A chunk and what its columns mean."""

    frame: pl.DataFrame
    mapping: Mapping
    context: Context

    def text(self, field: str) -> pl.Series | None:
        """The field as the file writes it, constants filled in; None where the file does not have it."""
        columns = self.mapping.columns.get(field, ())
        constant = self.mapping.constants.get(field)
        if not columns:
            return self.constant(constant) if constant else None
        value = pl.concat_str([pl.col(name) for name in columns], separator=" ", ignore_nulls=True)
        value = pl.col(columns[0]) if len(columns) == 1 else value.replace("", None)
        if constant:
            value = value.fill_null(constant)
        return self.frame.select(value.alias(field)).to_series()

    def written(self, field: str) -> pl.Series:
        """As `text`, all null where the file does not have the field."""
        found = self.text(field)
        return self.constant(None) if found is None else found

    def constant(self, value: str | None) -> pl.Series:
        return pl.Series([value], dtype=pl.Utf8).new_from_index(0, len(self.frame))

    @property
    def timezone(self) -> str:
        return self.mapping.timezone or self.context.timezone


def normalise(frame: pl.DataFrame, mapping: Mapping, context: Context) -> Normalised:
    """Read one chunk of a file: `frame` has the file's columns as text, and `line`."""
    if not len(frame):
        empty = (
            pl.DataFrame(schema=ROWS_SCHEMA),
            pl.DataFrame(schema=CORRECTIONS_SCHEMA),
            rejected_rows(frame["line"], []),
        )
        return Normalised(*empty)
    keys = external_keys(frame, mapping, context.secret)
    taking_back = takes_back(frame, mapping)
    corrections = pl.DataFrame({"line": frame["line"].cast(pl.Int64), "external_key": keys}).filter(
        taking_back
    )
    remaining = frame.filter(~taking_back)
    table = _Table(remaining, mapping, context)
    rows, failures, notes = _read(table, keys.filter(~taking_back))
    rejected = rejected_rows(remaining["line"], failures)
    if len(rejected):
        rows = rows.join(rejected.select("line"), on="line", how="anti", maintain_order="left")
    nameless = corrections["external_key"].is_null()
    if nameless.any():
        rejected = pl.concat(
            [rejected, rejected_nameless(frame, mapping, corrections.filter(nameless)["line"])]
        ).sort("line")
        corrections = corrections.filter(~nameless)
    return Normalised(rows, corrections, rejected, notes)


def _read(table: _Table, keys: pl.Series) -> tuple[pl.DataFrame, list[Failure], tuple[Reason, ...]]:
    categorised = _categories(table)
    moments, failures, moved = _moments(table, categorised.codes)
    failures += categorised.failures
    positions = _positions(table)
    failures += positions.failures
    columns = {"line": table.frame["line"], "external_key": keys, "category": categorised.codes, **moments}
    columns |= {
        "latitude": positions.latitude,
        "longitude": positions.longitude,
        "place": table.written("place"),
    }
    for name, values in _plain(table).items():
        columns[name] = (
            values.values if name not in CHOICES or name == "channel" else values.values.fill_null(0)
        )
        failures += values.failures
    rows = pl.DataFrame([column.alias(name) for name, column in columns.items()])
    # How near a point is says nothing where there is none.
    rows = rows.with_columns(
        pl.when(pl.col("latitude").is_not_null()).then("precision").otherwise(0).alias("precision")
    )
    notes = (Reason(_MOVED, {"number": moved}),) if moved else ()
    return rows.select(pl.col(name).cast(kind) for name, kind in ROWS_SCHEMA.items()), failures, notes


_MOVED = gettext_noop(
    "{number} times fall in the hour that the clock skips in spring and were read as the hour after."
)


def _categories(table: _Table) -> Categorised:
    text, sub = table.written("category"), table.text("subcategory")
    return read_categories(text, sub, table.mapping.crosswalk, table.context.categories)


def _moments(table: _Table, codes: pl.Series) -> tuple[dict[str, pl.Series], list[Failure], int]:
    now, rules = table.context.now, table.mapping.dates
    ahead = codes.str.starts_with(UPCOMING).fill_null(value=False)
    latest = pl.select(
        pl.when(ahead).then(pl.lit(now + _ANNOUNCED)).otherwise(pl.lit(now + AHEAD))
    ).to_series()

    def read(text: pl.Series, field: str) -> Moments:
        return read_moments(text, field, rules, table.timezone, now, latest)

    beginning_text, ending_text = _beginning(table), table.text("occurred_to")
    # An end without a beginning is a moment all the same.
    field = "occurred_date" if "occurred_date" in table.mapping.columns else "occurred_from"
    if ending_text is not None:
        beginning_text = beginning_text.zip_with(beginning_text.is_not_null(), ending_text)
    beginning = read(beginning_text, field)
    failures = [missing_failure(beginning_text, field), *beginning.failures]
    last, moved = beginning.last, beginning.moved
    if ending_text is not None:
        ending = read(ending_text, "occurred_to")
        last = last.zip_with(ending_text.is_null(), ending.last)
        failures += [*ending.failures, interval_failure(beginning.first, last, ending_text)]
        moved += ending.moved
    reported = table.written("reported_at")
    reporting = read_moments(reported, "reported_at", rules, table.timezone, now)
    failures += reporting.failures
    columns = {"occurred_from": beginning.first, "occurred_to": last, "reported_at": reporting.first}
    return columns, failures, moved + reporting.moved


def _beginning(table: _Table) -> pl.Series:
    date = table.text("occurred_date")
    if date is None:
        return table.written("occurred_from")
    frame = pl.DataFrame({"date": date, "time": table.written("occurred_time")})
    return frame.select(with_time_of_day(pl.col("date"), pl.col("time"))).to_series()


def _positions(table: _Table) -> Positions:
    fields = table.mapping.position_fields
    if fields is None:
        nothing = pl.Series([None], dtype=pl.Float64).new_from_index(0, len(table.frame))
        return Positions(nothing, nothing, [])
    mapping = table.mapping
    return read_positions(
        table.written(fields[0]),
        table.written(fields[1]),
        fields,
        mapping.crs,
        mapping.decimal,
        mapping.position_missing,
        table.context.bounds,
    )


def _plain(table: _Table) -> dict[str, Values]:
    """Choices, numbers and texts; what the file does not have is unknown, null or empty."""
    found = {}
    for name, kind in CHOICES.items():
        text = table.text(name)
        if text is None:
            found[name] = Values(table.constant(None).cast(pl.Int16), [])
        else:
            found[name] = read_choices(text, name, kind)
    found["felt_insecurity"] = read_insecurity(table.written("felt_insecurity"))
    found["cost"] = read_cost(table.written("cost"), table.mapping.decimal)
    for name, longest in LENGTHS.items():
        found[name] = read_text(table.written(name), name, longest)
    return found
