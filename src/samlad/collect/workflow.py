"""The way of an incident through review: one table of steps, used by the actions and by the pages."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samlad.collect.models import Incident, ReportLink, ReviewEvent
from samlad.people.models import Member
from samlad.people.policy import Denied, Right, may, require

State = Incident.State


@dataclass(frozen=True, slots=True)
class Step:
    """From which states, to which, and the right that it takes.

    No state before: there is no incident yet. No state after: it stays as it is (`redact`), or becomes again what
    it was (`undo`).
    """

    from_states: frozenset[Incident.State]
    to_state: Incident.State | None
    right: Right


_WAITING = frozenset({State.SUBMITTED, State.ASKED})
_STANDING = _WAITING | {State.APPROVED}

STEPS: dict[str, Step] = {
    # By whoever reported it.
    "submit": Step(frozenset(), State.SUBMITTED, Right.REPORT),
    "retract": Step(_WAITING, State.WITHDRAWN, Right.REPORT),
    "answer": Step(frozenset({State.ASKED}), State.SUBMITTED, Right.REPORT),
    # By whoever reviews.
    "approve": Step(_WAITING | {State.REJECTED}, State.APPROVED, Right.REVIEW_OWN),
    "ask": Step(frozenset({State.SUBMITTED}), State.ASKED, Right.REVIEW_OWN),
    "merge": Step(_STANDING, State.MERGED, Right.REVIEW_OWN),
    "redact": Step(_STANDING, None, Right.REVIEW_OWN),
    "reject": Step(_STANDING, State.REJECTED, Right.REVIEW_OWN),
    "undo": Step(
        frozenset({State.APPROVED, State.ASKED, State.MERGED, State.REJECTED, State.SUBMITTED}),
        None,
        Right.REVIEW_OWN,
    ),
    # By a correction that the sender brings in.
    "withdraw": Step(frozenset(State) - {State.WITHDRAWN}, State.WITHDRAWN, Right.IMPORT_OWN),
}
# The reviewer's steps, in the order of the page; each can be undone the same day while nothing came after it.
UNDOABLE = ("approve", "ask", "merge", "redact", "reject")
# The right that reaches beyond the own organisation.
_WIDER = {Right.REVIEW_OWN: Right.REVIEW_ALL, Right.IMPORT_OWN: Right.IMPORT_ALL}

STEP_WORDS = {
    "submit": gettext_lazy("report"),
    "retract": gettext_lazy("take back"),
    "answer": gettext_lazy("answer"),
    "approve": gettext_lazy("approve"),
    "ask": gettext_lazy("ask back"),
    "merge": gettext_lazy("merge"),
    "redact": gettext_lazy("redact"),
    "reject": gettext_lazy("reject"),
    "undo": gettext_lazy("undo"),
    "withdraw": gettext_lazy("withdraw"),
}
# A state as the end of a sentence about one incident.
STATE_WORDS = {
    State.APPROVED: gettext_lazy("is approved"),
    State.WITHDRAWN: gettext_lazy("is taken back"),
    State.SUBMITTED: gettext_lazy("waits for review"),
    State.ASKED: gettext_lazy("waits for an answer"),
    State.REJECTED: gettext_lazy("is rejected"),
    State.MERGED: gettext_lazy("is merged with another"),
}


class StepRefused(Exception):
    """The step cannot be taken as things stand; `str()` of it is a sentence for the page."""


def take_step(incident: Incident | None, step: str, actor: Member | None) -> Incident.State:
    """The state that the step leads to; raises `Denied` for who may not, `StepRefused` where it is not possible.

    The incident is the locked row, or nothing before it is submitted. The system itself (`actor` none) may all.
    """
    row = STEPS[step]
    if actor is not None:
        require(actor, row.right)
        if incident is not None and not is_theirs(incident, row.right, actor):
            raise Denied(row.right)
    if incident is None:
        if row.from_states or row.to_state is None:
            raise StepRefused(_("There is no incident to %(step)s.") % {"step": STEP_WORDS[step]})
        return row.to_state
    state = Incident.State(incident.state)
    if state not in row.from_states:
        raise StepRefused(refusal(incident, step))
    return state if row.to_state is None else row.to_state


def possible(state: int, actor: Member) -> list[str]:
    """The steps that the role may take from a state, in the order of the table, for the buttons of a page."""
    return [name for name, row in STEPS.items() if state in row.from_states and may(actor, row.right)]


def is_theirs(incident: Incident, right: Right, actor: Member) -> bool:
    """Whether the right reaches this incident: the own report, the own organisation, or with the wider right all."""
    if incident.collaboration_id != actor.collaboration_id:
        return False
    if right == Right.REPORT:
        return ReportLink.objects.filter(incident=incident.pk, member=actor).exists()
    wider = _WIDER.get(right)
    return incident.organisation_id == actor.organisation_id or (wider is not None and may(actor, wider))


def refusal(incident: Incident, step: str) -> str:
    """Why the step is not possible now: what the incident is, and who made it so."""
    values: dict[str, Any] = {
        "number": incident.pk,
        "state": STATE_WORDS[Incident.State(incident.state)],
        "step": STEP_WORDS[step],
    }
    last = (
        ReviewEvent.objects.filter(incident=incident.pk, undone_at=None, new_state=incident.state)
        .exclude(step="redact")
        .select_related("actor__organisation")
        .last()
    )
    if last is not None and last.actor is not None:
        values |= {"role": last.actor.get_role_display(), "organisation": last.actor.organisation.name}
        sentence = _(
            "Incident %(number)s %(state)s: the %(role)s of %(organisation)s was first. “%(step)s” is not possible "
            "now, and nothing was changed."
        )
    elif last is not None and last.step in STEPS and STEPS[last.step].right == Right.REPORT:
        # Who that was is known to nobody here.
        sentence = _(
            "Incident %(number)s %(state)s: whoever reported it was first. “%(step)s” is not possible now, and "
            "nothing was changed."
        )
    else:
        sentence = _(
            "Incident %(number)s %(state)s. “%(step)s” is not possible now, and nothing was changed."
        )
    return sentence % values
