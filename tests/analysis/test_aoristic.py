"""Aoristic time of week against the R package aoristic, an almanac, and minutes counted one by one."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from samlad.analysis import InputError, aoristic, aoristic_darkness, kernels, sun_altitude
from samlad.analysis.aoristic.sun import twilights

Moments = NDArray[np.datetime64]
Floats = NDArray[np.float64]

LULEA = {"latitude": 65.58, "longitude": 22.15}


def moments(*texts: str) -> Moments:
    return np.array(texts, "M8[s]")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as lines:
        return list(csv.DictReader(lines))


def test_dcburglaries_matches_r_aoristic(golden: Path, way: str) -> None:
    """Hour 1 of R is Sunday 00–01; ours begins on Monday.

    > library(aoristic)                                       # 1.1.1
    > df <- aoristic.df(dcburglaries, "X", "Y", "StartDateTime", "EndDateTime")
    > colSums(df[, 6:173])
       hour1    hour2    hour3    hour4 …
    5.481795 6.826879 6.363794 5.419322 …
    """
    rows = read(golden / "aoristic_dcburglaries_input.csv")
    start, end = (
        moments(*(row[name].replace(" ", "T").replace("NA", "NaT") for row in rows))
        for name in ("start", "end")
    )
    r_hours = [float(row["weight"]) for row in read(golden / "aoristic_dcburglaries_R_total.csv")]
    for whole_minutes in (False, True):
        found = aoristic(start, end, whole_minutes=whole_minutes)
        assert found.estimate == pytest.approx(np.roll(r_hours, -24), abs=1e-10)
    assert found.estimate.sum() == pytest.approx(len(rows), abs=1e-9)
    assert (found.n, found.without_end, found.over_a_week) == (1025, 37, 28)
    assert found.warnings == ("without_end", "over_a_week")


def test_seconds_are_cut_where_r_aoristic_cuts_them() -> None:
    """R counts whole minutes: 10.59.30 to 11.00.50 is one minute, and one minute is put on the hour of the start."""
    start, end = moments("2026-11-23T10:59:30"), moments("2026-11-23T11:00:50")
    assert aoristic(start, end, whole_minutes=True).estimate[10] == 1
    assert aoristic(start, end).estimate[[10, 11]] == pytest.approx([30 / 80, 50 / 80])


def by_seconds(start: int, length: int) -> Floats:
    """The week's hours of each second of an interval, counted one by one."""
    hours = ((start + np.arange(length) + 3 * 86_400) % 604_800) // 3_600
    counted: Floats = np.bincount(hours, minlength=168) / length
    return counted


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(-(10**7), 2 * 10**9), st.integers(-9_000, 604_799)), min_size=1, max_size=6
    )
)
def test_each_interval_is_spread_as_its_seconds_are(way: str, spans: list[tuple[int, int]]) -> None:
    start, length = np.array(spans, dtype=np.int64).T
    found = aoristic(start.astype("M8[s]"), (start + length).astype("M8[s]"), groups=np.arange(len(start)))
    counted = [by_seconds(first, max(span, 1)) for first, span in spans]
    assert found.estimate == pytest.approx(np.array(counted), abs=1e-12)
    assert found.end_before_start == sum(span < 0 for _, span in spans)


def test_the_sum_is_the_number_of_incidents(way: str) -> None:
    rng = np.random.default_rng(1)
    start = np.datetime64("2024-01-01", "s") + rng.integers(0, 10**8, 300_000)
    end = start + rng.exponential(30 * 3600, 300_000).astype(np.int64)
    groups = rng.integers(-1, 5, 300_000)
    found = aoristic(start, end, groups=groups, group_count=7)
    assert found.estimate.shape == (7, 168)
    assert found.estimate.sum(axis=1) == pytest.approx(np.bincount(groups + 1, minlength=8)[1:], rel=1e-12)
    assert found.n == (groups >= 0).sum()
    assert found.estimate.min() >= 0


def test_both_ways_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(2)
    start = np.datetime64("2024-01-01", "s") + rng.integers(0, 10**8, 250_000)
    end = start + rng.exponential(90 * 3600, 250_000).astype(np.int64)
    first = aoristic(start, end).estimate
    monkeypatch.setattr(kernels, "library", lambda: None)
    assert aoristic(start, end).estimate == pytest.approx(first, rel=1e-11)


def test_sun_stands_where_an_almanac_has_it() -> None:
    """PyEphem 4.2 (VSOP87, seen from the Earth's surface, without air): an almanac that shares no formula with ours.

    >>> o = ephem.Observer(); o.lat, o.lon, o.pressure = '65.58', '15.83', 0; o.date = '2026/6/29 13:10'
    >>> math.degrees(ephem.Sun(o).alt)
    42.798
    """
    almanac = [
        ("2026-09-19T01:51", 59.33, 14.32, -20.2736),
        ("2026-01-22T02:54", -33.9, 19.98, -11.2751),
        ("2026-07-01T08:30", -33.9, 17.05, 23.3028),
        ("2026-04-25T05:10", 0.0, 11.67, -0.3230),
        ("2026-06-29T13:10", 65.58, 15.83, 42.7980),
        ("2026-07-01T13:22", 55.6, 18.07, 47.3299),
        ("2026-10-25T04:57", 65.58, 20.51, -7.4409),
        ("2026-10-11T13:54", 68.43, 13.37, 8.1095),
        ("2026-11-20T22:04", 67.86, 19.03, -41.8179),
        ("2026-05-01T18:33", 67.86, 21.06, 3.5263),
    ]
    for moment, latitude, longitude, height in almanac:
        ours = sun_altitude(moments(moment), latitude=latitude, longitude=longitude)
        assert ours[0] == pytest.approx(height, abs=0.01)


@pytest.mark.parametrize(
    ("latitude", "longitude", "day", "turns"),
    [
        (65.58, 22.15, "2026-03-20", ("03:42:02", "17:37:45")),
        (65.58, 22.15, "2026-12-21", ("07:20:31", "13:38:20")),
        (65.58, 22.15, "2026-05-10", ("21:34:03", "23:20:39")),
        (67.86, 20.23, "2026-12-21", ("07:56:04", "13:18:09")),
        (68.43, 17.43, "2026-12-21", ("08:15:49", "13:20:49")),
        (65.58, 22.15, "2026-06-21", ()),
        (67.86, 20.23, "2026-05-10", ()),
    ],
)
def test_civil_twilight_ends_when_an_almanac_says(
    latitude: float, longitude: float, day: str, turns: tuple[str, ...]
) -> None:
    """UTC; PyEphem 4.2: `o.horizon = '-6'; o.next_setting(ephem.Sun(), use_center=True)`, or AlwaysUpError."""
    first = int(np.datetime64(day, "s").astype(int))
    found = twilights(first, first + 86_399, latitude, longitude, -6.0)
    assert len(found.moments) == len(turns)
    for ours, theirs in zip(found.moments, turns, strict=True):
        assert abs(int(ours) - int(np.datetime64(f"{day}T{theirs}", "s").astype(int))) <= 20
    assert found.dark_first == (day in ("2026-03-20", "2026-12-21"))


def test_midnight_sun_is_light_and_polar_night_is_dark() -> None:
    """In Kiruna the sun does not rise at midwinter; the hours about noon are civil twilight. No summer night is dark."""
    kiruna = {"latitude": 67.86, "longitude": 20.23}
    summer = aoristic_darkness(moments("2026-06-20"), moments("2026-06-21"), utc_offset=2, **kiruna)
    winter = aoristic_darkness(moments("2026-12-21"), moments("2026-12-22"), utc_offset=1, **kiruna)
    sunset = aoristic_darkness(
        moments("2026-12-21"), moments("2026-12-22"), utc_offset=1, altitude=-0.833, **kiruna
    )
    assert summer.dark_share.tolist() == [0.0]
    assert winter.dark_share == pytest.approx([1 - (5 * 60 + 22) / 1440], abs=0.001)
    assert sunset.dark_share.tolist() == [1.0]


def test_darkness_divides_what_the_hours_have() -> None:
    rng = np.random.default_rng(3)
    start = np.datetime64("2025-01-01", "s") + rng.integers(0, 400 * 86_400, 2_000)
    end = start + rng.exponential(40 * 3600, 2_000).astype(np.int64)
    end[:50] = np.datetime64("NaT")
    offset = rng.choice([1, 2], 2_000)
    found = aoristic_darkness(start, end, utc_offset=offset, **LULEA)
    assert found.estimate.sum(axis=1) == pytest.approx(aoristic(start, end).estimate, abs=1e-10)
    assert found.estimate[:, 1].sum() == pytest.approx(found.dark_share.sum())
    assert ((found.dark_share >= 0) & (found.dark_share <= 1)).all()
    assert found.certain == np.isin(found.dark_share, (0, 1)).sum()


def test_darkness_is_that_of_each_minute() -> None:
    """The share that is dark and its hours, minute by minute from the sun's altitude."""
    rng = np.random.default_rng(4)
    start = np.datetime64("2026-01-01", "s") + rng.integers(0, 525_600, 40) * 60
    minutes = rng.integers(1, 9_000, 40)
    found = aoristic_darkness(start, start + minutes * 60, utc_offset=1, **LULEA)
    table = np.zeros((168, 2))
    for first, length, share in zip(start, minutes, found.dark_share, strict=True):
        each = first + np.arange(length) * 60
        dark = sun_altitude(each + 30 - 3600, **LULEA) < -6
        assert share == pytest.approx(dark.mean(), abs=16 / length)
        hours = ((each.astype(int) + 3 * 86_400) % 604_800) // 3_600
        np.add.at(table, (hours, dark.astype(int)), 1 / length)
    assert found.estimate == pytest.approx(table, abs=0.2)
    assert found.estimate.sum(axis=0) == pytest.approx(table.sum(axis=0), abs=0.1)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"start": moments()}, "start has shape (0,). Give one moment for each"),
        ({"start": moments("NaT")}, "start is not known at 0. Leave incidents out"),
        ({"start": np.array([1.0])}, "start is an array of float64 with shape (1,)"),
        ({"start": moments("2026-01-01"), "end": moments()}, "end has shape (0,)"),
        ({"start": moments("2026-01-01"), "groups": [0.5]}, "groups is an array of float64"),
        (
            {"start": moments("2026-01-01"), "groups": [3], "group_count": 3},
            "group_count is 3. The largest of groups is 3",
        ),
        ({"start": moments("2026-01-01"), "groups": [200_000]}, "groups holds 200000 as its largest."),
        ({"start": moments("2026-01-01"), "groups": [-1]}, "groups holds -1 as its largest."),
    ],
)
def test_bad_intervals_are_named(arguments: dict[str, object], sentence: str) -> None:
    with pytest.raises(InputError) as refused:
        aoristic(**arguments)  # type: ignore[arg-type]
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"latitude": 95}, "latitude is 95. It must be in degrees, from -90 to 90."),
        ({"longitude": np.nan}, "longitude holds nan."),
        ({"utc_offset": 3600}, "utc_offset has shape () and reaches 3600."),
        ({"utc_offset": [1, 2]}, "utc_offset has shape (2,) and reaches 2."),
        ({"altitude": -90}, "altitude is -90."),
        ({"end": moments("2626-01-01")}, "start spans 599 years. Check the dates"),
    ],
)
def test_bad_places_and_offsets_are_named(changed: dict[str, object], sentence: str) -> None:
    arguments = {"start": moments("2026-01-01"), "utc_offset": 1, **LULEA} | changed
    with pytest.raises(InputError) as refused:
        aoristic_darkness(**arguments)  # type: ignore[arg-type]
    assert str(refused.value).startswith(sentence)
