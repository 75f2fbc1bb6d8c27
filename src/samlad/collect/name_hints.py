"""Words that may be a name: what the guard cannot know by its form, pointed out to whoever reviews.

A hint, never a mask: "Björn" is a name and a bear. Places, areas and organisations of the collaboration are known
and not pointed out.
"""

import re
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
# After these words the next one is taken for a name, however it is written.
_CALLED = {"heter", "hette", "kallad", "kallade", "kallas", "namn", "namnet", "named", "called"}
_PASSED_OVER = {"är", "som", "för", "sig", "på", "och", "det", "den", "de", "inte", "okänt"}
# With these a sentence often begins: before a capital they are no first name ("En Volvo", "Vid Kalkbrottet").
_OPENERS = {
    "en", "ett", "vi", "jag", "han", "hon", "i", "vid", "två", "tre", "när", "sedan", "då", "från", "till", "efter",
    "av", "om", "med", "utanför", "bakom", "mellan", "hos", "både", "flera", "någon", "några", "enligt", "a", "the",
}  # fmt: skip
# What a street, a square or a district is called, in a town whose map does not name it.
_PLACE_ENDING = re.compile(
    "(?:gatan?|vägen|torget?|parken|skolan?|gränd|backen|området|staden|centrum|kyrkan?|bron|hamnen|stigen|viken|"
    "skatan|näset|berget|heden|udden|dalen|ön|holmen|sundet|hallen|huset|gården|stationen|plan|platsen|leden|"
    "tunneln)s?$"
)
_SENTENCE_END = ".!?:\n•"
_LONGEST_ABBREVIATION = 4


def known_words(names: Iterable[str]) -> frozenset[str]:
    """Every word of the names, and its genitive, in lower case."""
    words = {word.lower() for name in names for word in _WORD.findall(name)}
    return frozenset(words | {f"{word}s" for word in words})


def maybe_names(text: str, known: frozenset[str] = frozenset()) -> list[tuple[int, int]]:
    """Where in the text words stand that may be names.

    Capitalised in mid-sentence, or after "heter", or, at the beginning of a sentence, right before such a one:
    "Anna Lindström".
    """
    found: list[tuple[int, int]] = []
    before: re.Match[str] | None = None
    for match in _WORD.finditer(text):
        if _may_be_name(text, match, before.group().lower() if before else "", known):
            if before is not None and _is_first_name(text, before, match, known):
                found.append(before.span())
            found.append(match.span())
        before = match
    return found


def likely_names(text: str, known: frozenset[str] = frozenset()) -> list[str]:
    """What is probably somebody's name: two words with capitals side by side, or what stands after "heter".

    For whoever writes, who knows what was meant: so it says less than `maybe_names`, and nothing of places.
    """
    found: list[str] = []
    before: re.Match[str] | None = None
    for match in _WORD.finditer(text):
        if before is not None and not _is_ordinary(text, match, known):
            lower = before.group().lower()
            if lower in _CALLED and match.group().lower() not in _PASSED_OVER:
                found.append(match.group())
            if _is_pair(text, before, match) and not _is_ordinary(text, before, known):
                found.append(f"{before.group()} {match.group()}")
        before = match
    return found


def _is_ordinary(text: str, match: re.Match[str], known: frozenset[str]) -> bool:
    lower = match.group().lower()
    of_mask = text[match.start() - 1 : match.start()] == "["
    return lower in known or of_mask or _PLACE_ENDING.search(lower) is not None


def _is_pair(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    words = (first.group(), second.group())
    if text[first.end() : second.start()] != " " or not all(word[0].isupper() for word in words):
        return False
    if any(word.isupper() and len(word) <= _LONGEST_ABBREVIATION for word in words):
        return False
    opens = first.group().lower() in _OPENERS | _PASSED_OVER
    return not (opens and _begins_sentence(text, first.start()))


def _may_be_name(text: str, match: re.Match[str], before: str, known: frozenset[str]) -> bool:
    word = match.group()
    if word.lower() in known or text[match.start() - 1 : match.start()] == "[":
        return False
    called = before in _CALLED and word.lower() not in _PASSED_OVER
    capital = word[0].isupper() and not _begins_sentence(text, match.start())
    # All capitals are an abbreviation (ICA, SOS) where short.
    abbreviated = word.isupper() and len(word) <= _LONGEST_ABBREVIATION
    return called or (capital and not abbreviated)


def _is_first_name(text: str, first: re.Match[str], match: re.Match[str], known: frozenset[str]) -> bool:
    word = first.group()
    return (
        match.group()[0].isupper()
        and text[first.end() : match.start()] == " "
        and word[0].isupper()
        and word.lower() not in known | _PASSED_OVER | _OPENERS
        and _begins_sentence(text, first.start())
    )


def _begins_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \t\"'”’(–-")
    return not before or before[-1] in _SENTENCE_END
