"""The search for what each column of a file is: what a profile says, then headers, then what stands in the columns."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import polars as pl

from samlad.collect.axes import coordinate_columns
from samlad.collect.categories import CategoryList, Crosswalk
from samlad.collect.content import (
    has_times,
    share_of_categories,
    share_of_choices,
    share_of_clock_times,
    share_of_dates,
)
from samlad.collect.headers import HEADERS
from samlad.collect.normalise import CHOICES
from samlad.collect.number_text import numbers
from samlad.collect.positions import Bounds
from samlad.collect.profile import Profile
from samlad.collect.reasons import InputError, Reason, gettext_noop
from samlad.collect.words import closest, squashed

BY_PROFILE, BY_HEADER, BY_CONTENT = 1.0, 0.9, 0.6
_SAMPLE = 1_000
# A column that repeats its values more than this is no id: rows would be taken for repeats and lost.
_DISTINCT = 0.95
_MOST = 0.8
MOMENTS = ("occurred_from", "occurred_to", "reported_at")
_COORDINATES = ("latitude", "longitude", "x", "y")
_CONTENT = gettext_noop("“{column}”, by what stands in it.")


@dataclass(slots=True)
class Search:
    """The columns that have been found so far."""

    frame: pl.DataFrame
    names: tuple[str, ...]
    categories: CategoryList
    crosswalk: Crosswalk
    found: dict[str, tuple[str, ...]] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)
    reasons: dict[str, Reason] = field(default_factory=dict)
    warnings: list[Reason] = field(default_factory=list)

    @property
    def claimed(self) -> set[str]:
        return {name for columns in self.found.values() for name in columns}

    def free(self) -> list[str]:
        """Columns that can still be something; what is only a part of an id can be a field of its own."""
        parts = self.found.get("external_id", ())
        whole = {name: columns for name, columns in self.found.items() if columns != parts or len(parts) == 1}
        claimed = {column for columns in whole.values() for column in columns}
        return [name for name in self.names if name not in claimed]

    def claim(self, name: str, columns: tuple[str, ...], confidence: float, reason: str) -> None:
        self.found[name] = columns
        self.confidence[name] = confidence
        self.reasons[name] = Reason(reason, {"column": " + ".join(columns)})

    def sample(self, column: str) -> pl.Series:
        """Some of what stands in the column, from all of the file."""
        present = self.frame[column].drop_nulls()
        return present.gather_every(max(1, len(present) // _SAMPLE)).head(_SAMPLE)

    def take_profile(self, profile: Profile) -> None:
        for name, columns in profile.columns.items():
            actual = tuple(as_written(f"columns.{name}", column, self.names) for column in columns)
            self.claim(name, actual, BY_PROFILE, gettext_noop("“{column}”, as the profile says."))

    def take_headers(self, fields: Iterable[str]) -> None:
        """Claim columns whose header is known for a field and whose values can be read as it."""
        for name in fields:
            candidates = self._by_header(name)
            if candidates:
                self.claim(name, (candidates[0],), BY_HEADER, gettext_noop("“{column}”, by its header."))

    def _by_header(self, name: str) -> list[str]:
        by_header: dict[str, str] = {}
        for column in reversed(self.free()):
            by_header[squashed(column)] = column
        named = [by_header[header] for header in HEADERS[name] if header in by_header]
        likely = [column for column in named if self._likely(name, column)]
        # A sender's own codes are not in the list: the header says that they are categories all the same.
        return likely or (named if name == "category" else [])

    def _likely(self, name: str, column: str) -> bool:
        sample = self.sample(column)
        if not len(sample):
            return True
        if name == "external_id":
            return self._is_id(column)
        if name in {*MOMENTS, "occurred_date"}:
            return share_of_dates(sample) >= 0.5
        if name == "occurred_time":
            return share_of_clock_times(sample) >= 0.5
        if name in {*_COORDINATES, "felt_insecurity"}:
            return numbers(sample, ",").null_count() * 2 <= len(sample)
        if name == "category":
            return share_of_categories(sample, self.crosswalk, self.categories) >= 0.3
        return name not in CHOICES or share_of_choices(sample, CHOICES[name]) >= 0.5

    def _is_id(self, column: str) -> bool:
        present = self.frame[column].drop_nulls()
        if present.n_unique() >= _DISTINCT * len(present):
            return True
        template = gettext_noop(
            "“{column}” looks like the sender's id but repeats its values, so it is not used as one. "
            'If it is the id, say so under [columns] in the profile: external_id = "{column}".'
        )
        self.warnings.append(Reason(template, {"column": column}))
        return False

    def take_required(self, profile: Profile) -> None:
        """Look for what no row can do without, where it has not been found: by header, then by content."""
        absent = self.missing(profile)
        wanted = {
            "occurred_from": ("occurred_time", "occurred_from", "occurred_date"),
            "category": ("category", "subcategory"),
            "position": (*_COORDINATES, "place"),
        }
        if profile.columns:
            self.take_headers(name for field in absent for name in wanted[field])
        absent = self.missing(profile)
        if "occurred_from" in absent:
            self._by_content("occurred_from", lambda text: share_of_dates(text, serial=False))
        if "category" in absent:
            self._by_content(
                "category", lambda text: share_of_categories(text, self.crosswalk, self.categories)
            )

    def _by_content(self, name: str, share: Callable[[pl.Series], float]) -> None:
        """Claim the first free column most of whose values are of the kind that is looked for."""
        for column in self.free():
            sample = self.sample(column)
            if len(sample) and share(sample) >= _MOST:
                self.claim(name, (column,), BY_CONTENT, _CONTENT)
                return

    def take_coordinates(self, profile: Profile, bounds: Bounds | None) -> None:
        """Look among the columns that nothing else claims for two that are coordinates."""
        if "position" not in self.missing(profile):
            return
        pair = coordinate_columns(self.frame.head(_SAMPLE), self.free(), bounds)
        if pair:
            for name, column in zip(("x", "y"), pair, strict=True):
                self.claim(name, (column,), BY_CONTENT, _CONTENT)

    def settle_time_of_day(self) -> None:
        """A column of times of day belongs to one of dates; beside one that has both it says nothing."""
        time = self.found.get("occurred_time")
        if not time or "occurred_date" in self.found:
            return
        moment = self.found.get("occurred_from")
        if moment and len(moment) == 1 and not has_times(self.sample(moment[0])):
            self.found["occurred_date"] = self.found.pop("occurred_from")
            self.confidence["occurred_date"] = self.confidence.pop("occurred_from")
            self.reasons["occurred_date"] = self.reasons.pop("occurred_from")
        else:
            del self.found["occurred_time"]

    def missing(self, profile: Profile) -> tuple[str, ...]:
        """What no row can do without and no column holds."""
        has = self.found.keys() | profile.constants.keys()
        absent = []
        if not has & {"occurred_from", "occurred_to", "occurred_date"}:
            absent.append("occurred_from")
        if not has & {"category", "subcategory"} and not profile.default:
            absent.append("category")
        if not ({"latitude", "longitude"} <= has or {"x", "y"} <= has or "place" in has):
            absent.append("position")
        return tuple(absent)


def as_written(key: str, name: str, names: tuple[str, ...]) -> str:
    """The file's own spelling of a column that a profile names."""
    if name in names:
        return name
    same = [column for column in names if squashed(column) == squashed(name)]
    if len(same) == 1:
        return same[0]
    unknown = Reason(
        gettext_noop("The profile's {key} is “{name}”, but the file has no such column."),
        {"key": key, "name": name},
    )
    meant = closest(name, names)
    if meant:
        raise InputError(unknown, Reason(gettext_noop("Did you mean “{word}”?"), {"word": meant}))
    raise InputError(unknown, Reason(gettext_noop("Its columns are {words}."), {"words": ", ".join(names)}))
