"""What is wrong in the files on purpose: personal data in descriptions, rows that cannot be used, repeats."""

from dataclasses import dataclass

import numpy as np

from samlad.demo.simulate import Simulated
from samlad.demo.texts import personal_texts
from samlad.demo.world import ORGANISATIONS

REPEATS = 5
# One row of each kind is added to each file, beside the simulated ones.
UNUSABLE = ("swapped coordinates", "impossible date", "unknown category", "date in the future", "far outside")


@dataclass(frozen=True, slots=True)
class Flaws:
    """Row numbers (in the order of the simulated incidents) of what one organisation's file gets wrong.

    `personal` maps a row to the description that replaces its own; `unusable` maps a kind of fault to the row
    that is copied, with a number of its own, and spoilt; `repeated` rows come twice, word for word.
    """

    personal: dict[int, str]
    unusable: dict[str, int]
    repeated: tuple[int, ...]


def draw_flaws(simulated: Simulated) -> dict[str, Flaws]:
    """Pick them, by the simulation's seed; a file with very few rows gets fewer."""
    texts = personal_texts()
    flaws = {}
    for number, name in enumerate(ORGANISATIONS):
        rng = np.random.default_rng([simulated.seed, number])
        mine = np.flatnonzero(simulated.organisation == number)
        own = texts[number :: len(ORGANISATIONS)]
        picked = [int(row) for row in rng.permutation(mine)[: len(own) + len(UNUSABLE) + REPEATS]]
        personal, rest = picked[: len(own)], picked[len(own) :]
        flaws[name] = Flaws(
            personal=dict(zip(personal, own, strict=False)),
            unusable=dict(zip(UNUSABLE, rest, strict=False)),
            repeated=tuple(rest[len(UNUSABLE) :]),
        )
    return flaws
