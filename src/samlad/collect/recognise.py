"""Which column of a file is what: by a profile, by the headers, and by what stands in the columns."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import polars as pl

from samlad.collect.axes import Axes, coordinate_columns, settle_axes
from samlad.collect.categories import CategoryList, Crosswalk
from samlad.collect.content import (
    has_times,
    only_midnights,
    share_of_categories,
    share_of_choices,
    share_of_clock_times,
    share_of_dates,
)
from samlad.collect.date_rules import DateRules, Order, checked_date_format
from samlad.collect.date_text import evidence_of_order
from samlad.collect.headers import HEADERS
from samlad.collect.mapping import Context, Mapping
from samlad.collect.normalise import CHOICES
from samlad.collect.positions import DEGREES, Bounds, checked_crs, numbers
from samlad.collect.profile import FIELDS, Profile
from samlad.collect.reasons import InputError, Reason, gettext_noop
from samlad.collect.values import choice_of
from samlad.collect.words import closest, squashed

__all__ = ["Context", "Mapping", "recognise"]

BY_PROFILE, BY_HEADER, BY_CONTENT = 1.0, 0.9, 0.6
_SAMPLE = 1_000
# A column that repeats its values more than this is no id: rows would be taken for repeats and lost.
_DISTINCT = 0.95
_MOST = 0.8
_MOMENTS = ("occurred_from", "occurred_to", "reported_at")
_COORDINATES = ("latitude", "longitude", "x", "y")
# Short times of day must be found before moments, because both are called "Tid".
_ORDER = ("occurred_time", *(name for name in FIELDS if name != "occurred_time"))


def recognise(
    frame: pl.DataFrame, columns: Iterable[str], context: Context, profile: Profile | None = None
) -> Mapping:
    """Decide what each column is and how it is written; give it the whole file, or as much as there is."""
    names = tuple(columns)
    given = profile or Profile()
    crosswalk = Crosswalk.of(given, context.categories)
    search = _Search(frame, names, context.categories, crosswalk)
    search.take_profile(given)
    if not given.settled:
        if not given.columns:
            search.take_headers(_ORDER)
        search.take_required(given)
        search.settle_time_of_day()
        search.take_coordinates(given, context.bounds)
    axes = _axes(search, given, context)
    return Mapping(
        columns=search.found,
        constants=_constants(given, context.categories),
        dates=_dates(search, given),
        crosswalk=crosswalk,
        crs=axes.crs,
        timezone=given.timezone,
        decimal=axes.decimal,
        position_missing=given.position_missing,
        correction=_correction(given, names),
        unmapped=tuple(name for name in names if name not in search.claimed),
        missing=search.missing(given),
        confidence=search.confidence,
        reasons=search.reasons,
        warnings=(*dict.fromkeys(search.warnings), *axes.warnings),
        problems=axes.problems,
        profile=given,
    )


@dataclass(slots=True)
class _Search:
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
            actual = tuple(_actual(f"columns.{name}", column, self.names) for column in columns)
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
        if name in {*_MOMENTS, "occurred_date"}:
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


def _actual(key: str, name: str, names: tuple[str, ...]) -> str:
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


def _correction(profile: Profile, names: tuple[str, ...]) -> tuple[str, str] | None:
    if not profile.correction_column:
        return None
    return _actual("correction_column", profile.correction_column, names), profile.correction_value


def _constants(profile: Profile, categories: CategoryList) -> dict[str, str]:
    """The profile's constants; an `InputError` for a choice or a category that does not exist."""
    for name, value in profile.constants.items():
        kind = CHOICES.get(name)
        if kind and choice_of(kind, value) is None:
            unknown = gettext_noop(
                "The profile's constants.{name} is “{value}”, which is none of the choices."
            )
            words = ", ".join(choice.code for choice in kind)
            raise InputError(
                Reason(unknown, {"name": name, "value": value}),
                Reason(gettext_noop("Write one of {words}."), {"words": words}),
            )
        if name == "category" and len(categories.find(value)) != 1:
            unknown = gettext_noop(
                "The profile's constants.category is “{value}”, which is no category of the list."
            )
            words = ", ".join(row.code for row in categories.rows if not row.parent)
            raise InputError(
                Reason(unknown, {"value": value}),
                Reason(gettext_noop("Write one of {words}."), {"words": words}),
            )
    return dict(profile.constants)


def _axes(search: _Search, profile: Profile, context: Context) -> Axes:
    """Settle the coordinates; where a file has its axes the other way round, the columns are exchanged."""
    for east, north in (("longitude", "latitude"), ("x", "y")):
        if east in search.found and north in search.found and not profile.settled:
            columns = search.found[east], search.found[north]
            x, y = (search.frame[name] for (name,) in columns)
            axes = settle_axes(x, y, profile, context.bounds)
            if axes.exchanged:
                search.found[east], search.found[north] = columns[::-1]
            return axes
    return Axes(crs=checked_crs(profile.crs) if profile.crs else DEGREES, decimal=profile.decimal or ".")


def _dates(search: _Search, profile: Profile) -> DateRules:
    """How dates are written in all of the file's columns of dates together."""
    given = checked_date_format(profile.date_format) if profile.date_format else None
    columns = [name for key in (*_MOMENTS, "occurred_date") for name in search.found.get(key, ())]
    if profile.settled or not columns:
        return replace(given or DateRules("day"), midnight_is_day=profile.midnight == "day")
    text = pl.concat([search.frame[name].alias("date") for name in columns]).drop_nulls()
    midnight = only_midnights(text) if not profile.midnight else profile.midnight == "day"
    return replace(given or DateRules(_order(search, text)), midnight_is_day=midnight)


def _order(search: _Search, text: pl.Series) -> Order:
    """Whether the day or the month stands first, with a word of warning where the dates do not tell."""
    day, month, either = evidence_of_order(text)
    if day and month:
        search.warnings.append(Reason(_MIXED))
        return "mixed"
    if either and not day and not month:
        search.warnings.append(Reason(_AMBIGUOUS))
    return "month" if month else "day"


_CONTENT = gettext_noop("“{column}”, by what stands in it.")
_MIXED = gettext_noop(
    "Some dates are written day/month and some month/day. Those that can be read either way are rejected; to "
    "read "
    "them, set date_format in the profile to day/month or month/day."
)
_AMBIGUOUS = gettext_noop(
    "Every date can be read as day/month and as month/day; they are read as day/month. If that is wrong, "
    "write "
    'date_format = "month/day" in the profile.'
)
