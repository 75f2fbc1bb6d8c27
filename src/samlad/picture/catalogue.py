"""The names and hierarchies that a collaboration's columns refer to by id."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import shapely

from samlad.collect.models import Category
from samlad.people.models import Collaboration, Organisation
from samlad.picture.days import Axis
from samlad.places.models import Area, Place
from samlad.places.queries import AreaMap, area_map


class Entry(NamedTuple):
    """An area, category, organisation or place: its id, code, name, and the id above it (0 for none)."""

    id: int
    code: str
    swedish: str
    english: str
    parent: int

    def name(self, language: str) -> str:
        return self.swedish if language == "sv" else self.english


# Compared by identity: a picture that is kept belongs to the very catalogue that it was made with.
@dataclass(frozen=True, eq=False)
class Catalogue:
    """Everything of a collaboration that has a name, read in four queries and kept while it is unchanged."""

    areas: tuple[Entry, ...]
    area_levels: tuple[int, ...]
    categories: tuple[Entry, ...]
    statistic_ids: frozenset[int]
    organisations: tuple[Entry, ...]
    places: tuple[Entry, ...]
    map: AreaMap

    def says_the_same(self, other: "Catalogue") -> bool:
        """Whether both were read from the same names, hierarchies and boundaries."""
        return _names(self) == _names(other) and _boundaries(self.map) == _boundaries(other.map)

    @cached_property
    def area_of_code(self) -> dict[str, Entry]:
        return {entry.code: entry for entry in self.areas}

    @cached_property
    def category_of_code(self) -> dict[str, Entry]:
        return {entry.code: entry for entry in self.categories}

    @cached_property
    def organisation_of_slug(self) -> dict[str, Entry]:
        return {entry.code: entry for entry in self.organisations}

    @cached_property
    def place_of_name(self) -> dict[str, Entry]:
        return {entry.code: entry for entry in self.places}

    @cached_property
    def rows_of_area(self) -> tuple[Entry, ...]:
        """The areas that a table has a row for: the level under the whole, or the whole where it is alone."""
        level = self.table_level
        return tuple(entry for entry, own in zip(self.areas, self.area_levels, strict=True) if own == level)

    @cached_property
    def table_level(self) -> int:
        levels = sorted(set(self.area_levels))
        return levels[1] if len(levels) > 1 else (levels[0] if levels else 0)

    @cached_property
    def main_categories(self) -> tuple[Entry, ...]:
        return tuple(
            entry for entry in self.categories if not entry.parent and entry.id in self.statistic_ids
        )

    @cached_property
    def area_axis(self) -> Axis:
        return _axis(self.rows_of_area, self.areas)

    @cached_property
    def category_axis(self) -> Axis:
        return _axis(self.main_categories, self.categories)

    @cached_property
    def organisation_axis(self) -> Axis:
        return _axis(self.organisations, self.organisations)

    @cached_property
    def place_axis(self) -> Axis:
        return _axis(self.places, tuple(entry._replace(parent=0) for entry in self.places))

    def area_ids(self, codes: Iterable[str]) -> frozenset[int]:
        """The ids of the areas with these codes and of all areas below them."""
        return _below({self.area_of_code[code].id for code in codes}, self.areas)

    def category_ids(self, codes: Iterable[str]) -> frozenset[int]:
        """The ids of the categories with these codes and of all below them."""
        return _below({self.category_of_code[code].id for code in codes}, self.categories)


def _names(known: Catalogue) -> tuple[Any, ...]:
    return (
        known.areas,
        known.area_levels,
        known.categories,
        known.statistic_ids,
        known.organisations,
        known.places,
        known.map.approximate,
    )


def _boundaries(areas: AreaMap) -> tuple[list[int], list[bytes]]:
    return areas.ids.tolist(), shapely.to_wkb(list(areas.shapes)).tolist() if areas.shapes else []


def _axis(rows: tuple[Entry, ...], entries: tuple[Entry, ...]) -> Axis:
    line = {entry.id: number for number, entry in enumerate(rows)}
    parent = {entry.id: entry.parent for entry in entries}
    line_of: dict[int, int] = {}
    for entry in entries:
        above = entry.id
        while above and above not in line:
            above = parent[above]
        if above:
            line_of[entry.id] = line[above]
    return Axis(lines=len(rows), line_of=line_of)


def _below(chosen: set[int], entries: tuple[Entry, ...]) -> frozenset[int]:
    found = set(chosen)
    while more := {entry.id for entry in entries if entry.parent in found} - found:
        found |= more
    return frozenset(found)


def catalogue(collaboration: Collaboration | int) -> Catalogue:
    """Read a collaboration's catalogue."""
    areas = list(
        Area.objects.filter(collaboration=collaboration).values_list(
            "id", "code", "name", "parent_id", "level"
        )
    )
    categories = list(
        Category.objects.filter(collaboration=collaboration).values_list(
            "id", "code", "swedish", "english", "parent_id", "statistic"
        )
    )
    return Catalogue(
        areas=tuple(Entry(pk, code, name, name, parent or 0) for pk, code, name, parent, _ in areas),
        area_levels=tuple(row[4] for row in areas),
        categories=tuple(Entry(pk, code, sv, en, parent or 0) for pk, code, sv, en, parent, _ in categories),
        statistic_ids=frozenset(row[0] for row in categories if row[5]),
        organisations=tuple(
            Entry(pk, slug, name, name, 0)
            for pk, slug, name in Organisation.objects.filter(collaboration=collaboration).values_list(
                "id", "slug", "name"
            )
        ),
        places=tuple(
            Entry(pk, name, name, name, area or 0)
            for pk, name, area in Place.objects.filter(collaboration=collaboration).values_list(
                "id", "name", "area_id"
            )
        ),
        map=area_map(collaboration),
    )
