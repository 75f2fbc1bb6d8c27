"""What effect could be seen, in a sentence that follows what is chosen in a measure's form."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from samlad.act import queries
from samlad.act.measure_forms import MeasureForm
from samlad.act.models import Measure
from samlad.act.sight import NO_INCIDENTS, TOO_FEW_WEEKS, WANTED, Sight
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.models import Member
from samlad.people.policy import Right
from samlad.picture.notation import NO_BREAK


@require_safe
@viewer_required(Right.PLAN)
def measure_sight(request: ViewerRequest, problem: int) -> HttpResponse:
    """The sentence for what the query says is chosen."""
    get_object_or_404(queries.problems(request.viewer), pk=problem)
    return HttpResponse(escape(of_form(request.viewer, MeasureForm(request.viewer, request.GET))))


def of_form(viewer: Member, form: MeasureForm) -> str:
    """What could be seen by what stands in the form; what is missing for it where something is."""
    days = {name: _day(form[name].value()) for name in ("starts_on", "ends_on", "follow_up_on")}
    outcome, areas = form.chosen("outcome"), form.chosen("target_areas")
    place, others = next(iter(form.chosen("target_place")), None), form.chosen("comparison_areas")
    first, last = days["starts_on"], days["follow_up_on"]
    if not outcome or not others or not (areas or place) or first is None or last is None:
        return _(
            "Choose where it is done, what should become fewer, what it is compared with and the days: then it stands "
            "here what effect could be seen at all."
        )
    seen = queries.sight_of(
        viewer, outcome, areas, place, others, starts_on=first, ends_on=days["ends_on"], follow_up_on=last
    )
    return sentence(seen, last)


def of_measure(viewer: Member, measure: Measure) -> str:
    """What could be seen of a measure that is planned."""
    seen = queries.sight_of(
        viewer,
        [category.pk for category in measure.outcome.all()],
        [area.pk for area in measure.target_areas.defer("boundary")],
        measure.target_place_id,
        [area.pk for area in measure.comparison_areas.defer("boundary")],
        starts_on=measure.starts_on,
        ends_on=measure.ends_on,
        follow_up_on=measure.follow_up_on,
    )
    return sentence(seen, measure.follow_up_on)


def sentence(seen: Sight, follow_up_on: date) -> str:
    """'With follow-up on 2026-03-03 (12 weeks) a fall of 35 % or more would be seen; to see 20 % takes 41 weeks.'"""
    if seen.reason == TOO_FEW_WEEKS:
        return _("What effect could be seen cannot be said yet: too few weeks are known before the measure.")
    if seen.reason == NO_INCIDENTS:
        return _(
            "No effect could be seen: in the last year nothing of the kind was reported where it is done, or nothing in "
            "the areas that it is compared with."
        )
    values = {
        "day": follow_up_on.isoformat(),
        "weeks": _weeks(seen.during),
        "share": _percent(seen.share or 0.0),
        "fewer": round(seen.fewer or 0),
    }
    if seen.share is None:
        said = _("With follow-up on %(day)s (%(weeks)s) no effect could be seen, however large.") % values
        return f"{said} {_wanted(seen)}"
    said = (
        _(
            "With follow-up on %(day)s (%(weeks)s) a fall of %(share)s or more, some %(fewer)d incidents, would be seen "
            "four times out of five; a smaller one mostly not."
        )
        % values
    )
    return said if seen.share <= WANTED else f"{said} {_wanted(seen)}"


def _wanted(seen: Sight) -> str:
    if seen.wanted_in is None:
        return _(
            "A fall of %(share)s could not be seen in three years: choose more areas or kinds of incident, or larger "
            "areas to compare with."
        ) % {"share": _percent(WANTED)}
    return _("To see %(share)s takes %(weeks)s.") % {
        "share": _percent(WANTED),
        "weeks": _weeks(seen.wanted_in),
    }


def _weeks(number: int) -> str:
    return ngettext("%(number)d week", "%(number)d weeks", number) % {"number": number}


def _percent(share: float) -> str:
    return f"{round(share * 100)}{NO_BREAK}%"


def _day(value: Any) -> date | None:
    """A day as a form has it, or as it stands in an address."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value or ""))
    except ValueError:
        return None
