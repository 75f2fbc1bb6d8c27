"""What a measure needs before it can be: each thing that is missing or wrong has its sentence."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from samlad.act.library import measure_types
from samlad.act.models import Measure, Problem
from samlad.collect.models import Category
from samlad.people.models import Member, Organisation
from samlad.people.policy import Right, may
from samlad.places.models import Area, Place

LONGEST_TITLE, LONGEST_UNIT, LONGEST_MECHANISM = 120, 30, 1_000
MOST_DOSE, MOST_COST = 1e9, 10**12


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurePlan:
    """A measure as it is asked for; the checks say what of it is missing."""

    type: str = ""
    title: str = ""
    mechanism: str = ""
    owner_organisation: Organisation | None = None
    owner: Member | None = None
    dose_amount: float | None = None
    dose_unit: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    cost: int | None = None
    outcome: Sequence[Category] = ()
    target_areas: Sequence[Area] = ()
    target_place: Place | None = None
    comparison_areas: Sequence[Area] = ()
    follow_up_on: date | None = None
    follows: Measure | None = None


def wrong(plan: MeasurePlan, problem: Problem) -> dict[str, str]:
    """Every field that is missing or wrong, with a sentence."""
    return {
        **_what(plan),
        **_owner(plan),
        **_dose_and_cost(plan),
        **dates(plan.starts_on, plan.ends_on, plan.follow_up_on),
        **_where(plan),
        **_foreign(plan, problem),
    }


def _what(plan: MeasurePlan) -> dict[str, str]:
    said: dict[str, str] = {}
    if not plan.type:
        said["type"] = _("No type is chosen. Choose one from the measure library.")
    elif plan.type not in measure_types():
        said["type"] = _("“%(code)s” is no type of the measure library. Choose one from the list.") % {
            "code": plan.type[:10]
        }
    for name, text, longest, missing in (
        ("title", plan.title, LONGEST_TITLE, _("The title is missing. Say in a few words what is to be done.")),
        ("mechanism", plan.mechanism, LONGEST_MECHANISM,
         _("The mechanism is missing. Say in a sentence why it should work here.")),
    ):  # fmt: skip
        if not text.strip():
            said[name] = missing
        elif len(text) > longest:
            said[name] = _("The text has %(number)d characters; at most %(most)d fit.") % {
                "number": len(text),
                "most": longest,
            }
    return said


def _owner(plan: MeasurePlan) -> dict[str, str]:
    said: dict[str, str] = {}
    if plan.owner_organisation is None:
        said["owner_organisation"] = _("The organisation that answers for it is missing. Choose one.")
    if plan.owner is None:
        return said | {"owner": _("The owner is missing. Choose who sees to it that it is done.")}
    if plan.owner_organisation and plan.owner.organisation_id != plan.owner_organisation.pk:
        said["owner"] = _(
            "The owner belongs to another organisation. Choose somebody at %(organisation)s."
        ) % {"organisation": plan.owner_organisation.name}
    elif not may(plan.owner, Right.DOSE_OWN):
        said["owner"] = _("A %(role)s cannot log what was done. Choose somebody else as owner.") % {
            "role": plan.owner.get_role_display()
        }
    return said


def _dose_and_cost(plan: MeasurePlan) -> dict[str, str]:
    said: dict[str, str] = {}
    if plan.dose_amount is None:
        said["dose_amount"] = _("The dose is missing. Say how much is to be done, such as 300 hours.")
    elif not (math.isfinite(plan.dose_amount) and 0 < plan.dose_amount <= MOST_DOSE):
        said["dose_amount"] = _("The dose is %(value)s; it has to be more than 0.") % {
            "value": f"{plan.dose_amount:g}"
        }
    if not plan.dose_unit.strip():
        said["dose_unit"] = _("The unit of the dose is missing. Write hours, lamps, visits …")
    elif len(plan.dose_unit) > LONGEST_UNIT:
        said["dose_unit"] = _("The unit has %(number)d characters; at most %(most)d fit.") % {
            "number": len(plan.dose_unit),
            "most": LONGEST_UNIT,
        }
    return said | cost(plan.cost)


def cost(value: int | None) -> dict[str, str]:
    """What is wrong with a cost."""
    if value is None:
        return {"cost": _("The cost is missing. Write it in kronor; 0 where it costs nothing more.")}
    if not 0 <= value <= MOST_COST:
        return {"cost": _("The cost is %(value)d kr; it has to be 0 or more.") % {"value": value}}
    return {}


def dates(starts_on: date | None, ends_on: date | None, follow_up_on: date | None) -> dict[str, str]:
    """What is wrong with the dates of a measure; without an end it is lasting."""
    said: dict[str, str] = {}
    if starts_on is None:
        said["starts_on"] = _("The first day is missing.")
    if follow_up_on is None:
        said["follow_up_on"] = _(
            "The day of follow-up is missing. Without one nobody asks whether it worked."
        )
    if starts_on and ends_on and ends_on < starts_on:
        said["ends_on"] = _("The last day, %(last)s, is before the first, %(first)s.") % {
            "last": ends_on,
            "first": starts_on,
        }
    if starts_on and follow_up_on and follow_up_on <= starts_on:
        said["follow_up_on"] = _(
            "The follow-up on %(day)s is not after the first day, %(first)s. Choose a later day."
        ) % {"day": follow_up_on, "first": starts_on}
    return said


def _where(plan: MeasurePlan) -> dict[str, str]:
    said: dict[str, str] = {}
    if not plan.outcome:
        said["outcome"] = _("No outcome is chosen. Choose what kinds of incident should become fewer.")
    if not plan.target_areas and plan.target_place is None:
        said["target_areas"] = _("No target is chosen. Choose the area or the place where it is done.")
    elif plan.target_areas and plan.target_place is not None:
        said["target_areas"] = _(
            "Both areas and %(place)s are chosen. Take away the place, or the ticks at the areas."
        ) % {"place": plan.target_place.name}
    if not plan.comparison_areas:
        said["comparison_areas"] = _(
            "No comparison is chosen. Choose areas where nothing of the kind is done, so that the effect can be told."
        )
    elif clash := clashing(plan):
        said["comparison_areas"] = _(
            "%(name)s is the target, holds it or lies inside it, and cannot be compared with it. Choose other areas."
        ) % {"name": clash.name}
    return said


def clashing(plan: MeasurePlan) -> Area | None:
    """A comparison area that is the target, holds it or lies inside it."""
    targets = {area.pk for area in plan.target_areas}
    if plan.target_place is not None and plan.target_place.area_id:
        targets.add(plan.target_place.area_id)
    collaborations = {area.collaboration_id for area in plan.comparison_areas}
    parent = dict(Area.objects.filter(collaboration__in=collaborations).values_list("id", "parent_id"))
    above_targets = {pk for target in targets for pk in _above(target, parent)}
    for area in plan.comparison_areas:
        if area.pk in above_targets or targets & set(_above(area.pk, parent)):
            return area
    return None


def _above(pk: int, parent: Mapping[int, int | None]) -> list[int]:
    """The area and everything that holds it."""
    found: list[int] = []
    step: int | None = pk
    while step is not None and step not in found:
        found.append(step)
        step = parent.get(step)
    return found


def _foreign(plan: MeasurePlan, problem: Problem) -> dict[str, str]:
    said: dict[str, str] = {}
    sentence = _("Something chosen belongs to another collaboration. Choose from the lists of this one.")
    for name, rows in (
        ("owner_organisation", [plan.owner_organisation]),
        ("owner", [plan.owner]),
        ("outcome", plan.outcome),
        ("target_areas", [*plan.target_areas, plan.target_place]),
        ("comparison_areas", plan.comparison_areas),
    ):
        if any(row is not None and row.collaboration_id != problem.collaboration_id for row in rows):
            said[name] = sentence
    if plan.follows is not None and plan.follows.problem_id != problem.pk:
        said["follows"] = _(
            "The earlier measure belongs to another problem. Plan the new one from that problem."
        )
    return said
