"""Who may open what of collect, for `tests/web/test_access.py`."""

from typing import Any

from tests.conftest import World

from samlad.collect.models import ImportJob
from samlad.people.models import Role

IMPORTERS = frozenset({Role.REVIEWER, Role.COORDINATOR})

# Address name → the roles that may open it with GET (with POST where it is in POST_ONLY).
OPEN_TO: dict[str, frozenset[Role]] = {
    "imports": IMPORTERS,
    "import_job": IMPORTERS,
    "import_progress": IMPORTERS,
    "import_rejected": IMPORTERS,
    "import_cancel": IMPORTERS,
}
POST_ONLY: frozenset[str] = frozenset({"import_cancel"})


def arguments(world: World) -> dict[str, list[Any]]:
    """What each address takes besides the collaboration, with the rows that it needs; others take nothing."""
    # A file of the police: the reviewer of the cast is of the police, the coordinator may all.
    job = ImportJob.objects.create(
        collaboration=world.collaboration, organisation=world.organisations["polisen"], filename="a.csv"
    )
    return {name: [job.pk] for name in ("import_job", "import_progress", "import_rejected", "import_cancel")}
