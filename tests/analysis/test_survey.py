"""Survey estimates against R's survey, and what they promise."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from samlad.analysis import InputError, SurveyEstimate, survey_mean, survey_proportion

# A small sample: two strata of three clusters of two.
X = [4, 5, 2, 7, 6, 3, 8, 1, 9, 5, 4, 6]
Y = [1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0]
WEIGHTS = [10, 12, 9, 10, 11, 10, 20, 22, 19, 18, 20, 21]
DESIGN = {"strata": [1] * 6 + [2] * 6, "clusters": [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]}


def limits(found: SurveyEstimate) -> list[float]:
    return [float(found.interval.low), float(found.interval.high)]


def table(path: Path) -> dict[str, np.ndarray]:
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def sample(golden: Path, name: str) -> tuple[np.ndarray, np.ndarray, dict[str, Any], np.ndarray]:
    """Points, yes or no, the design and the type of school of one of the survey package's samples."""
    data = table(golden / f"{name}.csv")
    design: dict[str, Any] = {"weights": data["pw"].astype(float), "population": data["fpc"].astype(float)}
    design |= {"strata": data["stype"]} if name == "apistrat" else {"clusters": data["dnum"]}
    return data["api00"].astype(float), (data["sch.wide"] == "Yes").astype(int), design, data["stype"]


@pytest.mark.parametrize(("name", "key"), [("apistrat", "strat"), ("apiclus1", "clus1")])
def test_survey_matches_the_r_package_survey(golden: Path, name: str, key: str) -> None:
    """R 4.2.2, survey 4.1-1: `svymean(~api00, design, deff=TRUE)` and `svyciprop(~I(sch.wide == "Yes"), design, method)`.

    R makes 'logit' by iteration and 'likelihood' through splines: equal to some 1e-10 and 1e-5.
    """
    known = json.loads((golden / "survey_api.json").read_text())
    points, wide, design, _kind = sample(golden, name)
    mean = survey_mean(points, **design)
    got = [mean.estimate, mean.standard_error, mean.design_effect]
    assert_allclose(got, known[f"api_{key}_mean"], rtol=1e-10)
    for way in ("logit", "likelihood", "asin", "beta", "mean"):
        share = survey_proportion(wide, **design, method=way)
        tolerance = 1e-5 if way == "likelihood" else 1e-9
        assert_allclose([share.estimate, *limits(share)], known[f"ci_{key}"][way], atol=tolerance)
    assert_allclose(share.standard_error, known[f"schwide_{key}"]["se"][1], rtol=1e-9)
    assert_allclose(share.design_effect, known[f"schwide_{key}"]["deff"][1], rtol=1e-9)


def test_each_type_of_school_matches_svyby(golden: Path) -> None:
    """survey 4.1-1: `svyby(~I(sch.wide == "Yes"), ~stype, design, svymean)`; the file holds the values."""
    _points, wide, design, kind = sample(golden, "apistrat")
    for row in json.loads((golden / "survey_api.json").read_text())["by_stype"]:
        found = survey_proportion(wide, **design, domain=kind == row["stype"])
        name = 'I(sch.wide == "Yes")TRUE'
        assert_allclose([found.estimate, found.standard_error], [row[name], row[f"se.{name}"]], rtol=1e-9)


def test_strata_and_clusters_together_match_the_r_package_survey() -> None:
    """survey 4.1-1, `svydesign(id=~c, strata=~s, weights=~w, nest=TRUE)`, `svymean(~x, deff=TRUE)`, `svyciprop(~y)`.

    5.1263736263736 0.5141843731683 0.5365645249142, confint(df=degf) 3.698768940321 6.553978312426; with fpc 30 and
    40: 0.4945199177269 0.4963085822409. logit 0.1106146939670 0.9092473429445, beta 0.07946741476464
    0.94150090847940, mean -0.01949084103571 1.07443589598077.

    likelihood: R prints 0.0841278855301 0.9378947205927, by splines through its profile; where its own deviance over
    its own dispersion reaches t² λ (`uniroot`, tol=1e-12) lies 0.0842824282388 0.9378113404936, and so does ours.
    """
    found = survey_mean(X, WEIGHTS, **DESIGN)
    got = [found.estimate, found.standard_error, found.design_effect, *limits(found)]
    assert_allclose(
        got, [5.1263736263736, 0.5141843731683, 0.5365645249142, 3.698768940321, 6.553978312426], rtol=1e-11
    )
    assert found.degrees_of_freedom == 4
    drawn = survey_mean(X, WEIGHTS, **DESIGN, population=[30] * 6 + [40] * 6)
    assert_allclose(
        [drawn.standard_error, drawn.design_effect], [0.4945199177269, 0.4963085822409], rtol=1e-11
    )
    known = {
        "logit": [0.1106146939670, 0.9092473429445],
        "beta": [0.07946741476464, 0.94150090847940],
        "likelihood": [0.0842824282388, 0.9378113404936],
        "asin": [0.06864382062201, 0.95649514984101],
        "mean": [-0.01949084103571, 1.07443589598077],
    }
    for way, expected in known.items():
        share = survey_proportion(Y, WEIGHTS, **DESIGN, method=way)
        assert_allclose(limits(share), expected, atol=5e-6 if way == "likelihood" else 1e-9)


def test_a_part_of_the_sample_matches_the_r_package_survey() -> None:
    """survey 4.1-1, `des[d$g == "a", ]`: degf 2, 0.5384615384615 0.3228503221540 deff 2.2450826484440,
    logit 0.004340677486489 0.996807254033458, beta 0.0002131305337684 0.9999479127248322.

    R's 'asin' gives 0.29 to 0.64 there: its sine turns back beyond the ends. Ours ends at 0 and 1.
    """
    part = np.array(list("abaabbaabbab")) == "a"
    found = survey_proportion(Y, WEIGHTS, **DESIGN, domain=part)
    got = [found.estimate, found.standard_error, found.design_effect, *limits(found)]
    assert_allclose(
        got,
        [0.5384615384615, 0.3228503221540, 2.2450826484440, 0.004340677486489, 0.996807254033458],
        rtol=1e-8,
    )
    assert found.degrees_of_freedom == 2
    beta = survey_proportion(Y, WEIGHTS, **DESIGN, domain=part, method="beta")
    assert_allclose(limits(beta), [0.0002131305337684, 0.9999479127248322], rtol=1e-8)
    assert limits(survey_proportion(Y, WEIGHTS, **DESIGN, domain=part, method="asin")) == [0, 1]


@pytest.mark.parametrize(
    ("lonely", "error"),
    [("adjust", 0.06078463163612), ("remove", 0.01223072906372), ("average", 0.01729686291963)],
)
def test_a_stratum_of_one_cluster_is_treated_as_in_the_r_package_survey(lonely: Any, error: float) -> None:
    """survey 4.1-1, `options(survey.lonely.psu=...)`, without the clusters 5 and 6: mean 4.48076923076923."""
    kept = np.array(DESIGN["clusters"]) < 5
    found = survey_mean(
        np.array(X)[kept], np.array(WEIGHTS)[kept], lonely=lonely,
        strata=np.array(DESIGN["strata"])[kept], clusters=np.array(DESIGN["clusters"])[kept],
    )  # fmt: skip
    assert_allclose([found.estimate, found.standard_error], [4.48076923076923, error], rtol=1e-9)


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(0.5, 50)), min_size=3, max_size=40))
def test_equal_weights_give_the_plain_mean_and_a_constant_moves_it(rows: list[tuple[float, float]]) -> None:
    values, weights = np.array(rows).T
    plain = survey_mean(values, np.full(len(values), 7.0))
    assert_allclose(plain.estimate, values.mean(), atol=1e-9)
    assert_allclose(plain.standard_error, values.std(ddof=1) / np.sqrt(len(values)), atol=1e-9)
    one, other = survey_mean(values, weights), survey_mean(values + 5, 3 * weights)
    assert_allclose([other.estimate, other.standard_error], [one.estimate + 5, one.standard_error], atol=1e-8)


@pytest.mark.parametrize("way", ["logit", "likelihood", "asin", "beta"])
def test_an_interval_of_a_proportion_stays_within_its_bounds_and_turns_with_the_question(way: Any) -> None:
    yes = survey_proportion(Y, WEIGHTS, **DESIGN, method=way)
    no = survey_proportion(1 - np.array(Y), WEIGHTS, **DESIGN, method=way)
    assert_allclose(limits(no)[::-1], 1 - np.array(limits(yes)), atol=1e-12)
    assert 0 <= limits(yes)[0] < yes.estimate < limits(yes)[1] <= 1


def test_where_everybody_says_the_same_the_interval_still_says_something() -> None:
    found = survey_proportion([1] * 12, WEIGHTS, **DESIGN)
    assert found.estimate == 1
    assert limits(found) == pytest.approx([0.025 ** (1 / 12), 1])
    assert "all_answers_the_same" in found.warnings


def test_intervals_cover_the_truth_of_a_clustered_population() -> None:
    """50 districts, 12 drawn, 20 asked in each, safe or not by district: 95 % promised, 400 surveys."""
    rng = np.random.default_rng(4)
    shares = rng.beta(6, 3, 50)
    covered = 0
    for _ in range(400):
        drawn = rng.choice(50, 12, replace=False)
        answers = (rng.random((12, 20)) < shares[drawn][:, np.newaxis]).astype(int).ravel()
        found = survey_proportion(
            answers, np.full(240, 100.0), clusters=np.repeat(drawn, 20), population=np.full(240, 50)
        )
        covered += bool(found.interval.low <= shares.mean() <= found.interval.high)
    assert 0.92 <= covered / 400 <= 0.98


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"weights": [1.0] * 11}, "weights has shape"),
        ({"weights": [0.0] + [1.0] * 11}, "weights holds 0"),
        ({"weights": [np.nan] + [1.0] * 11}, "weights holds nan"),
        ({"values": []}, "values has shape"),
        ({"values": [np.inf] * 12}, "values holds inf"),
        ({"strata": [1] * 10 + [2, 2]}, "one cluster only"),
        ({"clusters": [1, 2]}, "clusters has shape"),
        ({"population": [30] * 11 + [31]}, "other values within one stratum"),
        ({"population": [2] * 12}, "2 where 3 were drawn"),
        ({"domain": [False] * 12}, "0 of them true"),
        ({"domain": [1] * 12}, "array of int64"),
        ({"lonely": "guess"}, "lonely is 'guess'"),
        ({"level": 1.5}, "level is 1.5"),
    ],
)
def test_bad_input_is_told_in_a_sentence(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        survey_mean(**({"values": X, "weights": WEIGHTS} | DESIGN | change))


def test_an_answer_is_yes_or_no_and_a_way_is_known() -> None:
    with pytest.raises(InputError, match="answers holds 2"):
        survey_proportion([0, 1, 2], [1, 1, 1])
    with pytest.raises(InputError, match="method is 'wald'"):
        survey_proportion([0, 1], [1, 1], method="wald")  # type: ignore[arg-type]
