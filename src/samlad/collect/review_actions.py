"""Every write of the review: check → change → event → audit row."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from samlad.collect import revisions
from samlad.collect.actions import next_version
from samlad.collect.choices import Precision
from samlad.collect.guard import mask
from samlad.collect.models import Category, Incident, ReviewEvent
from samlad.collect.reject_reasons import PERSONAL, REASONS
from samlad.collect.workflow import StepRefused, take_step
from samlad.people.audit import record
from samlad.people.models import Member
from samlad.places import grid
from samlad.places.models import Place
from samlad.places.queries import area_map

State = Incident.State
# What a redaction replaced is kept for its undo, which the day's end closes, and no longer.
KEPT_FOR_UNDO = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken, and the kinds of personal data that the guard masked in its text."""

    event: ReviewEvent
    masked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Redaction:
    """What a report is to say instead."""

    description: str
    category: Category
    place: Place | None
    # Take the point away and keep the area: a point can be somebody's door.
    area_only: bool = False


@dataclass(slots=True)
class Turn:
    """A step under way: the locked incident, where it leads, and the data version of the change."""

    step: str
    actor: Member
    incident: Incident
    state: Incident.State
    version: int
    audit: dict[str, Any] = field(default_factory=dict)


def begin(incident: Incident, step: str, actor: Member, seen: int | None) -> Turn:
    """Lock the incident and check the step; `seen` is the data version of the row that the reviewer looked at."""
    # The collaboration's row is locked first, as by every write of incidents, so that nobody waits crosswise.
    version = next_version(incident.collaboration_id)
    row = Incident.objects.select_for_update().get(pk=incident.pk)
    state = take_step(row, step, actor)
    if seen is not None and row.version != seen:
        raise StepRefused(_changed_since(row))
    return Turn(step, actor, row, state, version)


def end(turn: Turn, *, text: str = "", before: dict[str, Any] | None = None, **values: Any) -> ReviewEvent:
    """Change the incident, and write what was done."""
    row = turn.incident
    revisions.change(Incident.objects.filter(pk=row.pk), turn.version, state=turn.state, **values)
    event = ReviewEvent.objects.create(
        incident=row,
        actor=turn.actor,
        step=turn.step,
        old_state=row.state,
        new_state=turn.state,
        text=text,
        before=before or {},
    )
    record(
        turn.step,
        row,
        collaboration=row.collaboration_id,
        actor=turn.actor,
        old={"state": State(row.state).name.lower()},
        new={"state": turn.state.name.lower(), "version": turn.version, **turn.audit},
    )
    return event


@transaction.atomic
def approve(*, actor: Member, incident: Incident, seen: int | None = None) -> Taken:
    """Let a report into the figures."""
    return Taken(end(begin(incident, "approve", actor, seen)))


@transaction.atomic
def ask(*, actor: Member, incident: Incident, question: str, seen: int | None = None) -> Taken:
    """Ask the reporter back; the report waits for the answer."""
    turn = begin(incident, "ask", actor, seen)
    text, kinds = _guarded(question)
    return Taken(end(turn, text=text), kinds)


@transaction.atomic
def reject(
    *, actor: Member, incident: Incident, reason: str, words: str = "", seen: int | None = None
) -> Taken:
    """Keep a report out of the figures, with the reason that its reporter reads."""
    if reason not in REASONS:
        raise StepRefused(_("“%(reason)s” is no reason. Choose one of the list.") % {"reason": reason[:20]})
    turn = begin(incident, "reject", actor, seen)
    turn.audit["reason"] = reason
    text, kinds = _guarded(words)
    before: dict[str, Any] = {"reason": reason}
    values = {}
    if reason == PERSONAL and turn.incident.description:
        # What points at a person is not kept, not even among what was rejected.
        before["description"] = turn.incident.description
        values["description"] = ""
    return Taken(end(turn, text=text, before=before, **values), kinds)


@transaction.atomic
def redact(*, actor: Member, incident: Incident, redaction: Redaction, seen: int | None = None) -> Taken:
    """Change what a report says: its words, its kind, its place. Its state stays."""
    turn = begin(incident, "redact", actor, seen)
    text, kinds = _guarded(redaction.description)
    wanted = {"description": text, "category_id": redaction.category.pk, **_place(turn.incident, redaction)}
    before = {name: getattr(turn.incident, name) for name in wanted}
    changed = {name: value for name, value in wanted.items() if value != before[name]}
    if not changed:
        raise StepRefused(_("Nothing is different from what stands there: change the words, kind or place."))
    turn.audit["fields"] = sorted(changed)
    return Taken(end(turn, before={name: before[name] for name in changed}, **changed), kinds)


def _place(incident: Incident, redaction: Redaction) -> dict[str, Any]:
    place = redaction.place
    if place is not None:
        # By the map of now: it may have been moved or removed since it was chosen.
        place = Place.objects.filter(pk=place.pk).first()
        if place is None:
            raise StepRefused(_("The place that you chose has been removed meanwhile. Choose another."))
    if redaction.area_only:
        values = {"latitude": None, "longitude": None, "cell": 0, "precision": Precision.AREA.number}
        return {"place_id": None, "place_said": True, **values}
    if (place.pk if place else None) == incident.place_id:
        return {}
    if place is None:
        # Whoever takes a place away says that it is none: what stands near does not take its turn.
        return {"place_id": None, "place_said": True}
    located = area_map(incident.collaboration_id).locate(
        np.array([place.latitude]), np.array([place.longitude])
    )
    return {
        "place_id": place.pk,
        "place_said": True,
        "area_id": int(located[0]) or None,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "cell": grid.cells([place.latitude], [place.longitude])[0],
        "precision": Precision.PLACE.number,
    }


def forget_redacted() -> int:
    """Forget the words that redactions took out, when they can no longer be undone; how many were forgotten."""
    end_of_undo = timezone.now() - KEPT_FOR_UNDO
    # A worker that stood still for a month would be noticed; so far back is looked, by the index of `at`.
    old = ReviewEvent.objects.filter(
        at__range=(end_of_undo - timedelta(days=30), end_of_undo), before__has_key="description"
    )
    forgotten = 0
    for event in old:
        kept = {name: value for name, value in event.before.items() if name != "description"}
        forgotten += ReviewEvent.objects.filter(pk=event.pk).update(before=kept)
    return forgotten


def _guarded(text: str) -> tuple[str, tuple[str, ...]]:
    masked, findings = mask(text.strip())
    return masked, tuple(dict.fromkeys(finding.kind for finding in findings))


def _changed_since(incident: Incident) -> str:
    of_it = Q(incident=incident) | Q(incident__merged_into=incident, step="merge")
    last = ReviewEvent.objects.filter(of_it, undone_at=None).order_by("id").last()
    if last is None or last.actor is None:
        return _(
            "This incident was changed while you read it. Look at it again; nothing of yours was changed."
        )
    return _(
        "This incident was changed while you read it, by the %(role)s of %(organisation)s. Look at it again: "
        "what stands here now is theirs, and nothing of yours was saved."
    ) % {"role": last.actor.get_role_display(), "organisation": last.actor.organisation.name}
