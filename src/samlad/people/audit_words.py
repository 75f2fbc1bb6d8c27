"""An audit row in the words of the page's language."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from samlad.people.models import AuditEntry, Organisation, Role


def known() -> dict[str, str]:
    """The words of each action and what it was done to."""
    return {
        "create collaboration": _("set up the collaboration"),
        "create organisation": _("added organisation %(number)s"),
        "create member": _("added member %(number)s"),
        "change collaboration": _("changed the settings"),
        "load_areas collaboration": _("loaded areas from a file"),
        "change organisation": _("changed organisation %(number)s"),
        "end organisation": _("ended organisation %(number)s"),
        "resume organisation": _("took organisation %(number)s in again"),
        "change member": _("changed member %(number)s"),
        "end member": _("ended the membership of member %(number)s"),
        "resume member": _("took the end of the membership of member %(number)s back"),
        "forget member": _("erased name and address of member %(number)s, who had left"),
        "invite invitation": _("sent invitation %(number)s"),
        "renew invitation": _("made a new link for invitation %(number)s"),
        "withdraw invitation": _("withdrew invitation %(number)s"),
        "accept invitation": _("accepted invitation %(number)s"),
        "expire invitation": _("erased the address of invitation %(number)s, which was too old"),
        "change area": _("renamed area %(number)s"),
        "create place": _("added place %(number)s"),
        "change place": _("changed place %(number)s"),
        "remove place": _("removed place %(number)s"),
        "locate place": _("gave the incidents around place %(number)s their place anew"),
        "create category": _("added category %(number)s"),
        "change category": _("changed category %(number)s"),
        "receive importjob": _("received file %(number)s"),
        "confirm importjob": _("confirmed file %(number)s"),
        "cancel importjob": _("stopped file %(number)s"),
        "try_again importjob": _("tried file %(number)s again"),
        "finish importjob": _("finished file %(number)s"),
        "create problem": _("made problem %(number)s"),
        "change problem": _("changed problem %(number)s"),
        "close problem": _("closed problem %(number)s"),
        "reopen problem": _("opened problem %(number)s again"),
        "order problem": _("gave problem %(number)s a place in the group's order"),
        "create measure": _("planned measure %(number)s"),
        "change measure": _("changed measure %(number)s"),
        "start measure": _("started measure %(number)s"),
        "end measure": _("ended measure %(number)s"),
        "settle measure": _("settled measure %(number)s for good"),
        "cancel measure": _("cancelled measure %(number)s"),
        "hand_over measure": _("handed measure %(number)s over"),
        "set_follow_up measure": _("set a day of follow-up for measure %(number)s"),
        "log dose": _("logged dose %(number)s"),
        "undo dose": _("took back dose %(number)s"),
        "admit organisation": _("let in rows of organisation %(number)s"),
        "approve incident": _("approved incident %(number)s"),
        "ask incident": _("asked back about incident %(number)s"),
        "merge incident": _("merged incident %(number)s with another"),
        "redact incident": _("redacted incident %(number)s"),
        "reject incident": _("rejected incident %(number)s"),
        "undo incident": _("undid a step of incident %(number)s"),
        "report organisation": _("sent a report for organisation %(number)s"),
        "retract organisation": _("took a report of organisation %(number)s back"),
        "answer organisation": _("answered a question about a report of organisation %(number)s"),
        "weed collaboration": _("forgot who had reported what is older than a year"),
        "weed_texts collaboration": _(
            "forgot the words of incidents, and of their review, that were past their date"
        ),
        "weed_rejections collaboration": _("forgot rows of old files that never went in"),
        "check_in organisation": _("checked in for organisation %(number)s"),
        "write picturewords": _("wrote words %(number)s beside a picture"),
        "freeze frozenpicture": _("froze picture %(number)s"),
        "check frozenpicture": _("computed frozen picture %(number)s again"),
        "compute followup": _("computed the evidence of follow-up %(number)s"),
        "decide followup": _("recorded the decision on follow-up %(number)s"),
        "open meeting": _("opened meeting %(number)s"),
        "write note": _("wrote meeting note %(number)s"),
        "note_present meeting": _("noted an organisation as present in meeting %(number)s"),
        "note_absent meeting": _("noted an organisation as not present in meeting %(number)s"),
        "close meeting": _("closed meeting %(number)s"),
        "add task": _("added task %(number)s"),
        "hand_over task": _("handed task %(number)s over"),
        "finish task": _("finished task %(number)s"),
        "drop task": _("dropped task %(number)s"),
        "reopen task": _("opened task %(number)s again"),
    }


def deed(entry: AuditEntry, sentences: Mapping[str, str] | None = None) -> str:
    """What was done, to what: 'confirmed file 3'. Whoever asks for many gives `known()` along."""
    sentence = (known() if sentences is None else sentences).get(f"{_action(entry)} {entry.subject}")
    if sentence is None:
        return f"{entry.action} {entry.subject} {entry.subject_id or ''}".rstrip()
    return sentence % {"number": entry.subject_id}


def _action(entry: AuditEntry) -> str:
    """The action; older rows say "weed" of words and of rejected rows as well."""
    if entry.action == "weed" and "links" not in entry.new:
        return "weed_rejections" if "rejections" in entry.new else "weed_texts"
    return entry.action


# How many incidents: together with the picture, outside the group, they would say what is hidden there.
COUNTS = frozenset(
    {"rows", "stored", "repeated", "corrections", "rejected", "masked", "relocated", "replaced", "followers"}
)


def details(entry: AuditEntry, *, counts: bool = True) -> Iterator[tuple[str, str]]:
    """What is new, each with its name; what is empty is left out, and without `counts` how many incidents."""
    names = {
        "slug": _("short name"),
        "kind": _("kind"),
        "role": _("role"),
        "areas": _("areas"),
        "places": _("places"),
        "categories": _("categories"),
        "version": _("data version"),
        "job": _("file"),
        "rows": _("rows read"),
        "stored": _("new incidents"),
        "repeated": _("repeats, known already"),
        "corrections": _("corrections of other rows"),
        "rejected": _("rejected"),
        "masked": _("masked"),
        "area": _("area"),
        "place": _("place"),
        "first_day": _("first day"),
        "last_day": _("last day"),
        "assessed": _("assessed"),
        "rank": _("place in the order"),
        "problem": _("problem"),
        "measure": _("measure"),
        "type": _("type"),
        "dose": _("dose"),
        "amount": _("amount"),
        "given_on": _("day"),
        "cost": _("cost"),
        "starts_on": _("first day"),
        "ends_on": _("last day"),
        "follow_up_on": _("day of follow-up"),
        "targets": _("where"),
        "comparison": _("compared with"),
        "follows": _("grew out of"),
        "state": _("state"),
        "step": _("step"),
        "reason": _("reason"),
        "fields": _("changed"),
        "into": _("into incident"),
        "followers": _("others with it"),
        "links": _("reports whose reporter was forgotten"),
        "texts": _("incidents whose words were forgotten"),
        "answers": _("questions, answers and reasons forgotten"),
        "rejections": _("rejected rows forgotten"),
        "months": _("months that words are kept"),
        "week": _("week"),
        "word": _("word"),
        "period": _("period"),
        "revision": _("revision"),
        "edition": _("edition"),
        "same": _("came out the same"),
        "figures": _("every figure the same"),
        "code": _("code version"),
        "threshold": _("threshold for small counts"),
        "time_zone": _("time zone"),
        "renamed": _("new name"),
        "checks_in": _("checks in"),
        "organisation": _("organisation"),
        "members": _("memberships ended"),
        "invitations": _("invitations withdrawn"),
        "added": _("added"),
        "changed": _("changed"),
        "relocated": _("incidents in another area"),
        "replaced": _("incidents at another place"),
        "category": _("category"),
        "weight": _("weight"),
        "shown": _("shown"),
        "radius": _("radius in metres"),
        "due_on": _("due"),
        "verdict": _("result"),
        "choice": _("decision"),
        "next_on": _("next follow-up"),
        "held_on": _("day"),
        "meeting": _("meeting"),
        "point": _("point of the agenda"),
        "owner": _("owner"),
        "tasks": _("tasks"),
        "measures": _("measures"),
        "receiver": _("handed over to member"),
        "organisations": _("organisations present"),
    }
    for name, value in entry.new.items():
        if value not in (None, "", {}) and (counts or name not in COUNTS):
            words = _value(name, value)
            if entry.old.get(name, value) != value:
                words = f"{_value(name, entry.old[name])} → {words}"
            yield names.get(name, name), words


def subjects() -> dict[str, str]:
    """What a row can be about, by its name in the trail."""
    return {
        "collaboration": _("settings"),
        "organisation": _("organisations"),
        "member": _("members"),
        "invitation": _("invitations"),
        "area": _("areas"),
        "place": _("places"),
        "category": _("categories"),
        "incident": _("incidents"),
        "importjob": _("files"),
        "picturewords": _("words beside pictures"),
        "frozenpicture": _("frozen pictures"),
        "problem": _("problems"),
        "measure": _("measures"),
        "dose": _("doses"),
        "followup": _("follow-ups"),
        "decision": _("decisions"),
        "meeting": _("meetings"),
        "note": _("notes of meetings"),
        "task": _("tasks"),
    }


_YES_OR_NO = ("renamed", "checks_in", "shown", "same", "figures")


# What the codes of a choice mean; a collaboration's own codes are shown as they are.
_CHOICES = {
    "verdict": {
        "fewer": gettext_noop("fewer"),
        "more": gettext_noop("more"),
        "no_difference": gettext_noop("no certain difference"),
        "too_little_data": gettext_noop("too little data"),
    },
    "choice": {
        "continue": gettext_noop("continue"),
        "expand": gettext_noop("expand"),
        "change": gettext_noop("change"),
        "end": gettext_noop("end"),
    },
    "state": {
        "planned": gettext_noop("planned"),
        "running": gettext_noop("running"),
        "ended": gettext_noop("ended"),
        "cancelled": gettext_noop("cancelled"),
        "open": gettext_noop("open"),
        "closed": gettext_noop("closed"),
        "done": gettext_noop("done"),
        "dropped": gettext_noop("dropped"),
    },
    "point": {
        "decisions": gettext_noop("Last decisions, and whether they were done"),
        "picture": gettext_noop("The picture"),
        "problems": gettext_noop("Problems"),
        "follow_ups": gettext_noop("Follow-ups that are due"),
        "other": gettext_noop("Other"),
    },
    "assessed": {
        "seriousness": gettext_noop("Seriousness"),
        "worry": gettext_noop("Worry it causes"),
        "mandate": gettext_noop("Our mandate to act"),
        "resources": gettext_noop("Our resources"),
        "partners": gettext_noop("Partners who take part"),
    },
    "word": {"reported": gettext_noop("reported"), "nothing": gettext_noop("nothing to report")},
}


def _value(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_value(name, one) for one in value)
    if isinstance(value, str) and value in _CHOICES.get(name, {}):
        return _(_CHOICES[name][value])
    if name in _YES_OR_NO:
        return _("yes") if value else _("no")
    if name == "role" and value in Role.values:
        return str(Role(value).label)
    if name == "kind" and value in Organisation.Kind.values:
        return str(Organisation.Kind(value).label)
    if isinstance(value, dict):
        return ", ".join(f"{kind} {number}" for kind, number in value.items())
    if name in COUNTS and isinstance(value, int):
        return number_format(value, force_grouping=True)
    return str(value)
