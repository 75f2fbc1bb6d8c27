"""The field behind `area_effect`: its gradient, its prediction and its placebos against the long way round."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from bench.frontier_worlds import town_world
from scipy.optimize import approx_fprime

from samlad.analysis.area_effect import field as area_field
from samlad.analysis.area_effect.groups import Panel, compact_groups, panel
from samlad.analysis.area_effect.limits import placebo_errors


@pytest.fixture(scope="module")
def data() -> Panel:
    """Twenty districts, four of them in the buffer, whose counts during the measure are not looked at."""
    world = town_world(11)
    away = np.hypot(*(world.coordinates - world.coordinates[world.target]).T)
    buffer = (away <= np.sort(away)[4]) & ~world.target
    return panel(world.counts.astype(np.float64), world.target, buffer, world.coordinates, world.before)


@pytest.fixture(scope="module")
def fitted(data: Panel) -> area_field.Fitted:
    return area_field.fit(data)


def distances(data: Panel) -> np.ndarray:
    return np.hypot(*(data.places[:, None] - data.places[None]).transpose(2, 0, 1))


def kriging(
    covariance: np.ndarray, noise: np.ndarray, response: np.ndarray, spans: np.ndarray, seen: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Universal kriging of every log mean by its bordered system (N. Cressie, Statistics for Spatial Data, §3.4)."""
    count = spans.max() + 1
    design = np.eye(count)[spans]
    known = design[seen]
    bordered = np.block(
        [[covariance[np.ix_(seen, seen)] + np.diag(noise[seen]), known], [known.T, np.zeros((count, count))]]
    )
    right = np.vstack([covariance[seen], design.T])
    weights = np.linalg.solve(bordered, right)
    error = covariance - right.T @ weights
    return weights[: len(seen)].T @ response[seen], error


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_gradient_is_that_of_the_cost(data: Panel, seed: int) -> None:
    distance = distances(data)
    prior = area_field._prior(distance, len(data.times))
    settings = prior.centre + 0.5 * np.random.default_rng(seed).standard_normal(len(prior.centre))
    working = area_field._working(data, area_field._start(data), 0.5)
    arguments = (data, working, distance, compact_groups(data.places, 7), prior)
    gradient = area_field._objective(settings, *arguments)[1]
    numeric = approx_fprime(settings, lambda at: area_field._objective(at, *arguments)[0], 1e-6)
    assert gradient == pytest.approx(numeric, rel=1e-3, abs=1e-3)


def test_the_prediction_is_that_of_universal_kriging(data: Panel, fitted: area_field.Fitted) -> None:
    distance, (groups, spans) = distances(data), data.counts.shape
    working = area_field._working(data, fitted.log_mean, 0.5)
    found = area_field._predict(data, working, distance, fitted.settings)
    covariance = area_field._covariance(area_field._pieces(fitted.settings, distance, data.times), 0.5)
    seen = np.flatnonzero(data.observed.ravel())
    every = np.tile(np.arange(spans), groups)
    mean, error = kriging(covariance, working.variance.ravel(), working.response.ravel(), every, seen)
    during = np.flatnonzero(data.during)
    assert found.log_mean.ravel() == pytest.approx(mean, abs=1e-8)
    assert found.target_covariance == pytest.approx(error[np.ix_(during, during)], abs=1e-8)


def test_a_placebo_is_what_leaving_the_group_out_would_predict(
    data: Panel, fitted: area_field.Fitted
) -> None:
    """For one group: itself and those as near as the buffer are taken out, and predicted from the rest."""
    distance = distances(data)
    away = distance[0, len(data.places) - data.buffer_groups :].max()
    group = 5
    near = (distance[group] < away) & np.isin(np.arange(len(data.places)), data.comparisons)
    observed = data.observed.copy()
    observed[np.ix_(near, data.during)] = False
    # _predict renews neither settings nor linearisation: the same ones as in the fit
    working = area_field._working(data, fitted.log_mean, 0.5)
    whole = area_field._predict(data, working, distance, fitted.settings)
    covariance = area_field._covariance(
        area_field._pieces(fitted.settings, distance, data.times), working.level_variance
    )
    spans = np.tile(np.arange(len(data.times)), len(data.places))
    mean, error = kriging(
        covariance,
        working.variance.ravel(),
        working.response.ravel(),
        spans,
        np.flatnonzero(observed.ravel()),
    )
    mine = np.ravel_multi_index((group, np.flatnonzero(data.during)), data.counts.shape)
    weights = np.exp(whole.log_mean[group, data.during])
    off = weights @ (working.response.ravel()[mine] - mean[mine])
    variance = error[np.ix_(mine, mine)] + np.diag(working.variance.ravel()[mine])
    assert placebo_errors(data, whole)[group - 1] == pytest.approx(
        off / np.sqrt(weights @ variance @ weights)
    )


def test_the_settings_of_a_simulated_field_are_found() -> None:
    """Two hundred groups whose slopes are their own, of a size of 0.4 over the baseline, and nothing else."""
    rng = np.random.default_rng(2)
    places = rng.uniform(0, 10, (110, 2))
    times = (np.arange(72) - 30) / 60
    mean = 30 * np.exp(0.4 * rng.standard_normal((110, 1)) * times)
    data = panel(rng.poisson(mean).astype(float), np.arange(110) == 0, np.zeros(110, dtype=bool), places, 60)
    settings = area_field.fit(data).settings
    assert np.exp(settings[area_field.SLOPE]) == pytest.approx(0.4, rel=0.25)
    assert 1 / (1 + np.exp(-settings[area_field.SLOPE_OWN])) > 0.6
    assert np.exp(settings[area_field.DEVIATION]) < 0.05


def test_a_span_in_which_areas_went_their_own_ways_is_found_unquiet() -> None:
    rng = np.random.default_rng(6)
    mean = np.full((60, 60), 40.0)
    mean[:, 20:30] *= np.exp(0.5 * rng.standard_normal((60, 1)))
    data = panel(
        rng.poisson(mean).astype(float),
        np.arange(60) == 0,
        np.zeros(60, dtype=bool),
        rng.uniform(0, 9, (60, 2)),
        50,
    )
    unrest = area_field.fit(data).settings[area_field.UNREST :]
    assert np.argmax(unrest) == 2
    assert unrest[2] > np.delete(unrest, 2).max() + 0.5


def test_the_target_follows_the_common_way_where_it_has_none_of_its_own(data: Panel) -> None:
    """All groups alike: what is expected in the target is its share of what came everywhere."""
    counts = np.outer(
        np.arange(1.0, len(data.counts) + 1),
        200 * np.array([1, 1.2, 0.9, 1.1, *[0.7] * 9])[: len(data.times)],
    )
    alike = replace(data, counts=counts)
    fitted = area_field.fit(alike)
    assert np.exp(fitted.log_mean[0, data.during]) == pytest.approx(counts[0, data.during], rel=0.01)
