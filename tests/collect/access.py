"""Who may open what of collect, for `tests/web/test_access.py`."""

from typing import Any

from tests.collect import administer_access, incidents
from tests.conftest import World

from samlad.collect.models import ImportJob, ReviewEvent
from samlad.people.models import Role

IMPORTERS = frozenset({Role.REVIEWER, Role.COORDINATOR})
REVIEWERS = frozenset({Role.REVIEWER, Role.COORDINATOR})
REPORTERS = frozenset({Role.REPORTER, Role.REVIEWER, Role.MEMBER, Role.COORDINATOR})

# Address name → the roles that may open it with GET (with POST where it is in POST_ONLY).
OPEN_TO: dict[str, frozenset[Role]] = {
    "imports": IMPORTERS,
    "import_job": IMPORTERS,
    "import_progress": IMPORTERS,
    "import_rejected": IMPORTERS,
    "import_cancel": IMPORTERS,
    "report": REPORTERS,
    "report_sent": REPORTERS,
    "report_retract": REPORTERS,
    "report_answer": REPORTERS,
    "my_reports": REPORTERS,
    "review": REVIEWERS,
    "review_incident": REVIEWERS,
    "review_step": REVIEWERS,
    "review_undo": REVIEWERS,
}
POST_ONLY: frozenset[str] = frozenset(
    {"import_cancel", "review_step", "review_undo", "report_retract", "report_answer"}
)

OPEN_TO |= administer_access.OPEN_TO
POST_ONLY |= administer_access.POST_ONLY


def arguments(world: World) -> dict[str, list[Any]]:
    """What each address takes besides the collaboration, with the rows that it needs; others take nothing."""
    # A file of the police: the reviewer of the cast is of the police, the coordinator may all.
    job = ImportJob.objects.create(
        collaboration=world.collaboration, organisation=world.organisations["polisen"], filename="a.csv"
    )
    waiting = incidents.made(world)
    event = ReviewEvent.objects.create(incident=waiting, step="redact", old_state=3, new_state=3)
    return {
        **administer_access.arguments(world),
        **{name: [job.pk] for name in ("import_job", "import_progress", "import_rejected", "import_cancel")},
        **{name: [waiting.pk] for name in ("review_incident", "review_step")},
        **{name: [waiting.pk] for name in ("report_retract", "report_answer")},
        "review_undo": [event.pk],
    }
