"""What the demo's group did about its problems: measures, their doses, what was found and decided on them."""

from datetime import date, timedelta

from samlad.act import dose_actions, measure_actions, problem_actions, workflow
from samlad.act.library import measure_types
from samlad.act.measure_checks import MeasurePlan
from samlad.act.models import Measure, Problem
from samlad.act.problem_actions import ProblemPlan
from samlad.demo import measures as world
from samlad.demo import plan as said
from samlad.demo.group import Demo, at, key
from samlad.demo.plan import PlannedJudgement, PlannedProblem
from samlad.follow import actions as follow_actions

NEXT_FOLLOW_UP = timedelta(days=182)
OWNERS = {"kommunen": "karin", "polisen": "per", "lulebo": "eva"}


def work_on(demo: Demo, planned: PlannedProblem, end: date, measures: dict[str, Measure]) -> Problem:
    """A problem with its measures, which are put among the others by their codes, and what was done in them."""
    begun = planned.last_day + timedelta(days=2)
    problem = problem_actions.create_problem(
        actor=demo.karin,
        collaboration=demo.collaboration,
        plan=_problem(demo, planned),
        key=key(planned.code),
        now=at(begun, 9),
    )
    for code in planned.measures:
        measures[code] = _carry_out(
            demo, problem, next(one for one in world.MEASURES if one.code == code), end
        )
    return problem


def judge_all(demo: Demo, measures: dict[str, Measure]) -> None:
    """What was found and decided, in the order of time: each judgement knows the other measures of its day."""
    for judgement in sorted(said.JUDGEMENTS, key=lambda one: one.on):
        later = [one for one in said.JUDGEMENTS if one.measure == judgement.measure and one.on > judgement.on]
        judge(demo, measures[judgement.measure], judgement, min(later, key=lambda one: one.on, default=None))


def close(demo: Demo, planned: PlannedProblem, problem: Problem) -> None:
    """Close a problem where the group did."""
    if planned.closed:
        problem_actions.step_problem(
            actor=demo.karin,
            problem=problem,
            step=workflow.ProblemStep.CLOSE,
            reason=said.CLOSING,
            now=at(planned.closed, 10),
        )


def _problem(demo: Demo, planned: PlannedProblem) -> ProblemPlan:
    place = demo.places.get(planned.where) if planned.where not in demo.areas else None
    return ProblemPlan(
        title=planned.title,
        categories=[demo.categories[code] for code in planned.categories],
        area=demo.areas[planned.where] if place is None else place.area,
        place=place,
        first_day=planned.first_day,
        last_day=planned.last_day,
        offender=planned.offender,
        target=planned.target,
        setting=planned.setting,
        handlers=planned.handlers,
        enablers=planned.enablers,
        seriousness=planned.assessment.seriousness,
        worry=planned.assessment.worry,
        mandate=planned.assessment.mandate,
        resources=planned.assessment.resources,
        partners=planned.assessment.partners,
    )


def _carry_out(demo: Demo, problem: Problem, measure: world.Measure, end: date) -> Measure:
    judgements = [one for one in said.JUDGEMENTS if one.measure == measure.code]
    planned_on = measure.start - timedelta(days=14)
    made = measure_actions.create_measure(
        actor=demo.karin,
        problem=problem,
        plan=_measure(demo, measure, judgements[0].on),
        key=key(measure.code),
        now=at(max(planned_on, problem.created_at.date()), 9),
    )
    made = measure_actions.step_measure(
        actor=demo.karin, measure=made, step=workflow.Step.START, on=measure.start, now=at(measure.start, 8)
    )
    log(demo, made, measure, end)
    return made


def _measure(demo: Demo, measure: world.Measure, follow_up_on: date) -> MeasurePlan:
    cost, organisation = said.COSTS[measure.code]
    place = demo.places.get(measure.target) if measure.target not in demo.areas else None
    return MeasurePlan(
        type=measure.type,
        title=measure.title,
        mechanism=measure_types()[measure.type].mechanism("sv").capitalize(),
        owner_organisation=demo.organisations[organisation],
        owner=demo.members[OWNERS[organisation]],
        dose_amount=measure.dose_planned,
        dose_unit=measure.dose_unit,
        starts_on=measure.start,
        ends_on=measure.end,
        cost=cost,
        outcome=[demo.categories[code] for code in measure.categories],
        target_areas=[] if place else [demo.areas[measure.target]],
        target_place=place,
        comparison_areas=[demo.areas[name] for name in said.COMPARISONS[measure.code]],
        follow_up_on=follow_up_on,
    )


def log(demo: Demo, made: Measure, measure: world.Measure, end: date) -> None:
    """The dose that was given, in even parts: by the week for what goes on, in the first weeks for what stays."""
    last = min(measure.end or measure.start + timedelta(weeks=6), end)
    days = [measure.start + timedelta(days=7 * number) for number in range((last - measure.start).days // 7)]
    if measure.dose_given < len(days):
        days = days[: max(1, int(measure.dose_given))]
    whole = float(measure.dose_given).is_integer()
    given = 0.0
    for number, day in enumerate(days, start=1):
        upto = measure.dose_given * number / len(days)
        amount = (round(upto) if whole else upto) - given
        given += amount
        if amount > 0:
            dose_actions.log_dose(
                actor=made.owner, measure=made, amount=amount, given_on=day,
                key=key(f"{measure.code} {day}"), now=at(day, 14),
            )  # fmt: skip


def judge(demo: Demo, made: Measure, judgement: PlannedJudgement, following: PlannedJudgement | None) -> None:
    """The evidence at the date, and what the group decided on it."""
    made.refresh_from_db()
    follow_up = follow_actions.compute(
        actor=demo.karin, measure=made, on=judgement.on, now=at(judgement.on, 6)
    )
    if judgement.choice is None:
        return
    follow_actions.decide(
        actor=demo.karin,
        follow_up=follow_up,
        choice=judgement.choice,
        motive=judgement.motive,
        dissent=judgement.dissent,
        next_on=following.on if following else judgement.on + NEXT_FOLLOW_UP,
        now=at(judgement.on + timedelta(days=1), 10),
    )
