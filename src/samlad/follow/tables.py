"""A follow-up's tables as files: its weeks, and every figure as it was kept, to be computed again elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from samlad.follow.evidence import Evidence
from samlad.follow.models import FollowUp
from samlad.follow.ratio import Ratio

WEEKS, FIGURES = "weeks", "figures"
TABLES = (WEEKS, FIGURES)
FIGURES_HEADER = ("way", "name", "value")
# The ways of judging by the names that they have in the file; `chosen` is against the chosen comparison areas.
CHOSEN, ALL_HEARD, BESIDE, ALL_AREAS = "chosen", "all_heard", "beside", "all_areas"
PAGES = {
    CHOSEN: "docs/methods.md#effect-of-a-measure",
    ALL_AREAS: "docs/methods/comparison_areas.md",
}


def figures(follow_up: FollowUp, evidence: Evidence) -> Iterator[tuple[str, str, Any]]:
    """Each way's estimate, interval and what they rest on, unrounded; `follow_up` has what all have in common."""
    yield from _named("follow_up", _common(follow_up, evidence))
    heard, every = evidence.heard, evidence.all_areas
    yield from _way(CHOSEN, evidence.ratio, {"before": evidence.before, "during": evidence.during})
    if heard is not None and heard.ratio is not None:
        weeks = {"before": heard.before, "during": heard.during, "silence_alone": heard.pull}
        yield from _way(ALL_HEARD, heard.ratio, weeks)
    if evidence.beside_ratio is not None:
        yield from _way(BESIDE, evidence.beside_ratio, {})
    if every is not None:
        kept = {
            "first_week": every.first,
            "before": every.before,
            "during": every.during,
            "silent_weeks": every.silent_weeks,
            "areas": every.areas,
            "areas_beside": every.beside,
            "areas_busy": every.busy,
            "left_out": every.left_out,
            "placebos": every.tried,
            "placebos_within": every.held,
        }
        yield from _way(ALL_AREAS, every.ratio, {**every.parameters, **kept})


def _common(follow_up: FollowUp, evidence: Evidence) -> dict[str, Any]:
    return {
        "on": evidence.on,
        "answered_by": ALL_AREAS if evidence.by_all_areas is not None else CHOSEN,
        "verdict": evidence.judged.verdict,
        "warnings": evidence.warnings,
        "dose_given": evidence.dose_given,
        "dose_due": evidence.dose_due,
        "dose_planned": evidence.dose_planned,
        **evidence.parameters,
        "data_version": follow_up.data_version,
        "code_version": follow_up.code_version,
    }


def _way(way: str, ratio: Ratio, more: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    told = {
        "verdict": ratio.verdict,
        "estimate": ratio.estimate,
        "low": ratio.low,
        "high": ratio.high,
        "counted": ratio.counted,
        "expected": ratio.expected,
        "dispersion": ratio.dispersion,
        "degrees_of_freedom": ratio.degrees_of_freedom,
        "reasons": ratio.reasons,
        "warnings": ratio.warnings,
    }
    yield from _named(way, {**told, **{name: value for name, value in more.items() if name not in told}})
    if way in PAGES:
        yield way, "page", PAGES[way]


def _named(way: str, values: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for name, value in values.items():
        several = isinstance(value, Sequence) and not isinstance(value, str)
        yield way, name, " ".join(map(str, value)) if several else value
