"""What a process keeps in memory so that a page need not be computed twice.

Catalogues are kept for as long as areas, categories, organisations and places are unchanged; composed
pictures for as long as the data version is.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from samlad.people.models import Collaboration
from samlad.picture.catalogue import Catalogue
from samlad.picture.catalogue import catalogue as read_catalogue

T = TypeVar("T")

CATALOGUE_SECONDS = 30.0
PICTURES = 128

_catalogues: dict[int, tuple[float, Catalogue]] = {}
_pictures: OrderedDict[Hashable, Any] = OrderedDict()
_lock = threading.Lock()


def catalogue(collaboration: Collaboration) -> Catalogue:
    """The catalogue, read again after half a minute; the same object for as long as it says the same.

    Composed pictures are kept by it: another object would have each of them computed again.
    """
    read_at, known = _catalogues.get(collaboration.pk, (0.0, None))
    if known is None or time.monotonic() - read_at > CATALOGUE_SECONDS:
        read = read_catalogue(collaboration)
        if known is None or not known.says_the_same(read):
            known = read
        _catalogues[collaboration.pk] = (time.monotonic(), known)
    return known


def remembered(key: Hashable, compute: Callable[[], T]) -> T:
    """`compute()`, or what it gave for the same key not long ago."""
    with _lock:
        if key in _pictures:
            _pictures.move_to_end(key)
            return _pictures[key]  # type: ignore[no-any-return]
    value = compute()
    with _lock:
        _pictures[key] = value
        while len(_pictures) > PICTURES:
            _pictures.popitem(last=False)
    return value


def forget() -> None:
    """Drop everything that is held."""
    _catalogues.clear()
    _pictures.clear()
