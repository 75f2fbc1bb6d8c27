"""The history of a problem as one story: everything that happened, in the order of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samlad.act.models import Measure, MeasureStep, Problem
from samlad.follow import charts, gathering, queries, silence_wording, warning_wording, wording
from samlad.follow.models import FollowUp
from samlad.people.models import Member
from samlad.picture.notation import Notation

# Which comes first of what happened on the same day.
ORDER = ("seen", "begun", "cancelled", "ended", "evidence", "decision", "closed")


@dataclass(frozen=True, slots=True)
class Chapter:
    """Something that happened; `kind` is one of `ORDER`, and the template knows what to say of it."""

    day: date
    kind: str
    about: Any

    @property
    def place(self) -> tuple[date, int]:
        return self.day, ORDER.index(self.kind)


def chapters(viewer: Member, problem: Problem) -> list[Chapter]:
    """The story from how the problem was seen to where it stands."""
    found = [Chapter(_day(problem.created_at), "seen", _seen(problem))]
    cancelled = {
        step.measure_id: step
        for step in queries.steps(viewer, problem)
        if step.new_state == Measure.State.CANCELLED
    }
    for measure in queries.measures(viewer, problem):
        found += _of_measure(measure, cancelled.get(measure.pk))
    for follow_up in queries.of_problem(viewer, problem):
        found += _of_follow_up(follow_up)
    if problem.closed_at is not None:
        found.append(Chapter(_day(problem.closed_at), "closed", {"problem": problem}))
    return sorted(found, key=lambda chapter: chapter.place)


def answer(found: list[Chapter]) -> str:
    """How far it has come, in a sentence."""
    number = {kind: sum(chapter.kind == kind for chapter in found) for kind in ORDER}
    decisions = [chapter for chapter in found if chapter.kind == "decision"]
    tried = number["begun"]
    if not tried:
        return _("Nothing has been tried yet.")
    measures = ngettext("%(number)d measure has been tried", "%(number)d measures have been tried", tried)
    if not decisions:
        return _("%(measures)s; nothing has been decided on it yet.") % {
            "measures": measures % {"number": tried}
        }
    last = decisions[-1].about["decision"]
    return _("%(measures)s. The last decision, on %(day)s: %(choice)s.") % {
        "measures": measures % {"number": tried},
        "day": decisions[-1].day.isoformat(),
        "choice": last.get_choice_display(),
    }


def _seen(problem: Problem) -> dict[str, Any]:
    swedish = queries.language() == "sv"
    causes = (
        (_("Who does it"), problem.offender),
        (_("Whom or what it strikes"), problem.target),
        (_("Where it happens"), problem.setting),
        (_("Who can influence it"), problem.handlers),
        (_("What makes it possible"), problem.enablers),
    )
    return {
        "problem": problem,
        "where": problem.place or problem.area,
        "categories": wording.joined(
            category.swedish if swedish else category.english for category in problem.categories.all()
        ),
        "causes": [(name, text) for name, text in causes if text],
    }


def _of_measure(measure: Measure, cancelled: MeasureStep | None) -> Iterator[Chapter]:
    notation = Notation(queries.language())
    about = {
        "measure": measure,
        "planned": notation.number(measure.dose_amount),
        "given": notation.number(round(getattr(measure, "given", 0.0), 1)),
        "where": wording.where(measure),
    }
    yield Chapter(measure.starts_on, "begun", about)
    if cancelled is not None:
        yield Chapter(_day(cancelled.at), "cancelled", about)
    elif measure.state == Measure.State.ENDED and measure.ends_on is not None:
        yield Chapter(measure.ends_on, "ended", about)


def _of_follow_up(follow_up: FollowUp) -> Iterator[Chapter]:
    evidence, measure = queries.evidence(follow_up), follow_up.measure
    language, names = queries.language(), gathering.organisation_names(measure.collaboration)
    about = {
        "follow_up": follow_up,
        "measure": measure,
        "sentence": wording.answer(evidence, wording.where(measure)),
        "counted": wording.counted(evidence),
        "reasons": wording.reasons(evidence.judged),
        "caution": silence_wording.caution(evidence, names),
        "dose": wording.dose(evidence, measure.dose_unit, language),
        "cost": wording.cost(evidence, language),
        "moved": wording.moved(evidence, gathering.beside_names(measure, evidence)),
        "warnings": warning_wording.warnings(evidence),
        "span": wording.span(evidence),
        "chart": charts.counts_chart(evidence, low=True) if evidence.during else None,
        "chart_id": f"chart-{follow_up.pk}",
    }
    yield Chapter(date.fromisoformat(evidence.on), "evidence", about)
    decision = getattr(follow_up, "decision", None)
    if decision is not None:
        yield Chapter(_day(decision.decided_at), "decision", {"decision": decision, "measure": measure})


def _day(moment: Any) -> date:
    return timezone.localdate(moment)
