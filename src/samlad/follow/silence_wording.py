"""Who was silent, and what that does to the answer, in plain sentences of the active language."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samlad.follow.evidence import Evidence
from samlad.follow.silence import Voice
from samlad.follow.wording import answer, finding, joined, weeks_text

Names = Mapping[str, str]


def who(evidence: Evidence, names: Names) -> list[str]:
    """Who was silent in which share of the weeks; `names` are the organisations' by their slugs."""
    heard = evidence.heard
    if heard is None:
        return [_("Which organisations were silent was not looked at when this was computed.")]
    if not heard.voices:
        return []
    silent = [voice for voice in heard.voices if voice.silent_before or voice.silent_during]
    if not silent:
        return [_("All who report from these areas were heard from in every week that is compared.")]
    return [_silent(voice, evidence, names) for voice in silent]


def _silent(voice: Voice, evidence: Evidence, names: Names) -> str:
    return _("%(name)s was silent in %(before)s before it and in %(during)s during it.") % {
        "name": names.get(voice.organisation, voice.organisation),
        "before": _of(voice.silent_before, evidence.before),
        "during": _of(voice.silent_during, evidence.during),
    }


def _of(number: int, total: int) -> str:
    return ngettext("%(number)d of %(total)d week", "%(number)d of %(total)d weeks", total) % {
        "number": number,
        "total": total,
    }


def counted_only(evidence: Evidence, names: Names) -> str:
    """The answer over the weeks in which everybody was heard from; nothing where that is all of them."""
    heard = evidence.heard
    if heard is None or heard.ratio is None:
        return ""
    values = {
        "before": weeks_text(heard.before),
        "during": weeks_text(heard.during),
        "answer": finding(heard.ratio),
        "names": joined(
            names.get(voice.organisation, voice.organisation) for voice in heard.voices if voice.left_out
        ),
    }
    if values["names"]:
        sentence = _(
            "Counted without %(names)s, and only over weeks in which all the others reported (%(before)s before, "
            "%(during)s during): %(answer)s."
        )
    else:
        sentence = _(
            "Counted only over weeks in which everybody reported (%(before)s before, %(during)s during): %(answer)s."
        )
    return sentence % values


def caution(evidence: Evidence, names: Names) -> str:
    """What has to stand beside the answer where silence decides it; otherwise nothing."""
    if not evidence.silence_decides:
        return ""
    return (
        _("The answer depends on weeks in which somebody was silent.") + " " + counted_only(evidence, names)
    )


def sentence(evidence: Evidence, place: str, names: Names) -> str:
    """What the measure did, with what must not be left out, where there is room for no more."""
    return " ".join(part for part in (answer(evidence, place), caution(evidence, names)) if part)
