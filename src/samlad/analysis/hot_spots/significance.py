"""From standard scores or permutations to p-values, corrected ones and classes: what all local statistics share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samlad.analysis.checks import (
    as_generator,
    as_numbers,
    check_choice,
    check_length,
    check_share,
    check_whole,
)
from samlad.analysis.errors import InputError
from samlad.analysis.hot_spots.exact import exact_chances
from samlad.analysis.hot_spots.false_discovery import CORRECTIONS, Correction, adjust_p
from samlad.analysis.hot_spots.neighbours import Neighbours
from samlad.analysis.hot_spots.null import ALTERNATIVES, Alternative, Chances, Tails, normal, permuted
from samlad.analysis.hot_spots.warnings import TOO_FEW_PERMUTATIONS, unattainable, warnings_of
from samlad.analysis.results import Parameters

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
PERMUTATION, EXACT = "permutation", "exact"


@dataclass(frozen=True, slots=True, eq=False)
class Testing:
    """How the cells are tested."""

    null: str
    alternative: Alternative
    correction: Correction
    alphas: tuple[float, ...]
    replications: int
    shared: bool
    rng: np.random.Generator | None

    def check(self, nulls: tuple[str, ...]) -> None:
        """Raises `InputError`."""
        check_choice("null", self.null, nulls)
        check_choice("alternative", self.alternative, ALTERNATIVES)
        check_choice("correction", self.correction, CORRECTIONS)
        check_whole("replications", self.replications, 1)
        for alpha in self.alphas:
            check_share("alphas", alpha)
        if not self.alphas:
            raise InputError(
                "{argument} is {value}. {remedy}",
                argument="alphas",
                value=self.alphas,
                remedy="Give at least one, for instance (0.05,).",
            )
        if self.null == PERMUTATION:
            as_generator(self.rng, "null='permutation'")

    @property
    def parameters(self) -> Parameters:
        """As they stand in a result."""
        drawn = self.null == PERMUTATION
        return {
            "null": self.null,
            "alternative": self.alternative,
            "correction": self.correction,
            "alphas": ", ".join(f"{alpha:g}" for alpha in self.alphas),
            "replications": self.replications if drawn else 0,
            "shared": drawn and self.shared,
        }


@dataclass(frozen=True, slots=True, eq=False)
class Significance:
    """Of each cell, and what the reader should know."""

    p: Floats
    p_adjusted: Floats
    classes: NDArray[np.int8]
    warnings: tuple[str, ...]


def significance(
    testing: Testing,
    values: Floats,
    neighbours: Neighbours,
    sums: Floats,
    z: Floats,
    sign: Floats | None = None,
) -> Significance:
    """Test each cell's sum over its neighbours.

    `sums` are without the scale of the neighbours. `sign` turns those of some cells round (−1), or says that they
    are 0 whatever the neighbours have: local Moran is such a sum times the cell's own deviation.
    """
    tails: Chances | Tails
    if testing.null == PERMUTATION and testing.rng is not None:
        tails = permuted(
            values,
            neighbours,
            permutations=testing.replications,
            rng=testing.rng,
            shared=testing.shared,
            sums=sums,
        )
    elif testing.null == EXACT:
        tails = exact_chances(values, neighbours)
    else:
        tails = normal(z)
    if sign is not None and testing.null in (PERMUTATION, EXACT):
        tails = tails.turned(sign < 0)
    p = tails.p(testing.alternative)
    idle = neighbours.counts == 0 if sign is None else (neighbours.counts == 0) | (sign == 0)
    if testing.null in (PERMUTATION, EXACT):
        p = np.where(idle, 1.0, p)
    adjusted = adjust_p(p, correction=testing.correction)
    reached = sum((adjusted <= alpha).astype(np.int8) for alpha in testing.alphas)
    warnings = warnings_of(values, neighbours, z, testing.null)
    if testing.null == PERMUTATION and _out_of_reach(testing, p):
        warnings = (*warnings, TOO_FEW_PERMUTATIONS)
    return Significance(p, adjusted, (reached * tails.side).astype(np.int8), warnings)


def checked(values: ArrayLike, neighbours: Neighbours) -> Floats:
    """Values of cells that can be tested; raises `InputError`."""
    x = as_numbers("values", values)
    if x.ndim != 1 or len(x) < 3:
        raise InputError(
            "{argument} has shape {value}. {remedy}",
            argument="values",
            value=x.shape,
            remedy="Give one value for each of at least three cells, for a grid values.ravel().",
        )
    check_length("values", x, neighbours.n, "cells of the neighbours")
    if (x == x[0]).all():
        raise InputError(
            "{argument} are all {value}. {remedy}",
            argument="values",
            value=f"{x[0]:g}",
            remedy="Where all cells are alike none is hot; at least one has to differ.",
        )
    if not neighbours.counts.any():
        raise InputError(
            "{argument} are lists of {value}. {remedy}",
            argument="neighbours",
            value="no neighbours at all",
            remedy="Choose a larger distance: at least one cell needs a neighbour.",
        )
    return x


def _out_of_reach(testing: Testing, p: Floats) -> bool:
    """Whether the correction makes more of the smallest p-value that permutations can give than any level."""
    if testing.correction == "none":
        return False
    tails = 2 if testing.alternative == "two_sided" else 1
    return unattainable(p, tails / (testing.replications + 1), max(testing.alphas))
