"""Taking a step of the review back."""

from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samlad.collect.choices import Precision
from samlad.collect.models import Incident, ReviewEvent
from samlad.collect.review_actions import Turn, begin, end
from samlad.collect.review_queries import start_of_day
from samlad.collect.workflow import STATE_WORDS, STEP_WORDS, UNDOABLE, StepRefused
from samlad.people.models import Member
from samlad.places.models import Place
from samlad.places.nearest import nearest
from samlad.places.queries import area_map, spots

# Fields that a redaction may have changed, or a rejection of a personal matter.
_RESTORED = (
    "description", "category_id", "place_id", "place_said", "area_id", "latitude", "longitude", "cell", "precision",
)  # fmt: skip


@transaction.atomic
def undo(*, actor: Member, event: ReviewEvent) -> ReviewEvent:
    """Put an incident back to where it was before a step of today, if nothing has happened to it since."""
    turn = begin(event.incident, "undo", actor, seen=None)
    event = ReviewEvent.objects.select_for_update().get(pk=event.pk)
    _check(turn, event)
    values: dict[str, Any] = {name: event.before[name] for name in _RESTORED if name in event.before}
    if "place_id" in values:
        values |= _by_the_map_of_now(turn.incident, values)
    if event.step == "merge":
        values["merged_into"] = None
        followers = Incident.objects.filter(
            pk__in=event.before.get("followers", []), merged_into=turn.incident.merged_into_id
        )
        followers.update(merged_into=turn.incident)
    ReviewEvent.objects.filter(pk=event.pk).update(undone_at=timezone.now())
    turn.state = Incident.State(event.old_state)
    turn.audit["step"] = event.step
    return end(turn, before={"event": event.pk}, **values)


def _by_the_map_of_now(incident: Incident, values: dict[str, Any]) -> dict[str, Any]:
    """The area and place of where the incident lay: borders and places may have changed since."""
    said, latitude, longitude, precision = (
        values.get(name, getattr(incident, name))
        for name in ("place_said", "latitude", "longitude", "precision")
    )
    if said and values["place_id"] and not Place.objects.filter(pk=values["place_id"]).exists():
        raise StepRefused(_("The place that stood there has been removed since. Nothing was changed."))
    if latitude is None:
        return {}
    at = np.array([latitude]), np.array([longitude])
    found: dict[str, Any] = {"area_id": int(area_map(incident.collaboration_id).locate(*at)[0]) or None}
    if not said:
        whole_area = precision == Precision.AREA.number
        found["place_id"] = (
            None if whole_area else int(nearest(spots(incident.collaboration_id), *at)[0]) or None
        )
    return found


def _check(turn: Turn, event: ReviewEvent) -> None:
    values = {"step": STEP_WORDS.get(event.step, event.step), "number": turn.incident.pk}
    if event.step not in UNDOABLE:
        raise StepRefused(_("“%(step)s” is not a step that can be undone.") % values)
    if event.undone_at is not None:
        raise StepRefused(_("“%(step)s” of incident %(number)s is undone already.") % values)
    if event.at < start_of_day(timezone.now()):
        raise StepRefused(
            _("“%(step)s” of incident %(number)s is not of today. A step can be undone on its own day.")
            % values
        )
    last = (
        ReviewEvent.objects.filter(incident=turn.incident, undone_at=None)
        .exclude(step="undo")
        .select_related("actor__organisation")
        .last()
    )
    if last is not None and last.pk != event.pk:
        raise StepRefused(_after(last, values))
    if turn.incident.state != event.new_state:
        values["state"] = STATE_WORDS[Incident.State(turn.incident.state)]
        raise StepRefused(
            _("Incident %(number)s %(state)s, so “%(step)s” cannot be undone. Nothing was changed.") % values
        )


def _after(last: ReviewEvent, values: dict[str, Any]) -> str:
    values = values | {"later": STEP_WORDS.get(last.step, last.step)}
    if last.actor is None:
        return _("“%(step)s” cannot be undone: “%(later)s” came after it. Nothing was changed.") % values
    values |= {"role": last.actor.get_role_display(), "organisation": last.actor.organisation.name}
    return (
        _(
            "“%(step)s” cannot be undone: the %(role)s of %(organisation)s did “%(later)s” after it. "
            "Nothing was changed."
        )
        % values
    )
