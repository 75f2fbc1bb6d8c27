"""The lists that the hint goes by. What sections and signs mean stands in the files."""

from functools import cache
from importlib.resources import files

# Signs of `first_names.txt`, and no sign: what a name is besides.
PLAIN, WORD, OPENER, BRAND = "", "~", "*", "!"


def _lines(name: str) -> list[str]:
    text = files("samlad.collect.names").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line and not line.startswith("#")]


@cache
def first_names() -> dict[str, str]:
    """Each first name with its sign."""
    signs = WORD + OPENER + BRAND
    return {line.rstrip(signs): line[len(line.rstrip(signs)) :] for line in _lines("first_names.txt")}


@cache
def surnames() -> frozenset[str]:
    """Surnames without an ending that tells."""
    return frozenset(word for line in _lines("surnames.txt") for word in line.split())


@cache
def _sections() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    section = ""
    for line in _lines("words.txt"):
        if line.startswith("["):
            section = line.strip("[]")
        else:
            found.setdefault(section, []).extend(filter(None, line.split(", ")))
    return {name: [phrase.rstrip(",") for phrase in phrases] for name, phrases in found.items()}


@cache
def words(section: str) -> frozenset[str]:
    """What stands in a section of `words.txt`."""
    return frozenset(_sections()[section])


@cache
def endings(section: str) -> tuple[str, ...]:
    """The endings in a section."""
    return tuple(_sections()[section])
