"""Before a measure starts: the least effect that could be seen, how it falls with its length, and how long is enough."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from samlad.analysis.checks import as_counts, check_above_zero, check_share
from samlad.analysis.effects.effect import MINIMUM_EXPECTED, MINIMUM_WEEKS
from samlad.analysis.errors import InputError
from samlad.analysis.power.formula import least_expected, power_by_weeks, standard_error
from samlad.analysis.results import Parameters

Floats = NDArray[np.float64]

# Falls are looked for up to this logarithm, at so many places, then by halving between two of them.
FARTHEST, STEPS, HALVINGS = 8.0, 801, 50
LONGEST = 5_200
TOO_SHORT, TOO_FEW, NEVER = "too_few_weeks", "too_few_incidents", "no_length_is_enough"
SENTENCE = (
    "With {before:g} weeks before and {during:g} weeks during the measure, a fall of {share:.0%} or more"
    " ({saved:.0f} incidents fewer) would be seen {power:.0%} of the time; a smaller one would mostly be missed."
)
SENTENCE_NOTHING = (
    "With {before:g} weeks before and {during:g} weeks during the measure nothing could be seen: there are too few"
    " incidents or too few weeks."
)


@dataclass(frozen=True, slots=True, eq=False)
class DetectableEffect:
    """The least effect that is seen, for each length of the measure.

    Attributes
    ----------
    weeks : ndarray of float, shape (n,)
        Lengths.
    estimate : ndarray of float, shape (n,)
        The rate ratio nearest to 1, from below, that is seen; 0 where none is.
    saved : ndarray of float, shape (n,)
        Incidents that such a measure would save; NaN where nothing is visible.
    visible : ndarray of bool, shape (n,)
        Whether there are weeks and incidents enough to say anything of that ratio.
    method, parameters, warnings
        As in `Estimate`. Warnings: 'too_few_weeks', 'too_few_incidents', for some of the lengths.
    """

    weeks: Floats
    estimate: Floats
    saved: Floats
    visible: NDArray[np.bool_]
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()

    def sentence(self, place: int = -1) -> str:
        """What one of the lengths means, in English; `SENTENCE` is the template to translate."""
        values = {"before": self.parameters["weeks_before"], "during": self.weeks[place]}
        if not self.visible[place]:
            return SENTENCE_NOTHING.format(**values)
        return SENTENCE.format(
            **values,
            share=1 - self.estimate[place],
            saved=self.saved[place],
            power=self.parameters["power"],
        )


@dataclass(frozen=True, slots=True, eq=False)
class NeededWeeks:
    """How long a measure must go on for its effect to be seen.

    Attributes
    ----------
    estimate : float
        Whole weeks; infinite where the weeks before are too few for any length.
    power : float
        Reached with so many.
    method, parameters, warnings
        As in `Estimate`. Warning: 'no_length_is_enough'.
    """

    estimate: float
    power: float
    method: str
    parameters: Parameters
    warnings: tuple[str, ...] = ()


def detectable_effect(
    target: float,
    comparison: float,
    weeks_before: float,
    weeks_during: ArrayLike,
    *,
    dispersion: float = 1.0,
    power: float = 0.8,
    alpha: float = 0.05,
) -> DetectableEffect:
    """The least fall that `effect` sees so often, for one or many lengths of the measure.

    Parameters
    ----------
    target, comparison : float
        Incidents a week before the measure, where it is to be and in the comparison areas, above 0.
    weeks_before : float
        Weeks that are counted before.
    weeks_during : array_like of int
        Lengths to look at.
    dispersion : float
        Variance over mean of the weekly counts, as in `Effect.dispersion` of earlier weeks.
    power : float
        How often it shall be seen.
    alpha : float
        Level of the two-sided test.

    Returns
    -------
    DetectableEffect

    Raises
    ------
    InputError
        If a mean, a length or a setting is out of its range.

    Notes
    -----
    The ratio r solves −log r = (t_{1−α/2} + t_{power}) √(φ (1/T₀ + 1/(r T₁) + 1/C₀ + 1/C₁)), T₀, C₀, T₁ and C₁ being
    the expected counts without effect, and t Student's quantiles with weeks − 2 degrees of freedom, as `effect` uses
    (J. Cohen, Statistical Power Analysis, 2nd ed. 1988, for the sum of quantiles). Nothing is visible where `effect`
    would answer 'too little data'.

    Examples
    --------
    >>> found = detectable_effect(8, 24, 52, [12, 26, 52], dispersion=2)
    >>> found.estimate.round(2).tolist()
    [0.52, 0.64, 0.71]
    """
    given = _checked(target, comparison, weeks_before, dispersion, power, alpha)
    weeks = np.atleast_1d(as_counts("weeks_during", weeks_during))
    if weeks.ndim != 1 or not weeks.size or (weeks < 1).any():
        raise InputError(
            "{argument} is {value}. {remedy}",
            argument="weeks_during",
            value=weeks.tolist(),
            remedy="Give one or more numbers of weeks, at least 1.",
        )
    freedom = np.maximum(weeks_before + weeks - 2, 1)
    reach = stdtrit(freedom, 1 - alpha / 2) + stdtrit(freedom, power)
    falls = np.linspace(0, FARTHEST, STEPS)[:, np.newaxis]
    error = standard_error(np.exp(-falls), target, comparison, weeks_before, weeks, dispersion)
    # a stronger effect leaves fewer incidents to be sure by, so that the first fall that is seen is looked for
    first = (falls >= reach * error).argmax(axis=0)
    low, high = falls[np.maximum(first - 1, 0), 0], falls[first, 0]
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        seen = middle >= reach * standard_error(
            np.exp(-middle), target, comparison, weeks_before, weeks, dispersion
        )
        low, high = np.where(seen, low, middle), np.where(seen, middle, high)
    ratio = np.exp(-high)
    long = np.minimum(weeks, weeks_before) >= MINIMUM_WEEKS
    many = least_expected(ratio, target, comparison, weeks_before, weeks) >= MINIMUM_EXPECTED
    visible = long & many & (first > 0)
    codes = {TOO_SHORT: bool((~long).any()), TOO_FEW: bool((~many).any())}
    return DetectableEffect(
        weeks=weeks,
        estimate=np.where(visible, ratio, 0.0),
        saved=np.where(visible, target * weeks * (1 - ratio), np.nan),
        visible=visible,
        method="difference_in_differences_formula",
        parameters=given,
        warnings=tuple(code for code, holds in codes.items() if holds),
    )


def needed_weeks(
    ratio: float,
    target: float,
    comparison: float,
    weeks_before: float,
    *,
    dispersion: float = 1.0,
    power: float = 0.8,
    alpha: float = 0.05,
) -> NeededWeeks:
    """The fewest weeks of a measure after which `effect` sees a ratio so often.

    Parameters
    ----------
    ratio : float
        Supposed rate ratio, not 1: 0.7 is thirty per cent fewer.
    target, comparison, weeks_before, dispersion, power, alpha
        As in `detectable_effect`.

    Returns
    -------
    NeededWeeks

    Raises
    ------
    InputError
        If the ratio is 1 or not above 0, or another argument is out of its range.

    Examples
    --------
    >>> needed_weeks(0.7, 8, 24, 52, dispersion=2).estimate
    47.0
    """
    given = _checked(target, comparison, weeks_before, dispersion, power, alpha)
    check_above_zero("ratio", ratio)
    if ratio == 1:
        raise InputError(
            "{argument} is {value}: no length shows an effect that is not there. {remedy}",
            argument="ratio",
            value=ratio,
            remedy="Give the least ratio that would matter, for instance 0.8.",
        )
    weeks = np.arange(1.0, LONGEST + 1)
    reached = power_by_weeks(ratio, target, comparison, weeks_before, weeks, dispersion, alpha)
    enough = np.flatnonzero(reached >= power)
    first = int(enough[0]) if enough.size else -1
    return NeededWeeks(
        estimate=float(weeks[first]) if enough.size else float("inf"),
        power=float(reached[first]),
        method="difference_in_differences_formula",
        parameters={"ratio": ratio, **given},
        warnings=() if enough.size else (NEVER,),
    )


def _checked(
    target: float, comparison: float, weeks_before: float, dispersion: float, power: float, alpha: float
) -> dict[str, float]:
    """What both answers say that they rest on."""
    sizes = {
        "target": target,
        "comparison": comparison,
        "weeks_before": weeks_before,
        "dispersion": dispersion,
    }
    for name, value in sizes.items():
        check_above_zero(name, value)
    check_share("power", power, 0.8)
    check_share("alpha", alpha)
    return {**sizes, "power": power, "alpha": alpha}
