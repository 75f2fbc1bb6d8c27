"""What every page knows: where one is, who one is, that the demo is simulated."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from samlad.people.models import Member
from samlad.people.policy import Right, may


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of the base template. Outside a collaboration only the product itself is known."""
    viewer: Member | None = getattr(request, "viewer", None)
    if viewer is None:
        return {"navigation": [], "simulated": False, "attributions": []}
    collaboration = viewer.collaboration
    return {
        "viewer": viewer,
        "collaboration": collaboration,
        "simulated": collaboration.simulated,
        "attributions": collaboration.attributions,
        "navigation": _navigation(request, viewer),
        "basemap_url": settings.BASEMAP_URL,
    }


def _navigation(request: HttpRequest, viewer: Member) -> list[dict[str, Any]]:
    entries = [
        ("picture", Right.PICTURE, _("Picture"), "picture"),
        ("incidents", Right.INCIDENTS_OWN, _("Incidents"), "report"),
        ("imports", Right.IMPORT_OWN, _("Import"), "import"),
        ("audit", Right.AUDIT, _("Audit trail"), "follow"),
    ]
    match = request.resolver_match
    here = (match.url_name if match else None) or ""
    return [
        {
            "label": label,
            "url": reverse(name, args=[viewer.collaboration.slug]),
            "current": bool(here) and here.startswith(name.rstrip("s")),
            "icon": icon,
        }
        for name, right, label, icon in entries
        if may(viewer, right)
    ]
