"""The evidence in plain sentences, in the active language; nothing of it is stored."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samlad.act.models import Measure
from samlad.analysis.effects.effect import (
    INTERVAL_TOO_WIDE,
    NO_FINITE_ESTIMATE,
    TOO_FEW_INCIDENTS,
    TOO_FEW_WEEKS,
)
from samlad.follow.evidence import Evidence
from samlad.follow.ratio import FEWER, MORE, NO_DIFFERENCE, TOO_LITTLE_DATA, Ratio
from samlad.picture.notation import NO_BREAK, Notation
from samlad.picture.periods import Period
from samlad.picture.wording import count_text, period_name


def where(measure: Measure) -> str:
    """The target by its names."""
    names = [measure.target_place.name] if measure.target_place else []
    return joined([*names, *(area.name for area in measure.target_areas.all())])


def joined(names: Iterable[str]) -> str:
    """'Hertsön, Lerbäcken and Porsön'."""
    known = list(names)
    if len(known) < 2:
        return "".join(known)
    return _("%(first)s and %(last)s") % {"first": ", ".join(known[:-1]), "last": known[-1]}


def answer(evidence: Evidence, place: str) -> str:
    """What the measure did, in one sentence."""
    ratio, every = evidence.judged, evidence.by_all_areas
    during = every.during if every else evidence.during
    values = {"place": place, "incidents": count_text(ratio.counted), "weeks": weeks_text(during)}
    if ratio.verdict == TOO_LITTLE_DATA:
        sentence = _("%(place)s: too little data to say anything: %(incidents)s in %(weeks)s.")
        return sentence % values
    values |= {
        "share": share_text(ratio.estimate),
        "range": range_text(ratio),
        "expected": str(round(ratio.expected or 0)),
        "areas": areas_text(len(every.areas)) if every else "",
    }
    return _sentence(ratio.verdict, every is not None) % values


def _sentence(verdict: str, against_all: bool) -> str:
    if verdict == FEWER:
        return (
            _(
                "%(place)s: incidents became %(share)s fewer than expected, reckoned against %(areas)s (uncertainty: "
                "%(range)s)."
            )
            if against_all
            else _(
                "%(place)s: incidents became %(share)s fewer than expected, compared with the comparison areas "
                "(uncertainty: %(range)s)."
            )
        )
    if verdict == MORE:
        return (
            _(
                "%(place)s: incidents became %(share)s more than expected, reckoned against %(areas)s (uncertainty: "
                "%(range)s)."
            )
            if against_all
            else _(
                "%(place)s: incidents became %(share)s more than expected, compared with the comparison areas "
                "(uncertainty: %(range)s)."
            )
        )
    return (
        _(
            "%(place)s: no certain difference, reckoned against %(areas)s: %(incidents)s in %(weeks)s, where "
            "%(expected)s were to be expected (uncertainty: %(range)s)."
        )
        if against_all
        else _(
            "%(place)s: no certain difference from the comparison areas: %(incidents)s in %(weeks)s, where "
            "%(expected)s were to be expected (uncertainty: %(range)s)."
        )
    )


def moved(evidence: Evidence, places: list[str]) -> str:
    """What happened beside the target, in one sentence."""
    beside = evidence.beside_ratio
    if beside is None or not places:
        return _("No area beside the target is left to look at: they are all compared with.")
    values = {"places": joined(places), "share": share_text(beside.estimate), "range": range_text(beside)}
    sentences = {
        FEWER: _(
            "Beside it (%(places)s) incidents became %(share)s fewer too (uncertainty: %(range)s): no sign that the "
            "problem moved."
        ),
        MORE: _(
            "Beside it (%(places)s) incidents became %(share)s more (uncertainty: %(range)s): the problem may have "
            "moved there."
        ),
        NO_DIFFERENCE: _(
            "Beside it (%(places)s) there is no certain difference (uncertainty: %(range)s): whether something of the "
            "problem moved there cannot be told."
        ),
        TOO_LITTLE_DATA: _("Beside it (%(places)s): too little data to say whether the problem moved."),
    }
    return sentences[beside.verdict] % values


def counted(evidence: Evidence) -> str:
    """How many incidents there were and were to be expected; nothing where the answer itself says it."""
    ratio, every = evidence.judged, evidence.by_all_areas
    if ratio.verdict not in {FEWER, MORE}:
        return ""
    return _("%(incidents)s in %(weeks)s, where %(expected)s were to be expected.") % {
        "incidents": count_text(ratio.counted),
        "weeks": weeks_text(every.during if every else evidence.during),
        "expected": round(ratio.expected or 0),
    }


def dose(evidence: Evidence, unit: str, language: str) -> str:
    """How much of what was planned was given."""
    notation = Notation(language)
    given = round(evidence.dose_given, 1)
    values = {
        "given": notation.number(given),
        "planned": notation.number(evidence.dose_planned),
        "due": notation.number(round(evidence.dose_due, 1)),
        "unit": unit,
        "share": notation.percent(evidence.dose_given / evidence.dose_due) if evidence.dose_due else "–",
    }
    # One is one, whatever the unit; half an hour and two are not.
    number = 1 if given == 1 else 2
    if not given:
        sentence = _("Of the %(planned)s %(unit)s that are planned, nothing has been logged.")
    elif evidence.dose_due < evidence.dose_planned:
        sentence = ngettext(
            "%(given)s of the %(due)s %(unit)s planned up to then was given (%(share)s); %(planned)s are planned in "
            "all.",
            "%(given)s of the %(due)s %(unit)s planned up to then were given (%(share)s); %(planned)s are planned in "
            "all.",
            number,
        )
    else:
        sentence = ngettext(
            "%(given)s of %(planned)s %(unit)s was given (%(share)s).",
            "%(given)s of %(planned)s %(unit)s were given (%(share)s).",
            number,
        )
    return sentence % values


def cost(evidence: Evidence, language: str) -> str:
    """What it has cost by then, reckoned by the dose; nothing where the cost was not kept with the evidence."""
    planned = evidence.parameters.get("cost")
    if planned is None:
        return ""
    if not planned:
        return _("It has no cost of its own.")
    notation = Notation(language)
    spent = planned * evidence.dose_given / evidence.dose_planned
    return _(
        "It is planned to cost %(planned)s kr; by the dose that was given, about %(spent)s kr so far."
    ) % {
        "planned": notation.number(planned),
        "spent": notation.number(round(spent, 3 - len(str(int(spent))) if spent >= 1_000 else 0)),
    }


def reasons(ratio: Ratio) -> list[str]:
    """Why there is too little data."""
    known = {
        TOO_FEW_WEEKS: _("There are fewer than 8 whole weeks before the measure or during it."),
        TOO_FEW_INCIDENTS: _(
            "Fewer than 5 incidents were to be expected on one of the sides that are compared."
        ),
        INTERVAL_TOO_WIDE: _("Half as many and twice as many are both within the uncertainty."),
        NO_FINITE_ESTIMATE: _(
            "There were no incidents before it, or none in the comparison areas during it."
        ),
    }
    return [known[reason] for reason in ratio.reasons if reason in known]


def verdict(evidence: Evidence) -> str:
    """The verdict in a word or two, for a list."""
    said = {
        FEWER: _("fewer"),
        MORE: _("more"),
        NO_DIFFERENCE: _("no certain difference"),
        TOO_LITTLE_DATA: _("too little data"),
    }
    if evidence.heard and evidence.heard.ratio and evidence.silence_decides:
        return _("%(verdict)s; without the silent weeks: %(other)s") % {
            "verdict": said[evidence.ratio.verdict],
            "other": said[evidence.heard.ratio.verdict],
        }
    return said[evidence.judged.verdict]


def span(evidence: Evidence) -> str:
    """Which weeks were compared."""
    if not evidence.before or not evidence.during:
        return _("There are no weeks to compare.")
    weeks = [period_name(Period.parse(label)) for label in evidence.weeks]
    return _(
        "%(weeks)s during it, from %(first)s to %(last)s, against %(before)s before it, from %(start)s on."
    ) % {
        "weeks": weeks_text(evidence.during),
        "first": weeks[-evidence.during],
        "last": weeks[-1],
        "before": weeks_text(evidence.before),
        "start": weeks[0],
    }


def areas_text(number: int) -> str:
    return ngettext("%(number)d other area", "%(number)d other areas", number) % {"number": number}


def finding(ratio: Ratio) -> str:
    """What a ratio says, in the midst of a sentence."""
    if ratio.verdict == TOO_LITTLE_DATA or ratio.estimate is None:
        return _("too little data to say anything")
    if ratio.verdict == NO_DIFFERENCE:
        return _("no certain difference (uncertainty: %(range)s)") % {"range": range_text(ratio)}
    return _("%(change)s (uncertainty: %(range)s)") % {
        "change": change(ratio.estimate),
        "range": range_text(ratio),
    }


def weeks_text(number: int) -> str:
    return ngettext("%(number)d week", "%(number)d weeks", number) % {"number": number}


def change(estimate: float) -> str:
    """'12 % fewer' or '5 % more'."""
    sentence = _("%(share)s fewer") if estimate < 1 else _("%(share)s more")
    return sentence % {"share": share_text(estimate)}


def share_text(estimate: float | None) -> str:
    """How far from 1, in per cent, whichever way."""
    return "–" if estimate is None else percent(abs(estimate - 1))


def percent(share: float) -> str:
    return f"{round(share * 100)}{NO_BREAK}%"


def range_text(ratio: Ratio) -> str:
    """'8–50 % fewer', '5–40 % more', 'from 30 % fewer to 20 % more'."""
    if ratio.low is None or ratio.high is None:
        return "–"
    low, high = ratio.low, ratio.high
    if high < 1:
        return _("%(low)s–%(high)s fewer") % {"low": round((1 - high) * 100), "high": percent(1 - low)}
    if low > 1:
        return _("%(low)s–%(high)s more") % {"low": round((low - 1) * 100), "high": percent(high - 1)}
    return _("from %(low)s fewer to %(high)s more") % {"low": percent(1 - low), "high": percent(high - 1)}
