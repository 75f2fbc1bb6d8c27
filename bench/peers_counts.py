"""Counts by area, week and category of ten million incidents, beside DuckDB, Polars and pandas."""

from __future__ import annotations

import numpy as np

from bench.racing import Race, Work
from samlad.analysis import count_cells

INCIDENTS = 10_000_000
AREAS, WEEKS, CATEGORIES = 22, 156, 60
# On two cores of an AMD Genoa, where the peer is not installed.
DUCKDB, POLARS, PANDAS = 1.06, 1.30, 1.77


def _columns() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(20266)
    sizes = {"area": AREAS, "week": WEEKS, "category": CATEGORIES}
    return {name: rng.integers(0, size, INCIDENTS, dtype=np.int32) for name, size in sizes.items()}


def _ours(columns: dict[str, np.ndarray]) -> Work:
    return lambda: count_cells(list(columns.values()), (AREAS, WEEKS, CATEGORIES))


def _duckdb() -> tuple[Work, Work]:
    columns = _columns()

    def peer() -> object:
        import duckdb

        connection = duckdb.connect()
        connection.register("incidents", columns)
        return connection.sql(
            "SELECT area, week, category, COUNT(*) FROM incidents GROUP BY ALL"
        ).fetchnumpy()

    return _ours(columns), peer


def _polars() -> tuple[Work, Work]:
    import polars as pl

    columns = _columns()
    frame = pl.DataFrame(columns)
    return _ours(columns), lambda: frame.group_by("area", "week", "category").len()


def _pandas() -> tuple[Work, Work]:
    columns = _columns()

    def peer() -> object:
        import pandas as pd

        return pd.DataFrame(columns, copy=False).groupby(["area", "week", "category"]).size()

    return _ours(columns), peer


WORK = "counts by area × week × category, 10,000,000 incidents"
RACES: list[Race] = [
    Race(WORK, "DuckDB", 2, _duckdb, needs="duckdb", cited=DUCKDB),
    Race(WORK, "Polars", 2, _polars, needs="polars", cited=POLARS),
    Race(WORK, "pandas", 2, _pandas, needs="pandas", cited=PANDAS),
]
