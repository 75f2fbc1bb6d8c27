"""The open tasks of a member who leaves."""

from django.utils.translation import ngettext

from samlad.meet import task_actions
from samlad.people.holdings import Holding
from samlad.people.models import Member
from samlad.people.policy import Right


def _words(number: int) -> str:
    return ngettext("%(count)d open task", "%(count)d open tasks", number) % {"count": number}


def _hand_over(*, actor: Member | None, member: Member, receiver: Member) -> int:
    return task_actions.give_all(actor=actor, owner=member, receiver=receiver)


TASKS = Holding("tasks", Right.NOTE, lambda member: task_actions.open_of(member).count(), _words, _hand_over)
