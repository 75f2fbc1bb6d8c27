"""Which row of a file is which: keys by which a repeat is known again, and rows that take an earlier one back."""

from hashlib import blake2b

import polars as pl

from samlad.collect.mapping import Mapping
from samlad.collect.reasons import Failure, gettext_noop, rejected_rows


def external_keys(frame: pl.DataFrame, mapping: Mapping, secret: bytes = b"") -> pl.Series:
    """Sixteen bytes per row that a repeat of the row has too.

    Of the sender's id where there is one, else of the whole row. A correction without an id gets null.
    """
    names = mapping.columns.get("external_id", ())
    content = pl.concat_str(
        [pl.lit("row")]
        + [pl.lit(f"{name}\x1e") + pl.col(name) for name in sorted(frame.columns) if name != "line"],
        separator="\x1f",
        ignore_nulls=True,
    )
    if names:
        stated = pl.concat_str(
            [pl.col(name).str.strip_chars().fill_null("") for name in names], separator="\x1f"
        )
        anything = pl.any_horizontal(pl.col(name).is_not_null() for name in names)
        content = pl.when(anything).then(stated).when(~_correction(mapping)).then(content)
    texts = frame.select(content.cast(pl.Binary)).to_series().to_list()
    digests = [None if text is None else blake2b(text, digest_size=16, key=secret).digest() for text in texts]
    return pl.Series("external_key", digests, dtype=pl.Binary)


def _correction(mapping: Mapping) -> pl.Expr:
    if mapping.correction is None:
        return pl.lit(value=False)
    column, value = mapping.correction
    return (pl.col(column) == value).fill_null(value=False)


def takes_back(frame: pl.DataFrame, mapping: Mapping) -> pl.Series:
    """Which rows take an earlier one back."""
    return frame.select("line", _correction(mapping).alias("correction"))["correction"]


def rejected_nameless(frame: pl.DataFrame, mapping: Mapping, lines: pl.Series) -> pl.DataFrame:
    """Corrections that do not say of what."""
    value = mapping.correction[1] if mapping.correction else ""
    lacking = frame["line"].is_in(lines.implode())
    failure = Failure(
        lacking,
        "external_id",
        pl.Series([value], dtype=pl.Utf8).new_from_index(0, len(frame)),
        gettext_noop("The row takes another one back but does not say which."),
        gettext_noop("Write the sender's id of the row that is taken back."),
    )
    return rejected_rows(frame["line"], [failure])
