"""The minutes on paper, in the look of the printed picture: tagged PDF/UA-1 that is also archivable PDF/A-2a."""

import json
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samlad.meet.minutes import Minutes, Spoken
from samlad.meet.points import Point
from samlad.meet.wording import state_word
from samlad.picture.charts import FONT_FOLDER
from samlad.picture.document import Language
from samlad.picture.labels import words
from samlad.picture.notation import Notation
from samlad.picture.pdf import printable

# The layout takes the look of the picture from its folder, so both lie under the root.
_ROOT = Path(__file__).parents[1]
_LAYOUT = _ROOT / "meet" / "typst" / "minutes.typ"


def from_json(text: str) -> bytes:
    """The minutes as PDF; the same text gives the same bytes."""
    asked = json.loads(text)
    with translation.override(asked["language"]):
        content = printable(
            minutes_content(
                asked["minutes"], asked["language"], asked["collaboration"], simulated=asked["simulated"]
            )
        )
    pages = typst.Compiler(
        str(_LAYOUT), root=str(_ROOT), font_paths=_fonts(), ignore_system_fonts=True
    ).compile(
        format="pdf",
        sys_inputs={"content": json.dumps(content)},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=_dated(asked["minutes"]),
    )
    if not isinstance(pages, bytes):
        raise TypeError(
            f"Typst gave {type(pages).__name__} instead of one PDF; check the installed typst package."
        )
    return pages


def minutes_content(
    minutes: Minutes, language: Language, collaboration: str, *, simulated: bool
) -> dict[str, Any]:
    """The minutes as headings and lines of text, ready to be laid out."""
    spoken = minutes["sv"] if language == "sv" else minutes["en"]
    day = Notation(language).date(date.fromisoformat(minutes["held_on"]))
    return {
        "language": language,
        "title": _("Minutes") if minutes["closed_at"] else _("Minutes (draft)"),
        "collaboration": collaboration,
        "period": day,
        "simulated": simulated,
        "words": {"simulated": words()["simulated"], "page_of": words()["page_of"]},
        "closed": _closed(minutes, spoken),
        "present": _listed(_("Present"), minutes["present"]),
        "absent": _listed(_("Not present"), minutes["absent"]),
        "points": [_point(point, minutes, spoken) for point in Point],
        "recipe": _recipe(minutes),
    }


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONT_FOLDER)]
    )


def _dated(minutes: Minutes) -> datetime:
    # Moments are kept in UTC; Typst takes whole seconds.
    moment = datetime.fromisoformat(minutes["closed_at"] or minutes["held_on"])
    return moment.replace(tzinfo=UTC, microsecond=0)


def _closed(minutes: Minutes, spoken: Spoken) -> str:
    if not minutes["closed_at"]:
        return _("Draft: the meeting is not closed, and this may change.")
    return _("Closed by %(who)s. These minutes do not change.") % {"who": spoken["closed_by"]}


def _listed(label: str, names: list[str]) -> str:
    return f"{label}: {', '.join(names)}." if names else ""


def _point(point: Point, minutes: Minutes, spoken: Spoken) -> dict[str, Any]:
    made = {
        Point.DECISIONS: _decisions,
        Point.PICTURE: _picture,
        Point.PROBLEMS: _problems,
        Point.FOLLOW_UPS: _follow_ups,
    }
    lead, lines = made[point](spoken) if point in made else ("", [])
    tasks = [task for task in spoken["tasks"] if task["point"] == point]
    note = minutes["notes"].get(point, "")
    if not (lead or lines or tasks or note):
        lead = _("Nothing was written.")
    return {
        "heading": f"{point.number}. {point.heading}",
        "lead": lead,
        "lines": lines,
        "note": note.split("\n") if note else [],
        "note_heading": _("Notes"),
        "tasks_heading": _("Tasks"),
        "tasks": [[task["text"], task["owner"], task["due_on"], task["problem"]] for task in tasks],
        "heads": [_("What"), _("Who"), _("Due by"), _("Problem")],
    }


Lines = list[dict[str, str]]


def _line(title: str, text: str = "", *, mark: str = "") -> dict[str, str]:
    return {"title": title, "text": text, "mark": mark}


def _decisions(spoken: Spoken) -> tuple[str, Lines]:
    agenda = spoken["agenda"]
    lines = [
        _line(
            task["text"],
            _("%(who)s, by %(day)s") % {"who": task["owner"], "day": task["due_on"]},
            mark=state_word(task["state"], late=task["late"]),
        )
        for task in agenda["earlier"]
    ]
    lines += _decided(agenda["decisions"])
    return "" if lines else _("There was nothing from earlier meetings."), lines


def _decided(decisions: Any) -> Lines:
    lines = []
    for decision in decisions:
        parts = [decision["motive"]]
        if decision["dissent"]:
            parts.append(_("Dissent: %(text)s") % {"text": decision["dissent"]})
        if decision["next_on"]:
            parts.append(_("Next follow-up %(day)s.") % {"day": decision["next_on"]})
        lines.append(_line(decision["measure"], " ".join(parts), mark=_("decided: ") + decision["choice"]))
    return lines


def _picture(spoken: Spoken) -> tuple[str, Lines]:
    picture = spoken["agenda"]["picture"]
    if picture is None:
        return _("Nothing had been reported."), []
    lead = " ".join(picture["headline"])
    return lead, [_line(one["title"], one["sentence"]) for one in picture["standouts"]]


def _problems(spoken: Spoken) -> tuple[str, Lines]:
    agenda = spoken["agenda"]
    more = agenda["problem_count"] - len(agenda["problems"])
    lines = [_line(one["title"], one["where"]) for one in agenda["problems"]]
    if more > 0:
        lines.append(_line(ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more}))
    return "" if lines else _("No problem was open."), lines


def _follow_ups(spoken: Spoken) -> tuple[str, Lines]:
    agenda = spoken["agenda"]
    lines = [
        _line(one["title"], one["sentence"], mark=_("due %(day)s") % {"day": one["due_on"]})
        for one in agenda["due"]
    ]
    more = agenda["due_count"] - len(agenda["due"])
    if more > 0:
        lines.append(_line(ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more}))
    lines += _decided(agenda["decided"])
    return "" if lines else _("No follow-up was due."), lines


def _recipe(minutes: Minutes) -> str:
    picture = minutes["picture"]
    if not picture:
        return ""
    values = {"label": picture["label"], "version": picture["data_version"], "edition": picture["edition"]}
    if picture["edition"]:
        return (
            _(
                "The meeting looked at the frozen picture of %(label)s, edition %(edition)d, data version %(version)s."
            )
            % values
        )
    return (
        _("The meeting looked at the picture of %(label)s, data version %(version)s, which was not frozen.")
        % values
    )
