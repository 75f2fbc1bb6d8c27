"""Ids in a hierarchy as the lines of an array, so that what lies below is added up once for all questions. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from samlad.picture.catalogue import Entry

Number = TypeVar("Number", bound=np.generic)


# Compared by identity, as the names that it was made from are.
@dataclass(frozen=True, eq=False)
class Hierarchy:
    """Each id's line, and the id above it (0 for none)."""

    line: dict[int, int]
    above: dict[int, int]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Hierarchy":
        above = {entry.id: entry.parent for entry in entries}
        return cls({pk: line for line, pk in enumerate(above)}, above)

    def __len__(self) -> int:
        return len(self.line)

    def lines(self, values: NDArray[np.int32]) -> NDArray[np.int32]:
        """The line of each value; one past the last for what has none."""
        most = max(max(self.line, default=0), int(values.max(initial=0)))
        table = np.full(most + 1, len(self), dtype=np.int32)
        table[list(self.line)] = np.arange(len(self))
        return table[values]

    def tops(self, ids: Iterable[int]) -> tuple[int, ...]:
        """Those of the ids that lie below no other of them, in the order of their lines."""
        chosen = set(ids) & self.line.keys()
        found = (pk for pk in chosen if chosen.isdisjoint(self._ancestors[pk]))
        return tuple(sorted(found, key=self.line.__getitem__))

    def touching(self, pk: int, others: Iterable[int]) -> bool:
        """Whether it is one of the others, holds one or lies below one."""
        own = {pk, *self._ancestors.get(pk, ())}
        return any(other in own or pk in self._ancestors.get(other, ()) for other in others)

    def lines_of(self, ids: Iterable[int]) -> list[int]:
        return [self.line[pk] for pk in ids]

    def added_up(self, own: NDArray[Number], axis: int) -> NDArray[Number]:
        """Each line of the axis with everything below it."""
        found = own.copy()
        sums, parts = np.moveaxis(found, axis, 0), np.moveaxis(own, axis, 0)
        for pk, line in self.line.items():
            for above in self._ancestors[pk]:
                sums[self.line[above]] += parts[line]
        return found

    @cached_property
    def _ancestors(self) -> dict[int, tuple[int, ...]]:
        """What lies above each id, the nearest first."""
        found: dict[int, tuple[int, ...]] = {}
        for pk in self.line:
            chain: list[int] = []
            while (step := self.above.get(chain[-1] if chain else pk, 0)) in self.line:
                chain.append(step)
            found[pk] = tuple(chain)
        return found
