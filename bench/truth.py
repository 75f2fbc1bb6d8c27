"""Does every interval and every alarm keep its promise? The summary of docs/methods.md.

`python -m bench.truth [WORD …] [--worlds N | --quick] [--write]` asks every `bench/truth_*.py` whose name holds one of
the words: each offers `promises(worlds, rng)`, `WORLDS`, how many a full run takes, and `PAGE`, where its methods are
told of. `--write` puts the rows into the page and leaves those of other modules as they are. Seeded by module and kind
of world: the same figures each time, whichever are asked for. A full run takes about an hour of one processor.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import numpy as np

import bench
from bench.promises import Promise
from bench.worlds import NAMES

DOCS = Path(__file__).parent.parent / "docs"
PAGE = DOCS / "methods.md"
BEGIN, END = "<!-- bench truth: begin -->", "<!-- bench truth: end -->"
PREFIX = "truth_"
SEED, QUICK = 20267, 4
HEAD = f"| asked for by | method | promised | {' | '.join(NAMES)} | answers | on |"
RULE = f"|---|---|---:|{'---:|' * len(NAMES)}---:|---|"


def modules(words: list[str]) -> dict[str, ModuleType]:
    """The modules by the word that asks for them."""
    names = sorted(one.name for one in pkgutil.iter_modules(bench.__path__) if one.name.startswith(PREFIX))
    wanted = {name.removeprefix(PREFIX): name for name in names}
    return {
        word: importlib.import_module(f"bench.{name}")
        for word, name in wanted.items()
        if not words or any(one in word for one in words)
    }


def found(word: str, module: ModuleType, worlds: int | None) -> Iterator[Promise]:
    """What one module finds."""
    rng = np.random.default_rng([SEED, zlib.crc32(word.encode())])
    yield from module.promises(worlds or module.WORLDS, rng)


def row(word: str, page: str, promises: list[Promise], day: str) -> str:
    """One method in all kinds of worlds."""
    one, cells = promises[0], {promise.world: promise.cell for promise in promises}
    promised = f"{100 - one.allowed:g}" if one.covers else f"≤ {one.allowed:g}"
    least = min(promise.n for promise in promises)
    answers = f"{least:,}" if least else "all"
    return (
        f"| [{word}]({page}) | {one.method} | {promised} | "
        f"{' | '.join(cells.get(name, '–') for name in NAMES)} | {answers} | {day} |"
    )


def table(word: str, page: str, promises: Iterable[Promise], day: str) -> tuple[list[str], list[str]]:
    """Rows and notes of a module, a method each."""
    methods: dict[str, list[Promise]] = defaultdict(list)
    for promise in promises:
        methods[promise.method].append(promise)
    rows = [row(word, page, given, day) for given in methods.values()]
    alike: dict[str, list[str]] = defaultdict(list)
    for method, given in methods.items():
        worlds: dict[str, list[str]] = defaultdict(list)
        for promise in given:
            if promise.note:
                worlds[promise.note].append(promise.world)
        if worlds:
            alike["; ".join(f"{', '.join(there)}: {said}" for said, there in worlds.items())].append(method)
    return rows, [f"- [{word}]({page}), {joined(names)}: {said}." for said, names in alike.items()]


def joined(methods: list[str]) -> str:
    """Names with the same note: what they begin with is said once."""
    start = methods[0].partition("`, ")
    if start[1] and all(method.startswith(f"{start[0]}`, ") for method in methods):
        return f"{start[0]}`, {' / '.join(method.partition('`, ')[2] for method in methods)}"
    return " and ".join(methods)


def merged(old: str, new: dict[str, tuple[list[str], list[str]]]) -> str:
    """The part of the page between its marks: new rows and notes, and the old ones of modules that were not asked."""
    kept: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for line in old.splitlines():
        for number, start in enumerate(("| [", "- [")):
            word = line.removeprefix(start).partition("]")[0]
            if line.startswith(start) and word not in new:
                kept[word][number].append(line)
    kept.update(new)
    rows = [line for word in sorted(kept) for line in kept[word][0]]
    notes = [line for word in sorted(kept) for line in kept[word][1]]
    return "\n".join([HEAD, RULE, *rows, "", *(notes or ["Every promise holds."])])


def main() -> None:
    """Ask what was asked for, print each answer as it comes, then the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--worlds", type=int, help="worlds of each kind, instead of each module's own number")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} worlds: only to see that all runs")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    day, tables = datetime.now(UTC).date().isoformat(), {}
    for word, module in modules(options.words).items():
        promises = []
        for promise in found(word, module, QUICK if options.quick else options.worlds):
            print(
                f"{word}, {promise.method}, {promise.world}: {promise.cell} ± {promise.error:.1f}", flush=True
            )
            promises.append(promise)
        tables[word] = table(word, module.PAGE, promises, day)
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    old, after = rest.split(END)
    text = merged(old, tables)
    print(f"\n{text}")
    if options.write:
        PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
