"""`samlad collaboration`: everything that a new one needs, or nothing."""

from pathlib import Path

import pytest
from django.test import Client

from samlad import cli
from samlad.people.models import Collaboration, Invitation, Member, Role, User

ADMIN = "anna@norrby.test"


def made(areas: Path, *more: str, slug: str = "norrby", admin: str = ADMIN) -> int:
    return cli.main(
        ["collaboration", "Norrby", "--slug", slug, "--areas", str(areas), "--admin", admin, *more]
    )


def test_the_link_lets_the_first_coordinator_in(
    db: None, areas: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert made(areas, "--address", "https://samlad.norrby.test/") == 0
    (link,) = capsys.readouterr().out.split()
    path = link.removeprefix("https://samlad.norrby.test")
    answer = Client().post(path, {"name": "Anna", "password": "korrekt häst batteri klammer"})
    assert answer.headers["Location"] == "/norrby/picture"
    collaboration = Collaboration.objects.get(slug="norrby")
    assert collaboration.areas.count() == 2
    assert collaboration.categories.count() > 60
    member = Member.objects.get(collaboration=collaboration)
    assert (member.role, member.organisation.name) == (Role.COORDINATOR, "Norrby")
    assert User.objects.get().email == ADMIN


@pytest.mark.parametrize("slug", ["Norr by", "åby", "account", "health", "-norrby", "", "x" * 41])
def test_a_slug_that_cannot_be_an_address(
    db: None, areas: Path, slug: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert made(areas, f"--slug={slug}") == 2
    assert repr(slug) in capsys.readouterr().err
    assert not Collaboration.objects.exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--kind", "church"], "municipality, police, housing"),
        (["--timezone", "Norrby"], "Europe/Stockholm"),
        (["--admin", "anna"], "no e-mail address"),
        (["--areas", "nowhere.geojson"], "cannot be read"),
    ],
)
def test_a_bad_option(
    db: None, areas: Path, more: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert made(areas, *more) == 2
    assert words in capsys.readouterr().err
    assert not Collaboration.objects.exists()


def test_the_same_slug_twice(db: None, areas: Path) -> None:
    assert made(areas) == 0
    assert made(areas) == 2
    assert Collaboration.objects.count() == 1
    assert Invitation.objects.count() == 1


def test_bad_areas_leave_nothing(db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "areas.geojson").write_text("{}")
    assert made(tmp_path / "areas.geojson") == 2
    assert "FeatureCollection" in capsys.readouterr().err
    assert not Collaboration.objects.exists()
