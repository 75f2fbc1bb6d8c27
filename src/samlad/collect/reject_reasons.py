"""The reasons for which a report is rejected: codes are kept, words are shown."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samlad.collect.models import ReviewEvent

PERSONAL = "personal"
OTHER = "other"
REASONS: Mapping[str, str | Promise] = {
    "scope": _("Not within what the collaboration works with"),
    PERSONAL: _("A personal matter: it belongs in the confidential channel"),
    "duplicate": _("Reported already, but not found here to merge with"),
    "emergency": _("Known to 112 already, and handled there"),
    "unclear": _("What happened cannot be understood from it"),
    OTHER: _("Another reason, in words"),
}


def reason_text(event: ReviewEvent) -> str:
    """Why a report was rejected, as its reporter reads it: the reason of the list and the reviewer's words."""
    code = event.before.get("reason", "")
    parts = ["" if code in {OTHER, ""} else str(REASONS.get(code, code)), event.text]
    return ". ".join(part.rstrip(".") for part in parts if part) + "." if any(parts) else ""
