"""Every write of a meeting: opened, written in, who is there, closed for good."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samlad.collect.guard import Finding, mask
from samlad.meet import minutes, wording, workflow
from samlad.meet.models import Meeting, Note
from samlad.meet.points import Point
from samlad.meet.refusals import MeetingClosed, NoteChanged, Refused
from samlad.people.audit import record
from samlad.people.models import Collaboration, Member, Organisation
from samlad.people.naming import by_role, by_role_first
from samlad.people.policy import Denied, Right, require

LONGEST_NOTE = 4_000
AHEAD = timedelta(days=366)
FIRST_YEAR = 2000


@transaction.atomic
def open_meeting(
    *, actor: Member | None, collaboration: Collaboration, held_on: date, at: datetime | None = None
) -> tuple[Meeting, bool]:
    """The meeting of that day, and whether it was opened now: two who open one at once get the same."""
    if actor is not None:
        require(actor, Right.MEET)
        _require_own(actor, collaboration.pk)
    latest = timezone.localdate() + AHEAD
    if not date(FIRST_YEAR, 1, 1) <= held_on <= latest:
        raise Refused(
            _("The date is %(date)s; choose one from %(first)d-01-01 to %(last)s.")
            % {"date": held_on, "first": FIRST_YEAR, "last": latest},
            "held_on",
        )
    meeting, made = Meeting.objects.get_or_create(
        collaboration=collaboration, held_on=held_on, defaults={"opened_at": at or timezone.now()}
    )
    if made:
        record(
            "open", meeting, collaboration=collaboration, actor=actor, new={"held_on": held_on.isoformat()}
        )
    return meeting, made


@transaction.atomic
def write_note(
    *,
    actor: Member | None,
    meeting: Meeting,
    point: Point,
    text: str,
    revision: int,
    at: datetime | None = None,
) -> tuple[Note, tuple[Finding, ...]]:
    """Store what stands under a point now; `revision` is what the writer had read.

    Raises `NoteChanged` where somebody wrote in between: the two texts are for a person to put together.
    """
    meeting = locked(actor, meeting, Right.NOTE)
    text, findings = guarded(text, LONGEST_NOTE, "text")
    note = (
        Note.objects.filter(meeting=meeting, point=point).select_related("changed_by__organisation").first()
    )
    note = note or Note(meeting=meeting, point=point)
    if note.text == text:
        return note, findings
    if note.revision != revision:
        raise NoteChanged(_note_changed(note), note)
    note.revision += 1
    note.text, note.changed_at, note.changed_by = text, at or timezone.now(), actor
    note.save()
    record(
        "write",
        note,
        collaboration=meeting.collaboration_id,
        actor=actor,
        old={"revision": revision},
        new={"meeting": meeting.pk, "point": str(point), "revision": note.revision, **_counted(findings)},
    )
    return note, findings


@transaction.atomic
def note_present(
    *, actor: Member | None, meeting: Meeting, organisation: Organisation, present: bool
) -> bool:
    """Note that an organisation is there, or that it is not; whether that is new."""
    meeting = locked(actor, meeting, Right.NOTE)
    if organisation.collaboration_id != meeting.collaboration_id:
        raise Denied(Right.NOTE)
    if meeting.present.filter(pk=organisation.pk).exists() == present:
        return False
    change = meeting.present.add if present else meeting.present.remove
    change(organisation)
    record(
        "note_present" if present else "note_absent",
        meeting,
        collaboration=meeting.collaboration_id,
        actor=actor,
        new={"organisation": organisation.pk},
    )
    return True


@transaction.atomic
def close_meeting(*, actor: Member, meeting: Meeting, at: datetime | None = None) -> Meeting:
    """Close the meeting for good, and freeze its minutes."""
    step = workflow.MEETING["close"]
    meeting = locked(actor, meeting, step.right)
    closed_at = at or timezone.now()
    written = minutes.compose(actor, meeting, closed_at=closed_at)
    meeting.state, meeting.closed_at, meeting.closed_by = step.after, closed_at, actor
    meeting.minutes = written
    meeting.save(update_fields=["state", "closed_at", "closed_by", "minutes"])
    record(
        "close",
        meeting,
        collaboration=meeting.collaboration_id,
        actor=actor,
        new={"tasks": len(written["tasks"]), "organisations": len(written["present"])},
    )
    return meeting


def locked(actor: Member | None, meeting: Meeting, right: Right) -> Meeting:
    """The meeting as it is now, kept from others until the transaction ends; refused where it is closed.

    Whoever writes in a meeting waits here for its turn, so that nothing comes in while it is being closed.
    """
    if actor is not None:
        require(actor, right)
        _require_own(actor, meeting.collaboration_id)
    found = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("collaboration", "closed_by__organisation")
        .get(pk=meeting.pk)
    )
    if found.state not in workflow.MEETING["close"].before:
        raise MeetingClosed(_closed(found), found)
    return found


def guarded(text: str, longest: int, field: str) -> tuple[str, tuple[Finding, ...]]:
    """The text as it may be stored: lines end alike, personal data are masked, and it is not too long."""
    masked, findings = mask(text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", ""))
    if len(masked) > longest:
        raise Refused(
            _("The text has %(length)d characters, and there is room for %(limit)d; make it shorter.")
            % {"length": len(masked), "limit": longest},
            field,
        )
    return masked, findings


def _require_own(actor: Member, collaboration: int) -> None:
    if actor.collaboration_id != collaboration:
        raise Denied(Right.NOTE)


def _counted(findings: tuple[Finding, ...]) -> dict[str, Any]:
    return {"masked": len(findings)} if findings else {}


def _closed(meeting: Meeting) -> str:
    return _(
        "The meeting on %(day)s was closed at %(time)s by %(who)s, and its minutes do not change. "
        "Write it in the next meeting instead."
    ) % {
        "day": meeting.held_on,
        "time": wording.clock(meeting.closed_at or meeting.opened_at),
        "who": by_role(meeting.closed_by),
    }


def _note_changed(note: Note) -> str:
    if note.pk is None:
        return _("What was written here is gone. Your own text stands below; save it again.")
    return _(
        "%(who)s wrote here at %(time)s, after you had read it. Both texts stand below: put together what "
        "should stand, and save it."
    ) % {"who": by_role_first(note.changed_by), "time": wording.clock(note.changed_at)}
