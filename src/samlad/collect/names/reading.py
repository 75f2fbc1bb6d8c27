"""A text as words: what of each the hint asks about, how it is written and where in its sentence it stands."""

import re
from dataclasses import dataclass
from functools import cached_property

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SENTENCE_END = ".!?:\n•"
_QUOTES = "\"'”’“»«"
# So many words or more that all begin with a capital are a headline: the capitals say nothing.
_HEADLINE = 4


@dataclass(frozen=True, slots=True)
class Word:
    """A word, where it stands, and what stands between it and the word before."""

    text: str
    lower: str
    start: int
    end: int
    between: str
    # Begins with a capital that says something: not in a headline, nor in a word all in capitals (SOS, POLIS).
    capital: bool
    opens: bool

    @property
    def beside(self) -> bool:
        """Whether only a space parts it from the word before."""
        return self.between == " "


class Reading:
    """The words of a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._found = list(WORD.finditer(text))

    @cached_property
    def words(self) -> list[Word]:
        """The words in their order."""
        telling = not self._capitals_say_nothing()
        ends = [0, *(match.end() for match in self._found)]
        return [
            self._word(match, self.text[end : match.start()], telling=telling)
            for end, match in zip(ends, self._found, strict=False)
        ]

    def _word(self, match: re.Match[str], between: str, *, telling: bool) -> Word:
        text = match.group()
        shouted = len(text) > 1 and text.isupper()
        return Word(
            text=text,
            lower=text.lower(),
            start=match.start(),
            end=match.end(),
            between=between,
            capital=telling and text[0].isupper() and not shouted,
            opens=_opens(between, first=match is self._found[0]),
        )

    def _capitals_say_nothing(self) -> bool:
        longer = [match.group() for match in self._found if len(match.group()) > 1]
        return len(longer) >= _HEADLINE and all(word[0].isupper() for word in longer)


def _opens(between: str, *, first: bool) -> bool:
    """Whether a sentence begins after what stands between a word and the one before."""
    before = between.rstrip(f" \t{_QUOTES}(–-")
    return before[-1] in _SENTENCE_END if before else first
