"""A file's way in: received guarded, confirmed, then stored chunk by chunk in the background.

Each chunk is one transaction that stores its rows, notes what was rejected, advances the job and removes the
chunk. A process that dies leaves whole chunks behind or none; whoever goes on begins with the first that is left.
"""

import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import BinaryIO

import polars as pl
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from samlad.collect import actions, guard
from samlad.collect.chunks import SAMPLE_ROWS, Line, packed, unpacked
from samlad.collect.door import Door, MapChanged, Prepared
from samlad.collect.mapping import Mapping
from samlad.collect.models import ImportChunk, ImportJob, ImportRejection
from samlad.collect.persons import without_persons
from samlad.collect.profile import Profile
from samlad.collect.recognise import recognise
from samlad.collect.tables import RawTable, RejectedLine, read_table
from samlad.people.audit import record
from samlad.people.models import Member, Organisation

logger = logging.getLogger(__name__)

CHUNK_ROWS = 25_000
LEASE = timedelta(seconds=30)
# A file that nobody confirms is not kept: nobody knows what is in its columns.
UNCONFIRMED = timedelta(days=1)


def receive(
    *, actor: Member | None, organisation: Organisation, content: bytes | BinaryIO, filename: str
) -> ImportJob:
    """Read a file, guard it, and keep its rows for confirmation. Nothing unmasked reaches the database."""
    actions.require_import(actor, organisation)
    table = without_persons(read_table(content, filename)).guarded()
    return _keep(table, actor, organisation, filename)


@transaction.atomic
def _keep(table: RawTable, actor: Member | None, organisation: Organisation, filename: str) -> ImportJob:
    job = ImportJob.objects.create(
        collaboration_id=organisation.collaboration_id,
        organisation=organisation,
        created_by=actor,
        filename=guard.mask("".join(filter(str.isprintable, filename)))[0][-120:],
        columns=list(table.columns),
        notes=[[note.template, dict(note.parameters)] for note in table.warnings],
        masked=table.masked,
        rows_read=len(table.frame) + len(table.rejected),
        rows_done=len(table.rejected),
        rows_rejected=len(table.rejected),
    )
    ImportChunk.objects.bulk_create(
        [
            ImportChunk(job=job, number=number, rows=packed(part))
            for number, part in enumerate(table.frame.iter_slices(CHUNK_ROWS))
        ],
        batch_size=20,
    )
    ImportRejection.objects.bulk_create([_unreadable(job, line) for line in table.rejected], batch_size=1_000)
    record(
        "receive",
        job,
        collaboration=organisation.collaboration_id,
        actor=actor,
        new={"rows": job.rows_read, "masked": table.masked},
    )
    return job


def sample(job: ImportJob) -> pl.DataFrame:
    """The first rows of the file, as a preview reads them."""
    return _first_rows(job).head(SAMPLE_ROWS)


def _first_rows(job: ImportJob) -> pl.DataFrame:
    chunk = job.chunks.order_by("number").first()
    return unpacked(chunk) if chunk else pl.DataFrame({"line": []})


def mapping_for(job: ImportJob, door: Door, profile: Profile | None) -> Mapping:
    """How the job's columns are to be read, by the profile where it says so, else as recognised."""
    return recognise(_first_rows(job), tuple(job.columns), door.context, profile)


def propose(*, actor: Member | None, job: ImportJob, profile: Profile) -> None:
    """Keep a profile with a job that has not been confirmed yet."""
    actions.require_import(actor, job.organisation)
    job.profile = profile.to_toml()
    ImportJob.objects.filter(pk=job.pk, state=ImportJob.State.UPLOADED).update(profile=job.profile)


@transaction.atomic
def start(*, actor: Member | None, job: ImportJob, profile: Profile) -> bool:
    """Let the job go in with these columns; False where it has been started or stopped before."""
    actions.require_import(actor, job.organisation)
    started = ImportJob.objects.filter(pk=job.pk, state=ImportJob.State.UPLOADED).update(
        state=ImportJob.State.RUNNING, profile=profile.to_toml(), lease_until=timezone.now() + LEASE
    )
    if started:
        record("confirm", job, collaboration=job.collaboration_id, actor=actor)
    return bool(started)


@transaction.atomic
def confirm(*, actor: Member | None, job: ImportJob, profile: Profile) -> None:
    """Start the job, in the background."""
    if start(actor=actor, job=job, profile=profile):
        transaction.on_commit(lambda: run_import.enqueue(job.pk))


@transaction.atomic
def cancel(*, actor: Member | None, job: ImportJob) -> None:
    """Stop the job. What has already gone in stays: each chunk was whole."""
    actions.require_import(actor, job.organisation)
    unfinished = Q(state=ImportJob.State.UPLOADED) | Q(state=ImportJob.State.RUNNING)
    if ImportJob.objects.filter(unfinished, pk=job.pk).update(
        state=ImportJob.State.CANCELLED, finished_at=timezone.now()
    ):
        job.chunks.all().delete()
        record("cancel", job, collaboration=job.collaboration_id, actor=actor)


def read_columns(job: ImportJob) -> list[str]:
    """The columns of the job's file that its profile reads, in the file's order."""
    profile = Profile.from_toml(job.profile)
    names = {name for columns in profile.columns.values() for name in columns} | {profile.correction_column}
    return [name for name in job.columns if name in names]


@task()
def run_import(job_id: int) -> None:
    """Background task: store what is left of the job; a fault is told, and the job can be tried again."""
    try:
        work(job_to_work(job_id))
    except Exception as fault:
        logger.exception("import job %d failed", job_id)
        ImportJob.objects.filter(pk=job_id, state=ImportJob.State.RUNNING).update(
            state=ImportJob.State.FAILED, failure=type(fault).__name__, finished_at=timezone.now()
        )


@transaction.atomic
def try_again(*, actor: Member | None, job: ImportJob) -> None:
    """Go on with a job that failed: what has gone in is in, the rest is still waiting."""
    actions.require_import(actor, job.organisation)
    if ImportJob.objects.filter(pk=job.pk, state=ImportJob.State.FAILED).update(
        state=ImportJob.State.RUNNING, failure="", finished_at=None, lease_until=timezone.now() + LEASE
    ):
        record("try_again", job, collaboration=job.collaboration_id, actor=actor)
        transaction.on_commit(lambda: run_import.enqueue(job.pk))


def job_to_work(job_id: int) -> ImportJob:
    """The job with all that working on it needs."""
    return ImportJob.objects.select_related("organisation__collaboration", "created_by").get(pk=job_id)


def resume_lost() -> None:
    """Enqueue the running jobs that nobody has worked on since their lease ran out."""
    lost = ImportJob.objects.filter(state=ImportJob.State.RUNNING, lease_until__lt=timezone.now())
    for pk in lost.values_list("pk", flat=True):
        with transaction.atomic():
            # Only one of several workers that see the lost job changes its lease.
            if lost.filter(pk=pk).update(lease_until=timezone.now() + LEASE):
                run_import.enqueue(pk)


def weed_unconfirmed() -> None:
    """Drop the rows of files that were uploaded a day ago and never confirmed."""
    forgotten = ImportJob.objects.filter(
        state=ImportJob.State.UPLOADED, created_at__lt=timezone.now() - UNCONFIRMED
    )
    for job in forgotten.select_related("organisation"):
        cancel(actor=None, job=job)


def work(job: ImportJob, *, advance: Callable[[int], None] = lambda rows: None) -> None:
    """Store the job's chunks, one transaction each, until none is left or the job was cancelled.

    While the database stores one, the next goes through the door, which asks it nothing.
    """
    with ThreadPoolExecutor(1) as ahead:
        line = Line(job, ahead)
        while (part := line.next()) is not None:
            try:
                if not _store(job, part.chunk, part.frame, part.prepared.result()):
                    return
            except MapChanged:
                line = Line(job, ahead)
                continue
            advance(len(part.frame))
    _finish(job)


@transaction.atomic
def _store(job: ImportJob, chunk: ImportChunk, frame: pl.DataFrame, prepared: Prepared) -> bool:
    """Store one chunk; False where somebody else took it or the job was stopped meanwhile."""
    running = ImportJob.objects.select_for_update().filter(pk=job.pk, state=ImportJob.State.RUNNING).exists()
    if not running or not ImportChunk.objects.filter(pk=chunk.pk).delete()[0]:
        return running
    admitted = actions.admit(prepared, actor=job.created_by, organisation=job.organisation, job=job)
    _note_rejected(job, frame, prepared.rejected)
    ImportJob.objects.filter(pk=job.pk).update(
        lease_until=timezone.now() + LEASE,
        rows_done=F("rows_done") + len(frame),
        rows_stored=F("rows_stored") + admitted.stored,
        rows_repeated=F("rows_repeated") + admitted.repeated,
        rows_corrections=F("rows_corrections") + admitted.corrections,
        rows_rejected=F("rows_rejected") + len(prepared.rejected),
    )
    return True


def _note_rejected(job: ImportJob, frame: pl.DataFrame, rejected: pl.DataFrame) -> None:
    if not len(rejected):
        return
    # Only what is read: a column that nothing is made of may hold anything.
    kept = read_columns(job)
    raw = {
        row["line"]: row for row in frame.filter(pl.col("line").is_in(rejected["line"].implode())).to_dicts()
    }
    ImportRejection.objects.bulk_create(
        [
            ImportRejection(
                job=job,
                line=row["line"],
                field=row["field"],
                value=row["value"] or "",
                template=row["template"],
                parameters=json.loads(row["parameters"]),
                remedy=row["remedy_template"],
                row={name: raw[row["line"]][name] for name in kept},
            )
            for row in rejected.to_dicts()
        ],
        batch_size=1_000,
    )


@transaction.atomic
def _finish(job: ImportJob) -> None:
    done = ImportJob.objects.filter(pk=job.pk, state=ImportJob.State.RUNNING).update(
        state=ImportJob.State.DONE, finished_at=timezone.now()
    )
    if done:
        record("finish", job, collaboration=job.collaboration_id, actor=job.created_by)


def _unreadable(job: ImportJob, line: RejectedLine) -> ImportRejection:
    return ImportRejection(
        job=job,
        line=line.line,
        field=line.field,
        value=line.value[:80],
        template=line.reason,
        remedy=line.remedy,
        parameters=dict(line.parameters),
    )
