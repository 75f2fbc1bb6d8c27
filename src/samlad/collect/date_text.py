"""Dates as people and systems write them, taken apart for a whole column at once.

Every form is told from the others by its shape alone, so a value is read the same way whatever stands around
it. What is found is a local moment (or one with its own offset), not yet an instant.
"""

from datetime import time

import polars as pl

from samlad.collect.date_rules import DateRules

UNREADABLE, IMPOSSIBLE, SHORT_YEAR, AMBIGUOUS, NO_TIME = (
    "unreadable",
    "impossible",
    "short_year",
    "ambiguous",
    "time",
)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january", "feb februari february", "mar mars march", "apr april", "maj may",
            "jun juni june", "jul juli july", "aug augusti august", "sep sept september",
            "okt oktober oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_REST = r"(?P<rest>(?:[t,\s].*)?)$"
_YEAR_FIRST = r"(?is)^(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})" + _REST
_NUMBERS = r"(?is)^(?P<a>[0-9]{1,2})\s*[-/.]\s*(?P<b>[0-9]{1,2})(?:\s*[-/.]\s*|\s+)(?P<year>[0-9]{4})" + _REST
_COMPACT = (
    r"(?is)^(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?P<rest>(?:[t,\s].*|[0-9]{4}|[0-9]{6})?)$"
)
_DAY_NAME = (
    r"(?is)^(?:den\s+)?(?P<day>[0-9]{1,2})(?:[:.]?[ae]|\.|st|nd|rd|th)?[\s-]+"
    r"(?P<name>\p{L}+)\.?,?[\s-]+(?P<year>[0-9]{4})"
)
_NAME_DAY = r"(?is)^(?P<name>\p{L}+)\.?\s+(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>[0-9]{4})"
_SERIAL = r"^(?P<serial>[0-9]{5}(?:[.,][0-9]+)?)$"
_SHORT_YEAR = r"(?s)^[0-9]{1,2}\s*[-/.]\s*[0-9]{1,2}\s*[-/. ]\s*[0-9]{2}(?:[^0-9].*)?$"
_TIME = (
    r"(?is)^[t,\s]*(?:kl(?:ockan)?\.?\s*)?(?P<hour>[0-9]{1,2})[:.]?(?P<minute>[0-9]{2})"
    r"(?:[:.]?(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?\s*(?P<half>[ap]\.?m\.?)?\s*"
    r"(?P<zone>z|utc|gmt|(?:utc|gmt)?[+-][0-9]{2}(?::?[0-9]{2})?)?\s*$"
)
# The forms that systems write most, read the short way with the same result.
_USUAL = (
    (r"^[0-9]{4}-[0-9][0-9]-[0-9][0-9] [0-2][0-9]:[0-5][0-9]$", "%Y-%m-%d %H:%M"),
    (r"^[0-9]{4}-[0-9][0-9]-[0-9][0-9] [0-2][0-9]:[0-5][0-9]:[0-5][0-9]$", "%Y-%m-%d %H:%M:%S"),
    (r"^[0-9]{4}-[0-9][0-9]-[0-9][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]$", "%Y-%m-%dT%H:%M:%S"),
    (r"^[0-9]{4}-[0-9][0-9]-[0-9][0-9]$", "%Y-%m-%d"),
)
# Day zero of spreadsheets, and the days of 1970 and 2100.
_SERIAL_EPOCH, _SERIAL_FIRST, _SERIAL_LAST = pl.date(1899, 12, 30), 25_569, 73_050
_MICROSECONDS_A_DAY = 86_400_000_000
# An order of day and month shows where one of the two cannot be a month.
_FIRST_NUMBER, _SECOND_NUMBER = r"^([0-9]{1,2})\s*[-/.]", r"^[0-9]{1,2}\s*[-/.]\s*([0-9]{1,2})"
_SLASHES = r"^[0-9]{1,2}[-/][0-9]{1,2}[-/][0-9]{4}(?:[^0-9]|$)"


def evidence_of_order(text: pl.Series) -> tuple[bool, bool, bool]:
    """Whether some value must be day/month, some must be month/day, and some can be either."""
    numbers = text.drop_nulls()
    numbers = numbers.filter(numbers.str.contains(_NUMBERS))
    first = numbers.str.extract(_FIRST_NUMBER).cast(pl.Int32)
    second = numbers.str.extract(_SECOND_NUMBER).cast(pl.Int32)
    either = (first <= 12) & (second <= 12) & (first != second) & numbers.str.contains(_SLASHES)
    return (
        bool(((first > 12) & (second <= 12)).any()),
        bool(((second > 12) & (first <= 12)).any()),
        bool(either.any()),
    )


def taken_apart(text: pl.Series, rules: DateRules) -> pl.DataFrame:
    """Per value: `local` (a naive moment), `offset` (seconds, if written), `timed` and `problem` if any."""
    everything = pl.DataFrame({"row": pl.int_range(len(text), dtype=pl.UInt32, eager=True), "text": text})
    left = everything.drop_nulls()
    parts = []
    for shape, pattern in (("", rules.pattern), *_USUAL) if rules.pattern else _USUAL:
        fits = left["text"].str.contains(shape)
        if fits.any():
            read = _by_pattern(left, pattern, rules).filter(fits & pl.col("local").is_not_null())
            parts.append(read)
            left = (
                left.join(read, on="row", how="anti", maintain_order="left")
                if len(read) < len(left)
                else left.clear()
            )
    for shape, components in _SHAPES:
        if not len(left):
            break
        fits = left["text"].str.contains(shape)
        if fits.any():
            groups = left.filter(fits).with_columns(pl.col("text").str.extract_groups(shape)).unnest("text")
            parts.append(_moment(groups.with_columns(**components(rules)), rules))
            left = left.filter(~fits)
    parts.append(_unreadable(left))
    found = pl.concat(parts)
    if len(found) == len(everything) and found["row"].is_sorted():
        return found.drop("row")
    return everything.select("row").join(found, on="row", how="left", maintain_order="left").drop("row")


def _by_pattern(frame: pl.DataFrame, pattern: str, rules: DateRules) -> pl.DataFrame:
    zoned = "%z" in pattern
    timed = any(code in pattern for code in ("%H", "%I", "%T", "%R", "%s"))
    kind = pl.Datetime("us", "UTC") if zoned else pl.Datetime("us") if timed else pl.Date()
    local = pl.col("text").str.strptime(kind, pattern, strict=False).cast(pl.Datetime("us"))
    return frame.select(
        "row",
        local.alias("local"),
        pl.lit(0 if zoned else None, dtype=pl.Int32).alias("offset"),
        (local.dt.time() != time(0) if timed and rules.midnight_is_day else pl.lit(timed)).alias("timed"),
        pl.lit(None, dtype=pl.Utf8).alias("problem"),
    )


def _year_first(_: DateRules) -> dict[str, pl.Expr]:
    return {name: pl.col(name).cast(pl.Int32) for name in ("year", "month", "day")} | {
        "unsure": pl.lit(value=False)
    }


def _two_numbers(rules: DateRules) -> dict[str, pl.Expr]:
    a, b = pl.col("a").cast(pl.Int32), pl.col("b").cast(pl.Int32)
    month_first = {"day": pl.lit(value=False), "month": pl.lit(value=True), "mixed": b > 12}[rules.order]
    return {
        "year": pl.col("year").cast(pl.Int32),
        "month": pl.when(month_first).then(a).otherwise(b),
        "day": pl.when(month_first).then(b).otherwise(a),
        "unsure": (a <= 12) & (b <= 12) & (a != b) if rules.order == "mixed" else pl.lit(value=False),
    }


def _named_month(_: DateRules) -> dict[str, pl.Expr]:
    month = pl.col("name").str.to_lowercase().replace_strict(_MONTHS, default=0, return_dtype=pl.Int32)
    return {
        "year": pl.col("year").cast(pl.Int32),
        "month": month,
        "day": pl.col("day").cast(pl.Int32),
        "unsure": pl.lit(value=False),
    }


def _serial(_: DateRules) -> dict[str, pl.Expr]:
    """A spreadsheet's number of days, taken apart again so that one way leads to a moment."""
    number = pl.col("serial").str.replace(",", ".").cast(pl.Float64)
    # Spreadsheets keep the time of day as a fraction that is seldom exact: the nearest second is meant.
    seconds = (number * 86_400).round().cast(pl.Int64)
    moment = _SERIAL_EPOCH.cast(pl.Datetime("us")) + pl.duration(seconds=seconds)
    whole = pl.col("serial").str.contains(r"^[0-9]+$")
    return {
        "year": moment.dt.year(),
        "month": moment.dt.month().cast(pl.Int32),
        "day": pl.when(number.is_between(_SERIAL_FIRST, _SERIAL_LAST))
        .then(moment.dt.day().cast(pl.Int32))
        .otherwise(0),
        "rest": pl.when(whole).then(pl.lit("")).otherwise(moment.dt.strftime(" %H:%M:%S")),
        "unsure": pl.lit(value=False),
    }


_SHAPES = (
    (_YEAR_FIRST, _year_first),
    (_NUMBERS, _two_numbers),
    (_COMPACT, _year_first),
    (_DAY_NAME + _REST, _named_month),
    (_NAME_DAY + _REST, _named_month),
    (_SERIAL, _serial),
)


def _moment(parts: pl.DataFrame, rules: DateRules) -> pl.DataFrame:
    """Year, month, day and the text that follows them, made a moment or a problem."""
    frame = parts.select(
        "row",
        "unsure",
        pl.col("year").cast(pl.Int32),
        pl.col("month").cast(pl.Int32),
        pl.col("day").cast(pl.Int32),
        pl.col("rest").str.strip_chars().alias("rest"),
    )
    timed = frame["rest"] != ""
    frame = frame.with_columns(timed.alias("timed"))
    if timed.any():
        frame = frame.with_columns(pl.col("rest").str.extract_groups(_TIME).alias("time")).unnest("time")
        frame = frame.with_columns(_time_of_day().alias("of_day"), _offset().alias("offset"))
    else:
        frame = frame.with_columns(of_day=pl.lit(0, dtype=pl.Int64), offset=pl.lit(None, dtype=pl.Int32))
    month_known = pl.col("month").is_between(1, 12) & pl.col("year").is_between(1, 9999)
    month = pl.date(pl.col("year"), pl.when(month_known).then("month").otherwise(1), 1)
    exists = month_known & (pl.col("day") >= 1) & (pl.col("day") <= month.dt.month_end().dt.day())
    day = month.cast(pl.Datetime("us")) + pl.duration(days=pl.col("day") - 1)
    problem = (
        pl.when(~exists)
        .then(pl.lit(IMPOSSIBLE))
        .when(pl.col("of_day").is_null())
        .then(pl.lit(NO_TIME))
        .when("unsure")
        .then(pl.lit(AMBIGUOUS))
    )
    frame = frame.with_columns(problem.alias("problem"))
    return frame.select(
        "row",
        pl.when(pl.col("problem").is_null()).then(day + pl.duration(microseconds="of_day")).alias("local"),
        "offset",
        pl.col("timed") & (pl.col("of_day") != 0) if rules.midnight_is_day else pl.col("timed"),
        "problem",
    )


def _time_of_day() -> pl.Expr:
    """Microseconds since midnight; null where the clock shows no such time; 24:00 is the next midnight."""
    hour, minute = pl.col("hour").cast(pl.Int64), pl.col("minute").cast(pl.Int64)
    second = pl.col("second").cast(pl.Int64).fill_null(0)
    fraction = pl.col("fraction").fill_null("").str.pad_end(6, "0").str.head(6).cast(pl.Int64)
    half = pl.col("half").str.head(1).str.to_lowercase()
    of_twelve = half.is_not_null()
    hour_of_day = (
        pl.when(of_twelve).then(hour % 12 + pl.when(half == "p").then(12).otherwise(0)).otherwise(hour)
    )
    total = ((hour_of_day * 60 + minute) * 60 + second) * 1_000_000 + fraction
    shown = (
        (minute <= 59)
        & (second <= 59)
        & (~of_twelve | hour.is_between(1, 12))
        & (total <= _MICROSECONDS_A_DAY)
    )
    return pl.when(~pl.col("timed")).then(pl.lit(0, dtype=pl.Int64)).when(shown).then(total)


def _offset() -> pl.Expr:
    zone = pl.col("zone").str.to_lowercase()
    digits = zone.str.replace_all(r"[^0-9]", "").str.pad_end(4, "0").cast(pl.Int32, strict=False)
    seconds = (digits // 100 * 60 + digits % 100) * 60
    return (
        pl.when(zone.str.contains("-", literal=True))
        .then(-seconds)
        .when(zone.is_not_null())
        .then(seconds)
        .cast(pl.Int32)
    )


def _unreadable(left: pl.DataFrame) -> pl.DataFrame:
    short = pl.col("text").str.contains(_SHORT_YEAR)
    return left.select(
        "row",
        pl.lit(None, dtype=pl.Datetime("us")).alias("local"),
        pl.lit(None, dtype=pl.Int32).alias("offset"),
        pl.lit(value=False).alias("timed"),
        pl.when(short).then(pl.lit(SHORT_YEAR)).otherwise(pl.lit(UNREADABLE)).alias("problem"),
    )
