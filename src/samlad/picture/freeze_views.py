"""Freezing: the draft with the coordinator's words beside the figures, and the moment itself."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samlad.collect import check_in_queries
from samlad.collect.problems import kind_word
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.models import Member
from samlad.people.naming import by_role, by_role_first
from samlad.people.policy import Right
from samlad.picture import actions, check_ins, frozen_queries, queries, wording
from samlad.picture.asking import language
from samlad.picture.figures import figures
from samlad.picture.periods import Period, PeriodProblem
from samlad.picture.query import YEARS, Query
from samlad.picture.reporting import weeks_of

PeriodView = Callable[[ViewerRequest, Period], HttpResponseBase]


def of_period(view: PeriodView) -> Callable[[ViewerRequest, str], HttpResponseBase]:
    """Give the view the period that the address names."""

    @wraps(view)
    def reading(request: ViewerRequest, label: str) -> HttpResponseBase:
        try:
            period = Period.parse(label)
        except PeriodProblem as problem:
            raise Http404 from problem
        if period.first.year not in YEARS:
            raise Http404
        return view(request, period)

    return reading


@require_http_methods(["GET", "HEAD", "POST"])
@viewer_required(Right.FREEZE)
@of_period
def picture_freeze(request: ViewerRequest, period: Period) -> HttpResponseBase:
    """What would be frozen, with a field for words beside it; POST freezes."""
    if request.method != "POST":
        return render(request, "picture/freeze.html", _draft(request.viewer, period))
    text, reason = request.POST.get("text", ""), request.POST.get("reason", "")
    revision = None
    try:
        revision = _kept(request, period)
        frozen = actions.freeze(
            actor=request.viewer,
            period=period,
            words_revision=revision,
            reason=reason,
            edition=_number(request, "edition"),
        )
    except actions.WordsConflict as conflict:
        return _conflict(request, period, conflict, text, reason)
    except actions.FreezeProblem as problem:
        status = 409 if isinstance(problem, actions.FrozenAlready) else 422
        context = _draft(request.viewer, period) | {"problem": str(problem), "reason": reason}
        if revision is None:
            # Not kept: what was written must not be lost.
            context["text"] = text
        return render(request, "picture/freeze.html", context, status=status)
    messages.success(request, _("Frozen. It stays as it is now, whatever comes in later."))
    return redirect("frozen_picture", request.viewer.collaboration.slug, frozen.label)


@require_POST
@viewer_required(Right.FREEZE)
@of_period
def picture_words(request: ViewerRequest, period: Period) -> HttpResponseBase:
    """Keep the words: by script while they are written, or by the button."""
    text = request.POST.get("text", "")
    scripted = "application/json" in request.headers.get("Accept", "")
    try:
        if scripted:
            return _by_script(request, period, text)
        _kept(request, period)
    except actions.WordsConflict as conflict:
        if scripted:
            message = _(
                "%(who)s has written here since you opened the page. Save your words to see both texts."
            ) % {"who": by_role_first(conflict.standing.changed_by)}
            return JsonResponse({"message": message}, status=409)
        return _conflict(request, period, conflict, text, request.POST.get("reason", ""))
    except actions.FreezeProblem as problem:
        if scripted:
            return JsonResponse({"message": str(problem)}, status=422)
        context = _draft(request.viewer, period) | {"problem": str(problem), "text": text}
        return render(request, "picture/freeze.html", context, status=422)
    messages.success(request, _("The words are kept."))
    return redirect("picture_freeze", request.viewer.collaboration.slug, period.label)


def _by_script(request: ViewerRequest, period: Period, text: str) -> JsonResponse:
    written = actions.write_words(
        actor=request.viewer, label=period.label, text=text, revision=_number(request, "revision") or 0
    )
    answer: dict[str, Any] = {"revision": written.words.revision, "message": _("Saved")}
    if written.masked:
        answer |= {"text": written.words.text, "message": _masked(written.masked)}
    return JsonResponse(answer)


def _kept(request: ViewerRequest, period: Period) -> int:
    """Keep the words of the form; their revision."""
    written = actions.write_words(
        actor=request.viewer,
        label=period.label,
        text=request.POST.get("text", ""),
        revision=_number(request, "revision") or 0,
    )
    if written.masked:
        messages.info(request, _masked(written.masked))
    return written.words.revision


def _masked(kinds: dict[str, int]) -> str:
    return _("Personal data were masked before anything was saved: %(kinds)s.") % {
        "kinds": ", ".join(map(kind_word, kinds))
    }


def _number(request: ViewerRequest, name: str) -> int | None:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 9 else None


def _conflict(
    request: ViewerRequest, period: Period, conflict: actions.WordsConflict, text: str, reason: str
) -> HttpResponse:
    """Both texts: what stands, and what was written here, which saving again would put in its place."""
    context = _draft(request.viewer, period) | {
        "problem": str(conflict),
        "standing": conflict.standing,
        "text": text,
        "revision": conflict.standing.revision,
        "reason": reason,
    }
    return render(request, "picture/freeze.html", context, status=409)


def _draft(viewer: Member, period: Period) -> dict[str, Any]:
    query = Query(period=period)
    words = frozen_queries.words(viewer, period.label)
    last = frozen_queries.latest(viewer, period)
    collaboration = viewer.collaboration
    today = check_ins.today(collaboration)
    return figures(viewer, queries.picture(viewer, query, language()), query) | {
        "period": period,
        "name": wording.period_name(period),
        "over": period.last < today,
        "from_day": period.shifted(1).first,
        "words": words,
        "text": words.text if words else "",
        "revision": words.revision if words else 0,
        "words_by": by_role(words.changed_by) if words and words.changed_by else "",
        "last": last,
        "last_by": by_role(last.frozen_by) if last else "",
        "edition": last.edition + 1 if last else 1,
        "missing": _missing(viewer, period),
        "running": frozen_queries.running_imports(viewer),
        "waiting": sum(check_in_queries.waiting(collaboration, period.first, period.last).values()),
        "most": actions.WORDS_LENGTH,
    }


def _missing(viewer: Member, period: Period) -> list[dict[str, Any]]:
    """For each week of the period that somebody has not checked in for: who."""
    weeks = weeks_of(period, check_ins.today(viewer.collaboration))
    found: dict[Any, list[str]] = {}
    for organisation, monday, word in check_in_queries.words(
        viewer.collaboration, [week.first for week in weeks]
    ):
        if word is None:
            found.setdefault(monday, []).append(organisation.name)
    return [
        {"week": week, "number": week.first.isocalendar().week, "names": ", ".join(found[week.first])}
        for week in weeks
        if week.first in found
    ]
