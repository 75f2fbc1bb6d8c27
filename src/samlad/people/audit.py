"""The audit row: written by the action itself, in its transaction."""

from typing import Any

from django.db import models

from samlad.people.models import AuditEntry, Collaboration, Member


def record(
    action: str,
    subject: models.Model,
    *,
    collaboration: Collaboration | int,
    actor: Member | None,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append what was done; `old` and `new` hold ids, codes and counts, never free text."""
    return AuditEntry.objects.create(
        collaboration_id=collaboration if isinstance(collaboration, int) else collaboration.pk,
        actor=actor,
        action=action,
        subject=subject._meta.model_name or "",
        subject_id=subject.pk,
        old=old or {},
        new=new or {},
    )
