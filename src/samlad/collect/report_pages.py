"""What the pages of reports show, made ready for the templates."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samlad.collect.models import Incident, ReportLink, ReviewEvent
from samlad.collect.reject_reasons import reason_text
from samlad.collect.report_forms import ReportForm
from samlad.collect.review_queries import known_names
from samlad.collect.workflow import STEPS
from samlad.people.models import Member

State = Incident.State


@dataclass(frozen=True, slots=True)
class Row:
    """A report of the viewer's own: what it says, what it is now, and what that means."""

    link: ReportLink
    incident: Incident
    what: str
    where: str
    state: str
    colour: str
    meaning: str
    # The question that waits for an answer, or the reason of a rejection.
    said: str
    can_answer: bool
    can_retract: bool
    is_new: bool


def row(link: ReportLink) -> Row:
    """A link of `report_queries.my_reports` as the page shows it."""
    incident = link.incident
    events = list(incident.review_events.all())
    state = State(incident.state)
    colour, meaning = _meaning(state)
    place = incident.place or incident.area
    return Row(
        link=link,
        incident=incident,
        what=incident.category.english
        if (get_language() or "").startswith("en")
        else incident.category.swedish,
        where=place.name if place else _("a spot on the map"),
        state=str(state.label),
        colour=colour,
        meaning=meaning,
        said=_said(state, events),
        can_answer=state in STEPS["answer"].from_states,
        can_retract=state in STEPS["retract"].from_states,
        is_new=_is_new(link, events),
    )


def _meaning(state: State) -> tuple[str, str]:
    """The colour of the state's badge, and the state in a sentence."""
    return {
        State.SUBMITTED: ("neutral", _("It waits for review. It is counted once it is approved.")),
        State.ASKED: ("attention", _("The review asks you something. Answer below.")),
        State.APPROVED: ("accent", _("It is approved and counted in the joint picture.")),
        State.REJECTED: ("attention", _("It was not approved and is not counted.")),
        State.MERGED: (
            "accent",
            _("It tells of the same as another report. The two are counted as one."),
        ),
        State.WITHDRAWN: ("neutral", _("It is taken back and not counted.")),
    }[state]


def _said(state: State, events: list[ReviewEvent]) -> str:
    """What the review says to the reporter: its question, or the reason of its rejection."""
    step = {State.ASKED: "ask", State.REJECTED: "reject"}.get(state)
    last = next((event for event in reversed(events) if event.step == step), None)
    if last is None:
        return ""
    return reason_text(last) if step == "reject" else last.text


def _is_new(link: ReportLink, events: list[ReviewEvent]) -> bool:
    """Whether somebody else has done something with it since the member looked last."""
    by_others = [event.at for event in events if event.actor_id is not None]
    return bool(by_others) and (link.seen_at is None or max(by_others) > link.seen_at)


def form_context(form: ReportForm, *, key: uuid.UUID | None = None) -> dict[str, Any]:
    """What the template of the form needs, the words and choices made so far included."""
    chosen = {name: _chosen(form, name) for name in form.fields}
    if key is not None or not chosen["key"] or "key" in form.errors:
        chosen["key"] = str(key or uuid.uuid4())
    bounds = form.choices.bounds
    return {
        "form": form,
        "chosen": chosen,
        "kinds": list(form.choices.kinds.values()),
        "places": list(form.choices.places.values()),
        "bounds": ",".join(f"{side:.5f}" for side in bounds) if bounds else "",
        "whens": form.fields["when"].choices,  # type: ignore[attr-defined] # a field of choices
        "insecurities": _insecurities(),
        "fresh": not form.is_bound,
    }


def known(viewer: Member) -> str:
    """The names of places, areas and organisations here, which the hint about names does not ask about."""
    return "|".join(sorted({name.replace("|", " ") for name in known_names(viewer)}))


def _chosen(form: ReportForm, name: str) -> str:
    value = form[name].value()
    return "" if value is None else str(value)


def _insecurities() -> list[tuple[str, str]]:
    return [
        ("", _("No answer")),
        ("1", _("1, not at all")),
        ("2", "2"),
        ("3", "3"),
        ("4", "4"),
        ("5", _("5, very")),
    ]
