"""Nothing in the repository names a package registry, an index or a path of one machine."""

import json
import re
import tomllib

import pytest

from tests.docs.pages import ROOT, text, tracked

# Written in parts, so that this file does not name what it looks for.
HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("crates", "io"),
        ("proxy", "golang", "org"),
        ("deb", "debian", "org"),
    )
)
INDEX = re.compile(
    "|".join("--" + option for option in ("index-url", "extra-index-url", "find-links", "registry="))
)
MACHINE = re.compile(r"(?<![\w./<>*-])/" + "(?:" + "|".join(("root", "work", "home")) + r")(?:/|\b(?![\w-]))")


def readable() -> list[str]:
    """The tracked files that are text."""
    return [name for name in tracked() if b"\0" not in (ROOT / name).read_bytes()]


def test_no_file_names_a_registry_or_an_index() -> None:
    for name in readable():
        content = text(name)
        for host in HOSTS:
            assert host not in content, f"{name}: {host}"
        assert not INDEX.search(content), name


def test_no_file_names_a_path_of_one_machine() -> None:
    for name in readable():
        assert MACHINE.findall(text(name)) == [], name


@pytest.mark.parametrize("path", ["/" + "root/.cache", "in /" + "work/x", '"/' + 'home/anna"'])
def test_a_path_of_a_machine_would_be_seen(path: str) -> None:
    assert MACHINE.search(path)


def test_the_front_end_lock_has_digests_and_no_addresses() -> None:
    packages = json.loads(text("package-lock.json"))["packages"]
    assert len(packages) > 1
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert not name or package.get("integrity", "").startswith("sha512-"), name


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-uv.txt"])
def test_every_python_package_is_pinned_with_digests(lock: str) -> None:
    entries = re.split(r"^(?=[A-Za-z0-9])", text(lock), flags=re.MULTILINE)[1:]
    assert entries
    for entry in entries:
        assert re.match(r"[\w.\[\],-]+==\S+", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_every_direct_python_package_is_locked() -> None:
    locked = set(re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==", text("requirements.lock"), re.MULTILINE))
    project = tomllib.loads(text("pyproject.toml"))
    declared = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    assert {re.split(r"[^\w.-]", one)[0] for one in declared} <= locked
