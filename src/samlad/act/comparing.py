"""The areas that a measure could be compared with, laid in its form and following what is chosen there."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samlad.act import queries, wording
from samlad.act.comparison import Likeness
from samlad.act.measure_forms import MeasureForm
from samlad.act.models import Problem
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.models import Member
from samlad.people.policy import Right

# So many of the most similar areas are ticked to begin with.
PROPOSED = 2


@require_safe
@viewer_required(Right.PLAN)
def measure_comparison(request: ViewerRequest, problem: int) -> HttpResponse:
    """The part of the form with what the measure is compared with, for what the query says is chosen."""
    get_object_or_404(queries.problems(request.viewer), pk=problem)
    form = MeasureForm(request.viewer, request.GET)
    return render(request, "act/comparison.html", {"form": form} | context(request.viewer, form))


def proposed(viewer: Member, problem: Problem) -> list[int]:
    """The areas most alike to where the problem is."""
    kinds = [category.pk for category in problem.categories.all()]
    areas = [problem.area_id] if problem.area_id else []
    return [one.key for one in queries.alike(viewer, kinds, areas, problem.place_id)[:PROPOSED]]


def context(viewer: Member, form: MeasureForm) -> dict[str, Any]:
    """The boxes: first what is ticked and what is most alike, each with the reason; then the others."""
    areas, place = form.chosen("target_areas"), next(iter(form.chosen("target_place")), None)
    found = queries.alike(viewer, form.chosen("outcome"), areas, place)
    notes = {one.key: wording.likeness(one) for one in found}
    clash = queries.overlapping(viewer, form.chosen("comparison_areas"), areas, place)
    notes |= dict.fromkeys(clash, _("the target, holds it or lies inside it: choose another"))
    return {
        "comparison": form.boxes("comparison_areas", set(notes), notes),
        "suggested": _sentence(found, bool(areas or place)),
    }


def _sentence(found: Sequence[Likeness], somewhere: bool) -> str:
    if found:
        return _(
            "Proposed are the areas of the same level against which an effect would be known best: trend and season "
            "were most like the target's until now. They follow what is chosen above; what is ticked stays ticked."
        )
    if somewhere:
        return _("No other area of the same level can be compared with the target. Choose among all areas.")
    return _("Choose first where it is done; then the areas most alike are proposed.")
