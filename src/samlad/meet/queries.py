"""Every read of meetings, notes and tasks."""

from datetime import date

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from samlad.meet.models import Meeting, Note, Task
from samlad.people.models import Member, Organisation
from samlad.people.policy import RIGHTS, Right, require

SETTLED_SHOWN = 30


def meetings(viewer: Member) -> QuerySet[Meeting]:
    """The collaboration's meetings, newest first."""
    require(viewer, Right.NOTE)
    return (
        Meeting.objects.filter(collaboration=viewer.collaboration_id)
        .select_related("closed_by__organisation")
        .order_by("-held_on")
    )


def listed(viewer: Member) -> QuerySet[Meeting]:
    """The meetings with how many tasks came of each and how many of them are open; the minutes are left out."""
    return (
        meetings(viewer)
        .defer("minutes")
        .annotate(made=Count("tasks"), left=Count("tasks", filter=Q(tasks__state=Task.State.OPEN)))
    )


def open_meeting(viewer: Member) -> Meeting | None:
    """The meeting to write in: the earliest that is open."""
    return meetings(viewer).filter(state=Meeting.State.OPEN).order_by("held_on").first()


def meeting_before(viewer: Member, day: date) -> Meeting | None:
    """The last meeting before a day."""
    return meetings(viewer).defer("minutes").filter(held_on__lt=day).first()


def notes(viewer: Member, meeting: Meeting) -> dict[str, Note]:
    """What is written under each point that has anything."""
    require(viewer, Right.NOTE)
    found = Note.objects.filter(meeting=meeting, meeting__collaboration=viewer.collaboration_id)
    return {note.point: note for note in found.select_related("changed_by__organisation")}


def tasks(viewer: Member) -> QuerySet[Task]:
    """The collaboration's tasks, with what a line about one needs."""
    require(viewer, Right.NOTE)
    return Task.objects.filter(collaboration=viewer.collaboration_id).select_related(
        "owner__user", "owner__organisation", "problem", "given_by__organisation"
    )


def tasks_of(viewer: Member, meeting: Meeting) -> QuerySet[Task]:
    """The tasks that came of a meeting, in the order they were added."""
    return tasks(viewer).filter(meeting=meeting).order_by("id")


def open_tasks(viewer: Member, *, everybodys: bool = False) -> QuerySet[Task]:
    """The viewer's open tasks, or everybody's: those whose owner has left first, then by date."""
    found = tasks(viewer).filter(state=Task.State.OPEN)
    if not everybodys:
        return found.filter(owner=viewer).order_by("due_on", "id")
    left = Case(
        When(owner__ended_at__isnull=False, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return found.order_by(left, "due_on", "id")


def left_tasks(viewer: Member) -> QuerySet[Task]:
    """The open tasks that members of the viewer's organisation left behind: anybody of it may take them on."""
    left = tasks(viewer).filter(state=Task.State.OPEN, owner__ended_at__isnull=False)
    return left.filter(owner__organisation=viewer.organisation_id).order_by("due_on", "id")


def settled_tasks(viewer: Member, *, everybodys: bool = False) -> QuerySet[Task]:
    """The last tasks that were done or dropped, newest first."""
    found = tasks(viewer).exclude(state=Task.State.OPEN)
    if not everybodys:
        found = found.filter(owner=viewer)
    return found.order_by("-settled_at", "-id")[:SETTLED_SHOWN]


def open_task_count(viewer: Member) -> int:
    """How many tasks wait for the viewer."""
    return Task.objects.filter(owner=viewer, state=Task.State.OPEN).count()


def owners(viewer: Member) -> list[Member]:
    """The members who can take a task, by organisation and name."""
    require(viewer, Right.NOTE)
    roles = [role for role, rights in RIGHTS.items() if Right.NOTE in rights]
    return list(
        Member.objects.filter(collaboration=viewer.collaboration_id, ended_at=None, role__in=roles)
        .select_related("user", "organisation")
        .order_by("organisation__name", "user__name", "id")
    )


def organisations(viewer: Member) -> list[Organisation]:
    """The organisations that can be at a meeting."""
    require(viewer, Right.NOTE)
    return list(
        Organisation.objects.filter(collaboration=viewer.collaboration_id, ended_at=None).order_by("id")
    )
