"""The scans against SaTScan 10.3.2, and what they promise beside.

The session of SaTScan: one parameter file for each case, with the options that are listed in its JSON file (the
others as SaTScan has them: 999 replications of plain Monte Carlo, high rates, at most half of the population or of
the cases in a circle), run by `satscan <file>.prm`; the cluster and location tables are its `.col.txt` and `.gis.txt`,
the simulated maxima its `.llr.txt`.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from samlad.analysis import InputError, Scan, bernoulli_scan, permutation_scan, poisson_scan

Floats = NDArray[np.float64]
Rows = list[dict[str, str]]

SPATIAL = {
    "penn_spatial_poisson_crude": ("cases", "population", {}),
    "penn_spatial_poisson_adjusted": ("cases", "expected_adj", {}),
    "nc_sids74_spatial_poisson": ("sid74", "bir74", {}),
    "nc_sids74_spatial_poisson_20pct": ("sid74", "bir74", {"share": 0.2}),
    "nc_sids74_low": ("sid74", "bir74", {"direction": "low"}),
}
GRID = ["stp_pro", "stp_retro", "poisson_pro", "poisson_retro", "spatial"]
REPLICATIONS = 999


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def column(rows: Rows, name: str) -> Floats:
    return np.array([float(row[name]) for row in rows])


def grid_scan(golden: Path, case: str, replications: int = REPLICATIONS) -> tuple[Scan, list[str]]:
    rows = read(golden / "satscan" / "grid12_input.csv")
    counts = np.array([column(rows, f"w{week}") for week in range(1, 27)]).T
    x, y, population = column(rows, "x"), column(rows, "y"), column(rows, "pop")
    rng = np.random.default_rng(1)
    options: dict[str, Any] = {"radius": 1000, "rng": rng, "replications": replications}
    names = [row["cell"] for row in rows]
    if case == "spatial":
        return poisson_scan(counts.sum(axis=1), population, x, y, **options), names
    options |= {"longest": 8, "prospective": case.endswith("pro")}
    if case.startswith("stp"):
        return permutation_scan(counts, x, y, **options), names
    return poisson_scan(counts, population, x, y, **options), names


def spatial_scan(golden: Path, case: str) -> tuple[Scan, list[str]]:
    cases, population, options = SPATIAL[case]
    penn = case.startswith("penn")
    rows = read(golden / ("pennLC_county.csv" if penn else "nc_sids_local.csv"))
    x, y = (column(rows, name) for name in (("x_km", "y_km") if penn else ("x", "ynorth")))
    rng = np.random.default_rng(1)
    found = poisson_scan(column(rows, cases), column(rows, population), x, y, rng=rng, **options)
    return found, [row["county"].replace(" ", "_") for row in rows]


def assert_same(found: Scan, names: list[str], reference: dict[str, Any], *, relative: float = 0.0) -> None:
    """Clusters with p < 1 on either side; which of p about 0.999 is told of is a matter of chance."""
    told = reference["clusters"]
    assert len(found.clusters) >= len(told)
    assert all(extra.p >= 0.99 for extra in found.clusters[len(told) :])
    for own, theirs in zip(found.clusters, told, strict=False):
        statistic = float(theirs.get("LLR") or theirs["TEST_STAT"])
        assert own.statistic == pytest.approx(statistic, abs=1e-6, rel=relative)
        assert [names[cell] for cell in own.cells] == theirs["locations"]
        assert names[own.centre] == theirs["LOC_ID"]
        assert own.observed == int(theirs["OBSERVED"])
        assert f"{own.expected:.2f}" == theirs["EXPECTED"]
        assert own.ratio == pytest.approx(float(theirs["ODE"]), abs=0.005001)
        assert own.radius == pytest.approx(float(theirs["RADIUS"]), abs=0.005001)
        assert own.span == pytest.approx(float(theirs["SPAN"]), abs=0.005001)
        if "REL_RISK" in theirs:
            assert own.relative_risk == pytest.approx(float(theirs["REL_RISK"]), abs=0.005001)
        else:
            assert own.relative_risk is None
        p = float(theirs["P_VALUE"])
        assert abs(own.p - p) <= 3 * np.sqrt(p * (1 - p) / REPLICATIONS)


def assert_same_null(found: Scan, reference: dict[str, Any]) -> None:
    """Both sides' quantiles are of 999 simulations: the share beyond differs by less than four standard errors."""
    for probability, value in reference["sim_llr_quantiles"].items():
        share = float((found.simulated <= value).mean())
        error = np.sqrt(2 * float(probability) * (1 - float(probability)) / REPLICATIONS)
        assert abs(share - float(probability)) < 4 * error, probability


@pytest.mark.parametrize("case", GRID)
def test_scan_of_a_grid_matches_satscan(golden: Path, case: str) -> None:
    """A grid of 12 × 12 cells and 26 weeks, radius ≤ 1,000, ≤ 8 weeks; a cluster planted in weeks 22–26."""
    reference = json.loads((golden / "satscan" / f"grid12r_{case}.json").read_text(encoding="utf-8"))
    found, names = grid_scan(golden, case)
    assert_same(found, names, reference)
    assert_same_null(found, reference)
    for own, theirs in zip(found.clusters, reference["clusters"], strict=False):
        if case != "spatial":
            assert [own.start + 1, own.end + 1] == [int(theirs["START_DATE"]), int(theirs["END_DATE"])]
        if "RECURR_INT" in theirs:
            assert own.recurrence_interval == pytest.approx(float(theirs["RECURR_INT"]))
        else:
            assert own.recurrence_interval is None


@pytest.mark.parametrize("case", SPATIAL)
def test_spatial_poisson_scan_matches_satscan(golden: Path, case: str) -> None:
    """Lung cancer in Pennsylvania 2002, sudden infant deaths in North Carolina 1974–78; high and low.

    SaTScan was given the adjusted expected counts with the digits of a population file: 17.662889, where SpatialEpi
    has 17.662883 of the full ones.
    """
    reference = json.loads((golden / "satscan" / f"{case}.json").read_text(encoding="utf-8"))
    found, names = spatial_scan(golden, case)
    assert_same(found, names, reference, relative=1e-6 if "adjusted" in case else 0.0)
    assert_same_null(found, reference)


def test_bernoulli_scan_matches_satscan(golden: Path) -> None:
    reference = json.loads((golden / "satscan" / "penn_spatial_bernoulli.json").read_text(encoding="utf-8"))
    rows = read(golden / "pennLC_county.csv")
    cases, population = column(rows, "cases"), column(rows, "population")
    x, y = column(rows, "x_km"), column(rows, "y_km")
    found = bernoulli_scan(cases, population - cases, x, y, rng=np.random.default_rng(1))
    assert_same(found, [row["county"] for row in rows], reference)
    assert_same_null(found, reference)


@pytest.mark.parametrize("model", ["binomial", "poisson_adjusted"])
def test_scan_matches_spatialepi(golden: Path, model: str) -> None:
    """R SpatialEpi 1.2.8: kulldorff(geo, cases, population, expected.cases, 0.5, 999, 0.05, FALSE)."""
    reference = json.loads((golden / "pennLC_kulldorff.json").read_text(encoding="utf-8"))[model]
    rows = read(golden / "pennLC_county.csv")
    cases, x, y = (column(rows, name) for name in ("cases", "x_km", "y_km"))
    rng = np.random.default_rng(1)
    if model == "binomial":
        found = bernoulli_scan(cases, column(rows, "population") - cases, x, y, rng=rng)
    else:
        found = poisson_scan(cases, column(rows, "expected_adj"), x, y, rng=rng)
    first = found.clusters[0]
    assert sorted(rows[cell]["county"] for cell in first.cells) == sorted(reference["locations"])
    assert first.observed == reference["n"]
    assert first.expected == pytest.approx(reference["E"], rel=1e-9)
    assert first.ratio == pytest.approx(reference["SMR"], rel=1e-9)
    assert first.statistic == pytest.approx(reference["llr"], abs=1e-6)
    assert first.p == reference["p"]
    assert sum(cluster.p <= 0.05 for cluster in found.clusters) == 1 + reference["n_secondary"]


@pytest.mark.parametrize("case", ["stp_pro", "poisson_retro", "spatial"])
def test_without_kernels_the_golden_clusters_are_the_same(golden: Path, case: str, way: str) -> None:
    reference = json.loads((golden / "satscan" / f"grid12r_{case}.json").read_text(encoding="utf-8"))
    found, names = grid_scan(golden, case, replications=19)
    for own, theirs in zip(found.clusters, reference["clusters"], strict=False):
        assert own.statistic == pytest.approx(float(theirs.get("LLR") or theirs["TEST_STAT"]), abs=1e-6)
        assert [names[cell] for cell in own.cells] == theirs["locations"]


SQUARE_X, SQUARE_Y = np.arange(25) % 5 * 100.0, np.arange(25) // 5 * 100.0
tables = st.lists(st.integers(0, 6), min_size=100, max_size=100).map(
    lambda cells: np.array(cells).reshape(25, 4)
)


def every_cylinder(counts: Floats, means: Floats, radius: float, least: int = 2) -> float:
    """The largest log likelihood ratio, by going through all circles and intervals one by one."""
    largest, total = 0.0, counts.sum()
    for centre in range(25):
        reach = [
            (float(np.hypot(SQUARE_X[cell] - SQUARE_X[centre], SQUARE_Y[cell] - SQUARE_Y[centre])), cell)
            for cell in range(25)
        ]
        order = sorted(reach, key=lambda one: (one[0], SQUARE_X[one[1]], SQUARE_Y[one[1]]))
        members = [cell for distance, cell in order if distance <= radius]
        for size in range(1, len(members) + 1):
            inside = members[:size]
            if means[inside].sum() > 0.5 * total + 1e-9:
                break
            for start in range(4):
                for end in range(start + 1, min(start + 2, 4) + 1):
                    count, mean = counts[inside, start:end].sum(), means[inside, start:end].sum()
                    if count >= least and count > mean + 1e-9:
                        outside = total - count
                        ratio = count * np.log(count / mean)
                        ratio += outside * np.log(outside / (total - mean)) if outside else 0
                        largest = max(largest, float(ratio))
    return largest


@settings(max_examples=15)
@given(tables)
def test_the_most_likely_cluster_is_the_best_of_all_cylinders(counts: NDArray[np.int64]) -> None:
    """Against going through them one by one."""
    counts[0, 0] += 2
    counts[3, 2] += 1
    means = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    found = permutation_scan(
        counts, SQUARE_X, SQUARE_Y, rng=np.random.default_rng(1), radius=150, longest=2, replications=9
    )
    best = found.clusters[0].statistic if found.clusters else 0.0
    assert best == pytest.approx(every_cylinder(counts, means, 150), abs=1e-8)


@settings(max_examples=15)
@given(tables, st.permutations(range(25)))
def test_the_order_of_the_cells_does_not_matter(counts: NDArray[np.int64], order: list[int]) -> None:
    counts[0, 0] += 2
    counts[3, 2] += 1
    rng = np.random.default_rng(1)
    options: dict[str, Any] = {"radius": 150, "longest": 2, "replications": 9}
    plain = permutation_scan(counts, SQUARE_X, SQUARE_Y, rng=rng, **options)
    other = permutation_scan(counts[order], SQUARE_X[order], SQUARE_Y[order], rng=rng, **options)
    assert [
        found.clusters[0].statistic if found.clusters else 0.0 for found in (plain, other)
    ] == pytest.approx([plain.clusters[0].statistic if plain.clusters else 0.0] * 2, abs=1e-9)


def test_secondary_clusters_share_no_cell_and_period() -> None:
    rng = np.random.default_rng(5)
    counts = rng.poisson(2, (25, 12))
    found = permutation_scan(counts, SQUARE_X, SQUARE_Y, rng=rng, radius=200, replications=99)
    apart = permutation_scan(
        counts, SQUARE_X, SQUARE_Y, rng=rng, radius=200, replications=99, overlap="space"
    )
    assert len(found.clusters) > 2
    for place, one in enumerate(found.clusters):
        for other in found.clusters[:place]:
            common = set(one.cells.tolist()) & set(other.cells.tolist())
            assert not common or one.start > other.end or one.end < other.start
    cells = [cell for cluster in apart.clusters for cell in cluster.cells.tolist()]
    assert len(cells) == len(set(cells))


def test_the_same_seed_gives_the_same_answer_with_any_number_of_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from samlad.analysis import kernels

    counts = np.random.default_rng(5).poisson(2, (25, 12))

    def scan() -> Floats:
        rng = np.random.default_rng(9)
        return permutation_scan(counts, SQUARE_X, SQUARE_Y, rng=rng, replications=199).simulated

    several = scan()
    monkeypatch.setattr(kernels, "processors", lambda: 1)
    assert np.array_equal(several, scan())


def test_looking_at_earlier_periods_too_makes_a_cluster_less_unlikely() -> None:
    rng = np.random.default_rng(5)
    counts = rng.poisson(2, (25, 30))
    counts[12, 27:] += 3
    options: dict[str, Any] = {"prospective": True, "radius": 150, "longest": 4}
    alone = permutation_scan(counts, SQUARE_X, SQUARE_Y, rng=rng, **options)
    adjusted = permutation_scan(counts, SQUARE_X, SQUARE_Y, rng=rng, earlier_analyses=20, **options)
    assert adjusted.clusters[0].statistic == alone.clusters[0].statistic
    assert np.median(adjusted.simulated) > np.median(alone.simulated) + 1


def test_a_population_that_changes_is_followed() -> None:
    """Twice the cases where twice the people are is no cluster; with a steady population it is one."""
    rng = np.random.default_rng(5)
    population = np.full((25, 10), 100.0)
    population[10:13, 5:] *= 3
    counts = rng.poisson(population / 10)
    followed = poisson_scan(counts, population, SQUARE_X, SQUARE_Y, rng=rng, radius=200)
    steady = poisson_scan(counts, population[:, 0], SQUARE_X, SQUARE_Y, rng=rng, radius=200)
    assert followed.clusters[0].p > 0.05
    assert steady.clusters[0].p == 0.001


def test_what_is_overdispersed_is_warned_of() -> None:
    rng = np.random.default_rng(5)
    plain = rng.poisson(4, (25, 40))
    spread = rng.poisson(rng.gamma(2, 2, (25, 40)))
    warned = [
        permutation_scan(counts, SQUARE_X, SQUARE_Y, rng=rng, radius=150, longest=8, replications=99).warnings
        for counts in (plain, spread)
    ]
    assert warned == [(), ("overdispersed",)]


@pytest.mark.parametrize("model", ["permutation", "poisson"])
def test_where_nothing_is_going_on_p_is_small_as_often_as_it_says(model: str) -> None:
    """160 worlds: more than 17 with p ≤ 0.05 are one chance in 1,000. The long run is bench/truth_scan.py."""
    rng = np.random.default_rng(8)
    small = 0
    for _ in range(160):
        counts = rng.poisson(1.5, (25, 12))
        options: dict[str, Any] = {"rng": rng, "prospective": True, "radius": 150, "replications": 39}
        if model == "poisson":
            found = poisson_scan(counts, np.ones(25), SQUARE_X, SQUARE_Y, **options)
        else:
            found = permutation_scan(counts, SQUARE_X, SQUARE_Y, **options)
        small += found.clusters[0].p <= 0.05
    assert 1 <= small <= 17


GOOD = np.ones((25, 4), dtype=int)


@pytest.mark.parametrize(
    ("counts", "options", "argument", "value"),
    [
        (-GOOD, {}, "counts", "-1"),
        (GOOD * 0.5, {}, "counts", "0.5"),
        (np.where(GOOD, np.nan, 0), {}, "counts", "nan"),
        (GOOD * 0, {}, "counts", "0 cases"),
        (GOOD[:, 0], {}, "counts", "(25,)"),
        (GOOD[:1], {}, "counts", "(1, 4)"),
        (np.eye(25, 4, dtype=int)[:, :1] * 3 * np.ones(4, dtype=int), {}, "counts", "1 of the cells"),
        (np.eye(4, 25, dtype=int).T[:, :] * 0 + np.array([9, 0, 0, 0]), {}, "counts", "1 of the periods"),
        (GOOD, {"x": SQUARE_X[:3]}, "x", "(3,)"),
        (GOOD, {"y": np.where(SQUARE_Y, SQUARE_Y, np.inf)}, "y", "inf"),
        (GOOD, {"radius": 0}, "radius", "0"),
        (GOOD, {"radius": np.nan}, "radius", "nan"),
        (GOOD, {"share": 0}, "share", "0"),
        (GOOD, {"share": 1.5}, "share", "1.5"),
        (GOOD, {"longest": 5}, "longest", "5"),
        (GOOD, {"longest": 0}, "longest", "0"),
        (GOOD, {"direction": "up"}, "direction", "up"),
        (GOOD, {"overlap": "none"}, "overlap", "none"),
        (GOOD, {"replications": 3}, "replications", "3"),
        (GOOD, {"earlier_analyses": 1}, "earlier_analyses", "1"),
    ],
)
def test_bad_input_names_argument_and_value(
    counts: NDArray[Any], options: dict[str, Any], argument: str, value: str
) -> None:
    given_options = {"x": SQUARE_X, "y": SQUARE_Y, "rng": np.random.default_rng(1)} | options
    with pytest.raises(InputError) as caught:
        permutation_scan(counts, **given_options)
    assert caught.value.argument == argument
    assert value in str(caught.value)
    assert caught.value.remedy in str(caught.value)


@pytest.mark.parametrize(
    ("population", "value"),
    [
        (np.zeros(25), "0 at (0, 0)"),
        (-np.ones(25), "-1 at (0, 0)"),
        (np.ones(4), "(4,)"),
        (np.ones((25, 3)), "(25, 3)"),
        (np.full(25, np.nan), "nan"),
    ],
)
def test_a_population_that_does_not_fit_is_refused(population: Floats, value: str) -> None:
    with pytest.raises(InputError) as caught:
        poisson_scan(GOOD, population, SQUARE_X, SQUARE_Y, rng=np.random.default_rng(1))
    assert caught.value.argument == "population"
    assert value in str(caught.value)


@pytest.mark.parametrize("controls", [np.zeros((25, 4)), np.ones(25), np.ones((25, 3))])
def test_controls_that_do_not_fit_are_refused(controls: Floats) -> None:
    with pytest.raises(InputError) as caught:
        bernoulli_scan(GOOD, controls, SQUARE_X, SQUARE_Y, rng=np.random.default_rng(1))
    assert caught.value.argument == "controls"


def test_where_nothing_is_beyond_what_is_expected_there_is_no_cluster() -> None:
    """One case in each cell: no circle has more than its share."""
    found = poisson_scan(
        np.ones(25), np.ones(25), SQUARE_X, SQUARE_Y, rng=np.random.default_rng(1), replications=19
    )
    assert found.clusters == ()
    assert found.n == 25
