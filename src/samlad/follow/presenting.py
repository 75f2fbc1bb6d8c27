"""A follow-up as a page shows it: sentences, charts, and the same figures as a table."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from samlad.follow import charts, gathering, queries, wording
from samlad.follow.evidence import TOO_LITTLE_DATA, Evidence, Ratio
from samlad.follow.models import FollowUp
from samlad.people.models import Member
from samlad.picture.notation import NO_BREAK, Notation
from samlad.picture.periods import Period
from samlad.picture.wording import period_name


def page(viewer: Member, follow_up: FollowUp) -> dict[str, Any]:
    """Everything that the page of one follow-up says of its evidence."""
    evidence, measure = queries.evidence(follow_up), follow_up.measure
    language = queries.language()
    unit = measure.dose_unit
    return {
        "follow_up": follow_up,
        "measure": measure,
        "measure_url": link("measure", viewer, measure.pk),
        "evidence": evidence,
        "answer": wording.answer(evidence, wording.where(measure)),
        "reasons": wording.reasons(evidence.ratio),
        "span": wording.span(evidence),
        "moved": wording.moved(evidence, gathering.beside_names(measure, evidence)),
        "dose": wording.dose(evidence, unit, language),
        "warnings": wording.warnings(evidence),
        "chart": charts.counts_chart(evidence),
        "dose_chart": charts.dose_chart(evidence, unit),
        "table": table(evidence, Notation(language)),
        "figures": figures(evidence, Notation(language)),
        "recipe": recipe(follow_up, evidence, Notation(language)),
    }


def table(evidence: Evidence, notation: Notation) -> list[dict[str, Any]]:
    """The figures of both charts, newest week first."""
    late = len(evidence.weeks) - evidence.during
    scaled = charts.scaled(evidence)
    rows = [
        {
            "week": period_name(Period.parse(label)),
            "target": evidence.target[number],
            "comparison": evidence.comparison[number],
            "scaled": "–" if scaled[number] is None else notation.number(round(scaled[number] or 0.0, 1)),
            "dose": notation.number(evidence.dose[number]) if evidence.dose[number] else "",
            "phase": _("before")
            if number < evidence.before
            else _("during")
            if number >= late
            else _("begins"),
        }
        for number, label in enumerate(evidence.weeks)
    ]
    return rows[::-1]


def figures(evidence: Evidence, notation: Notation) -> list[dict[str, Any]]:
    """The four numbers that the ratio is made of, a week each so that the two sides can be compared."""
    late = len(evidence.weeks) - evidence.during
    sides = [(_("target"), evidence.target), (_("comparison"), evidence.comparison)]
    if evidence.beside_ratio is not None:
        sides.append((_("beside the target"), evidence.beside))
    return [
        {
            "name": name,
            "before": sum(counts[: evidence.before]),
            "during": sum(counts[late:]),
            "before_week": _per_week(counts[: evidence.before], notation),
            "during_week": _per_week(counts[late:], notation),
        }
        for name, counts in sides
    ]


def recipe(follow_up: FollowUp, evidence: Evidence, notation: Notation) -> list[tuple[str, str]]:
    """How it was computed, so that it can be computed again."""
    parameters, ratio = evidence.parameters, evidence.ratio
    rows = [
        (_("Rate ratio"), _interval(ratio, notation)),
        (_("Level"), f"{round(parameters['level'] * 100)}{NO_BREAK}%"),
        (_("Dispersion"), notation.number(round(ratio.dispersion, 2), 2)),
        (_("Weeks compared"), wording.span(evidence)),
        (_("Reports up to"), parameters["reported_until"] or "–"),
        (_("Categories"), ", ".join(parameters["categories"])),
        (_("Target areas"), ", ".join(parameters["target_areas"]) or "–"),
        (_("Comparison areas"), ", ".join(parameters["comparison_areas"])),
        (_("Areas beside"), ", ".join(parameters["areas_beside"]) or "–"),
        (_("Data version"), str(follow_up.data_version)),
        (_("Code version"), follow_up.code_version),
    ]
    if parameters["target_place"]:
        radius = f"{notation.number(parameters['target_radius'])} m"
        rows.insert(6, (_("Radius around the place"), radius))
    return rows


def line(follow_up: FollowUp) -> dict[str, Any]:
    """A follow-up as a line of a list."""
    evidence = queries.evidence(follow_up)
    return {
        "follow_up": follow_up,
        "measure": follow_up.measure,
        "sentence": queries.sentence(follow_up),
        "verdict": wording.verdict(evidence.ratio),
        "known": evidence.ratio.verdict != TOO_LITTLE_DATA,
        "decision": getattr(follow_up, "decision", None),
    }


def link(name: str, viewer: Member, *arguments: int) -> str:
    """The address with that name, or nothing where it is not built."""
    try:
        return reverse(name, args=[viewer.collaboration.slug, *arguments])
    except NoReverseMatch:
        return ""


def _interval(ratio: Ratio, notation: Notation) -> str:
    if ratio.low is None or ratio.high is None or ratio.estimate is None:
        return "–"
    estimate, low, high = (notation.number(one, 3) for one in (ratio.estimate, ratio.low, ratio.high))
    return f"{estimate} ({low}–{high})"


def _per_week(counts: tuple[int, ...], notation: Notation) -> str:
    return notation.number(round(sum(counts) / len(counts), 1)) if counts else "–"
