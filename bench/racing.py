"""Ours and a peer on the same arrays in the same run, alternating, and a line of the table for it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar, cast

from bench import in_r

TIMES = 3
LEAST = 0.1  # seconds: shorter works, ours and the peer's alike, are repeated until this is full
HEAD = "| work | peer | peer's time | ours | times as fast | aim |"
Work = Callable[[], object]
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Race:
    """One work. `make` prepares the data and returns ours and, where the peer is installed, the peer's way.

    `needs` names the module that the peer's way imports, `in_r` the package of R whose seconds it returns; without
    it, or without a peer's way, `cited` stands in the table: seconds measured elsewhere, with their source.
    """

    work: str
    peer: str
    aim: float  # so many times as fast as the peer
    make: Callable[[], tuple[Work, Work | None]]
    needs: str = ""
    in_r: str = ""
    cited: float | None = None
    slow: bool = False  # the peer takes more than some seconds: it runs once


@dataclass(frozen=True, slots=True)
class Time:
    """Median seconds of ours and the peer's, measured here or cited; MB that a call adds (of R's packages not known)."""

    race: Race
    ours: float
    peer: float | None
    measured: bool
    memory: float
    peer_memory: float | None

    @property
    def ratio(self) -> float | None:
        return None if self.peer is None else self.peer / self.ours


def run(race: Race) -> Time:
    """Ours and the peer's, alternating; the first call of ours is not counted."""
    ours, peer = race.make()
    if (race.needs and find_spec(race.needs) is None) or (race.in_r and not in_r.there(race.in_r)):
        peer = None
    memory, _ = added(ours)
    own: list[float] = []
    theirs: list[float] = []
    peer_memory: float | None = None
    for number in range(TIMES):
        own.append(seconds(ours))
        if peer is None or (race.slow and number):
            continue
        if race.in_r:
            theirs.append(cast(float, peer()))
        elif number:
            theirs.append(seconds(peer))
        else:
            peer_memory, taken = added(partial(seconds, peer))
            theirs.append(taken)
    measured = bool(theirs)
    spent = statistics.median(theirs) if measured else race.cited
    return Time(race, statistics.median(own), spent, measured, memory, peer_memory)


def added(work: Callable[[], Answer]) -> tuple[float, Answer]:
    """The most that the process held during the work, over what it held before, in MB; and the work's answer."""
    Path("/proc/self/clear_refs").write_text("5")  # Linux: the peak is what is held now
    before = _held("VmRSS")
    answer = work()
    return max(0.0, _held("VmHWM") - before), answer


def _held(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


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
    aim = f"{found.race.aim:g}" if found.race.aim else "–"
    return f"| {found.race.work} | {found.race.peer} | {peer} | {found.ours:.4g} s | {ratio} | {aim} |"
