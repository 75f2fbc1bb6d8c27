"""The review's page: the queue beside the one that is open. Reads through the queries, writes nothing."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext as _

from samlad.collect import names, review_queries, review_words, similar
from samlad.collect.models import Incident, ReviewEvent
from samlad.collect.reject_reasons import reason_text
from samlad.collect.review_forms import FORMS, StepForm
from samlad.collect.workflow import STATE_WORDS, UNDOABLE, possible
from samlad.people.models import Member

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One of the queue."""

    id: int
    title: str
    where: str
    age: str
    late: bool
    current: bool


def page(
    viewer: Member,
    incident: Incident | None,
    *,
    asked: bool = False,
    number: str | None = None,
    bound: StepForm | None = None,
    problem: str = "",
) -> dict[str, Any]:
    """What the template needs. `bound` is the form that was refused, `problem` the sentence why."""
    now = timezone.now()
    waiting = review_queries.queue(viewer, asked=asked)
    pages = Paginator(waiting, PAGE_SIZE)
    chosen = pages.get_page(number or _page_of(waiting, incident))
    if incident is None and chosen.object_list:
        incident = chosen.object_list[0]
    oldest = chosen.object_list[0] if chosen.number == 1 and chosen.object_list else waiting.first()
    context = {
        "page": chosen,
        "entries": [_entry(row, incident, now) for row in chosen],
        "asked": asked,
        "asked_number": pages.count if asked else review_queries.queue(viewer, asked=True).count(),
        "waiting_number": review_queries.queue_length(viewer) if asked else pages.count,
        "answer": _asked_answer(pages.count) if asked else review_words.answer(pages.count, oldest, now),
        "last": _last(viewer),
        "problem": problem,
        "one": None,
    }
    if incident is None:
        return context | {"elsewhere": review_queries.elsewhere(viewer)}
    return context | {"one": one(viewer, incident, bound)}


def one(viewer: Member, incident: Incident, bound: StepForm | None = None) -> dict[str, Any]:
    """The open one: what it says, what it may be merged with, what may be done."""
    now = timezone.now()
    steps = [step for step in possible(incident.state, viewer) if step in UNDOABLE]
    before, after = review_queries.beside(viewer, incident)
    known = names.known_names(review_queries.known_names(viewer))
    pieces = review_words.marked(incident.description, known)
    forms = {step: FORMS[step](viewer, incident) for step in steps}
    if bound is not None and bound.step in steps:
        forms[bound.step] = bound
    return {
        "incident": incident,
        "title": review_words.title(incident),
        "category": review_words.whole_category(incident.category),
        "where": review_words.where(incident),
        "age": review_words.age(incident, now),
        "late": review_words.is_late(incident, now),
        "same_day": timezone.localdate(incident.occurred_from) == timezone.localdate(incident.occurred_to),
        "state": STATE_WORDS[Incident.State(incident.state)],
        "waits": incident.state in {Incident.State.SUBMITTED, Incident.State.ASKED},
        "pieces": pieces,
        "findings": {piece.finding for piece in pieces},
        "names": [piece.text for piece in pieces if piece.finding == "name"],
        "facts": review_words.facts(incident),
        "history": _history(viewer, incident),
        "merged": review_queries.merged_with(viewer, incident),
        "candidates": _candidates(viewer, incident) if "merge" in steps else [],
        "before": before,
        "after": after,
        "forms": forms,
        "open": bound.step if bound is not None else "",
        # What was written for a step that is not possible any more is shown, so that it can be used elsewhere.
        "written": bound.data.get(bound.text, "") if bound is not None and bound.step not in steps else "",
    }


def _page_of(waiting: Any, incident: Incident | None) -> int:
    if incident is None:
        return 1
    return int(waiting.filter(pk__lt=incident.pk).count()) // PAGE_SIZE + 1


def _entry(row: Incident, open_one: Incident | None, now: Any) -> Entry:
    return Entry(
        id=row.pk,
        title=review_words.category_name(row.category),
        where=review_words.where(row),
        age=review_words.age(row, now),
        late=review_words.is_late(row, now),
        current=open_one is not None and row.pk == open_one.pk,
    )


def _asked_answer(number: int) -> str:
    if not number:
        return _("No question waits for an answer.")
    return _("Asked back and not answered yet: %(number)s.") % {"number": number}


def _last(viewer: Member) -> dict[str, Any] | None:
    event = review_queries.own_last(viewer)
    if event is None:
        return None
    return {"id": event.pk, "text": review_words.done(event.step, event.incident)}


def _history(viewer: Member, incident: Incident) -> list[dict[str, Any]]:
    return [
        {
            "at": event.at,
            "words": review_words.event_words(event.step),
            "actor": event.actor,
            "text": _event_text(event),
            "undone": event.undone_at is not None,
        }
        for event in review_queries.history(viewer, incident)
    ]


def _event_text(event: ReviewEvent) -> str:
    return reason_text(event) if event.step == "reject" else event.text


def _candidates(viewer: Member, incident: Incident) -> list[dict[str, Any]]:
    return [
        {
            "id": found.incident.pk,
            "title": review_words.title(found.incident),
            "organisation": found.incident.organisation.name,
            "state": STATE_WORDS[Incident.State(found.incident.state)],
            "occurred_from": found.incident.occurred_from,
            "metres": found.metres,
            "apart": review_words.span(found.apart) if found.apart else "",
            "description": found.incident.description,
        }
        for found in similar.candidates(viewer, incident)
    ]
