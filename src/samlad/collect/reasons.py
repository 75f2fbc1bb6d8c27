"""Why something could not be read, and what to do: sentences as template and parameters.

Templates are English and are translated where they meet a person: `gettext_noop` only marks them for the
translators' tools, because nothing here may depend on Django.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from samlad.collect.guard import mask_column

EXCERPT = 80
# What the guard reads of an overlong value: more than an excerpt, or a number cut in half would slip through.
_GUARDED = 2_000

REJECTED_SCHEMA: dict[str, pl.DataType] = {
    "line": pl.Int64(),
    "field": pl.Utf8(),
    "value": pl.Utf8(),
    "reason": pl.Utf8(),
    "remedy": pl.Utf8(),
    "template": pl.Utf8(),
    "remedy_template": pl.Utf8(),
    "parameters": pl.Utf8(),
}


def gettext_noop(text: str) -> str:
    """Mark a template for translation."""
    return text


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence that can be translated: `template.format(**parameters)`."""

    template: str
    parameters: Mapping[str, str | int | float] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.parameters)

    def __hash__(self) -> int:
        return hash((self.template, tuple(self.parameters.items())))


class InputError(ValueError):
    """A whole file, or its profile, that cannot be used: one or more sentences."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__(" ".join(str(reason) for reason in reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Failure:
    """Rows that fail one check for one reason.

    `failed` is true where the row fails; `values` is what stood there. Each of `parameters` is a constant or
    a column as long as the table, and may be named in both templates, as may `value`.
    """

    failed: pl.Series
    field: str
    values: pl.Series
    template: str
    remedy: str
    parameters: Mapping[str, str | int | float | pl.Series] = dataclasses.field(default_factory=dict)


def rejected_rows(lines: pl.Series, failures: list[Failure]) -> pl.DataFrame:
    """One row per failing line, for the first of its failures (`REJECTED_SCHEMA`)."""
    seen = pl.Series("seen", [False], dtype=pl.Boolean).new_from_index(0, len(lines))
    parts = []
    for failure in failures:
        new = failure.failed.fill_null(value=False) & ~seen
        if new.any():
            parts.append(_rendered(lines, failure, new))
            seen = seen | new
    if not parts:
        return pl.DataFrame(schema=REJECTED_SCHEMA)
    return pl.concat(parts).sort("line", maintain_order=True)


def _rendered(lines: pl.Series, failure: Failure, chosen: pl.Series) -> pl.DataFrame:
    frame = pl.DataFrame({"line": lines.filter(chosen), "value": excerpts(failure.values.filter(chosen))})
    names = ["value"]
    for name, parameter in failure.parameters.items():
        if isinstance(parameter, pl.Series):
            frame = frame.with_columns(parameter.filter(chosen).cast(pl.Utf8).fill_null("").alias(name))
        else:
            frame = frame.with_columns(pl.lit(parameter).alias(name))
        names.append(name)
    return frame.select(
        pl.col("line").cast(pl.Int64),
        pl.lit(failure.field).alias("field"),
        "value",
        _formatted(failure.template, names).alias("reason"),
        _formatted(failure.remedy, names).alias("remedy"),
        pl.lit(failure.template).alias("template"),
        pl.lit(failure.remedy).alias("remedy_template"),
        pl.struct(names).struct.json_encode().alias("parameters"),
    )


def excerpts(values: pl.Series) -> pl.Series:
    """What stood there, short and guarded."""
    text = values.cast(pl.Utf8).fill_null("").str.head(_GUARDED)
    return mask_column(text)[0].str.head(EXCERPT)


def _formatted(template: str, names: list[str]) -> pl.Expr:
    """`str.format` with named fields, for whole columns."""
    pieces: list[pl.Expr] = []
    rest = template
    while rest:
        text, brace, rest = rest.partition("{")
        if text:
            pieces.append(pl.lit(text))
        if brace:
            name, _, rest = rest.partition("}")
            if name not in names:
                raise KeyError(name)
            pieces.append(pl.col(name).cast(pl.Utf8))
    return pl.concat_str(pieces) if pieces else pl.lit("")
