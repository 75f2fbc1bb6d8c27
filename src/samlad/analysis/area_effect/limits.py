"""How sure `area_effect` is: what was expected in the target, the placebos, and the intervals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, ndtr

from samlad.analysis.area_effect.field import Fitted
from samlad.analysis.area_effect.groups import Panel
from samlad.analysis.results import Interval

Floats = NDArray[np.float64]

LEFT = 2


def expected_count(data: Panel, fitted: Fitted) -> tuple[float, float]:
    """The target's counts had nothing been done, and the standard error of their logarithm."""
    means = np.exp(fitted.log_mean[0, data.during])
    share = means / means.sum()
    return float(means.sum()), float(np.sqrt(share @ fitted.target_covariance @ share))


def placebo_errors(data: Panel, fitted: Fitted) -> Floats:
    """Standardised errors of predicting each comparison group's counts during the measure without them.

    Leaving observations out of a best linear prediction needs no second fit: their errors are (P_oo)⁻¹(Pz)_o and the
    covariance of these is (P_oo)⁻¹.
    """
    row = np.full(data.observed.size, -1)
    row[data.observed.ravel()] = np.arange(int(data.observed.sum()))
    during = row.reshape(data.observed.shape)[:, data.during]
    distance = np.hypot(*(data.places[:, None] - data.places[None]).transpose(2, 0, 1))
    around = range(len(data.places) - data.buffer_groups, len(data.places))
    apart = max((distance[0, group] for group in around), default=0.0)
    compared = np.array(data.comparisons)
    errors = []
    for group in compared:
        nearest = compared[np.argsort(distance[group, compared], kind="stable")]
        near = nearest[(nearest != group) & (distance[group, nearest] < apart)]
        # something must be left to say what the time of the measure was like
        others = near[: len(compared) - LEFT - 1]
        left_out = np.concatenate([during[group], during[others].ravel()])
        covariance = np.linalg.inv(fitted.precision[np.ix_(left_out, left_out)])
        weights = np.zeros(len(left_out))
        weights[: during.shape[1]] = np.exp(fitted.log_mean[group, data.during])
        error = weights @ covariance @ fitted.pull[left_out]
        errors.append(float(error / np.sqrt(weights @ covariance @ weights)))
    return np.array(errors)


def intervals(
    observed: float, expected: float, error: float, spread: float, quantile: float, level: float
) -> tuple[Interval, Interval]:
    """Of the ratio and of the counts saved, from the limits of what came and of what was expected."""
    tail = float(ndtr(-quantile))
    low = spread * float(gammaincinv(observed / spread, tail)) if observed else 0.0
    high = spread * float(gammaincinv(observed / spread + 1, 1 - tail))
    reach = quantile * error
    least, most = expected * np.exp(-reach), expected * np.exp(reach)
    saved = expected - observed
    saved_interval = Interval(
        np.array(saved - np.hypot(expected - least, high - observed)),
        np.array(saved + np.hypot(most - expected, observed - low)),
        level,
    )
    if not observed:
        return Interval(np.array(0.0), np.array(high / least), level), saved_interval
    below, above = np.hypot([np.log(observed / low), np.log(high / observed)], reach)
    ratio = observed / expected
    return Interval(np.array(ratio * np.exp(-below)), np.array(ratio * np.exp(above)), level), saved_interval
