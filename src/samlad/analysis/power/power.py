"""What can be seen, by formula: the power of a comparison of two rates, and the least difference in counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from samlad.analysis.checks import as_count, check_above_zero, check_choice, check_share
from samlad.analysis.effects.rate_change import ALTERNATIVES
from samlad.analysis.errors import InputError
from samlad.analysis.results import Parameters

VARIANCES = ("alternative", "score")
NOT_VISIBLE = "not_even_nothing_left_would_be_seen"


@dataclass(frozen=True, slots=True, eq=False)
class Power:
    """How often a test sees what is there.

    Attributes
    ----------
    estimate : float
        Probability, 0 to 1.
    n : float
        Periods in both samples together.
    method, parameters, warnings
        As in `Estimate`.
    """

    estimate: float
    n: float
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class DetectableDifference:
    """The least number of incidents fewer that a weighted displacement difference sees.

    Attributes
    ----------
    estimate : float
        Incidents fewer than expected.
    share : float
        Of the target's incidents before; above 1 nothing can be seen.
    n : int
        Incidents known beforehand.
    method, parameters, warnings
        As in `Estimate`. Warning: 'not_even_nothing_left_would_be_seen'.
    """

    estimate: float
    share: float
    n: int
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def rate_ratio_power(
    rate_during: float,
    rate_before: float,
    periods_during: float,
    *,
    periods_ratio: float = 1.0,
    exposure: float = 1.0,
    ratio: float = 1.0,
    alpha: float = 0.05,
    dispersion: float = 1.0,
    alternative: str = "two_sided",
    variance: str = "alternative",
) -> Power:
    """Power of a test of the ratio of two rates, without comparison areas.

    Parameters
    ----------
    rate_during, rate_before : float
        Incidents per period that are supposed, above 0.
    periods_during : float
        Number of periods during.
    periods_ratio : float
        Periods before over periods during.
    exposure : float
        Length of a period.
    ratio : float
        The ratio that is tested.
    alpha : float
        Level of the test.
    dispersion : float
        Variance over mean of the counts.
    alternative : str
        'two_sided', 'greater' or 'less'.
    variance : str
        'alternative': of the supposed rates. 'score': as if the tested ratio held.

    Returns
    -------
    Power

    Raises
    ------
    InputError
        If a rate, a length or a setting is out of its range.

    Notes
    -----
    log of the ratio over its standard error √(φ (1/λ₁ + 1/(k λ₂))/(e n)) against the normal quantile (H. Zhu,
    H. Lakkis, Stat. Med. 33, 2014, 376–387), as statsmodels' `power_poisson_ratio_2indep`, whose default test is
    one-sided and whose default ratio is 0; ours are two-sided and 1.

    Examples
    --------
    >>> round(rate_ratio_power(10, 7, 12).estimate, 4)
    0.7079
    """
    sizes = {
        "rate_during": rate_during,
        "rate_before": rate_before,
        "periods_during": periods_during,
        "periods_ratio": periods_ratio,
        "exposure": exposure,
        "ratio": ratio,
        "dispersion": dispersion,
    }
    for name, value in sizes.items():
        check_above_zero(name, value)
    check_share("alpha", alpha)
    check_choice("alternative", alternative, ALTERNATIVES)
    check_choice("variance", variance, VARIANCES)
    seen = dispersion / exposure * (1 / rate_during + 1 / (periods_ratio * rate_before))
    pooled = ratio / periods_ratio * (rate_during + periods_ratio * rate_before)
    supposed = (
        seen
        if variance == "alternative"
        else dispersion / exposure * (1 + ratio / periods_ratio) ** 2 / pooled
    )
    distance = (np.log(rate_during / rate_before) - np.log(ratio)) * np.sqrt(periods_during / seen)
    tail = alpha / 2 if alternative == "two_sided" else alpha
    bound = -float(ndtri(tail)) * np.sqrt(supposed / seen)
    above, below = float(ndtr(distance - bound)), float(ndtr(-bound - distance))
    estimate = {"two_sided": above + below, "greater": above, "less": below}[alternative]
    return Power(
        estimate=estimate,
        n=periods_during * (1 + periods_ratio),
        method="poisson_ratio_power",
        parameters={**sizes, "alpha": alpha, "alternative": alternative, "variance": variance},
    )


def detectable_difference(
    before: float,
    comparison_before: float,
    comparison_during: float,
    *,
    alpha: float = 0.05,
    power: float = 0.8,
    dispersion: float = 1.0,
) -> DetectableDifference:
    """The least fall in counts that the weighted displacement difference sees so often.

    Parameters
    ----------
    before : int
        Incidents in the target before.
    comparison_before, comparison_during : int
        Incidents in the comparison, the latter as expected.
    alpha : float
        Level of the two-sided test.
    power : float
        How often it shall be seen.
    dispersion : float
        Variance over mean of the counts.

    Returns
    -------
    DetectableDifference

    Raises
    ------
    InputError
        If a count is not one, all are 0, or a setting is out of its range.

    Notes
    -----
    m = k √(φ (2 T₀ + C₀ + C₁ − m)), k = z_{1−α/2} + z_{power}: the target is supposed to fall from T₀ to T₀ − m. Solved
    for m: (−k²φ + √(k⁴φ² + 4 k²φ (2 T₀ + C₀ + C₁)))/2.

    Examples
    --------
    >>> found = detectable_difference(207, 308, 318)
    >>> round(found.estimate, 1), round(found.share, 2)
    (86.5, 0.42)
    """
    check_share("alpha", alpha)
    check_share("power", power, 0.8)
    check_above_zero("dispersion", dispersion)
    given = {"before": before, "comparison_before": comparison_before, "comparison_during": comparison_during}
    counts = [as_count(name, value) for name, value in given.items()]
    if not counts[0]:
        raise InputError(
            "{argument} is {value}: nothing can become fewer. {remedy}",
            argument="before",
            value=0,
            remedy="Count over a longer period or a larger area.",
        )
    squared = dispersion * float(ndtri(1 - alpha / 2) + ndtri(power)) ** 2
    estimate = (-squared + float(np.sqrt(squared**2 + 4 * squared * (counts[0] + sum(counts))))) / 2
    share = estimate / counts[0]
    return DetectableDifference(
        estimate=estimate,
        share=share,
        n=sum(counts),
        method="weighted_displacement_difference_formula",
        parameters={"alpha": alpha, "power": power, "dispersion": dispersion},
        warnings=(NOT_VISIBLE,) if share > 1 else (),
    )
