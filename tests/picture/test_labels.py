"""The texts of the printed picture keep their places to fill in, whatever the language."""

import re

from samlad.picture.labels import period_words, speaking, words


def _places(texts: dict[str, str]) -> dict[str, set[str]]:
    return {name: set(re.findall(r"{\w+}", text)) for name, text in texts.items()}


def test_translations_keep_the_places_to_fill_in() -> None:
    with speaking("en"):
        english = words() | period_words()
    with speaking("sv"):
        swedish = words() | period_words()
    assert _places(swedish) == _places(english)
    assert any(_places(english).values())


def test_no_text_is_empty() -> None:
    for language in ("sv", "en"):
        with speaking(language):
            assert all(text.strip() for text in words().values())
