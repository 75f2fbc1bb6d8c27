"""Whether an organisation's first weeks of reporting were only a beginning."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import as_matrix, check_share, check_whole
from samlad.analysis.errors import InputError
from samlad.analysis.results import Parameters

Floats = NDArray[np.float64]

LONGEST, LEAST_AFTER, REPLICATIONS = 13, 13, 999
ALPHA = 0.05
# Counts hardly more uneven than chance are simulated as chance.
BARELY = 1.05
# More uneven ones are told to ramp up in 5 to 9 % of cases instead of 5: docs/methods/coverage.md.
UNEVEN, UNEVEN_MORE_FALSE = 1.5, "uneven_counts_more_false_alarms"


@dataclass(frozen=True, slots=True, eq=False)
class RampUp:
    """For each organisation the weeks at its beginning in which it reported less than its later share.

    Attributes
    ----------
    length : ndarray of int, shape (n_organisations,)
        So many periods after the first with a report; 0 where there is no sign of it.
    ratio : ndarray of float, shape (n_organisations,)
        Its share among all in those periods over its share later; NaN where there is too little to say.
    p : ndarray of float, shape (n_organisations,)
        Of the largest difference over all lengths, by simulation; NaN where there is too little to say.
    first : ndarray of int, shape (n_organisations,)
        The period of its first report; −1 for one that never reported.
    n : int
        Organisations.
    method, parameters, warnings
        As in `Estimate`. Warning: 'uneven_counts_more_false_alarms'.
    """

    length: NDArray[np.int64]
    ratio: Floats
    p: Floats
    first: NDArray[np.int64]
    n: int
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def ramp_up(
    counts: ArrayLike,
    *,
    rng: np.random.Generator,
    longest: int = LONGEST,
    replications: int = REPLICATIONS,
    alpha: float = ALPHA,
) -> RampUp:
    """Find organisations whose first periods hold less than their later share.

    Parameters
    ----------
    counts : array_like of int, shape (n_organisations, n_periods)
        At least two organisations: the others say how the periods were.
    rng : numpy.random.Generator
    longest : int
        Lengths from 1 to so many periods are looked at.
    replications : int
        Simulated histories for each p-value.
    alpha : float
        From which p-value on a ramp-up is told.

    Returns
    -------
    RampUp

    Raises
    ------
    InputError
        If there are fewer than two organisations, or values are not counts.

    Notes
    -----
    Given a period's total over all, an organisation's part of it is binomial with one probability from its first report
    on. For each length the log-likelihood ratio of a lower probability in its first periods is taken; the largest is
    compared with those of histories in which the probability never changed, its incidents spread over its periods as
    the others' totals are, over-dispersed as much as they themselves are after `longest` periods. A scan statistic in one
    dimension (J. Naus, JASA 60, 1965, 532–538) with a fixed start.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> counts = rng.poisson(20, (2, 104))
    >>> counts[1, :60] = 0
    >>> counts[1, 60:68] = rng.poisson(4, 8)
    >>> found = ramp_up(counts, rng=rng)
    >>> found.length.tolist(), int(found.first[1])
    ([0, 7], 60)
    """
    y = as_matrix("counts", counts)
    check_whole("longest", longest, 1)
    check_whole("replications", replications, 19)
    check_share("alpha", alpha)
    if len(y) < 2:
        raise InputError(
            "{argument} has shape {value}. {remedy}",
            argument="counts",
            value=y.shape,
            remedy="Give at least two organisations: a beginning is told from how the others' periods were.",
        )
    rows = [
        _one(y[number], y.sum(axis=0) - y[number], rng, longest, replications) for number in range(len(y))
    ]
    length, ratio, p, first, spread = (np.array(column) for column in zip(*rows, strict=True))
    return RampUp(
        length=np.where(p <= alpha, length, 0).astype(np.int64),
        ratio=ratio.astype(np.float64),
        p=p.astype(np.float64),
        first=first.astype(np.int64),
        n=len(y),
        method="binomial_scan_from_the_first_report",
        parameters={"longest": longest, "replications": replications, "alpha": alpha},
        warnings=(UNEVEN_MORE_FALSE,) if (spread > UNEVEN).any() else (),
    )


def _one(
    own: Floats, others: Floats, rng: np.random.Generator, longest: int, replications: int
) -> tuple[int, float, float, int, float]:
    reported = np.flatnonzero(own)
    if not len(reported):
        return 0, np.nan, np.nan, -1, 1.0
    first = int(reported[0])
    # The first report itself is there by choice: what follows it is compared.
    mine, theirs = own[first + 1 :], others[first + 1 :]
    weight = theirs + mine
    if len(mine) < longest + LEAST_AFTER or not mine.any() or not theirs.any():
        return 0, np.nan, np.nan, first, 1.0
    share = weight / weight.sum()
    observed = _ratios(mine[np.newaxis, :], share, longest)[0]
    best = int(np.argmax(observed))
    spread = _spread(mine, share, longest)
    histories = _histories(mine.sum(), share, spread, rng, replications)
    simulated = _ratios(histories, share, longest).max(axis=1)
    p = float((1 + np.count_nonzero(simulated >= observed[best])) / (1 + replications))
    early, late = slice(None, best + 1), slice(best + 1, None)
    mean = share[early].sum() / share[late].sum() * mine[late].sum()
    return best + 1, float(mine[early].sum() / mean) if mean else float("nan"), p, first, spread


def _ratios(histories: Floats, share: Floats, longest: int) -> Floats:
    """Log-likelihood ratio of a lower rate in the first 1 … `longest` periods, of each history."""
    total = histories.sum(axis=1, keepdims=True)
    part = np.cumsum(share)[:longest]
    early = np.cumsum(histories, axis=1)[:, :longest]
    late = total - early
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(early > 0, early * np.log(early / (total * part)), 0) + np.where(
            late > 0, late * np.log(late / (total * (1 - part))), 0
        )
    found: Floats = np.where((early < total * part) & (part > 0), np.nan_to_num(ratio, nan=0.0), 0.0)
    return found


def _spread(mine: Floats, share: Floats, longest: int) -> float:
    """Variance over mean of the organisation's own periods later on."""
    later = slice(longest, None)
    expected = mine[later].sum() * share[later] / share[later].sum()
    squares = float(np.square(mine[later] - expected).sum() / max(expected.sum(), 1.0))
    return squares * len(expected) / (len(expected) - 1)


def _histories(
    total: float, share: Floats, spread: float, rng: np.random.Generator, replications: int
) -> Floats:
    """Histories of as many incidents without a beginning, as uneven as the organisation itself is later on."""
    if spread <= BARELY:
        return rng.multinomial(int(total), share, replications).astype(np.float64)
    # Negative binomial counts with that variance over mean, brought to the same total by a Dirichlet-multinomial.
    shape = np.maximum(total * share / (spread - 1), 1e-9)
    drawn = rng.standard_gamma(shape, (replications, len(share)))
    chances = drawn / drawn.sum(axis=1, keepdims=True)
    return rng.multinomial(int(total), chances).astype(np.float64)
