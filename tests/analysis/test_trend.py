from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from samlad.analysis import InputError, trend

WEEKS = 365.2425 / 7


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(2718)


def seasonal(
    rng: np.random.Generator, ratio: float, mean: float, dispersion: float, series: int
) -> np.ndarray:
    years = (np.arange(156) - 77.5) / WEEKS
    expected = mean * ratio**years * np.exp(0.5 * np.sin(2 * np.pi * years))
    if dispersion == 1:
        return rng.poisson(expected, (series, 156))
    return rng.negative_binomial(expected / (dispersion - 1), 1 / dispersion, (series, 156))


@pytest.mark.parametrize("harmonics", [0, 1, 2])
def test_trend_matches_statsmodels_quasipoisson(rng: np.random.Generator, harmonics: int) -> None:
    """sm.GLM(y, X, family=Poisson(), offset=…, var_weights=…).fit(scale="X2", use_t=True), to 1e-8.

    Offset per series, a few periods out of use (statsmodels: left out), dispersion as estimated.
    """
    counts = seasonal(rng, 0.9, 6, 2, 8)
    offset = rng.normal(0, 0.3, counts.shape)
    usable = rng.random(156) > 0.1
    result = trend(
        counts,
        periods_per_year=WEEKS,
        harmonics=harmonics,
        exposure=np.exp(offset),
        usable=usable,
        dispersion_floor=0,
    )
    years = (np.arange(156) - 77.5) / WEEKS
    columns = [np.ones(156), years]
    for k in range(1, harmonics + 1):
        columns += [np.sin(2 * np.pi * k * years), np.cos(2 * np.pi * k * years)]
    design = np.column_stack(columns)[usable]
    for series in range(len(counts)):
        model = sm.GLM(
            counts[series, usable], design, family=sm.families.Poisson(), offset=offset[series, usable]
        ).fit(scale="X2", use_t=True, tol=1e-14, maxiter=200)
        low, high = np.exp(model.conf_int()[1])
        assert_allclose(result.estimate[series], np.exp(model.params[1]), rtol=1e-8)
        assert_allclose(result.standard_error[series], model.bse[1], rtol=1e-8)
        assert_allclose(result.dispersion[series], model.scale, rtol=1e-8)
        assert_allclose([result.interval.low[series], result.interval.high[series]], [low, high], rtol=1e-8)
        assert result.n[series] == usable.sum()


def test_trend_of_the_sicily_series_with_population_as_exposure(golden: Path) -> None:
    """59 months of Lopez Bernal et al. 2017; statsmodels 0.15.0:

    >>> t = (np.arange(59) - 29) / 12
    >>> X = np.column_stack([np.ones(59), t, np.sin(2 * np.pi * t), np.cos(2 * np.pi * t)])
    >>> m = sm.GLM(aces, X, family=Poisson(), offset=np.log(stdpop)).fit(scale="X2", use_t=True, tol=1e-14)
    >>> np.exp(m.params[1]), m.bse[1], *np.exp(m.conf_int()[1]), m.scale
    (1.0289591543249634, 0.005899549925371173, 1.0168654417124179, 1.0411966990304833, 3.3391061333489405)
    """
    table = np.genfromtxt(golden / "sicily.csv", delimiter=",", names=True)
    one = trend([table["aces"]], periods_per_year=12, exposure=table["stdpop"]).one(0)
    assert one.change_per_year == pytest.approx(1.0289591543249634, rel=1e-9)
    assert (one.low, one.high) == pytest.approx((1.0168654417124179, 1.0411966990304833), rel=1e-9)
    assert one.dispersion == pytest.approx(3.3391061333489405, rel=1e-9)


@pytest.mark.parametrize(
    ("harmonics", "ratio", "error", "size"),
    [
        (1, 1.02909142072853, 5.70186355432545e-03, 390.942839141396),
        (2, 1.0281978338240267, 0.0053800175213345, 470.4598278845623),
    ],
)
def test_negative_binomial_trend_matches_mass(
    golden: Path, harmonics: int, ratio: float, error: float, size: float
) -> None:
    """The Sicily series with R's MASS 7.3-58.2, t = (0:58 - 29)/12, with one and two harmonics:

    > m <- glm.nb(aces ~ t + sin(2*pi*t) + cos(2*pi*t) + offset(log(stdpop)),
    +             control=glm.control(epsilon=1e-12, maxit=100))
    > exp(coef(m)["t"]); summary(m)$coefficients["t", 2]; m$theta
    """
    table = np.genfromtxt(golden / "sicily.csv", delimiter=",", names=True)
    found = trend(
        [table["aces"]],
        periods_per_year=12,
        exposure=table["stdpop"],
        harmonics=harmonics,
        family="negative_binomial",
        dispersion_floor=0,
    )
    assert found.size is not None
    assert_allclose(found.estimate[0], ratio, rtol=1e-7)
    assert_allclose(found.size[0], size, rtol=1e-5)
    assert_allclose(found.standard_error[0] / np.sqrt(found.dispersion[0]), error, rtol=1e-5)
    assert found.adjusted_for == ("season", "exposure")
    assert found.method == "negative_binomial_log_linear"


def test_a_series_that_scatters_no_more_than_poisson_has_an_infinite_size(rng: np.random.Generator) -> None:
    counts = np.stack([np.tile([5, 6], 40), rng.negative_binomial(2, 0.2, 80), np.zeros(80, dtype=int)])
    found = trend(counts, periods_per_year=12, family="negative_binomial")
    plain = trend(counts, periods_per_year=12)
    assert found.size is not None
    assert found.size[0] == np.inf
    assert 1 < found.size[1] < 5
    assert np.isnan(found.size[2])
    assert_allclose(found.estimate[0], plain.estimate[0], rtol=1e-6)
    assert plain.size is None
    assert plain.adjusted_for == ("season",)
    assert trend(counts[:, :20], periods_per_year=12).adjusted_for == ()


def test_weeks_that_hang_together_are_told_of_and_seasons_are_not(rng: np.random.Generator) -> None:
    """Each by itself: one in twenty steady series, nearly all of those whose weeks keep 0.6 of the last one's."""
    season = np.exp(0.5 * np.sin(2 * np.pi * np.arange(156) / WEEKS))
    noise = rng.normal(0, 0.3, (60, 156))
    for week in range(1, 156):
        noise[:, week] = 0.6 * noise[:, week - 1] + 0.8 * noise[:, week]
    steady, kept = rng.poisson(10 * season, (60, 156)), rng.poisson(10 * season * np.exp(noise))
    assert trend(steady, periods_per_year=WEEKS).warnings == ()
    assert trend(kept, periods_per_year=WEEKS).warnings == ("neighbouring_periods_alike",)
    assert sum(bool(trend([one], periods_per_year=WEEKS).warnings) for one in steady) <= 9
    assert sum(bool(trend([one], periods_per_year=WEEKS).warnings) for one in kept) >= 50
    half = np.arange(156) % 2 == 0
    assert trend(steady, periods_per_year=WEEKS, usable=half).warnings == ()


def test_negative_binomial_intervals_cover_the_true_change(rng: np.random.Generator) -> None:
    """Variance m + m²/3, strong season: 2,000 series, four standard errors are 2 percentage points."""
    years = (np.arange(156) - 77.5) / WEEKS
    expected = 6 * 0.9**years * np.exp(0.8 * np.sin(2 * np.pi * years))
    counts = rng.negative_binomial(3, 3 / (3 + expected), (2000, 156))
    interval = trend(counts, periods_per_year=WEEKS, family="negative_binomial").interval
    coverage = np.mean((interval.low <= 0.9) & (interval.high >= 0.9))
    assert 0.95 - 0.02 < coverage < 0.95 + 0.02


@pytest.mark.parametrize(("mean", "dispersion"), [(0.3, 1.0), (3.0, 1.5), (10.0, 3.0)])
def test_interval_covers_the_true_change(rng: np.random.Generator, mean: float, dispersion: float) -> None:
    """3,000 series: four standard errors of 95 % are 1.6 percentage points."""
    interval = trend(seasonal(rng, 0.9, mean, dispersion, 3000), periods_per_year=WEEKS).interval
    coverage = np.mean((interval.low <= 0.9) & (interval.high >= 0.9))
    assert 0.95 - 0.016 < coverage < 0.95 + 0.016


@given(st.floats(0.5, 2), st.integers(0, 2))
@settings(max_examples=30)
def test_exposure_takes_its_own_growth_out(ratio: float, harmonics: int) -> None:
    """Exposure that grows by `ratio` a year divides the change per year by `ratio`."""
    counts = np.random.default_rng(1).poisson(20, (2, 48))
    growth = ratio ** (np.arange(48) / 12)
    plain = trend(counts, periods_per_year=12, harmonics=harmonics)
    adjusted = trend(counts, periods_per_year=12, harmonics=harmonics, exposure=growth)
    flat = trend(np.round(1000 * growth)[np.newaxis], periods_per_year=12, harmonics=0)
    assert_allclose(flat.estimate, ratio, rtol=0.01)
    assert np.all((adjusted.estimate < plain.estimate) == (ratio > 1)) or abs(ratio - 1) < 1e-6


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=30)
def test_time_turned_round_gives_the_inverse(seed: int) -> None:
    counts = np.random.default_rng(seed).poisson(5, (3, 40))
    forth, back = trend(counts, periods_per_year=12), trend(counts[:, ::-1], periods_per_year=12)
    assert_allclose(forth.estimate, 1 / back.estimate, rtol=1e-8)
    assert_allclose(forth.interval.low, 1 / back.interval.high, rtol=1e-8)


def test_the_floor_of_the_dispersion_widens_even_counts() -> None:
    """Counts that vary less than Poisson do not make the interval narrower than Poisson."""
    counts = np.tile([5, 6], 30)[np.newaxis]
    floored, raw = trend(counts, periods_per_year=12), trend(counts, periods_per_year=12, dispersion_floor=0)
    assert raw.dispersion[0] < 0.1
    assert_allclose(floored.standard_error, raw.standard_error / np.sqrt(raw.dispersion))


def test_fewer_than_two_seasons_drop_the_harmonics_and_say_so() -> None:
    result = trend(np.full((1, 23), 4), periods_per_year=12)
    assert result.parameters["harmonics"] == 0
    assert result.warnings == ("harmonics_dropped_fewer_than_two_seasons",)
    assert trend(np.full((1, 24), 4), periods_per_year=12).warnings == ()


@pytest.mark.parametrize(("periods_per_year", "kept"), [(1, 0), (4, 1), (12, 3)])
def test_a_year_of_few_periods_carries_few_harmonics(periods_per_year: int, kept: int) -> None:
    result = trend(np.full((1, 60), 4), periods_per_year=periods_per_year, harmonics=3)
    assert result.parameters["harmonics"] == kept
    assert bool(result.warnings) == (kept < 3)


def test_series_without_an_answer_say_why_and_leave_the_others_alone(rng: np.random.Generator) -> None:
    good = rng.poisson(5, 60)
    zeros, few, end = np.zeros(60), np.zeros(60), np.zeros(60)
    few[::12], end[-1] = 1, 30
    result = trend([good, zeros, few, end], periods_per_year=12)
    assert result.reasons.tolist() == ["", "all_zeros", "too_few_incidents", "no_finite_estimate"]
    assert result.interval.low.tolist()[1:] == [0, 0, 0]
    assert np.isinf(result.interval.high[1:]).all()
    assert result.one(3).change_per_year is None
    alone = trend([good], periods_per_year=12)
    assert_allclose(result.interval.low[0], alone.interval.low[0], rtol=1e-12)


@pytest.mark.parametrize("periods", [0, 1, 7])
def test_few_periods_are_too_little(periods: int) -> None:
    result = trend(np.full((2, periods), 9), periods_per_year=12)
    assert result.reasons.tolist() == ["too_few_periods"] * 2


def test_no_series_give_an_empty_result() -> None:
    assert trend(np.zeros((0, 60)), periods_per_year=12).estimate.shape == (0,)


@pytest.mark.parametrize(
    ("counts", "settings", "argument"),
    [
        ([1, 2, 3], {}, "counts"),
        ([[1, np.nan]], {}, "counts"),
        ([[1, -1]], {}, "counts"),
        ([[1, 2]], {"exposure": [1]}, "exposure"),
        ([[1, 2]], {"exposure": [0, 1]}, "exposure"),
        ([[1, 2]], {"periods_per_year": 0}, "periods_per_year"),
        ([[1, 2]], {"periods_per_year": np.nan}, "periods_per_year"),
        ([[1, 2]], {"harmonics": -1}, "harmonics"),
        ([[1, 2]], {"level": 2}, "level"),
        ([[1, 2]], {"family": "poisson"}, "family"),
        ([[1, 2]], {"dispersion_floor": -1}, "dispersion_floor"),
        ([[1, 2]], {"usable": [True]}, "usable"),
    ],
)
def test_bad_input_names_the_argument(counts: object, settings: dict[str, object], argument: str) -> None:
    with pytest.raises(InputError) as caught:
        trend(counts, **({"periods_per_year": 12} | settings))  # type: ignore[arg-type]
    assert caught.value.argument == argument
