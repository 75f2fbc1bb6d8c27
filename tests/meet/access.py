"""Who may open what of meet, for `tests/web/test_access.py`."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.utils import timezone

from samlad.meet.models import Meeting, Task
from samlad.people.models import Role
from tests.conftest import World

GROUP = frozenset({Role.REVIEWER, Role.MEMBER, Role.COORDINATOR})
LEADING = frozenset({Role.COORDINATOR})

# Address name → the roles that may open it with GET (with POST where it is in POST_ONLY).
OPEN_TO: dict[str, frozenset[Role]] = {
    "meetings": GROUP,
    "meeting_open": LEADING,
    "meeting": GROUP,
    "meeting_live": GROUP,
    "meeting_note": GROUP,
    "meeting_task": GROUP,
    "meeting_present": GROUP,
    "meeting_close": LEADING,
    "minutes_pdf": GROUP,
    "tasks": GROUP,
    # Besides its owner.
    "task_give": LEADING,
    "task_settle": GROUP,
}
POST_ONLY: frozenset[str] = frozenset(
    {"meeting_open", "meeting_note", "meeting_task", "meeting_present", "meeting_close", "task_settle"}
)
OF_MEETING = (
    "meeting",
    "meeting_live",
    "meeting_note",
    "meeting_task",
    "meeting_present",
    "meeting_close",
    "minutes_pdf",
)


def arguments(world: World) -> dict[str, list[Any]]:
    """What each address takes besides the collaboration, with the rows that it needs; others take nothing."""
    now = timezone.now()
    meeting = Meeting.objects.create(
        collaboration=world.collaboration, held_on=date(2026, 11, 16), opened_at=now
    )
    task = Task.objects.create(
        collaboration=world.collaboration,
        meeting=meeting,
        text="Ring fältarna",
        owner=world.members[Role.COORDINATOR],
        due_on=date(2026, 11, 20),
        created_at=now,
        key=uuid4(),
    )
    return {name: [meeting.pk] for name in OF_MEETING} | {"task_give": [task.pk], "task_settle": [task.pk]}
