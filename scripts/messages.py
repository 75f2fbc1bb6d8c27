"""The messages of the pages: `update` collects them into the catalogue, `compile` makes it usable.

Babel does both, so no gettext needs to be installed on the machine.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "samlad"
LOCALE = SOURCE / "locale"
BORROWED = LOCALE / "borrowed.txt"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
}
# What reads files knows nothing of Django: it tells its sentences by these, and a page translates them.
TELLERS = {"FileProblem", "Note", "RejectedLine"}
SENTENCE = re.compile(r"[A-Z].* .*\.", re.DOTALL)


def collected() -> Catalog:
    """Every message of the code and the templates, with where it stands."""
    catalog = Catalog()
    for path in sorted(SOURCE.rglob("*")):
        where = str(path.relative_to(ROOT))
        if path.suffix == ".py" and "migrations" not in path.parts:
            source = path.read_text(encoding="utf-8")
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            source = templatize(path.read_text(encoding="utf-8"), origin=where)
        else:
            continue
        # Where it stands, without the line: a changed line elsewhere must not change the catalogue.
        for _line, message, comments, context in extract(
            "python" if path.suffix == ".py" else "javascript", io.BytesIO(source.encode()), keywords=KEYWORDS
        ):
            catalog.add(message, locations=[(where, 0)], auto_comments=comments, context=context)
        if path.suffix == ".py":
            for sentence in [*told(source), *in_braces(source)]:
                catalog.add(sentence, locations=[(where, 0)])
    for message in borrowed():
        catalog.add(message, locations=[(str(BORROWED.relative_to(ROOT)), 0)])
    return catalog


def borrowed() -> list[str]:
    """Messages of Django and django-allauth whose Swedish is said better here than there."""
    lines = BORROWED.read_text(encoding="utf-8").splitlines()
    return [line.replace("\\n", "\n") for line in lines if line and not line.startswith("#")]


def in_braces(source: str) -> Iterator[str]:
    """What is translated inside an f-string, which Babel does not look into."""
    for text in ast.walk(ast.parse(source)):
        for node in ast.walk(text) if isinstance(text, ast.JoinedStr) else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
                yield from (str(word.value) for word in node.args[:1] if isinstance(word, ast.Constant))


def told(source: str) -> Iterator[str]:
    """The sentences of a module that tells what is wrong with a file, wherever in it they stand."""
    tree = ast.parse(source)
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    if not TELLERS & {name.id for name in called if isinstance(name, ast.Name)}:
        return
    described = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in described:
            text = node.value
            if isinstance(text, str) and SENTENCE.fullmatch(text):
                yield text


def catalogue_file(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """The catalogue of a language as it is in the repository."""
    path = catalogue_file(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def missing(language: str) -> list[str]:
    """What is said somewhere and has no words in the language."""
    known = read(language)
    lacking = []
    for message in collected():
        if not message.id:
            continue
        found = known.get(message.id, message.context)
        if (
            found is None
            or not found.string
            or found.fuzzy
            or (message.pluralizable and not all(found.string))
        ):
            lacking.append(message.id if isinstance(message.id, str) else message.id[0])
    return lacking


def update() -> None:
    """Bring the Swedish catalogue to what the code says now; what is gone is dropped."""
    catalog = read("sv")
    catalog.update(collected(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    write(catalog, "sv")
    print(f"{len(missing('sv'))} messages have no Swedish words yet.")


def write(catalog: Catalog, language: str) -> None:
    """The catalogue as a file; its head holds nothing that changes by itself, as dates do."""
    path = catalogue_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    head = {
        "Language": language,
        "Plural-Forms": catalog.plural_forms,
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    with path.open("wb") as file:
        file.write(
            b'# The words of the pages; `make messages` brings them up to date.\nmsgid ""\nmsgstr ""\n'
        )
        file.writelines(f'"{name}: {value}\\n"\n'.encode() for name, value in head.items())
        file.write(b"\n")
        write_po(
            file,
            catalog,
            sort_output=True,
            include_lineno=False,
            width=110,
            ignore_obsolete=True,
            omit_header=True,
        )


def compile_all() -> None:
    """Write the compiled catalogues beside their sources."""
    for path in LOCALE.rglob("*.po"):
        with path.open("rb") as source:
            catalog = read_po(source, locale=path.parents[1].name)
        # In one step: a server that starts meanwhile never reads half a catalogue.
        written = path.with_suffix(".mo.new")
        with written.open("wb") as target:
            write_mo(target, catalog)
        written.replace(path.with_suffix(".mo"))


if __name__ == "__main__":
    {"update": update, "compile": compile_all}[sys.argv[1]]()
