"""Problems and measures for tests, made by the actions themselves."""

from dataclasses import replace
from datetime import date
from typing import Any

from samlad.act import actions, workflow
from samlad.act.actions import MeasurePlan, ProblemPlan
from samlad.act.models import Dose, Measure, Problem
from samlad.collect.models import Category
from samlad.people.models import Role
from samlad.places.models import Area, Place
from tests.conftest import World

START, FOLLOW_UP = date(2026, 9, 7), date(2026, 12, 7)


def area(world: World, code: str) -> Area:
    return Area.objects.get(collaboration=world.collaboration, code=code)


def place(world: World) -> Place:
    return Place.objects.get(collaboration=world.collaboration, name="Kulturens hus")


def category(world: World, code: str) -> Category:
    return Category.objects.get(collaboration=world.collaboration, code=code)


def problem_plan(world: World, **changes: Any) -> ProblemPlan:
    plan = ProblemPlan(
        title="Skadegörelse i distrikt 1",
        categories=[category(world, "SKA")],
        area=area(world, "D1"),
        first_day=date(2026, 8, 1),
        last_day=date(2026, 8, 31),
    )
    return replace(plan, **changes)


def a_problem(world: World, **changes: Any) -> Problem:
    return actions.create_problem(
        actor=None, collaboration=world.collaboration, plan=problem_plan(world, **changes)
    )


def measure_plan(world: World, **changes: Any) -> MeasurePlan:
    owner = world.members[Role.REPORTER]
    plan = MeasurePlan(
        type="SAN",
        title="Klottret bort inom ett dygn",
        mechanism="Den som klottrar får inte se det sitta kvar.",
        owner_organisation=owner.organisation,
        owner=owner,
        dose_amount=10.0,
        dose_unit="veckor",
        starts_on=START,
        ends_on=None,
        cost=5_000,
        outcome=[category(world, "SKA")],
        target_areas=[area(world, "D1")],
        comparison_areas=[area(world, "D2"), area(world, "D3")],
        follow_up_on=FOLLOW_UP,
    )
    return replace(plan, **changes)


def a_measure(
    world: World, problem: Problem | None = None, *, state: str = Measure.State.PLANNED, **changes: Any
) -> Measure:
    measure = actions.create_measure(
        actor=None, problem=problem or a_problem(world), plan=measure_plan(world, **changes)
    )
    ways: dict[str, list[workflow.Step]] = {
        Measure.State.RUNNING: [workflow.Step.START],
        Measure.State.ENDED: [workflow.Step.START, workflow.Step.END],
        Measure.State.CANCELLED: [workflow.Step.CANCEL],
    }
    for step in ways.get(state, []):
        measure = actions.step_measure(actor=None, measure=measure, step=step)
    return measure


def a_dose(measure: Measure, amount: float = 2.0, given_on: date = START) -> Dose:
    return actions.log_dose(actor=None, measure=measure, amount=amount, given_on=given_on)
