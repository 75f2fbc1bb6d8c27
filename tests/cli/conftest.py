"""The command, in this process on the test database."""

from pathlib import Path

import pytest
from django.db import transaction

from samlad import cli
from samlad.picture import columns, command, held
from tests.cli.small import Samlad, rows, write_areas, write_rows


@pytest.fixture
def samlad(db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Samlad:
    """The command: its exit status and what it said on standard error. Each run finds the database empty."""
    monkeypatch.setattr(command, "_private_database", lambda folder: None)

    def run(*arguments: object) -> tuple[int, str]:
        capsys.readouterr()
        columns.forget()
        held.forget()
        with transaction.atomic():
            try:
                status = cli.main(["picture", *map(str, arguments)])
            except SystemExit as left:
                status = int(left.code or 0)
            transaction.set_rollback(True)
        return status, capsys.readouterr().err

    return run


@pytest.fixture
def police(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "police.csv", rows(280))


@pytest.fixture
def areas(tmp_path: Path) -> Path:
    return write_areas(tmp_path / "areas.geojson")
