"""`samlad worker`: background work, and picking up what a lost worker left."""

import argparse
import logging
import threading

logger = logging.getLogger(__name__)

RESUME_EVERY = 5.0


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "Run background work (imports) until interrupted. Any number may run at once."


def run(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    stop = threading.Event()
    threading.Thread(target=_resume_lost, args=(stop,), daemon=True).start()
    try:
        call_command("db_worker", interval=0.5, verbosity=0)
    finally:
        stop.set()
    return 0


def _resume_lost(stop: threading.Event) -> None:
    """Enqueue imports whose worker has died (their lease has run out); weed what was never confirmed."""
    from django.db import DatabaseError, close_old_connections

    from samlad.collect.imports import resume_lost, weed_unconfirmed

    while not stop.wait(RESUME_EVERY):
        close_old_connections()
        try:
            resume_lost()
            weed_unconfirmed()
        except DatabaseError:
            # A database that is busy or away now is asked again in a moment.
            logger.exception("looking for lost imports failed")
