"""R, given the product's own files, prints what `docs/methods/in_r.md` shows, and that is what we say.

Where there is R its scripts are run. Everywhere the outputs on that page, which R has printed, are held against our own
figures, so neither page, scripts nor exports can go their own way.
"""

import os
import re
import shutil
import subprocess
from itertools import product, repeat
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from samlad.people.models import Role
from samlad.picture import actions, silence_trend
from samlad.picture.periods import Period
from samlad.picture.query import Query
from tests.conftest import World
from tests.docs import in_r_files as files
from tests.docs.pages import ROOT, codes, rows, section, text
from tests.english import client as client
from tests.english import in_english as in_english
from tests.follow.test_all_areas import town as town

PAGE = "docs/methods/in_r.md"
SCRIPTS = ROOT / "docs/methods/in_r"
RSCRIPT = shutil.which("Rscript")
# R's output has five significant digits.
SHOWN, MODELLED = 6e-5, 5e-3
Table = list[dict[str, str]]


def sessions() -> dict[str, tuple[str, str]]:
    """Each script's command and output as the page has it."""
    found = re.findall(r"^```\n\$ (Rscript .*)\n((?:.*\n)*?)```$", text(PAGE), re.MULTILINE)
    return {command.split()[1].rpartition("/")[2]: (command, output) for command, output in found}


def tables(script: str) -> list[Table]:
    """What a script printed as tables; sentences, which have a colon or an "of", are left out."""
    found: list[Table] = []
    for line in sessions()[script][1].splitlines():
        words = line.split(" ")
        if ":" in line or "of" in words:
            continue
        if all(re.fullmatch("[a-z_]+", word) for word in words):
            found.append([])
            header = words
        else:
            found[-1].append(dict(zip(header, words, strict=True)))
    return found


def run(script: str, folder: Path, locale: str) -> str:
    command = sessions()[script][0].split()
    done = subprocess.run(
        [str(RSCRIPT), "--vanilla", str(SCRIPTS / script), *command[2:]],
        cwd=folder, check=False, capture_output=True, text=True, encoding="utf-8",
        env={"PATH": os.environ["PATH"], "LC_ALL": locale},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def check_with_r(folder: Path, *scripts: str) -> None:
    """What the scripts print of these files is what the page shows."""
    if RSCRIPT is None:
        pytest.skip("Rscript is not installed; what it printed on the page was held against our figures")
    for script, locale in product(scripts, ("C", "C.UTF-8")):
        printed, shown = run(script, folder, locale).splitlines(), sessions()[script][1].splitlines()
        assert len(printed) == len(shown), (script, printed)
        for line, wanted in zip(printed, shown, strict=True):
            words, expected = line.split(" "), wanted.split(" ")
            assert len(words) == len(expected), (script, line)
            assert all(map(alike, words, expected, repeat(within(expected[0])))), (script, line, wanted)


def alike(word: str, other: str, tolerance: float) -> bool:
    if word == other:
        return True
    try:
        return float(word) == pytest.approx(float(other), rel=tolerance)
    except ValueError:
        return False


def within(line: str) -> float:
    """Of the model of all areas, a search ends a little elsewhere on another processor."""
    return MODELLED if line == "all_areas" else SHOWN


def close(shown: str, ours: str | float, tolerance: float = SHOWN) -> bool:
    """A figure that R has printed and ours, or both not there."""
    return alike(shown, str(ours) or "-", tolerance)


def test_a_picture(norrby: World, client: Client, tmp_path: Path) -> None:
    files.picture_files(norrby, client, tmp_path)
    page = [
        row
        for name in ("picture-2026-W06.csv", "picture-2026-W06-categories.csv")
        for row in files.read(tmp_path / name)
    ]
    ranges = {row["code"]: row for row in tables("expected_range.R")[0]}
    changes = {row["code"]: row for row in tables("trend.R")[0]}
    assert len(page) == len(ranges) - 1 == len(changes)
    for row in page:
        own = ranges[row["code"]]
        assert (own["count"], own["verdict"]) == (row["count"], row["verdict"])
        assert close(own["low"], row["expected_low"])
        assert close(own["high"], row["expected_high"])
        for name, column in (("change", "change_per_year"), ("low", "change_low"), ("high", "change_high")):
            assert close(changes[row["code"]][name], row[column]), (row["code"], name)
    assert {row["verdict"] for row in page} == {"above", "within", "too_little_data"}
    _silence(norrby)
    _incidents(tmp_path)
    check_with_r(tmp_path, "expected_range.R", "trend.R", "silence.R", "incidents.R", "thresholds.R")


def _silence(world: World) -> None:
    ours = silence_trend.found(world.members[Role.COORDINATOR], Query(Period.parse(files.WEEK)))
    assert ours is not None
    shown, more = tables("silence.R")
    for row, change in zip(shown, (ours.raw, ours.adjusted), strict=True):
        for name, value in zip(("change", "low", "high"), change, strict=True):
            assert close(row[name], value), name
    assert (int(more[0]["weeks"]), int(more[0]["silent_weeks"])) == (ours.weeks, ours.silent)
    for name in ("assumed", "lowest", "highest"):
        assert close(more[0][name], getattr(ours, name)), name


def _incidents(folder: Path) -> None:
    """The incidents' local days make up the weeks of the table of periods."""
    counted: dict[str, int] = {}
    for row in files.read(folder / "incidents-2025.csv"):
        day = files.date.fromisoformat(row["day"]).isocalendar()
        label = f"{day.year}-W{day.week:02d}"
        counted[label] = counted.get(label, 0) + 1
    weeks = {
        row["period"]: int(row["count"])
        for row in files.read(folder / "picture-2026-W06-periods.csv")
        if row["line"] == "total"
    }
    whole = [f"2025-W{week:02d}" for week in range(2, 53)]
    assert [counted[week] for week in whole] == [weeks[week] for week in whole]
    table = {row["line"]: row for row in tables("incidents.R")[0]}
    assert int(table["total"]["compared"]) == len(whole)
    assert {row["differ"] for row in table.values()} == {"0"}
    inside = {row["code"]: row["count"] for row in files.read(folder / "picture-2026-01-frozen.csv")}
    outside = {
        row["code"]: row["count"] for row in files.read(folder / "reader" / "picture-2026-01-frozen.csv")
    }
    hidden = [int(inside[code]) for code, count in outside.items() if not count]
    shown = tables("thresholds.R")[0][0]
    assert int(shown["rows"]) == len(outside)
    assert int(shown["hidden_small"]) == sum(count < 5 for count in hidden) > 0
    assert int(shown["hidden_besides"]) == sum(count >= 5 for count in hidden)
    assert (shown["shown_small"], shown["shown_otherwise"]) == ("0", "0")


def test_a_follow_up(town: World, client: Client, tmp_path: Path) -> None:
    files.follow_up_files(town, client, tmp_path)
    kept: dict[str, dict[str, str]] = {}
    for row in files.read(tmp_path / "follow-up-figures.csv"):
        kept.setdefault(row["way"], {})[row["name"]] = row["value"]
    shown = tables("follow_up.R")[0]
    assert [row["way"] for row in shown] == ["chosen", "all_heard", "beside", "all_areas"]
    for row in shown:
        for name in set(row) - {"way"}:
            assert close(row[name], kept[row["way"]][name], within(row["way"])), (row["way"], name)
    check_with_r(tmp_path, "follow_up.R")


def test_every_script_is_shown_on_the_page() -> None:
    scripts = {path.name for path in SCRIPTS.glob("*.R")}
    assert set(sessions()) == scripts - {"samlad.R"}
    assert all(f"in_r/{name}" in text(PAGE) for name in scripts)


def test_every_column_and_name_of_the_files_is_explained(town: World, client: Client, tmp_path: Path) -> None:
    files.picture_files(town, client, tmp_path)
    files.follow_up_files(town, client, tmp_path)
    explained = {
        code
        for row in rows(section(text("docs/addresses.md"), "## The columns of the files"))
        for code in codes(row[0])
    }
    for file in tmp_path.glob("*.csv"):
        found = files.read(file)
        assert found, file.name
        names = {row["name"] for row in found} if "value" in found[0] else set(found[0])
        assert names <= explained, file.name


def test_what_was_worked_out_from_few_is_for_the_group_alone(norrby: World, client: Client) -> None:
    files.fill_picture(norrby)
    coordinator = norrby.members[Role.COORDINATOR]
    actions.freeze(actor=coordinator, period=Period.parse(files.MONTH), words_revision=0)
    picture, frozen = (
        reverse("picture_csv", args=["norrby"]),
        reverse("frozen_csv", args=["norrby", files.MONTH]),
    )
    for role in (Role.REPORTER, Role.READER, Role.ADMIN):
        client.force_login(norrby.members[role].user)
        asked = [(picture, "periods"), (picture, "organisations"), (frozen, "periods")]
        assert {client.get(address, {"table": table}).status_code for address, table in asked} == {403}
        # What is told of the settings is what the page tells.
        for address in (picture, frozen):
            told = b"".join(client.get(address, {"table": "recipe"}).streaming_content).decode()  # type: ignore[attr-defined]
            assert "trend_harmonics" not in told
            assert "small_count_threshold;5" in told


def test_a_table_that_is_not_there_is_told_of(norrby: World, client: Client) -> None:
    files.fill_picture(norrby)
    coordinator = norrby.members[Role.COORDINATOR]
    actions.freeze(actor=coordinator, period=Period.parse(files.MONTH), words_revision=0)
    client.force_login(coordinator.user)
    for name, arguments, known in (
        ("picture_csv", [], "areas, categories, periods, organisations, recipe"),
        ("frozen_csv", [files.MONTH], "areas, categories, periods, recipe"),
    ):
        answer = client.get(reverse(name, args=["norrby", *arguments]), {"table": "weeks"})
        assert answer.status_code == 400
        assert f"The table is “weeks”; it must be one of {known}." in answer.content.decode()
