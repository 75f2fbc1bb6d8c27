"""The effect against all other areas: by its symmetries, by the worlds whose truth is known, and on bad input."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from bench.frontier_rivals import RIVALS
from bench.frontier_worlds import World, grid_world, town_world

from samlad.analysis import AreaEffect, InputError, area_effect


def evaluate(world: World) -> AreaEffect:
    buffer = world.buffer if world.buffer.any() else None
    return area_effect(world.counts, world.target, world.before, *world.coordinates.T, buffer=buffer)


def covers(result: AreaEffect, world: World) -> bool:
    return bool(result.saved_interval.low <= -world.truth <= result.saved_interval.high)


def told(result: AreaEffect) -> list[float]:
    limits = [
        float(limit) for pair in (result.interval, result.saved_interval) for limit in (pair.low, pair.high)
    ]
    return [result.estimate, result.expected, *limits]


@pytest.fixture(scope="module")
def town() -> World:
    return town_world(7)


@pytest.fixture(scope="module")
def result(town: World) -> AreaEffect:
    return evaluate(town)


def test_the_worlds_are_the_published_ones() -> None:
    """Row of seed 3, scenario local, in the results that A. Wheeler's program wrote (WDDControl, 2026)."""
    world = grid_world(3, "local")
    series = world.counts[world.target].sum(axis=0)
    assert world.truth == pytest.approx(-372.2559606257263, abs=1e-9)
    assert (series[48:60].sum(), series[60:].sum()) == (1476, 1489)
    assert RIVALS["ring"](world).change == pytest.approx(-71.73792160437556, abs=1e-9)
    assert RIVALS["city"](world).change == pytest.approx(-24.324564929062333, abs=1e-9)


@pytest.mark.parametrize("scenario", ["smooth", "local"])
def test_ring_and_city_come_out_as_published(golden: Path, scenario: str) -> None:
    published = json.loads((golden / "comparison_area_frontier.json").read_text("utf-8"))
    worlds = [grid_world(seed, scenario) for seed in range(50)]
    truth = np.array([world.truth for world in worlds])
    for name in ("ring", "city"):
        answers = [RIVALS[name](world) for world in worlds]
        error = np.array([answer.change for answer in answers]) - truth
        covered = [answer.low <= one <= answer.high for answer, one in zip(answers, truth, strict=True)]
        row = next(row for row in published[scenario] if row[0] == name)
        assert (round(error.mean()), round(np.sqrt(np.mean(error**2)))) == (row[1], row[2])
        assert 100 * np.mean(covered) == pytest.approx(row[6])


@pytest.mark.parametrize(("scenario", "rmse"), [("smooth", 49), ("local", 194)])
def test_on_the_grid_it_is_nearer_than_published_and_covers_the_truth(scenario: str, rmse: float) -> None:
    worlds = [grid_world(seed, scenario) for seed in range(20_000, 20_010)]
    results = [evaluate(world) for world in worlds]
    errors = [-found.saved - world.truth for found, world in zip(results, worlds, strict=True)]
    assert np.sqrt(np.mean(np.square(errors))) < rmse
    assert sum(map(covers, results, worlds)) >= 8
    # 1,536 cells are neither target nor buffer, and the target has 16.
    assert all((found.comparisons, found.n) == (96, 1536) for found in results)


@pytest.mark.parametrize("districts", [20, 8])
def test_in_towns_it_covers_the_truth(districts: int) -> None:
    worlds = [town_world(seed, districts) for seed in range(20_000, 20_060)]
    hits = sum(covers(evaluate(world), world) for world in worlds)
    assert hits >= 52  # the chance of fewer is a hundredth where 95 % are covered


def test_without_an_effect_one_is_covered() -> None:
    rng = np.random.default_rng(5)
    places = rng.uniform(0, 1, (12, 2))
    hits = 0
    for _ in range(60):
        counts = rng.poisson(rng.uniform(2, 9, (12, 1)) * np.ones(78))
        found = area_effect(counts, np.arange(12) == 0, 52, *places.T)
        hits += bool(found.interval.low <= 1 <= found.interval.high)
    assert hits >= 52


def test_twice_as_many_during_the_measure_are_twice_the_ratio(town: World, result: AreaEffect) -> None:
    counts = town.counts.copy()
    counts[town.target, town.before :] *= 2
    twice = area_effect(counts, town.target, town.before, *town.coordinates.T)
    assert twice.expected == result.expected
    assert twice.estimate == pytest.approx(2 * result.estimate)
    assert twice.saved == pytest.approx(result.saved - result.observed)


def test_the_order_of_the_areas_changes_nothing(town: World, result: AreaEffect) -> None:
    order = np.random.default_rng(1).permutation(len(town.counts))
    mixed = area_effect(town.counts[order], town.target[order], town.before, *town.coordinates[order].T)
    assert told(mixed) == pytest.approx(told(result), rel=1e-9)
    assert sorted(mixed.placebos) == pytest.approx(sorted(result.placebos), rel=1e-6)


def test_where_the_map_begins_and_its_unit_change_nothing(town: World, result: AreaEffect) -> None:
    moved = area_effect(town.counts, town.target, town.before, *(1000 * town.coordinates.T - 70_000))
    assert told(moved) == pytest.approx(told(result), rel=1e-3)


def test_what_the_buffer_had_during_the_measure_is_not_looked_at(town: World) -> None:
    away = np.hypot(*(town.coordinates - town.coordinates[town.target]).T)
    buffer = (away < 3) & ~town.target
    assert buffer.any()
    first = area_effect(town.counts, town.target, town.before, *town.coordinates.T, buffer=buffer)
    counts = town.counts.copy()
    counts[buffer, town.before :] = 999
    second = area_effect(counts, town.target, town.before, *town.coordinates.T, buffer=buffer)
    assert told(second) == told(first)
    assert first.n == 19 - buffer.sum()


def test_a_trend_of_its_own_is_carried_on() -> None:
    """Twenty areas stand still, the target grows by 30 % a year for four years: the fifth is no effect."""
    rng = np.random.default_rng(3)
    growth = np.ones((20, 60))
    growth[0] = 1.3 ** (np.arange(60) / 12)
    growth[1:] = 1.3 ** (rng.normal(0, 0.5, (19, 1)) * np.arange(60) / 12)
    counts = rng.poisson(40 * growth)
    found = area_effect(counts, np.arange(20) == 0, 48, *rng.uniform(0, 1, (2, 20)))
    assert 0.9 < found.estimate < 1.12
    last_year_carried_on = counts[0, 48:].sum() / counts[0, 36:48].sum()
    assert last_year_carried_on > 1.2


def test_the_estimate_lies_within_its_interval_and_both_scales_agree(result: AreaEffect) -> None:
    assert result.interval.low < result.estimate < result.interval.high
    assert result.saved_interval.low < result.saved < result.saved_interval.high
    assert result.saved == pytest.approx(result.expected * (1 - result.estimate))
    assert (result.interval.high < 1) == (result.saved_interval.low > 0)
    narrow = evaluate(town_world(7)).interval
    assert (narrow.low, narrow.high) == (result.interval.low, result.interval.high)


def test_placebos_that_scatter_too_much_widen_the_interval() -> None:
    """Seed 10000, local: one of the worlds in which they do; in the town of seed 9 they do not."""
    for world, widened in ((grid_world(10_000, "local"), True), (town_world(9), False)):
        found = evaluate(world)
        believed = 20 + found.comparisons
        assert found.widening == pytest.approx(max(1, np.sqrt((20 + np.sum(found.placebos**2)) / believed)))
        assert (found.widening > 1) == widened


def test_a_lower_level_is_narrower(town: World, result: AreaEffect) -> None:
    found = area_effect(town.counts, town.target, town.before, *town.coordinates.T, level=0.8)
    assert result.interval.low < found.interval.low < found.interval.high < result.interval.high
    assert found.saved_interval.level == 0.8


def test_nothing_during_the_measure_is_a_ratio_of_zero(town: World, result: AreaEffect) -> None:
    counts = town.counts.copy()
    counts[town.target, town.before :] = 0
    found = area_effect(counts, town.target, town.before, *town.coordinates.T)
    assert found.estimate == found.interval.low == 0 < found.interval.high < 0.1
    assert found.saved == pytest.approx(result.expected)


def test_a_target_that_never_had_anything_is_too_little_data() -> None:
    counts = np.full((10, 40), 6)
    counts[0] = 0
    found = area_effect(counts, np.arange(10) == 0, 30, *np.random.default_rng(0).uniform(0, 1, (2, 10)))
    assert "too_few_incidents" in found.reasons
    assert found.too_little_data
    assert np.isfinite(told(found)).all()


def test_sparse_counts_stay_finite() -> None:
    rng = np.random.default_rng(9)
    for mean in (0.002, 0.02, 0.2):
        counts = rng.poisson(mean, (60, 80))
        counts[-1, [0, -1]] = 1
        found = area_effect(counts, np.arange(60) == 0, 60, *rng.uniform(0, 1, (2, 60)))
        assert np.isfinite(told(found)).all()
        assert found.too_little_data


def test_areas_that_jump_about_are_no_comparison() -> None:
    """Quiet for years, and then every second area doubles and every other falls to a tenth: nothing is predictable."""
    rng = np.random.default_rng(4)
    mean = np.full((40, 72), 60.0)
    mean[:, 60:] *= np.where(np.arange(40) % 2, 2.0, 0.1)[:, None]
    found = area_effect(rng.poisson(mean), np.arange(40) == 0, 60, *rng.uniform(0, 1, (2, 40)))
    # The measure's span is found to be as unquiet as it was, and the interval says so.
    assert found.interval.low < 0.5 < 1 < found.interval.high


def test_warnings_and_reasons(town: World) -> None:
    few = town_world(7, 6)
    assert evaluate(few).warnings == ("few_comparison_areas",)
    short = area_effect(town.counts[:, 84:], town.target, 20, *town.coordinates.T)
    assert short.warnings == ("baseline_shorter_than_twice_the_measure",)
    strict = area_effect(town.counts, town.target, town.before, *town.coordinates.T, minimum_expected=1e6)
    assert strict.reasons == ("too_few_incidents",)


COUNTS, PLACES = np.full((6, 12), 3), np.arange(12.0).reshape(6, 2)
TARGET = np.arange(6) == 0


@pytest.mark.parametrize(
    ("changes", "argument", "value"),
    [
        ({"counts": COUNTS[0]}, "counts", "(12,)"),
        ({"counts": -COUNTS}, "counts", "-3"),
        ({"counts": COUNTS * TARGET[:, None]}, "counts", "without incidents"),
        ({"counts": np.full((6, 12), np.nan)}, "counts", "nan"),
        ({"target": np.arange(6)}, "target", "int64"),
        ({"target": np.zeros(6, dtype=bool)}, "target", "0 of them true"),
        ({"target": np.ones(5, dtype=bool)}, "target", "(5,)"),
        ({"target": np.arange(6) < 4}, "counts", "2 areas"),
        ({"buffer": TARGET}, "buffer", "partly"),
        ({"buffer": np.arange(6) > 1}, "counts", "1 areas"),
        ({"start": 3}, "start", "3"),
        ({"start": 12}, "start", "12"),
        ({"x": PLACES[:, :1]}, "x", "(6, 1)"),
        ({"y": PLACES[:, 1] + np.inf}, "y", "inf"),
        ({"level": 95}, "level", "95"),
        ({"minimum_expected": -1}, "minimum_expected", "-1"),
    ],
)
def test_bad_input_names_argument_and_value(changes: dict[str, object], argument: str, value: str) -> None:
    arguments = {
        "counts": COUNTS,
        "target": TARGET,
        "start": 8,
        "x": PLACES[:, 0],
        "y": PLACES[:, 1],
    } | changes
    with pytest.raises(InputError) as caught:
        area_effect(**arguments)  # type: ignore[arg-type]
    assert caught.value.argument == argument
    assert value in str(caught.value)
