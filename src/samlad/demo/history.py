"""The three years that have already happened: check-ins, frozen pictures, problems, measures, meetings.

Everything goes through the ordinary actions, by the demo's people and dated when it would have happened. What
the group wrote is in `plan.py`; what the measures truly did, which it does not know, in `measures.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from uuid import NAMESPACE_URL, UUID, uuid5

from samlad.act import dose_actions, measure_actions, problem_actions, workflow
from samlad.act.library import measure_types
from samlad.act.measure_checks import MeasurePlan
from samlad.act.models import Measure, Problem
from samlad.act.problem_actions import ProblemPlan
from samlad.collect import report_actions
from samlad.collect.models import Category, CheckIn, ReportLink
from samlad.collect.report_actions import Report
from samlad.demo import measures as world
from samlad.demo import plan as said
from samlad.demo.plan import PlannedJudgement, PlannedProblem
from samlad.demo.reported import REPORTS
from samlad.follow import actions as follow_actions
from samlad.meet import actions as meet_actions
from samlad.meet import task_actions
from samlad.meet.points import Point
from samlad.people.audit import record
from samlad.people.models import Collaboration, Member, Organisation
from samlad.picture import actions as picture_actions
from samlad.picture.models import PictureWords
from samlad.picture.periods import Kind, Period
from samlad.places.models import Area, Place
from samlad.terminal import say

NEXT_FOLLOW_UP = timedelta(days=182)
OWNERS = {"kommunen": "karin", "polisen": "per", "lulebo": "eva"}


def at(day: date, hour: int) -> datetime:
    """A moment of the group's past."""
    return datetime.combine(day, time(hour), tzinfo=UTC)


def key(text: str) -> UUID:
    """The same key for the same thing, so that nothing is made twice."""
    return uuid5(NAMESPACE_URL, f"samlad-demo/{text}")


@dataclass
class Demo:
    """The demo's collaboration, and its rows by the names that the plan uses."""

    collaboration: Collaboration

    @cached_property
    def members(self) -> dict[str, Member]:
        found = Member.objects.filter(collaboration=self.collaboration).select_related(
            "user", "organisation", "collaboration"
        )
        return {member.user.email.split("@")[0]: member for member in found}

    @cached_property
    def organisations(self) -> dict[str, Organisation]:
        return {one.slug: one for one in Organisation.objects.filter(collaboration=self.collaboration)}

    @cached_property
    def areas(self) -> dict[str, Area]:
        found = Area.objects.filter(collaboration=self.collaboration).defer("boundary")
        return {area.name: area for area in found}

    @cached_property
    def places(self) -> dict[str, Place]:
        found = Place.objects.filter(collaboration=self.collaboration).select_related("area")
        return {place.name: place for place in found}

    @cached_property
    def categories(self) -> dict[str, Category]:
        return {one.code: one for one in Category.objects.filter(collaboration=self.collaboration)}

    @property
    def karin(self) -> Member:
        return self.members["karin"]


def write_history(collaboration: Collaboration, start: date, end: date) -> None:
    """Everything that the group did from `start` to `end`."""
    demo = Demo(collaboration)
    say("checking in, week by week …")
    check_in(demo, start, end)
    say("freezing the pictures of three years …")
    freeze_pictures(demo, start, end)
    say("working on problems, measures and decisions …")
    measures: dict[str, Measure] = {}
    problems = {planned.code: work_on(demo, planned, end, measures) for planned in said.PROBLEMS}
    judge_all(demo, measures)
    for planned in said.PROBLEMS:
        close(demo, planned, problems[planned.code])
    order = {problems[code].pk: rank for rank, code in enumerate(said.OWN_ORDER, start=1)}
    problem_actions.order_problems(actor=demo.karin, collaboration=collaboration, order=order)
    meet(demo, end)
    report(demo)


def weeks(start: date, end: date) -> Iterator[Period]:
    """The whole weeks between two days."""
    week = Period.holding(start, Kind.WEEK)
    while week.last <= end:
        yield week
        week = week.shifted(1)


def check_in(demo: Demo, start: date, end: date) -> None:
    """Each organisation's word for each week, but for those in which it was silent; in bulk, as it was long ago."""
    made = [
        CheckIn(
            collaboration=demo.collaboration,
            organisation=organisation,
            year=year,
            week=number,
            word=CheckIn.Word.REPORTED,
            at=at(week.last + timedelta(days=1), 8),
        )
        for week in weeks(start, end)
        for year, number, _weekday in [week.first.isocalendar()]
        for slug, organisation in demo.organisations.items()
        if week.label not in world.SILENT.get(slug, ())
    ]
    # Making a row dates it to this moment; changing it in bulk does not.
    days = [one.at for one in made]
    CheckIn.objects.bulk_create(made)
    for one, day in zip(made, days, strict=True):
        one.at = day
    CheckIn.objects.bulk_update(made, ["at"], batch_size=200)
    record(
        "check_in",
        demo.collaboration,
        collaboration=demo.collaboration,
        actor=None,
        new={"weeks": len({(one.year, one.week) for one in made}), "words": len(made)},
    )


def freeze_pictures(demo: Demo, start: date, end: date) -> None:
    """Every week on its Tuesday, every month on its second weekday, with the coordinator's words."""
    for week in weeks(start, end):
        freeze(demo, week, week.last + timedelta(days=2), said.words_of(week.label, week.first))
    month = Period.holding(start, Kind.MONTH)
    while month.last <= end:
        if month.first >= start:
            freeze(demo, month, month.last + timedelta(days=2), said.MONTH_WORDS)
        month = month.shifted(1)


def freeze(demo: Demo, period: Period, day: date, words: str) -> None:
    written = picture_actions.write_words(actor=demo.karin, label=period.label, text=words, revision=0)
    PictureWords.objects.filter(pk=written.words.pk).update(changed_at=at(day, 7))
    picture_actions.freeze(
        actor=demo.karin, period=period, words_revision=written.words.revision, at=at(day, 8)
    )


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


def meet(demo: Demo, end: date) -> None:
    """The meetings of the last weeks, on Tuesdays, with their notes and tasks."""
    for number, planned in enumerate(said.MEETINGS):
        day = end + timedelta(days=2) - timedelta(weeks=len(said.MEETINGS) - number)
        meeting, _made = meet_actions.open_meeting(
            actor=demo.karin, collaboration=demo.collaboration, held_on=day, at=at(day, 8)
        )
        for slug in planned.present:
            meet_actions.note_present(
                actor=demo.karin, meeting=meeting, organisation=demo.organisations[slug], present=True
            )
        for point, text in planned.notes.items():
            meet_actions.write_note(
                actor=demo.karin, meeting=meeting, point=Point(point), text=text, revision=0, at=at(day, 9)
            )
        for order, (text, owner, in_days, done) in enumerate(planned.tasks):
            task, _found = task_actions.add_task(
                actor=demo.karin,
                meeting=meeting,
                point=Point.OTHER,
                text=text,
                owner=demo.members[owner],
                due_on=day + timedelta(days=in_days),
                key=key(f"task {day} {order}"),
                at=at(day, 9),
            )
            if done:
                task_actions.settle(
                    actor=task.owner, task=task, step="finish", at=at(day + timedelta(days=in_days - 1), 15)
                )
        meet_actions.close_meeting(actor=demo.karin, meeting=meeting, at=at(day, 10))


def report(demo: Demo) -> None:
    """What has been reported by hand in the last days, and waits for somebody to review it."""
    for number, one in enumerate(REPORTS):
        sent_at = one.begun + timedelta(minutes=one.minutes_later)
        sent = report_actions.submit(
            actor=demo.members[one.member],
            report=Report(
                category=one.category,
                begun=one.begun,
                ended=one.begun,
                reported_at=sent_at,
                place=one.place,
                latitude=one.latitude,
                longitude=one.longitude,
                precision="exact" if one.latitude is not None else "place",
                description=one.words,
                felt_insecurity=one.felt,
            ),
            key=key(f"report {number}"),
        )
        ReportLink.objects.filter(incident=sent.incident).update(created_at=sent_at)
