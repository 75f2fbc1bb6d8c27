"""Every write of incidents: check, change, audit."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from samlad.collect import revisions, store
from samlad.collect.door import Prepared
from samlad.collect.models import Category, Correction, ImportJob, Incident
from samlad.collect.releasing import release
from samlad.people.actions import require_administer
from samlad.people.audit import record
from samlad.people.models import Collaboration, Member, Organisation
from samlad.people.policy import Denied, Right, may


@dataclass(frozen=True, slots=True)
class Admitted:
    """What became of prepared rows. `repeated` were there already."""

    stored: int
    repeated: int
    corrections: int
    withdrawn: int
    version: int


def require_import(actor: Member | None, organisation: Organisation) -> None:
    """The system may bring in for all; a member for its own organisation, or for each with the wider right."""
    if actor is None:
        return
    own = actor.organisation_id == organisation.pk and may(actor, Right.IMPORT_OWN)
    same = actor.collaboration_id == organisation.collaboration_id
    if not (same and (own or may(actor, Right.IMPORT_ALL))):
        raise Denied(Right.IMPORT_OWN)


@transaction.atomic
def admit(
    prepared: Prepared, *, actor: Member | None, organisation: Organisation, job: ImportJob | None = None
) -> Admitted:
    """Store prepared rows: new ones once, known ones not again, corrections applied, one data version."""
    require_import(actor, organisation)
    admitted = take_in(prepared, organisation=organisation, job=job)
    record(
        "admit",
        organisation,
        collaboration=organisation.collaboration_id,
        actor=actor,
        new={
            "version": admitted.version,
            "job": job.pk if job else None,
            "stored": admitted.stored,
            "repeated": admitted.repeated,
            "corrections": admitted.corrections,
            "rejected": len(prepared.rejected),
            "masked": prepared.masked,
        },
    )
    return admitted


def take_in(
    prepared: Prepared,
    *,
    organisation: Organisation,
    job: ImportJob | None = None,
    state: Incident.State = Incident.State.APPROVED,
) -> Admitted:
    """Store prepared rows under one data version: for actions that have checked, in their transaction.

    Raises `MapChanged` where borders or places have changed since the rows were prepared.
    """
    version = next_version(organisation.collaboration_id)
    prepared.require_same_map()
    stored = store.insert_incidents(
        prepared.rows,
        {
            "collaboration_id": organisation.collaboration_id,
            "organisation_id": organisation.pk,
            "import_job_id": job.pk if job else None,
            "version": version,
            "state": state,
        },
    )
    keys = prepared.corrections["external_key"].to_list()
    corrections = store.insert_corrections(keys, organisation.pk, job.pk if job else None)
    withdrawn = _withdraw_corrected(organisation, version)
    repeated = len(prepared.rows) - stored + len(keys) - corrections
    return Admitted(stored, repeated, corrections, withdrawn, version)


def next_version(collaboration_id: int) -> int:
    """Take the next data version. Locks the collaboration's row, so versions are committed in order."""
    Collaboration.objects.filter(pk=collaboration_id).update(data_version=F("data_version") + 1)
    return Collaboration.objects.values_list("data_version", flat=True).get(pk=collaboration_id)


def _withdraw_corrected(organisation: Organisation, version: int) -> int:
    """Withdraw what a correction, of this file or an earlier one, takes back."""
    if not Correction.objects.filter(organisation=organisation).exists():
        return 0
    taken_back = Incident.objects.filter(
        organisation=organisation,
        external_key__in=Correction.objects.filter(organisation=organisation).values("external_key"),
    ).exclude(state=Incident.State.WITHDRAWN)
    ids = list(taken_back.values_list("id", flat=True))
    withdrawn = revisions.change(taken_back, version, state=Incident.State.WITHDRAWN, merged_into=None)
    release(ids, version)
    return withdrawn


@transaction.atomic
def create_categories(
    *, actor: Member | None, collaboration: Collaboration, rows: list[dict[str, Any]]
) -> dict[str, int]:
    """Store a list of categories (code, parent, sv, en, statistic), first level first."""
    require_administer(actor, collaboration)
    made: dict[str, Category] = {}
    for row in sorted(rows, key=lambda row: bool(row["parent"])):
        made[row["code"]] = Category.objects.create(
            collaboration=collaboration,
            parent=made.get(row["parent"]),
            code=row["code"],
            swedish=row["sv"],
            english=row["en"],
            statistic=row["statistic"] == "yes",
        )
    record("create", collaboration, collaboration=collaboration, actor=actor, new={"categories": len(made)})
    return {code: category.pk for code, category in made.items()}
