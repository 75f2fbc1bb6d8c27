"""Rows of the wheel, straight into their tables: problems, measures with their doses, follow-ups and decisions."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Max

from bench.rows_around import HOLD, moment
from samlad.act import library
from samlad.act.models import Dose, Measure, MeasureStep, Problem
from samlad.collect.models import Category
from samlad.follow.gathering import evidence_of
from samlad.follow.models import Decision, FollowUp
from samlad.people.models import Collaboration, Member
from samlad.places.models import Area, Place

SENTENCE = "Klotter och krossade rutor sent på kvällen, när ingen är där som kan säga till."
LENGTH = timedelta(weeks=12)


def problems(collaboration: Collaboration, number: int, last: date, draw: random.Random) -> list[Problem]:
    """Problems of the last two years in areas and at places, four of five of them open."""
    areas = list(Area.objects.filter(collaboration=collaboration).defer("boundary"))
    places = list(Place.objects.filter(collaboration=collaboration))
    rows = []
    for count in range(number):
        seen = last - timedelta(days=draw.randrange(30, 700))
        place = draw.choice(places) if count % 3 == 0 else None
        closed = moment(last) if count % 5 == 4 else None
        rows.append(
            Problem(
                collaboration=collaboration,
                title=f"Skadegörelse {count + 1}",
                state=Problem.State.CLOSED if closed else Problem.State.OPEN,
                place=place,
                area=None if place else draw.choice(areas),
                first_day=seen - timedelta(days=30),
                last_day=seen,
                **dict.fromkeys(("offender", "target", "setting", "handlers", "enablers"), SENTENCE),
                **{
                    name: draw.randint(1, 5)
                    for name in ("seriousness", "worry", "mandate", "resources", "partners")
                },
                created_at=moment(seen),
                closed_at=closed,
                closing_reason="Det har lugnat sig." if closed else "",
            )
        )
    made = Problem.objects.bulk_create(rows, batch_size=HOLD)
    categories = list(Category.objects.filter(collaboration=collaboration, active=True))
    _link(
        Problem.categories.through, "problem", "category", [(one, draw.sample(categories, 2)) for one in made]
    )
    return made


def measures(
    about: Sequence[Problem], owners: Sequence[Member], number: int, last: date, draw: random.Random
) -> list[Measure]:
    """Measures against the problems in turn: two of five run, two of five have ended, the rest is planned."""
    types = list(library.measure_types())
    states = (Measure.State.RUNNING, Measure.State.ENDED) * 2 + (Measure.State.PLANNED,)
    rows = []
    for count in range(number):
        problem, owner, state = about[count % len(about)], draw.choice(owners), states[count % 5]
        starts = last - timedelta(days=draw.randrange(90, 700))
        if state == Measure.State.PLANNED:
            starts = last + timedelta(days=30)
        # Of what runs, every tenth has come to its day of follow-up.
        runs_on = state == Measure.State.RUNNING and count % 10
        follow_up = last + timedelta(days=draw.randrange(30, 90)) if runs_on else starts + LENGTH
        rows.append(
            Measure(
                collaboration_id=problem.collaboration_id,
                problem=problem,
                type=draw.choice(types),
                title=f"Sanering inom ett dygn {count + 1}",
                mechanism=SENTENCE,
                state=state,
                owner_organisation_id=owner.organisation_id,
                owner=owner,
                dose_amount=40.0,
                dose_unit="timmar",
                starts_on=starts,
                ends_on=starts + LENGTH if state == Measure.State.ENDED else None,
                cost=draw.randrange(100_000),
                target_place_id=problem.place_id,
                follow_up_on=follow_up,
                created_at=moment(starts),
            )
        )
    made = Measure.objects.bulk_create(rows, batch_size=HOLD)
    _place(made, draw)
    _step(made)
    return made


def _place(made: Sequence[Measure], draw: random.Random) -> None:
    """What each should make fewer, where, and what it is compared with."""
    kinds: dict[int, list[Category]] = {}
    for problem in {one.problem_id: one.problem for one in made}.values():
        kinds[problem.pk] = list(problem.categories.all())
    areas = list(Area.objects.filter(collaboration=made[0].collaboration_id).defer("boundary"))
    _link(Measure.outcome.through, "measure", "category", [(one, kinds[one.problem_id]) for one in made])
    targets = [(one, [one.problem.area]) for one in made if one.problem.area is not None]
    _link(Measure.target_areas.through, "measure", "area", targets)
    compared = [
        (one, draw.sample([area for area in areas if area.pk != one.problem.area_id], 2)) for one in made
    ]
    _link(Measure.comparison_areas.through, "measure", "area", compared)


def _step(made: Sequence[Measure]) -> None:
    way: dict[str, list[tuple[str, str, str]]] = {
        Measure.State.PLANNED: [("plan", "", Measure.State.PLANNED)],
        Measure.State.RUNNING: [("start", Measure.State.PLANNED, Measure.State.RUNNING)],
        Measure.State.ENDED: [
            ("start", Measure.State.PLANNED, Measure.State.RUNNING),
            ("end", Measure.State.RUNNING, Measure.State.ENDED),
        ],
    }
    MeasureStep.objects.bulk_create(
        (
            MeasureStep(measure=one, at=moment(one.starts_on), step=step, old_state=before, new_state=after)
            for one in made
            for step, before, after in way[one.state]
        ),
        batch_size=HOLD,
    )


def doses(given: Iterable[Measure], each: int, by: Member) -> None:
    """So many doses of each measure, a week apart."""
    rows = [
        Dose(
            measure=one,
            given_on=one.starts_on + timedelta(weeks=week),
            amount=3.5,
            note="Sanerat entrén",
            logged_at=moment(one.starts_on),
            logged_by=by,
            key=uuid.uuid4(),
        )
        for one in given
        for week in range(each)
    ]
    Dose.objects.bulk_create(rows, batch_size=HOLD)


def follow_ups(
    judged: Sequence[Measure],
    each: int,
    by: Member,
    last: date,
    draw: random.Random,
    *,
    waiting: int = 20,
) -> list[FollowUp]:
    """At most so many follow-ups of each until the last day, with real evidence (that of some of the measures).

    All are decided on but every `waiting`-th.
    """
    samples = [evidence_of(one, one.starts_on + LENGTH) for one in judged[:: max(1, len(judged) // 12)]]
    kept = FollowUp.objects.filter(collaboration=judged[0].collaboration_id).order_by().values_list("measure")
    known = dict(kept.annotate(day=Max("due_on")))
    rows = []
    for one in judged:
        for step in range(1, each + 1):
            evidence, version = draw.choice(samples)
            due = known.get(one.pk, one.starts_on) + step * LENGTH
            if due > last:
                break
            rows.append(
                FollowUp(
                    collaboration_id=one.collaboration_id,
                    measure=one,
                    due_on=due,
                    computed_at=moment(due),
                    data_version=version,
                    evidence=evidence.to_json(),
                )
            )
    made = FollowUp.objects.bulk_create(rows, batch_size=HOLD)
    decided = [one for count, one in enumerate(made, start=1) if count % waiting]
    Decision.objects.bulk_create(
        (
            Decision(
                follow_up=one,
                choice=Decision.Choice.CONTINUE,
                motive=SENTENCE,
                dissent="Bolaget vill vänta." if one.pk % 3 == 0 else "",
                next_on=one.due_on + LENGTH,
                decided_at=moment(one.due_on, 14),
                decided_by=by,
            )
            for one in decided
        ),
        batch_size=HOLD,
    )
    return made


def _link(through: Any, near: str, far: str, pairs: Iterable[tuple[Any, Sequence[Any]]]) -> None:
    rows = [
        through(**{f"{near}_id": one.pk, f"{far}_id": other.pk}) for one, others in pairs for other in others
    ]
    through.objects.bulk_create(rows, batch_size=HOLD)
