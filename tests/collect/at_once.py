"""Several at the same moment: real threads, each with its own connection, on a database that commits.

PostgreSQL locks rows, SQLite lets one writer in after the other. SQLite in memory, as other tests have it, would answer
"locked" at once where a file waits for its turn; so `apart` moves to a file for as long as the test lasts.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections
from django.utils import translation
from tests.conftest import World

from samlad.collect.models import Incident, IncidentRevision, ReviewEvent
from samlad.collect.workflow import UNDOABLE
from samlad.people.models import AuditEntry
from samlad.picture import columns

Work = Callable[[], Any]
PATIENCE = 60


@contextmanager
def apart(folder: Path) -> Iterator[None]:
    """On SQLite a copy of the tables in a file of its own; PostgreSQL is what it is already."""
    if connection.vendor != "sqlite":
        yield
        return
    file = folder / "apart.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM INTO '{file}'")
    in_memory, name = connection.connection, connection.settings_dict["NAME"]
    connection.connection, connection.settings_dict["NAME"] = None, file
    try:
        yield
    finally:
        connection.close()
        connection.connection, connection.settings_dict["NAME"] = in_memory, name


def at_once(*works: Work, refused: tuple[type[Exception], ...] = ()) -> list[Any]:
    """What each has answered, all begun at the same moment; a refusal is an answer, every other error is raised."""
    answers: list[Any] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(place: int, work: Work) -> None:
        try:
            with translation.override("en"):
                gate.wait(PATIENCE)
                answers[place] = work()
        except Exception as error:  # noqa: BLE001 - handed to whoever waits
            answers[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "somebody waits for ever"
    for answer in answers:
        if isinstance(answer, Exception) and not isinstance(answer, refused):
            raise answer
    return answers


def first_and_late(answers: list[Any]) -> tuple[Any, list[str]]:
    """The one answer, and the sentences of those who came later."""
    done = [answer for answer in answers if not isinstance(answer, Exception)]
    assert len(done) == 1, answers
    return done[0], [str(answer) for answer in answers if isinstance(answer, Exception)]


def check_whole(world: World) -> None:
    """Nothing is half-saved: versions in order, revisions without a gap, one event and one audit row a step."""
    world.collaboration.refresh_from_db()
    _check_versions(world)
    _check_merges(world)
    of_reviewers = ReviewEvent.objects.filter(
        incident__collaboration=world.collaboration, step__in=[*UNDOABLE, "undo"]
    )
    audited = AuditEntry.objects.filter(collaboration=world.collaboration, subject="incident").order_by("id")
    assert audited.count() == of_reviewers.count()
    taken = [entry.new["version"] for entry in audited]
    assert taken == sorted(set(taken))
    held = columns.current(world.collaboration)
    columns.forget()
    fresh = columns.current(world.collaboration)
    assert all((getattr(held, name) == getattr(fresh, name)).all() for name in ("id", "counted", "category"))


def _check_versions(world: World) -> None:
    for incident in Incident.objects.filter(collaboration=world.collaboration):
        assert incident.version <= world.collaboration.data_version
        held = list(
            IncidentRevision.objects.filter(incident=incident)
            .order_by("version")
            .values_list("version", "until")
        )
        ends = [until for _version, until in held]
        begins = [version for version, _until in held[1:]] + [incident.version] * bool(held)
        assert ends == begins, (incident.pk, held, incident.version)


def _check_merges(world: World) -> None:
    merged = Incident.objects.filter(collaboration=world.collaboration, merged_into__isnull=False)
    for incident in merged.select_related("merged_into"):
        root = incident.merged_into
        assert root is not None
        assert root.merged_into_id is None
        assert root.state in {Incident.State.SUBMITTED, Incident.State.ASKED, Incident.State.APPROVED}
