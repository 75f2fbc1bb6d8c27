"""A rate ratio as it is kept, and what it says."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from samlad.analysis.effects.effect import Effect

FEWER, MORE, NO_DIFFERENCE, TOO_LITTLE_DATA = "fewer", "more", "no_difference", "too_little_data"
_CLAIM = {TOO_LITTLE_DATA: 0, NO_DIFFERENCE: 1, FEWER: 2, MORE: 2}


@dataclass(frozen=True, slots=True)
class Ratio:
    """A rate ratio against the comparison areas in plain values; None where there is none."""

    estimate: float | None
    low: float | None
    high: float | None
    expected: float | None
    counted: int
    dispersion: float
    degrees_of_freedom: float
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]

    @classmethod
    def of(cls, found: Effect) -> Self:
        bounded = bool(np.isfinite(found.interval.high))
        return cls(
            estimate=_finite(found.estimate),
            low=_finite(found.interval.low) if bounded else None,
            high=_finite(found.interval.high) if bounded else None,
            expected=_finite(found.expected),
            counted=found.totals[1],
            dispersion=found.dispersion,
            degrees_of_freedom=found.degrees_of_freedom,
            reasons=found.reasons,
            warnings=found.warnings,
        )

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        lists = {name: tuple(values[name]) for name in ("reasons", "warnings")}
        return cls(**{**values, **lists})

    @property
    def verdict(self) -> str:
        """'fewer', 'more', 'no_difference' or 'too_little_data'."""
        if self.reasons or self.low is None or self.high is None:
            return TOO_LITTLE_DATA
        if self.high < 1:
            return FEWER
        return MORE if self.low > 1 else NO_DIFFERENCE

    @property
    def width(self) -> float:
        """How unsure it is: the logarithm of high over low."""
        return math.log(self.high / self.low) if self.low and self.high else math.inf

    def disagrees(self, other: Self) -> bool:
        """Whether the two would be answered differently, or their intervals have nothing in common."""
        if self.verdict != other.verdict:
            return True
        if self.low is None or self.high is None or other.low is None or other.high is None:
            return False
        return self.low > other.high or other.low > self.high


def more_careful(one: Ratio, other: Ratio) -> Ratio:
    """The one that claims less; of equal claims the less sure one. What contradicts each other is no difference."""
    if {one.verdict, other.verdict} == {FEWER, MORE}:
        ends = [end for ratio in (one, other) for end in (ratio.low, ratio.high) if end is not None]
        return replace(other, low=min(ends), high=max(ends))
    return min(other, one, key=lambda ratio: (_CLAIM[ratio.verdict], -ratio.width))


def _finite(value: Any) -> float | None:
    number = float(value)
    return number if np.isfinite(number) else None
