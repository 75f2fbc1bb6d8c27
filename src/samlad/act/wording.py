"""The sentences of act: why a problem stands where it stands, what speaks for a measure, what was given of it."""

from collections.abc import Iterable

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from samlad.act import ranking
from samlad.act.comparison import Likeness
from samlad.act.library import MeasureType, Suggestion
from samlad.act.models import Measure
from samlad.collect.problems import kind_word
from samlad.picture.catalogue import Catalogue
from samlad.picture.wording import count_text


def part_names() -> dict[str, str]:
    """What the parts of need and influence are called."""
    return {
        "volume": _("incidents in a year"),
        "change": _("change per year"),
        "felt": _("felt insecurity"),
        "seriousness": _("seriousness"),
        "worry": _("worry"),
        "mandate": _("mandate"),
        "resources": _("resources"),
        "partners": _("partners"),
    }


def need_sentence(facts: ranking.Facts, need: ranking.Score) -> str:
    """'84 incidents in a year, only Centrum has more; rises 20 % per year.'"""
    amount = _("%(incidents)s in a year") % {"incidents": count_text(facts.incidents)}
    sentences = [f"{amount}{_standing(facts)}; {_change(facts)}."]
    if facts.felt is not None and facts.felt_answers >= ranking.LEAST_ANSWERS:
        sentences.append(
            _("Felt insecurity %(mean)s of 5, by %(number)d reports.")
            % {"mean": number(facts.felt), "number": facts.felt_answers}
        )
    return " ".join([*sentences, _not_assessed(need, ("seriousness", "worry"))]).strip()


def influence_sentence(influence: ranking.Score) -> str:
    """'Mandate 4, resources 3, partners 4 of 5.'"""
    names = part_names()
    said = [
        f"{names[part.name]} {round(1 + part.value / 25)}"
        for part in influence.parts
        if part.value is not None
    ]
    sentence = _("%(parts)s of 5.") % {"parts": _capital(", ".join(said))} if said else ""
    return f"{sentence} {_not_assessed(influence, tuple(ranking.INFLUENCE))}".strip()


def parts(score: ranking.Score) -> list[dict[str, object]]:
    """The parts of a score as a table shows them."""
    names = part_names()
    return [
        {"name": names[part.name], "value": _rounded(part.value), "weight": part.weight}
        for part in score.parts
    ]


def evidence_word(evidence: str) -> str:
    """How well it is known, in words."""
    return {
        "strong": _("strong evidence"),
        "moderate": _("moderate evidence"),
        "limited": _("limited evidence"),
        "insufficient": _("too little studied"),
    }[evidence]


def why(suggestion: Suggestion, names: Catalogue, language: str) -> str:
    """Why a type is suggested, in words."""
    kinds = [
        names.category_of_code[code].name(language)
        for code in suggestion.categories
        if code in names.category_of_code
    ]
    if not suggestion.type.works:
        return _("Studies have looked for an effect and found none.")
    reasons = []
    if kinds:
        reasons.append(_("Fits %(kinds)s.") % {"kinds": _listed(kinds)})
    if suggestion.words:
        quoted = _listed([f"“{word}”" for word in suggestion.words[:3]])
        reasons.append(_("The cause analysis speaks of %(words)s.") % {"words": quoted})
    return " ".join(reasons) or _("Not known to fit these kinds of incident.")


def finding(kind: MeasureType, language: str) -> str:
    """What studies found, with a capital; nothing where nothing is known."""
    return _capital(kind.finding(language))


def dose_text(measure: Measure, given: float) -> str:
    """'140 of 300 hours given (47 %)'."""
    return _("%(given)s of %(planned)s %(unit)s given (%(share)d %%)") % {
        "given": number(given),
        "planned": number(measure.dose_amount),
        "unit": measure.dose_unit,
        "share": dose_percent(measure, given),
    }


def measure_sentence(measure: Measure) -> str:
    """Where the measure stands, in a sentence."""
    days = {"first": measure.starts_on, "last": measure.ends_on}
    if measure.state == Measure.State.PLANNED:
        return _("Planned to begin on %(first)s.") % days
    if measure.state == Measure.State.CANCELLED:
        return _("Cancelled: it was never begun.")
    if measure.state == Measure.State.ENDED:
        return _("Done from %(first)s until %(last)s.") % days
    if measure.ends_on is None:
        return _("Running since %(first)s, lasting.") % days
    return _("Running since %(first)s, until %(last)s.") % days


def dose_percent(measure: Measure, given: float) -> int:
    return round(100 * given / measure.dose_amount)


def likeness(one: Likeness) -> str:
    """'1.4 a week, 0.9 times the target's, went the same way; an effect would be known to within some 20 %'."""
    told = [_("%(number)s a week") % {"number": number(one.per_week)}]
    if one.ratio is not None:
        told.append(_("%(ratio)s times the target's") % {"ratio": number(one.ratio)})
    if one.error is None:
        return ", ".join([*told, _("too little to compare with")])
    told.append(_("went the same way") if one.same_way else _("went another way"))
    facts = {"facts": ", ".join(told), "percent": round(one.error)}
    return _("%(facts)s; an effect measured against it is off by some %(percent)d %%") % facts


def masked_sentence(kinds: Iterable[str]) -> str:
    """What the guard took out, by kind."""
    found = _listed([kind_word(kind) for kind in dict.fromkeys(kinds)])
    return _("Personal data were masked before anything was saved: %(kinds)s.") % {"kinds": found}


def _standing(facts: ranking.Facts) -> str:
    if not facts.incidents or facts.spots < 2:
        return ""
    if facts.position == 1:
        return _(", more than anywhere else")
    if facts.ahead:
        return _(", only %(name)s has more") % {"name": facts.ahead}
    return _(", number %(position)d of %(spots)d") % {"position": facts.position, "spots": facts.spots}


def _change(facts: ranking.Facts) -> str:
    if facts.change is None or facts.change_low is None or facts.change_high is None:
        return _("too little data to say whether they become more or fewer")
    share = round(100 * abs(facts.change - 1))
    if facts.change_low > 1:
        return _("rises %(share)d %% per year") % {"share": share}
    if facts.change_high < 1:
        return _("falls %(share)d %% per year") % {"share": share}
    return _("no clear change per year")


def _not_assessed(score: ranking.Score, asked: tuple[str, ...]) -> str:
    names = part_names()
    missing = [names[name] for name in asked if name in score.missing]
    if not missing:
        return ""
    return _("Not assessed yet: %(names)s.") % {"names": _listed(missing)}


def _listed(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def _rounded(value: float | None) -> int | None:
    return None if value is None else round(value)


def number(value: float) -> str:
    """A number as it is spoken of: whole where it is, else with one decimal, in the page's way of writing."""
    return number_format(
        round(value, 1), decimal_pos=0 if round(value, 1) == round(value) else 1, force_grouping=True
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
