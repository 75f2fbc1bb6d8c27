"""Mann–Kendall and Sen's slope against pymannkendall, SciPy and enumeration; in C and in NumPy."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from numpy.typing import NDArray
from scipy.stats import kendalltau, theilslopes

from samlad.analysis import InputError, kernels, mann_kendall
from samlad.analysis.trends.mann_kendall_slopes import slopes_of_ranks

NILE = [1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958,
        1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020,
        1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040,
        759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890,
        744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714,
        740]  # fmt: skip
TIED = [2, 2, 2, 5, 3, 7, 7, 1, 4, 9, 9, 9, 4]


def test_the_nile_and_a_short_series_match_pymannkendall(golden: Path, way: str) -> None:
    """pymannkendall 1.4.3: original_test(x); tau_b by SciPy 1.17.1."""
    known = json.loads((golden / "its_trend_proportion.json").read_text())
    nile, short = known["mann_kendall_nile"], known["mann_kendall_small"]
    found = mann_kendall(NILE)
    assert found.score[0] == nile["S"]
    ours = [found.variance, found.z, found.p, found.tau, found.tau_b, found.estimate, found.intercept]
    names = ("var_s", "z", "p", "tau", "tau_b", "sen_slope", "intercept")
    # pymannkendall takes p from 1, and so loses its last digits
    assert_allclose(np.ravel(ours), [nile[name] for name in names], rtol=1e-12, atol=3e-16)
    found = mann_kendall(short["x"])
    ours = [found.score, found.variance, found.z, found.p, found.estimate]
    assert_allclose(
        np.ravel(ours), [short[name] for name in ("S", "var_s", "z", "p", "sen_slope")], rtol=1e-12
    )


def test_hamed_and_rao_match_pymannkendall(golden: Path, way: str) -> None:
    """pymannkendall 1.4.3, hamed_rao_modification_test: the Nile; and [2 2 2 5 3 7 7 1 4 9 9 9 4], with all lags as with
    three, z 3.595536853637282, p 0.00032372329366370245, var_s 94.75641025641029."""
    known = json.loads((golden / "its_trend_proportion.json").read_text())["mann_kendall_nile_hamed_rao"]
    found = mann_kendall(NILE, serial_correlation="hamed_rao")
    assert_allclose([found.z[0], found.p[0]], [known["z"], known["p"]], rtol=1e-10)
    for lags in (None, 3):
        found = mann_kendall(TIED, serial_correlation="hamed_rao", lags=lags)
        ours = [found.z[0], found.p[0], found.variance[0]]
        assert_allclose(ours, [3.595536853637282, 0.00032372329366370245, 94.75641025641029])


def test_the_slope_and_its_interval_match_theilslopes(way: str) -> None:
    """SciPy 1.17.1: theilslopes(x), and with alpha=0.9."""
    rng = np.random.default_rng(1)
    drawn = [
        rng.normal(size=30),
        rng.poisson(1, 40),
        rng.integers(0, 2, 25),
        np.round(rng.normal(size=90), 1),
    ]
    for x in [NILE, TIED, *drawn]:
        for level in (0.95, 0.9):
            known = theilslopes(np.asarray(x, dtype=float), alpha=level)
            found = mann_kendall(x, level=level)
            ours = [found.estimate[0], found.intercept[0], found.interval.low[0], found.interval.high[0]]
            assert_allclose(
                ours, [known.slope, known.intercept, known.low_slope, known.high_slope], atol=1e-14
            )


def test_exact_p_is_that_of_all_orders() -> None:
    """Of seven periods, by listing all 5,040; and as SciPy's kendalltau(method="exact")."""
    x = np.array([1.0, 3, 2, 5, 4, 7, 6])
    orders = np.array(list(permutations(range(7))))
    scores = np.sign(orders[:, None, :] - orders[:, :, None])[:, *np.triu_indices(7, 1)].sum(axis=1)
    found = mann_kendall(x, null="exact")
    assert found.p[0] == pytest.approx(np.mean(np.abs(scores) >= abs(found.score[0])))
    for n in (3, 9, 30):
        x = np.random.default_rng(n).permutation(n).astype(float) + np.arange(n) * 0.307
        known = kendalltau(np.arange(n), x, method="exact").pvalue
        assert mann_kendall(x, null="exact").p[0] == pytest.approx(known, rel=1e-9)


def test_series_with_ties_have_no_exact_p_and_say_so() -> None:
    found = mann_kendall([TIED, list(range(13))], null="exact")
    assert found.warnings == ("ties_no_exact_p",)
    assert found.p[0] == pytest.approx(mann_kendall(TIED).p[0])
    assert found.p[1] < 1e-9


@given(
    st.integers(3, 40).flatmap(
        lambda n: st.lists(
            st.lists(st.one_of(st.integers(-3, 3), st.floats(-100, 100, width=16)), min_size=n, max_size=n),
            min_size=1,
            max_size=4,
        )
    )
)
def test_both_ways_give_the_slopes_of_all_pairs(rows: list[list[float]]) -> None:
    x = np.array(rows, dtype=float)
    earlier, later = np.triu_indices(x.shape[1], 1)
    slopes = np.sort((x[:, later] - x[:, earlier]) / (later - earlier), axis=1)
    pairs = slopes.shape[1]
    ranks = np.broadcast_to(np.array([0, pairs // 3, pairs // 2, pairs - 1]), (len(x), 4))
    assert_allclose(slopes_of_ranks(x, ranks), np.take_along_axis(slopes, ranks, axis=1), atol=1e-12)


def test_both_ways_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    if kernels.library() is None:
        pytest.skip("the kernels are not compiled here: no C compiler was found")
    rng = np.random.default_rng(2)
    walk = rng.normal(size=(40, 156)).cumsum(axis=1)
    many: list[NDArray[Any]] = [
        walk, rng.poisson(0.2, (40, 156)), rng.poisson(3, (40, 60)), np.zeros((3, 20)), rng.normal(size=(200, 100)),
        np.arange(50) * 0.1 + np.zeros((2, 1)), rng.standard_cauchy((30, 90)), walk * 1e-200, walk * 1e200,
        rng.poisson(3, (20, 33)) / 7.3, walk + 1e12, walk * 1e-310, walk * 1e300, rng.normal(size=(3, 900)),
        np.where(rng.random((9, 60)) < 0.02, 1e9, walk[:9, :60]), rng.poisson(1e6, (20, 17)),
        np.where(rng.random((9, 60)) < 0.5, 1e-20 * walk[:9, :60], -1.0), walk[:, :4], walk[:, :3],
    ]  # fmt: skip
    for x in many:
        compiled = mann_kendall(x)
        with monkeypatch.context() as without:
            without.setattr(kernels, "library", lambda: None)
            plain = mann_kendall(x)
        assert compiled.score.tolist() == plain.score.tolist()
        assert compiled.estimate.tolist() == plain.estimate.tolist()
        assert compiled.interval.low.tolist() == plain.interval.low.tolist()
        assert compiled.interval.high.tolist() == plain.interval.high.tolist()


@given(st.lists(st.integers(-20, 20), min_size=3, max_size=25))
def test_a_series_turned_round_trends_the_other_way(row: list[int]) -> None:
    there, back, negative = (
        mann_kendall(row),
        mann_kendall(row[::-1]),
        mann_kendall([-value for value in row]),
    )
    for other in (back, negative):
        assert other.score[0] == -there.score[0]
        assert other.estimate[0] == pytest.approx(-there.estimate[0])
        assert other.p[0] == there.p[0]
    assert abs(there.tau_b[0]) >= abs(there.tau[0])
    assert there.interval.low[0] <= there.estimate[0] <= there.interval.high[0]


def test_a_series_that_never_changes_has_no_trend() -> None:
    found = mann_kendall([[5, 5, 5, 5], [1, 2, 3, 4]])
    assert (found.z[0], found.p[0], found.tau_b[0], found.estimate[0]) == (0, 1, 0, 0)
    assert found.warnings == ("fewer_than_ten_periods", "constant_series")


def test_periods_that_hang_together_and_seasons_are_told_of() -> None:
    """p is far too small there: docs/methods/mann_kendall.md."""
    rng = np.random.default_rng(11)
    steady = rng.poisson(5, (40, 104)).astype(float)
    kept = rng.normal(size=(40, 104))
    for week in range(1, 104):
        kept[:, week] += 0.5 * kept[:, week - 1]
    season = rng.poisson(5 * np.exp(0.5 * np.sin(2 * np.pi * np.arange(104) / 52.18)), (40, 104))
    rising = steady + 0.2 * np.arange(104)
    assert [mann_kendall(one).warnings for one in (steady, rising)] == [(), ()]
    for one in (kept, season):
        assert mann_kendall(one).warnings == ("neighbouring_periods_alike",)
    told = [bool(mann_kendall(one).warnings) for one in steady]
    assert sum(told) <= 7  # one in twenty, each by itself
    assert sum(bool(mann_kendall(one).warnings) for one in kept) >= 36


def test_false_alarms_and_coverage_keep_their_promise() -> None:
    """2,000 series without a trend, normal and of rare counts: at most 5 % and some error; 95 % intervals hold 0. The
    interval of rare counts is 0 to 0 mostly, which holds it too."""
    rng = np.random.default_rng(6)
    for x in (rng.normal(size=(2_000, 52)), rng.poisson(0.3, (2_000, 52))):
        found = mann_kendall(x)
        assert np.mean(found.p <= 0.05) <= 0.062
        held = (found.interval.low <= 0) & (found.interval.high >= 0)
        assert np.mean(held) >= 0.935


def test_serial_correlation_is_seen_and_corrected() -> None:
    """Each week half of the last one: the plain test is wrong four times as often as it says, the corrected less."""
    rng = np.random.default_rng(7)
    x = rng.normal(size=(1_000, 156))
    for week in range(1, 156):
        x[:, week] += 0.5 * x[:, week - 1]
    plain = np.mean(mann_kendall(x).p <= 0.05)
    corrected = np.mean(mann_kendall(x, serial_correlation="hamed_rao", lags=3).p <= 0.05)
    assert plain > 0.15
    assert corrected < plain / 2


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: mann_kendall([1, 2]), "values has shape"),
        (lambda: mann_kendall([[1, 2, np.nan]]), "values holds nan"),
        (lambda: mann_kendall([[1, 2, 3], [1, 2]]), "rows of different lengths"),
        (lambda: mann_kendall(np.zeros((0, 5))), "values has shape"),
        (lambda: mann_kendall(NILE, level=95), "level is 95"),
        (lambda: mann_kendall(NILE, null="t"), "null is 't'"),  # type: ignore[arg-type]
        (lambda: mann_kendall(NILE, serial_correlation="yes"), "serial_correlation is 'yes'"),  # type: ignore[arg-type]
        (lambda: mann_kendall(NILE, lags=100), "lags is 100"),
        (lambda: mann_kendall(np.arange(301), null="exact"), "null is 'exact', with 301 periods"),
    ],
)
def test_bad_input_is_told_in_a_sentence(call: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        call()
