"""Synthetic difference in differences: against R's synthdid by way of synthdid-py, in C and in NumPy."""

from __future__ import annotations

import csv
import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from samlad.analysis import InputError, kernels, synthetic_did
from samlad.analysis.synthetic_did.solver import simplex_weights

TREATED = np.arange(20) >= 17


def panel() -> Any:
    """Twenty areas, thirty periods; three with a measure from period 22 on that makes three fewer."""
    i, t = np.arange(20)[:, np.newaxis], np.arange(30)[np.newaxis]
    mean = 20 + 3 * np.sin(1.7 * i) + 0.15 * t * np.cos(0.9 * i) + 4 * np.sin(t / 4)
    return np.round(mean + 2.5 * np.sin(12.9898 * i + 78.233 * t) - 3 * ((i >= 17) & (t >= 22)))


# synthdid-py 0.1.0 on panel(): estimate, and standard errors by
# `e.se(method=m, replications=50, random_state=11)` for placebo, bootstrap, jackknife
KNOWN = {
    "synthetic_did": (-3.3398026409662727, 0.5247548782693365, 0.4192082498570914, 0.3795823729110101),
    "synthetic_control": (-2.921742038664604, 0.5530133523166899, 0.83911589990601, 3.283951864380432),
    "difference_in_differences": (
        -4.3108288770053464,
        1.214750808706481,
        0.67658615193772,
        0.8254183289096753,
    ),
}
# the minimum of the control's bootstrap is flat, so that its errors hang on rounding
LOOSE = {("synthetic_control", "bootstrap"): 1e-3, ("synthetic_control", "jackknife"): 1e-6}
AREA_WEIGHTS = [
    0.0509, 0.069229, 0.089469, 0.101811, 0.101102, 0.091959, 0.066429, 0.049067, 0.039616, 0.037214, 0.036887,
    0.03268, 0.030359, 0.029775, 0.039141, 0.05575, 0.078613,
]  # fmt: skip
CURVE = [-2.156264, -4.202892, -3.206078, -3.56823, -3.894101, -2.626518, -4.737899, -2.326439]


def run(**settings: Any) -> Any:
    settings = {"rng": np.random.default_rng(11), "replications": 50, "warm_start": True} | settings
    return synthetic_did(panel(), TREATED, 22, **settings)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("estimator", KNOWN)
@pytest.mark.parametrize(("inference", "place"), [("placebo", 1), ("bootstrap", 2), ("jackknife", 3)])
def test_estimate_and_standard_error_match_synthdid(estimator: str, inference: str, place: int) -> None:
    """The same generator draws the same placebos and bootstrap samples, so the errors are the same numbers."""
    found = run(estimator=estimator, inference=inference)
    tolerance = LOOSE.get((estimator, inference), 1e-9)
    assert_allclose(found.estimate, KNOWN[estimator][0], rtol=1e-8)
    assert_allclose(found.standard_error, KNOWN[estimator][place], rtol=tolerance)


@pytest.mark.usefixtures("way")
def test_weights_and_curve_match_synthdid() -> None:
    """synthdid-py 0.1.0: `e.weights.omega`, `e.weights.lambda_`, `e.effect_curve()`, `e.opts`."""
    found = run(inference="none")
    assert_allclose(found.area_weights, AREA_WEIGHTS, atol=1e-6)
    assert_allclose(found.period_weights[19:], [0.168246, 0.535396, 0.296358], atol=1e-6)
    assert not found.period_weights[:19].any()
    assert_allclose(found.curve, CURVE, atol=1e-6)
    assert_allclose(found.curve.mean(), found.estimate, rtol=1e-12)
    assert_allclose(found.parameters["area_ridge"], 7.942282655759837, rtol=1e-12)
    assert_allclose(found.parameters["minimum_decrease"], 3.588331260490155e-05, rtol=1e-12)


@pytest.mark.usefixtures("way")
def test_the_reference_s_options_match_it() -> None:
    """`synthdid_estimate(Y, 17, 22, eta_omega=0.1, eta_lambda=.5, sparsify=None)` -2.958424691181605.

    `synthdid_estimate(Y, 17, 22, max_iter=7, noise_level=2.0, min_decrease=1e-3)` -3.2497812665534633
    """
    one = run(inference="none", area_eta=0.1, period_eta=0.5, sparse=False)
    assert_allclose(one.estimate, -2.958424691181605, rtol=1e-9)
    other = run(inference="none", maximum_steps=7, noise=2.0, minimum_decrease=1e-3)
    assert_allclose(other.estimate, -3.2497812665534633, rtol=1e-9)


def test_both_ways_give_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    if kernels.library() is None:
        pytest.skip("the kernels are not compiled here: no C compiler was found")
    compiled = run()
    monkeypatch.setattr(kernels, "library", lambda: None)
    plain = run()
    assert_array_equal(compiled.replicates, plain.replicates)
    assert_array_equal(compiled.area_weights, plain.area_weights)


@pytest.mark.usefixtures("way")
def test_california_matches_arkhangelsky_and_others(golden: Path) -> None:
    """Arkhangelsky et al. 2021, table 1: -15.6 (8.4), -19.6 (9.9), -27.3 (17.7); synthdid-py to 1e-12.

    -15.603827872733893, -19.619663470944012, -27.349111083614968
    """
    found = find_spec("synthdid")
    if found is None or not found.submodule_search_locations:
        pytest.skip("the data of Proposition 99 are in the package synthdid-py, which is not installed")
    path = Path(found.submodule_search_locations[0]) / "data" / "california_prop99.csv"
    rows = list(csv.DictReader(path.open(), delimiter=";"))
    states, years = sorted({row["State"] for row in rows}), sorted({row["Year"] for row in rows})
    outcomes = np.zeros((len(states), len(years)))
    for row in rows:
        outcomes[states.index(row["State"]), years.index(row["Year"])] = float(row["PacksPerCapita"])
    case = next(
        c
        for c in json.loads((golden / "effect_evaluation.json").read_text())
        if c["case"] == "prop99_sdid_sc_did"
    )
    for estimator, name in zip(KNOWN, ("sdid", "sc", "did"), strict=True):
        got = synthetic_did(
            outcomes,
            np.array(states) == "California",
            years.index("1989"),
            estimator=estimator,
            inference="none",
        )
        assert_allclose(got.estimate, case["expected"]["computed"][name], rtol=1e-10)


@pytest.mark.usefixtures("way")
def test_the_solver_finds_the_least_square_on_the_simplex() -> None:
    """Projecting gradients for as long as it takes gives the same minimum."""
    rng = np.random.default_rng(1)
    rows, target = rng.normal(size=(5, 40, 11)), rng.normal(size=(5, 40))
    gram = rows.transpose(0, 2, 1) @ rows + 4 * np.eye(11)
    linear = (rows * target[:, :, np.newaxis]).sum(axis=1)
    got = simplex_weights(gram, linear, np.full((5, 11), 1 / 11), enough=1e-13, first=100, most=50_000)
    assert_allclose(got.sum(axis=1), 1, rtol=1e-12)
    assert (got >= 0).all()
    gradient = (gram @ got[:, :, np.newaxis])[:, :, 0] - linear
    lowest = gradient.min(axis=1)
    # at the minimum all places with weight have the least gradient
    assert_allclose((got * gradient).sum(axis=1), lowest, atol=1e-4)


def test_placebos_that_begin_at_the_fit_are_too_sure_where_periods_outnumber_areas() -> None:
    """11 comparison areas, 56 periods before: R's way gives a third of the error that estimates really have (1.2)."""
    rng = np.random.default_rng(1)
    errors: dict[bool, list[float]] = {True: [], False: []}
    estimates = []
    for _ in range(12):
        counts = rng.poisson(rng.uniform(4, 12, 12)[:, np.newaxis] * np.ones(80))
        for warm in (True, False):
            found = synthetic_did(
                counts,
                np.arange(12) == 11,
                56,
                rng=np.random.default_rng(2),
                replications=40,
                warm_start=warm,
            )
            errors[warm].append(found.standard_error)
        estimates.append(found.estimate)
    assert np.mean(errors[True]) < 0.5 * np.std(estimates)
    assert np.mean(errors[False]) > 0.6 * np.std(estimates)


def test_ratio_and_sum_follow_from_the_difference() -> None:
    found = run()
    during = panel()[17:, 22:]
    assert_allclose(found.saved, -found.estimate * during.size)
    assert_allclose(found.rate_ratio, during.mean() / (during.mean() - found.estimate))
    assert found.rate_ratio_interval.low < found.rate_ratio < found.rate_ratio_interval.high
    assert found.saved_interval.low < found.saved < found.saved_interval.high
    assert found.replicates.shape == (50,)
    assert 1 / 51 <= found.p < 0.1


def test_the_interval_takes_student_s_t_of_the_placebos() -> None:
    """17 comparison areas: t(0.975, 16) = 2.119905, normal 1.959964."""
    for tail, quantile in (("t", 2.1199052992210112), ("normal", 1.959963984540054)):
        found = run(tail=tail)
        half = (float(found.interval.high) - float(found.interval.low)) / 2
        assert_allclose(half, quantile * found.standard_error, rtol=1e-9)


def test_the_place_of_the_treated_rows_and_a_common_level_do_not_matter() -> None:
    order = np.random.default_rng(2).permutation(20)
    one, other = (
        run(inference="none"),
        synthetic_did(panel()[order] + 1000, TREATED[order], 22, inference="none"),
    )
    assert_allclose(one.estimate, other.estimate, atol=1e-6)


def test_warnings_say_what_weakens_the_answer() -> None:
    counts = np.random.default_rng(3).poisson(np.r_[np.full(12, 5.0), 80.0][:, np.newaxis] * np.ones(30))
    found = synthetic_did(counts, np.arange(13) == 12, 6, rng=np.random.default_rng(1), replications=20)
    expected = {
        "few_comparison_areas",
        "target_outside_comparison_levels",
        "target_varies_more_than_comparison",
        "few_periods_before",
    }
    assert expected <= set(found.warnings)
    assert "few_comparison_areas" in run(inference="none").warnings


def test_the_interval_covers_what_the_measure_did() -> None:
    """40 areas, 60 periods, one with a measure that makes 3 of 12 fewer; 150 worlds."""
    rng, covered = np.random.default_rng(4), 0
    season = 1 + 0.3 * np.sin(2 * np.pi * np.arange(60) / 52)
    for _ in range(150):
        mean = np.outer(rng.uniform(8, 16, 40), season)
        mean[7, 40:] -= 3
        found = synthetic_did(rng.poisson(mean), np.arange(40) == 7, 40, rng=rng, replications=60)
        covered += bool(found.interval.low <= -3 <= found.interval.high)
    assert covered >= 150 * 0.88


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"outcomes": [1, 2, 3]}, "outcomes has shape"),
        ({"outcomes": np.full((20, 30), np.nan)}, "outcomes holds nan"),
        ({"outcomes": np.ones((20, 30))}, "outcomes holds no change"),
        ({"target": TREATED.astype(int)}, "target is an array of int64"),
        ({"target": np.zeros(20, dtype=bool)}, "0 of them true"),
        ({"target": np.arange(20) > 0}, "target leaves 1 of 20 areas"),
        ({"start": 1}, r"start is 1\."),
        ({"start": 30}, r"start is 30\."),
        ({"estimator": "sdid"}, "estimator is 'sdid'"),
        ({"inference": "exact"}, "inference is 'exact'"),
        ({"tail": "z"}, "tail is 'z'"),
        ({"rng": None}, "rng is None"),
        ({"replications": 1}, "replications is 1"),
        ({"target": np.arange(20) >= 8}, "no placebo is left"),
        ({"target": np.arange(20) >= 19, "inference": "jackknife"}, "inference is 'jackknife'"),
        ({"target": np.arange(20) >= 19, "inference": "bootstrap"}, "inference is 'bootstrap'"),
        ({"area_eta": -1.0}, "area_eta is -1"),
        ({"noise": -1.0}, "noise is -1"),
        ({"level": 0.0}, "level is 0"),
    ],
)
def test_bad_input_is_told_in_a_sentence(change: dict[str, Any], said: str) -> None:
    call = {"outcomes": panel(), "target": TREATED, "start": 22, "rng": np.random.default_rng(1)} | change
    with pytest.raises(InputError, match=said):
        synthetic_did(**call)
