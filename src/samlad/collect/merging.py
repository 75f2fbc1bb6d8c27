"""Merging two reports of the same incident: one stands for both, and stands itself."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from samlad.collect import revisions
from samlad.collect.models import Incident
from samlad.collect.review_actions import Taken, Turn, begin, end
from samlad.collect.workflow import STATE_WORDS, StepRefused
from samlad.people.models import Member

State = Incident.State


@transaction.atomic
def merge(*, actor: Member, incident: Incident, target: Incident, seen: int | None = None) -> Taken:
    """Let `target`, or the one that it is merged into itself, stand for the incident too."""
    turn = begin(incident, "merge", actor, seen)
    root = root_of(turn, target)
    # Whatever was merged into this one is merged into the same now: a merged one never has its own.
    followers = list(Incident.objects.filter(merged_into=turn.incident.pk).values_list("id", flat=True))
    before: dict[str, Any] = {"into": root.pk, "followers": followers}
    turn.audit |= {"into": root.pk}
    if followers:
        turn.audit["followers"] = len(followers)
    # What they are merged into is not counted, so their version stays.
    Incident.objects.filter(pk__in=followers).update(merged_into=root)
    # It stands for more than before: whoever has it open and would reject it has not seen that.
    revisions.change(Incident.objects.filter(pk=root.pk), turn.version)
    return Taken(end(turn, before=before, merged_into=root))


def root_of(turn: Turn, target: Incident) -> Incident:
    """The standing incident at the end of the target's merges; refuses what would stand for nothing."""
    numbers = {"number": turn.incident.pk, "other": target.pk}
    if target.pk == turn.incident.pk:
        raise StepRefused(_("Incident %(number)s cannot be merged with itself. Choose another.") % numbers)
    if target.collaboration_id != turn.incident.collaboration_id:
        raise StepRefused(_("Incident %(other)s is not in this collaboration. Choose another.") % numbers)
    passed: set[int] = set()
    root = Incident.objects.select_for_update().get(pk=target.pk)
    while root.merged_into_id is not None:
        passed.add(root.pk)
        if root.merged_into_id in passed or root.merged_into_id == turn.incident.pk:
            raise StepRefused(
                _(
                    "Incident %(other)s is merged into incident %(number)s already, so the two would stand for "
                    "each other. Nothing was changed."
                )
                % numbers
            )
        root = Incident.objects.select_for_update().get(pk=root.merged_into_id)
    if root.state in {State.REJECTED, State.WITHDRAWN}:
        raise StepRefused(
            _(
                "Incident %(other)s %(state)s and is not in the figures: this one would vanish with it. "
                "Choose another, or approve this one."
            )
            % {"other": root.pk, "state": STATE_WORDS[State(root.state)]}
        )
    return root
