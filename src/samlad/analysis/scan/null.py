"""The null hypotheses: nothing but the margins, the population, or chance among persons decides where cases are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from samlad.analysis.scan.draws import Seeds, Tables, choice, margins
from samlad.analysis.scan.maxima import Draw

if TYPE_CHECKING:
    from samlad.analysis.scan.search import Null

Floats = NDArray[np.float64]


def permuted(rows: Floats, columns: Floats) -> Null:
    """Space–time permutation: where and when are independent, given how many in each cell and each period."""

    def null(periods: int, tables: int, rng: np.random.Generator) -> tuple[int, Draw]:
        inside = columns[len(columns) - periods :]
        wanted = np.append(inside, columns.sum() - inside.sum()).astype(np.int64)
        drawing = margins(rows.astype(np.int64), wanted)
        return periods, lambda block, seeds: drawing.draw(seeds)

    return null


def poisson(means: Floats) -> Null:
    """Independent Poisson counts, given their sum; the periods that are not drawn hold the rest of it."""

    def null(periods: int, tables: int, rng: np.random.Generator) -> tuple[int, Draw]:
        drawn = means[:, means.shape[1] - periods :]
        total = means.sum()
        cases = rng.binomial(round(total), min(1.0, drawn.sum() / total), size=tables).astype(np.int64)
        places = choice(drawn, persons=False)
        return periods, lambda block, seeds: places.draw(seeds, cases[block])

    return null


def persons(everybody: Floats, cases: float) -> Null:
    """Each of the persons is as likely a case as any other; the fewer of cases and controls are drawn."""

    def null(periods: int, tables: int, rng: np.random.Generator) -> tuple[int, Draw]:
        fewer = min(cases, everybody.sum() - cases)
        number = np.full(tables, round(fewer), dtype=np.int64)
        places = choice(everybody, persons=True)

        def draw(block: slice, seeds: Seeds) -> Tables:
            table = places.draw(seeds, number[block])
            return table if fewer == cases else everybody.astype(np.int32) - table

        return everybody.shape[1], draw

    return null


def cumulative(means: Floats) -> Floats:
    """Sums along time with a leading 0."""
    sums = np.zeros((means.shape[0], means.shape[1] + 1))
    np.cumsum(means, axis=1, out=sums[:, 1:])
    return sums
