"""Ours and a peer on the same arrays in the same run, alternating, and a line of the table for it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

TIMES = 3
LEAST = 0.1  # seconds: shorter works, ours and the peer's alike, are repeated until this is full
HEAD = "| work | peer | peer's time | ours | times as fast | aim |"
Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Race:
    """One work. `make` prepares the data and returns ours and, where the peer is installed, the peer's way.

    `needs` names the module that the peer's way imports; without it, or without a peer's way, `cited` stands in
    the table: seconds measured elsewhere, with their source.
    """

    work: str
    peer: str
    aim: float  # so many times as fast as the peer
    make: Callable[[], tuple[Work, Work | None]]
    needs: str = ""
    cited: float | None = None
    slow: bool = False  # the peer takes more than some seconds: it runs once


@dataclass(frozen=True, slots=True)
class Time:
    """Median seconds of ours and the peer's; the peer's measured here, or cited."""

    race: Race
    ours: float
    peer: float | None
    measured: bool

    @property
    def ratio(self) -> float | None:
        return None if self.peer is None else self.peer / self.ours


def run(race: Race) -> Time:
    """Ours and the peer's, alternating; the first call of ours is not counted."""
    ours, peer = race.make()
    if race.needs and find_spec(race.needs) is None:
        peer = None
    ours()
    own: list[float] = []
    theirs: list[float] = []
    for number in range(TIMES):
        own.append(seconds(ours))
        if peer is not None and not (race.slow and number):
            theirs.append(seconds(peer))
    measured = bool(theirs)
    return Time(race, statistics.median(own), statistics.median(theirs) if measured else race.cited, measured)


def seconds(work: Work) -> float:
    """How long one call takes; of a short one, on average."""
    calls, taken = 0, 0.0
    started = time.perf_counter()
    while taken < LEAST:
        work()
        calls, taken = calls + 1, time.perf_counter() - started
    return taken / calls


def row(found: Time) -> str:
    """A line of the table."""
    peer = "–" if found.peer is None else f"{found.peer:.4g} s" + ("" if found.measured else " (cited)")
    ratio = "–" if found.ratio is None else f"{found.ratio:.0f}"
    return f"| {found.race.work} | {found.race.peer} | {peer} | {found.ours:.4g} s | {ratio} | {found.race.aim:g} |"
