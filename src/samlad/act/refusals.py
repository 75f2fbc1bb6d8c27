"""Why an action did not do what was asked: sentences for the page, by field; or that somebody else was first."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from samlad.people.models import AuditEntry
from samlad.people.naming import by_role_first


class Refused(ValueError):
    """What was asked for cannot be kept as it is; each field with the sentence that says what would be right."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        super().__init__(" ".join(sentences.values()))
        self.sentences = dict(sentences)


class Conflict(Exception):
    """Somebody else was first; the sentence says who, and what stands now."""


def check_revision(subject: str, pk: int, now: int, seen: int | None) -> None:
    """Refuse to write over what somebody else has written since the page was made."""
    if seen is None or seen == now:
        return
    entry = (
        AuditEntry.objects.filter(subject=subject, subject_id=pk)
        .select_related("actor__organisation")
        .order_by("-id")
        .first()
    )
    who = by_role_first(entry.actor if entry else None)
    raise Conflict(
        _(
            "%(who)s changed this while you were writing. What you wrote is still in the form; where it differs, what "
            "stands now is shown beside it. Save again to keep yours."
        )
        % {"who": who}
    )
