"""What every page knows: where one is, who one is, that the demo is simulated."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from samlad.collect.review_queries import queue_length
from samlad.meet.queries import open_task_count
from samlad.people.models import Member
from samlad.people.policy import Right, may

# What waits for the viewer behind an entry, as a number beside its word.
BADGES: dict[str, Callable[[Member], int]] = {"review": queue_length, "tasks": open_task_count}


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of the base template. Outside a collaboration only the product itself is known."""
    viewer: Member | None = getattr(request, "viewer", None)
    if viewer is None:
        return {"navigation": [], "more": [], "simulated": False, "attributions": []}
    collaboration = viewer.collaboration
    return {
        "viewer": viewer,
        "collaboration": collaboration,
        "simulated": collaboration.simulated,
        "attributions": collaboration.attributions,
        "navigation": _links(request, viewer, _wheel()),
        "more": _links(request, viewer, _more()),
        "basemap_url": settings.BASEMAP_URL,
    }


class Entry(NamedTuple):
    """A way from every page: where to, who may, its word, its icon, and how the addresses under it begin."""

    name: str
    right: Right
    label: str
    icon: str
    prefixes: tuple[str, ...]


def _wheel() -> list[Entry]:
    """The way of the week, in its order."""
    return [
        Entry("report", Right.REPORT, _("Report"), "report", ("report", "my_report")),
        Entry("review", Right.REVIEW_OWN, _("Review"), "review", ("review",)),
        Entry(
            "picture", Right.PICTURE, _("Picture"), "picture", ("picture", "frozen", "check_in", "incident")
        ),
        Entry("problems", Right.WORK, _("Problems"), "problem", ("problem",)),
        Entry("measures", Right.DOSE_OWN, _("Measures"), "measure", ("measure", "dose")),
        Entry("follow_ups", Right.DECISIONS, _("Follow-up"), "follow", ("follow_up", "decision")),
        Entry("meetings", Right.NOTE, _("Meeting"), "meeting", ("meeting", "minutes")),
    ]


def _more() -> list[Entry]:
    """What is needed now and then."""
    return [
        Entry("tasks", Right.NOTE, _("My tasks"), "list", ("task",)),
        Entry("my_reports", Right.REPORT, _("My reports"), "report", ("my_report",)),
        Entry("check_ins", Right.CHECK_IN_OWN, _("Check-ins"), "check", ("check_in",)),
        Entry("incidents", Right.INCIDENTS_OWN, _("Incidents"), "search", ("incident",)),
        Entry("imports", Right.IMPORT_OWN, _("Import"), "import", ("import",)),
        Entry("administer", Right.ADMINISTER, _("Administration"), "settings", ("administer",)),
        Entry("audit", Right.AUDIT, _("Audit trail"), "audit", ("audit",)),
    ]


def _links(request: HttpRequest, viewer: Member, entries: list[Entry]) -> list[dict[str, Any]]:
    match = request.resolver_match
    here = (match.url_name if match else None) or ""
    return [
        {
            "label": entry.label,
            "url": reverse(entry.name, args=[viewer.collaboration.slug]),
            "current": here.startswith(entry.prefixes),
            "icon": entry.icon,
            # Counted only where the menu is drawn.
            "badge": partial(BADGES[entry.name], viewer) if entry.name in BADGES else None,
        }
        for entry in entries
        if may(viewer, entry.right) and _is_built(entry.name, viewer)
    ]


def _is_built(name: str, viewer: Member) -> bool:
    try:
        reverse(name, args=[viewer.collaboration.slug])
    except NoReverseMatch:
        return False
    return True
