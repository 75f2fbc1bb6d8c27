"""What is written like a name and is none: places, areas and organisations of the collaboration, brands, institutions.

A school that is called after a person is no person: all words of such a name are left in peace together. The
surname alone, or the first name, is not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from samlad.collect.names.lists import endings, first_names, words
from samlad.collect.names.looks import could_be_first_name, is_first_name, is_surname, possible_genitive
from samlad.collect.names.reading import WORD, Word


@dataclass(frozen=True, slots=True)
class Known:
    """Names that point at no person: phrases of several words, by their first; and each single word."""

    phrases: dict[str, tuple[tuple[str, ...], ...]]
    words: frozenset[str]


def known_names(names: Iterable[str]) -> Known:
    """The names of the collaboration's places, areas and organisations, made ready."""
    phrases: dict[str, set[tuple[str, ...]]] = {}
    single: set[str] = set()
    for name in names:
        found = tuple(word.lower() for word in WORD.findall(name))
        single.update(found)
        if found:
            phrases.setdefault(found[0], set()).add(found)
    return Known({first: tuple(sorted(rest)) for first, rest in phrases.items()}, frozenset(single))


NOTHING_KNOWN = known_names(())
_BRANDS = known_names(words("ordinary"))
_OWN = words("ordinary") | words("sides")


def taken(found: list[Word], text: str, known: Known) -> list[bool]:
    """For each word whether it is part of a longer name that is no person's, or of a mask."""
    spans = [*_phrases(found, known), *_phrases(found, _BRANDS, long=True), *_places(found)]
    inside = {place for first, last in spans for place in range(first, last)}
    return [place in inside or text[word.start - 1 : word.start] == "[" for place, word in enumerate(found)]


def is_ordinary(word: Word, known: Known) -> bool:
    """Whether it is by itself none of a person's name: a day, a brand, a part of a place's name."""
    forms = _forms(word)
    if is_first_name(word) and (word.lower not in _OWN or word.lower in first_names()):
        return False
    if any(form in known.words for form in forms) and not is_surname(word):
        return True
    return any(form in _OWN for form in forms) or _is_place(word)


def _forms(word: Word) -> tuple[str, ...]:
    """The word, not in the genitive, and the first part of one like "Vuitton-väska"."""
    first, dash, rest = word.text.partition("-")
    more = (first.lower(),) if dash and rest.islower() else ()
    return (*possible_genitive(word.lower), *more)


def _is_place(word: Word) -> bool:
    """Whether it ends as streets, squares and schools do; Barbro is no bridge."""
    return not could_be_first_name(word) and any(
        form.endswith(endings("place endings")) for form in possible_genitive(word.lower)
    )


def _phrases(found: list[Word], known: Known, *, long: bool = False) -> Iterator[tuple[int, int]]:
    """Where whole names stand, the last word perhaps in the genitive; `long`: of two words and more."""
    for place, word in enumerate(found):
        for first in possible_genitive(word.lower):
            for phrase in known.phrases.get(first, ()):
                if long and len(phrase) == 1:
                    continue
                if _stands(found, place, phrase):
                    yield place, place + len(phrase)


def _stands(found: list[Word], place: int, phrase: tuple[str, ...]) -> bool:
    there = [word.lower for word in found[place : place + len(phrase)]]
    if len(there) < len(phrase) or there[:-1] != list(phrase[:-1]):
        return False
    return phrase[-1] in _forms(found[place + len(phrase) - 1])


def _places(found: list[Word]) -> Iterator[tuple[int, int]]:
    """Runs of words that a street, a school or a shop is called by."""
    for place, word in enumerate(found):
        after = found[place + 1] if place + 1 < len(found) else None
        first = _run_before(found, place)
        facility = word.lower in words("facilities")
        if place > first and (facility or (_is_place(word) and _names_it(found[place - 1], word))):
            yield first, place + 1
        elif facility and place and word.beside and _in_genitive(found[place - 1]):
            yield place - 1, place + 1
        if word.lower in words("houses"):
            yield place, _run_after(found, place)
        side = word.lower in words("sides") and word.capital
        if side and after is not None and after.capital and after.beside and not is_first_name(after):
            yield place, place + 2


def _names_it(before: Word, place: Word) -> bool:
    """Whether the words before belong to it: Erik Dahlbergsgatan, Anna Whitlocks låghus; not "My bad om ursäkt"."""
    return place.capital or before.lower.endswith("s")


def _in_genitive(word: Word) -> bool:
    return word.lower.endswith("s") and is_first_name(word)


def _run_before(found: list[Word], place: int) -> int:
    """Where the run of words with capitals begins that ends right before this one."""
    first = place
    while first and found[first].beside and found[first - 1].capital:
        first -= 1
    return first


def _run_after(found: list[Word], place: int) -> int:
    last = place + 1
    while last < len(found) and found[last].capital and found[last].between in {" ", ' "', " ”", " “"}:
        last += 1
    return last
