"""The guard over a whole table, before any of it is stored."""

import dataclasses
import re
from collections import Counter
from typing import TYPE_CHECKING

import polars as pl

from samlad.collect.guard import EMAIL, IDENTITY_NUMBER, PLATE, TELEPHONE, find, mask, mask_column
from samlad.collect.guard.findings import mask_of
from samlad.collect.guard.identity_numbers import has_check_digit, is_birth_date

if TYPE_CHECKING:
    from samlad.collect.tables.results import RawTable

# A number, a sum or a code, but no telephone number: that begins with 0 or +, or is cut into groups.
_NUMBER = r"^-?(?:0|[1-9][0-9]*)(?:[.,][0-9]+)?$"
_DATE = r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}|(?:19|20)[0-9]{6}"
_TIME = (
    r"[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?(?:[.,][0-9]+)?(?: ?(?:Z|[AaPp][Mm]|[+-][0-9]{2}:?[0-9]{2}))?"
)
_MOMENT = rf"^(?:(?:{_DATE})(?:[ T]{{1,2}}(?:{_TIME}))?|{_TIME})$"
_IDENTITY = r"^(?:18|19|20)?[0-9]{6}[-+ ]?[0-9]{4}$"
# A column with such a name is what it says, whether or not its cells can be told by their form: Excel takes
# the first zero off a telephone number, and a plate may be any word.
_BY_NAME = (
    (IDENTITY_NUMBER, r"person-?(?:nummer|nr)|pnr|samordnings(?:nummer|nr)", r"[0-9]{6}"),
    (
        TELEPHONE,
        r"(?:mobil|tele?)(?:fon)?(?:nummer|nr)?|mobiltelefon|(?:tele)?phone(?: number)?",
        r"(?:[0-9][^0-9]{0,3}){6}",
    ),
    (EMAIL, r"(?:e-?)?(?:mail|post)(?:adress)?|email address", "@"),
    (PLATE, r"reg(?:istrerings?)?[. -]*(?:nr|nummer)|registration (?:plate|number)", r"[A-Za-zÅÄÖåäö]"),
)
_SERIAL = r"^[0-9]{1,8}(?:[-+/ ][0-9]{1,8}){1,2}$"
_MOSTLY = 0.9
_ENOUGH_TO_TELL = 20
_SAMPLE = 2_000


def guarded(table: "RawTable") -> "RawTable":
    """The table with every finding masked, and how many there were."""
    names = _guarded_names(table.columns)
    counts: dict[str, dict[str, int]] = {}
    columns: list[pl.Series] = [table.frame["line"]]
    for name, guarded_name in zip(table.columns, names, strict=True):
        series, found = _guarded_column(table.frame[name], name)
        columns.append(series.alias(guarded_name))
        if found:
            counts[guarded_name] = found
    total: Counter[str] = Counter()
    for found in counts.values():
        total.update(found)
    return dataclasses.replace(
        table,
        frame=pl.DataFrame(columns),
        columns=names,
        rejected=tuple(dataclasses.replace(line, field=mask(line.field)[0]) for line in table.rejected),
        masked=dict(total),
        masked_columns=counts,
    )


def _guarded_column(series: pl.Series, name: str) -> tuple[pl.Series, dict[str, int]]:
    present = series.drop_nulls()
    if not len(present):
        return series, {}
    for kind, names, form in _BY_NAME:
        if re.fullmatch(names, name.strip().lower()):
            return _masked_where(series, series.str.contains(form), kind)
    if _are_identity_numbers(present):
        return _masked_where(series, series.is_not_null(), IDENTITY_NUMBER)
    is_plain = series.str.contains(_NUMBER) | series.str.contains(_MOMENT)
    if _are_serial_numbers(present):
        is_plain = is_plain | series.str.contains(_SERIAL)
    if int(is_plain.sum()) < _MOSTLY * len(present):
        return mask_column(series)
    # A column of numbers or moments: only its odd cells can hold anything.
    odd, found = mask_column(series.set(is_plain.fill_null(value=False), None))
    return (odd.fill_null(series) if found else series), found


def _masked_where(series: pl.Series, where: pl.Series, kind: str) -> tuple[pl.Series, dict[str, int]]:
    """The cells that hold that kind as a whole masked, the others searched."""
    where = where.fill_null(value=False)
    rest, found = mask_column(series.set(where, None))
    count = int(where.sum())
    if count:
        found[kind] = found.get(kind, 0) + count
    return rest.set(where, mask_of(kind)), found


def _are_identity_numbers(present: pl.Series) -> bool:
    """Whether most cells have their form and most of those are right.

    One number in ten has a right check digit by chance, so single cells of a column of numbers say nothing.
    """
    formed = present.filter(present.str.contains(_IDENTITY))
    if len(formed) <= 0.5 * len(present):
        return False
    sample = formed.unique(maintain_order=True).head(_SAMPLE).str.replace_all("[^0-9]", "").to_list()
    right = sum(
        has_check_digit(digits[-10:]) and is_birth_date(digits[:-10], digits[-10:-4]) for digits in sample
    )
    return right > 0.5 * len(sample)


def _are_serial_numbers(present: pl.Series) -> bool:
    """Whether the cells are case numbers (19-048558, 191004-0075) of which only some look personal.

    Masking those would make different cases one.
    """
    formed = present.filter(present.str.contains(_SERIAL))
    sample = formed.unique(maintain_order=True).head(_SAMPLE).to_list()
    if len(formed) < _MOSTLY * len(present) or len(sample) < _ENOUGH_TO_TELL:
        return False
    return sum(bool(find(text)) for text in sample) < 0.5 * len(sample)


def _guarded_names(columns: tuple[str, ...]) -> tuple[str, ...]:
    """A file without a header has its first row in that place."""
    names: list[str] = []
    for position, column in enumerate(columns, start=1):
        name = mask(column)[0]
        names.append(
            f"{name} ({position})" if name in names or (name != column and name in columns) else name
        )
    return tuple(names)
