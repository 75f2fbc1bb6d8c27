"""The benchmark's file: simulated incidents of Luleå as one organisation would send them, seeded."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from samlad.demo.crosswalks import swedish_names
from samlad.demo.flaws import draw_flaws
from samlad.demo.frames import organisation_frame
from samlad.demo.simulate import simulate
from samlad.demo.world import ORGANISATIONS
from samlad.demo.write import MUNICIPALITY_HEADERS

SEED = 2580
# The simulation's scale is proportional to its rows; 58 gives a little more than a million.
ROWS_OF_SCALE_ONE = 17_000


def write_incidents(rows: int, path: Path) -> None:
    """Write exactly `rows` incidents of three years in the columns of the municipality's file, the last kept."""
    found = pl.DataFrame()
    scale = rows / ROWS_OF_SCALE_ONE
    while len(found) < rows:
        found = _incidents(scale)
        scale *= 1.1 * max(1.0, rows / max(len(found), 1))
    found = found.sort("occurred_from", maintain_order=True).tail(rows)
    found.select(pl.col(name).alias(header) for name, header in MUNICIPALITY_HEADERS.items()).write_csv(
        path, separator=";", include_bom=True
    )


def _incidents(scale: float) -> pl.DataFrame:
    simulated = simulate(SEED, scale=scale)
    flaws = draw_flaws(simulated)
    return pl.concat(
        organisation_frame(simulated, name, flaws[name], swedish_names()) for name in ORGANISATIONS
    ).with_columns(
        pl.when(~pl.col("place_only")).then(
            pl.col(name).round(6).cast(pl.String).str.replace(".", ",", literal=True)
        )
        for name in ("latitude", "longitude")
    )
