"""Areas to compare with: level and ups and downs, by hand."""

import numpy as np
import pytest

from samlad.act.comparison import most_alike


def test_the_same_weeks_are_most_alike() -> None:
    rng = np.random.default_rng(1)
    target = rng.poisson(5, 52)
    others = [(1, rng.poisson(50, 52)), (2, target.copy()), (3, rng.poisson(1, 52))]
    found = most_alike(target, others)
    assert found[0].key == 2
    assert found[0].likeness == pytest.approx(1.0)
    assert found[0].ratio == pytest.approx(1.0)
    assert found[0].correlation == pytest.approx(1.0)


def test_level_counts_both_ways() -> None:
    rising = np.repeat(np.arange(13), 4)
    half, double = rising, rising * 4
    found = {one.key: one for one in most_alike(rising * 2, [(1, half), (2, double)])}
    assert found[1].ratio == pytest.approx(0.5)
    assert found[2].ratio == pytest.approx(2.0)
    assert found[1].likeness == pytest.approx(found[2].likeness) == pytest.approx(0.75)


def test_nothing_at_all_is_no_fault() -> None:
    nothing = np.zeros(52, dtype=np.int64)
    (one,) = most_alike(nothing, [(1, nothing)])
    assert (one.ratio, one.correlation, one.likeness) == (None, None, 0.0)


def test_at_most_so_many() -> None:
    weeks = np.ones(52, dtype=np.int64)
    assert len(most_alike(weeks, [(number, weeks) for number in range(9)], most=5)) == 5
