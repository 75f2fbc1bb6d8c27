"""Problems and measures as their pages show them: words, links and figures, ready for the templates."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.utils.translation import gettext as _

from samlad.act import ranking, wording
from samlad.act.library import measure_types
from samlad.act.models import Measure, MeasureStep, Problem
from samlad.act.problem_actions import ASSESSED as ASSESSED
from samlad.act.problem_actions import CAUSES as CAUSES
from samlad.act.ranked_queries import RankedProblem
from samlad.act.refusals import Refused
from samlad.collect.guard import find
from samlad.collect.models import Category
from samlad.people.access import ViewerRequest
from samlad.people.naming import by_role_first
from samlad.picture.asking import language

number = wording.number


def problem_row(one: RankedProblem) -> dict[str, Any]:
    """A line of the list of problems."""
    ranked = one.ranked
    return {
        "problem": one.problem,
        "where": where(one.problem),
        "place": ranked.place,
        "need": None if ranked.need.value is None else round(ranked.need.value),
        "influence": None if ranked.influence.value is None else round(ranked.influence.value),
        "priority": None if ranked.priority is None else round(ranked.priority),
        "need_sentence": wording.need_sentence(ranked.facts, ranked.need),
        "influence_sentence": wording.influence_sentence(ranked.influence),
        "incidents": ranked.facts.incidents,
        "running": one.running,
    }


def where(problem: Problem) -> str:
    """The named place, or the area."""
    spot = problem.place or problem.area
    return spot.name if spot else ""


def category_names(categories: Iterable[Category], language: str) -> list[str]:
    return [one.swedish if language == "sv" else one.english for one in categories]


def picture_parameters(problem: Problem) -> str:
    """The address of the incidents of a problem, without a period."""
    pairs = [("category", category.code) for category in problem.categories.all()]
    if problem.place is not None:
        pairs.append(("place", problem.place.name))
    elif problem.area is not None:
        pairs.append(("area", problem.area.code))
    return urlencode(pairs)


def causes(problem: Problem) -> list[dict[str, str]]:
    """The cause analysis, each part with what it is called."""
    names = {
        "offender": _("Those who do it"),
        "target": _("What or whom it hits"),
        "setting": _("The place"),
        "handlers": _("Those who could act"),
        "enablers": _("What makes it possible"),
    }
    return [{"name": names[name], "text": getattr(problem, name)} for name in CAUSES]


def weights() -> list[dict[str, Any]]:
    """How much each part of need and influence weighs."""
    names = wording.part_names()
    heaps = ((_("Need"), ranking.NEED), (_("Influence"), ranking.INFLUENCE))
    return [
        {"name": heap, "parts": [{"name": names[name], "weight": weight} for name, weight in parts.items()]}
        for heap, parts in heaps
    ]


def measure_row(measure: Measure) -> dict[str, Any]:
    """A line of the list of measures."""
    kind = measure_types().get(measure.type)
    given = float(getattr(measure, "given", 0.0))
    return {
        "measure": measure,
        "type": kind.name(language()) if kind else measure.type,
        "given": given,
        "dose_text": wording.dose_text(measure, given),
        "percent": min(100, wording.dose_percent(measure, given)),
        "logged": measure.state in {Measure.State.RUNNING, Measure.State.ENDED},
        "running": measure.state == Measure.State.RUNNING,
        "planned": f"{number(measure.dose_amount)} {measure.dose_unit}",
        "cost": number(measure.cost),
    }


def step_row(step: MeasureStep) -> dict[str, Any]:
    """A line of a measure's history."""
    words = {
        "plan": _("planned"),
        "start": _("started"),
        "end": _("ended"),
        "cancel": _("cancelled"),
    }
    return {"at": step.at, "word": words.get(step.step, step.step), "who": by_role_first(step.actor)}


def tell_masked(request: ViewerRequest, texts: Iterable[str]) -> None:
    """Say which kinds of personal data were taken out, where any were."""
    kinds = [finding.kind for text in texts for finding in find(text or "")]
    if kinds:
        messages.info(request, wording.masked_sentence(kinds))


def asked_order(posted: Mapping[str, Any], found: list[Problem]) -> dict[int, int | None]:
    """The order that a form asks for: 'up' or 'down' with the id of one problem, else a number for each.

    The problems come in the order that stands; a step makes an order of all that have one, and of that one.
    """
    for direction, shift in (("up", -1), ("down", 1)):
        if posted.get(direction, "").isdecimal():
            return _shifted(int(posted[direction]), shift, found)
    order: dict[int, int | None] = {}
    for problem in found:
        text = posted.get(f"rank_{problem.pk}")
        if text is None:
            continue
        text = text.strip()
        if text and not (text.isdecimal() and len(text) < 4):
            raise Refused(
                {"rank": _("“%(value)s” is no place in the order. Write a whole number from 1 to 999.")
                 % {"value": text[:20]}}
            )  # fmt: skip
        order[problem.pk] = int(text) if text else None
    return order


def _shifted(pk: int, shift: int, found: list[Problem]) -> dict[int, int | None]:
    line = [problem.pk for problem in found if problem.rank is not None or problem.pk == pk]
    if pk not in line:
        return {}
    here = line.index(pk)
    there = min(max(here + shift, 0), len(line) - 1)
    # Whoever has no place yet comes in last, and goes on from there.
    if any(problem.pk == pk and problem.rank is None for problem in found):
        there = here
    line.insert(there, line.pop(here))
    return {one: number for number, one in enumerate(line, start=1)}
