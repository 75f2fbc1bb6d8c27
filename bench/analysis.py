"""The analyses against the field's own tools, on the same arrays in the same run: the table of docs/methods.md.

`python -m bench.analysis [WORD …] [--write]` runs the races of every `bench/peers_*.py` whose name or work holds one of
the words. A peer that is not installed is cited, with where it was measured. `--write` puts the table into the page.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import subprocess
import sys
import time
from pathlib import Path

import bench
from bench.machine import described
from bench.racing import HEAD, Race, Time, row, run

PAGE = Path(__file__).parent.parent / "docs" / "methods.md"
BEGIN, END = "<!-- bench analysis: begin -->", "<!-- bench analysis: end -->"
FIRST = "--first"
RULE = "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|"


def races() -> list[tuple[str, int, Race]]:
    """Every race with the module and the number that it is found by."""
    found = []
    for module in sorted(pkgutil.iter_modules(bench.__path__), key=lambda one: one.name):
        if module.name.startswith("peers_"):
            name = f"bench.{module.name}"
            found += [(name, number, race) for number, race in enumerate(importlib.import_module(name).RACES)]
    return found


def first_call(module: str, number: int) -> dict[str, float]:
    """In a process of its own: import, first call and the next one."""
    answer = subprocess.run(
        [sys.executable, "-m", "bench.analysis", FIRST, module, str(number)],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return found


def tell_first(module: str, number: int) -> None:
    """The other side of `first_call`."""
    started = time.perf_counter()
    importlib.import_module("samlad.analysis")
    imported = time.perf_counter() - started
    race: Race = importlib.import_module(module).RACES[number]
    ours, _peer = race.make()
    started = time.perf_counter()
    ours()
    called = time.perf_counter() - started
    started = time.perf_counter()
    ours()
    again = time.perf_counter() - started
    print(json.dumps({"import": imported, "first": called, "again": again}))


def told(found: Time, first: dict[str, float]) -> str:
    """The line of the table, with import, first call, what being the first cost, and memory."""
    extra = max(0.0, first["first"] - first["again"])
    theirs = "–" if found.peer_memory is None else f"{found.peer_memory:.0f}"
    return (
        f"{row(found)} {first['import']:.2f} + {first['first']:.3g} s | {first['import'] + extra:.2f} s "
        f"| {found.memory:.0f} | {theirs} |"
    )


def main() -> None:
    """Run what was asked for, and print the table as it grows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    lines = [
        described("no database", 1),
        "",
        f"{HEAD} import + first call | of it for being first | MB, ours | MB, peer's |",
        RULE,
    ]
    print("\n".join(lines), flush=True)
    for module, number, race in races():
        if options.words and not any(word in f"{module} {race.work}" for word in options.words):
            continue
        lines.append(told(run(race), first_call(module, number)))
        print(lines[-1], flush=True)
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        before, rest = page.split(BEGIN)
        PAGE.write_text(
            f"{before}{BEGIN}\n{chr(10).join(lines)}\n{END}{rest.split(END)[1]}", encoding="utf-8"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == [FIRST]:
        tell_first(sys.argv[2], int(sys.argv[3]))
    else:
        main()
