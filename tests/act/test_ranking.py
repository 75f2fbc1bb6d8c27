"""Need and influence by hand: every part, what is missing, and the order."""

import math

import pytest

from samlad.act import ranking
from samlad.act.ranking import Assessment, Facts, influence, need, priority, ranked


def test_need_computed_by_hand() -> None:
    facts = Facts(incidents=90, weighted=99.0, change=2.0, felt=3.0, felt_answers=10)
    score = need(facts, Assessment(seriousness=5, worry=3))
    # 99 → 100·2/3, doubling → 100, 3 of 5 → 50, 5 of 5 → 100, 3 of 5 → 50.
    by_hand = (40 * 200 / 3 + 15 * 100 + 15 * 50 + 20 * 100 + 10 * 50) / 100
    assert score.value == pytest.approx(by_hand)
    assert score.missing == ()


def test_what_is_missing_is_left_out_and_named() -> None:
    facts = Facts(incidents=9, weighted=9.0, felt=5.0, felt_answers=2)
    score = need(facts, Assessment())
    assert score.value == pytest.approx(100 / 3)
    assert score.missing == ("change", "felt", "seriousness", "worry")


def test_influence_computed_by_hand() -> None:
    assert influence(Assessment(mandate=5, resources=1, partners=3)).value == pytest.approx(55.0)
    assert influence(Assessment(mandate=5, partners=3)).value == pytest.approx((40 * 100 + 30 * 50) / 70)
    assert influence(Assessment()).value is None


@pytest.mark.parametrize(
    ("weighted", "expected"), [(0, 0), (9, 100 / 3), (99, 200 / 3), (999, 100), (50_000, 100)]
)
def test_volume(weighted: float, expected: float) -> None:
    assert ranking.volume(weighted) == pytest.approx(expected)


@pytest.mark.parametrize(("ratio", "expected"), [(0.0, 0), (0.25, 0), (0.5, 0), (1, 50), (2, 100), (9, 100)])
def test_change(ratio: float, expected: float) -> None:
    assert ranking.change(ratio) == pytest.approx(expected)


def test_weights_are_shares_of_a_hundred() -> None:
    assert sum(ranking.NEED.values()) == sum(ranking.INFLUENCE.values()) == 100


def test_order_by_both_and_unassessed_last() -> None:
    def pair(weighted: float, mandate: int | None) -> tuple[ranking.Score, ranking.Score]:
        said = Assessment(mandate=mandate)
        return need(Facts(incidents=1, weighted=weighted), said), influence(said)

    pairs = [pair(999, None), pair(9, 5), pair(99, 5), pair(999, 1), pair(99, None)]
    assert ranked(pairs) == [2, 1, 3, 0, 4]
    assert priority(*pairs[2]) == pytest.approx(math.sqrt(200 / 3 * 100))
    assert priority(*pairs[0]) is None
