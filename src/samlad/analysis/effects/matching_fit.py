"""How one area's share of two goes with time: fitted for all candidates at once, and what that says of a comparison."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from samlad.analysis.regression.long_run import long_run_squares

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

STEPS, TOLERANCE = 25, 1e-9
FARTHEST = 100.0


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """The target's share of both, for each candidate: coefficients with their variance, dispersion and residuals."""

    coefficients: Floats
    variance: Floats
    dispersion: Floats
    converged: Mask
    residuals: Floats


def level_trend_and_season(n: int, per_year: float, ahead: int, *, seasonal: bool) -> tuple[Floats, Floats]:
    """Level, trend in years, and the wave; and how far the wave's mean ahead is from that before."""
    time = np.arange(n + ahead)
    angle = 2 * np.pi * time / per_year
    waves = np.column_stack([np.cos(angle), np.sin(angle)])
    columns = [np.ones(n), (time[:n] - (n - 1) / 2) / per_year]
    if seasonal:
        columns += [waves[:n, 0], waves[:n, 1]]
    return np.column_stack(columns), waves[n:].mean(axis=0) - waves[:n].mean(axis=0)


def fit_shares(own: Floats, others: Floats, design: Floats) -> Shares:
    """Quasi-binomial regression of the target's share, for all candidates at once, by Newton's steps."""
    total = own + others
    coefficients = np.zeros((len(others), design.shape[1]))
    share = np.clip(own.sum() / np.maximum(total.sum(axis=1), 1), 1e-6, 1 - 1e-6)
    coefficients[:, 0] = np.log(share / (1 - share))
    inverse, step = np.zeros((len(others), *2 * (design.shape[1],))), np.full(len(others), np.inf)
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(coefficients @ design.T, -30, 30)))
        information = np.einsum("nt,ti,tj->nij", total * chance * (1 - chance), design, design)
        inverse = np.linalg.pinv(information, hermitian=True)
        moved = np.einsum("nij,nj->ni", inverse, (own - total * chance) @ design)
        coefficients += np.clip(moved, -3, 3)
        step = np.abs(moved).max(axis=1)
        if step.max() < TOLERANCE:
            break
    chance = 1 / (1 + np.exp(-np.clip(coefficients @ design.T, -30, 30)))
    expected = (total * chance * (1 - chance)).sum(axis=1)
    freedom = len(own) - design.shape[1]
    residuals = own - total * chance
    waves = np.maximum(np.square(residuals).sum(axis=1), long_run_squares(residuals))
    squares = waves * len(own) / freedom
    dispersion = np.maximum(1.0, np.divide(squares, expected, out=np.ones(len(others)), where=expected > 0))
    return Shares(
        coefficients, inverse * dispersion[:, np.newaxis, np.newaxis], dispersion, step < 1e-4, residuals
    )


def ratio(logarithm: Floats) -> Floats:
    """Where there is next to nothing to compare, the logarithm is beyond what a number can hold."""
    found: Floats = np.exp(np.clip(logarithm, -FARTHEST, FARTHEST))
    return found


def expected_square(estimate: Floats, variance: Floats, enough: Mask) -> Floats:
    """Of the true difference given the estimated one, the candidates' differences being normal around nothing."""
    if not enough.any():
        return np.zeros(len(estimate))
    between = max(0.0, float(np.mean((np.square(estimate) - variance)[enough])))
    kept = np.divide(between, between + variance, out=np.zeros(len(estimate)), where=variance > 0)
    found: Floats = np.square(kept * estimate) + kept * variance
    return found


def season_error(fit: Shares, wave: Floats, enough: Mask) -> Floats:
    """What the differing seasons add to the square of the error; nothing where no season was fitted."""
    if fit.coefficients.shape[1] < 4:
        return np.zeros(len(fit.coefficients))
    variance = np.einsum("nij,i,j->n", fit.variance[:, 2:, 2:], wave, wave)
    return expected_square(fit.coefficients[:, 2:] @ wave, variance, enough)


def season_p_value(fit: Shares) -> Floats:
    """Wald's test that both parts of the wave are nothing."""
    wave = fit.coefficients[:, 2:]
    statistic = np.einsum("ni,nij,nj->n", wave, np.linalg.pinv(fit.variance[:, 2:, 2:], hermitian=True), wave)
    found: Floats = chdtrc(2, statistic)
    return found


def correlations(own: Floats, others: Floats, together: int) -> Floats:
    """Of sums over a few periods, so that chance does not hide what the series have in common."""
    whole = len(own) // together * together
    rows = np.vstack([own, others])[:, len(own) - whole :].reshape(len(others) + 1, -1, together).sum(axis=2)
    rows = rows - rows.mean(axis=1, keepdims=True)
    length = np.sqrt(np.square(rows).sum(axis=1))
    product = length[0] * length[1:]
    found: Floats = np.divide(
        rows[1:] @ rows[0], product, out=np.full(len(others), np.nan), where=product > 0
    )
    return found
