"""`samlad worker`: background work, and picking up what a lost worker left."""

import argparse
import logging
import threading

logger = logging.getLogger(__name__)

RESUME_EVERY = 5.0
FOLLOW_UP_AFTER, FOLLOW_UP_EVERY = 60.0, 3600.0
WEED_AFTER, WEED_EVERY = 120.0, 86_400.0


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "Run background work (imports) until interrupted. Any number may run at once."


def run(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    from samlad.code_version import code_version

    # Of the code that runs here, not of one that is installed over it later.
    code_version()
    stop = threading.Event()
    threading.Thread(target=_resume_lost, args=(stop,), daemon=True).start()
    threading.Thread(target=_follow_up, args=(stop,), daemon=True).start()
    threading.Thread(target=_weed_texts, args=(stop,), daemon=True).start()
    try:
        call_command("db_worker", interval=0.5, verbosity=0)
    finally:
        stop.set()
    return 0


def _resume_lost(stop: threading.Event) -> None:
    """Enqueue imports whose worker has died (their lease has run out); weed what is due: files that were
    never confirmed, who reported what a year ago, what redactions took out yesterday,
    addresses of invitations that are too old."""
    from django.db import DatabaseError, close_old_connections

    from samlad.collect.imports import resume_lost, weed_unconfirmed
    from samlad.collect.report_actions import weed_report_links
    from samlad.collect.review_actions import forget_redacted
    from samlad.people.member_actions import weed_invitations

    while not stop.wait(RESUME_EVERY):
        close_old_connections()
        try:
            resume_lost()
            weed_unconfirmed()
            weed_report_links()
            forget_redacted()
            weed_invitations()
        except DatabaseError:
            # A database that is busy or away now is asked again in a moment.
            logger.exception("looking for lost imports failed")


def _follow_up(stop: threading.Event) -> None:
    """Compute the evidence of the measures whose day of follow-up has come, and forget who left too long ago
    to come back; two workers at once do no harm."""
    from django.db import DatabaseError, close_old_connections

    from samlad.follow.work import compute_due
    from samlad.people.accounts import forget_left, weed_sessions

    pause = FOLLOW_UP_AFTER
    while not stop.wait(pause):
        pause = FOLLOW_UP_EVERY
        close_old_connections()
        try:
            compute_due()
            forget_left()
            weed_sessions()
        except DatabaseError:
            # A database that is busy or away now is asked again in an hour.
            logger.exception("the hourly work failed: follow-ups that are due, and forgetting who has left")
        finally:
            close_old_connections()


def _weed_texts(stop: threading.Event) -> None:
    """Forget the words of incidents that are past their weed-out date, once a day."""
    from django.db import DatabaseError, close_old_connections

    from samlad.collect.weeding import weed_texts

    pause = WEED_AFTER
    while not stop.wait(pause):
        pause = WEED_EVERY
        close_old_connections()
        try:
            weed_texts()
        except DatabaseError:
            # A database that is busy or away now is asked again in an hour; what was forgotten stays so.
            pause = FOLLOW_UP_EVERY
            logger.exception("forgetting the words of old incidents failed")
        finally:
            close_old_connections()
