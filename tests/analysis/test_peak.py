"""A peak is found where it is, is none where the comparison has it too, and is not cried of in steady series."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from samlad.analysis import InputError
from samlad.analysis.effects.peak import Peak, peak

WEEKS = 40


def highest(target: list[int], comparison: list[int]) -> Peak:
    found = peak(target, comparison, critical=0, least_rise=0)
    assert found is not None
    return found


@given(start=st.integers(0, WEEKS - 6), length=st.integers(5, 6), scale=st.integers(1, 20))
def test_the_run_is_found_with_what_the_others_let_expect(start: int, length: int, scale: int) -> None:
    target = np.full(WEEKS, 3)
    target[start : start + length] = 12
    found = peak(target[:WEEKS], np.full(WEEKS, 2 * scale))
    assert found is not None
    assert (found.start, found.length, found.count) == (start, min(length, WEEKS - start), 12 * length)
    assert found.expected == pytest.approx(3 * length)
    assert found.rise == pytest.approx(9 * length / (3 * WEEKS))


def test_score_is_the_binomial_likelihood_ratio() -> None:
    """SciPy's own binomial: one share in the run and one outside, against one share in all."""
    rng = np.random.default_rng(7)
    target, comparison = rng.poisson(4, 30), rng.poisson(9, 30)
    found = highest(target.tolist(), comparison.tolist())
    inside = np.zeros(30, dtype=bool)
    inside[found.start : found.start + found.length] = True

    def likelihood(weeks: np.ndarray, share: float) -> float:
        own = int(target[weeks].sum())
        return float(binom.logpmf(own, own + int(comparison[weeks].sum()), share))

    def share(weeks: np.ndarray) -> float:
        return float(target[weeks].sum() / (target[weeks] + comparison[weeks]).sum())

    everywhere = np.ones(30, dtype=bool)
    two = likelihood(inside, share(inside)) + likelihood(~inside, share(~inside))
    one = likelihood(inside, share(everywhere)) + likelihood(~inside, share(everywhere))
    assert found.score == pytest.approx(np.sqrt(2 * (two - one) / found.dispersion))


def test_what_the_comparison_has_too_is_a_season() -> None:
    summer = [3] * 20 + [9] * 8 + [3] * 24
    assert peak(summer, [3 * count for count in summer]) is None
    assert peak(summer, [9] * 52) is not None


def test_a_fall_is_no_peak() -> None:
    assert peak([9] * 20 + [3] * 8 + [9] * 24, [9] * 52) is None


@pytest.mark.parametrize(
    ("target", "comparison"),
    [
        ([9] * 5 + [3] * 10, [9] * 15),
        ([0] * 30, [9] * 30),
        ([3] * 30, [0] * 30),
        ([0] * 20 + [2] * 5 + [0] * 20, [9] * 45),
    ],
)
def test_too_little_is_no_peak(target: list[int], comparison: list[int]) -> None:
    """Fewer than 16 weeks; nothing in one of the two; a run of ten incidents."""
    assert peak(target, comparison) is None


def test_all_in_the_run_is_a_peak() -> None:
    found = peak([0] * 20 + [8] * 5 + [0] * 20, [9] * 45)
    assert found is not None
    assert (found.start, found.length, found.expected, found.rise) == (20, 5, 0, np.inf)


@pytest.mark.parametrize("dispersion", [1.0, 3.0])
def test_steady_series_seldom_have_one(dispersion: float) -> None:
    """One in twenty at most; with 400 series, one in fourteen is the limit of chance."""
    rng = np.random.default_rng(11)

    def draw(mean: float) -> np.ndarray:
        if dispersion == 1:
            return rng.poisson(mean, 52)
        return rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion, 52)

    found = sum(peak(draw(2), draw(6)) is not None for _ in range(400))
    assert found <= 28


def test_bad_input_is_told() -> None:
    with pytest.raises(InputError, match="comparison has shape"):
        peak([1] * 20, [1] * 19)
    with pytest.raises(InputError, match="critical"):
        peak([1] * 20, [1] * 20, critical=-1)
