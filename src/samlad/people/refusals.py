"""Why a change is not made: a sentence for the page, and what a page was made from."""

import hashlib
import json
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from samlad.people.models import AuditEntry


class Refused(Exception):
    """The change cannot be made as things stand; `str()` of it is a sentence for the page."""


class Changed(Refused):
    """Somebody else was first. `now` is the mark of what stands now, for a page that is sent again."""

    def __init__(self, sentence: str, now: str) -> None:
        super().__init__(sentence)
        self.now = now


def mark(row: models.Model, fields: tuple[str, ...]) -> str:
    """A short mark of a row's values; a form carries it, and it tells whether the row has changed since."""
    values: list[Any] = [str(getattr(row, field)) for field in fields]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:16]


def require_unchanged(row: models.Model, fields: tuple[str, ...], seen: str | None) -> None:
    """Raise `Changed` where the (locked) row is not what the page had; `seen` empty: no page had it."""
    now = mark(row, fields)
    if seen and seen != now:
        raise Changed(_who_was_first(row), now)


def _who_was_first(row: models.Model) -> str:
    last = (
        AuditEntry.objects.filter(subject=row._meta.model_name, subject_id=row.pk)
        .select_related("actor__organisation")
        .first()
    )
    values = {"now": str(row)}
    if last is None or last.actor is None:
        return (
            _(
                "“%(now)s” was changed by somebody else while you wrote. Your words are still here: compare with "
                "what stands now, and save again where yours are right."
            )
            % values
        )
    values |= {"role": last.actor.get_role_display(), "organisation": last.actor.organisation.name}
    return (
        _(
            "“%(now)s” was changed while you wrote, by the %(role)s of %(organisation)s. Your words are still here: "
            "compare with what stands now, and save again where yours are right."
        )
        % values
    )
