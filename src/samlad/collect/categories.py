"""Categories of a file as codes of the collaboration's list: by code, by name or by a profile's crosswalk."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from samlad.collect.profile import DEFAULT, Profile
from samlad.collect.reasons import Failure, InputError, Reason, gettext_noop
from samlad.collect.words import closest, folded

# Announced before they happen: their time may lie ahead.
UPCOMING = "ARR"
# Longer texts are no category written wrong, and a suggestion for them would be a guess.
_SUGGESTED_LENGTH = 60
_SUGGESTIONS = 3
# A suggestion shares at least this part of its pairs of letters with what was written.
_LIKENESS = 0.5


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One category; `parent` is the code of the first level, or empty for a category of that level."""

    code: str
    parent: str
    swedish: str
    english: str
    active: bool = True


@dataclass(frozen=True)
class CategoryList:
    """A collaboration's categories, found by code or by Swedish or English name."""

    rows: tuple[CategoryRow, ...]

    @cached_property
    def by_code(self) -> dict[str, CategoryRow]:
        return {row.code: row for row in self.rows}

    @cached_property
    def _by_word(self) -> dict[str, set[str]]:
        """Folded words of every category: its code, its names, and its names after those of its parent."""
        words: defaultdict[str, set[str]] = defaultdict(set)
        for row in self.rows:
            parent = self.by_code.get(row.parent)
            for name in (row.code, row.swedish, row.english):
                words[folded(name)].add(row.code)
            if parent:
                words[folded(f"{parent.swedish} {row.swedish}")].add(row.code)
                words[folded(f"{parent.english} {row.english}")].add(row.code)
                words[folded(f"{parent.code} {row.swedish}")].add(row.code)
        return words

    @cached_property
    def _likeness(self) -> "_Likeness":
        return _Likeness.of(sorted(self._by_word))

    def find(self, text: str) -> tuple[str, ...]:
        """The codes that `text` can mean: none, one, or several that share a name."""
        codes = self._by_word.get(folded(text), set())
        if len(codes) > 1:
            # A first-level category and its own sub-category of the same name: the first level is meant.
            first = {code for code in codes if not self.by_code[code].parent}
            codes = first if len(first) == 1 else codes
        return tuple(sorted(codes))

    def find_within(self, parent: str, text: str) -> str:
        """The sub-category of `parent` that `text` names, or nothing."""
        within = [code for code in self._by_word.get(folded(text), ()) if self.by_code[code].parent == parent]
        return within[0] if len(within) == 1 else ""

    def suggestions(self, text: str) -> tuple[str, ...]:
        """The categories whose names most resemble `text`, the best first."""
        digits = sum(letter.isdigit() for letter in text)
        if len(text) > _SUGGESTED_LENGTH or digits * 2 > len(text):
            return ()
        words = self._likeness.closest(folded(text))
        codes = dict.fromkeys(code for word in words for code in sorted(self._by_word[word]))
        return tuple(code for code in codes if self.by_code[code].active)[:_SUGGESTIONS]

    def titled(self, codes: tuple[str, ...]) -> str:
        """Codes with their Swedish names: SKA (Skadegörelse)."""
        return ", ".join(f"{code} ({self.by_code[code].swedish})" for code in codes)


@dataclass(frozen=True, slots=True)
class _Likeness:
    """How much words have in common: twice the pairs of letters they share over those of both (Dice)."""

    words: list[str]
    sizes: NDArray[np.int64]
    # For each pair of letters, which of the words have it.
    having: dict[str, NDArray[np.int64]]

    @classmethod
    def of(cls, words: list[str]) -> "_Likeness":
        having: defaultdict[str, NDArray[np.int64]] = defaultdict(
            lambda: np.zeros(len(words), dtype=np.int64)
        )
        for position, word in enumerate(words):
            for pair in _pairs(word):
                having[pair][position] = 1
        return cls(words, np.array([len(_pairs(word)) for word in words], dtype=np.int64), dict(having))

    def closest(self, word: str) -> list[str]:
        """The words that resemble `word`, and nearly as much as the one that does most."""
        pairs = _pairs(word)
        columns = [self.having[pair] for pair in pairs if pair in self.having]
        if not columns:
            return []
        likeness = 2 * np.sum(columns, axis=0) / (self.sizes + len(pairs))
        order = np.argsort(-likeness, kind="stable")[: 2 * _SUGGESTIONS]
        least = max(_LIKENESS, 0.8 * float(likeness[order[0]]))
        return [self.words[position] for position in order if likeness[position] >= least]


def _pairs(word: str) -> set[str]:
    padded = f" {word} "
    return {padded[position : position + 2] for position in range(len(padded) - 1)}


@dataclass(frozen=True)
class Crosswalk:
    """A sender's own codes as codes of the list: exact ones first, then the longest prefix ("14*")."""

    exact: Mapping[str, str] = field(default_factory=dict)
    prefixes: tuple[tuple[str, str], ...] = ()
    default: str = ""
    width: int = 0

    @classmethod
    def of(cls, profile: Profile | None, categories: CategoryList) -> "Crosswalk":
        """The crosswalk of a profile; an `InputError` if it leads to a code that is not in the list."""
        if profile is None:
            return cls()
        for key, code in (*profile.categories.items(), (DEFAULT, profile.default)):
            if code and code not in categories.by_code:
                raise _unknown_target(key, code, categories)
        prefixes = {key[:-1]: code for key, code in profile.categories.items() if key.endswith("*")}
        return cls(
            exact={folded(key): code for key, code in profile.categories.items() if not key.endswith("*")},
            prefixes=tuple(sorted(prefixes.items(), key=lambda item: -len(item[0]))),
            default=profile.default,
            width=profile.category_width,
        )

    def find(self, text: str) -> str:
        """The code for what a sender wrote, or nothing; the default is not applied."""
        value = text.strip()
        if self.width and value.isascii() and value.isdigit():
            value = value.zfill(self.width)
        exact = self.exact.get(folded(value))
        if exact:
            return exact
        return next((code for prefix, code in self.prefixes if value.startswith(prefix)), "")


def _unknown_target(key: str, code: str, categories: CategoryList) -> InputError:
    unknown = Reason(
        gettext_noop("The profile's categories.{key} is “{code}”, which is no category of the list."),
        {"key": key, "code": code},
    )
    meant = closest(code, categories.by_code)
    if meant:
        return InputError(unknown, Reason(gettext_noop("Did you mean “{word}”?"), {"word": meant}))
    first = ", ".join(row.code for row in categories.rows if not row.parent)
    return InputError(unknown, Reason(gettext_noop("Write one of {words}."), {"words": first}))


@dataclass(frozen=True, slots=True)
class Categorised:
    """A code per row (null where there is none), and what is wrong with some."""

    codes: pl.Series
    failures: list[Failure]


def read_categories(
    text: pl.Series, subtext: pl.Series | None, crosswalk: Crosswalk, categories: CategoryList
) -> Categorised:
    """Read a column of categories, and one of sub-categories where the file has it."""
    subtext = (
        pl.Series("sub", [None], dtype=pl.Utf8).new_from_index(0, len(text)) if subtext is None else subtext
    )
    frame = pl.DataFrame({"text": text, "sub": subtext})
    kinds = frame.unique(maintain_order=True)
    answers = [_answer(written, sub, crosswalk, categories) for written, sub in kinds.iter_rows()]
    schema = {"code": pl.Utf8, "problem": pl.Utf8, "meant": pl.Utf8}
    kinds = pl.concat([kinds, pl.DataFrame(answers, schema=schema, orient="row")], how="horizontal")
    found = frame.join(kinds, on=["text", "sub"], how="left", nulls_equal=True, maintain_order="left")
    written = pl.DataFrame({"text": text, "sub": subtext}).select(pl.coalesce("text", "sub")).to_series()
    failures = [
        Failure(found["problem"] == problem, "category", written, template, remedy, {"meant": found["meant"]})
        for problem, (template, remedy) in _PROBLEMS.items()
    ]
    return Categorised(codes=found["code"], failures=failures)


_REMEDY = gettext_noop(
    "Write a code or a name of the list, or give it a code under [categories] in the profile."
)
_PROBLEMS = {
    "missing": (
        gettext_noop("The row has no category."),
        gettext_noop(
            "Write a code or a name of the list, or set a default under [categories] in the profile."
        ),
    ),
    "unknown": (gettext_noop("The category “{value}” is not in the list."), _REMEDY),
    "like": (
        gettext_noop("The category “{value}” is not in the list."),
        gettext_noop(
            "Did you mean {meant}? Else write another of the list, or give it a code under [categories] in "
            "the "
            "profile."
        ),
    ),
    "several": (
        gettext_noop("The category “{value}” is the name of several."),
        gettext_noop("Write the code: {meant}."),
    ),
    "hidden": (
        gettext_noop("The category “{value}” is no longer used here."),
        gettext_noop("Write another of the list, or give it a code under [categories] in the profile."),
    ),
}


def _answer(
    text: str | None, sub: str | None, crosswalk: Crosswalk, categories: CategoryList
) -> tuple[str | None, str | None, str | None]:
    """Code, problem and what was perhaps meant, for one of the file's categories."""
    first = _codes(text, crosswalk, categories)
    if sub and len(first) == 1 and (within := categories.find_within(first[0], sub)):
        first = (within,)
    elif sub and not first:
        first = _codes(sub, crosswalk, categories)
    if len(first) == 1:
        row = categories.by_code[first[0]]
        return (row.code, None, None) if row.active else (None, "hidden", None)
    if crosswalk.default:
        return crosswalk.default, None, None
    written = text or sub
    if not written:
        return None, "missing", None
    if first:
        return None, "several", categories.titled(first)
    meant = categories.suggestions(written)
    return (None, "like", categories.titled(meant)) if meant else (None, "unknown", None)


def _codes(text: str | None, crosswalk: Crosswalk, categories: CategoryList) -> tuple[str, ...]:
    if not text:
        return ()
    crossed = crosswalk.find(text)
    return (crossed,) if crossed else categories.find(text)
