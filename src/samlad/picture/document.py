"""The composed picture of one period, as everything that is printed or frozen takes it.

The tree holds plain values only, so that a frozen picture can be stored as JSON and drawn again years later.
A count that is None is too small to be shown to this reader.
"""

from __future__ import annotations

import json
import typing
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from datetime import date
from functools import cache, partial
from typing import Any, Literal

PeriodKind = Literal["week", "month", "quarter", "year"]
Verdict = Literal["above", "within", "below", "too_little_data"]
Language = Literal["sv", "en"]
Word = Literal["reported", "nothing"]


@dataclass(frozen=True, slots=True)
class Period:
    """`label` is ISO-like and stable: 2019-W40, 2019-10, 2019-Q4 or 2019."""

    kind: PeriodKind
    label: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Totals:
    count: int | None
    expected_low: float | None
    expected_high: float | None
    expected_mean: float | None
    verdict: Verdict
    periods_used: int


@dataclass(frozen=True, slots=True)
class PeriodCount:
    """One period of the history; the last one is the period of the picture."""

    label: str
    count: int | None
    expected_low: float | None = None
    expected_high: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """An area or a category: `share` is of all incidents (0–1), changes are per year (0.12 is +12 %)."""

    code: str
    name: str
    count: int | None
    expected_low: float | None
    expected_high: float | None
    verdict: Verdict
    share: float | None
    change_per_year: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    sparkline: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    name: str
    count: int | None
    silent: bool
    code: str = ""
    word: Word | None = None
    """What it has said for the period; None where it has said nothing, or nobody was asked."""
    usual_low: float | None = None
    usual_high: float | None = None
    """Of one that was silent in any week: from which to which share of the incidents it usually stands for."""


@dataclass(frozen=True, slots=True)
class Standout:
    title: str
    sentence: str
    count: int
    expected_low: float | None
    expected_high: float | None
    incidents_url: str | None = None


@dataclass(frozen=True, slots=True)
class FileAccount:
    """Where each row that was read of one file went; the parts add up to `read`."""

    file: str
    organisation: str
    read: int
    counted_in_period: int
    outside_period: int
    withdrawn: int
    corrections: int
    repeats: int
    rejected: int


@dataclass(frozen=True, slots=True)
class RejectedRow:
    file: str
    line: int
    field: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """What it takes to compute the picture again; `generated_at` is ISO 8601 with its offset."""

    data_version: str
    parameters: dict[str, str | int | float | bool | None]
    code_version: str
    generated_at: str


@dataclass(frozen=True, slots=True)
class PictureDocument:
    title: str
    collaboration: str
    period: Period
    simulated: bool
    headline: tuple[str, ...]
    totals: Totals
    recipe: Recipe
    language: Language = "sv"
    previous_label: str | None = None
    history: tuple[PeriodCount, ...] = ()
    areas: tuple[Row, ...] = ()
    categories: tuple[Row, ...] = ()
    organisations: tuple[OrganisationRow, ...] = ()
    weekday_hour: tuple[tuple[int, ...], ...] = ((0,) * 24,) * 7
    """Monday first, 24 hours each, of the incidents whose hour is known."""
    count_without_hour: int = 0
    standouts: tuple[Standout, ...] = ()
    map: dict[str, Any] | None = None
    """GeoJSON FeatureCollection in WGS 84. Areas have `code`, `name`, `count` and `verdict`; a feature with
    `kind: "land"` is drawn beneath them."""
    accounting: tuple[FileAccount, ...] = ()
    rejected: tuple[RejectedRow, ...] = ()
    unplaced: int = 0
    masked: dict[str, int] = field(default_factory=dict)
    """How often the guard masked personal data, by kind."""
    attributions: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """What the coordinator wrote beside the figures, by paragraph."""

    def __post_init__(self) -> None:
        if len(self.weekday_hour) != 7 or any(len(hours) != 24 for hours in self.weekday_hour):
            sizes = [len(hours) for hours in self.weekday_hour]
            raise ValueError(f"weekday_hour has rows of {sizes} hours; it needs 7 weekdays of 24 hours each.")

    def as_dict(self) -> dict[str, Any]:
        """Plain values: dates as ISO text, tuples as lists."""
        plain: dict[str, Any] = json.loads(self.to_json())
        return plain

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, default=date.isoformat)


def document_from_json(text: str | bytes) -> PictureDocument:
    """The document that `to_json` wrote; unknown fields are refused, since they would be lost silently."""
    document = _restoring(PictureDocument)(json.loads(text))
    assert isinstance(document, PictureDocument)  # noqa: S101 - tells the type checker what it is
    return document


@cache
def _restoring(kind: Any) -> Callable[[Any], Any]:
    """How a value of this type is made of what JSON has of it. Found once: reading a type costs more than a value."""
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        parts = {known.name: _restoring(hints[known.name]) for known in fields(kind)}
        return partial(_restore_dataclass, typing.cast(type, kind), parts)
    if kind is date:
        return date.fromisoformat
    if typing.get_origin(kind) is tuple:
        of_item = _restoring(typing.get_args(kind)[0])
        return tuple if of_item is _plain else partial(_restore_tuple, of_item)
    return _plain


def _plain(value: Any) -> Any:
    return value


def _restore_tuple(of_item: Callable[[Any], Any], value: list[Any]) -> tuple[Any, ...]:
    return tuple(map(of_item, value))


def _restore_dataclass(kind: type, parts: dict[str, Callable[[Any], Any]], value: dict[str, Any]) -> Any:
    unknown = sorted(value.keys() - parts.keys())
    if unknown:
        raise ValueError(
            f"{kind.__name__} has no field {unknown[0]!r}; read it with the version that wrote it."
        )
    return kind(**{name: parts[name](item) for name, item in value.items()})
