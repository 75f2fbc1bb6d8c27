"""Whether a word by itself looks like a first name or a surname."""

from samlad.collect.names.lists import BRAND, OPENER, PLAIN, WORD, endings, first_names, surnames, words
from samlad.collect.names.reading import Word

# Shorter, in small letters, a name is more often something else.
_SHORTEST_IN_SMALL = 3
# Of these an ending is not the whole word: "Ström" and "Berg" are words.
_LONGER_BY = 2


def possible_genitive(lower: str) -> tuple[str, ...]:
    """The word, and what it is the genitive of if it is one: Kevins, Kevin."""
    if not lower.endswith("s") or len(lower) < _SHORTEST_IN_SMALL or lower in words("no genitive"):
        return (lower,)
    bare = lower[:-1].rstrip("'’")
    return (lower, bare) if bare else (lower,)


def sign(lower: str) -> str | None:
    """The sign of a first name, in the genitive too; none where it is no first name. Hyphens are read part by part."""
    names = first_names()
    for form in possible_genitive(lower):
        if form in names:
            return names[form]
        parts = form.split("-")
        signs = [names.get(part) for part in parts]
        if len(parts) > 1 and None not in signs:
            return PLAIN if PLAIN in signs else WORD
    return None


def is_first_name(word: Word) -> bool:
    """Whether it is a first name by itself, as it is written and where it stands."""
    found = sign(word.lower)
    if found == PLAIN:
        return word.capital or len(word.lower) >= _SHORTEST_IN_SMALL
    return word.capital and (found == WORD or (found == OPENER and not word.opens))


def could_be_first_name(word: Word) -> bool:
    """Whether it is in the list of first names, whatever else it is too."""
    return sign(word.lower) is not None


def in_a_row(word: Word) -> bool:
    """Whether it is one beside another first name: "ebba och tuva", but not "Ahmed och hans bror"."""
    return could_be_first_name(word) if word.capital else sign(word.lower) in {PLAIN, WORD}


def is_surname(word: Word) -> bool:
    """Whether it is a surname by its ending or by the list, in capitals or small letters."""
    if word.capital:
        return _ends(word, "strong endings") or _listed(word)
    return any(form.endswith("sson") and len(form) > 5 for form in possible_genitive(word.lower))


def is_surname_anywhere(word: Word) -> bool:
    """Whether it is one at the beginning of a sentence too, where "Maskinström" and "Entrén" stand."""
    return _listed(word) or any(form.endswith(("sson", "qvist")) for form in possible_genitive(word.lower))


def may_be_surname(word: Word) -> bool:
    """As `is_surname`, and also what is a place as often as a surname: Sandberg."""
    return is_surname(word) or _listed(word) or (word.capital and _ends(word, "weak endings"))


def is_plain(word: Word) -> bool:
    """Whether it is a first name and nothing else."""
    return sign(word.lower) == PLAIN


def is_brand(word: Word) -> bool:
    """Whether it is a first name that is a brand or a place more often."""
    return sign(word.lower) == BRAND


def _listed(word: Word) -> bool:
    return any(form in surnames() for form in possible_genitive(word.lower))


def _ends(word: Word, section: str) -> bool:
    return any(
        form.endswith(ending) and len(form) >= len(ending) + _LONGER_BY
        for form in possible_genitive(word.lower)
        for ending in endings(section)
    )
