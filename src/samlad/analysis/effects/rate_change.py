"""Whether two rates differ: seven tests of their ratio, with an interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, gammaln, ndtr, ndtri, pdtrik, xlogy

from samlad.analysis.checks import as_count, check_above_zero, check_choice, check_level
from samlad.analysis.errors import InputError
from samlad.analysis.regression.dispersion import told_dispersion
from samlad.analysis.results import Interval, Parameters

Floats = NDArray[np.float64]

WITH_NORMAL = ("score", "wald", "score-log", "wald-log", "sqrt")
CONDITIONAL = ("exact-cond", "cond-midp")
BY_ESTIMATE = ("etest", "etest-wald")
METHODS = (*WITH_NORMAL, *CONDITIONAL, *BY_ESTIMATE)
ALTERNATIVES = ("two_sided", "greater", "less")
# The tail of the Poisson distributions that an e-test leaves out, and the fewest counts that it looks at.
LEFT_OUT, FEWEST = 1e-13, 100
# What rounding may add to a statistic, or to a probability, that equals the observed one.
ROUNDING, LIKELY = 1e-15, 1 + 1e-7
NEVER_ZERO = 1e-20
# The e-test goes through all pairs of counts: beyond this the table no longer fits, and others are as exact.
LARGEST_MEAN = 4_000.0
NO_FINITE_ESTIMATE = "no_finite_estimate"


@dataclass(frozen=True, slots=True, eq=False)
class RateChange:
    """The ratio of two rates, during over before.

    Attributes
    ----------
    estimate : float
        The ratio; infinite where there was nothing before.
    interval : Interval
        Of the ratio.
    statistic : float
        Standard normal if nothing changed; NaN for the conditional tests, which have none.
    p : float
        How often chance alone gives a change as large as this, where the ratio is what `ratio` says.
    n : int
        Incidents, before and during together.
    method, parameters, warnings
        As in `Estimate`. Warnings: 'no_finite_estimate', 'counts_taken_as_poisson' (no dispersion was told).
    """

    estimate: float
    interval: Interval
    statistic: float
    p: float
    n: int
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def rate_change(
    during: float,
    before: float,
    *,
    exposure_during: float = 1.0,
    exposure_before: float = 1.0,
    method: str = "score",
    ratio: float = 1.0,
    alternative: str = "two_sided",
    dispersion: float | None = None,
    level: float = 0.95,
) -> RateChange:
    """Test whether a rate changed, by two counts and how long (or among how many) each was counted.

    Parameters
    ----------
    during, before : int
        Counts.
    exposure_during, exposure_before : float
        What each count is in proportion to: weeks, inhabitants, above 0.
    method : str
        'score', 'wald', 'score-log', 'wald-log', 'sqrt': normal approximations. 'exact-cond' and 'cond-midp':
        binomial, given the total. 'etest' and 'etest-wald': the score's or Wald's statistic, its distribution
        summed over all pairs of counts.
    ratio : float
        The ratio that is tested, above 0.
    alternative : str
        'two_sided', 'greater' or 'less'.
    dispersion : float, optional
        Variance over mean of the counts: 1 where incidents are independent, from `count_dispersion` where there are
        periods. One count cannot tell; left out it is taken as 1, with a warning.
        Only the normal approximations can take another than 1.
    level : float
        Confidence of the interval.

    Returns
    -------
    RateChange

    Raises
    ------
    InputError
        If both counts are 0, an exposure is not above 0, or a setting is out of its range.

    Notes
    -----
    With counts x, y, exposures m, n and d = ratio · m/n: score (x − d y)/√(d (x + y)), Wald (x − d y)/√(x + d² y),
    their logarithmic forms, and 2(√(x + ⅜) − √(d (y + ⅜)))/√(1 + d) (K. Gu, H. K. T. Ng, M. L. Tang,
    W. R. Schucany, Biom. J. 50, 2008, 283–298). Given x + y, x is binomial with share d/(1 + d); 'cond-midp' counts
    half of what is as likely as the observed. The e-tests sum the Poisson probabilities, at the restricted maximum
    likelihood, of all pairs whose statistic is at least the observed (K. Krishnamoorthy, J. Thomson, J. Stat.
    Plan. Inference 119, 2004, 23–35). The interval inverts the score test, and the binomial one by Clopper and
    Pearson for the conditional tests. All as statsmodels' `test_poisson_2indep`.

    Examples
    --------
    >>> found = rate_change(3, 6, exposure_during=100, exposure_before=100, method="etest")
    >>> round(found.estimate, 2), round(found.p, 4)
    (0.5, 0.3616)
    """
    phi, taken = told_dispersion(dispersion)
    _check(method, alternative, phi, level)
    x, y = (float(as_count(name, value)) for name, value in (("during", during), ("before", before)))
    settings = {"exposure_during": exposure_during, "exposure_before": exposure_before, "ratio": ratio}
    for name, value in settings.items():
        check_above_zero(name, value)
    if x + y == 0:
        raise InputError(
            "{argument} and before are both {value}: nothing can be compared. {remedy}",
            argument="during",
            value=0,
            remedy="Count over longer periods or larger areas.",
        )
    scale = exposure_during / exposure_before
    d = ratio * scale
    if method in CONDITIONAL:
        statistic, p = float("nan"), _binomial(x, x + y, d / (1 + d), alternative, method == "cond-midp")
    else:
        # the conversion is for the scalars alone: the same formula takes whole tables in the e-tests
        statistic = float(_statistic(np.array(x), np.array(y), d, method))
        statistic /= float(np.sqrt(phi))
        p = _e_test(x, y, d, method, alternative) if method in BY_ESTIMATE else _tail(statistic, alternative)
    exact = method in CONDITIONAL
    low, high = _exact(x, y, level) if exact else _score_limits(x, y, phi, level)
    return RateChange(
        estimate=x / y / scale if y else float("inf"),
        interval=Interval(np.array(low / scale), np.array(high / scale), level),
        statistic=statistic,
        p=p,
        n=int(x + y),
        method=f"poisson_ratio_{method.replace('-', '_')}",
        parameters={
            **settings,
            "alternative": alternative,
            "dispersion": phi,
            "level": level,
            "interval": "clopper_pearson" if exact else "score",
        },
        warnings=(*(() if y else (NO_FINITE_ESTIMATE,)), *taken),
    )


def _statistic(x: Floats, y: Floats, d: float, method: str) -> Floats:
    """The test's statistic, for two counts or for a table of them."""
    if method == "sqrt":
        return np.asarray(2 * (np.sqrt(x + 0.375) - np.sqrt((y + 0.375) * d)) / np.sqrt(1 + d))
    if method.endswith("-log"):
        variance = (2 + 1 / d + d) / (x + y) if method == "score-log" else _each(x) + _each(y)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = (np.log(x) - np.log(y) - np.log(d)) / np.sqrt(variance)
        # a logarithm of nothing: the test says nothing
        return np.where(np.isfinite(found), found, 0.0)
    spread = x + y * d**2 if method.endswith("wald") else (x + y) * d
    return np.asarray((x - y * d) / np.sqrt(spread + NEVER_ZERO))


def _each(count: Floats) -> Floats:
    return 1 / np.maximum(count, NEVER_ZERO)


def _tail(statistic: float, alternative: str) -> float:
    if alternative == "two_sided":
        return float(2 * ndtr(-abs(statistic)))
    return float(ndtr(-statistic if alternative == "greater" else statistic))


def _binomial(successes: float, n: float, share: float, alternative: str, middle: bool) -> float:
    """Binomial p-value; of both sides, all outcomes at most as likely as the observed one."""
    outcomes = np.arange(n + 1)
    logs = gammaln(n + 1) - gammaln(outcomes + 1) - gammaln(n - outcomes + 1)
    chance = np.exp(logs + xlogy(outcomes, share) + xlogy(n - outcomes, 1 - share))
    observed = chance[int(successes)]
    counted = {
        "two_sided": chance <= observed * LIKELY,
        "greater": outcomes >= successes,
        "less": outcomes <= successes,
    }[alternative]
    p = float(chance[counted].sum()) - (observed / 2 if middle else 0)
    return min(1.0, float(p))


def _e_test(x: float, y: float, d: float, method: str, alternative: str) -> float:
    means = (x + y) * d / (1 + d), (x + y) / (1 + d)
    if max(means) > LARGEST_MEAN:
        raise InputError(
            "{argument} is {value}: an e-test of so many incidents goes through more pairs than memory holds. {remedy}",
            argument="method",
            value=method,
            remedy="Take 'score': with so many incidents they say the same.",
        )
    last = max(float(np.ceil(pdtrik(1 - LEFT_OUT, max(means)))), FEWEST)
    grid = np.arange(last + 1)
    first, second = (np.exp(xlogy(grid, mean) - mean - gammaln(grid + 1)) for mean in means)
    named = "score" if method == "etest" else "wald"
    table = _statistic(grid[:, np.newaxis], grid[np.newaxis, :], d, named)
    observed = float(_statistic(np.array(x), np.array(y), d, named))
    counted = {
        "two_sided": np.abs(table) >= abs(observed) - ROUNDING,
        "greater": table >= observed - ROUNDING,
        "less": table <= observed + ROUNDING,
    }[alternative]
    return min(1.0, float(first @ (counted @ second)))


def _score_limits(x: float, y: float, dispersion: float, level: float) -> tuple[float, float]:
    """The ratios of means that the score test does not reject: y² r² − (2 x y + z² (x + y)) r + x² ≤ 0."""
    z = dispersion * float(ndtri((1 + level) / 2)) ** 2
    half = x * y + z * (x + y) / 2
    root = float(np.sqrt(max(half**2 - (x * y) ** 2, 0.0)))
    # the smaller root as a quotient: a difference of near numbers would be rounding error
    return x**2 / (half + root), (half + root) / y**2 if y else float("inf")


def _exact(x: float, y: float, level: float) -> tuple[float, float]:
    tail = (1 - level) / 2
    low = float(betaincinv(x, y + 1, tail)) if x else 0.0
    high = float(betaincinv(x + 1, y, 1 - tail)) if y else 1.0
    return low / (1 - low), high / (1 - high) if high < 1 else float("inf")


def _check(method: str, alternative: str, dispersion: float, level: float) -> None:
    check_level(level)
    check_choice("method", method, METHODS)
    check_choice("alternative", alternative, ALTERNATIVES)
    if dispersion != 1 and method not in WITH_NORMAL:
        raise InputError(
            "{argument} is {value}, but an exact test knows Poisson counts only. {remedy}",
            argument="dispersion",
            value=dispersion,
            remedy=f"Take one of {', '.join(WITH_NORMAL)}.",
        )
