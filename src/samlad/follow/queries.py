"""Every read of follow-ups: the viewer first, and only what the viewer may see."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import get_language

from samlad.act import queries as act_queries
from samlad.act.models import Measure, MeasureStep, Problem
from samlad.follow import gathering, silence_wording, wording
from samlad.follow.evidence import Evidence
from samlad.follow.models import Decision, FollowUp
from samlad.people.models import Member
from samlad.people.policy import Right, require
from samlad.places.models import Area

# After these there is a next follow-up; after the others the measure itself has come to its end.
GOES_ON = frozenset({Decision.Choice.CONTINUE, Decision.Choice.EXPAND})


@dataclass(frozen=True, slots=True)
class Due:
    """A measure to decide on; without evidence yet, `follow_up` is None and the sentence empty."""

    measure: Measure
    due_on: date
    follow_up: FollowUp | None
    sentence: str


def follow_ups(viewer: Member) -> QuerySet[FollowUp]:
    """The collaboration's follow-ups whose evidence is there, with what their sentences need."""
    require(viewer, Right.WORK)
    return _with_names(
        FollowUp.objects.filter(collaboration=viewer.collaboration_id, computed_at__isnull=False)
    )


def follow_up(viewer: Member, pk: int) -> FollowUp | None:
    """One follow-up."""
    return follow_ups(viewer).filter(pk=pk).first()


def undecided(viewer: Member, until: date | None = None) -> QuerySet[FollowUp]:
    """The follow-ups that wait for the group's decision, the longest first."""
    found = follow_ups(viewer).filter(decision__isnull=True)
    return (found.filter(due_on__lte=until) if until else found).order_by("due_on", "id")


def uncomputed(viewer: Member, until: date) -> QuerySet[Measure]:
    """The measures whose date has come by then and whose evidence is not there yet, the longest due first."""
    return without_evidence(act_queries.measures_due(viewer, until))


def without_evidence(found: QuerySet[Measure]) -> QuerySet[Measure]:
    """Of the measures, those without evidence for their date, and not settled by a decision that ended them."""
    computed = FollowUp.objects.filter(
        measure=OuterRef("pk"), due_on=OuterRef("follow_up_on"), computed_at__isnull=False
    )
    return found.filter(settled=False).exclude(Exists(computed))


def due(viewer: Member, until: date) -> list[Due]:
    """What the group should decide on by that day, the longest due first."""
    waiting = [Due(one.measure, one.due_on, one, sentence(one)) for one in undecided(viewer, until)]
    coming = [Due(one, one.follow_up_on, None, "") for one in uncomputed(viewer, until)]
    return sorted(waiting + coming, key=lambda one: (one.due_on, one.measure.pk))


def decisions(viewer: Member) -> QuerySet[Decision]:
    """What was decided, newest first; for whoever may read decisions, without the figures behind them."""
    require(viewer, Right.DECISIONS)
    return (
        Decision.objects.filter(follow_up__collaboration=viewer.collaboration_id)
        .select_related("follow_up__measure__problem", "decided_by__organisation")
        .defer("follow_up__evidence")
        .order_by("-decided_at", "-id")
    )


def decisions_since(viewer: Member, day: date) -> list[Decision]:
    """What was decided from that day on, in the order of time."""
    require(viewer, Right.WORK)
    return list(decisions(viewer).filter(decided_at__date__gte=day).order_by("decided_at", "id"))


def measure(viewer: Member, pk: int) -> Measure | None:
    """A measure of the viewer's collaboration."""
    require(viewer, Right.WORK)
    return act_queries.measures(viewer).filter(pk=pk).first()


def is_followed(viewer: Member, measure: Measure) -> bool:
    """Whether another measure has grown out of this one already."""
    return act_queries.measures(viewer).filter(follows=measure.pk).exists()


def problem(viewer: Member, pk: int) -> Problem | None:
    """A problem of the viewer's collaboration."""
    return act_queries.problems(viewer).select_related("frozen_picture").filter(pk=pk).first()


def measures(viewer: Member, problem: Problem) -> QuerySet[Measure]:
    """The measures of a problem, in the order in which they began."""
    targets = Prefetch("target_areas", Area.objects.defer("boundary"))
    return act_queries.measures_of(viewer, problem).prefetch_related(targets)


def steps(viewer: Member, problem: Problem) -> QuerySet[MeasureStep]:
    """The dated steps of all measures of a problem."""
    require(viewer, Right.WORK)
    return MeasureStep.objects.filter(
        measure__problem=problem.pk, measure__collaboration=viewer.collaboration_id
    )


def of_problem(viewer: Member, problem: Problem) -> QuerySet[FollowUp]:
    """The follow-ups of all measures of a problem, in the order of time."""
    return follow_ups(viewer).filter(measure__problem=problem.pk).order_by("computed_at", "id")


def of_measure(viewer: Member, measure: Measure) -> QuerySet[FollowUp]:
    """The follow-ups of a measure, in the order of time."""
    return follow_ups(viewer).filter(measure=measure.pk).order_by("due_on", "id")


def evidence(follow_up: FollowUp) -> Evidence:
    """The evidence as it was kept."""
    assert follow_up.evidence is not None  # noqa: S101 - the queries above give no follow-up without
    return Evidence.from_json(follow_up.evidence)


def sentence(follow_up: FollowUp) -> str:
    """What the measure did, in one sentence of the active language; two where silence decides the answer."""
    names = gathering.organisation_names(follow_up.measure.collaboration)
    return silence_wording.sentence(evidence(follow_up), wording.where(follow_up.measure), names)


def language() -> str:
    """The active language, of the two that there are."""
    return "en" if (get_language() or "sv").startswith("en") else "sv"


def _with_names(found: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    targets = Prefetch("measure__target_areas", Area.objects.defer("boundary"))
    return found.select_related(
        "measure__problem",
        "measure__target_place",
        "measure__owner_organisation",
        "measure__collaboration",
        "decision__decided_by__organisation",
    ).prefetch_related(targets)
