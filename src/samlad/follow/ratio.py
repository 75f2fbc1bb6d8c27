"""A rate ratio as it is kept, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from samlad.analysis.effects.effect import Effect

FEWER, MORE, NO_DIFFERENCE, TOO_LITTLE_DATA = "fewer", "more", "no_difference", "too_little_data"


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


def _finite(value: Any) -> float | None:
    number = float(value)
    return number if np.isfinite(number) else None
