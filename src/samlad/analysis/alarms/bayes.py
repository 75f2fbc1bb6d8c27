"""Alarms from the mean of comparable earlier periods: Bayes' predictive bound, and the Robert Koch Institute's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincc

from samlad.analysis.alarms.bounds import FUZZ
from samlad.analysis.alarms.checks import as_periods, check_tail
from samlad.analysis.alarms.results import Alarms
from samlad.analysis.alarms.windows import earlier, lags, plain_alarms, scatter_warning
from samlad.analysis.checks import as_matrix, as_usable, check_whole
from samlad.analysis.errors import InputError
from samlad.analysis.regression.negative_binomial import quantile
from samlad.analysis.results import Parameters

Floats = NDArray[np.float64]

# upper limits of 95 % for the mean of a Poisson count of 0 to 20: E. L. Crow and R. S. Gardner, Confidence intervals for
# the expectation of a Poisson variable, Biometrika 46, 1959, 441–453
CROW_GARDNER = np.array([
    3.285, 5.323, 6.686, 8.102, 9.598, 11.177, 12.817, 13.765, 14.921, 16.768, 17.633, 19.050, 20.335, 21.364, 22.945,
    23.762, 25.400, 26.306, 27.735, 28.966, 30.017,
])  # fmt: skip
MANY = 20


def bayes_alarm(
    counts: ArrayLike,
    *,
    periods: ArrayLike | None = None,
    alpha: float = 0.05,
    years_back: int = 0,
    half_window: int = 6,
    recent: bool = True,
    periods_per_year: int = 52,
    usable: ArrayLike | None = None,
) -> Alarms:
    """Periods above the predictive bound of a Poisson count whose mean was learnt from earlier ones.

    Parameters
    ----------
    counts : array_like of int, shape (n_series, n_periods)
        Counts per period, oldest first.
    periods : array_like of int, optional
        Columns to judge; all that have enough before them when left out.
    alpha : float
        One-sided false-alarm rate.
    years_back, half_window, periods_per_year : int
        R's `b`, `w`, `freq`: in each of so many years so many periods on either side of the same time.
    recent : bool
        Whether the `half_window` periods just before are taken too (`actY`).
    usable : array_like of bool, shape (n_periods,) or (n_series, n_periods), optional
        False for periods that must not count.

    Returns
    -------
    Alarms

    Raises
    ------
    InputError
        If the counts are no matrix of counts, the series is too short or a setting is out of its range.

    Notes
    -----
    With Jeffreys' prior Gamma(½, 0) and n earlier counts of sum s the next one is negative binomial with size s + ½ and
    probability n/(n + 1); the bound is its 1 − α quantile (M. Höhle, surveillance: An R package, Comput. Stat. 22, 2007,
    571–582; A. Riebler, thesis, 2004). Equal to `surveillance::bayes` 1.20.3. It takes counts as Poisson: over-dispersed
    ones cry wolf, see docs/methods/alarms.md, and use `expected_range`, which knows the dispersion.

    Examples
    --------
    >>> found = bayes_alarm([[4, 6, 5, 7, 5, 3, 14]])
    >>> found.alarm.tolist(), found.interval.high.tolist()
    ([[True]], [[9.0]])
    """
    check_tail("alpha", alpha)
    data = _compared(counts, periods, usable, _lags(years_back, half_window, recent, periods_per_year))
    size, ratio = data.total + 0.5, np.maximum(data.n, 1) / (np.maximum(data.n, 1) + 1)
    mean, dispersion = size * (1 - ratio) / ratio, 1 / ratio
    return data.alarms(
        mean,
        _quantile(1 - alpha, mean, dispersion),
        np.where(data.now > 0, betaincc(size, np.maximum(data.now, 1), ratio), 1.0),
        method="bayes_predictive",
        parameters=_parameters(alpha, years_back, half_window, recent, periods_per_year),
    )


def rki_alarm(
    counts: ArrayLike,
    *,
    periods: ArrayLike | None = None,
    years_back: int = 2,
    half_window: int = 4,
    recent: bool = False,
    periods_per_year: int = 52,
    usable: ArrayLike | None = None,
) -> Alarms:
    """The Robert Koch Institute's alarm: above the 95 % interval of a Poisson mean, or two standard deviations.

    Parameters
    ----------
    counts, periods, years_back, half_window, recent, periods_per_year, usable
        As in `bayes_alarm`.

    Returns
    -------
    Alarms

    Raises
    ------
    InputError
        If the counts are no matrix of counts, the series is too short or a setting is out of its range.

    Notes
    -----
    With a mean of at most 20 the bound is the upper limit of Crow and Gardner's 95 % interval for a count of the mean's
    whole part; beyond, the mean plus two standard deviations. Equal to `surveillance::rki` 1.20.3. The former is a limit
    for a mean and takes no notice of how uncertain the mean is: there is no false-alarm rate that it promises.

    Examples
    --------
    >>> found = rki_alarm([[4, 6, 5, 7, 5, 3, 14]], years_back=0, half_window=6, recent=True)
    >>> found.alarm.tolist(), found.interval.high.tolist()
    ([[True]], [[11.177]])
    """
    data = _compared(counts, periods, usable, _lags(years_back, half_window, recent, periods_per_year))
    mean = data.total / np.maximum(data.n, 1)
    squares = np.where(data.known, np.square(data.before - mean[:, :, np.newaxis]), 0).sum(axis=2)
    spread = np.sqrt(squares / np.maximum(data.n - 1, 1))
    table = CROW_GARDNER[np.minimum(mean, MANY).astype(np.int64)]
    return data.alarms(
        mean,
        np.where(mean > MANY, mean + 2 * spread, table),
        None,
        method="robert_koch_institute",
        parameters=_parameters(0.05, years_back, half_window, recent, periods_per_year),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Compared:
    """The judged counts, and the earlier ones that each is compared with: series × judged × lags."""

    judged: NDArray[np.int64]
    now: Floats
    usable: NDArray[np.bool_]
    before: Floats
    known: NDArray[np.bool_]

    @property
    def n(self) -> NDArray[np.int64]:
        return np.asarray(self.known.sum(axis=2))

    @property
    def total(self) -> Floats:
        return np.asarray(np.where(self.known, self.before, 0).sum(axis=2))

    def alarms(
        self, mean: Floats, high: Floats, p: Floats | None, *, method: str, parameters: Parameters
    ) -> Alarms:
        """What both methods answer, given the mean and the bound."""
        return plain_alarms(
            periods=self.judged,
            observed=self.now,
            known=self.usable,
            estimate=mean,
            low=np.zeros(self.now.shape),
            high=high,
            p=p,
            n=self.n,
            method=method,
            parameters=parameters,
            warnings=scatter_warning(self.before, self.known),
        )


def _compared(
    counts: ArrayLike, periods: ArrayLike | None, usable: ArrayLike | None, back: NDArray[np.int64]
) -> _Compared:
    observed = as_matrix("counts", counts)
    used = as_usable(usable, observed.shape)
    judged = as_periods(periods, observed.shape[1], int(back.max()))
    return _Compared(judged, observed[:, judged], used[:, judged], *earlier(observed, used, judged, back))


def _lags(years_back: int, half_window: int, recent: bool, periods_per_year: int) -> NDArray[np.int64]:
    check_whole("years_back", years_back, 0)
    check_whole("periods_per_year", periods_per_year, 1)
    check_whole("half_window", half_window, 1, periods_per_year - 1 if years_back else None)
    if not years_back and not recent:
        raise InputError(
            "{argument} is {value} and no recent period is taken. {remedy}",
            argument="years_back",
            value=0,
            remedy="Look back at least one year, or take the recent periods.",
        )
    return lags(half_window, years_back, periods_per_year, recent)


def _parameters(
    alpha: float, years_back: int, half_window: int, recent: bool, periods_per_year: int
) -> Parameters:
    return {
        "level": 1 - alpha,
        "alpha": alpha,
        "years_back": years_back,
        "half_window": half_window,
        "recent": recent,
        "periods_per_year": periods_per_year,
    }


def _quantile(probability: float, mean: Floats, dispersion: Floats) -> Floats:
    wanted = np.full(mean.size, probability * FUZZ)
    start = mean.ravel() + 2 * np.sqrt((mean * dispersion).ravel())
    return quantile(wanted, mean.ravel(), dispersion.ravel(), start=start).reshape(mean.shape)
