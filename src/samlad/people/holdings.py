"""What hangs on a member: when somebody leaves, it goes to another of the organisation, or stays with the organisation.

The folders above know what that is (tasks, measures, reports), and this one knows none of them: each of them puts its
`Holding` here when Django starts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from samlad.people.models import Member, Role
from samlad.people.policy import RIGHTS, Right, may


class HandOver(Protocol):
    """Gives what hangs on the member to the receiver, with audit rows; how many that were."""

    def __call__(self, *, actor: Member | None, member: Member, receiver: Member) -> int: ...


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of thing that can hang on a member; `name` is what the audit row calls it."""

    name: str
    # What somebody must be allowed to, to take it over.
    right: Right
    count: Callable[[Member], int]
    words: Callable[[int], str]
    hand_over: HandOver
    # What goes when the member is forgotten; most stays with the empty id.
    forget: Callable[[Member], object] = lambda _member: None
    # Whether the audit row may say how many there were.
    on_record: bool = True


_KNOWN: dict[str, Holding] = {}


def register(holding: Holding) -> None:
    """Called by each folder's `AppConfig.ready`."""
    _KNOWN[holding.name] = holding


def every() -> tuple[Holding, ...]:
    """All kinds, in the order of the folders."""
    return tuple(_KNOWN.values())


@dataclass(frozen=True, slots=True)
class Held:
    """How many things of a kind hang on a member."""

    holding: Holding
    number: int

    def __str__(self) -> str:
        return self.holding.words(self.number)


def of(member: Member) -> list[Held]:
    """What hangs on the member now; kinds of which there is nothing are left out."""
    found = [Held(holding, holding.count(member)) for holding in every()]
    return [one for one in found if one.number]


def receivers(member: Member, held: list[Held]) -> list[Member]:
    """The others of the organisation who may have any of it."""
    rights = {one.holding.right for one in held}
    roles = [role for role in Role.values if rights & RIGHTS.get(role, frozenset())]
    return list(
        Member.objects.filter(organisation=member.organisation_id, ended_at=None, role__in=roles)
        .exclude(pk=member.pk)
        .select_related("user", "organisation")
        .order_by("user__name", "id")
    )


def divided(receiver: Member, held: list[Held]) -> tuple[list[Held], list[Held]]:
    """What of it the receiver may have, and what stays with the organisation."""
    taken = [one for one in held if may(receiver, one.holding.right)]
    return taken, [one for one in held if one not in taken]
