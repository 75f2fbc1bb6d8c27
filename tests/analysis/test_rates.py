"""Rates and small areas against R's epitools and spdep, and what they promise."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from samlad.analysis import (
    InputError,
    binomial_interval,
    rank_intervals,
    rank_rates,
    rate,
    smooth_by_moments,
    smooth_rates,
    wilson_interval,
)

COUNTS, PEOPLE = [3, 0, 12, 7, 1, 25, 4, 9], [1000, 400, 2500, 1200, 300, 3000, 900, 2100]
# Two rows of four, as `cell2nb(2, 4)`.
BESIDE = [[1, 4], [0, 2, 5], [1, 3, 6], [2, 7], [0, 5], [1, 4, 6], [2, 5, 7], [3, 6]]


def test_rates_match_epitools() -> None:
    """R 4.2.2, epitools 0.5-10.1: pois.exact and pois.byar of c(0,3,10,250), c(1000,1000,2000,50000).

    epitools finds exact limits by iteration, to some 1e-6 of their value; ours are quantiles of the gamma distribution.
    Byar's lower limit of nothing is -1.56e-06 in epitools; a rate below 0 there is not, and ours ends at 0.
    """
    y, people = [0, 3, 10, 250], [1000, 1000, 2000, 50000]
    exact = rate(y, people).interval
    assert_allclose(exact.low, [0, 0.00061867121787923, 0.00239769429360048, 0.00439936009727342], rtol=3e-6)
    assert_allclose(
        exact.high,
        [0.0036888798003727, 0.0087672765884777, 0.0091951792093608, 0.0056597541216927],
        rtol=1e-6,
    )
    half = rate(y, people, method="byar_half").interval
    assert_allclose(half.low, [0, 8.3027533822468e-04, 2.5668766580064e-03, 4.4087180187793e-03], rtol=1e-12)
    assert_allclose(
        half.high,
        [0.0024639362099674, 0.0080036698897243, 0.0088702410576833, 0.0056491512932904],
        rtol=1e-12,
    )


def test_byar_is_within_a_hundredth_of_exact_from_ten_on() -> None:
    """Breslow and Day 1987, table 2.10, and p. 69: the approximation is good to three figures but for few counts."""
    y = np.array([10, 20, 50, 100, 1000])
    byar, exact = rate(y, np.ones(5), method="byar").interval, rate(y, np.ones(5)).interval
    assert_allclose(byar.low, exact.low, rtol=0.002)
    assert_allclose(byar.high, exact.high, rtol=0.001)


def test_proportions_match_epitools() -> None:
    """epitools: binom.exact and binom.wilson of c(0,3,10,20) of 20."""
    exact, wilson = (
        binomial_interval([0, 3, 10, 20], 20).interval,
        wilson_interval([0, 3, 10, 20], 20).interval,
    )
    assert_allclose(exact.low, [0, 0.032070937185464, 0.271957849560792, 0.831566529016915], rtol=1e-9)
    assert_allclose(exact.high, [0.16843347098309, 0.37892682654531, 0.72804215043921, 1], rtol=1e-9)
    assert_allclose(
        wilson.low, [0, 5.2368745896217e-02, 2.9929800819821e-01, 8.3887484194718e-01], rtol=1e-9, atol=1e-12
    )
    assert_allclose(wilson.high, [0.16112515805282, 0.36041886474076, 0.70070199180179, 1], rtol=1e-9)


def test_smoothing_by_moments_matches_spdep() -> None:
    """R 4.2.2, spdep 1.2-7: EBest(n, x)$estmm and EBlocal(n, x, cell2nb(2, 4))$est, with and without geoda=TRUE."""
    found = smooth_by_moments(COUNTS, PEOPLE)
    known = [0.0051327531816606, 0.0051405792952168, 0.0052387070035038, 0.0054036156423949,
             0.0052908175963239, 0.0060511097766613, 0.0052744760241456, 0.0051625545086837]  # fmt: skip
    assert_allclose(found.estimate, known, rtol=1e-12)
    local = smooth_by_moments(COUNTS, PEOPLE, neighbours=BESIDE)
    known = [0.0023529411764706, 0.0048365254401238, 0.0046000000000000, 0.0048275862068966,
             0.0065811443697821, 0.0073101409731696, 0.0057716155671312, 0.0047619047619048]  # fmt: skip
    assert_allclose(local.estimate, known, rtol=1e-10)
    local = smooth_by_moments(COUNTS, PEOPLE, neighbours=BESIDE, each_about_its_own=True)
    known = [0.0028189106946191, 0.0057614694068217, 0.0046000000000000, 0.0048275862068966,
             0.0067441860465116, 0.0068900867998725, 0.0058823529411765, 0.0047619047619048]  # fmt: skip
    assert_allclose(local.estimate, known, rtol=1e-10)


@pytest.mark.parametrize(("shape", "mean", "areas"), [(2, 3, 20), (5, 10, 30), (20, 5, 20)])
def test_intervals_of_smoothed_rates_cover_the_areas_truths(shape: float, mean: float, areas: int) -> None:
    """95 % over all areas; the areas' inhabitants vary tenfold. 40 worlds: 800 to 1,200 areas."""
    rng = np.random.default_rng(3)
    covered = []
    for _ in range(40):
        people, truth = rng.uniform(0.3, 3, areas), rng.gamma(shape, mean / shape, areas)
        counts = rng.poisson(people * truth)
        found = smooth_rates(counts, people)
        covered.append((found.interval.low <= truth) & (truth <= found.interval.high))
    assert 0.92 <= np.mean(covered) <= 0.985


@given(st.lists(st.tuples(st.integers(0, 50), st.floats(1, 100)), min_size=2, max_size=15))
def test_smoothed_rates_lie_between_the_area_and_the_mean(rows: list[tuple[int, float]]) -> None:
    counts, people = np.array(rows).T
    if not counts.any():
        return
    found = smooth_rates(counts, people)
    assert ((found.own >= 0) & (found.own <= 1)).all()
    assert (found.interval.low <= found.estimate).all()
    assert (found.estimate <= found.interval.high).all()
    moments = smooth_by_moments(counts, people)
    between = np.minimum(moments.raw, moments.mean), np.maximum(moments.raw, moments.mean)
    assert (moments.estimate >= between[0] - 1e-12).all()
    assert (moments.estimate <= between[1] + 1e-12).all()


@pytest.mark.parametrize("together", [False, True])
def test_rank_intervals_hold_the_true_ranks_with_ties_among_them(together: bool) -> None:
    """Twelve areas, five of them equal: every rank that a tie may have is to be covered, in 95 % of 300 worlds."""
    rng = np.random.default_rng(8)
    truth = np.array([40, 30, 30, 30, 30, 30, 20, 18, 15, 10, 6, 3.0])
    best = 1 + (truth > truth[:, np.newaxis]).sum(axis=1)
    worst = len(truth) - (truth < truth[:, np.newaxis]).sum(axis=1)
    held = []
    for _ in range(300):
        found = rank_rates(rng.poisson(truth), np.ones(12), rng=rng, together=together, replications=300)
        held.append((found.low <= best) & (found.high >= worst))
    share = np.mean(np.all(held, axis=1)) if together else np.min(np.mean(held, axis=0))
    assert share >= 0.92


def test_ranks_of_what_is_far_apart_are_certain_and_of_what_is_alike_are_not() -> None:
    rng = np.random.default_rng(1)
    sure = rank_intervals([1.0, 100.0, 50.0], [0.1] * 3, rng=rng)
    assert sure.low.tolist() == sure.high.tolist() == sure.rank.tolist() == [3, 1, 2]
    alike = rank_intervals([5.0, 5.1, 4.9], [1.0] * 3, rng=rng)
    assert (alike.low.tolist(), alike.high.tolist()) == ([1] * 3, [3] * 3)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: rate([1], [0]), "exposure holds 0"),
        (lambda: rate([1.5], [1]), "not a count"),
        (lambda: rate([1, 2], [1, 2, 3]), "exposure has shape"),
        (lambda: rate([1], [1], per=0), "per is 0"),
        (lambda: rate([1], [1], method="wald"), "method is 'wald'"),  # type: ignore[arg-type]
        (lambda: binomial_interval(3, 2), "more successes than members"),
        (lambda: smooth_rates([1], [1]), "one area has nothing to borrow from"),
        (lambda: smooth_rates([0, 0], [1, 1]), "only zeros"),
        (lambda: smooth_by_moments([1, 2], [1, 1], neighbours=[[1]]), "1 lists"),
        (lambda: smooth_by_moments([1, 2], [1, 1], neighbours=[[1], [2]]), "Name other areas"),
        (lambda: rank_intervals([1], [1], rng=np.random.default_rng(1)), "one area has no rank"),
        (lambda: rank_intervals([1, 2], [1, 0], rng=np.random.default_rng(1)), "standard_errors holds 0"),
        (
            lambda: rank_rates([1, 2], [1, 1], rng=np.random.default_rng(1), dispersion=0.5),
            "dispersion is 0.5",
        ),
    ],
)
def test_bad_input_is_told_in_a_sentence(call: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        call()
