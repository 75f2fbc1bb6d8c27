"""Which code it is: the version, and a fingerprint of everything that computes a figure or words it.

Between two releases the version alone says nothing. The fingerprint is taken of the folders that a picture or the
evidence of a measure can be computed with (the house's contract lets them import nothing else), the layouts for
paper and the texts in other languages. It is the same on every machine for the same code.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import samlad

FOLDERS = ("analysis", "people", "places", "collect", "picture", "act", "follow")
SUFFIXES = (".py", ".c", ".h", ".typ")
LETTERS = 8
_COMMENT = re.compile(rb"^#.*\n", re.MULTILINE)


@cache
def code_version() -> str:
    """Such as '0.1.0+3f9a2c41'; read from the files once a process."""
    return f"{samlad.__version__}+{fingerprint(Path(samlad.__file__).parent)}"


def fingerprint(package: Path) -> str:
    """The first letters of a SHA-256 over the names and contents of the files, in the order of their names."""
    whole = hashlib.sha256()
    for name, path in sorted(_sources(package)):
        content = _content(path)
        whole.update(f"{name}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()[:LETTERS]


def _sources(package: Path) -> Iterator[tuple[str, str]]:
    """Each file's name from the package on, with '/' on every system, and where it lies."""
    for folder in FOLDERS:
        yield from _below(str(package / folder), folder, SUFFIXES)
    yield from _below(str(package / "locale"), "locale", (".po",))


def _below(path: str, name: str, suffixes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    with os.scandir(path) as entries:
        for entry in entries:
            own = f"{name}/{entry.name}"
            if entry.is_dir():
                # Migrations move rows; they compute and word nothing.
                if entry.name not in {"__pycache__", "migrations"}:
                    yield from _below(entry.path, own, suffixes)
            elif entry.name.endswith(suffixes) and not entry.name.startswith("."):
                yield own, entry.path


def _content(path: str) -> bytes:
    """A file's bytes with one kind of line ends; of a catalogue the texts, not where in the code they stand."""
    with open(path, "rb") as file:
        content = file.read().replace(b"\r\n", b"\n")
    if not path.endswith(".po"):
        return content
    return _COMMENT.sub(b"", content)
