"""Change per year of a series of counts, with season and over-dispersion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from samlad.analysis.checks import (
    as_log_exposure,
    as_matrix,
    as_usable,
    check_at_least,
    check_choice,
    check_level,
    check_whole,
)
from samlad.analysis.regression.negative_binomial_regression import fit_negative_binomial
from samlad.analysis.regression.poisson import PoissonFit, fit_poisson
from samlad.analysis.results import Interval, Parameters
from samlad.analysis.trends.alike import NEIGHBOURS_ALIKE, neighbours_alike

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

QUASI_POISSON, NEGATIVE_BINOMIAL = "quasi_poisson", "negative_binomial"
MINIMUM_PERIODS = 8
MINIMUM_INCIDENTS = 10
TOO_FEW_PERIODS, ALL_ZEROS, TOO_FEW_INCIDENTS, NO_FINITE_ESTIMATE = (
    "too_few_periods",
    "all_zeros",
    "too_few_incidents",
    "no_finite_estimate",
)
HARMONICS_DROPPED = "harmonics_dropped_fewer_than_two_seasons"
HARMONICS_REDUCED = "harmonics_reduced_too_few_periods_per_year"


@dataclass(frozen=True, slots=True)
class SeriesTrend:
    """One series of a `Trend` in plain Python values; `None` where nothing can be said."""

    change_per_year: float | None
    low: float | None
    high: float | None
    dispersion: float | None
    n: int
    reason: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Trend:
    """Change per year as a ratio, for many series: 1.10 is ten per cent more each year.

    Attributes
    ----------
    estimate : ndarray of float, shape (n_series,)
        Ratio per year; NaN where `reasons` is not empty.
    interval : Interval
        Of the ratio; 0 to infinity where `reasons` is not empty.
    standard_error : ndarray of float, shape (n_series,)
        Of the ratio's logarithm, dispersion included; infinite where `reasons` is not empty.
    n : ndarray of int, shape (n_series,)
        Periods used.
    dispersion : ndarray of float, shape (n_series,)
        Pearson's χ² over its degrees of freedom, as estimated (may be below the floor that the interval
        uses); NaN where `reasons` is not empty.
    too_little_data : ndarray of bool, shape (n_series,)
        Where there is no estimate.
    reasons : ndarray of str, shape (n_series,)
        Why: 'too_few_periods', 'all_zeros', 'too_few_incidents', 'no_finite_estimate', or ''.
    method, parameters, warnings
        As in `Estimate`; `parameters['harmonics']` is the number really used. The warning 'neighbouring_periods_alike'
        says that periods hang together: intervals are then too short.
    adjusted_for : tuple of str
        What the change is freed of: 'season', 'exposure', both or nothing.
    size : ndarray of float, shape (n_series,), or None
        For negative binomial counts: the variance is m + m² / size, infinite size being Poisson.
    """

    estimate: Floats
    interval: Interval
    standard_error: Floats
    n: NDArray[np.int64]
    dispersion: Floats
    too_little_data: Mask
    reasons: NDArray[np.str_]
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()
    adjusted_for: tuple[str, ...] = ()
    size: Floats | None = None

    def one(self, series: int) -> SeriesTrend:
        """One series in plain values, for a page or a sentence."""
        reason = str(self.reasons[series])
        return SeriesTrend(
            change_per_year=None if reason else float(self.estimate[series]),
            low=None if reason else float(self.interval.low[series]),
            high=None if reason else float(self.interval.high[series]),
            dispersion=None if reason else float(self.dispersion[series]),
            n=int(self.n[series]),
            reason=reason or None,
        )


def trend(
    counts: ArrayLike,
    *,
    periods_per_year: float,
    harmonics: int = 1,
    level: float = 0.95,
    exposure: ArrayLike | None = None,
    usable: ArrayLike | None = None,
    dispersion_floor: float = 1.0,
    minimum_incidents: int = MINIMUM_INCIDENTS,
    family: str = QUASI_POISSON,
) -> Trend:
    """Change per year by log-linear regression, quasi-Poisson or negative binomial.

    Parameters
    ----------
    counts : array_like of int, shape (n_series, n_periods)
        Counts per period, oldest first, periods of equal length without gaps.
    periods_per_year : float
        Length of the season in periods: 365.2425 / 7 for weeks, 12 for months, 4 for quarters, 1 for years.
    harmonics : int
        Pairs of sine and cosine per year that carry the season. Dropped with a warning when the series spans
        fewer than two years, and reduced with one when a year has too few periods to carry them.
    level : float
        Confidence of the interval.
    exposure : array_like of float, shape (n_periods,) or (n_series, n_periods), optional
        What the counts are in proportion to, above 0: inhabitants, the share of organisations that reported.
    usable : array_like of bool, shape (n_periods,) or (n_series, n_periods), optional
        False for periods that must not count, for instance because nobody reported.
    dispersion_floor : float
        The interval never uses a smaller dispersion; 0 for what was estimated, whatever it is.
    minimum_incidents : int
        With fewer incidents in all, the answer is 'too_few_incidents'.
    family : {'quasi_poisson', 'negative_binomial'}
        How the variance grows with the mean: in proportion, or with its square too. The latter gives quiet weeks more
        weight; for series whose season is strong and whose peaks scatter most.

    Returns
    -------
    Trend

    Raises
    ------
    InputError
        If the counts are not a matrix of counts, the exposure does not fit or a setting is out of its range.

    Notes
    -----
    log E(y_t) = log exposure_t + a + b t + Σ_k (c_k sin 2πkt + d_k cos 2πkt), t in years; fitted by iteratively
    re-weighted least squares (P. McCullagh and J. A. Nelder, Generalized Linear Models, 2nd ed. 1989, §2.5
    and §6.2). The ratio is exp(b). Its standard error is multiplied by the square root of the dispersion, and
    the interval takes Student's t with n − p degrees of freedom. Residuals are taken as independent. The negative
    binomial's coefficients, size and standard errors are those of R's `MASS::glm.nb`; its interval takes Student's t and
    Pearson's dispersion too, where that is above the floor.

    Examples
    --------
    >>> months = np.arange(36)
    >>> result = trend([np.round(40 * 1.2 ** (months / 12))], periods_per_year=12)
    >>> round(float(result.estimate[0]), 2), result.parameters["harmonics"]
    (1.2, 1)
    """
    check_level(level)
    check_at_least("periods_per_year", periods_per_year, 1)
    check_at_least("dispersion_floor", dispersion_floor, 0)
    check_whole("harmonics", harmonics, 0)
    check_at_least("minimum_incidents", minimum_incidents, 1)
    check_choice("family", family, (QUASI_POISSON, NEGATIVE_BINOMIAL))
    observed = as_matrix("counts", counts)
    used = as_usable(usable, observed.shape)
    logs = as_log_exposure(exposure, observed.shape)
    kept, warnings = _harmonics(harmonics, periods_per_year, observed.shape[1])
    design = _design(observed.shape[1], periods_per_year, kept)
    n = used.sum(axis=1)
    reasons = _reasons(np.where(used, observed, 0).sum(axis=1), n, design.shape[1], minimum_incidents)
    some = reasons == ""
    fit, size = _fit(family, observed[some], design, logs[some], used[some])
    reasons[np.flatnonzero(some)[~fit.converged]] = NO_FINITE_ESTIMATE
    good = reasons == ""
    if _alike(fit, observed[good], design, logs[good], used[good]):
        warnings = (*warnings, NEIGHBOURS_ALIKE)
    return _result(
        fit,
        reasons,
        some,
        n,
        parameters={
            "level": level,
            "periods_per_year": periods_per_year,
            "harmonics": kept,
            "dispersion_floor": dispersion_floor,
            "minimum_incidents": minimum_incidents,
            "exposure": exposure is not None,
            "family": family,
        },
        warnings=warnings,
        size=size,
    )


def _fit(
    family: str, counts: Floats, design: Floats, logs: Floats, used: Mask
) -> tuple[PoissonFit, Floats | None]:
    """The fit, and the sizes where counts are taken as negative binomial."""
    if family == QUASI_POISSON:
        return fit_poisson(counts, design, logs, used), None
    found = fit_negative_binomial(counts, design, logs, used)
    return found.fit, found.size


def _alike(fit: PoissonFit, counts: Floats, design: Floats, logs: Floats, used: Mask) -> bool:
    """Whether what the fit leaves over of a period is mostly that of the one before."""
    linear = np.where(used, fit.coefficients[fit.converged] @ design.T + logs, 0.0)
    residuals = np.where(used, (counts - np.exp(linear)) * np.exp(-linear / 2), 0.0)
    return neighbours_alike(residuals, taken_out=design.shape[1])


def _result(
    fit: PoissonFit,
    reasons: NDArray[np.str_],
    some: Mask,
    n: NDArray[np.int64],
    parameters: Parameters,
    warnings: tuple[str, ...],
    size: Floats | None,
) -> Trend:
    level, floor = float(parameters["level"]), float(parameters["dispersion_floor"])
    slope, error, dispersion = np.full(n.shape, np.nan), np.full(n.shape, np.inf), np.full(n.shape, np.nan)
    good, fitted = reasons == "", fit.converged
    slope[good] = fit.coefficients[fitted, 1]
    dispersion[good] = fit.dispersion[fitted]
    error[good] = np.sqrt(fit.unscaled_variance[fitted, 1] * np.maximum(fit.dispersion[fitted], floor))
    low, high = np.zeros(n.shape), np.full(n.shape, np.inf)
    half_width = stdtrit(n[good] - fit.coefficients.shape[1], (1 + level) / 2) * error[good]
    # beyond what a number holds, a limit is 0 or infinite
    with np.errstate(over="ignore"):
        low[good], high[good] = np.exp(slope[good] - half_width), np.exp(slope[good] + half_width)
        estimate = np.exp(slope)
    return Trend(
        estimate=estimate,
        interval=Interval(low, high, level),
        standard_error=error,
        n=n,
        dispersion=dispersion,
        too_little_data=~good,
        reasons=reasons,
        method=f"{parameters['family']}_log_linear",
        parameters=parameters,
        warnings=(*warnings, *(str(code) for code in np.unique(reasons) if code)),
        adjusted_for=tuple(
            word
            for word, there in (("season", parameters["harmonics"]), ("exposure", parameters["exposure"]))
            if there
        ),
        size=_spread(size, good, some, fitted),
    )


def _spread(size: Floats | None, good: Mask, some: Mask, fitted: Mask) -> Floats | None:
    """The sizes of the fitted series at their places among all; NaN where there is no estimate."""
    if size is None:
        return None
    everywhere = np.full(good.shape, np.nan)
    everywhere[np.flatnonzero(some)[fitted]] = size[fitted]
    return everywhere


def _reasons(totals: Floats, n: NDArray[np.int64], n_terms: int, minimum_incidents: int) -> NDArray[np.str_]:
    words = np.select(
        [n < max(MINIMUM_PERIODS, n_terms + 2), totals == 0, totals < minimum_incidents],
        [TOO_FEW_PERIODS, ALL_ZEROS, TOO_FEW_INCIDENTS],
        default="",
    )
    return words.astype(f"U{len(NO_FINITE_ESTIMATE)}")


def _harmonics(harmonics: int, periods_per_year: float, n_periods: int) -> tuple[int, tuple[str, ...]]:
    """How many harmonics the series can carry, and what to say if they are fewer than asked for."""
    if harmonics and n_periods < 2 * np.floor(periods_per_year):
        return 0, (HARMONICS_DROPPED,)
    most = int((periods_per_year - 1) // 2)
    if harmonics > most:
        return most, (HARMONICS_REDUCED,)
    return harmonics, ()


def _design(n_periods: int, periods_per_year: float, harmonics: int) -> Floats:
    years = (np.arange(n_periods) - (n_periods - 1) / 2) / periods_per_year
    season = [wave(2 * np.pi * k * years) for k in range(1, harmonics + 1) for wave in (np.sin, np.cos)]
    return np.column_stack([np.ones(n_periods), years, *season])
