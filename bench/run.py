"""How fast Samlad is: `python -m bench.run [--rows 100000 1000000] [--database sqlite|postgresql] [--quick] [--write]`.

Generates incidents by a fixed seed, brings them in through the full door in a process of its own, starts the
server and asks it over HTTP on loopback. The tables go to the screen; `--write` puts them into docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import acting, machine, peers, wheel_asking
from bench.asking import Timing, high, seconds_until_seen, timings
from bench.bringing_in import SLUG
from bench.client import Client, Memory, serving
from bench.database import environment_for
from bench.generate import write_incidents

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
PARTS = ("read and guard", "normalise", "locate", "store")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--workers", type=int, default=1, help="web processes")
    parser.add_argument("--quick", action="store_true", help="10,000 rows and 10 requests of a kind")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    options = parser.parse_args(arguments)
    rows = [10_000] if options.quick else options.rows
    requests = 10 if options.quick else 60
    parts = [machine.described(options.database, options.workers)]
    parts += [_one(number, requests, options.database, options.workers) for number in rows]
    text = "\n\n".join(parts)
    print(text)
    if options.write:
        _write(text, options.database)
    return 0


def _one(rows: int, requests: int, database: str, workers: int) -> str:
    with (
        tempfile.TemporaryDirectory(prefix="samlad-bench-") as name,
        environment_for(database, Path(name) / "data") as environment,
    ):
        file = Path(name) / "incidents.csv"
        write_incidents(rows, file)
        _run(["samlad.cli", "setup"], environment)
        brought_in = json.loads(_run(["bench.bringing_in", str(file)], environment))
        floor = peers.floor_seconds(file, Path(name) / "floor.sqlite3")
        with serving(environment, workers) as server:
            client = Client(server.port)
            found = timings(client, requests)
            memory = server.memory()
            delay = seconds_until_seen(client, environment, Path(name))
        pages = json.loads(_run(["bench.wheel", SLUG], environment))
        with serving(environment, workers) as server:
            wheel = wheel_asking.timings(server, pages, requests)
            acted = acting.timings(server, pages, min(requests, acting.TIMES))
            grown = server.memory()
        counting = json.loads(_run(["bench.peers", SLUG], environment))
    return "\n\n".join(
        [
            f"### {rows:,} incidents",
            _import_table(brought_in, floor),
            _answer_table(found),
            _memory_and_delay(memory, delay),
            _wheel_table(wheel),
            _acted_table(acted, grown),
            _counting_table(counting),
        ]
    )


def _memory_and_delay(memory: Memory, delay: float) -> str:
    return (
        f"Web process: {memory.web:.0f} MB resident after all these requests, {memory.web_peak:.0f} MB at its "
        f"peak. Beside it, while PDFs are made and a minute longer, a press: {memory.press:.0f} MB at most. "
        f"A row written by another process was in the answer after {delay:.1f} s."
    )


def _run(module: Sequence[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *module], env=os.environ | environment, check=True, stdout=subprocess.PIPE
    )
    return done.stdout.decode()


def _import_table(done: dict[str, Any], floor: float) -> str:
    rows, seconds = done["rows"], done["seconds"]
    parts = {part: done["parts"][part] for part in PARTS}
    # A chunk is normalised and located while the one before it is stored.
    alone = sum(parts[part] for part in ("read and guard", "store"))
    parts["the rest (chunks in and out, commits, waiting for the door)"] = seconds - alone
    lines = [[name, f"{spent:.1f}", f"{rows / spent:,.0f}"] for name, spent in parts.items()]
    lines.append(["**the full door**", f"**{seconds:.1f}**", f"**{rows / seconds:,.0f}**"])
    lines.append(["of it processor time", f"{done['processor_seconds']:.1f}", ""])
    lines.append(["floor: `polars.read_csv` and `executemany`", f"{floor:.1f}", f"{rows / floor:,.0f}"])
    note = (
        f"{done['stored']:,} stored, {done['rejected']:,} rejected; the door takes {seconds / floor:.1f} times "
        f"the floor's time; the importing process had {done['peak_mb']:.0f} MB at its peak."
    )
    return f"{_table(['import', 's', 'rows/s'], lines)}\n\n{note}"


def _answer_table(found: Sequence[Timing]) -> str:
    heads = ["answer, ms", "first", "new query p50", "p95", "same query p50", "p95"]
    return _table(heads, [timing.row() for timing in found])


def _wheel_table(found: Sequence[wheel_asking.Timing]) -> str:
    heads = ["page of the wheel", "first, ms", "p50", "p95", "of it processor time", "kB"]
    slow = [timing.name for timing in found if high(timing.milliseconds) > wheel_asking.AIM]
    said = f"Over {wheel_asking.AIM} ms: {', '.join(slow)}." if slow else f"None over {wheel_asking.AIM} ms."
    return f"{_table(heads, [timing.row() for timing in found])}\n\n{said}"


def _acted_table(found: Sequence[acting.Timing], memory: Memory) -> str:
    heads = ["action, ms from the button to the page that follows", "times", "first", "p50", "longest"]
    note = (
        f"Web process: {memory.web_peak:.0f} MB at its peak, with all pages of the wheel and these actions."
    )
    return f"{_table(heads, [timing.row() for timing in found])}\n\n{note}"


def _counting_table(counting: dict[str, float]) -> str:
    samlad = counting["samlad"]
    lines = [[name, f"{spent:.1f}", f"{spent / samlad:.2f}"] for name, spent in counting.items()]
    return _table(["counting by area and week, median", "ms", "ratio"], lines)


def _table(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    rule = ["---", *(["---:"] * (len(heads) - 1))]
    return "\n".join(f"| {' | '.join(line)} |" for line in (heads, rule, *lines))


def _write(text: str, database: str) -> None:
    start, end = f"<!-- bench {database}: begin -->", f"<!-- bench {database}: end -->"
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(start)
    PAGE.write_text(f"{before}{start}\n{text}\n{end}{rest.split(end)[1]}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
