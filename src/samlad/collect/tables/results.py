"""What comes out of a file, and what may go in."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import polars as pl

from samlad.collect.guard import mask
from samlad.collect.tables import guarding

EXCERPT_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may hold."""

    file_bytes: int = 300_000_000
    field_characters: int = 100_000
    columns: int = 1_000
    # A workbook is compressed: what it may grow to, how many times, and out of how many parts.
    unpacked_bytes: int = 1_500_000_000
    unpacked_times: int = 200
    parts: int = 5_000
    cells: int = 25_000_000
    # A text is bounded by what its lines and cells become in memory: 300 MB of line breaks are 20 GB of arrays.
    lines: int = 10_000_000
    text_cells: int = 60_000_000
    # Lines that do not fit the header are read one by one; those that cannot be made to fit are kept, to be told.
    single_lines: int = 1_000_000
    rejected_lines: int = 100_000


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth knowing about the file: a sentence with places for its parameters."""

    template: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.parameters)


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """A line that is not a row. `value` is masked and short; `reason` has places for `parameters`."""

    line: int
    field: str
    value: str
    reason: str
    remedy: str
    parameters: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        return self.reason.format(**self.parameters)


class FileProblem(Exception):
    """The file cannot be read; the message says why, and `remedy` what to do."""

    def __init__(self, template: str, remedy: str, **parameters: Any) -> None:
        super().__init__(template, remedy, parameters)
        self.template = template
        self.remedy = remedy
        self.parameters = parameters

    def __str__(self) -> str:
        return f"{self.template} {self.remedy}".format(**self.parameters)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.template, self.remedy, self.parameters)


def _rebuild(template: str, remedy: str, parameters: dict[str, Any]) -> FileProblem:
    return FileProblem(template, remedy, **parameters)


_CHECK_DELIMITER = "Check the delimiter and the quotation marks, and export the file again."


def check_rejected(number: int, limits: Limits) -> None:
    """`FileProblem` where more lines are rejected than anybody would read about."""
    if number > limits.rejected_lines:
        raise FileProblem(
            "More than {limit} lines do not fit the header.", _CHECK_DELIMITER, limit=limits.rejected_lines
        )


def check_single(number: int, limits: Limits) -> None:
    """`FileProblem` where more lines would have to be read one by one than there is time for."""
    if number > limits.single_lines:
        raise FileProblem(
            "More than {limit} lines have other fields than the header, or quotation marks in disorder.",
            _CHECK_DELIMITER,
            limit=limits.single_lines,
        )


@dataclass(frozen=True, slots=True)
class RawTable:
    """A file's rows as texts: stripped, empty as null, with the `line` each stands on."""

    frame: pl.DataFrame
    columns: tuple[str, ...]
    encoding: str
    delimiter: str
    kind: Literal["csv", "xlsx"]
    warnings: tuple[Note, ...] = ()
    rejected: tuple[RejectedLine, ...] = ()
    # After `guarded`: how often something was masked, by kind, and by column and kind.
    masked: dict[str, int] = field(default_factory=dict)
    masked_columns: dict[str, dict[str, int]] = field(default_factory=dict)

    def guarded(self) -> "RawTable":
        """The same with personal data masked, in the names of columns too."""
        return guarding.guarded(self)


def excerpt(text: str) -> str:
    """The beginning of a text from the file, masked before it is cut, on one line."""
    masked = " ".join(mask(text[:2_000])[0].split())
    return masked if len(masked) <= EXCERPT_CHARACTERS else masked[: EXCERPT_CHARACTERS - 1] + "…"
