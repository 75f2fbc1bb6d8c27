"""Drawn tables: the margins, the distribution, and the same draws in C and in NumPy."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from numpy.typing import NDArray

from samlad.analysis import kernels
from samlad.analysis.scan.draws import LANES, choice, margins, numbers, uniforms
from samlad.analysis.scan.maxima import maxima_in_numpy, simulated_maxima
from samlad.analysis.scan.null import cumulative
from samlad.analysis.scan.ratio import critical_counts, log_ratio
from samlad.analysis.scan.setting import Setting

Seeds = NDArray[np.uint64]


def seeds(number: int, seed: int = 1) -> Seeds:
    return np.random.default_rng(seed).integers(0, 2**64, size=(number, 3), dtype=np.uint64)


def test_numbers_are_splitmix64() -> None:
    """The first numbers of seed 1234567 as published with the generator (S. Vigna, splitmix64.c)."""
    expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431]
    assert numbers(np.uint64(1234567), np.arange(4)).tolist() == expected


@pytest.mark.parametrize("drawn", [5, 3])
def test_permuted_tables_keep_both_margins(way: str, drawn: int) -> None:
    counts = np.random.default_rng(2).poisson(3, (30, 5))
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    wanted = np.append(columns[-drawn:], columns[:-drawn].sum())
    tables = margins(rows, wanted).draw(seeds(LANES))
    assert tables.shape == (LANES, 30, drawn)
    assert (tables >= 0).all()
    assert (tables.sum(axis=1) == columns[-drawn:]).all()
    if drawn == 5:
        assert (tables.sum(axis=2) == rows).all()
    else:
        assert (tables.sum(axis=2) <= rows).all()


def test_every_arrangement_is_as_likely_as_it_should_be(way: str) -> None:
    """Rows 3, 2, 1 and columns 2, 3, 1: the shares of the 60 arrangements of the six cases, each table's own."""
    rows, columns = np.array([3, 2, 1]), np.array([2, 3, 1])
    cells, periods = np.repeat(np.arange(3), rows), np.repeat(np.arange(3), columns)
    shares: dict[bytes, float] = {}
    for order in permutations(range(6)):
        table = np.zeros((3, 3), dtype=np.int32)
        np.add.at(table, (cells, periods[list(order)]), 1)
        shares[table.tobytes()] = shares.get(table.tobytes(), 0) + 1 / 720
    number = 640 * LANES
    whole = margins(rows, np.append(columns, 0))
    drawn = np.concatenate([whole.draw(own) for own in np.split(seeds(number), 640)])
    found = dict.fromkeys(shares, 0)
    for table in drawn:
        found[table.tobytes()] += 1
    chi_square = sum((found[key] - number * share) ** 2 / (number * share) for key, share in shares.items())
    # 99.9 % of a chi-square with as many degrees of freedom as there are tables, less one
    freedom = len(shares) - 1
    assert chi_square < freedom * (1 - 2 / (9 * freedom) + 3.09 * np.sqrt(2 / (9 * freedom))) ** 3


@pytest.mark.parametrize("persons", [False, True])
def test_chosen_tables_have_the_right_means_and_variances(way: str, persons: bool) -> None:
    weights = np.array([[5.0, 0.0, 20.0], [40.0, 1.0, 34.0]])
    number, cases = 4000, 30
    drawn = choice(weights, persons=persons).draw(seeds(number), np.full(number, cases)).reshape(number, 6)
    share = weights.ravel() / weights.sum()
    variance = cases * share * (1 - share) * ((100 - cases) / 99 if persons else 1)
    assert (drawn.sum(axis=1) == cases).all()
    assert np.abs(drawn.mean(axis=0) - cases * share).max() < 4.5 * np.sqrt(variance.max() / number)
    assert drawn.var(axis=0) == pytest.approx(variance, rel=0.12)
    if persons:
        assert (drawn <= weights.ravel()).all()


def both_ways(
    monkeypatch: pytest.MonkeyPatch, make: object
) -> tuple[NDArray[np.generic], NDArray[np.generic]]:
    if kernels.library() is None:
        pytest.skip("the kernels are not compiled here: no C compiler was found")
    compiled = make()  # type: ignore[operator]
    monkeypatch.setattr(kernels, "library", lambda: None)
    return compiled, make()  # type: ignore[operator]


@pytest.mark.parametrize("rows", [[0, 3, 1, 2], [9000, 0, 5, 20_000, 0]])
def test_permuted_tables_are_the_same_in_c_and_in_numpy(
    monkeypatch: pytest.MonkeyPatch, rows: list[int]
) -> None:
    total = sum(rows)
    wanted = np.array([total // 7, 0, total // 5, total - total // 7 - total // 5])
    compiled, plain = both_ways(monkeypatch, lambda: margins(np.array(rows), wanted).draw(seeds(LANES)))
    assert np.array_equal(compiled, plain)


@pytest.mark.parametrize("persons", [False, True])
def test_chosen_tables_are_the_same_in_c_and_in_numpy(monkeypatch: pytest.MonkeyPatch, persons: bool) -> None:
    weights = np.random.default_rng(2).integers(0, 20, (12, 4)).astype(float)
    cases = np.array([0, 1, 50, 200, int(weights.sum())])
    compiled, plain = both_ways(monkeypatch, lambda: choice(weights, persons=persons).draw(seeds(5), cases))
    assert np.array_equal(compiled, plain)


@pytest.mark.parametrize("directions", [1, 2, 3])
@pytest.mark.parametrize("separable", [True, False])
@pytest.mark.parametrize("mean", [1.0, 40.0, 4000.0])
def test_maxima_are_the_same_in_c_and_in_numpy(
    monkeypatch: pytest.MonkeyPatch, directions: int, separable: bool, mean: float
) -> None:
    """Counts that fit sixteen bits, and such that do not."""
    rng = np.random.default_rng(3)
    cells, periods = 9, 7
    means = np.full((cells, periods), mean)
    everywhere = np.tile(np.arange(cells, dtype=np.int32), cells)
    setting = Setting(
        first=np.arange(cells + 1) * cells,
        members=everywhere,
        weights=means.sum(axis=1),
        expected=np.linspace(0, 1, periods + 1) if separable else cumulative(means),
        total=float(means.sum()),
        population=0.0,
        longest=3,
        first_end=2,
        directions=directions,
    )
    tables = rng.multinomial(int(means.sum()), np.full(means.size, 1 / means.size), size=32)
    tables = tables.reshape(32, cells, periods).astype(np.int32)
    compiled, plain = both_ways(
        monkeypatch,
        lambda: simulated_maxima(setting, lambda block, own: tables, 32, np.random.default_rng(1)),
    )
    assert compiled == pytest.approx(plain, rel=1e-9)
    assert plain == pytest.approx(maxima_in_numpy(setting, tables))
    assert (plain > 0).all()


def test_uniform_numbers_are_from_0_to_below_1() -> None:
    drawn = uniforms(np.uint64(7), np.arange(10_000))
    assert 0 <= drawn.min() < 0.001
    assert 0.999 < drawn.max() < 1
    assert drawn.mean() == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("population", [0.0, 6000.0, 2300.0])
def test_critical_counts_are_the_first_that_reach_a_level(population: float) -> None:
    """At the edges of each bin one count fewer (more) does not reach it; 2,000 cases among 2,300 persons too."""
    total = 2000.0
    setting = Setting(
        first=np.array([0, 1, 2]),
        members=np.arange(2, dtype=np.int32),
        weights=np.array([600.0, 1400.0]),
        expected=np.array([0.0, 0.3, 1.0]),
        total=total,
        population=population,
        longest=1,
        first_end=1,
        directions=3,
    )
    critical = critical_counts(setting)
    bins = np.arange(critical.high.shape[1])
    lower = (np.maximum(bins - 1e-3, 0) / critical.scale) ** 2
    upper = np.minimum(((bins + 1 + 1e-3) / critical.scale) ** 2, total)
    most = lower * population / total if population else np.full_like(lower, total)
    for level, high, low in zip(critical.levels[1:], critical.high[1:], critical.low[1:], strict=True):
        enough = high <= most
        assert (log_ratio(high, lower, total, population) >= level * (1 - 1e-8))[enough & (bins > 0)].all()
        fewer = enough & (high > 2) & (high - 1 > lower)
        assert (log_ratio(high - 1, lower, total, population) < level)[fewer].all()
        some = low >= 0
        assert (log_ratio(low, upper, total, population) >= level * (1 - 1e-8))[some].all()
        more = low + 1 < upper
        assert (log_ratio(low + 1, upper, total, population) < level)[more].all()
