"""The documents say what is so: settings, commands, addresses, links and paths are compared with the code."""

import argparse
import dataclasses
import re
import tomllib
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

import samlad
from samlad.cli import COMMANDS, parser
from samlad.collect.profile import FIELDS, Profile
from samlad.people.policy import RIGHTS, Right
from samlad.picture.query import MAPS
from samlad.web.environment import SETTINGS
from tests.docs.pages import ROOT, anchors, codes, documents, links, rows, section, text

PICTURE_LIMIT = 300_000
README_LINES = 80


def test_every_setting_is_documented_with_its_default() -> None:
    documented = {row[0].strip("`"): row[1].strip("`") for row in rows(text("docs/settings.md"))}
    assert documented == {setting.name: setting.default or "empty" for setting in SETTINGS}


def _subparsers() -> dict[str, argparse.ArgumentParser]:
    action = next(one for one in parser()._actions if isinstance(one, argparse._SubParsersAction))
    return dict(action.choices)


def test_every_sub_command_is_documented_and_no_other() -> None:
    documented = re.findall(r"^## `samlad (\w+)`$", text("docs/commands.md"), re.MULTILINE)
    assert documented == list(COMMANDS)
    assert list(_subparsers()) == list(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_documented_with_its_default_and_no_other(command: str) -> None:
    documented = {
        codes(row[0])[0]: row[1].strip("`")
        for row in rows(section(text("docs/commands.md"), f"## `samlad {command}`"))
    }
    options = {
        (action.option_strings or [action.dest])[0]: action
        for action in _subparsers()[command]._actions
        if not isinstance(action, argparse._HelpAction)
    }
    assert list(documented) == list(options)
    for name, action in options.items():
        default = action.default
        if action.required and action.option_strings:
            assert documented[name] == "required", name
        elif default not in (None, "", [], False):
            assert documented[name] == (f"{default:g}" if isinstance(default, float) else str(default)), name


def test_every_key_and_field_of_a_profile_is_documented_and_no_other() -> None:
    page = section(text("docs/commands.md"), "## The profile file")
    keys, _, fields = page.partition("The fields, for")
    documented = {code.strip("[]") for row in rows(keys) for code in codes(row[0])}
    assert documented == {one.name for one in dataclasses.fields(Profile)}
    assert {code for row in rows(fields) for code in codes(row[0])} == set(FIELDS)


def test_the_example_of_a_profile_can_be_read() -> None:
    page = section(text("docs/commands.md"), "## The profile file")
    example = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert example
    assert Profile.from_toml(example[1]).columns["external_id"] == ("Complaint", "Crime")


def _patterns(resolver: URLResolver, prefix: str = "/") -> list[tuple[str, str]]:
    found = []
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            found.append((re.sub(r"<\w+:", "<", route), str(entry.name)))
        else:
            found += _patterns(entry, route)
    return found


def test_every_address_is_documented_and_no_other() -> None:
    documented = [
        (row[0].strip("`"), row[1].strip("`"))
        for row in rows(text("docs/addresses.md"))
        if row[0].startswith("`/")
    ]
    assert sorted(documented) == sorted(_patterns(get_resolver()))


def test_the_values_of_the_map_are_documented() -> None:
    values = {row[0].strip("`"): row[1] for row in rows(text("docs/addresses.md"))}["map"]
    assert tuple(codes(values)) == MAPS


def test_the_coordinators_table_of_roles_is_the_policy() -> None:
    table = rows(section(text("docs/handbook/samordnare.md"), "## Vem ser vad"))
    roles = ("reporter", "reviewer", "member", "coordinator", "reader", "admin")
    for role, row in zip(roles, table, strict=True):
        rights = RIGHTS[role]
        seen = "allt" if Right.SMALL_COUNTS in rights else "frysta månader, inga små tal"
        assert row[1] == seen, role
        events = (
            "alla"
            if Right.INCIDENTS_ALL in rights
            else "den egna organisationens"
            if Right.INCIDENTS_OWN in rights
            else "inga"
        )
        assert row[2] == events, role
        imports = (
            "för alla organisationer"
            if Right.IMPORT_ALL in rights
            else "för den egna organisationen"
            if Right.IMPORT_OWN in rights
            else "nej"
        )
        assert row[3] == imports, role
        trail = "nej"
        if Right.AUDIT in rights:
            trail = "ja" if Right.SMALL_COUNTS in rights else "ja, utan antal"
        assert row[4] == trail, role


@pytest.mark.parametrize("page", documents(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for target in links(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.exists(), f"{page.name}: {target}"
        if anchor:
            assert anchor in anchors(file.read_text(encoding="utf-8")), f"{page.name}: {target}"


@pytest.mark.parametrize("page", documents(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_of_the_repository_that_is_mentioned_exists(page: Path) -> None:
    built = "src/samlad/web/static/dist"
    for code in codes(page.read_text(encoding="utf-8")):
        for word in code.split():
            if re.match(r"(src|tests|docs|bench|scripts|frontend)/", word) and not word.startswith(built):
                assert (ROOT / word).exists() or list(ROOT.glob(word)), f"{page.name}: {word}"


def test_every_module_of_the_diagram_exists() -> None:
    diagram = re.search(r"```mermaid\n(.*?)```", text("docs/architecture.md"), re.DOTALL)
    assert diagram
    mentioned = re.findall(r"\b[a-z]+/[a-z_]+\.py", diagram[1])
    assert len(mentioned) > 10
    for name in mentioned:
        assert (ROOT / "src" / "samlad" / name).is_file(), name


def test_decisions_are_dated_and_say_what_they_cost() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").iterdir())
    assert decisions
    for path in decisions:
        date = re.match(r"(\d{4}-\d{2}-\d{2})-[a-z0-9-]+\.md$", path.name)
        assert date, path.name
        page = path.read_text(encoding="utf-8")
        assert page.startswith(f"# {date[1]}: "), path.name
        for part in ("**Question.**", "**Decided.**", "**Why.**", "**Price.**", "**Reconsider**"):
            assert part in page, f"{path.name}: {part}"


def test_the_newest_change_is_of_this_version() -> None:
    versions = re.findall(r"^## (\S+) \(\d{4}-\d{2}-\d{2}\)$", text("CHANGELOG.md"), re.MULTILINE)
    assert versions[0] == samlad.__version__
    assert tomllib.loads(text("pyproject.toml"))["project"]["version"] == samlad.__version__


def test_the_readme_is_short_and_its_picture_light() -> None:
    assert len(text("README.md").splitlines()) < README_LINES
    assert "docs/pictures/picture.png" in links(text("README.md"))
    picture = (ROOT / "docs/pictures/picture.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < PICTURE_LIMIT


def test_every_package_that_is_used_is_attributed() -> None:
    attributed = {row[0].strip("`") for row in rows(text("docs/attributions.md"))}
    project = tomllib.loads(text("pyproject.toml"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    named = {re.split(r"[^\w-]", one)[0] for one in wanted}
    assert named <= attributed
    page = text("docs/attributions.md")
    for package in re.findall(r'^    "(@?[\w./-]+)": "[\d.]+"', text("package.json"), re.MULTILINE):
        assert f"`{package}`" in page, package


def test_the_licence_is_the_one_of_the_project() -> None:
    licence = tomllib.loads(text("pyproject.toml"))["project"]["license"]
    assert licence == "EUPL-1.2"
    for page in ("README.md", "CONTRIBUTING.md", "docs/attributions.md"):
        assert licence in text(page), page
