"""Reports of single incidents: sent, taken back, answered, and the link to who sent them weeded.

Who reported is in `ReportLink` alone. So the steps of whoever reported name no actor in `ReviewEvent`, and their
audit rows name the organisation instead of the incident: with these the link could be made again after weeding.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import polars as pl
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samlad.collect import guard, revisions
from samlad.collect.actions import next_version, take_in
from samlad.collect.choices import Channel
from samlad.collect.door import MapChanged, Prepared, open_door
from samlad.collect.mapping import Mapping
from samlad.collect.models import Incident, ReportLink, ReviewEvent
from samlad.collect.problems import sentence
from samlad.collect.releasing import release
from samlad.collect.workflow import take_step
from samlad.people.audit import record
from samlad.people.models import Collaboration, Member
from samlad.people.policy import Right, may

# How long a member can see what became of a report, and somebody else could find out whose it was.
LINK_KEPT = timedelta(days=365)
# What a form says and a field of an incident are one and the same; `external_id` is the form's key.
_FIELDS = (
    "external_id", "category", "occurred_from", "occurred_to", "reported_at", "longitude", "latitude",
    "precision", "place", "description", "felt_insecurity", "role",
)  # fmt: skip
_MAPPING = Mapping(columns={name: (name,) for name in _FIELDS})


@dataclass(frozen=True, slots=True)
class Report:
    """One incident as a form says it: moments know their zone, a place is named or pointed out."""

    category: str
    begun: datetime
    ended: datetime
    reported_at: datetime
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    precision: str = ""
    description: str = ""
    felt_insecurity: int | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A report that is in. `again`: it had been sent before, and nothing was stored twice."""

    incident: int
    again: bool
    masked: tuple[str, ...]


class ReportRefused(Exception):
    """The door does not let the report in: a field and a sentence."""

    def __init__(self, field: str, told: str) -> None:
        super().__init__(told)
        self.field = field


class KeyUsed(Exception):
    """The form's key is that of a report with other content: the form was changed after it had been sent."""


def submit(*, actor: Member, report: Report, key: UUID) -> Sent:
    """Let one incident in through the door: to the review, or, from whoever reviews, straight to the picture."""
    state = take_step(None, "submit", actor)
    if may(actor, Right.REVIEW_OWN):
        state = Incident.State.APPROVED
    words, findings = guard.mask(report.description)
    kinds = {kind: sum(finding.kind == kind for finding in findings) for kind in guard.KINDS}
    masked = {kind: number for kind, number in kinds.items() if number}
    while True:
        # Before the transaction: reading areas and places must not keep other writers waiting.
        prepared = _prepared(actor, report, words, key)
        try:
            return _store(actor, prepared, state, masked)
        except MapChanged:
            continue


@transaction.atomic
def _store(actor: Member, prepared: Prepared, state: Incident.State, masked: dict[str, int]) -> Sent:
    stored = 0
    # One after the other: a form that is sent twice at once takes one data version.
    Collaboration.objects.select_for_update(no_key=True).get(pk=actor.collaboration_id)
    incident = _sent_before(actor, prepared)
    if incident is None:
        stored = take_in(prepared, organisation=actor.organisation, state=state).stored
        incident = _sent_before(actor, prepared)
        assert incident is not None  # noqa: S101 - stored this moment, by us or by the same form's other sending
    if not stored:
        _check_same(incident, prepared)
        return Sent(incident.pk, True, ())
    ReportLink.objects.create(incident=incident, member=actor)
    _record("report", actor, {"stored": stored, "masked": masked})
    return Sent(incident.pk, False, tuple(masked))


def _prepared(actor: Member, report: Report, words: str, key: UUID) -> Prepared:
    said = {
        # With the member in it, nobody's key can be somebody else's.
        "external_id": f"report {actor.pk} {key}",
        "category": report.category,
        "occurred_from": _written(report.begun),
        "occurred_to": _written(report.ended),
        "reported_at": _written(report.reported_at),
        "longitude": None if report.longitude is None else f"{report.longitude:.6f}",
        "latitude": None if report.latitude is None else f"{report.latitude:.6f}",
        "precision": report.precision or None,
        "place": report.place or None,
        "description": words or None,
        "felt_insecurity": None if report.felt_insecurity is None else str(report.felt_insecurity),
        "role": actor.role,
    }
    frame = pl.DataFrame(
        {"line": [1], **{name: [value] for name, value in said.items()}},
        schema={"line": pl.Int64} | dict.fromkeys(said, pl.Utf8),
    )
    door = open_door(actor.organisation, now=timezone.now())
    prepared = door.prepare(frame, _MAPPING, Channel.WEB)
    for row in prepared.rejected.to_dicts():
        parameters = json.loads(row["parameters"])
        told = " ".join(sentence(row[part], parameters) for part in ("template", "remedy_template"))
        raise ReportRefused(row["field"], told)
    if report.place and prepared.rows["place_id"][0] is None:
        # In a file the name of a place that nobody knows is passed over; here it is all that says where.
        raise ReportRefused("place", _("That place has been removed meanwhile. Choose another."))
    return prepared


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _sent_before(actor: Member, prepared: Prepared) -> Incident | None:
    return Incident.objects.filter(
        organisation=actor.organisation_id, external_key=prepared.rows["external_key"][0]
    ).first()


def _check_same(stored: Incident, prepared: Prepared) -> None:
    """Raise `KeyUsed` where the form says something else now; when a "now" was is not the same twice."""
    row = prepared.rows.row(0, named=True)
    names = ("category_id", "place_said", "description", "felt_insecurity", "latitude", "longitude")
    same = all(getattr(stored, name) == row[name] for name in names)
    # A place that nobody said may have been moved or removed since.
    same &= not stored.place_said or stored.place_id == row["place_id"]
    near = abs(stored.occurred_from - row["occurred_from"]) < timedelta(hours=1)
    if not (same and near) or stored.state == Incident.State.WITHDRAWN:
        raise KeyUsed


@transaction.atomic
def retract(*, actor: Member, incident: int) -> None:
    """Take one's own report back while nobody has decided on it."""
    # The collaboration's row is locked before the incident's, as by every write, so that nobody waits crosswise.
    version = next_version(actor.collaboration_id)
    found = _locked(actor, incident)
    state = take_step(found, "retract", actor)
    revisions.change(Incident.objects.filter(pk=found.pk), version, state=state, merged_into=None)
    release([found.pk], version)
    _note(found, "retract", state)
    _record("retract", actor, {})


@transaction.atomic
def answer(*, actor: Member, incident: int, text: str) -> tuple[str, ...]:
    """Answer what the review asked back: the report waits again. The kinds of what was masked in the answer."""
    version = next_version(actor.collaboration_id)
    found = _locked(actor, incident)
    state = take_step(found, "answer", actor)
    words, findings = guard.mask(text)
    revisions.change(Incident.objects.filter(pk=found.pk), version, state=state)
    _note(found, "answer", state, words)
    _record("answer", actor, {})
    return tuple(dict.fromkeys(finding.kind for finding in findings))


def mark_seen(*, actor: Member, links: list[ReportLink]) -> None:
    """Remember that the member has looked at these: a bookmark of the member's own, so without an audit row."""
    if not links:
        return
    ReportLink.objects.filter(pk__in=[link.pk for link in links], member=actor).update(seen_at=timezone.now())


@transaction.atomic
def weed_report_links() -> int:
    """Forget who reported what is older than a year; how many were forgotten."""
    # Ids grow with time: while the oldest is young enough, one look is enough.
    limit = timezone.now() - LINK_KEPT
    oldest = ReportLink.objects.order_by("pk").values_list("created_at", flat=True).first()
    if oldest is None or oldest >= limit:
        return 0
    old = ReportLink.objects.filter(created_at__lt=limit)
    forgotten = 0
    for pk in sorted(set(old.values_list("incident__collaboration", flat=True))):
        # One worker at a time: what another has forgotten meanwhile is not counted again.
        collaboration = Collaboration.objects.select_for_update(no_key=True).get(pk=pk)
        if links := old.filter(incident__collaboration=collaboration).delete()[0]:
            record("weed", collaboration, collaboration=collaboration, actor=None, new={"links": links})
        forgotten += links
    return forgotten


def _locked(actor: Member, incident: int) -> Incident:
    """The member's own report; raises `Incident.DoesNotExist` for every other."""
    return Incident.objects.select_for_update(of=("self",)).get(
        pk=incident, collaboration=actor.collaboration_id, report_link__member=actor
    )


def _note(incident: Incident, step: str, state: Incident.State, text: str = "") -> None:
    ReviewEvent.objects.create(
        incident=incident, actor=None, step=step, old_state=incident.state, new_state=state, text=text
    )


def _record(action: str, actor: Member, new: dict[str, object]) -> None:
    # Without the member: the row's own second would lead from the trail to the incident, and there stay.
    record(action, actor.organisation, collaboration=actor.collaboration_id, actor=None, new=new)
