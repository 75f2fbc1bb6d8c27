"""Many tests at once: p-values adjusted so that few of what is called significant is not."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import as_numbers, check_choice, check_share
from samlad.analysis.errors import InputError

Floats = NDArray[np.float64]
Correction = Literal["benjamini_hochberg", "benjamini_yekutieli", "holm", "bonferroni", "none"]
CORRECTIONS = ("benjamini_hochberg", "benjamini_yekutieli", "holm", "bonferroni", "none")


def adjust_p(p: ArrayLike, *, correction: Correction = "benjamini_hochberg") -> Floats:
    """Adjusted p-values: a test is significant at a level where its adjusted p-value is at most the level.

    Parameters
    ----------
    p : array_like of float, any shape
        One p-value for each test.
    correction : {'benjamini_hochberg', 'benjamini_yekutieli', 'holm', 'bonferroni', 'none'}
        The first two hold the false-discovery rate, the expected share of false ones among those called significant:
        for independent or positively dependent tests (neighbouring cells are), and for any dependence. The next
        two hold the chance of any false one.

    Returns
    -------
    ndarray of float
        In the shape of `p`.

    Raises
    ------
    InputError
        If a p-value is unknown or not between 0 and 1, or there is none.

    Notes
    -----
    Y. Benjamini, Y. Hochberg, JRSS B 57, 1995, 289–300; Y. Benjamini, D. Yekutieli, Annals of Statistics 29, 2001,
    1165–1188; S. Holm, Scand. J. Stat. 6, 1979, 65–70. Equal to R's `p.adjust`. For maps of local statistics: M. C. de
    Castro, B. H. Singer, Geographical Analysis 38, 2006, 180–208.

    Examples
    --------
    >>> adjust_p([0.01, 0.02, 0.03, 0.2]).round(3).tolist()
    [0.04, 0.04, 0.04, 0.2]
    """
    check_choice("correction", correction, CORRECTIONS)
    values = _probabilities(p)
    if correction == "none":
        return values
    if correction == "bonferroni":
        return np.minimum(values * values.size, 1)
    order = np.argsort(values, axis=None)
    ranked, n = values.ravel()[order], values.size
    if correction == "holm":
        adjusted = np.maximum.accumulate(ranked * np.arange(n, 0, -1))
    else:
        factor = (1 / np.arange(1, n + 1)).sum() if correction == "benjamini_yekutieli" else 1.0
        adjusted = np.minimum.accumulate((ranked * factor * n / np.arange(1, n + 1))[::-1])[::-1]
    found = np.empty(n)
    found[order] = np.minimum(adjusted, 1)
    return found.reshape(values.shape)


def critical_p(p: ArrayLike, *, alpha: float = 0.05) -> float:
    """The largest p-value that is significant when the false-discovery rate is held at alpha.

    Parameters
    ----------
    p : array_like of float, any shape
        One p-value for each test.
    alpha : float
        The false-discovery rate, between 0 and 1.

    Returns
    -------
    float
        alpha · k / n, where k tests are significant by Benjamini and Hochberg; alpha / n where none is.

    Raises
    ------
    InputError
        If a p-value is unknown or not between 0 and 1, there is none, or alpha is not between 0 and 1.

    Notes
    -----
    As esda's `fdr`, which asks for p-values below the line and not at it.

    Examples
    --------
    >>> round(critical_p([0.01, 0.02, 0.03, 0.2]), 4)
    0.0375
    """
    check_share("alpha", alpha)
    values = np.sort(_probabilities(p), axis=None)
    steps = alpha * np.arange(1, values.size + 1) / values.size
    below = np.flatnonzero(values <= steps)
    return float(steps[below[-1]] if below.size else steps[0])


def _probabilities(p: ArrayLike) -> Floats:
    values = as_numbers("p", p)
    bad = (values < 0) | (values > 1)
    if bad.any() or not values.size:
        raise InputError(
            "{argument} holds {value}. {remedy}",
            argument="p",
            value=f"{values[bad].flat[0]:g}" if bad.any() else "no values",
            remedy="Give at least one probability; all lie between 0 and 1.",
        )
    return values
