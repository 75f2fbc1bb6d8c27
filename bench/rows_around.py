"""Rows around the wheel, straight into their tables: people, check-ins, reports that wait, imports, the audit trail."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from samlad.collect.actions import next_version
from samlad.collect.models import (
    Category,
    CheckIn,
    ImportJob,
    ImportRejection,
    Incident,
    ReportLink,
    ReviewEvent,
)
from samlad.people.models import (
    AuditEntry,
    Collaboration,
    Invitation,
    Member,
    Organisation,
    Role,
    User,
)
from samlad.places.grid import cells
from samlad.places.models import Area, Place

HOLD = 2_000


def moment(day: date, hour: int = 12) -> datetime:
    """An hour of a day, in UTC."""
    return datetime.combine(day, time(hour), UTC)


def organisations(collaboration: Collaboration, number: int) -> list[Organisation]:
    """Organisations that are to check in each week."""
    rows = [
        Organisation(collaboration=collaboration, slug=f"o-{_mark()}", name=f"Organisation {_mark()}")
        for _ in range(number)
    ]
    return Organisation.objects.bulk_create(rows)


def members(among: Sequence[Organisation], number: int, draw: random.Random) -> list[Member]:
    """Members of every role but the reader's, each with a user that cannot sign in."""
    marks = [_mark() for _ in range(number)]
    users = User.objects.bulk_create(
        User(email=f"{mark}@bench.samlad", name=f"Namn {mark}", password=make_password(None))
        for mark in marks
    )
    roles = [role for role in Role if role != Role.READER]
    rows = []
    for user in users:
        organisation = draw.choice(among)
        rows.append(
            Member(
                user=user,
                collaboration_id=organisation.collaboration_id,
                organisation=organisation,
                role=draw.choice(roles),
            )
        )
    return Member.objects.bulk_create(rows)


def invitations(among: Sequence[Organisation], number: int, draw: random.Random) -> None:
    """Invitations that nobody has used yet."""
    rows = []
    for _ in range(number):
        organisation = draw.choice(among)
        rows.append(
            Invitation(
                collaboration_id=organisation.collaboration_id,
                organisation=organisation,
                role=Role.MEMBER,
                email=f"{_mark()}@bench.samlad",
                digest=uuid.uuid4().bytes * 2,
                expires_at=timezone.now() + timedelta(days=7),
            )
        )
    Invitation.objects.bulk_create(rows)


def check_ins(among: Sequence[Organisation], last: date, weeks: int, draw: random.Random) -> None:
    """Each organisation's word for the weeks up to the last, every tenth left out."""
    rows = []
    for step in range(weeks):
        year, week, _day = (last - timedelta(weeks=step)).isocalendar()
        rows += [
            CheckIn(
                collaboration_id=one.collaboration_id,
                organisation=one,
                year=year,
                week=week,
                word=draw.choice(CheckIn.Word.values),
            )
            for one in among
            if draw.random() > 0.1
        ]
    CheckIn.objects.bulk_create(rows, batch_size=HOLD)


def reports(reporter: Member, number: int, last: date, draw: random.Random) -> list[Incident]:
    """Reports by one member that wait for review, at named places in the last week; every tenth is asked back."""
    collaboration = reporter.collaboration
    places = list(Place.objects.filter(collaboration=collaboration).select_related("area"))
    categories = list(Category.objects.filter(collaboration=collaboration, parent__isnull=False, active=True))
    version = next_version(collaboration.pk)
    rows = []
    for count in range(number):
        place = draw.choice(places)
        at = moment(last) - timedelta(minutes=draw.randrange(7 * 24 * 60))
        rows.append(
            Incident(
                collaboration=collaboration,
                organisation=reporter.organisation,
                version=version,
                state=Incident.State.SUBMITTED if count % 10 else Incident.State.ASKED,
                external_key=uuid.uuid4().bytes,
                reported_at=at + timedelta(hours=1),
                occurred_from=at,
                occurred_to=at,
                category=draw.choice(categories),
                latitude=place.latitude,
                longitude=place.longitude,
                cell=cells([place.latitude], [place.longitude])[0],
                area=place.area,
                place=place,
                description="Några ungdomar hade samlats vid entrén, ruta krossad. Karin ringde väktare.",
            )
        )
    made = Incident.objects.bulk_create(rows, batch_size=HOLD)
    ReportLink.objects.bulk_create(ReportLink(incident=one, member=reporter) for one in made)
    for one in made:
        review_events(one, ["submit", "ask"] if one.state == Incident.State.ASKED else ["submit"])
    return made


def review_events(incident: Incident, steps: Sequence[str]) -> None:
    """Steps that an incident has been through."""
    ReviewEvent.objects.bulk_create(
        ReviewEvent(
            incident=incident,
            step=step,
            old_state=Incident.State.SUBMITTED,
            new_state=Incident.State.ASKED if step == "ask" else Incident.State.SUBMITTED,
            text="Var det inne i trapphuset?" if step == "ask" else "",
        )
        for step in steps
    )


def import_jobs(organisation: Organisation, number: int, rejections: int) -> list[ImportJob]:
    """Files that have gone in, each with rows that could not."""
    jobs = ImportJob.objects.bulk_create(
        ImportJob(
            collaboration_id=organisation.collaboration_id,
            organisation=organisation,
            filename=f"{_mark()}.csv",
            state=ImportJob.State.DONE,
            finished_at=timezone.now(),
            rows_read=rejections,
            rows_done=rejections,
            rows_rejected=rejections,
        )
        for _ in range(number)
    )
    for job in jobs:
        rejected(job, rejections)
    return jobs


def rejected(job: ImportJob, number: int) -> None:
    """Rows of a file that could not go in."""
    ImportRejection.objects.bulk_create(
        (
            ImportRejection(
                job=job,
                line=line,
                field="datum",
                value="igår",
                template="The date is %(value)s.",
                parameters={"value": "igår"},
                remedy="Write it as 2026-11-20.",
                row={"datum": "igår", "kategori": "Klotter"},
            )
            for line in range(number)
        ),
        batch_size=HOLD,
    )


def audit(actors: Sequence[Member], number: int, draw: random.Random) -> None:
    """Entries of the audit trail."""
    kinds = (("create", "problem"), ("write", "note"), ("approve", "incident"), ("log", "dose"))
    rows: list[Any] = []
    for count in range(number):
        actor = draw.choice(actors)
        action, subject = draw.choice(kinds)
        rows.append(
            AuditEntry(
                collaboration_id=actor.collaboration_id,
                actor=actor,
                action=action,
                subject=subject,
                subject_id=count + 1,
                new={"revision": 1},
            )
        )
    AuditEntry.objects.bulk_create(rows, batch_size=HOLD)


def geography(collaboration: Collaboration, number: int) -> None:
    """More places, categories and areas, in the middle of those that there are."""
    home = Area.objects.filter(collaboration=collaboration, level=Area.Level.DISTRICT).order_by("id")[0]
    spot = Place.objects.filter(collaboration=collaboration).order_by("id")[0]
    parent = Category.objects.filter(collaboration=collaboration, parent=None).order_by("id")[0]
    marks = [_mark() for _ in range(number)]
    Place.objects.bulk_create(
        Place(
            collaboration=collaboration,
            area=home,
            name=f"Plats {mark}",
            latitude=spot.latitude,
            longitude=spot.longitude,
        )
        for mark in marks
    )
    Category.objects.bulk_create(
        Category(
            collaboration=collaboration,
            parent=parent,
            code=f"{parent.code}.{mark}",
            swedish=f"Slag {mark}",
            english=f"Kind {mark}",
        )
        for mark in marks
    )
    Area.objects.bulk_create(
        Area(
            collaboration=collaboration,
            parent=home,
            level=Area.Level.NEIGHBOURHOOD,
            code=f"N-{mark}",
            name=f"Område {mark}",
            boundary=bytes(home.boundary),
        )
        for mark in marks
    )


def _mark() -> str:
    return uuid.uuid4().hex[:12]
