"""Which words of a text are probably somebody's name.

Rules, and no probability: a first name of the list; a surname by its ending; a word that a cue says is a name ("heter",
"kompisen"); two words with capitals side by side that nothing explains; and what stands in a row with a name.
"""

import re
from collections.abc import Iterator

from samlad.collect.names import looks
from samlad.collect.names.lists import words
from samlad.collect.names.ordinary import NOTHING_KNOWN, Known, is_ordinary, taken
from samlad.collect.names.reading import Reading, Word

_QUOTED = re.compile(r"[ :]*[\"'”’“»«]([^\"'”’“»«\n]{2,30})[\"'”’“»«]")
_AFTER_NUMBER = re.compile(r"[0-9] ?\Z")
# "kallas Räven", but also "kallades till platsen".
_NICKNAMED = frozenset({"kallad", "kallades", "kallas", "alias"})
# How far before "heter" the subject is looked for, and how many words may stand between it and the name.
_SUBJECT, _FILLERS = 4, 3
_JOINS = frozenset({"och", "eller", "samt", "&", "plus"})
_THINGS = words("called too") | words("facilities")
_STREETS = ("gatan", "vägen", "skolan", "parken")
_PEOPLE = words("persons") | {"han", "hon", "hen", "som", "person", "en"}
_PARTICLES = frozenset({"al", "el", "von", "van", "de", "af", "bin", "ibn", "da", "dos"})

Span = tuple[int, int]


def likely_names(text: str, known: Known = NOTHING_KNOWN) -> list[str]:
    """What is probably somebody's name, as it is written."""
    return [text[start:end] for start, end in likely_spans(text, known)]


def likely_spans(text: str, known: Known = NOTHING_KNOWN) -> list[Span]:
    """Where in the text it stands, in order, apart from one another."""
    return _Text(text, known).spans()


def maybe_names(text: str, known: Known = NOTHING_KNOWN) -> list[Span]:
    """For whoever reviews: also every other word with a capital in mid-sentence that nothing explains."""
    read = _Text(text, known)
    sure = read.spans()
    more = [
        (word.start, word.end)
        for place, word in enumerate(read.words)
        if word.capital and not word.opens and not read.ordinary[place]
    ]
    return sorted([*sure, *(span for span in more if not any(a < span[1] and span[0] < b for a, b in sure))])


class _Text:
    """A text, its words, which of them are ordinary, and which have been found to be names."""

    def __init__(self, text: str, known: Known) -> None:
        self.text = text
        self.words = Reading(text).words
        self.taken = taken(self.words, text, known)
        self.ordinary = [
            taken or is_ordinary(word, known) for taken, word in zip(self.taken, self.words, strict=True)
        ]
        self.names: set[int] = set()
        self.quoted: list[Span] = []

    def spans(self) -> list[Span]:
        for place in range(len(self.words)):
            if self._is_name(place):
                self.names.add(place)
        for place, word in enumerate(self.words):
            self._called(place, word)
        self._lengthen()
        self._rows()
        return self._joined()

    def _at(self, place: int) -> Word | None:
        return self.words[place] if 0 <= place < len(self.words) else None

    def _free(self, place: int) -> bool:
        return 0 <= place < len(self.words) and not self.ordinary[place]

    def _open(self, place: int) -> bool:
        return self._free(place) or (0 <= place < len(self.words) and self._could_be(place))

    def _could_be(self, place: int) -> bool:
        return not self.taken[place] and looks.could_be_first_name(self.words[place])

    def _is_name(self, place: int) -> bool:
        word, before = self.words[place], self._at(place - 1)
        if self.ordinary[place]:
            # A brand is a name all the same where a surname follows or a word says so.
            return self._could_be(place) and (self._of_two(place, word) or self._after_cue(word, before))
        return (
            self._first_name(word, before)
            or self._surname(word, before)
            or self._of_two(place, word)
            or self._after_cue(word, before)
            or self._initial(place, word, before)
        )

    def _first_name(self, word: Word, before: Word | None) -> bool:
        if not looks.is_first_name(word):
            return False
        # "i Nora" is a town; "i Noras trappa" is somebody's. "1 Maj" is a day.
        genitive = word.lower.endswith("s")
        in_town = before is not None and word.beside and before.lower == "i" and not genitive
        return not in_town and (looks.is_plain(word) or not _AFTER_NUMBER.search(word.between))

    def _surname(self, word: Word, before: Word | None) -> bool:
        if looks.is_surname(word):
            return not word.opens or looks.is_surname_anywhere(word)
        after_place = before is not None and before.lower in words("place before")
        return looks.may_be_surname(word) and word.capital and not word.opens and not after_place

    def _of_two(self, place: int, word: Word) -> bool:
        """Whether it is the first or the second of a first name and a surname, or of two that nothing explains."""
        after = self._at(place + 1)
        if after is not None and after.beside and self._free(place + 1) and self._pair(place, word, after):
            return True
        before = self._at(place - 1)
        return (
            before is not None
            and word.beside
            and self._open(place - 1)
            and self._pair(place - 1, before, word)
        )

    def _pair(self, place: int, first: Word, second: Word) -> bool:
        if looks.could_be_first_name(first) and looks.may_be_surname(second):
            return first.capital == second.capital or looks.is_surname(second)
        if not (self._free(place) and self._free(place + 1)):
            return False
        if not all(word.capital and len(word.text) > 1 for word in (first, second)):
            return False
        before = self._at(place - 1)
        if before is not None and first.beside and before.lower in words("place before"):
            return False
        if first.opens:
            return first.lower not in words("openers") and looks.may_be_surname(second)
        return not first.lower.endswith("s") or looks.could_be_first_name(first)

    def _after_cue(self, word: Word, before: Word | None) -> bool:
        if before is None or not word.beside:
            return False
        if before.lower in words("persons"):
            return word.capital or looks.is_surname(word)
        return before.lower in words("shouted at") and word.capital

    def _initial(self, place: int, word: Word, before: Word | None) -> bool:
        """A. Svensson, K.A. Svensson, Kevin S."""
        after = self._at(place + 1)
        if len(word.text) != 1 or not word.text.isupper():
            return False
        if before is not None and before.lower in words("entrances"):
            return False
        joined = after is not None and after.between in {". ", ".", " "} and self._free(place + 1)
        if joined and after is not None and len(after.text) > 1 and after.text[0].isupper():
            return looks.may_be_surname(after)
        return before is not None and word.beside and self._free(place - 1) and looks.is_first_name(before)

    def _called(self, place: int, word: Word) -> None:
        """What stands after "heter" and its like, unless a place or a thing is called so."""
        two = f"{self.words[place - 1].lower} {word.lower}" if place else ""
        three = f"{self.words[place - 2].lower} {two}" if place > 1 else ""
        if not {word.lower, two, three} & words("called"):
            return
        subject = {one.lower for one in self.words[max(0, place - _SUBJECT) : place]}
        if subject & _THINGS or any(one.endswith(_STREETS) for one in subject):
            return
        quoted = _QUOTED.match(self.text, word.end)
        if quoted:
            self.quoted.append(quoted.span(1))
            return
        place += 1
        for _filler in range(_FILLERS):
            if self._free(place) and self.words[place].lower in words("before the called"):
                place += 1
        self._is_called(place, nicknamed=word.lower in _NICKNAMED, by_person=bool(subject & _PEOPLE))

    def _is_called(self, place: int, *, nicknamed: bool, by_person: bool) -> None:
        word = self._at(place)
        if word is None or not self._open(place) or word.opens or "," in word.between:
            return
        if word.lower in words("never called") or word.lower in words("place before"):
            return
        if (
            word.capital
            or looks.could_be_first_name(word)
            or looks.is_surname(word)
            or (nicknamed and by_person)
        ):
            self.names.add(place)

    def _lengthen(self) -> None:
        """Words with capitals right after a name belong to it: Abdirahman Jama Yusuf, Omar al-Sayed, Kevin S."""
        for place in range(1, len(self.words)):
            word = self.words[place]
            if not word.beside or self.ordinary[place] or place - 1 not in self.names:
                continue
            particle = word.lower in _PARTICLES and self._free(place + 1) and self.words[place + 1].capital
            if particle or word.capital:
                self.names.add(place)

    def _rows(self) -> None:
        """What stands in a row with a name is one: Melker, Sixten och Love."""
        for steps in (range(len(self.words)), range(len(self.words) - 1, -1, -1)):
            for place in steps:
                if place in self.names:
                    continue
                word = self.words[place]
                if self.ordinary[place] or not any(one in self.names for one in self._in_row(place)):
                    continue
                unexplained = word.capital and not word.opens and not looks.is_brand(word)
                if unexplained or looks.in_a_row(word):
                    self.names.add(place)

    def _in_row(self, place: int) -> Iterator[int]:
        """The places of the words before and after it in a row: parted by a comma or "och"."""
        if self.words[place].between in {", ", "/", " & ", " + "}:
            yield place - 1
        if place > 1 and self.words[place - 1].lower in _JOINS and self.words[place].beside:
            yield place - 2
        after = self._at(place + 1)
        if after is None:
            return
        if after.between in {", ", "/", " & ", " + "}:
            yield place + 1
        if after.lower in _JOINS and place + 2 < len(self.words) and self.words[place + 2].beside:
            yield place + 2

    def _joined(self) -> list[Span]:
        """The names that were found, each with all of its words."""
        found: list[Span] = []
        for place in sorted(self.names):
            word = self.words[place]
            if word.between in {" ", ". ", "."} and place - 1 in self.names:
                found[-1] = (found[-1][0], word.end)
            else:
                found.append((word.start, word.end))
        quoted = [span for span in self.quoted if not any(a < span[1] and span[0] < b for a, b in found)]
        return sorted([*found, *quoted])
