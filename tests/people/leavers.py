"""What the tests of leaving share."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from samlad.people import leaving
from samlad.people.models import Member

NAME, EMAIL = "Märta Markerad", "marta.markerad@polisen.test"
LATER = timedelta(days=31)
ENGLISH = {"accept-language": "en"}


def address(name: str, *arguments: int) -> str:
    return reverse(name, args=["norrby", *arguments])


def end(member: Member, ago: timedelta = timedelta()) -> None:
    leaving.end_member(actor=None, member=member)
    Member.objects.filter(pk=member.pk).update(ended_at=timezone.now() - ago)
