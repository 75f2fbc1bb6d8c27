"""What is decided once for a file, before any of its rows is read."""

from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from samlad.collect.categories import CategoryList, Crosswalk
from samlad.collect.date_rules import WORDS, DateRules
from samlad.collect.positions import DEGREES, Bounds
from samlad.collect.profile import Profile
from samlad.collect.reasons import InputError, Reason, gettext_noop


@dataclass(frozen=True, slots=True)
class Context:
    """What the rows of a collaboration are read against.

    `bounds` is the map (west, south, east, north), margin included, or None where there are no areas yet.
    With a `secret`, nobody without it can find out by trying which case number an external key stands for.
    """

    categories: CategoryList
    timezone: str
    now: datetime
    bounds: Bounds | None = None
    organisation: str = ""
    secret: bytes = b""


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column is what, and how its values are written; the same for every chunk of the file.

    `problems` stop the file, each with its remedy; `warnings` are for whoever confirms it. `confidence` is 1
    for what the profile says, less for what a header and least for what only the values suggest.
    """

    columns: Table[str, tuple[str, ...]]
    constants: Table[str, str] = field(default_factory=dict)
    dates: DateRules = field(default_factory=lambda: DateRules("day"))
    crosswalk: Crosswalk = field(default_factory=Crosswalk)
    crs: str = DEGREES
    timezone: str = ""
    decimal: str = "."
    position_missing: tuple[str, ...] = ()
    correction: tuple[str, str] | None = None
    unmapped: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    confidence: Table[str, float] = field(default_factory=dict)
    reasons: Table[str, Reason] = field(default_factory=dict)
    warnings: tuple[Reason, ...] = ()
    problems: tuple[Reason, ...] = ()
    profile: Profile = field(default_factory=Profile)

    @property
    def ready(self) -> bool:
        """Whether rows can be read."""
        return not self.missing and not self.problems

    def require_ready(self) -> "Mapping":
        """The mapping itself, or an `InputError` with everything that stands in the way."""
        if not self.ready:
            raise InputError(*(_missing(name) for name in self.missing), *self.problems)
        return self

    @property
    def position_fields(self) -> tuple[str, str] | None:
        """The fields of the two coordinates, east first, where the file has them."""
        for east, north in (("longitude", "latitude"), ("x", "y")):
            if east in self.columns and north in self.columns:
                return east, north
        return None

    def to_profile(self) -> Profile:
        """A settled profile: with it, any part of the file gives this same mapping again."""
        given = self.profile
        order = next(word for word, order in WORDS.items() if order == self.dates.order)
        values: dict[str, Any] = {
            "columns": dict(self.columns),
            "categories": given.categories,
            "default": given.default,
            "constants": given.constants,
            "crs": self.crs if self.position_fields else given.crs,
            "timezone": self.timezone,
            "date_format": given.date_format or order,
            "decimal": self.decimal,
            "position_missing": self.position_missing,
            "correction_column": given.correction_column,
            "correction_value": given.correction_value,
            "category_width": given.category_width,
            "midnight": "day" if self.dates.midnight_is_day else "time",
            "settled": True,
        }
        return Profile(**values)


_MISSING = {
    "occurred_from": gettext_noop(
        'No column says when it happened. Name it under [columns] in the profile, as occurred_from = "Datum".'
    ),
    "category": gettext_noop(
        'No column says what kind it was. Name it under [columns] in the profile, as category = "Kategori".'
    ),
    "position": gettext_noop(
        "No column says where it happened. Name two with coordinates under [columns] in the profile, as "
        'latitude = "Lat" and longitude = "Lon", or one with named places, as place = "Plats".'
    ),
}


def _missing(name: str) -> Reason:
    return Reason(_MISSING[name])
