"""What was merged into an incident waits for review again when that incident is taken back.

Otherwise the others who reported the same would vanish with it. Only actions call this, in their transaction.
"""

from collections.abc import Sequence

from samlad.collect import revisions
from samlad.collect.models import Incident, ReviewEvent

State = Incident.State


def release(incidents: Sequence[int], version: int) -> int:
    """Let what was merged into these incidents wait for review again; how many wait now."""
    left = Incident.objects.filter(merged_into__in=incidents, state=State.MERGED)
    ids = list(left.values_list("id", flat=True))
    if not ids:
        return 0
    ReviewEvent.objects.bulk_create(
        ReviewEvent(
            incident_id=pk, actor=None, step="release", old_state=State.MERGED, new_state=State.SUBMITTED
        )
        for pk in ids
    )
    return revisions.change(
        Incident.objects.filter(pk__in=ids), version, state=State.SUBMITTED, merged_into=None
    )
