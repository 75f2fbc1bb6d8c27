"""Weights on a simplex by Frank and Wolfe's steps, for many problems at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from samlad.analysis import kernels

Floats = NDArray[np.float64]

# Places are filled up to a multiple of what a register holds, with a gradient that is never the least.
WIDTH = 8
NEVER = 1e300
MATRICES, ROWS = kernels.array(np.float64), kernels.array(np.float64)
KERNEL = (
    kernels.SIZE,
    kernels.SIZE,
    MATRICES,
    *(ROWS,) * 5,
    kernels.REAL,
    kernels.SIZE,
    kernels.array(np.int64),
)


def simplex_weights(
    gram: Floats, linear: Floats, start: Floats, *, enough: float, first: int, most: int
) -> Floats:
    """Weights w ≥ 0, Σ w = 1, that lower w'Gw − 2 c'w, in two rounds with small weights cut between them.

    Parameters
    ----------
    gram : ndarray of float, shape (n_problems, n, n)
        Symmetric, the ridge included.
    linear : ndarray of float, shape (n_problems, n)
        Infinite where a place does not exist in that problem; its `gram` has to be 0 there.
    start : ndarray of float, shape (n_problems, n)
        Weights to begin with.
    enough : float
        A round ends at the first step after its first that lowers the objective by no more.
    first, most : int
        Most steps of the two rounds; `first` 0 leaves the first round out.

    Returns
    -------
    ndarray of float, shape (n_problems, n)

    Notes
    -----
    Each step goes towards the corner with the least gradient, by exact line search (M. Frank, P. Wolfe, Nav. Res.
    Logist. Q. 3, 1956, 95–110). Between the rounds weights up to a quarter of the largest become 0, as in R's
    synthdid. With u = Gw − c a step is u ← (1 − s) u + s (G_i − c): no product with a matrix is needed, only one row
    of it. The ways in C and in NumPy do the same operations in the same order and give the same bits.

    Examples
    --------
    >>> gram, linear = np.array([[[2.0, 0.0], [0.0, 2.0]]]), np.array([[1.0, 0.0]])
    >>> simplex_weights(gram, linear, np.full((1, 2), 0.5), enough=0.0, first=0, most=50).round(6).tolist()
    [[0.75, 0.25]]
    """
    problems, size = linear.shape
    wide = -(-size // WIDTH) * WIDTH
    matrices, rows, weights = np.zeros((problems, wide, wide)), np.full((problems, wide), -NEVER), start
    matrices[:, :size, :size] = gram
    rows[:, :size] = np.where(np.isfinite(linear), linear, -NEVER)
    full = np.zeros((problems, wide))
    full[:, :size] = weights
    if first:
        full = _sparse(_round(matrices, rows, full, enough, first))
    return _round(matrices, rows, full, enough, most)[:, :size]


def _sparse(weights: Floats) -> Floats:
    kept = np.where(weights <= weights.max(axis=1, keepdims=True) / 4, 0.0, weights)
    return np.asarray(kept / kept.sum(axis=1, keepdims=True))


def _round(matrices: Floats, linear: Floats, weights: Floats, enough: float, most: int) -> Floats:
    """Steps of all problems; the products are taken anew at the start, so that rounding does not add up."""
    weights = np.ascontiguousarray(weights)
    products = (matrices @ weights[:, :, np.newaxis])[:, :, 0]
    square = (products * weights).sum(axis=1)
    cross = (np.where(weights > 0, linear, 0.0) * weights).sum(axis=1)
    gradients = products - linear
    kernel = kernels.function("frank_wolfe", *KERNEL)
    if kernel is None:
        _steps(matrices, linear, gradients, weights, square, cross, enough, most)
    else:
        taken = np.zeros(len(weights), dtype=np.int64)
        kernel(*linear.shape, matrices, linear, gradients, weights, square, cross, enough, most, taken)
    return weights


def _steps(
    matrices: Floats,
    linear: Floats,
    gradients: Floats,
    weights: Floats,
    square: Floats,
    cross: Floats,
    enough: float,
    most: int,
) -> None:
    """The kernel's way in NumPy: one step of every problem that is not done yet."""
    left, active = np.arange(len(linear)), np.arange(len(linear))
    u, w, c, q, p = gradients.copy(), weights.copy(), linear, square, cross
    for step in range(1, most + 1):
        corner = u.argmin(axis=1)
        row = matrices[left, corner]
        at, own, toward = u[active, corner], row[active, corner], c[active, corner]
        product = at + toward
        slope, curve = (q - p) - at, (own - 2 * product) + q
        share = np.clip(np.divide(slope, curve, out=np.zeros_like(slope), where=curve > 0), 0, 1)
        kept = 1 - share
        fall = share * (2 * slope - share * curve)
        q = (kept * kept) * q + (2 * share * kept) * product + (share * share) * own
        p = kept * p + share * toward
        u = kept[:, np.newaxis] * u + share[:, np.newaxis] * (row - c)
        w = kept[:, np.newaxis] * w
        w[active, corner] += share
        going = fall > enough
        if step > 1 and not going.all():
            weights[left[~going]] = w[~going]
            left, u, w, c, q, p = (part[going] for part in (left, u, w, c, q, p))
            active = np.arange(len(left))
            if not len(left):
                return
    weights[left] = w
