"""What a column seems to hold, by what stands in it."""

import polars as pl

from samlad.collect.categories import CategoryList, Crosswalk
from samlad.collect.choices import Choice
from samlad.collect.date_rules import DateRules
from samlad.collect.date_text import AMBIGUOUS, taken_apart
from samlad.collect.values import choice_of

_COLON = r"[0-9]:[0-9][0-9]"
_CLOCK = (
    r"(?i)^(?:kl(?:ockan)?\.?\s*)?"
    r"(?:[0-9]{1,2}[:.]?[0-9]{2}(?:[:.][0-9]{2}(?:[.,][0-9]+)?)?(?:\s*[ap]\.?m\.?)?|0?[.,][0-9]+)$"
)
_MIDNIGHT = r"[Tt\s]00:00(?::00(?:\.0+)?)?$"


def share_of_dates(text: pl.Series, *, serial: bool = True) -> float:
    """The part of the values that can be read as dates; plain numbers only count if `serial`."""
    total = len(text)
    dates = text if serial else text.filter(~text.str.contains(r"^[0-9]{1,7}([.,][0-9]+)?$"))
    read = taken_apart(dates, DateRules("mixed"))
    known = read["problem"].is_null() | (read["problem"] == AMBIGUOUS)
    years = read["local"].dt.year().is_between(1900, 2100).fill_null(value=True)
    return float((known & years).sum()) / total if total else 0.0


def share_of_categories(text: pl.Series, crosswalk: Crosswalk, categories: CategoryList) -> float:
    """The part of the different values that are categories."""
    different = text.unique()
    found = [bool(crosswalk.find(word) or categories.find(word)) for word in different]
    return sum(found) / len(found) if found else 0.0


def share_of_choices(text: pl.Series, kind: type[Choice]) -> float:
    """The part of the different values that are choices of a closed list."""
    different = text.unique()
    return sum(choice_of(kind, word) is not None for word in different) / max(1, len(different))


def has_times(text: pl.Series) -> bool:
    """Whether some of the dates say at what time, other than midnight."""
    return bool(
        (
            text.str.contains(r"[0-9][:.][0-9][0-9]")
            & ~text.str.contains(_MIDNIGHT)
            & text.str.contains(r"[Tt\s]")
        ).any()
    )


def share_of_clock_times(text: pl.Series) -> float:
    """The part of the values that are a time of day and nothing else."""
    return int(text.str.contains(_CLOCK).sum()) / len(text) if len(text) else 0.0


def only_midnights(text: pl.Series) -> bool:
    """Whether all times are 00:00, which a spreadsheet writes where there is only a date."""
    timed = text.filter(text.str.contains(_COLON))
    return len(timed) > 0 and bool(timed.str.contains(_MIDNIGHT).all())
