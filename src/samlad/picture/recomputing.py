"""A frozen picture computed again, and what of it comes out the same: the figures, and the words for them."""

from dataclasses import dataclass, replace
from typing import Any

from samlad.code_version import code_version
from samlad.people.models import Member
from samlad.people.policy import Right, require
from samlad.picture import columns, freezing
from samlad.picture import document as d
from samlad.picture.compose import Composed, compose
from samlad.picture.models import FrozenPicture

# What is worded: every figure in it stands in a field of its own too.
_WORDS = ("title", "headline")
# What the coordinator wrote is kept beside the picture, and in its digest.
_APART = "words"
_WORDS_OF_STANDOUT = ("title", "sentence")


@dataclass(frozen=True, slots=True)
class Recomputed:
    """How a frozen picture came out in both languages, and with which code.

    `untouched`: what is stored has the digest that it was frozen with.
    """

    untouched: bool
    figures: bool
    words: bool
    code_version: str
    same_code: bool

    @property
    def same(self) -> bool:
        return self.untouched and self.figures and self.words


def recompute(frozen: FrozenPicture, language: d.Language = "sv") -> d.PictureDocument:
    """The picture computed again from the incidents of its data version and what was frozen beside them."""
    names = freezing.names_of(frozen)
    given = freezing.given_of(frozen.parameters, names)
    then = columns.as_of(frozen.collaboration_id, frozen.data_version, given.time_zone)
    generated_at = freezing.document_of(frozen, language).recipe.generated_at
    computed = freezing.composed(then, names, given, language, generated_at)
    return replace(computed, words=freezing.paragraphs(frozen.words))


def counted(viewer: Member, frozen: FrozenPicture, language: d.Language) -> Composed:
    """The same with all counts that it is made of, and the names of that day, for those inside the group."""
    require(viewer, Right.SMALL_COUNTS)
    names = freezing.names_of(frozen)
    given = freezing.given_of(frozen.parameters, names)
    then = columns.as_of(frozen.collaboration_id, frozen.data_version, given.time_zone)
    return compose(then, names, given.query, given.subject, language, given.reporting)


def checked(viewer: Member, frozen: FrozenPicture) -> Recomputed:
    """Compute both languages again and compare them with what was frozen, and that with its digest."""
    require(viewer, Right.SMALL_COUNTS)
    pairs = [
        (freezing.stored(frozen, language), recompute(frozen, language).as_dict())
        for language in freezing.LANGUAGES
    ]
    return Recomputed(
        untouched=freezing.digest(frozen) == frozen.digest,
        figures=all(_figures(stored) == _figures(_asked(stored, again)) for stored, again in pairs),
        words=all(_words(stored) == _words(again) for stored, again in pairs),
        code_version=code_version(),
        same_code=code_version() == frozen.code_version,
    )


def _figures(document: dict[str, Any]) -> dict[str, Any]:
    """All of it but its words, and the code version, which may differ where the figures do not."""
    return {
        **{name: value for name, value in document.items() if name not in (*_WORDS, _APART)},
        "standouts": [
            {name: value for name, value in one.items() if name not in _WORDS_OF_STANDOUT}
            for one in document["standouts"]
        ],
        "recipe": document["recipe"] | {"code_version": ""},
    }


def _words(document: dict[str, Any]) -> list[Any]:
    return [document[name] for name in _WORDS] + [
        one[name] for one in document["standouts"] for name in _WORDS_OF_STANDOUT
    ]


def _asked(stored: Any, again: Any) -> Any:
    """What was computed again of what is stored: a later code version may know more of a picture."""
    if isinstance(stored, dict) and isinstance(again, dict):
        return {name: _asked(stored[name], value) for name, value in again.items() if name in stored}
    if isinstance(stored, list) and isinstance(again, list) and len(stored) == len(again):
        return [_asked(one, other) for one, other in zip(stored, again, strict=True)]
    return again
