"""How groups of areas go their own ways: a Gaussian field over space and time, learnt from the groups themselves.

log mean = span + level of the group + slope of the group · time + deviation of the group at the time. Slope and
deviation each have a part that neighbours share and one of the group's own. How large, how far-reaching and how
lasting these are, and how unquiet each span was, is found by restricted maximum likelihood with weak priors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samlad.analysis.area_effect.groups import Panel, compact_groups

Floats = NDArray[np.float64]

# Places in the vector of settings; from UNREST on, one for each span.
SLOPE, SLOPE_OWN, DEVIATION, DEVIATION_OWN, REACH, MEMORY, UNREST = range(7)
# The likelihood is added up over parts of so many neighbouring groups.
PART = 25
# Steps at most and tolerance of the search, each time the linearisation is renewed.
ROUNDS = ((40, 1e-4), (20, 1e-5))
LEAST_LEVEL_VARIANCE = 0.1
EMPTY = 0.5
# Where next to nothing is expected the counts are linearised as if it were so much: else one incident weighs too much.
LEAST_MEAN = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """Normal priors of the settings, on the scale of logarithms and logits, and how far the search may go."""

    centre: Floats
    spread: Floats
    bounds: list[tuple[float, float]]


@dataclass(frozen=True, slots=True, eq=False)
class Working:
    """Counts as if they were normal, at the present fit: Fisher's working response and its variance."""

    response: Floats
    variance: Floats
    level_variance: float


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """What was learnt.

    Attributes
    ----------
    settings : ndarray of float
        Logarithms and logits, in the order of the constants of this module.
    log_mean : ndarray of float, shape (groups, spans)
        What each group was expected to have if nothing had been done.
    target_covariance : ndarray of float
        Of the target's log means during the measure.
    precision, pull : ndarray of float
        P of restricted maximum likelihood and P times the response, over what was observed.
    """

    settings: Floats
    log_mean: Floats
    target_covariance: Floats
    precision: Floats
    pull: Floats


def fit(panel: Panel) -> Fitted:
    """Settings and expected counts; the linearisation is renewed twice."""
    from scipy.optimize import minimize  # late: it is slow to import, and few need it

    distance = np.hypot(*(panel.places[:, None] - panel.places[None]).transpose(2, 0, 1))
    prior = _prior(distance, len(panel.times))
    parts = compact_groups(panel.places, PART)
    settings, log_mean = prior.centre.copy(), _start(panel)
    level_variance = max(float(np.var(log_mean[:, 0])), LEAST_LEVEL_VARIANCE)
    for most, tolerance in ROUNDS:
        working = _working(panel, log_mean, level_variance)
        found = minimize(
            _objective,
            settings,
            args=(panel, working, distance, parts, prior),
            jac=True,
            method="L-BFGS-B",
            bounds=prior.bounds,
            options={"maxiter": most, "ftol": tolerance},
        )
        settings = found.x
        log_mean = _predict(panel, working, distance, settings).log_mean
    return _predict(panel, _working(panel, log_mean, level_variance), distance, settings)


def _prior(distance: Floats, spans: int) -> Prior:
    """Weak: each covers about a factor of seven in both directions, and time is measured in lengths of the baseline."""
    apart = distance[distance > 0]
    typical = float(np.median(apart)) if apart.size else 1.0
    centre = [np.log(0.5), 0.0, np.log(0.1), 0.0, np.log(typical / 2), np.log(0.25)]
    spread = [1.0, 1.5, 1.0, 1.5, 0.7, 0.7]
    size, share = (-6.0, 2.0), (-5.0, 5.0)
    reach = (float(np.log(typical / 8)), float(np.log(typical * 4)))
    memory = (float(np.log(0.04)), float(np.log(1.6)))
    return Prior(
        np.array(centre + [0.0] * spans),
        np.array(spread + [0.7] * spans),
        [size, share, size, share, reach, memory] + [(-2.5, 2.0)] * spans,
    )


def _start(panel: Panel) -> Floats:
    """Log means of groups times spans without interaction, from what was observed."""
    seen = panel.observed
    level, span = np.log(panel.counts[:, ~panel.during].mean(axis=1) + EMPTY), np.zeros(len(panel.times))
    by_group, by_span = (panel.counts.sum(axis=axis, where=seen) for axis in (1, 0))
    for _ in range(30):
        span += np.log(by_span + EMPTY) - np.log((np.exp(level[:, None] + span) * seen).sum(axis=0) + EMPTY)
        level += np.log(by_group + EMPTY) - np.log((np.exp(level[:, None] + span) * seen).sum(axis=1) + EMPTY)
    start: Floats = level[:, None] + span
    return start


def _working(panel: Panel, log_mean: Floats, level_variance: float) -> Working:
    log_mean = np.maximum(log_mean, np.log(LEAST_MEAN))
    mean = np.exp(log_mean)
    base, slope = panel.dispersion
    return Working(
        log_mean + (panel.counts - mean) / mean,
        (base + slope * mean / panel.lengths) / mean,
        level_variance,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Covariance of slopes and of deviations over groups; what it is over spans; the derivatives as pairs of both.

    `over_time` has the slope's, the deviation's, its derivative by the memory, and one by each span's unrest.
    """

    slope: Floats
    deviation: Floats
    over_time: list[Floats]
    derivatives: list[list[tuple[Floats, int]]]


def _matern(distance: Floats, reach: float) -> tuple[Floats, Floats]:
    """Matérn's correlation of order 3/2, and its derivative by the logarithm of the reach."""
    scaled = np.sqrt(3) * distance / reach
    decay = np.exp(-scaled)
    return (1 + scaled) * decay, np.square(scaled) * decay


def _pieces(settings: Floats, distance: Floats, times: Floats) -> Pieces:
    slope, deviation, reach, memory = np.exp(settings[[SLOPE, DEVIATION, REACH, MEMORY]])
    slope_own, deviation_own = 1 / (1 + np.exp(-settings[[SLOPE_OWN, DEVIATION_OWN]]))
    own = np.eye(len(distance))
    shared, by_reach = _matern(distance, reach)
    slopes = slope**2 * ((1 - slope_own) * shared + slope_own * own)
    deviations = deviation**2 * ((1 - deviation_own) * shared + deviation_own * own)
    unrest = np.exp(settings[UNREST:])
    lasting, by_memory = (
        matrix * np.outer(unrest, unrest)
        for matrix in _matern(np.abs(np.subtract.outer(times, times)), memory)
    )
    over_time = [np.outer(times, times), lasting, by_memory]
    for place in range(len(times)):
        by_unrest = np.zeros_like(lasting)
        by_unrest[place] += lasting[place]
        by_unrest[:, place] += lasting[:, place]
        over_time.append(by_unrest)
    derivatives = [
        [(2 * slopes, 0)],
        [(slope**2 * slope_own * (1 - slope_own) * (own - shared), 0)],
        [(2 * deviations, 1)],
        [(deviation**2 * deviation_own * (1 - deviation_own) * (own - shared), 1)],
        [(slope**2 * (1 - slope_own) * by_reach, 0), (deviation**2 * (1 - deviation_own) * by_reach, 1)],
        *([(deviations, place)] for place in range(2, len(over_time))),
    ]
    return Pieces(slopes, deviations, over_time, derivatives)


def _covariance(pieces: Pieces, level_variance: float) -> Floats:
    """Of all log means, groups outside and spans inside."""
    groups, spans = len(pieces.slope), len(pieces.over_time[0])
    over = pieces.slope[:, None, :, None] * pieces.over_time[0][None, :, None, :]
    over += pieces.deviation[:, None, :, None] * pieces.over_time[1][None, :, None, :]
    every = np.arange(groups)
    over[every, :, every, :] += level_variance
    flat: Floats = over.reshape(groups * spans, groups * spans)
    return flat


@dataclass(frozen=True, slots=True, eq=False)
class Inverted:
    """P = V⁻¹ − V⁻¹X(XᵀV⁻¹X)⁻¹XᵀV⁻¹ and what goes with it."""

    inverse: Floats
    design: Floats
    weighted: Floats
    bread: Floats
    coefficients: Floats
    precision: Floats
    pull: Floats
    objective: float


def _invert(
    covariance: Floats, noise: Floats, response: Floats, spans: NDArray[np.intp], count: int
) -> Inverted:
    """Restricted likelihood (as a cost) with one free mean for each span that was observed."""
    from scipy.linalg import lapack  # late, as scipy.optimize is

    total = covariance.copy()
    total[np.diag_indices_from(total)] += noise
    lower, failed = lapack.dpotrf(total.T, lower=1, overwrite_a=1, clean=1)
    if failed:
        raise FloatingPointError("the covariance of the areas is not positive definite")
    log_root = float(np.log(np.diag(lower)).sum())
    half, _ = lapack.dpotri(lower, lower=1, overwrite_c=1)
    inverse = half + half.T  # below the diagonal it is in one of the two, on the diagonal in both
    inverse[np.diag_indices_from(inverse)] /= 2
    design = np.zeros((len(response), count))
    design[np.arange(len(response)), spans] = 1
    design = design[:, design.any(axis=0)]
    weighted = inverse @ design
    information = design.T @ weighted
    bread = np.linalg.inv(information)
    coefficients = bread @ (weighted.T @ response)
    pull = inverse @ response - weighted @ coefficients
    objective = log_root + 0.5 * float(np.linalg.slogdet(information)[1]) + 0.5 * float(response @ pull)
    precision = inverse - weighted @ bread @ weighted.T
    return Inverted(inverse, design, weighted, bread, coefficients, precision, pull, objective)


def _objective(
    settings: Floats,
    panel: Panel,
    working: Working,
    distance: Floats,
    parts: list[NDArray[np.intp]],
    prior: Prior,
) -> tuple[float, Floats]:
    """Cost and gradient: the parts' restricted likelihoods and the priors."""
    off = (settings - prior.centre) / prior.spread
    cost, gradient = 0.5 * float(off @ off), off / prior.spread
    for part in parts:
        pieces = _pieces(settings, distance[np.ix_(part, part)], panel.times)
        one, slope = _part(pieces, panel.observed[part], working, part)
        cost += one
        gradient += slope
    return cost, gradient


def _part(
    pieces: Pieces, observed: NDArray[np.bool_], working: Working, part: NDArray[np.intp]
) -> tuple[float, Floats]:
    groups, spans = observed.shape
    seen = np.flatnonzero(observed.ravel())
    every = _covariance(pieces, working.level_variance)
    found = _invert(
        every if len(seen) == len(every) else every[np.ix_(seen, seen)],
        working.variance[part].ravel()[seen],
        working.response[part].ravel()[seen],
        seen % spans,
        spans,
    )
    # d cost = ½ tr(P dV) − ½ (Pz)ᵀ dV (Pz); dV is a product of a matrix over groups and one over spans
    change = found.precision - np.outer(found.pull, found.pull)
    if len(seen) < len(every):
        change, known = np.zeros_like(every), change
        change[np.ix_(seen, seen)] = known
    by_pair = change.reshape(groups, spans, groups, spans).transpose(0, 2, 1, 3).reshape(groups**2, spans**2)
    over_groups = by_pair @ np.column_stack([matrix.ravel() for matrix in pieces.over_time])
    gradient = [
        sum(0.5 * float(matrix.ravel() @ over_groups[:, place]) for matrix, place in pairs)
        for pairs in pieces.derivatives
    ]
    return found.objective, np.array(gradient)


def _predict(panel: Panel, working: Working, distance: Floats, settings: Floats) -> Fitted:
    """Best linear prediction of all log means, seen or not, from all that was observed."""
    groups, spans = panel.counts.shape
    seen = np.flatnonzero(panel.observed.ravel())
    every = _covariance(_pieces(settings, distance, panel.times), working.level_variance)
    response = working.response.ravel()[seen]
    found = _invert(every[np.ix_(seen, seen)], working.variance.ravel()[seen], response, seen % spans, spans)
    log_mean = np.tile(found.coefficients, groups) + every[:, seen] @ found.pull
    wanted = np.flatnonzero(panel.during)
    to_seen = every[np.ix_(wanted, seen)]
    loose = np.eye(spans)[wanted] - to_seen @ found.weighted
    within = every[np.ix_(wanted, wanted)] - to_seen @ found.inverse @ to_seen.T
    return Fitted(
        settings,
        log_mean.reshape(groups, spans),
        within + loose @ found.bread @ loose.T,
        found.precision,
        found.pull,
    )
