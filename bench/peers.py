"""The same work by the shortest way: what the door and the counting are held against, in the same run.

`python -m bench.peers SLUG` counts the database's incidents and prints milliseconds as JSON.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import django
import numpy as np
import polars as pl
from numpy.typing import NDArray

TIMES = 9


def floor_seconds(file: Path, database: Path) -> float:
    """The file into a table without a key, unread and unguarded: nothing that stores rows can be faster by much."""
    started = time.perf_counter()
    frame = pl.read_csv(file, separator=";", infer_schema=False)
    columns = ", ".join(f"c{number}" for number in range(frame.width))
    marks = ", ".join("?" * frame.width)
    connection = sqlite3.connect(database)
    with connection:
        connection.execute(f"CREATE TABLE rows ({columns})")
        connection.executemany(f"INSERT INTO rows VALUES ({marks})", frame.rows())  # noqa: S608 - own names
    connection.close()
    return time.perf_counter() - started


def main(slug: str) -> None:
    """Count by area and week with what is at hand, and check that all agree."""
    django.setup()
    from samlad.people.models import Collaboration
    from samlad.picture.catalogue import catalogue
    from samlad.picture.columns import current
    from samlad.picture.compose import covered_periods
    from samlad.picture.periods import Kind, Period
    from samlad.picture.query import Query
    from samlad.picture.tally import tally

    collaboration = Collaboration.objects.get(slug=slug)
    columns, names = current(collaboration), catalogue(collaboration)
    query = Query(Period.parse("2026-W40"))
    assert query.period.kind is Kind.WEEK
    periods = covered_periods(columns, query, names)
    axes = {
        "areas": names.area_axis,
        "categories": names.category_axis,
        "organisations": names.organisation_axis,
        "places": names.place_axis,
    }
    first, end = periods[0].first_day, periods[-1].end_day
    frame = pl.DataFrame({name: getattr(columns, name) for name in ("day", "area", "category", "counted")})
    chosen = (
        pl.col("counted")
        & pl.col("day").is_between(first, end, closed="left")
        & pl.col("category").is_in(sorted(names.statistic_ids))
    )
    week = ((pl.col("day") - first) // 7).alias("week")

    def ours() -> NDArray[np.int64]:
        return tally(columns, query.selection(names), periods, **axes).by_area

    def theirs() -> pl.DataFrame:
        return frame.filter(chosen).group_by("area", week).len()

    lines = set(names.area_axis.line_of)
    assert int(np.sum(ours())) == theirs().filter(pl.col("area").is_in(lines))["len"].sum()
    answer = {
        "samlad": _median(ours),
        "Polars `group_by`, only that table": _median(theirs),
    }
    if find_spec("duckdb"):
        answer["DuckDB `GROUP BY`, only that table"] = _duckdb(frame, first, end, sorted(names.statistic_ids))
    sys.stdout.write(json.dumps(answer) + "\n")


def _duckdb(frame: pl.DataFrame, first: int, end: int, categories: list[int]) -> float:
    duckdb = import_module("duckdb")
    connection = duckdb.connect()
    connection.execute("CREATE TABLE incidents AS SELECT * FROM frame")
    listed = ", ".join(map(str, categories))
    statement = (
        f"SELECT area, (day - {first}) // 7 AS week, count(*) FROM incidents WHERE counted "  # noqa: S608
        f"AND day >= {first} AND day < {end} AND category IN ({listed}) GROUP BY ALL"
    )
    return _median(lambda: connection.execute(statement).fetchall())


def _median(work: Callable[[], Any]) -> float:
    spent = []
    for _ in range(TIMES):
        started = time.perf_counter()
        work()
        spent.append((time.perf_counter() - started) * 1000)
    return statistics.median(spent)


if __name__ == "__main__":
    main(sys.argv[1])
