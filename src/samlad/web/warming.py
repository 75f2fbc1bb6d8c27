"""What the first pages of a new process would wait for is made ready beside its start.

The columns of a million incidents take seconds to read, and the chart compiler a second and a half to begin. Whoever
comes before it is done waits for the rest of it, and no longer than without.
"""

import logging
import threading

from django.conf import settings
from django.db import connections
from django.utils import translation

from samlad.follow import charts
from samlad.people.models import Collaboration
from samlad.picture import queries

# Where there are more, those that most has come in to: what nobody asks for should not fill the memory.
MOST = 2

logger = logging.getLogger(__name__)


def begin() -> threading.Thread:
    """Begin to make ready, in a thread that ends with the process."""
    thread = threading.Thread(target=_ready, name="warming", daemon=True)
    thread.start()
    return thread


def _ready() -> None:
    try:
        make_ready()
    except Exception:
        # A database that is not there yet is told by the pages; nothing here is needed for them.
        logger.exception("The process was not made ready; the first pages take longer.")
    finally:
        connections.close_all()


def make_ready() -> None:
    """Read the columns, compose the latest picture, compile the charts."""
    for collaboration in Collaboration.objects.order_by("-data_version")[:MOST]:
        queries.prepare(collaboration)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            charts.prepare()
