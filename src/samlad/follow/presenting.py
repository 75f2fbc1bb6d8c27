"""A follow-up as a page shows it: sentences, charts, and the same figures as a table."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from samlad.act.models import Measure
from samlad.follow import charts, gathering, queries, silence_wording, warning_wording, ways, wording
from samlad.follow.evidence import Evidence
from samlad.follow.models import FollowUp
from samlad.follow.ratio import TOO_LITTLE_DATA, Ratio
from samlad.people.models import Member
from samlad.picture.notation import NO_BREAK, Notation
from samlad.picture.periods import Period
from samlad.picture.query import Query
from samlad.picture.wording import period_name

CSV_HEADER = (
    "week", "phase", "target", "comparison", "beside", "dose",
    "target_all_heard", "comparison_all_heard", "silent",
)  # fmt: skip


def csv_rows(evidence: Evidence) -> Iterator[tuple[Any, ...]]:
    """The weekly figures, oldest first; empty where not everybody was heard from."""
    late, silent = len(evidence.weeks) - evidence.during, silent_in(evidence)
    heard = evidence.heard
    for number, label in enumerate(evidence.weeks):
        yield (
            label,
            "before" if number < evidence.before else "during" if number >= late else "begins",
            evidence.target[number],
            evidence.comparison[number],
            evidence.beside[number],
            evidence.dose[number],
            heard.target[number] if heard else None,
            heard.comparison[number] if heard else None,
            " ".join(silent.get(label, ())),
        )


def page(viewer: Member, follow_up: FollowUp) -> dict[str, Any]:
    """Everything that the page of one follow-up says of its evidence."""
    evidence, measure = queries.evidence(follow_up), follow_up.measure
    language = queries.language()
    unit = measure.dose_unit
    names = gathering.organisation_names(viewer.collaboration)
    return {
        "follow_up": follow_up,
        "measure": measure,
        "measure_url": link("measure", viewer, measure.pk),
        "evidence": evidence,
        "answer": wording.answer(evidence, wording.where(measure)),
        "counted": wording.counted(evidence),
        "compared": compared(measure, evidence, language),
        "reasons": wording.reasons(evidence.judged),
        "disagreement": ways.disagreement(evidence),
        "second": ways.second(evidence),
        "ways": ways.rows(evidence, Notation(language)),
        "ways_explained": ways.explained(evidence, *gathering.left_out_names(measure, evidence)),
        "span": wording.span(evidence),
        "moved": wording.moved(evidence, gathering.beside_names(measure, evidence)),
        "dose": wording.dose(evidence, unit, language),
        "cost": wording.cost(evidence, language),
        "warnings": warning_wording.warnings(evidence),
        "caution": silence_wording.caution(evidence, names),
        "who": silence_wording.who(evidence, names),
        "counted_only": silence_wording.counted_only(evidence, names),
        "voices": voices(evidence, names),
        "chart": charts.counts_chart(evidence),
        "dose_chart": charts.dose_chart(evidence, unit),
        "table": linked(viewer, measure, evidence, table(evidence, Notation(language), names)),
        "figures": figures(evidence, Notation(language)),
        "recipe": recipe(follow_up, evidence, Notation(language)),
    }


def compared(measure: Measure, evidence: Evidence, language: str) -> str:
    """What was counted, and compared with where."""
    return _("Counted: %(categories)s. Compared with %(areas)s.") % {
        "categories": wording.joined(gathering.category_names(measure, evidence, language)),
        "areas": wording.joined(gathering.comparison_names(measure, evidence)),
    }


def voices(evidence: Evidence, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """What each organisation reported on each side, and in how many weeks it was silent."""
    return [
        {
            "name": names.get(voice.organisation, voice.organisation),
            "target": voice.target,
            "comparison": voice.comparison,
            "silent": (voice.silent_before, voice.silent_during),
        }
        for voice in (evidence.heard.voices if evidence.heard else ())
    ]


def linked(
    viewer: Member, measure: Measure, evidence: Evidence, rows: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The rows with the addresses of the incidents behind their counts, as they are known today."""
    address = link("incidents", viewer)
    categories = tuple(gathering.category_codes(measure, evidence))
    sides = {
        "target_url": tuple(gathering.target_codes(measure, evidence)),
        "comparison_url": tuple(gathering.comparison_codes(measure, evidence)),
    }
    for row in rows:
        for name, areas in sides.items():
            query = Query(Period.parse(row["label"]), areas=areas, categories=categories)
            row[name] = f"{address}?{query.parameters()}" if areas and address else ""
    return rows


def table(evidence: Evidence, notation: Notation, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The figures of both charts, newest week first."""
    late = len(evidence.weeks) - evidence.during
    scaled = charts.scaled(evidence)
    silent = silent_in(evidence)
    rows = [
        {
            "label": label,
            "silent": wording.joined(names.get(slug, slug) for slug in silent.get(label, ())),
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


def silent_in(evidence: Evidence) -> dict[str, list[str]]:
    """The organisations that were silent, by week."""
    found: dict[str, list[str]] = {}
    for voice in evidence.heard.voices if evidence.heard else ():
        for label in voice.silent:
            found.setdefault(label, []).append(voice.organisation)
    return found


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
        (_("Over weeks in which everybody reported"), _heard(evidence, notation)),
        (_("Categories"), ", ".join(parameters["categories"])),
        (_("Target areas"), ", ".join(parameters["target_areas"]) or "–"),
        (_("Comparison areas"), ", ".join(parameters["comparison_areas"])),
        (_("Areas beside"), ", ".join(parameters["areas_beside"]) or "–"),
        *_every(evidence, notation),
        (_("Data version"), str(follow_up.data_version)),
        (_("Code version"), follow_up.code_version),
    ]
    if parameters["target_place"]:
        radius = f"{notation.number(parameters['target_radius'])} m"
        rows.insert(7, (_("Radius around the place"), radius))
    return rows


def line(follow_up: FollowUp) -> dict[str, Any]:
    """A follow-up as a line of a list."""
    evidence = queries.evidence(follow_up)
    return {
        "follow_up": follow_up,
        "measure": follow_up.measure,
        "sentence": queries.sentence(follow_up),
        "verdict": wording.verdict(evidence),
        "known": evidence.judged.verdict != TOO_LITTLE_DATA,
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


def _heard(evidence: Evidence, notation: Notation) -> str:
    heard = evidence.heard
    if heard is None:
        return "–"
    return _("all weeks") if heard.ratio is None else _interval(heard.ratio, notation)


def _every(evidence: Evidence, notation: Notation) -> list[tuple[str, str]]:
    every = evidence.all_areas
    if every is None:
        return []
    return [
        (_("Rate ratio against the other areas"), _interval(every.ratio, notation)),
        (
            _("Widened, since the other areas scatter"),
            notation.number(round(every.parameters["widening"], 2), 2),
        ),
        (_("Areas reckoned against"), ", ".join(every.areas)),
        (_("Counted before the measure only"), ", ".join(every.beside + every.busy) or "–"),
    ]


def _per_week(counts: tuple[int, ...], notation: Notation) -> str:
    return notation.number(round(sum(counts) / len(counts), 1)) if counts else "–"
