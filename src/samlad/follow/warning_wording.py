"""What the reader of the evidence should know besides, in plain sentences, in the active language."""

from django.utils.translation import gettext as _

from samlad.analysis.effects.effect import STARTED_AFTER_PEAK, ZERO_CELL
from samlad.analysis.trends.alike import NEIGHBOURS_ALIKE
from samlad.follow.evidence import COMPARISON_BESIDE, LOW_DOSE_WARNING, UNEQUAL_SILENCE, Evidence
from samlad.follow.wording import change, weeks_text
from samlad.picture.periods import Period
from samlad.picture.wording import count_text, period_name


def warnings(evidence: Evidence) -> list[str]:
    """Those of the evidence's warnings that have words."""
    known = {
        STARTED_AFTER_PEAK: _after_peak(evidence),
        UNEQUAL_SILENCE: _unequal(evidence),
        LOW_DOSE_WARNING: _(
            "Less than seven tenths of the planned dose was given. What is judged here is what was done, not what was "
            "planned."
        ),
        COMPARISON_BESIDE: _(
            "A comparison area lies beside the target. Should the problem have moved there, the measure looks better "
            "than it was."
        ),
        NEIGHBOURS_ALIKE: _(
            "The weeks hang together: a high week is mostly followed by high ones. The uncertainty is then larger than "
            "the range says."
        ),
        ZERO_CELL: _(
            "One of the four numbers is 0; the uncertainty was computed with half an incident added to each."
        ),
    }
    return [known[name] for name in evidence.all_warnings if name in known]


def _after_peak(evidence: Evidence) -> str:
    run = evidence.peak
    if run is None:
        return _(
            "The measure began just after a peak: the eight weeks before it had more than one and a half times as many "
            "incidents a week as earlier. After a peak numbers fall by themselves; part of the difference may be that."
        )
    sentence = _(
        "There was a peak before the measure: %(incidents)s in %(weeks)s (%(first)s to %(last)s), where the other weeks "
        "before it let expect %(expected)s. After a peak numbers fall by themselves, whatever is done."
    ) % {
        "incidents": count_text(run.count),
        "weeks": weeks_text(run.weeks),
        "first": period_name(Period.parse(run.first)),
        "last": period_name(Period.parse(run.last)),
        "expected": round(run.expected),
    }
    if run.estimate_without is None or evidence.ratio.estimate is None:
        return sentence
    return (
        sentence
        + " "
        + _(
            "Against the comparison areas, incidents became %(main)s; without the peak's weeks %(without)s. Do not take "
            "the difference between the two for a success."
        )
        % {"without": change(run.estimate_without), "main": change(evidence.ratio.estimate)}
    )


def _unequal(evidence: Evidence) -> str:
    pull = evidence.heard.pull if evidence.heard else 1.0
    return _(
        "More reports are missing on one side of the comparison than on the other: silence alone would make it look as "
        "if incidents became about %(change)s."
    ) % {"change": change(pull)}
