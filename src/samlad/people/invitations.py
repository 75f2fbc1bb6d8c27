"""What an invitation is known by, and when it can be used."""

import hashlib
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

VALID = timedelta(days=14)
# How long the list says what became of one.
SHOWN = timedelta(days=45)


def digest_of(token: str) -> bytes:
    """What is kept of a token: enough to know it again, not enough to make the link."""
    return hashlib.sha256(token.encode()).digest()


def open_now() -> Q:
    """Invitations that can still be used."""
    return Q(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())
