"""The review's page in words: what, where, when, how old, and the text with what may point at a person marked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from samlad.collect.choices import Basis, Environment, GroupSize, Precision
from samlad.collect.guard import KINDS, find
from samlad.collect.guard.findings import mask_of
from samlad.collect.models import Category, Incident
from samlad.collect.names import Known, maybe_names
from samlad.collect.review_queries import LATE, since
from samlad.people.models import Role


def in_english() -> bool:
    """Whether the page is in English; every other language is shown Swedish."""
    return (get_language() or "").startswith("en")


def category_name(category: Category) -> str:
    """The category in the page's language."""
    return category.english if in_english() else category.swedish


def whole_category(category: Category) -> str:
    """The category with its first level before it."""
    if category.parent is None:
        return category_name(category)
    return f"{category_name(category.parent)} › {category_name(category)}"


def where(incident: Incident) -> str:
    """The named place, the area, or that nothing is known."""
    named = [one.name for one in (incident.place, incident.area) if one is not None]
    if named:
        return ", ".join(named)
    return _("outside every area") if incident.latitude is not None else _("place not known")


def title(incident: Incident) -> str:
    """What and where, as a heading says it."""
    named = incident.place or incident.area
    return f"{category_name(incident.category)}, {named.name}" if named else category_name(incident.category)


def span(time: timedelta) -> str:
    """A length of time in its largest whole unit: "3 days"."""
    minutes = max(0, int(time.total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}
    if minutes < 24 * 60:
        hours = minutes // 60
        return ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours}
    days = minutes // (24 * 60)
    return ngettext("%(number)s day", "%(number)s days", days) % {"number": days}


def age(incident: Incident, now: datetime) -> str:
    """How long a report has waited."""
    return span(now - since(incident))


def is_late(incident: Incident, now: datetime) -> bool:
    """Whether it has waited for more than a day: reports are reviewed daily."""
    return now - since(incident) > LATE


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text: `finding` is "masked", "personal" or "name" where it is to be looked at."""

    text: str
    finding: str = ""


def marked(text: str, known: Known) -> list[Piece]:
    """The text in pieces: what the guard masked or finds now, and what may be a name."""
    spans = [(finding.start, finding.end, "personal") for finding in find(text)]
    for kind in KINDS:
        mask = mask_of(kind)
        start = text.find(mask)
        while start >= 0:
            spans.append((start, start + len(mask), "masked"))
            start = text.find(mask, start + 1)
    spans += [(start, end, "name") for start, end in maybe_names(text, known)]
    pieces: list[Piece] = []
    last = 0
    for start, end, finding in sorted(spans):
        if start >= last:
            pieces += [Piece(text[last:start]), Piece(text[start:end], finding)]
            last = end
    return [piece for piece in [*pieces, Piece(text[last:])] if piece.text]


def facts(incident: Incident) -> list[tuple[str, str]]:
    """What else a report says; what it leaves out is left out here."""
    language = "en" if in_english() else "sv"
    found = [
        (_("Reported by"), " · ".join(filter(None, [incident.organisation.name, _role(incident.role)]))),
        (_("Position"), Precision.of(incident.precision).label(language) if incident.precision else ""),
        (
            _("Kind of place"),
            Environment.of(incident.environment).label(language) if incident.environment else "",
        ),
        (_("How many"), GroupSize.of(incident.group_size).label(language) if incident.group_size else ""),
        (_("How it is known"), Basis.of(incident.basis).label(language) if incident.basis else ""),
        (
            _("Felt insecurity"),
            _("%(number)s of 5") % {"number": incident.felt_insecurity} if incident.felt_insecurity else "",
        ),
        (_("Done at once"), incident.action_taken),
    ]
    return [(name, value) for name, value in found if value]


def _role(role: str) -> str:
    return str(Role(role).label) if role in Role.values else role


def answer(number: int, oldest: Incident | None, now: datetime) -> str:
    """The page's first sentence."""
    if oldest is None:
        return _("Nothing waits for your review.")
    return ngettext(
        "%(number)s report waits for review, for %(age)s.",
        "%(number)s reports wait for review, the oldest for %(age)s.",
        number,
    ) % {"number": number, "age": age(oldest, now)}


DONE = {
    "approve": lambda: _("Approved: %(title)s. It is in the figures now."),
    "ask": lambda: _("Asked back: %(title)s. It waits for the answer."),
    "merge": lambda: _("Merged: %(title)s."),
    "redact": lambda: _("Redacted: %(title)s."),
    "reject": lambda: _("Rejected: %(title)s. Whoever reported can read why."),
}


def done(step: str, incident: Incident) -> str:
    """What was done last, for the line with "Undo"."""
    return DONE[step]() % {"title": category_name(incident.category)}


def event_words(step: str) -> str:
    """A step of the past in words."""
    words = {
        "submit": _("was reported"),
        "retract": _("was taken back"),
        "answer": _("was answered"),
        "approve": _("was approved"),
        "ask": _("was asked back"),
        "merge": _("was merged"),
        "redact": _("was redacted"),
        "reject": _("was rejected"),
        "undo": _("was undone"),
        "withdraw": _("was withdrawn"),
        "release": _("waits again: what it was merged into was withdrawn"),
    }
    return words.get(step, step)
