"""Why a follow-up could not be computed or decided: a sentence each, for the page."""

from django.utils import timezone
from django.utils.translation import gettext as _

from samlad.act.refusals import Conflict
from samlad.follow.models import Decision
from samlad.people.naming import by_role_first


class AlreadyDecided(Conflict):
    """Somebody else has recorded the decision; it stands."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(
            _(
                "%(who)s was first: on %(day)s the decision “%(choice)s” was recorded. It stands; yours was not kept."
            )
            % {
                "who": by_role_first(decision.decided_by),
                "day": timezone.localdate(decision.decided_at).isoformat(),
                "choice": decision.get_choice_display(),
            }
        )
        self.decision = decision
