"""Earlier counts about each judged period, for the alarms that take their mean."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from samlad.analysis.alarms.results import NO_SPREAD, NOT_KNOWN, OVER_DISPERSED, REASON, SCATTER, Alarms
from samlad.analysis.results import Interval, Parameters

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


def lags(half_window: int, years_back: int, periods_per_year: int, recent: bool) -> Integers:
    """How far back each compared period is: the last ones, and those about the same time of earlier years."""
    last = np.arange(half_window, 0, -1) if recent else np.arange(0)
    steps = np.arange(-half_window, half_window + 1)
    years = [year * periods_per_year - steps for year in range(1, years_back + 1)]
    return np.concatenate([last, *years]).astype(np.int64)


def earlier(counts: Floats, usable: Mask, periods: Integers, back: Integers) -> tuple[Floats, Mask]:
    """The compared counts and which of them are known, both of the shape (n_series, n_judged, n_lags)."""
    columns = periods[:, np.newaxis] - back
    return counts[:, columns], usable[:, columns]


def scatter_warning(before: Floats, known: Mask) -> tuple[str, ...]:
    """A warning where the compared counts of the series scatter clearly more than Poisson ones do."""
    n = known.sum(axis=2)
    mean = np.where(known, before, 0).sum(axis=2) / np.maximum(n, 1)
    squares = np.where(known, np.square(before - mean[:, :, np.newaxis]), 0).sum(axis=2)
    there = (n > 1) & (mean > 0)
    if not there.any():
        return ()
    index = squares[there] / (n[there] - 1) / mean[there]
    # the index of Poisson counts has the variance 2/(n − 1); weeks of one series share most of their baseline
    doubt = 3 * np.sqrt(2 / (n[there].mean() - 1) / len(before))
    return (OVER_DISPERSED,) if index.mean() > max(SCATTER, 1 + doubt) else ()


def plain_alarms(
    *,
    periods: Integers,
    observed: Floats,
    known: Mask,
    estimate: Floats,
    low: Floats,
    high: Floats,
    p: Floats | None,
    n: Integers,
    method: str,
    parameters: Parameters,
    warnings: tuple[str, ...] = (),
) -> Alarms:
    """An answer of a method without a fit: a bound that is not finite has no spread to rest on."""
    reasons = np.select([~known | (n == 0), ~np.isfinite(high)], [NOT_KNOWN, NO_SPREAD], default="").astype(
        REASON
    )
    place = reasons == ""
    nothing = np.full(observed.shape, np.nan)
    estimate, low, high = (np.where(place, values, np.nan) for values in (estimate, low, high))
    with np.errstate(divide="ignore", invalid="ignore"):
        score = (observed - estimate) / (high - estimate)
    return Alarms(
        periods=periods,
        estimate=estimate,
        interval=Interval(low, high, float(parameters["level"])),
        alarm=place & (observed > high),
        score=score,
        p=nothing if p is None else np.where(place, p, np.nan),
        dispersion=nothing,
        trend=np.zeros(observed.shape, dtype=np.bool_),
        n=np.broadcast_to(n, observed.shape).astype(np.int64),
        down_weighted=np.zeros(observed.shape, dtype=np.int64),
        weights=None,
        reasons=reasons,
        method=method,
        parameters=parameters,
        warnings=(*warnings, *(str(code) for code in np.unique(reasons) if code)),
    )
