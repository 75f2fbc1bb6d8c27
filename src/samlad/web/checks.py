"""What `manage check --deploy` and `samlad setup` look at besides Django's own."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, register
from django.core.checks import Warning as CheckWarning

from samlad.web.environment import NO_SENDER

MAIL = "mail"


@register(MAIL, deploy=True)
def letters_have_a_sender(**_more: Any) -> list[CheckMessage]:
    """Letters that go out need an address that they come from."""
    if "smtp" not in settings.EMAIL_BACKEND or settings.DEFAULT_FROM_EMAIL != NO_SENDER:
        return []
    return [
        CheckWarning(
            f"Letters go out by SAMLAD_EMAIL_URL, and come from {NO_SENDER}, which most mail servers turn away.",
            hint="Set SAMLAD_EMAIL_FROM to an address that your mail server may send from.",
            id="samlad.W001",
        )
    ]
