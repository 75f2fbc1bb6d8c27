"""Every word of the product in both languages: nothing missing, nothing lost on the way, nothing untranslated."""

import ast
import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.utils.translation import gettext, override
from scripts import messages

from samlad.people import audit_words
from samlad.people.models import AuditEntry
from samlad.picture import labels

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
TEMPLATES = sorted(
    path for path in messages.SOURCE.glob("**/templates/**/*.html") if path.name != "styleguide.html"
)
# Names and signs that are the same in every language.
SAME_EVERYWHERE = {"Samlad", "PDF", "CSV", "GeoJSON", "JSON", "kr"}
SPOKEN_ATTRIBUTES = ("aria-label", "title", "alt", "placeholder", "label")


def forms(text: str | Sequence[str] | None) -> list[str]:
    """One form, or one for each number."""
    return [text] if isinstance(text, str) else list(text or ())


def texts(message: Message) -> tuple[list[str], list[str]]:
    """The forms of a message in English and in Swedish."""
    return forms(message.id), forms(message.string)


def swedish_messages() -> list[Message]:
    return [message for message in messages.read("sv") if message.id]


def test_every_message_has_swedish_words() -> None:
    assert messages.missing("sv") == [], "run `make messages` and write the Swedish in locale/sv"


def test_the_catalogue_holds_nothing_that_is_no_longer_said() -> None:
    said = {message.id for message in messages.collected()}
    assert [message.id for message in swedish_messages() if message.id not in said] == []


def test_both_languages_have_the_same_placeholders() -> None:
    for message in swedish_messages():
        english, swedish = texts(message)
        expected = {frozenset(PLACEHOLDER.findall(text)) for text in english}
        assert {frozenset(PLACEHOLDER.findall(text)) for text in swedish} <= expected, message.id


def test_every_message_has_words_of_its_own() -> None:
    for message in swedish_messages():
        for text in (*texts(message)[0], *texts(message)[1]):
            assert re.search(r"[^\W\d_]", PLACEHOLDER.sub("", text)), message.id


def test_sentences_end_alike_in_both_languages() -> None:
    for message in swedish_messages():
        english, swedish = texts(message)
        ending = {text[-1] for text in english} & set(".?:…")
        assert not ending or {text[-1] for text in swedish} == ending, message.id


def test_swedish_quotation_marks_are_swedish() -> None:
    for message in swedish_messages():
        assert not re.search("[“«»‘]", "".join(texts(message)[1])), message.id


def test_months_and_weekdays_are_lower_case_in_swedish() -> None:
    with override("sv"):
        names = [
            *labels.month_names(),
            *labels.short_month_names(),
            *labels.weekday_names(),
            *labels.short_weekday_names(),
        ]
    assert names[0] == "januari"
    assert names == [name.lower() for name in names]


def calls(path: Path, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def words(call: ast.Call, most: int) -> list[str]:
    return [
        node.value
        for node in call.args[:most]
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def test_what_the_code_marks_is_collected() -> None:
    said = {form for message in messages.collected() for form in forms(message.id)}
    marked = {
        word
        for path in messages.SOURCE.glob("**/*.py")
        for call in calls(path, {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext"})
        for word in words(call, 2 if getattr(call.func, "id", "") == "ngettext" else 1)
    }
    assert len(marked) > 200
    assert marked - said == set()


def test_what_the_readers_of_files_tell_is_collected() -> None:
    said = {message.id for message in messages.collected()}
    told = {
        word
        for path in messages.SOURCE.glob("**/*.py")
        for call in calls(path, messages.TELLERS)
        for word in words(call, 5)
        if word and " " in word
    }
    assert len(told) > 30
    assert told - said == set()


def test_what_the_templates_mark_is_collected() -> None:
    said = {message.id for message in messages.collected()}
    marked = {
        found[2]
        for path in TEMPLATES
        for found in re.finditer(
            r"""\{%\s*translate (["'])(.+?)\1|_\((["']).+?\3\)""", path.read_text(encoding="utf-8")
        )
        if found[2]
    }
    assert len(marked) > 100
    assert marked - said == set()


class VisibleWords(HTMLParser):
    """The words of a template that no tag translates."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # A key has the same letter in every language.
        self.silent += tag in {"script", "style", "kbd"}
        for name, value in attrs:
            if name in SPOKEN_ATTRIBUTES or name.startswith("data-text"):
                self.take(value or "")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style", "kbd"}

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.take(data)

    def take(self, text: str) -> None:
        self.found += [word for word in re.findall(r"[^\W\d_]+", text) if word not in SAME_EVERYWHERE]


def untranslated(template: str) -> list[str]:
    """The words left when all that Django's tags put in is taken away."""
    # The block "frame" holds classes of the page's frame, nothing to read.
    for opening in ("comment", "blocktranslate", "block frame"):
        closing = f"end{opening.split()[0]}"
        pair = rf"\{{%\s*{opening}\b.*?%\}}.*?\{{%\s*{closing}\s*%\}}"
        template = re.sub(pair, "", template, flags=re.DOTALL)
    parser = VisibleWords()
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", template, flags=re.DOTALL)
    # What is included in a tag holds attributes alone.
    parser.feed(text if "<" in text else f"<i {text}>")
    parser.close()
    return parser.found


@pytest.mark.parametrize("template", TEMPLATES, ids=[str(path.name) for path in TEMPLATES])
def test_a_template_has_no_untranslated_words(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert untranslated(text) == []
    assert not re.search(r"""\|default:(["'])[^"']*[a-z]{3}""", text.replace("'map'", "").replace("'sv'", ""))


def test_untranslated_words_would_be_found() -> None:
    assert untranslated('<p title="Hi {{ name }}">{% translate "No" %} <b>Yes</b></p>') == ["Hi", "Yes"]


def test_what_is_borrowed_is_still_said_where_it_comes_from() -> None:
    import allauth
    import django

    theirs: set[object] = set()
    for package in (Path(allauth.__file__).parent, Path(django.__file__).parent):
        for path in package.glob("**/locale/sv/LC_MESSAGES/django.po"):
            with path.open("rb") as file:
                theirs |= {message.id for message in read_po(file)}
    assert [message for message in messages.borrowed() if message not in theirs] == []


def test_our_words_come_before_the_borrowed_ones() -> None:
    assert str(messages.LOCALE) in [str(path) for path in settings.LOCALE_PATHS]
    with override("sv"):
        assert gettext("Email address") == "E-postadress"


def test_every_deed_on_record_has_words() -> None:
    recorded = {
        word
        for path in messages.SOURCE.glob("**/*.py")
        for call in calls(path, {"record"})
        for word in words(call, 1)
    }
    said = re.findall(r'"(\w+) \w+": _\(', Path(audit_words.__file__).read_text(encoding="utf-8"))
    assert len(recorded) > 5
    assert recorded <= set(said)


def test_an_audit_row_is_a_sentence_in_swedish() -> None:
    entry = AuditEntry(
        action="receive", subject="importjob", subject_id=3, new={"rows": 12, "masked": {"telefon": 2}}
    )
    with override("sv"):
        assert audit_words.deed(entry) == "tog emot fil 3"
        assert list(audit_words.details(entry)) == [("lästa rader", "12"), ("dolda", "telefon 2")]


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "word"), [("sv", "Logga in"), ("en", "Sign in")])
def test_the_page_speaks_the_readers_language(client: Client, language: str, word: str) -> None:
    answer = client.get("/account/sign-in/", headers={"accept-language": language})
    assert answer.status_code == 200
    assert f'lang="{language}"' in answer.content.decode()
    assert f"<h1>{word}</h1>" in answer.content.decode()
