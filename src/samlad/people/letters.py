"""Letters that Samlad writes."""

import logging

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from samlad.people.invitations import VALID
from samlad.people.models import Invitation

logger = logging.getLogger(__name__)
PATIENCE = 10


def go_out() -> bool:
    """Whether the operator has set up mail. Without, Django would write the letter, with its address, to the log."""
    return "console" not in settings.EMAIL_BACKEND


def send_invitation(invitation: Invitation, link: str) -> bool:
    """Send the way in, in the language of the inviter's page; whether it went out."""
    if not go_out():
        return False
    text = render_to_string(
        "people/invitation_letter.txt", {"invitation": invitation, "link": link, "days": VALID.days}
    )
    subject = _("Invitation to %(collaboration)s in Samlad") % {
        "collaboration": invitation.collaboration.name
    }
    try:
        connection = get_connection(timeout=PATIENCE)
        EmailMessage(" ".join(subject.split()), text, None, [invitation.email], connection=connection).send()
    except OSError as problem:
        # smtplib's errors are of this kind too. Their words may hold the address: only their kind is told.
        logger.warning("a letter could not be sent: %s", type(problem).__name__)
        return False
    return True
