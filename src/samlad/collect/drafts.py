"""A file of areas between being read and being used: kept for an hour, apart from the session that it belongs to.

In a row of its own, because what lies in the session itself is read at every request.
"""

import base64
from importlib import import_module
from typing import Any

import shapely
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from samlad.places.areas_file import AreaRow

_KEY = "areas_draft"
_SECONDS = 3600


def keep(session: SessionBase, collaboration: int, rows: list[AreaRow]) -> None:
    """Keep the areas that were read, instead of an earlier draft."""
    drop(session)
    store = _store(None)
    store.clear_expired()
    store["collaboration"] = collaboration
    store["rows"] = [_packed(row) for row in rows]
    store.set_expiry(_SECONDS)
    store.save()
    session[_KEY] = store.session_key


def read(session: SessionBase, collaboration: int) -> list[AreaRow]:
    """The areas that wait; none where nothing does."""
    if _KEY not in session:
        return []
    store = _store(session[_KEY])
    if store.get("collaboration") != collaboration:
        return []
    return [_unpacked(row) for row in store.get("rows", [])]


def drop(session: SessionBase) -> None:
    """Forget the draft."""
    if _KEY in session:
        _store(session.pop(_KEY)).delete()


def _store(key: str | None) -> SessionBase:
    found: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return found


def _packed(row: AreaRow) -> list[Any]:
    boundary = base64.b64encode(shapely.to_wkb(row.boundary)).decode("ascii")
    return [row.code, row.name, row.level, row.parent, row.approximate, boundary]


def _unpacked(row: list[Any]) -> AreaRow:
    code, name, level, parent, approximate, boundary = row
    return AreaRow(code, name, level, parent, approximate, shapely.from_wkb(base64.b64decode(boundary)))
