"""The pages of the measure library: all of it, and what of it fits a problem."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samlad.act import library, queries, showing, wording
from samlad.act.models import Problem
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.policy import Right
from samlad.picture.asking import language


@require_safe
@viewer_required(Right.WORK)
def measure_library(request: ViewerRequest) -> HttpResponse:
    """The measure library: what can be done, how it works, how well that is known."""
    lang = language()
    names = queries.catalogue(request.viewer)
    rows = [
        {
            "type": kind,
            "name": kind.name(lang),
            "mechanism": kind.mechanism(lang),
            "fits": ", ".join(
                names.category_of_code[code].name(lang)
                for code in kind.fits
                if code in names.category_of_code
            ),
            "evidence": wording.evidence_word(kind.evidence),
            "finding": wording.finding(kind, lang),
        }
        for kind in sorted(library.measure_types().values(), key=_best_known)
    ]
    return render(request, "act/library.html", {"rows": rows})


def choice_page(request: ViewerRequest, problem: Problem, unknown: str) -> HttpResponse:
    """The types to choose from for a problem, those that fit it first."""
    lang, names = language(), queries.catalogue(request.viewer)
    cause = " ".join(getattr(problem, name) for name in showing.CAUSES)
    found = library.suggestions((category.code for category in problem.categories.all()), cause)
    rows = [
        {
            "type": one.type,
            "name": one.type.name(lang),
            "mechanism": one.type.mechanism(lang),
            "evidence": wording.evidence_word(one.type.evidence),
            "finding": wording.finding(one.type, lang),
            "why": wording.why(one, names, lang),
            "fits": bool(one.categories or one.words) and one.type.works,
        }
        for one in found
    ]
    earlier = request.GET.get("follows", "")
    context = {
        "problem": problem,
        "rows": rows,
        "unknown": unknown,
        "cause": cause.strip(),
        "follows": f"&follows={earlier}" if earlier.isdecimal() else "",
    }
    return render(request, "act/measure_choice.html", context, status=422 if unknown else 200)


def _best_known(kind: library.MeasureType) -> tuple[bool, int]:
    return (not kind.works, library.EVIDENCE.index(kind.evidence))
