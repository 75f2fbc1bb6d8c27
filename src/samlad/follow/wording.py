"""The evidence in plain sentences, in the active language; nothing of it is stored."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samlad.act.models import Measure
from samlad.analysis.effect import (
    INTERVAL_TOO_WIDE,
    NO_FINITE_ESTIMATE,
    STARTED_AFTER_PEAK,
    TOO_FEW_INCIDENTS,
    TOO_FEW_WEEKS,
    ZERO_CELL,
)
from samlad.follow.evidence import (
    COMPARISON_BESIDE,
    FEWER,
    LOW_DOSE_WARNING,
    MORE,
    NO_DIFFERENCE,
    TOO_LITTLE_DATA,
    Evidence,
    Ratio,
)
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
    ratio = evidence.ratio
    values = {"place": place, "incidents": count_text(ratio.counted), "weeks": _weeks(evidence.during)}
    if ratio.verdict == TOO_LITTLE_DATA:
        sentence = _("%(place)s: too little data to say anything: %(incidents)s in %(weeks)s.")
        return sentence % values
    values |= {"share": _share(ratio.estimate), "range": _range(ratio)}
    if ratio.verdict == FEWER:
        sentence = _(
            "%(place)s: incidents became %(share)s fewer than expected, compared with the comparison areas "
            "(uncertainty: %(range)s)."
        )
    elif ratio.verdict == MORE:
        sentence = _(
            "%(place)s: incidents became %(share)s more than expected, compared with the comparison areas "
            "(uncertainty: %(range)s)."
        )
    else:
        sentence = _(
            "%(place)s: no certain difference from the comparison areas: %(incidents)s in %(weeks)s, where "
            "%(expected)s were to be expected (uncertainty: %(range)s)."
        )
        values["expected"] = str(round(ratio.expected or 0))
    return sentence % values


def moved(evidence: Evidence, places: list[str]) -> str:
    """What happened beside the target, in one sentence."""
    beside = evidence.beside_ratio
    if beside is None or not places:
        return _("No area beside the target is left to look at: they are all compared with.")
    values = {"places": joined(places), "share": _share(beside.estimate), "range": _range(beside)}
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


def dose(evidence: Evidence, unit: str, language: str) -> str:
    """How much of what was planned was given."""
    notation = Notation(language)
    values = {
        "given": notation.number(evidence.dose_given),
        "planned": notation.number(evidence.dose_planned),
        "due": notation.number(round(evidence.dose_due, 1)),
        "unit": unit,
        "share": notation.percent(evidence.dose_given / evidence.dose_due) if evidence.dose_due else "–",
    }
    if evidence.dose_due < evidence.dose_planned:
        sentence = _(
            "%(given)s of the %(due)s %(unit)s planned up to then were given (%(share)s); %(planned)s are planned in all."
        )
    else:
        sentence = _("%(given)s of %(planned)s %(unit)s were given (%(share)s).")
    return sentence % values


def warnings(evidence: Evidence) -> list[str]:
    """What the reader should know besides."""
    known = {
        STARTED_AFTER_PEAK: _(
            "The measure began just after a peak: the eight weeks before it had more than one and a half times as many "
            "incidents a week as earlier. After a peak numbers fall by themselves; part of the difference may be that."
        ),
        LOW_DOSE_WARNING: _(
            "Less than seven tenths of the planned dose was given. What is judged here is what was done, not what was "
            "planned."
        ),
        COMPARISON_BESIDE: _(
            "A comparison area lies beside the target. Should the problem have moved there, the measure looks better "
            "than it was."
        ),
        ZERO_CELL: _(
            "One of the four numbers is 0; the uncertainty was computed with half an incident added to each."
        ),
    }
    return [known[name] for name in evidence.all_warnings if name in known]


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


def verdict(ratio: Ratio) -> str:
    """The verdict in a word or two, for a list."""
    return {
        FEWER: _("fewer"),
        MORE: _("more"),
        NO_DIFFERENCE: _("no certain difference"),
        TOO_LITTLE_DATA: _("too little data"),
    }[ratio.verdict]


def span(evidence: Evidence) -> str:
    """Which weeks were compared."""
    if not evidence.before or not evidence.during:
        return _("There are no weeks to compare.")
    weeks = [period_name(Period.parse(label)) for label in evidence.weeks]
    return _(
        "%(weeks)s during it, from %(first)s to %(last)s, against %(before)s before it, from %(start)s on."
    ) % {
        "weeks": _weeks(evidence.during),
        "first": weeks[-evidence.during],
        "last": weeks[-1],
        "before": _weeks(evidence.before),
        "start": weeks[0],
    }


def _weeks(number: int) -> str:
    return ngettext("%(number)d week", "%(number)d weeks", number) % {"number": number}


def _share(estimate: float | None) -> str:
    """How far from 1, in per cent, whichever way."""
    return "–" if estimate is None else _percent(abs(estimate - 1))


def _percent(share: float) -> str:
    return f"{round(share * 100)}{NO_BREAK}%"


def _range(ratio: Ratio) -> str:
    """'8–50 % fewer', '5–40 % more', 'from 30 % fewer to 20 % more'."""
    if ratio.low is None or ratio.high is None:
        return "–"
    low, high = ratio.low, ratio.high
    if high < 1:
        return _("%(low)s–%(high)s fewer") % {"low": round((1 - high) * 100), "high": _percent(1 - low)}
    if low > 1:
        return _("%(low)s–%(high)s more") % {"low": round((low - 1) * 100), "high": _percent(high - 1)}
    return _("from %(low)s fewer to %(high)s more") % {"low": _percent(1 - low), "high": _percent(high - 1)}
