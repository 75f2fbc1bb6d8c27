"""Whether an effect that was said to be visible is seen as often as said: docs/methods/power.md.

`python -m bench.truth power`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bench.promises import Answer, Promise, told
from bench.worlds import KINDS, WEEKS_PER_YEAR, Kind
from samlad.analysis import detectable_effect, effect

PAGE = "methods/power.md"
WORLDS = 1_000
POWER, COMPARISON, BEFORE, DURING = 0.8, 3.0, 52, 26


def promises(worlds: int, rng: np.random.Generator) -> Iterator[Promise]:
    """The least effect that is seen four times in five is there: one in five may be missed."""
    for kind in KINDS:
        said = detectable_effect(
            kind.mean, COMPARISON * kind.mean, BEFORE, [DURING], dispersion=kind.dispersion, power=POWER
        )
        if said.visible[0]:
            ratio = float(said.estimate[0])
            draws = (seen(rng, kind, ratio) for _ in range(worlds))
            yield from told(kind.name, draws, allowed=100 * (1 - POWER), besides=("started_after_peak",))


def seen(rng: np.random.Generator, kind: Kind, ratio: float) -> dict[str, Answer]:
    """Whether `effect` calls it fewer in one world; too little data is not seen."""
    expected = kind.expected(rng, np.array([1.0, COMPARISON]), BEFORE + DURING, WEEKS_PER_YEAR)
    expected[0, BEFORE:] *= ratio
    target, other = kind.draw(rng, expected)
    found = effect(target[:BEFORE], target[BEFORE:], other[:BEFORE], other[BEFORE:])
    missed = found.too_little_data or float(found.interval.high) >= 1
    return {"`detectable_effect`, `needed_weeks`": Answer(missed, found.warnings)}
