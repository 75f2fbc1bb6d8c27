"""The three years that have already happened: check-ins, frozen pictures, problems, measures, meetings.

Everything goes through the ordinary actions, by the demo's people and dated when it would have happened. What
the group wrote is in `plan.py`; what the measures truly did, which it does not know, in `measures.py`.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from samlad.act import problem_actions
from samlad.act.models import Measure
from samlad.collect import report_actions
from samlad.collect.models import CheckIn, ReportLink
from samlad.collect.report_actions import Report
from samlad.demo import measures as world
from samlad.demo import plan as said
from samlad.demo.group import Demo, at, key
from samlad.demo.problem_work import close, judge_all, work_on
from samlad.demo.reported import REPORTS
from samlad.meet import actions as meet_actions
from samlad.meet import task_actions
from samlad.meet.points import Point
from samlad.people.audit import record
from samlad.people.models import Collaboration
from samlad.picture import actions as picture_actions
from samlad.picture.models import PictureWords
from samlad.picture.periods import Kind, Period
from samlad.terminal import say


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
