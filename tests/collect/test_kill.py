"""`kill -9` at any point of an import: whoever goes on loses nothing and counts nothing twice.

Real processes on a database of their own: SQLite in a temporary folder, or PostgreSQL where DATABASE_URL says so.
"""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from tests.collect import kill_child

ROOT = Path(__file__).resolve().parents[2]
ROWS = 40_000
COUNTERS = ("rows_read", "rows_done", "rows_stored", "rows_repeated", "rows_corrections", "rows_rejected")
COUNTED = f"SELECT {', '.join(COUNTERS)} FROM collect_importjob"  # noqa: S608 - constants of this file
# Asked in one statement, which sees one moment: PostgreSQL may still be ending the commit of a process that is dead.
STANDING = f"""
SELECT {", ".join(COUNTERS)},
  (SELECT count(*) FROM collect_incident), (SELECT count(*) FROM collect_correction),
  (SELECT count(*) FROM collect_importrejection),
  (SELECT count(*) FROM people_auditentry WHERE action = 'admit'),
  (SELECT count(*) FROM collect_importchunk), (SELECT data_version FROM people_collaboration)
FROM collect_importjob
"""  # noqa: S608 - constants of this file
# Where the process dies, at which call: behind the insert, the withdrawals, the audit row and the list of rejected
# rows of a chunk (its transaction is undone), and behind its commit.
MOMENTS = (("insert", 2), ("withdraw", 3), ("audit", 1), ("rejections", 4), ("store", 2))


@dataclass(frozen=True)
class Database:
    """A database of its own, and how processes and this test reach it."""

    environment: dict[str, str]
    connect: Callable[[], Any]

    def value(self, query: str) -> Any:
        with closing(self.connect()) as connection:
            return connection.cursor().execute(query).fetchone()

    def change(self, query: str) -> None:
        with closing(self.connect()) as connection:
            connection.cursor().execute(query)
            connection.commit()

    def start(self, *command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=os.environ | self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    environment = {"SAMLAD_DATA": str(tmp_path), "PYTHONPATH": str(ROOT / "src"), "SAMLAD_HTTPS": "no"}
    environment |= {"SAMLAD_LOG_LEVEL": "ERROR", "POLARS_MAX_THREADS": "1"}
    if url := os.environ.get("DATABASE_URL"):
        with _postgresql(url, environment) as own:
            yield own
    else:
        path = tmp_path / "samlad.sqlite3"
        yield Database(environment | {"DATABASE_URL": ""}, lambda: sqlite3.connect(path, timeout=30))


@contextmanager
def _postgresql(url: str, environment: dict[str, str]) -> Iterator[Database]:
    import psycopg

    name = f"test_samlad_kill_{os.getpid()}"
    own = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    try:
        yield Database(environment | {"DATABASE_URL": own}, lambda: psycopg.connect(own))
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def expected() -> dict[str, int]:
    """What is to come of the rows, worked out without the product."""
    keys: set[str] = set()
    corrected: set[str] = set()
    counts = dict.fromkeys(COUNTERS, 0) | {"rows_read": ROWS, "rows_done": ROWS}
    for number in range(ROWS):
        name, _, kind, _, _, count, _ = kill_child.line(number).split(";")
        known = corrected if count == "-1" else keys
        if count == "-1":
            counts["rows_corrections" if name not in known else "rows_repeated"] += 1
        elif kind == "Ufo":
            counts["rows_rejected"] += 1
            continue
        else:
            counts["rows_stored" if name not in known else "rows_repeated"] += 1
        known.add(name)
    return counts | {"incidents": len(keys), "counted": len(keys - corrected)}


def prepared(database: Database) -> None:
    process = database.start("tests.collect.kill_child", "prepare", str(ROWS))
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    assert database.value("SELECT state FROM collect_importjob") == ("running",)
    assert int(output) > 0


def working(database: Database, *where: str) -> subprocess.Popen[str]:
    return database.start("tests.collect.kill_child", "work", *where)


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.stdin.write("go\n")
    process.stdin.flush()


def whole(database: Database) -> bool:
    """At any moment the counters say exactly what lies in the tables: chunks go in whole."""
    *counted, incidents, corrections, rejected, admitted, left, version = database.value(STANDING)
    job = dict(zip(COUNTERS, counted, strict=True))
    assert (incidents, corrections, rejected) == (
        job["rows_stored"],
        job["rows_corrections"],
        job["rows_rejected"],
    )
    assert job["rows_done"] == sum(job[name] for name in COUNTERS[2:])
    assert job["rows_done"] + left * kill_child.CHUNK_ROWS == ROWS
    # One data version per chunk that is in: none is lost, none is taken twice.
    assert version == admitted == ROWS // kill_child.CHUNK_ROWS - left
    return bool(left == 0)


def came_out(database: Database) -> dict[str, int]:
    counters = database.value(COUNTED)
    return dict(zip(COUNTERS, counters, strict=True)) | {
        "incidents": database.value("SELECT count(DISTINCT external_key) FROM collect_incident")[0],
        "counted": database.value("SELECT count(*) FROM collect_incident WHERE state = 1")[0],
    }


@pytest.mark.slow
def test_killed_at_every_kind_of_moment_and_by_chance(database: Database) -> None:
    prepared(database)
    chance = random.Random(20261123)
    processes = [working(database, where, str(calls)) for where, calls in MOMENTS]
    for process in processes:
        go(process)
        assert process.wait(timeout=60) == -signal.SIGKILL
        assert not whole(database)
    by_chance = [working(database) for _ in range(2)]
    for process in by_chance:
        go(process)
        time.sleep(chance.uniform(0.02, 0.3))
        process.kill()
        process.wait(timeout=60)
        whole(database)
    last = working(database)
    go(last)
    output, _ = last.communicate(timeout=120)
    assert last.returncode == 0
    assert whole(database)
    assert came_out(database) == expected()
    assert database.value("SELECT state FROM collect_importjob") == ("done",)
    # The process that went on held columns from before; they are current without a restart.
    seen = json.loads(output)
    assert seen["version_after"] == ROWS // kill_child.CHUNK_ROWS > seen["version_before"]
    assert seen["ids"] == seen["rows"] == expected()["incidents"]
    assert seen["counted"] == expected()["counted"]


@pytest.mark.slow
def test_a_worker_takes_up_what_a_lost_one_left(database: Database) -> None:
    """Two real workers: neither touches the job while its lease stands, and together they do it once."""
    prepared(database)
    lost = working(database, "insert", "3")
    go(lost)
    assert lost.wait(timeout=60) == -signal.SIGKILL
    # Nobody else's job yet: the lease of the lost process has not run out.
    left = database.value("SELECT count(*) FROM collect_importchunk")
    workers = [database.start("samlad.cli", "worker") for _ in range(2)]
    try:
        time.sleep(2)
        assert database.value("SELECT count(*) FROM collect_importchunk") == left
        database.change("UPDATE collect_importjob SET lease_until = '2020-01-01 00:00:00'")
        for _ in range(600):
            if database.value("SELECT state FROM collect_importjob") == ("done",):
                break
            time.sleep(0.1)
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(timeout=20)
    assert whole(database)
    assert came_out(database) == expected()
    assert database.value("SELECT count(*) FROM people_auditentry WHERE action = 'finish'") == (1,)
