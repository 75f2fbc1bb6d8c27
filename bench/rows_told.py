"""What was told: frozen pictures, meetings with their notes and tasks, straight into their tables."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from copy import copy
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Min

from bench.rows_around import moment
from bench.rows_wheel import SENTENCE
from samlad.act.models import Problem
from samlad.meet import minutes
from samlad.meet.models import Meeting, Note, Task
from samlad.meet.points import Point
from samlad.people.models import Member
from samlad.picture import actions as picture_actions
from samlad.picture import freezing
from samlad.picture.models import FrozenPicture, PictureCheck
from samlad.picture.periods import Period


def pictures(by: Member, periods: Sequence[Period], *, really: int = 12) -> None:
    """Frozen pictures of the periods: the first ones through the action, the rest with what those hold."""
    frozen = [picture_actions.freeze(actor=by, period=one, words_revision=0) for one in periods[:really]]
    rows = []
    for count, period in enumerate(periods[really:]):
        row = _copied(frozen[count % len(frozen)])
        row.label, row.first_day, row.last_day = period.label, period.first, period.last
        rows.append(row)
    _stored(rows)


def editions(of: FrozenPicture, number: int) -> None:
    """Later editions of a frozen picture, and that each was computed again."""
    last = FrozenPicture.objects.filter(collaboration=of.collaboration_id, label=of.label).aggregate(
        last=Max("edition")
    )["last"]
    rows = []
    for step in range(1, number + 1):
        row = _copied(of)
        row.edition, row.reason = last + step, "En fil kom sent."
        rows.append(row)
    _stored(rows)
    PictureCheck.objects.bulk_create(
        PictureCheck(picture=of, by=of.frozen_by, same=True, figures_same=True, code_version=of.code_version)
        for _ in range(number)
    )


def _copied(of: FrozenPicture) -> FrozenPicture:
    row = copy(of)
    row._state = copy(of._state)
    row.pk, row._state.adding = None, True
    return row


def _stored(rows: Sequence[FrozenPicture]) -> None:
    for row in rows:
        row.digest = freezing.digest(row)
    FrozenPicture.objects.bulk_create(rows, batch_size=100)


def meetings(by: Member, number: int, last: date) -> list[Meeting]:
    """Meetings a week apart, closed with real minutes but for the last, with a note under every point."""
    of = {"collaboration": by.collaboration}
    first = Meeting.objects.filter(**of).aggregate(first=Min("held_on"))["first"] or last + timedelta(weeks=1)
    days = [first - timedelta(weeks=step) for step in range(1, number + 1)]
    newest = Meeting.objects.create(**of, held_on=days[0], opened_at=moment(days[0], 8))
    written = minutes.compose(by, newest, closed_at=moment(days[0], 10))
    rest = [
        Meeting(
            **of,
            held_on=day,
            state=Meeting.State.CLOSED,
            opened_at=moment(day, 8),
            closed_at=moment(day, 10),
            closed_by=by,
            minutes=written,
        )
        for day in days[1:]
    ]
    made = [newest, *Meeting.objects.bulk_create(rest)]
    Note.objects.bulk_create(
        Note(
            meeting=one, point=point, text=SENTENCE, revision=1, changed_at=moment(one.held_on), changed_by=by
        )
        for one in made
        for point in Point
    )
    return made


def tasks(
    meeting: Meeting,
    owners: Sequence[Member],
    about: Sequence[Problem],
    number: int,
    draw: random.Random,
    *,
    still_open: float = 0.05,
) -> list[Task]:
    """Tasks that came of a meeting, and the share of them that nobody has done yet."""
    rows = []
    for _ in range(number):
        is_open = draw.random() < still_open
        values: dict[str, Any] = {
            "state": Task.State.OPEN if is_open else Task.State.DONE,
            "settled_at": None if is_open else moment(meeting.held_on + timedelta(days=5)),
        }
        rows.append(
            Task(
                collaboration_id=meeting.collaboration_id,
                meeting=meeting,
                problem=draw.choice(about),
                point=Point.OTHER,
                text="Ring fältarna om fredag kväll",
                owner=draw.choice(owners),
                due_on=meeting.held_on + timedelta(days=7),
                created_at=moment(meeting.held_on),
                key=uuid.uuid4(),
                **values,
            )
        )
    return Task.objects.bulk_create(rows)
