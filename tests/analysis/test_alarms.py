"""EARS, Bayes' and the Robert Koch Institute's alarms, and the cumulative sum."""

from __future__ import annotations

import csv
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from scipy.integrate import quad
from scipy.stats import nbinom, norm

from samlad.analysis import (
    InputError,
    bayes_alarm,
    cusum,
    ears,
    farrington,
    farrington_flexible,
    rki_alarm,
)

JUDGED = np.arange(260, 312)
SHORT = [[4, 6, 5, 7, 5, 3, 6, 8, 9, 11, 4, 0, 2, 15, 7]]
BEFORE: dict[str, Any] = {"years_back": 4, "half_window": 3}


@pytest.fixture(scope="module")
def agona(golden: Path) -> np.ndarray:
    with (golden / "salmonella_agona_series.csv").open() as file:
        return np.array([[int(row["observed"]) for row in csv.DictReader(file)]])


@pytest.fixture(scope="module")
def table(golden: Path) -> dict[str, np.ndarray]:
    with (golden / "salmonella_agona_alarms.csv").open() as file:
        rows = list(csv.DictReader(file))
    return {
        name: np.array([float(row[name]) for row in rows])
        for name in ("ears_C1", "ears_C2", "ears_C3", "bayes", "rki", "cusum", "cusum_alarm")
    }


def test_ears_matches_the_reference_table(agona: np.ndarray, table: dict[str, np.ndarray]) -> None:
    """surveillance 1.20.3: earsC(salmonella.agona, control=list(range=261:312, method=...))."""
    for method in ("C1", "C2", "C3"):
        found = ears(agona, method=method, periods=JUDGED)
        assert_allclose(found.interval.high[0], table[f"ears_{method}"], rtol=1e-10)
        assert np.array_equal(found.alarm[0], agona[0, JUDGED] > table[f"ears_{method}"])


def test_bayes_rki_and_cusum_match_the_reference_table(
    agona: np.ndarray, table: dict[str, np.ndarray]
) -> None:
    """surveillance 1.20.3, range=261:312.

    bayes(b=4, w=3, actY=TRUE, alpha=0.01); rki(b=4, w=3, actY=FALSE); cusum(k=1.04, h=2.26, trans="rossi").
    """
    bayes = bayes_alarm(agona, periods=JUDGED, alpha=0.01, **BEFORE)
    assert bayes.interval.high[0].tolist() == table["bayes"].tolist()
    assert_allclose(rki_alarm(agona, periods=JUDGED, **BEFORE).interval.high[0], table["rki"], rtol=1e-12)
    sums = cusum(agona, periods=JUDGED, scale="rossi")
    assert_allclose(sums.interval.high[0], table["cusum"], rtol=1e-10)
    assert np.array_equal(sums.alarm[0], table["cusum_alarm"] == 1)


@pytest.mark.parametrize(
    ("method", "upper"),
    [
        (
            "C1",
            [
                8.05244467621299,
                8.65053151678398,
                8.65053151678398,
                10.27481948182282,
                11.75407942480208,
                14.49440753049931,
                13.88544583515733,
                16.62005687456526,
                16.03688650645928,
                21.16818694259691,
            ],
        ),
        (
            "C2",
            [
                8.05244467621299,
                8.65053151678398,
                8.65053151678398,
                10.27481948182282,
                11.75407942480208,
                14.49440753049931,
                13.88544583515733,
                16.62005687456526,
            ],
        ),
        ("C3", [10.23470400656469, 0, 0, 9.09440753049931, 21.28544583515733, 9.58092529592739]),
    ],
)
def test_ears_matches_surveillance(method: str, upper: list[float]) -> None:
    """surveillance 1.20.3, the default range being the one here too.

    > S <- sts(observed=matrix(c(4, 6, 5, 7, 5, 3, 6, 8, 9, 11, 4, 0, 2, 15, 7)), frequency=52)
    > upperbound(earsC(S, control=list(method=..., baseline=5, alpha=0.01, minSigma=1)))
    """
    found = ears(SHORT, method=method, baseline=5, alpha=0.01, minimum_spread=1)
    assert_allclose(found.interval.high[0], upper, rtol=1e-12)


def test_bayes_matches_surveillance() -> None:
    """> upperbound(bayes(S, control=list(range=7:15, b=0, w=6, alpha=0.05)))"""
    found = bayes_alarm(SHORT)
    assert found.interval.high.tolist() == [[9, 10, 10, 11, 12, 12, 11, 10, 12]]
    size = sum(SHORT[0][:6]) + 0.5
    assert_allclose(found.p[0, 0], nbinom.sf(SHORT[0][6] - 1, size, 6 / 7), rtol=1e-12)
    assert_allclose(found.estimate[0, 0], nbinom.mean(size, 6 / 7))


CUSUMS = [
    (
        "rossi",
        "rossi",
        [12.805099004147, 12.278156716997, 10.695318759469, 7.243088045319, 11.178388031645],
        [0.1905810750395, 0.7732143012549, 2.1134308696698, 0.5936677162750, 0],
    ),
    (
        "standard",
        "standard",
        [12, 12, 10, 7, 10],
        [0.2598815766974, 0.9607217052389, 2.5434789374687, 1.0395263067897, 0],
    ),
    (
        "anscombe",
        "anscombe",
        [13.277160179872, 12.766629255872, 11.150124497879, 7.702557704228, 11.980192884656],
        [0.1651742259631, 0.7034019057524, 1.9487370521040, 0.4239948425192, 0],
    ),
    (
        "anscombe2nd",
        "anscombe_second",
        [12.601802342421, 11.879201052442, 10.093433080340, 6.590954125002, 10.471742479661],
        [0.2386673179371, 0.8503880897004, 2.1692163280260, 0.7179672104153, 0],
    ),
    (
        "pearsonNegBin",
        "pearson",
        [13.514822020851, 13.448334123040, 12.381846225228, 9.315358327417, 13.248870429605],
        [0.02382519472325, 0.40598920759964, 1.50483085678231, 0.09530077889301, 0],
    ),
    ("none", "none", [0, 0, 0, 0, 0], [7, 15, 25, 28, 27]),
]


@pytest.mark.parametrize(("trans", "scale", "upper", "sums"), CUSUMS)
def test_cusum_matches_surveillance(trans: str, scale: str, upper: list[float], sums: list[float]) -> None:
    """> r <- algo.cusum(sts2disProg(S), control=list(range=8:15, k=1, h=2, trans=...)); r$upperbound; r$cusum"""
    found = cusum(SHORT, periods=np.arange(7, 15), reference=1, limit=2, scale=scale)
    assert_allclose(found.interval.high[0, :5], upper, rtol=1e-11, err_msg=trans)
    assert_allclose(2 * found.score[0, :5], sums, rtol=1e-11)


def test_the_negative_binomial_scale_is_the_integral_it_is_meant_to_be() -> None:
    """R reads it off a table of the hypergeometric function, and is up to 0.003 off for small means."""
    found = cusum([[3, 9]], periods=[1], mean=[3.0], scale="anscombe_negative_binomial", reference=0)
    area, _ = quad(lambda t: (t + 0.1 * t * t) ** (-1 / 3), 3, 9)
    assert_allclose(found.score[0, 0] * 2.26, area / (3 + 0.9) ** (1 / 6), rtol=1e-9)


def test_cusum_learns_a_season() -> None:
    weeks = np.arange(260)
    counts = np.round(20 + 12 * np.sin(2 * np.pi * weeks / 52))[np.newaxis]
    flat, seasonal = (cusum(counts, periods=np.arange(208, 260), mean=m) for m in ("mean", "season"))
    assert flat.alarm.any()
    assert not seasonal.alarm.any()


counts_of = arrays(np.int64, st.tuples(st.integers(1, 3), st.integers(14, 40)), elements=st.integers(0, 60))


@given(counts_of)
@settings(max_examples=40)
def test_each_series_is_judged_by_itself(counts: np.ndarray) -> None:
    for method in (ears, bayes_alarm, cusum):
        together = method(counts)
        for place, series in enumerate(counts):
            alone = method([series])
            assert_allclose(alone.interval.high[0], together.interval.high[place])
            assert np.array_equal(alone.alarm[0], together.alarm[place])


@given(counts_of)
@settings(max_examples=40)
def test_an_alarm_is_a_count_above_the_bound(counts: np.ndarray) -> None:
    for found in (ears(counts), ears(counts, method="C3"), bayes_alarm(counts)):
        known = found.reasons == ""
        now = counts[:, found.periods]
        assert np.array_equal(found.alarm[known], now[known] > found.interval.high[known])
        assert not found.alarm[~known].any()
        assert np.isfinite(found.interval.high[known]).all()


def test_the_p_value_of_ears_is_the_normal_tail() -> None:
    before = np.array(SHORT[0][:7])
    z = (SHORT[0][7] - before.mean()) / before.std(ddof=1)
    assert_allclose(ears(SHORT).p[0, 0], norm.sf(z))


def test_false_alarms_of_bayes_are_as_promised_for_poisson_and_not_for_clustered_counts() -> None:
    rng = np.random.default_rng(6)
    steady = bayes_alarm(rng.poisson(5, (3000, 7))).alarm.mean()
    clustered = bayes_alarm(rng.negative_binomial(5 / 2, 1 / 3, (3000, 7))).alarm.mean()
    assert steady < 0.05 + 0.016
    assert clustered > 0.1


def test_counts_that_scatter_more_than_the_method_allows_give_a_warning() -> None:
    rng = np.random.default_rng(7)
    steady, clustered = rng.poisson(5, (20, 300)), rng.negative_binomial(5 / 2, 1 / 3, (20, 300))
    for method in (farrington, bayes_alarm, rki_alarm, cusum):
        assert "over_dispersed_bound_too_low" not in method(steady).warnings
        assert "over_dispersed_bound_too_low" in method(clustered).warnings
    for bound in ("delta", "nbPlugin", "muan"):
        flexible = partial(farrington_flexible, block_count=10, left_out=26, years_back=4, method=bound)
        assert "over_dispersed_bound_too_low" not in flexible(steady).warnings
        assert "over_dispersed_bound_too_low" in flexible(clustered).warnings
    whole = flexible(clustered, pearson_errors=True)
    assert "over_dispersed_bound_too_low" not in whole.warnings
    for mean in ("season", np.full(20, 5.0)):
        settings: Any = {"mean": mean, "periods_per_year": 52}
        assert "over_dispersed_bound_too_low" not in cusum(steady, **settings).warnings
        assert "over_dispersed_bound_too_low" in cusum(clustered, **settings).warnings


def test_a_bound_by_a_power_warns_where_counts_are_small() -> None:
    rng = np.random.default_rng(8)
    for mean, warned in ((10, False), (0.5, True)):
        counts = rng.poisson(mean, (20, 300))
        assert ("few_incidents_normal_bound_too_low" in farrington(counts).warnings) is warned


def test_what_cannot_be_said_says_why() -> None:
    zeros = np.zeros((1, 14))
    assert ears(zeros, method="C3").reasons.tolist() == [["no_spread"] * 3]
    assert ears(zeros).warnings == ("few_periods_bound_too_low", "few_incidents_normal_bound_too_low")
    assert ears(np.full((1, 40), 9), baseline=28).warnings == ()
    assert cusum(zeros).reasons.tolist() == [["no_finite_estimate"] * 7]
    usable = np.arange(15) != 10
    found = ears(SHORT, usable=usable)
    assert (found.reasons[0] == "not_known").tolist() == [False] * 3 + [True] * 5
    assert bayes_alarm(SHORT, usable=usable).reasons[0].tolist() == [""] * 4 + ["not_known"] + [""] * 4


@pytest.mark.parametrize(
    ("method", "arguments", "argument"),
    [
        (ears, {"method": "C4"}, "method"),
        (ears, {"baseline": 2}, "baseline"),
        (ears, {"baseline": 15}, "counts"),
        (ears, {"minimum_spread": -1}, "minimum_spread"),
        (ears, {"alpha": 1}, "alpha"),
        (ears, {"periods": [3]}, "periods"),
        (bayes_alarm, {"alpha": 0}, "alpha"),
        (bayes_alarm, {"recent": False}, "years_back"),
        (bayes_alarm, {"half_window": 0}, "half_window"),
        (bayes_alarm, {"years_back": 1}, "counts"),
        (rki_alarm, {"years_back": -1}, "years_back"),
        (rki_alarm, {"periods_per_year": 0}, "periods_per_year"),
        (cusum, {"reference": -1}, "reference"),
        (cusum, {"limit": np.inf}, "limit"),
        (cusum, {"scale": "cube"}, "scale"),
        (cusum, {"mean": "median"}, "mean"),
        (cusum, {"mean": [0.0]}, "mean"),
        (cusum, {"mean": [1.0, 2.0]}, "mean"),
        (cusum, {"periods": [5, 7]}, "periods"),
        (cusum, {"overdispersion": np.nan}, "overdispersion"),
    ],
)
def test_bad_input_names_the_argument(method: Any, arguments: dict[str, Any], argument: str) -> None:
    with pytest.raises(InputError) as caught:
        method(SHORT, **arguments)
    assert caught.value.argument == argument
