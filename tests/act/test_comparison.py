"""Areas to compare with: what went the target's way stands first, and too little is no fault."""

import numpy as np

from samlad.act.comparison import most_alike


def test_what_went_the_same_way_stands_before_what_has_the_same_level() -> None:
    rng = np.random.default_rng(1)
    rising = 1.4 ** (np.arange(156) / 52)
    target = rng.poisson(5 * rising)
    others = [(1, rng.poisson(5, 156)), (2, rng.poisson(15 * rising)), (3, rng.poisson(0.2, 156))]
    found = most_alike(target, others)
    assert found[0].key == 2
    assert found[0].same_way
    assert found[0].ratio is not None
    assert 2 < found[0].ratio < 4
    assert found[0].error is not None
    assert not next(one for one in found if one.key == 1).same_way


def test_nothing_at_all_is_no_fault() -> None:
    nothing = np.zeros(52, dtype=np.int64)
    (one,) = most_alike(nothing, [(1, nothing)])
    assert (one.ratio, one.same_way, one.error) == (None, False, None)
    assert most_alike(nothing, []) == []


def test_a_young_collaboration_has_its_largest_areas_first() -> None:
    week = np.ones(3, dtype=np.int64)
    assert [one.key for one in most_alike(week, [(1, week), (2, 5 * week)])] == [2, 1]


def test_at_most_so_many() -> None:
    weeks = np.ones(52, dtype=np.int64)
    assert len(most_alike(weeks, [(number, weeks) for number in range(9)], most=5)) == 5
