from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from scipy.stats import nbinom, poisson

from samlad.analysis import Alarms, InputError, farrington, farrington_flexible
from samlad.analysis.alarms.bounds import count_bounds

JUDGED = np.arange(260, 312)
NOUFAILY: dict[str, Any] = {
    "years_back": 4,
    "block_count": 10,
    "left_out": 26,
    "trend_alpha": 1,
    "alpha": 0.01,
}


@pytest.fixture(scope="module")
def agona(golden: Path) -> np.ndarray:
    with (golden / "salmonella_agona_series.csv").open() as file:
        return np.array([[int(row["observed"]) for row in csv.DictReader(file)]])


@pytest.fixture(scope="module")
def table(golden: Path) -> dict[str, np.ndarray]:
    words = {"TRUE": "1", "FALSE": "0", "NA": "nan"}
    with (golden / "salmonella_agona_alarms.csv").open() as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(words.get(row[name], row[name])) for row in rows]) for name in rows[0]}


def draw(
    rng: np.random.Generator, mean: np.ndarray | float, dispersion: float, shape: tuple[int, ...]
) -> np.ndarray:
    if dispersion == 1:
        return rng.poisson(mean, shape)
    return rng.negative_binomial(np.asarray(mean) / (dispersion - 1), 1 / dispersion, shape)


@pytest.mark.parametrize(("alpha", "column"), [(0.01, "farrington_a01"), (0.05, "farrington_a05")])
def test_farrington_matches_the_reference_table(
    agona: np.ndarray, table: dict[str, np.ndarray], way: str, alpha: float, column: str
) -> None:
    """surveillance 1.20.3: farrington(salmonella.agona, control=list(range=261:312, b=4, w=3, alpha=alpha))."""
    found = farrington(agona, periods=JUDGED, alpha=alpha, years_back=4)
    assert_allclose(found.interval.high[0], table[column], rtol=1e-9)
    if alpha == 0.01:
        assert np.array_equal(found.alarm[0], table["far_a01_alarm"] == 1)
    assert np.array_equal(found.reasons[0] == "too_few_incidents", table[column] == 0)


@pytest.mark.parametrize(
    ("method", "column", "settings"),
    [
        ("nbPlugin", "flex_nbPlugin", NOUFAILY),
        ("muan", "flex_muan", NOUFAILY),
        ("delta", "flex_delta_p1", {"years_back": 4, "alpha": 0.01}),
    ],
)
def test_farrington_flexible_matches_the_reference_table(
    agona: np.ndarray,
    table: dict[str, np.ndarray],
    way: str,
    method: str,
    column: str,
    settings: dict[str, Any],
) -> None:
    """surveillance 1.20.3, salmonella.agona, range=261:312, b=4, w=3, alpha=0.01.

    nbPlugin and muan with noPeriods=10, pastWeeksNotIncluded=26, pThresholdTrend=1; delta with noPeriods=1.
    """
    found = farrington_flexible(agona, periods=JUDGED, method=method, **settings)
    assert_allclose(found.interval.high[0], table[column], rtol=1e-9)
    if method == "nbPlugin":
        assert np.array_equal(found.alarm[0], table["flex_alarm"] == 1)


FLEXIBLE = [
    (
        "b=4, w=3",
        {"years_back": 4},
        [4.69031166035147, 5.17731080936495, 5.80613494299286, 6.78802083085019],
        [0.217553153969, 0.688030244132, 0.804470510165, 0.606004017363],
        [0.3347111326846, 0.1155359759819, 0.0857758405057, 0.1439357629251],
    ),
    (
        'b=4, w=3, noPeriods=10, pastWeeksNotIncluded=26, thresholdMethod="muan", alpha=0.01',
        {"years_back": 4, "block_count": 10, "left_out": 26, "method": "muan", "alpha": 0.01},
        [12, 13, 12, 13],
        [0.078500361079, 0.233181398068, 0.348919779880, 0.304777931387],
        [0.858345308445, 0.612457893817, 0.452812278163, 0.562455472815],
    ),
    (
        "b=3, w=2, noPeriods=7, pastWeeksNotIncluded=10, alpha=0.005",
        {"years_back": 3, "half_window": 2, "block_count": 7, "left_out": 10, "alpha": 0.005},
        [11.5687688328993, 12.1008329811457, 13.4184149091925, 13.2522355590521],
        [-0.26040714116432, -0.05767051942572, -0.01725712632485, 0.00234017473014],
        [0.819227895324, 0.572504121726, 0.521339345470, 0.497108367126],
    ),
    (
        'b=4, w=3, noPeriods=5, populationOffset=TRUE, powertrans="1/2"',
        {
            "years_back": 4,
            "block_count": 5,
            "exposure": 1e5 * 1.001 ** np.arange(1, 313),
            "power_transform": "1/2",
        },
        [8.53747048639752, 9.33477101287531, 9.03615765094469, 9.59573752387030],
        [-0.2552201590280, 0.0378046055921, 0.2374873901520, 0.1576658618022],
        [0.730794317018, 0.468592274331, 0.321773236336, 0.377649682345],
    ),
    (
        'b=5, w=3, noPeriods=10, reweight=FALSE, powertrans="none"',
        {"block_count": 10, "reweight": False, "power_transform": "none"},
        [9.41148298841200, 9.92737285249834, 9.95884825117653, 10.42663026011136],
        [-0.5046347962610, -0.1690540385600, 0.0387683432934, -0.0270369562975],
        [0.796744848585, 0.609520360965, 0.474577379777, 0.517735849164],
    ),
    (
        'b=5, w=3, noPeriods=10, trend=FALSE, weightsThreshold=1, thresholdMethod="nbPlugin"',
        {"block_count": 10, "trend": False, "weights_threshold": 1, "method": "nbPlugin"},
        [8, 8, 8, 9],
        [0.110216400380, 0.400655007245, 0.548084345811, 0.468969086053],
        [0.820160181865, 0.496936640047, 0.353198172692, 0.425581416630],
    ),
    (
        "b=2, w=4, noPeriods=13, weightsThreshold=0.5, limit54=c(0, 1)",
        {
            "years_back": 2,
            "half_window": 4,
            "block_count": 13,
            "weights_threshold": 0.5,
            "minimum_incidents": 0,
            "lately": 1,
        },
        [6.33676598739496, 7.19642519863472, 7.70779243427138, 8.32157906097144],
        [-0.304620656694, 0.123095357166, 0.292321638939, 0.153844967864],
        [0.729939102890, 0.410679095389, 0.300958640561, 0.390519508107],
    ),
]


@pytest.mark.parametrize(("session", "settings", "upper", "score", "p_value"), FLEXIBLE)
def test_farrington_flexible_matches_surveillance(
    agona: np.ndarray,
    way: str,
    session: str,
    settings: dict[str, Any],
    upper: list[float],
    score: list[float],
    p_value: list[float],
) -> None:
    """surveillance 1.20.3, `session` being the rest of the control:

    > p <- 1e5 * 1.001^(1:312)
    > P <- sts(observed=observed(s), population=matrix(p), frequency=52, start=c(1990, 1))
    > r <- farringtonFlexible(P, control=list(range=290:293, glmWarnings=FALSE, ...))
    > upperbound(r); r@control$score; r@control$pvalue
    """
    found = farrington_flexible(agona, periods=np.arange(289, 293), **settings)
    assert_allclose(found.interval.high[0], upper, rtol=1e-10, err_msg=session)
    assert_allclose(found.score[0], score, rtol=1e-7)
    assert_allclose(found.p[0], p_value, rtol=1e-10)


CLASSIC = [
    (
        "b=5, w=3",
        {},
        [10.2628626119452, 10.8283106163940, 10.0002225978224, 10.1211875264341],
        [0.755560397157, 0.498271969642, 0.357981397489, 0.406400900149],
        [False, False, False, False],
    ),
    (
        'b=3, w=2, powertrans="1/2", alpha=0.01',
        {"years_back": 3, "half_window": 2, "power_transform": "1/2", "alpha": 0.01},
        [8.20930725721602, 8.59096571312532, 18.47014310835244, 17.41918923652514],
        [0.592497127729, 0.219794569741, 0.692927938884, 0.637692497715],
        [False, False, True, True],
    ),
    (
        'b=4, w=4, reweight=FALSE, powertrans="none", trend=FALSE',
        {"years_back": 4, "half_window": 4, "reweight": False, "power_transform": "none", "trend": False},
        [13.0094608700483, 12.9744701923038, 13.0186476495648, 12.9989554514608],
        [0.742984193796, 0.585299068530, 0.5, 0.511012911405],
        [False, False, False, False],
    ),
    (
        'b=5, w=3, fitFun="algo.farrington.fitGLM.populationOffset"',
        {"exposure": 1e5 * 1.001 ** np.arange(1, 313)},
        [11.61336286500126, 12.29984415498596, 8.33333097280651, 11.58710221626324],
        [0.801031693335, 0.578260509067, 0.202309111079, 0.514765346737],
        [False, False, True, False],
    ),
]


@pytest.mark.parametrize(("session", "settings", "upper", "p_value", "trend"), CLASSIC)
def test_farrington_matches_surveillance(
    agona: np.ndarray,
    way: str,
    session: str,
    settings: dict[str, Any],
    upper: list[float],
    p_value: list[float],
    trend: list[bool],
) -> None:
    """surveillance 1.20.3, with the series of the test above and `session` being the rest of the control:

    > r <- algo.farrington(sts2disProg(P), control=list(range=290:293, ...))
    > r$upperbound; 1 - r$control$pd[, 1]; r$trend
    """
    found = farrington(agona, periods=np.arange(289, 293), **settings)
    assert_allclose(found.interval.high[0], upper, rtol=1e-10, err_msg=session)
    assert_allclose(found.p[0], p_value, rtol=1e-9)
    assert found.trend[0].tolist() == trend


def test_weeks_by_the_calendar_match_surveillance(agona: np.ndarray) -> None:
    """Dates instead of numbers of weeks.

    > D <- sts(observed=observed(s), epoch=as.numeric(seq(as.Date("2001-01-01"), by="1 week", length.out=312)),
    +          epochAsDate=TRUE, frequency=52, start=c(2001, 1))
    > farringtonFlexible(D, control=list(range=290:296, b=4, w=3, noPeriods=10, pastWeeksNotIncluded=26))
    > farrington(D, control=list(range=290:296, b=4, w=3))
    """
    dates = np.datetime64("2001-01-01") + 7 * np.arange(312)
    periods = np.arange(289, 296)
    flexible = farrington_flexible(
        agona, periods=periods, years_back=4, block_count=10, left_out=26, dates=dates
    )
    upper = [7.36485590887491, 8.00697211849036, 8.40209173762223, 9.58336289699659, 9.13487223897985]
    assert_allclose(flexible.interval.high[0], [*upper, 9.84318586783010, 9.83712827929223], rtol=1e-10)
    classic = farrington(agona, periods=periods, years_back=4, dates=dates)
    upper = [4.59862022379317, 4.80447534333074, 5.11842333374184, 11.28684758763408, 11.17567369516654]
    assert_allclose(classic.interval.high[0], [*upper, 10.82867025780735, 9.62347280198028], rtol=1e-10)


def test_months_by_the_calendar_match_surveillance(agona: np.ndarray) -> None:
    """120 months from January 2001, frequency=12, epochAsDate=TRUE.

    > farringtonFlexible(m, control=list(range=110:115, b=4, w=1, noPeriods=3, pastWeeksNotIncluded=2, limit54=c(0, 1)))
    > farrington(m, control=list(range=110:115, b=4, w=1, limit54=c(0, 1)))
    """
    dates = (np.datetime64("2001-01") + np.arange(120)).astype("datetime64[D]")
    common: dict[str, Any] = {
        "periods": np.arange(109, 115),
        "years_back": 4,
        "half_window": 1,
        "periods_per_year": 12,
        "minimum_incidents": 0,
        "lately": 1,
        "dates": dates,
    }
    flexible = farrington_flexible(agona[:, :120], block_count=3, left_out=2, **common)
    upper = [13.70851513877771, 14.12978632579545, 12.50234764543609, 10.57755849184076, 11.77851699470835]
    assert_allclose(flexible.interval.high[0], [*upper, 9.73260425381632], rtol=1e-10)
    classic = farrington(agona[:, :120], **common)
    upper = [11.82477463729375, 11.61830885664542, 9.93759289957392, 8.64256697218259, 12.01428729471878]
    assert_allclose(classic.interval.high[0], [*upper, 12.22958145873934], rtol=1e-10)


def test_trend_and_season_match_statsmodels(way: str) -> None:
    """One fit without weights: sm.GLM(Poisson) on block dummies and time, its X2 scale and its standard error."""
    counts = draw(np.random.default_rng(5), 8.0, 2, (1, 300))
    found = farrington_flexible(
        counts, periods=[299], reweight=False, block_count=4, left_out=10, trend_alpha=1, method="nbPlugin"
    )
    part = np.full(300, -1)
    part[299 - 260 - 3 :] = 3
    for year in range(5, 0, -1):
        start = 299 - 52 * year
        part[start - 3 : start + 4] = 3
        part[start + 4 : start + 4 + 45] = np.repeat(np.arange(3), 15)
    part[299 - 10 :] = -1
    rows = np.flatnonzero(part >= 0)
    design = np.column_stack([part[rows] == block for block in range(4)] + [rows - 299.0]).astype(float)
    model = sm.GLM(counts[0, rows], design, family=sm.families.Poisson()).fit(scale="X2", tol=1e-13)
    assert found.n[0, 0] == len(rows)
    assert_allclose(found.estimate[0, 0], np.exp(model.params[3]), rtol=1e-6)
    # R's dispersion takes the weights of the step before the last
    assert_allclose(found.dispersion[0, 0], model.scale, rtol=1e-4)
    mean, phi = np.exp(model.params[3]), model.scale
    assert found.interval.high[0, 0] == nbinom.ppf(0.95, mean / (phi - 1), 1 / phi)


def test_bounds_of_counts_match_scipy() -> None:
    rng = np.random.default_rng(8)
    counts, mean = rng.integers(0, 40, 400).astype(float), rng.gamma(1, 10, 400) + 1e-3
    dispersion = np.where(np.arange(400) % 2, 1.0, 1 + rng.gamma(1, 1, 400))
    low, high, p_value = count_bounds(counts, mean, dispersion, tail=0.05)
    plain, other = dispersion == 1, dispersion > 1
    size, chance = mean[other] / (dispersion[other] - 1), 1 / dispersion[other]
    assert np.array_equal(high[plain], poisson.ppf(0.95, mean[plain]))
    assert np.array_equal(low[plain], poisson.ppf(0.05, mean[plain]))
    assert np.array_equal(high[other], nbinom.ppf(0.95, size, chance))
    assert np.array_equal(low[other], nbinom.ppf(0.05, size, chance))
    assert_allclose(p_value[plain], poisson.sf(counts[plain] - 1, mean[plain]), rtol=1e-9)
    assert_allclose(p_value[other], nbinom.sf(counts[other] - 1, size, chance), rtol=1e-9)


histories = arrays(np.int64, st.tuples(st.integers(1, 3), st.just(130)), elements=st.integers(0, 30))
SHORT: dict[str, Any] = {"years_back": 2, "minimum_incidents": 0, "periods": [110, 125, 129]}


def same(one: Alarms, other: Alarms, rtol: float = 1e-9) -> None:
    assert_allclose(one.interval.high, other.interval.high, rtol=rtol)
    assert_allclose(one.estimate, other.estimate, rtol=rtol)
    assert_allclose(one.dispersion, other.dispersion, rtol=rtol)
    assert np.array_equal(one.alarm, other.alarm)
    assert np.array_equal(one.reasons, other.reasons)
    assert np.array_equal(one.down_weighted, other.down_weighted)


@given(histories)
@settings(max_examples=20)
def test_each_series_is_judged_by_itself(counts: np.ndarray) -> None:
    together = farrington_flexible(counts, block_count=5, left_out=8, **SHORT)
    for place, series in enumerate(counts):
        alone = farrington_flexible([series], block_count=5, left_out=8, **SHORT)
        assert_allclose(alone.interval.high[0], together.interval.high[place], rtol=1e-12)


@given(histories)
@settings(max_examples=20)
def test_periods_out_of_use_change_nothing(counts: np.ndarray) -> None:
    """What is marked as not reported may hold anything."""
    usable = np.ones(130, dtype=bool)
    usable[40:50] = False
    odd = counts.copy()
    odd[:, 40:50] = 999
    one = farrington_flexible(counts, block_count=5, left_out=8, usable=usable, **SHORT)
    same(one, farrington_flexible(odd, block_count=5, left_out=8, usable=usable, **SHORT), rtol=1e-12)


@given(histories)
@settings(max_examples=20)
def test_what_comes_later_changes_nothing(counts: np.ndarray) -> None:
    settings = {**SHORT, "periods": [110]}
    later = counts.copy()
    later[:, 111:] = 7
    same(farrington(counts, **settings), farrington(later, **settings), rtol=1e-12)


@given(histories)
@settings(max_examples=20)
def test_a_smaller_alpha_gives_a_higher_bound(counts: np.ndarray) -> None:
    for method in ("delta", "nbPlugin", "muan"):
        lower, higher = (farrington_flexible(counts, alpha=a, method=method, **SHORT) for a in (0.05, 0.005))
        known = lower.reasons == ""
        assert np.all(lower.interval.high[known] <= higher.interval.high[known])


def test_both_ways_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sparse and busy series, an offset, weeks out of use and kept weights: kernel and NumPy."""
    from samlad.analysis import kernels

    if kernels.library() is None:
        pytest.skip("the kernels are not compiled here: no C compiler was found")
    rng = np.random.default_rng(11)
    mean = np.array([0.05, 0.5, 3, 40, 900])[:, np.newaxis] * np.exp(0.5 * np.sin(np.arange(300) / 8.3))
    counts = draw(rng, mean, 2, (5, 300))
    counts[2, 100:103] += 40
    usable = rng.random((5, 300)) > 0.05
    exposure = rng.uniform(0.5, 1, (5, 300))
    for chosen in ({}, {"exposure": exposure}, {"usable": usable}, {"block_count": 10, "left_out": 26}):
        compiled = farrington_flexible(counts, keep_weights=True, minimum_incidents=0, **chosen)
        with monkeypatch.context() as patch:
            patch.setattr(kernels, "library", lambda: None)
            plain = farrington_flexible(counts, keep_weights=True, minimum_incidents=0, **chosen)
        same(compiled, plain)
        assert compiled.weights is not None
        assert plain.weights is not None
        assert_allclose(compiled.weights, plain.weights, rtol=1e-7, atol=1e-12)


def test_weeks_used_and_down_weighted_are_told(way: str) -> None:
    counts = draw(np.random.default_rng(3), 6.0, 1, (1, 300))
    counts[0, 195] = 60
    found = farrington(counts, periods=[299], years_back=5, keep_weights=True)
    assert found.n.tolist() == [[35]]
    assert found.weights is not None
    used = np.flatnonzero(found.weights[0, 0])
    expected = np.concatenate([np.arange(-3, 4) + 299 - 52 * year for year in range(5, 0, -1)])
    assert np.array_equal(used, expected)
    assert_allclose(found.weights[0, 0, used].mean(), 1)
    lighter = found.weights[0, 0, used] < found.weights[0, 0, used].max()
    assert lighter.sum() == found.down_weighted[0, 0] >= 1
    assert lighter[used == 195].all()


def test_pearsons_errors_are_an_option_and_differ_where_surveillance_loses_its_weights(way: str) -> None:
    """The standard error of `farringtonFlexible` after re-weighting is not the model's; docs/methods/alarms.md."""
    counts = draw(np.random.default_rng(4), 0.6, 1.5, (1, 300))
    counts[0, 296:] = 3
    settings: dict[str, Any] = {"periods": [299], "trend": False, "method": "muan", "alpha": 0.001}
    theirs, ours = (farrington_flexible(counts, pearson_errors=p, **settings) for p in (False, True))
    assert theirs.estimate.tolist() == ours.estimate.tolist()
    assert theirs.interval.high[0, 0] > ours.interval.high[0, 0]
    plain = [farrington_flexible(counts, pearson_errors=p, reweight=False, **settings) for p in (False, True)]
    assert plain[0].interval.high.tolist() == plain[1].interval.high.tolist()


def test_false_alarms_of_poisson_weeks_are_as_promised(way: str) -> None:
    """Mean 6, 1,500 weeks, α = 5 % one-sided: whole numbers and an estimated mean keep it between 2 and 7 %."""
    counts = draw(np.random.default_rng(9), 6.0, 1, (150, 300))
    for method in ("nbPlugin", "delta"):
        found = farrington_flexible(
            counts, periods=np.arange(290, 300), block_count=10, left_out=26, method=method, years_back=5
        )
        assert 0.02 < found.alarm.mean() < 0.07


def test_series_without_an_answer_say_why(way: str) -> None:
    counts = np.full((3, 300), 5)
    counts[0] = 0
    counts[1, -4:] = 1
    usable = np.ones((3, 300), dtype=bool)
    usable[2, -1] = False
    found = farrington_flexible(counts, periods=[299], usable=usable)
    assert found.reasons[:, 0].tolist() == ["too_few_incidents", "too_few_incidents", "not_known"]
    assert not found.alarm.any()
    assert np.isnan(found.interval.high).all()
    assert found.warnings == ("not_known", "too_few_incidents")
    nothing = farrington_flexible(counts, periods=[299], usable=np.arange(300) > 280)
    # weeks of another time of the year do not stand in for those of this one
    window = np.abs((np.arange(300) - 299 + 26) % 52 - 26) > 3
    elsewhere = farrington_flexible(
        np.full((1, 300), 5),
        periods=[299],
        block_count=10,
        left_out=26,
        usable=window | (np.arange(300) == 299),
    )
    assert elsewhere.reasons.tolist() == [["no_finite_estimate"]]
    assert nothing.reasons[:, 0].tolist() == ["no_finite_estimate"] * 3


def test_a_baseline_before_the_series_warns() -> None:
    found = farrington(np.full((1, 200), 5), periods=[150])
    assert "baseline_begins_before_the_series" in found.warnings
    assert found.n[0, 0] == 14


@pytest.mark.parametrize(
    ("settings", "argument"),
    [
        ({"counts": [1, 2]}, "counts"),
        ({"counts": [[1.5] * 300]}, "counts"),
        ({"counts": [[-1] * 300]}, "counts"),
        ({"counts": [[np.nan] * 300]}, "counts"),
        ({"counts": [[1] * 100]}, "counts"),
        ({"alpha": 0}, "alpha"),
        ({"alpha": 0.6}, "alpha"),
        ({"years_back": 0}, "years_back"),
        ({"years_back": 1.5}, "years_back"),
        ({"half_window": 26}, "half_window"),
        ({"periods": [0.5]}, "periods"),
        ({"periods": [300]}, "periods"),
        ({"periods": [-1]}, "periods"),
        ({"periods": []}, "periods"),
        ({"power_transform": "1/3"}, "power_transform"),
        ({"exposure": [1.0]}, "exposure"),
        ({"exposure": np.zeros(300)}, "exposure"),
        ({"lately": 0}, "lately"),
        ({"minimum_incidents": -1}, "minimum_incidents"),
        ({"usable": [True]}, "usable"),
        ({"dates": [1, 2]}, "dates"),
        ({"dates": np.full(300, "2020-01-01", dtype="datetime64[D]")}, "dates"),
    ],
)
def test_bad_input_names_the_argument(settings: dict[str, Any], argument: str) -> None:
    for method in (farrington, farrington_flexible):
        arguments: dict[str, Any] = {"counts": np.full((1, 300), 5)} | settings
        with pytest.raises(InputError) as caught:
            method(arguments.pop("counts"), **arguments)
        assert caught.value.argument == argument


@pytest.mark.parametrize(
    ("settings", "argument"),
    [
        ({"block_count": 0}, "block_count"),
        ({"block_count": 47}, "block_count"),
        ({"method": "gamma"}, "method"),
        ({"left_out": -1}, "left_out"),
        ({"left_out": 299}, "left_out"),
        ({"weights_threshold": np.nan}, "weights_threshold"),
        ({"trend_alpha": -1}, "trend_alpha"),
        ({"periods": [200]}, "periods"),
    ],
)
def test_bad_settings_of_the_flexible_one_name_the_argument(settings: dict[str, Any], argument: str) -> None:
    with pytest.raises(InputError) as caught:
        farrington_flexible(np.full((1, 300), 5), **settings)
    assert caught.value.argument == argument
