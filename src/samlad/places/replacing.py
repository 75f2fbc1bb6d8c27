"""What a file of areas changes: compared with what is stored, before anything is written. Pure: no database."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import shapely

from samlad.places.areas_file import AreaRow, check
from samlad.places.nearest import SLACK, Box


@dataclass(frozen=True, slots=True)
class Plan:
    """New areas, those that become others, and the whole as it will be. What a file does not name stays."""

    added: tuple[AreaRow, ...]
    changed: tuple[tuple[AreaRow, AreaRow], ...]
    same: int
    merged: tuple[AreaRow, ...]

    @property
    def empty(self) -> bool:
        return not self.added and not self.changed

    def touched(self) -> Box | None:
        """What can lie in another area by it lies in this box; None: nothing can."""
        shapes = [row.boundary for row in self.added]
        for before, after in self.changed:
            if (before.level, before.name) == (after.level, after.name):
                shapes.append(shapely.symmetric_difference(before.boundary, after.boundary))
            else:
                # The level says which of two areas is the finer one; on a common border the name decides.
                shapes += [before.boundary, after.boundary]
        shapes = [shape for shape in shapes if not shape.is_empty]
        if not shapes:
            return None
        west, south, east, north = shapely.total_bounds(shapes)
        return Box(west - SLACK, south - SLACK, east + SLACK, north + SLACK)


def plan(stored: Sequence[AreaRow], given: Sequence[AreaRow]) -> Plan:
    """Compare by code. Raises `AreaProblem` where the whole would not be a hierarchy."""
    known = {row.code: row for row in stored}
    added, changed = [], []
    for row in given:
        before = known.get(row.code)
        if before is None:
            added.append(row)
            continue
        # Most files say nothing of what lies above; then it stays what it was.
        after = replace(row, parent=row.parent or (before.parent if row.level == before.level else ""))
        if not _alike(before, after):
            changed.append((before, after))
    merged = known | {after.code: after for _, after in changed} | {row.code: row for row in added}
    check(merged.values())
    return Plan(tuple(added), tuple(changed), len(given) - len(added) - len(changed), tuple(merged.values()))


def same_border(one: AreaRow, other: AreaRow) -> bool:
    """Whether both have the same border, wherever its line begins."""
    return _wkb(one) == _wkb(other)


def _alike(one: AreaRow, other: AreaRow) -> bool:
    facts = ("name", "level", "parent", "approximate")
    return all(getattr(one, fact) == getattr(other, fact) for fact in facts) and same_border(one, other)


def _wkb(row: AreaRow) -> bytes:
    found: bytes = shapely.to_wkb(shapely.normalize(row.boundary))
    return found


def mark_of(rows: Sequence[AreaRow]) -> str:
    """A short mark of all areas: it tells whether they have changed since a page was made."""
    digest = hashlib.sha256()
    for row in sorted(rows, key=lambda row: row.code):
        facts = (row.code, row.name, row.level, row.parent, row.approximate)
        digest.update(repr(facts).encode() + _wkb(row))
    return digest.hexdigest()[:16]
