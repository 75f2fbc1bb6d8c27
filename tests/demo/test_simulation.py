"""The generator: same seed same bytes, calibrated, over-dispersed, on land; and the truth agrees with it."""

import hashlib
from dataclasses import fields
from datetime import date

import numpy as np
import pytest
import shapely

from samlad.demo.measures import MEASURES, SILENT
from samlad.demo.simulate import Simulated, simulate
from samlad.demo.summary import dispersion
from samlad.demo.truth import truth, without
from samlad.demo.world import (
    ARSON_SHARES,
    ORGANISATIONS,
    active_weeks,
    expected_in_august,
    make_world,
    sites_of,
    streams_of,
)


@pytest.fixture(scope="module")
def lulea() -> Simulated:
    return simulate(1)


@pytest.fixture(scope="module")
def many() -> Simulated:
    """Twenty Luleås: chance is small beside what is expected."""
    return simulate(2, scale=20)


def digest(simulated: Simulated) -> str:
    found = hashlib.sha256()
    for part in (simulated, simulated.reports, simulated.details):
        for field in fields(part):
            value = getattr(part, field.name)
            if isinstance(value, np.ndarray):
                found.update(value.tobytes())
    return found.hexdigest()


def test_same_seed_same_bytes_and_another_seed_differs(lulea: Simulated) -> None:
    assert digest(simulate(1)) == digest(lulea)
    assert digest(simulate(3)) != digest(lulea)


def test_three_years_of_lulea_hold_a_realistic_number(lulea: Simulated) -> None:
    assert lulea.world.weeks()[0] == "2023-W47"
    assert lulea.world.weeks()[-1] == "2026-W46"
    assert 12_000 <= len(lulea) <= 20_000


def test_expectation_for_the_police_meets_the_counts_of_august_2026(lulea: Simulated) -> None:
    found = expected_in_august(lulea.world)
    vandalism, drugs = found["12 kap. Skadegörelsebrott"], found["Narkotikastrafflagen"]
    assert vandalism == (72, pytest.approx(72))
    assert drugs == (38, pytest.approx(38))
    # What is not simulated in full is never simulated in excess.
    assert all(expectation <= counted * 1.001 for counted, expectation in found.values())


def test_simulated_augusts_lie_near_the_counts_of_august_2026(many: Simulated) -> None:
    month = many.happened.astype("datetime64[M]")
    police = many.organisation == ORGANISATIONS.index("polisen")
    for group, count in (("SKA", 72), ("NAR", 38)):
        rows = np.isin(many.stream, streams_of(many.world, (group,))) & police
        augusts = [np.sum(rows & (month == np.datetime64(f"{year}-08"))) / 20 for year in (2024, 2025, 2026)]
        # Measures, silent weeks and chance pull either way: within a fifth each year, an eighth on average.
        assert augusts == pytest.approx([count] * 3, rel=0.2)
        assert np.mean(augusts) == pytest.approx(count, rel=0.125)


def test_arson_peaks_in_the_two_pilot_areas_as_reported(many: Simulated) -> None:
    fires = np.isin(many.stream, streams_of(many.world, ("BRA",)))
    for name, share in ARSON_SHARES.items():
        there = many.district[fires] == many.world.geography.district_number(name)
        assert there.mean() == pytest.approx(share, abs=0.02)


def test_mean_of_the_simulation_is_the_truth(many: Simulated) -> None:
    known = truth(many.world).reported.sum(axis=(1, 2))
    organisation = many.world.stream_organisation
    for number in range(len(ORGANISATIONS)):
        counted = (many.organisation == number).sum()
        assert counted == pytest.approx(known[organisation == number].sum(), rel=0.02)
    # A week still differs by the frailty of its districts; over a quarter that evens out.
    by_quarter = truth(many.world).reported.sum(axis=(0, 1)).reshape(12, 13).sum(axis=1)
    assert np.bincount(many.week // 13, minlength=12) == pytest.approx(by_quarter, rel=0.08)


def test_counts_vary_more_than_chance(lulea: Simulated) -> None:
    assert dispersion(lulea) > 1.2


def test_incidents_follow_near_others_of_their_kind(lulea: Simulated) -> None:
    assert 0.10 < (lulea.generation > 0).mean() < 0.22


def test_every_point_is_on_land_in_its_district(lulea: Simulated) -> None:
    here = lulea.world.geography
    assert shapely.contains_xy(here.land, lulea.longitude, lulea.latitude).all()
    for number, district in enumerate(here.districts):
        mine = lulea.district == number
        assert shapely.contains_xy(district.boundary, lulea.longitude[mine], lulea.latitude[mine]).all()
    assert set(np.unique(lulea.district)) == set(range(28))


def test_intervals_are_in_order_and_reported_afterwards(lulea: Simulated) -> None:
    reports = lulea.reports
    assert (reports.occurred_from <= reports.occurred_to).all()
    assert (reports.occurred_to <= reports.reported_at).all()
    assert (np.diff(reports.reported_at) >= np.timedelta64(0, "m")).all()
    assert reports.reported_at.max() < np.datetime64("2026-11-16T09:00")


def test_damage_in_a_weekend_is_found_on_monday(lulea: Simulated) -> None:
    ska = np.isin(lulea.stream, streams_of(lulea.world, ("SKA",), ("kommunen",)))
    days = (lulea.happened.astype("datetime64[D]").astype(int) + 3) % 7
    rows = np.flatnonzero(ska & (days == 5))
    start, end = lulea.reports.occurred_from[rows], lulea.reports.occurred_to[rows]
    usual = (start - start.astype("datetime64[D]") == np.timedelta64(16, "h")) & (
        end - end.astype("datetime64[D]") == np.timedelta64(7, "h")
    )
    assert len(rows) > 50
    assert usual.all()
    monday = (end.astype("datetime64[D]").astype(int) + 3) % 7 == 0
    assert monday.mean() > 0.85


def test_silent_weeks_are_silent(lulea: Simulated) -> None:
    weeks = lulea.world.weeks()
    told = (lulea.reports.reported_at.astype("datetime64[D]") - np.datetime64("2023-11-20")).astype(int) // 7
    for number, name in enumerate(ORGANISATIONS):
        mine = lulea.organisation == number
        for week in SILENT[name]:
            assert not (mine & (told == weeks.index(week))).any()
            assert not (mine & (lulea.week == weeks.index(week))).any()
        assert np.bincount(told[mine], minlength=len(weeks)).mean() > 10


def test_the_municipality_learns_to_report(many: Simulated) -> None:
    mine = many.week[many.organisation == ORGANISATIONS.index("kommunen")]
    first, a_year_later = (mine < 8).sum(), ((mine >= 52) & (mine < 60)).sum()
    assert 0.3 < first / a_year_later < 0.6


def test_measures_did_what_the_truth_says(many: Simulated) -> None:
    for item in truth(many.world).measures:
        measure = item.measure
        assert (item.rate_ratio < 0.9) == (measure.rate_ratio < 0.9)
        if measure.verdict == "moved the problem":
            assert item.prevented > 0
            assert item.net < 0.4 * item.prevented
        rows = (
            np.isin(many.stream, streams_of(many.world, measure.categories, measure.organisations))
            & np.isin(many.site, sites_of(many.world, measure.target, measure.radius))
            & np.isin(many.week, active_weeks(many.world, measure))
        )
        reporting = many.world.reporting[:, active_weeks(many.world, measure)].min()
        if item.with_measure > 500 and reporting > 0:
            assert rows.sum() == pytest.approx(item.with_measure, rel=0.15)


def test_a_measure_left_out_changes_only_where_and_when_it_was() -> None:
    world = make_world()
    measure = next(measure for measure in MEASURES if measure.code == "M03")
    change = without(world, "M03") - truth(world).expected
    elsewhere = np.setdiff1d(
        np.arange(change.shape[1]),
        np.concatenate([sites_of(world, measure.target), sites_of(world, "Björkskatan")]),
    )
    assert np.abs(change[:, elsewhere]).max() == 0
    assert np.abs(change[:, :, : active_weeks(world, measure)[0]]).max() == 0
    assert change.sum() > 10


@pytest.mark.parametrize(
    ("start", "end", "scale", "named"),
    [
        (date(2026, 1, 6), date(2026, 1, 11), 1.0, "2026-01-06"),
        (date(2026, 1, 5), date(2026, 1, 12), 1.0, "2026-01-12"),
        (date(2026, 1, 12), date(2026, 1, 11), 1.0, "2026-01-11"),
        (date(2026, 1, 5), date(2026, 1, 11), 0.0, "0.0"),
    ],
)
def test_a_period_or_scale_that_cannot_be_simulated_is_named(
    start: date, end: date, scale: float, named: str
) -> None:
    with pytest.raises(ValueError, match=named):
        simulate(1, start, end, scale)


def test_a_few_weeks_anywhere_in_time_can_be_simulated() -> None:
    short = simulate(1, date(2030, 1, 7), date(2030, 2, 3))
    assert 200 < len(short) < 800
