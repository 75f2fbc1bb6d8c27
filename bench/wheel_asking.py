"""How long the pages of the wheel take, with years of work in it."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.asking import high
from bench.bringing_in import READER
from bench.client import Client, Server

# Milliseconds in which nineteen of twenty answers should be there.
AIM = 150
# A kind of page whose name ends so is asked for by somebody outside the group.
OUTSIDE = ", for a reader"


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of one kind of page; `worked` is the web process's time for one, and `size` its kilobytes."""

    name: str
    first: float
    milliseconds: tuple[float, ...]
    worked: float
    size: float

    def row(self) -> list[str]:
        middle = statistics.median(self.milliseconds)
        spent = (self.first, middle, high(self.milliseconds), self.worked, self.size)
        return [self.name, *(f"{one:.0f}" for one in spent)]


def timings(server: Server, pages: Mapping[str, Sequence[str]], requests: int) -> list[Timing]:
    """Ask for each page so many times, another row of it each time; where it shows all rows, the same."""
    inside, outside = Client(server.port), Client(server.port, READER)
    return [
        _timing(server, outside if name.endswith(OUTSIDE) else inside, name, addresses, requests)
        for name, addresses in pages.items()
    ]


def _timing(server: Server, client: Client, name: str, addresses: Sequence[str], requests: int) -> Timing:
    first = client.get(addresses[0])
    worked = server.processor_seconds()
    answers = [client.get(addresses[count % len(addresses)]) for count in range(1, requests + 1)]
    worked = (server.processor_seconds() - worked) * 1000 / requests
    size = statistics.median(len(answer.content) for answer in answers) / 1024
    return Timing(name, first.milliseconds, tuple(one.milliseconds for one in answers), worked, size)
