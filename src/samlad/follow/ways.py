"""The two ways in which a measure is judged, side by side, in plain sentences of the active language."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samlad.analysis.area_effect.area_effect import FEW_COMPARISON_AREAS, SHORT_BASELINE
from samlad.follow.evidence import Evidence
from samlad.follow.ratio import Ratio
from samlad.follow.wording import areas_text, finding, joined, weeks_text
from samlad.picture.notation import Notation


def disagreement(evidence: Evidence) -> str:
    """What has to stand beside the answer where the other way of counting would give another; otherwise nothing."""
    every = evidence.all_areas
    if every is None or not evidence.ways_disagree:
        return ""
    return _(
        "The two ways of counting do not agree. Against the chosen comparison areas: %(chosen)s. Against %(areas)s: "
        "%(all)s. The answer above is the more careful of the two."
    ) % {
        "chosen": finding(evidence.ratio),
        "areas": areas_text(len(every.areas)),
        "all": finding(every.ratio),
    }


def second(evidence: Evidence) -> str:
    """What the way says that the answer was not taken from, where both would be answered alike."""
    every = evidence.all_areas
    if every is None or evidence.ways_disagree:
        return ""
    if evidence.by_all_areas is not None:
        return _("Against the chosen comparison areas alone: %(answer)s.") % {
            "answer": finding(evidence.ratio)
        }
    return _("Reckoned against %(areas)s: %(answer)s.") % {
        "areas": areas_text(len(every.areas)),
        "answer": finding(every.ratio),
    }


def rows(evidence: Evidence, notation: Notation) -> list[dict[str, Any]]:
    """The ways beside one another; none where there is only one."""
    every, heard = evidence.all_areas, evidence.heard
    if every is None:
        return []
    found = [_row(_("Chosen comparison areas"), evidence.ratio, evidence.before, evidence.during, notation)]
    if heard is not None and heard.ratio is not None:
        name = _("The same, only weeks in which everybody reported")
        found.append(_row(name, heard.ratio, heard.before, heard.during, notation))
    found.append(
        _row(areas_text(len(every.areas)).capitalize(), every.ratio, every.before, every.during, notation)
    )
    return found


def _row(name: str, ratio: Ratio, before: int, during: int, notation: Notation) -> dict[str, Any]:
    expected = "–" if ratio.expected is None else notation.number(round(ratio.expected))
    return {
        "name": name,
        "finding": finding(ratio),
        "before": before,
        "during": during,
        "counted": ratio.counted,
        "expected": expected,
    }


def explained(evidence: Evidence, beside: list[str], busy: list[str]) -> list[str]:
    """How the second way reckons, how well it did where nothing was done, and what it left out."""
    every = evidence.all_areas
    if every is None:
        return []
    said = [
        _(
            "The chosen areas are taken to go the same way as the target. The other reckoning lets every area go its "
            "own way, carries the target's own trend on as far as its past supports it, and uses up to two years "
            "before and only weeks in which everybody reported. The answer is that of the two which claims less."
        ),
        ngettext(
            "It was tried where nothing was done: %(held)d of %(tried)d area ended within what it predicted.",
            "It was tried where nothing was done: %(held)d of %(tried)d areas ended within what it predicted.",
            every.tried,
        )
        % {"held": every.held, "tried": every.tried},
        *_left_out(beside, busy),
    ]
    known = {
        FEW_COMPARISON_AREAS: _("With fewer than 15 areas to reckon against it is unsure."),
        SHORT_BASELINE: _(
            "The time before is shorter than twice the measure's (%(before)s): a trend of the target's own can hardly "
            "be told from chance."
        )
        % {"before": weeks_text(every.before)},
    }
    return said + [known[name] for name in every.ratio.warnings if name in known]


def _left_out(beside: list[str], busy: list[str]) -> list[str]:
    said = []
    if beside:
        said.append(
            _("What happened beside the target during the measure is not counted in it: %(names)s.")
            % {"names": joined(beside)}
        )
    if busy:
        said.append(
            _("Nor where another measure against the same went on: %(names)s.") % {"names": joined(busy)}
            if beside
            else _(
                "What happened where another measure against the same went on is not counted in it: %(names)s."
            )
            % {"names": joined(busy)}
        )
    return said
