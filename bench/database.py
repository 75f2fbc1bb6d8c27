"""A database for one run, gone afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

NAME = "samlad_bench"


@contextmanager
def environment_for(database: str, data: Path) -> Iterator[dict[str, str]]:
    """The settings of a server of its own. PostgreSQL is the server of DATABASE_URL, in a database apart."""
    settings = {
        "DJANGO_SETTINGS_MODULE": "samlad.web.settings",
        "SAMLAD_DATA": str(data),
        "SAMLAD_HTTPS": "no",
        "SAMLAD_LOG_LEVEL": "ERROR",
        "DATABASE_URL": "",
    }
    if database == "sqlite":
        yield settings
        return
    url = os.environ.get("DATABASE_URL")
    if not url:
        raise SystemExit("DATABASE_URL is empty; write postgresql://user:password@host:port/name.")
    _statement(url, f"DROP DATABASE IF EXISTS {NAME}")
    _statement(url, f"CREATE DATABASE {NAME}")
    try:
        yield settings | {"DATABASE_URL": urlsplit(url)._replace(path=f"/{NAME}").geturl()}
    finally:
        _statement(url, f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


def _statement(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())
