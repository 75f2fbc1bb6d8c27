"""What the operator may set, read from the environment in one place.

`docs/settings.md` documents every entry of `SETTINGS`; a test compares.
"""

import os
import re
import secrets
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its default as text and what it does."""

    name: str
    default: str
    help: str


SETTINGS = (
    Setting("SAMLAD_DATA", ".data", "folder for the database (SQLite), the secret key and compiled caches"),
    Setting(
        "DATABASE_URL", "", "postgresql://user:password@host:port/name; empty means SQLite in SAMLAD_DATA"
    ),
    Setting("SAMLAD_SECRET_KEY", "", "secret key; empty means one made on first start, kept in SAMLAD_DATA"),
    Setting("SAMLAD_HOSTS", "localhost,127.0.0.1,[::1]", "host names that are answered, separated by commas"),
    Setting(
        "SAMLAD_HTTPS", "yes", "'no' only where there is no TLS in front, as in the demo on one's own machine"
    ),
    Setting("SAMLAD_PROXY", "no", "'yes' where a proxy in front sets X-Forwarded-Proto and X-Forwarded-For"),
    Setting("SAMLAD_DEBUG", "no", "'yes' shows error details; never with real data"),
    Setting("SAMLAD_UPLOAD_MB", "300", "largest file that may be uploaded, in megabytes"),
    Setting(
        "SAMLAD_BASEMAP", "", "address of a base map as GeoJSON; empty means outlines of the areas alone"
    ),
    Setting(
        "SAMLAD_EMAIL_URL",
        "",
        "smtp://, smtp+tls:// (STARTTLS) or smtps://user:password@host:port; empty writes mail to the log",
    ),
    Setting(
        "SAMLAD_EMAIL_FROM",
        "",
        "the address that letters come from, such as 'Samlad <samlad@kommunen.example>'; needed with SAMLAD_EMAIL_URL",
    ),
    Setting("SAMLAD_FORGET_DAYS", "30", "days in which the end of a membership can be taken back"),
    Setting("SAMLAD_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR"),
)
# Where none is given; a letter from it is seldom let in anywhere.
NO_SENDER = "Samlad <samlad@localhost>"
DEFAULTS = {setting.name: setting.default for setting in SETTINGS}


class SettingError(ValueError):
    """An environment variable has a value that cannot be used."""


def text(name: str) -> str:
    """The value of one of `SETTINGS`, its default where it is not set."""
    return os.environ.get(name) or DEFAULTS[name]


def flag(name: str) -> bool:
    """A yes/no setting."""
    value = text(name).lower()
    if value not in {"yes", "no"}:
        raise SettingError(f"{name} is {value!r}; write 'yes' or 'no'.")
    return value == "yes"


def number(name: str) -> int:
    """A whole-number setting."""
    value = text(name)
    if not value.isdigit():
        raise SettingError(f"{name} is {value!r}; write a whole number such as {DEFAULTS[name]}.")
    return int(value)


def data_folder() -> Path:
    """The data folder, made where it is missing, closed to other users."""
    folder = Path(text("SAMLAD_DATA")).resolve()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def secret_key() -> str:
    """The secret key: from the environment, or made once and kept beside the database."""
    if given := text("SAMLAD_SECRET_KEY"):
        return given
    path = data_folder() / "secret-key"
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return path.read_text()


def database() -> dict[str, Any]:
    """Django's description of the database."""
    if url := text("DATABASE_URL"):
        return _postgresql(url)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": data_folder() / "samlad.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # IMMEDIATE: a writer waits for its turn at BEGIN instead of failing at its first write.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16384; "
            "PRAGMA temp_store=MEMORY;",
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SettingError(f"DATABASE_URL begins with {parts.scheme!r}; write postgresql://user@host/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8}, **dict(parse_qsl(parts.query))},
    }


def sender() -> str:
    """The address that letters come from."""
    value = text("SAMLAD_EMAIL_FROM")
    if not value:
        return NO_SENDER
    address = parseaddr(value)[1]
    if "\n" in value or not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        raise SettingError(
            f"SAMLAD_EMAIL_FROM is {value!r}; write an address such as 'Samlad <samlad@kommunen.example>'."
        )
    return value


def email() -> dict[str, Any]:
    """Django's e-mail settings."""
    url = text("SAMLAD_EMAIL_URL")
    named = {"DEFAULT_FROM_EMAIL": sender(), "SERVER_EMAIL": sender()}
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend", **named}
    parts = urlsplit(url)
    return {
        **named,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
    }
