"""Near repeats against R's surveillance, R's cut of dist, brute force, and what permutations promise."""

from __future__ import annotations

import importlib
import json
from itertools import combinations, pairwise, permutations
from pathlib import Path

import numpy as np
import pytest
from bench.truth_near_repeat import repeating, seasonal, separable
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from samlad.analysis import InputError, kernels, knox, near_repeat, near_repeat_chains
from samlad.analysis.near_repeat.simulated import permuted

Floats = NDArray[np.float64]


@pytest.fixture(scope="module")
def imdepi(golden: Path) -> tuple[Floats, Floats, Floats]:
    rows = np.genfromtxt(golden / "imdepi_B.csv", delimiter=",", names=True)
    return rows["x"], rows["y"], rows["time"]


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_knox_matches_surveillance(golden: Path, imdepi: tuple[Floats, Floats, Floats], way: str) -> None:
    """R's surveillance 1.20.3, events of type B of its data set imdepi.

    > knox(dt = dist(d$time), ds = dist(d[, c("x", "y")]), eps.t = 30, eps.s = 50, simulate.p.value = FALSE)
    number of close pairs = 204, lambda = 181.57, p-value = 0.04649
            ds
    dt      <= 50  > 50
      <= 30   204  1295
       > 30  6613 48168
    """
    reference = json.loads((golden / "knox_imdepi_B.json").read_text())
    found = knox(*imdepi, reference["eps_s"], reference["eps_t"], rng=rng())
    assert found.table.tolist() == reference["table"]
    assert found.observed == reference["observed"]
    assert found.expected == pytest.approx(reference["expected"], rel=1e-12)
    assert found.poisson_p == pytest.approx(reference["p_poisson"], rel=1e-10)


def test_simulated_p_value_is_that_of_permuted_times(imdepi: tuple[Floats, Floats, Floats]) -> None:
    """Permuted in R, 20,000 times (base R; NearRepeat does the same, and cannot be had from a registry).

    > sd <- cut(dist(xy, method = "manhattan"), c(0, 25, 50, 100), right = FALSE)      # xy, tt rounded to 3 decimals
    > a <- replicate(20000, as.vector(table(sd, cut(dist(sample(tt)), c(0, 15, 30), right = FALSE))))
    > rowMeans(a); apply(a, 1, median); (rowSums(a >= as.vector(obs)) + 1) / 20001

    surveillance's own simulation permutes pairs, not events: it gives 0.0405 for the 204 pairs above, where permuted
    times give 0.067.
    """
    x, y, time = (np.round(column, 3) for column in imdepi)
    found = near_repeat(x, y, time, [0, 25, 50, 100], [0, 15, 30], rng=rng(), replications=9_999)
    assert found.observed.tolist() == [[53, 28], [53, 36], [83, 79]]
    mean = np.array([[38.34475, 32.91285], [39.12410, 33.55160], [96.10560, 82.62590]])
    assert found.expected == pytest.approx(mean, abs=0.3)
    assert found.simulated_mean == pytest.approx(mean, abs=0.4)
    assert found.simulated_median == pytest.approx(np.array([[38, 33], [39, 33], [96, 82]]), abs=1)
    p = np.array([[0.02350, 0.82506], [0.02590, 0.35863], [0.91080, 0.67017]])
    assert (abs(found.p - p) <= 4 * np.sqrt(p * (1 - p) * (1 / 9_999 + 1 / 20_000))).all()
    surveillance = knox(*imdepi, 50, 30, rng=rng(), replications=9_999)
    assert surveillance.p == pytest.approx(0.067, abs=0.01)


def test_bands_match_r_cut_of_dist(imdepi: tuple[Floats, Floats, Floats]) -> None:
    """Which edge belongs to which band, with the arguments of R's cut that NearRepeat has.

    > tab <- function(m, sds, tds, right, low) table(
    +   cut(dist(xy, method = m), sds, right = right, include.lowest = low),
    +   cut(dist(tt), tds, right = right, include.lowest = low))               # xy, tt rounded to 3 decimals
    > tab("manhattan", c(0, 1, 50, 100, 200, Inf), c(0, 8, 15, 30, Inf), FALSE, FALSE)
                [0,8) [8,15) [15,30) [30,Inf)
      [0,1)         4      1       5      228
      [1,50)       51     50      59     5003
      [50,100)     51     32      79     6546
      [100,200)    61     63     118     8701
      [200,Inf)   277    216     432    34303
    """
    x, y, time = (np.round(column, 3) for column in imdepi)
    inf = np.inf
    left = near_repeat(x, y, time, [0, 1, 50, 100, 200, inf], [0, 8, 15, 30, inf], rng=rng(), replications=9)
    assert left.observed.tolist() == [
        [4, 1, 5, 228],
        [51, 50, 59, 5003],
        [51, 32, 79, 6546],
        [61, 63, 118, 8701],
        [277, 216, 432, 34303],
    ]
    right = {"metric": "euclidean", "distance_closed": "right", "time_closed": "right"}
    edges = ([0, 10, 50, 100], [0, 7, 14, 30])
    outer = near_repeat(x, y, time, *edges, rng=rng(), replications=9, include_outer=True, **right)  # type: ignore[arg-type]
    inner = near_repeat(x, y, time, *edges, rng=rng(), replications=9, **right)  # type: ignore[arg-type]
    assert outer.observed.tolist() == [[15, 8, 15], [51, 42, 73], [44, 58, 107]]
    assert inner.observed.tolist() == [[11, 8, 9], [51, 42, 73], [44, 58, 107]]
    far = near_repeat(x, y, time, [5, 50, 100], [1, 7, 14, 30], rng=rng(), replications=9)
    assert far.observed.tolist() == [[37, 45, 66], [38, 32, 83]]


def brute(x: Floats, y: Floats, time: Floats, edges: Floats, days: Floats, metric: str) -> NDArray[np.int64]:
    """Each pair looked at by itself."""
    table = np.zeros((len(edges) - 1, len(days) - 1), dtype=np.int64)
    for i, j in combinations(range(len(x)), 2):
        dx, dy = abs(x[i] - x[j]), abs(y[i] - y[j])
        away = dx + dy if metric == "manhattan" else np.sqrt(dx**2 + dy**2)
        row = np.searchsorted(edges, away, "right") - 1
        column = np.searchsorted(days, abs(time[i] - time[j]), "right") - 1
        if 0 <= row < len(edges) - 1 and 0 <= column < len(days) - 1:
            table[row, column] += 1
    return table


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 400), st.integers(0, 400), st.integers(0, 40)), min_size=2, max_size=40
    ),
    st.sampled_from([[0, 100.0], [0, 0.1, 30, 90], [20, 60, np.inf], [0, 50, np.inf]]),
    st.sampled_from([[0, 8.0], [0, 1, 8, 15], [3, 9, np.inf]]),
    st.sampled_from(["manhattan", "euclidean"]),
)
def test_pairs_are_those_that_are_found_one_by_one(
    way: str, rows: list[tuple[int, int, int]], edges: list[float], days: list[float], metric: str
) -> None:
    x, y, time = np.array(rows, dtype=float).T
    found = near_repeat(x, y, time, edges, days, rng=rng(), metric=metric, replications=9)  # type: ignore[arg-type]
    assert found.observed.tolist() == brute(x, y, time, np.array(edges), np.array(days), metric).tolist()
    assert found.pairs == len(x) * (len(x) - 1) // 2
    assert found.pairs_by_distance.sum() <= found.pairs
    below = [0, *edges] if edges[0] else edges
    every = near_repeat(x, y, time, below, [0, np.inf], rng=rng(), metric=metric, replications=9)  # type: ignore[arg-type]
    last = len(found.pairs_by_distance)
    assert every.observed[-last:, 0].tolist() == found.pairs_by_distance.tolist()


def test_both_ways_and_any_number_of_threads_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = rng(3).uniform(0, 2000, (2, 400))
    time = rng(4).uniform(0, 100, 400)
    arguments = (x, y, time, [0, 50, 150], [0, 7, 14])
    monkeypatch.setattr(kernels, "processors", lambda: 1)
    alone = near_repeat(*arguments, rng=rng(), replications=203)
    monkeypatch.setattr(kernels, "processors", lambda: 5)
    threads = near_repeat(*arguments, rng=rng(), replications=203)
    monkeypatch.setattr(kernels, "library", lambda: None)
    numpy = near_repeat(*arguments, rng=rng(), replications=203)
    for other in (threads, numpy):
        assert other.p.tolist() == alone.p.tolist()
        assert other.simulated_mean.tolist() == alone.simulated_mean.tolist()
        assert other.simulated_median.tolist() == alone.simulated_median.tolist()


def test_every_order_of_the_times_is_as_likely() -> None:
    seeds = rng().integers(0, 2**64, 24_000, dtype=np.uint64)
    mixed = permuted(np.arange(4.0), seeds).T.astype(int)
    number = dict.fromkeys(permutations(range(4)), 0)
    for order in mixed.tolist():
        number[tuple(order)] += 1
    chi_square = sum((count - 1_000) ** 2 / 1_000 for count in number.values())
    assert chi_square < 49.7  # 99.9 % of a chi-square with 23 degrees of freedom


def test_expected_is_the_mean_of_all_permutations() -> None:
    x, y = np.array([0.0, 10, 20, 300, 310, 900]), np.zeros(6)
    time = np.array([0.0, 1, 1, 5, 9, 30])
    found = near_repeat(x, y, time, [0, 50, 400], [0, 2, 10], rng=rng(), replications=9)
    every = [
        brute(x, y, time[list(order)], found.distance_bands, found.time_bands, "manhattan")
        for order in permutations(range(6))
    ]
    assert found.expected == pytest.approx(np.mean(every, axis=0))


def test_moments_are_days_without_rounding() -> None:
    """14 days and not a second more."""
    time = np.array(["2026-01-01T08:00:00", "2026-01-15T08:00:00", "2026-01-29T08:00:01"], "M8[s]")
    found = near_repeat(
        *([0, 0, 0], [0, 0, 0], time, [0, 1], [0, 14, 28]),
        rng=rng(),
        time_closed="right",
        include_outer=True,
        replications=9,
    )
    assert found.observed.tolist() == [[1, 1]]


def test_false_alarms_keep_to_their_level_where_places_and_times_are_independent() -> None:
    """Hot spots, season, growth, week-ends: 400 worlds, 5 % and three standard errors of it."""
    source = rng(5)
    alarms = np.mean(
        [knox(*separable(source, 150), 200, 14, rng=source, replications=99).p <= 0.05 for _ in range(400)]
    )
    assert alarms <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 400)


def test_a_pattern_that_moves_with_the_season_is_warned_of() -> None:
    """It raises alarms though no incident caused another; real near repeats do not raise the warning."""
    source = rng(6)
    moving = [knox(*seasonal(source, 300), 200, 14, rng=source, replications=99) for _ in range(40)]
    real = [knox(*repeating(source, 300), 200, 14, rng=source, replications=99) for _ in range(40)]
    assert np.mean([found.warnings == ("pattern_changes",) for found in moving]) > 0.95
    assert np.mean([bool(found.warnings) for found in real]) < 0.15
    assert np.mean([found.p <= 0.05 for found in real]) > 0.7


def test_a_band_without_pairs_says_so() -> None:
    found = near_repeat([0, 0, 900], [0, 0, 900], [0, 1, 2], [0, 1, 5], [0, 3], rng=rng(), replications=9)
    assert found.warnings == ("empty_band",)
    assert found.ratio[0, 0] == 1.0
    assert np.isnan(found.ratio[1, 0])
    assert found.p[1, 0] == 1


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200), st.integers(0, 30)), min_size=2, max_size=50)
)
def test_chains_are_those_of_a_walk_from_incident_to_incident(rows: list[tuple[int, int, int]]) -> None:
    x, y, time = np.array(rows, dtype=float).T
    found = near_repeat_chains(x, y, time, 30, 5)
    near = (abs(x[:, None] - x) + abs(y[:, None] - y) <= 30) & (abs(time[:, None] - time) <= 5)
    assert found.pairs == (near.sum() - len(x)) // 2
    for i in range(len(x)):
        reached, waiting = {i}, [i]
        while waiting:
            new = set(np.flatnonzero(near[waiting.pop()]).tolist()) - reached
            reached |= new
            waiting += new
        same = np.flatnonzero(found.chain == found.chain[i]).tolist() if found.chain[i] >= 0 else [i]
        assert set(same) == reached
        if found.chain[i] >= 0:
            assert found.size[found.chain[i]] == len(reached)
            assert time[found.first[found.chain[i]]] == min(time[same])
            assert found.days[found.chain[i]] == max(time[same]) - min(time[same])
    assert all(earlier >= later for earlier, later in pairwise(found.size.tolist()))
    assert found.share == (found.chain >= 0).mean()


def test_a_long_chain_is_one() -> None:
    order = rng().permutation(3_000)
    found = near_repeat_chains(order * 10.0, np.zeros(3_000), np.zeros(3_000), 10, 0)
    assert found.size.tolist() == [3_000]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"x": [1.0]}, "x has shape (1,). Give one row of at least 2"),
        ({"y": [1.0]}, "y has shape (1,). Give one for each of the 3 places."),
        ({"time": [1.0]}, "time has shape (1,)."),
        ({"x": [1, np.nan, 2]}, "x holds nan at (1,)."),
        ({"time": np.array(["2026-01-01", "NaT", "2026-01-02"], "M8[D]")}, "time is not known at 1."),
        ({"distance_bands": [0]}, "distance_bands is [0]. Give at least two edges"),
        ({"distance_bands": [100, 50]}, "distance_bands is [100, 50]."),
        ({"distance_bands": [0, np.nan]}, "distance_bands is [0, nan]."),
        ({"time_bands": [-1, 8]}, "time_bands is [-1, 8]."),
        ({"metric": "hamming"}, "metric is 'hamming'."),
        ({"distance_closed": "both"}, "distance_closed is 'both'."),
        ({"replications": 1}, "replications is 1."),
    ],
)
def test_bad_arguments_are_named(changed: dict[str, object], sentence: str) -> None:
    arguments: dict[str, object] = {"x": [0, 1, 2], "y": [0, 1, 2], "time": [0, 1, 2]}
    arguments |= {"distance_bands": [0, 10], "time_bands": [0, 8], "rng": rng()} | changed
    with pytest.raises(InputError) as refused:
        near_repeat(**arguments)  # type: ignore[arg-type]
    assert str(refused.value).startswith(sentence)


def test_knox_and_chains_name_bad_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    points = ([0, 500, 900], [0, 0, 0], [0, 40, 90])
    with pytest.raises(InputError, match=r"distance is 0\. It must be a finite number above 0"):
        knox(*points, 0, 7, rng=rng())
    with pytest.raises(InputError, match="there are no pairs as close"):
        knox(*points, 10, 7, rng=rng())
    with pytest.raises(InputError, match="days is -1"):
        near_repeat_chains(*points, 10, -1)
    monkeypatch.setattr(importlib.import_module("samlad.analysis.near_repeat.pairs"), "MOST_PAIRS", 2)
    with pytest.raises(InputError, match="distance_bands reaches 1000: more than 2 pairs"):
        near_repeat(*points, [0, 1000], [0, 8], rng=rng())
