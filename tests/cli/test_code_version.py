"""The code version is another wherever the code that computes or words a figure is, and the same everywhere else."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import samlad
from samlad.code_version import FOLDERS, code_version, fingerprint


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the installed code, which may be changed."""
    source = Path(samlad.__file__).parent
    for folder in (*FOLDERS, "locale", "web"):
        ignored = shutil.ignore_patterns("__pycache__", "static", "*.so")
        shutil.copytree(source / folder, tmp_path / folder, ignore=ignored)
    return tmp_path


def written(path: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def write(package: Path) -> None:
        file = package / path
        before = file.read_bytes()
        file.write_bytes(change(before))
        assert file.read_bytes() != before

    return write


def added(path: str) -> Callable[[Path], None]:
    def add(package: Path) -> None:
        (package / path).parent.mkdir(exist_ok=True)
        (package / path).write_text("x = 1\n")

    return add


CATALOGUE = "locale/sv/LC_MESSAGES/django.po"


def test_it_names_the_release_and_the_code(package: Path) -> None:
    assert re.fullmatch(re.escape(samlad.__version__) + r"\+[0-9a-f]{8}", code_version())
    assert fingerprint(package) == fingerprint(Path(samlad.__file__).parent)


@pytest.mark.parametrize(
    "change",
    [
        written("analysis/alarms/expected_range.py", lambda code: code + b"x = 1\n"),
        written("picture/wording.py", lambda code: code.replace(b"more than expected", b"too many")),
        written("picture/typst/picture.typ", lambda code: code + b"// more\n"),
        written(CATALOGUE, lambda texts: texts.replace(b'msgstr "H\xc3\xa4ndelser"', b'msgstr "Fall"')),
        added("collect/further.py"),
        lambda package: (package / "picture/wording.py").rename(package / "picture/worded.py"),
        lambda package: (package / "follow/wording.py").unlink(),
    ],
    ids=["numerics", "sentence", "layout", "translation", "new", "renamed", "removed"],
)
def test_what_computes_or_words_makes_another(package: Path, change: Callable[[Path], None]) -> None:
    before = fingerprint(package)
    change(package)
    assert fingerprint(package) != before


@pytest.mark.parametrize(
    "change",
    [
        written("picture/wording.py", lambda code: code.replace(b"\n", b"\r\n")),
        written(CATALOGUE, lambda texts: texts.replace(b"#: ", b"#: elsewhere/")),
        written("web/views.py", lambda code: code + b"x = 1\n"),
        added("picture/migrations/0099_more.py"),
        added("picture/__pycache__/wording.py"),
        added("picture/.#wording.py"),
    ],
    ids=["line ends", "where a text stands", "page around it", "migration", "compiled", "editor"],
)
def test_what_neither_computes_nor_words_makes_none(package: Path, change: Callable[[Path], None]) -> None:
    before = fingerprint(package)
    change(package)
    assert fingerprint(package) == before


def test_the_order_in_which_files_lie_on_the_disk_is_no_matter(package: Path, tmp_path: Path) -> None:
    before = fingerprint(package)
    for file in sorted(package.glob("analysis/*.py"), reverse=True):
        content = file.read_bytes()
        file.unlink()
        file.write_bytes(content)
    assert fingerprint(package) == before
