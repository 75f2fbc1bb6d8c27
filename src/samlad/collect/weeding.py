"""Words are forgotten in time, figures stay: what incidents say in free text is kept for so many months and no longer.

No figure, no category, no place and no moment is touched, and no data version is taken: a frozen picture comes out
the same. One worker at a time: each part is one transaction that locks the collaboration's row, with its audit row.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from samlad.collect.models import ImportRejection, Incident, ReviewEvent
from samlad.people.audit import record
from samlad.people.models import Collaboration

MONTH = timedelta(days=365.25 / 12)
# So many at once: whoever reports meanwhile waits for one part, and not for a million.
AT_ONCE = 5_000
_WORDS = ~Q(description="") | ~Q(action_taken="")


def kept_since(collaboration: Collaboration, now: datetime) -> datetime:
    """What happened before this is past its weed-out date."""
    return now - collaboration.text_months * MONTH


def weed_texts(now: datetime | None = None) -> int:
    """Forget the words of what is past its weed-out date in every collaboration; of how many incidents."""
    forgotten = 0
    for collaboration in Collaboration.objects.order_by("id"):
        limit = kept_since(collaboration, now or timezone.now())
        while ids := _past(collaboration, limit):
            forgotten += _forget(collaboration, ids)
        _forget_rejected(collaboration, limit)
    return forgotten


def _past(collaboration: Collaboration, limit: datetime) -> list[int]:
    """Some incidents that are past the date and still say something, in themselves or in their review."""
    past = Incident.objects.filter(collaboration=collaboration, occurred_to__lt=limit).order_by("id")
    said = past.filter(_WORDS).values_list("id", flat=True)[:AT_ONCE]
    asked = ReviewEvent.objects.filter(
        incident__collaboration=collaboration, incident__occurred_to__lt=limit
    ).exclude(text="")
    return list(said) or list(asked.order_by("id").values_list("incident", flat=True)[:AT_ONCE])


@transaction.atomic
def _forget(collaboration: Collaboration, ids: list[int]) -> int:
    _lock(collaboration)
    texts = events = 0
    # As many ids as one statement takes on every database.
    for first in range(0, len(ids), 900):
        chosen = ids[first : first + 900]
        texts += Incident.objects.filter(_WORDS, pk__in=chosen).update(description="", action_taken="")
        events += ReviewEvent.objects.filter(incident__in=chosen).exclude(text="").update(text="")
    if texts or events:
        new = {"texts": texts, "answers": events, "months": collaboration.text_months}
        record("weed_texts", collaboration, collaboration=collaboration, actor=None, new=new)
    return texts


@transaction.atomic
def _forget_rejected(collaboration: Collaboration, limit: datetime) -> None:
    """Rows of files that never went in: how many they were stands with the file."""
    old = ImportRejection.objects.filter(job__collaboration=collaboration, job__created_at__lt=limit)
    if not old.exists():
        return
    _lock(collaboration)
    if rows := old.delete()[0]:
        new = {"rejections": rows, "months": collaboration.text_months}
        record("weed_rejections", collaboration, collaboration=collaboration, actor=None, new=new)


def _lock(collaboration: Collaboration) -> None:
    Collaboration.objects.select_for_update(no_key=True).get(pk=collaboration.pk)
