"""E-mail addresses, also with the at-sign spelled out."""

import re
from collections.abc import Iterator

_AT = re.compile(
    r"@|[(\[{] ?(?:at|a|snabel-?a) ?[)\]}]| snabel-?a (?!\w* \w)| at (?=[\w\-]+ punkt )", re.IGNORECASE
)
_LOCAL = re.compile(r"[\w.%+\-']{1,64} ?$")
_DOMAIN = re.compile(
    r" ?(?:[\w\-]{1,63}(?:\.| \. ?|,| ?[(\[{] ?(?:dot|punkt) ?[)\]}] ?| punkt )){1,5}[^\W\d_]{2,24}(?![\w])",
    re.IGNORECASE,
)


# CARR SQUARE @ N.GRAND is a place, and a comma may be a comma: such take a domain that addresses have.
_COMMON_END = re.compile(
    r"(?:[.,] ?|punkt )(?:se|nu|com|net|org|eu|info|no|fi|dk|ax|de|uk|io)$", re.IGNORECASE
)


def spans(plain: str) -> Iterator[tuple[int, int]]:
    """Where e-mail addresses stand."""
    for at in _AT.finditer(plain):
        # The length of an address's first part is bounded, so that a long text costs no more than its length.
        left = max(0, at.start() - 65)
        local = _LOCAL.search(plain, left, at.start())
        domain = _DOMAIN.match(plain, at.end())
        if not local or not domain:
            continue
        is_spaced = at[0] == "@" and (local[0].endswith(" ") or re.match(r" |[^ ]*(?: \.|,)", domain[0]))
        if not (is_spaced or at[0] == " at ") or _COMMON_END.search(domain[0]):
            yield local.start(), domain.end()
