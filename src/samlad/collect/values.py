"""The plain values of a row: choices of closed lists, whole numbers and short texts."""

from dataclasses import dataclass

import polars as pl

from samlad.collect.choices import Choice, GroupSize
from samlad.collect.number_text import decimal_sign, numbers
from samlad.collect.reasons import Failure, gettext_noop

LARGEST_COST = 10**12


@dataclass(frozen=True, slots=True)
class Values:
    """One entry per row, and what is wrong with some."""

    values: pl.Series
    failures: list[Failure]


def read_choices(text: pl.Series, field: str, kind: type[Choice]) -> Values:
    """Read a column of a closed list as its numbers; null where nothing is written."""
    written = text.unique().drop_nulls().to_list()
    found = {word: choice.number for word in written if (choice := choice_of(kind, word)) is not None}
    codes = text.replace_strict(found, default=None, return_dtype=pl.Int16)
    failure = Failure(
        codes.is_null() & text.is_not_null(),
        field,
        text,
        gettext_noop("“{value}” is none of the choices."),
        gettext_noop("Write one of {choices}, or leave it empty."),
        {"choices": ", ".join(f"{choice.code} ({choice.swedish})" for choice in kind)},
    )
    return Values(codes, [failure])


def choice_of(kind: type[Choice], word: str) -> Choice | None:
    """The choice that a word of a file means; of group sizes, a plain number means its class."""
    if kind is GroupSize and word.isascii() and word.isdigit() and len(word) < 7 and int(word) >= 7:
        return GroupSize.MANY
    return kind.read(word)


def read_insecurity(text: pl.Series) -> Values:
    """Read felt insecurity, 1 (none) to 5."""
    number = numbers(text, ".")
    right = number.is_in([1.0, 2.0, 3.0, 4.0, 5.0]).fill_null(value=False)
    values = pl.select(pl.when(right).then(number)).to_series().cast(pl.Int8)
    return Values(
        values,
        [
            Failure(
                text.is_not_null() & ~right,
                "felt_insecurity",
                text,
                gettext_noop("“{value}” is not a whole number from 1 to 5."),
                gettext_noop("Write 1, 2, 3, 4 or 5, or leave it empty."),
            )
        ],
    )


def read_cost(text: pl.Series, decimal: str) -> Values:
    """Read a cost in whole kronor: 1200, 1 200 kr, 1200:-, 1200,50 SEK."""
    plain = text.str.replace(r"(?i)\s*(?:kr(?:onor)?\.?|sek|:-)\s*$", "")
    number = numbers(plain, decimal or decimal_sign(plain)).round()
    right = number.is_between(0, LARGEST_COST).fill_null(value=False)
    values = pl.select(pl.when(right).then(number)).to_series().cast(pl.Int64)
    return Values(
        values,
        [
            Failure(
                text.is_not_null() & ~right,
                "cost",
                text,
                gettext_noop("“{value}” is not a cost."),
                gettext_noop("Write kronor as a number, as 1200, or leave it empty."),
            )
        ],
    )


def read_text(text: pl.Series, field: str, longest: int) -> Values:
    """Read a text of limited length; nothing is cut off without a word."""
    length = text.str.len_chars()
    return Values(
        text.fill_null(""),
        [
            Failure(
                length > longest,
                field,
                text,
                gettext_noop("The text has {length} characters; {longest} is the most."),
                gettext_noop("Shorten it to what happened, without names."),
                {"length": length, "longest": longest},
            )
        ],
    )
