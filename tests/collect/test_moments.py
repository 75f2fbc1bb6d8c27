"""Dates and times: the forms that files use, local time, and what is refused."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samlad.collect.date_rules import DateRules, Order, checked_date_format
from samlad.collect.date_text import evidence_of_order
from samlad.collect.moments import Moments, interval_failure, read_moments, with_time_of_day
from samlad.collect.reasons import rejected_rows

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def read(*values: str | None, order: Order = "day", rules: DateRules | None = None) -> Moments:
    text = pl.Series(values, dtype=pl.Utf8)
    return read_moments(text, "occurred_from", rules or DateRules(order), "Europe/Stockholm", NOW)


def reasons(moments: Moments, number: int) -> list[tuple[str, str]]:
    lines = pl.int_range(number, dtype=pl.Int64, eager=True)
    return rejected_rows(lines, moments.failures).select("reason", "remedy").rows()


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=STOCKHOLM).astimezone(UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-01 14:30",
        "2024-03-01T14:30",
        "2024-03-01 14:30:00",
        "2024-03-01T14:30:00.000",
        "2024-03-01T13:30Z",
        "2024-03-01T13:30:00Z",
        "2024-03-01T15:30:00+02:00",
        "2024-03-01T08:30-0500",
        "2024-03-01 kl. 14.30",
        "2024-03-01, 14:30",
        "2024/03/01 14:30",
        "2024-3-1 2:30 pm",
        "1/3 2024 14:30",
        "1/3/2024 14:30",
        "1.3.2024 14:30",
        "01-03-2024 14:30",
        "1 mars 2024 14:30",
        "den 1:a mars 2024 kl 14:30",
        "1 Mar 2024, 14:30",
        "March 1, 2024 2:30 p.m.",
        "20240301 1430",
        "202403011430",
        "20240301T143000",
        "45352.6041666667",
        "45352,6041666667",
    ],
)
def test_one_moment_in_many_forms(text: str) -> None:
    moments = read(text)
    assert reasons(moments, 1) == []
    assert moments.first.to_list() == moments.last.to_list() == [local(2024, 3, 1, 14, 30)]


@pytest.mark.parametrize("text", ["2024-03-01", "1/3 2024", "1.3.2024", "20240301", "1 mars 2024", "45352"])
def test_a_date_without_a_time_is_the_whole_local_day(text: str) -> None:
    moments = read(text)
    assert moments.first.to_list() == [local(2024, 3, 1)]
    assert moments.last.to_list() == [local(2024, 3, 1, 23, 59, 59)]


def test_a_day_on_which_the_clock_is_changed_is_as_long_as_it_is() -> None:
    moments = read("2024-03-31", "2024-10-27")
    lengths = (moments.last - moments.first).to_list()
    assert lengths == [timedelta(hours=23) - timedelta(seconds=1), timedelta(hours=25) - timedelta(seconds=1)]


def test_only_midnights_can_mean_days() -> None:
    rules = DateRules("day", midnight_is_day=True)
    moments = read("2024-03-01 00:00:00", "2024-03-01T00:00", "1/3/2024 00:00", rules=rules)
    assert moments.last.to_list() == [local(2024, 3, 1, 23, 59, 59)] * 3


def test_midnight_at_the_end_of_a_day_is_that_at_the_beginning_of_the_next() -> None:
    assert read("2024-03-01 24:00").first.to_list() == [local(2024, 3, 2)]


@settings(deadline=None, max_examples=60)
@given(st.datetimes(datetime(1971, 1, 1), datetime(2025, 5, 30)))  # noqa: DTZ001 - naive on purpose
def test_local_time_is_read_as_the_standard_library_reads_it(moment: datetime) -> None:
    """Python's `fold=0` has the same two rules: of a repeated hour the first, of a skipped one the hour after."""
    moment = moment.replace(microsecond=0)
    expected = moment.replace(tzinfo=STOCKHOLM).astimezone(UTC)
    assert read(moment.isoformat(sep=" ")).first.to_list() == [expected]


def test_the_hour_that_is_skipped_in_spring_is_the_hour_after_and_is_noted() -> None:
    moments = read("2024-03-31 02:30", "2024-03-31 03:30", None)
    assert moments.first.to_list() == [local(2024, 3, 31, 3, 30), local(2024, 3, 31, 3, 30), None]
    assert moments.moved == 1


def test_of_the_hour_that_comes_twice_in_autumn_the_first_is_meant() -> None:
    moments = read("2024-10-27 02:30")
    assert moments.first.to_list() == [datetime(2024, 10, 27, 0, 30, tzinfo=UTC)]
    assert moments.moved == 0


@settings(deadline=None, max_examples=60)
@given(st.dates(date(1970, 1, 2), date(2025, 5, 31)), st.sampled_from(["day", "month"]))
def test_the_order_of_day_and_month_is_kept(day: date, order: Order) -> None:
    text = day.strftime("%d/%m/%Y" if order == "day" else "%m/%d/%Y")
    assert read(text, order=order).first.to_list() == [local(day.year, day.month, day.day)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2024-02-30", "a day that does not exist"),
        ("2023-02-29 10:00", "a day that does not exist"),
        ("31/4 2024", "a day that does not exist"),
        ("3/13/2024", "a day that does not exist"),
        ("0000-00-00", "a day that does not exist"),
        ("99999", "a day that does not exist"),
        ("2024-03-01 25:00", "a time of day that does not exist"),
        ("2024-03-01 12:60", "a time of day that does not exist"),
        ("2024-03-01 13:00 pm", "a time of day that does not exist"),
        ("2024-03-01 vid lunch", "a time of day that does not exist"),
        ("1/3/24", "a year of two digits"),
        ("24-03-01", "a year of two digits"),
        ("i går", "not a date that can be read"),
        ("12", "not a date that can be read"),
        ("1969-12-31", "before 1970"),
        ("1900-01-01 00:00", "before 1970"),
        ("2025-06-03", "in the future"),
        ("2204-03-01", "in the future"),
    ],
)
def test_what_cannot_have_been_is_refused_with_a_remedy(text: str, reason: str) -> None:
    ((why, remedy),) = reasons(read(text), 1)
    assert text in why
    assert reason in why
    assert remedy.endswith(".")


def test_tomorrow_is_let_through() -> None:
    assert reasons(read("2025-06-02 13:00"), 1) == []


def test_nothing_is_no_moment_and_no_failure() -> None:
    moments = read(None, "2024-03-01 14:30", None)
    assert moments.first.to_list() == [None, local(2024, 3, 1, 14, 30), None]
    assert reasons(moments, 3) == []


@pytest.mark.parametrize(
    ("values", "evidence"),
    [
        (["1/2/2024", "3/4/2024"], (False, False, True)),
        (["1/2/2024", "13/4/2024"], (True, False, True)),
        (["1/2/2024", "3/14/2024"], (False, True, True)),
        (["14/2/2024", "3/14/2024"], (True, True, False)),
        (["2/2/2024", "2024-01-02", "1/2 2024", None], (False, False, False)),
        (["99/99/2024"], (False, False, False)),
    ],
)
def test_the_dates_tell_their_order(values: list[str | None], evidence: tuple[bool, bool, bool]) -> None:
    assert evidence_of_order(pl.Series(values, dtype=pl.Utf8)) == evidence


def test_of_mixed_orders_only_what_is_certain_is_read() -> None:
    moments = read("14/2/2024", "2/14/2024", "2/2/2024", "1/2/2024", order="mixed")
    assert moments.first.to_list() == [local(2024, 2, 14), local(2024, 2, 14), local(2024, 2, 2), None]
    ((why, remedy),) = reasons(moments, 4)
    assert "1/2/2024" in why
    assert "date_format" in remedy


def test_a_profiles_format_is_tried_first_and_its_order_holds_for_the_rest() -> None:
    rules = checked_date_format("MM/DD/YY HH:MM")
    moments = read("03/01/24 14:30", "3/1/2024 14:30", "2024-03-01 14:30", rules=rules)
    assert moments.first.to_list() == [local(2024, 3, 1, 14, 30)] * 3


def test_a_format_with_an_offset_is_an_instant() -> None:
    moments = read("01.03.2024 14:30 +0200", rules=checked_date_format("%d.%m.%Y %H:%M %z"))
    assert moments.first.to_list() == [datetime(2024, 3, 1, 12, 30, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("day", "time", "together"),
    [
        ("2024-03-01", "14:30", "2024-03-01 14:30"),
        ("2024-03-01 00:00:00", "14:30:00", "2024-03-01 14:30:00"),
        ("2024-03-01", "1899-12-30 14:30:00", "2024-03-01 14:30:00"),
        ("2024-03-01", "0.604166666666667", "2024-03-01 14:30:00"),
        ("2024-03-01", None, "2024-03-01"),
        (None, "14:30", None),
    ],
)
def test_date_and_time_in_two_columns(day: str | None, time: str | None, together: str | None) -> None:
    frame = pl.DataFrame({"day": [day], "time": [time]}, schema={"day": pl.Utf8, "time": pl.Utf8})
    assert frame.select(with_time_of_day(pl.col("day"), pl.col("time"))).to_series().to_list() == [together]


def test_an_end_before_the_beginning_is_refused() -> None:
    first, last = read("2024-03-01 14:30", "2024-03-01").first, read("2024-03-01 14:00", "2024-03-01").last
    failure = interval_failure(first, last, pl.Series(["2024-03-01 14:00", "2024-03-01"]))
    assert failure.failed.to_list() == [True, False]


values = st.one_of(
    st.none(),
    st.text(max_size=20),
    st.from_regex(r"\A\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}([T ]\d{1,2}[:.]?\d{2}([:.]\d{2})?)?\Z"),
    st.from_regex(r"\A\d{4,14}([.,]\d{1,5})?\Z"),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(values, min_size=1, max_size=8), st.sampled_from(["day", "month", "mixed"]), st.booleans())
def test_a_value_is_read_or_refused_the_same_whatever_stands_beside_it(
    texts: list[str | None], order: Order, midnight: bool
) -> None:
    rules = DateRules(order, midnight_is_day=midnight)
    together = read(*texts, rules=rules)
    alone = [read(text, rules=rules) for text in texts]
    assert together.first.to_list() == [one.first[0] for one in alone]
    assert together.last.to_list() == [one.last[0] for one in alone]
    rejected = set(
        rejected_rows(pl.int_range(len(texts), dtype=pl.Int64, eager=True), together.failures)[
            "line"
        ].to_list()
    )
    for line, (text, first) in enumerate(zip(texts, together.first.to_list(), strict=True)):
        assert text is None or first is not None or line in rejected
