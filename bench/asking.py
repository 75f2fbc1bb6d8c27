"""How long the answers take: the first, those to new queries, and those to a query asked again."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.client import Client
from samlad.demo.world import END
from samlad.picture.periods import Kind, Period

ANSWERS = {
    "picture page": "picture?period={week}",
    "picture.json": "picture.json?period={week}",
    "picture.csv": "picture.csv?period={week}",
    "picture.geojson, areas": "picture.geojson?period={week}",
    "picture.geojson, hexagons": "picture.geojson?period={week}&map=hexagons",
    "picture.pdf": "picture.pdf?period={week}",
    "incidents page": "incidents?period={week}",
    "incidents.csv of a week": "incidents.csv?period={week}",
}
AGAIN = "2025-W20"


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of one kind of answer."""

    name: str
    first: float
    new: tuple[float, ...]
    again: tuple[float, ...]

    def row(self) -> list[str]:
        return [self.name, f"{self.first:.0f}", *_middle_and_high(self.new), *_middle_and_high(self.again)]


def _middle_and_high(milliseconds: Sequence[float]) -> list[str]:
    return [f"{statistics.median(milliseconds):.0f}", f"{high(milliseconds):.0f}"]


def high(milliseconds: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(milliseconds, n=20, method="inclusive")[-1]


def timings(client: Client, requests: int) -> list[Timing]:
    """Ask for each kind of answer; no two kinds share the filter that makes a query new.

    A week and an area together are a new query; the process keeps no answer to it from another kind.
    """
    found = []
    for number, (name, address) in enumerate(ANSWERS.items()):
        filters = f"&category={('SKA', 'BRA', 'NAR', 'ALK', 'HOT', 'VAL', 'SAM', 'TRA')[number]}"
        ask = _asking(client, address)
        first = ask(AGAIN, filters)
        new = tuple(ask(week, filters) for week in _weeks(requests))
        again = tuple(ask(AGAIN, filters) for _ in range(requests))
        found.append(Timing(name, first, new, again))
    unfiltered = _asking(client, ANSWERS["picture page"])
    found.insert(
        0,
        Timing(
            "picture page, nothing filtered",
            unfiltered(AGAIN, ""),
            tuple(unfiltered(week, "") for week in _weeks(requests)),
            tuple(unfiltered(AGAIN, "") for _ in range(requests)),
        ),
    )
    return found


def _asking(client: Client, address: str) -> Callable[[str, str], float]:
    return lambda week, filters: client.get(address.format(week=week) + filters).milliseconds


def _weeks(number: int) -> list[str]:
    last = Period.holding(END, Kind.WEEK)
    return [last.shifted(-step).label for step in range(1, number + 1)]


def seconds_until_seen(client: Client, environment: dict[str, str], folder: Path) -> float:
    """From the commit of a new row in another process until the picture counts it."""
    file = folder / "one.csv"
    header = "id;datum;kategori;latitud;longitud;beskrivning"
    row = f"ny-{time.time()};{END} 12:00;Klotter;65,5848;22,1547;Klotter på vägg"
    file.write_text(f"{header}\n{row}\n{row.replace('ny', 'till')}\n", encoding="utf-8")
    week = Period.holding(END, Kind.WEEK).label
    before = _count(client, week)
    writing = subprocess.Popen(
        [sys.executable, "-m", "bench.bringing_in", str(file)],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
    )
    until = time.monotonic() + 120
    while _count(client, week) == before:
        if time.monotonic() > until:
            raise RuntimeError("the new rows were never seen")
        time.sleep(0.01)
    seen = time.time()
    committed = float(json.loads(writing.communicate()[0])["committed"])
    # Work goes on a little after the commit, so this may come out at nothing.
    return max(0.0, seen - committed)


def _count(client: Client, week: str) -> int:
    return int(json.loads(client.plain(f"picture.json?period={week}"))["totals"]["count"])
