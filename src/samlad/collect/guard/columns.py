"""Personal data in a whole column at once.

Most texts hold nothing that even looks like it. Regular expressions in Rust pick the few that do, too many
rather than too few; only those are read with care.
"""

from collections import Counter

import polars as pl

from samlad.collect.guard.plates import NOT_BEFORE_NUMBERS, OF_PLATES, OF_VEHICLES, WORDS
from samlad.collect.guard.text import mask

_GAP = r"[ \t\r\n.\-+/_*()–]{0,8}"
# Characters that `reading` makes plain: other digits, spaces, dashes, alphabets, invisible ones.
_UNUSUAL = r"[^\x00-\x7FåäöÅÄÖéÉèüÜ´’”“…°–§½€²³]|[\x00-\x08\x0B\x0C\x0E-\x1F\x7F]"
_DATE = r"(?:^|[^0-9])(?:(?:18|19|20)G)?YEARG(?:0G[1-9]|1G[0-2])G[0-36-9]G[0-9]"
# A date of any year, and at most a dash before the last four, or four digits that are no clock time;
# and a date of a year in which few incidents fall, and any four digits.
_IDENTITY_NUMBERS = (
    _DATE.replace("YEAR", "[0-9]G[0-9]")
    + r"(?:[-+–]?[0-9](?:G[0-9]){3}"
    + r"|G(?:[3-9]G[0-9]G[0-9]G[0-9]|2G[4-9]G[0-9]G[0-9]|[0-9]G[0-9]G[6-9]G[0-9]))",
    _DATE.replace("YEAR", "(?:0|[3-9])G[0-9]") + r"(?:G[0-9]){4}",
)
# An area code of three or four digits, Stockholm's, and digits one by one.
_TELEPHONES = (
    r"(?:^|[^0-9])(?:0[1-9][0-9]|08[ \t\r\n\-/_*()–]{1,3}[0-9]|08\. ?[0-9]{3}|0H[1-9]H[0-9])(?:G[0-9]){5}",
    r"(?:\+ ?|00[ \-–]?)[1-9](?:G[0-9]){7}",
    r"467[0-9]{8}",
    r"[oO]7[02369](?:G[0-9]){7}",
)
_NUMBERS_AND_ADDRESSES = "|".join(
    (
        _UNUSUAL,
        "@",
        r"(?i:[(\[{] ?(?:at|a|snabel-?a) ?[)\]}]|snabel-?a | punkt )",
        *(
            pattern.replace("G", _GAP).replace("H", _GAP.replace("0,8", "1,8"))
            for pattern in (*_IDENTITY_NUMBERS, *_TELEPHONES)
        ),
    )
)
_PLATE = r"(?:^|[^0-9A-Za-zÅÄÖåäö])([A-Za-z]{3})[\s.\-_–]{0,2}[0-9]{2}[0-9A-Za-z]"
# Spread out, which counts only where the text speaks of a vehicle.
_SPREAD_PLATE = r"[A-Z] ?[A-Z] ?[A-Z][\s.\-_–/:]{0,3}[0-9]\s?[0-9]\s?[0-9A-Z]"
_VEHICLES = f"(?i:{OF_PLATES.pattern}|{OF_VEHICLES.pattern.replace('(?<!mo)', '')})"
_IN_CAPITALS = sorted(word.upper() for word in NOT_BEFORE_NUMBERS)


def mask_column(series: pl.Series) -> tuple[pl.Series, dict[str, int]]:
    """The column with every finding masked, and how many there were of each kind."""
    changes: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for text, times in suspicious_texts(series).value_counts().iter_rows():
        replacement, findings = mask(text)
        if findings:
            changes[text] = replacement
            for finding in findings:
                counts[finding.kind] += times
    if not changes:
        return series, {}
    return series.replace(changes), dict(counts)


def suspicious_texts(series: pl.Series) -> pl.Series:
    """The texts that must be read with care."""
    present = series.drop_nulls()
    numbers = present.str.contains(_NUMBERS_AND_ADDRESSES)
    rest = present.filter(~numbers)
    may_hold_plate = rest.filter(rest.str.contains(_PLATE) | rest.str.contains(_SPREAD_PLATE))
    return pl.concat([present.filter(numbers), may_hold_plate.filter(_not_only_words(may_hold_plate))])


def _not_only_words(texts: pl.Series) -> pl.Series:
    """Whether something that looks like a plate is more than a word and a number: rum 101, mot 100."""
    letters = pl.element().str.extract(_PLATE)
    may_be_plate = ~letters.str.to_lowercase().is_in(sorted(WORDS)) | letters.is_in(_IN_CAPITALS)
    return texts.str.extract_all(_PLATE).list.eval(may_be_plate).list.any() | texts.str.contains(_VEHICLES)
