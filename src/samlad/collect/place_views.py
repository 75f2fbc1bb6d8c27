"""Administration: areas and named places.

The pages are here and not in `places`, since a new border or place moves incidents, and names pass the guard.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samlad.collect import drafts, guard, placing, relocating
from samlad.collect.administer_forms import AreaForm, AreasFileForm, PlaceForm
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.forms import attempt
from samlad.people.policy import Right, may
from samlad.people.refusals import Changed, Refused
from samlad.places import actions, map_file, queries
from samlad.places.areas_file import AreaProblem, AreaRow, read_rows
from samlad.places.models import Place
from samlad.places.nearest import Spot

AREAS_LIMIT = 20_000_000


@require_http_methods(["GET", "HEAD", "POST"])
@viewer_required(Right.ADMINISTER)
def administer_areas(request: ViewerRequest) -> HttpResponseBase:
    """The areas, on a map and in a list; and a file that adds or replaces some."""
    form, status = AreasFileForm(request.POST or None, request.FILES or None), 200
    if request.method == "POST":
        rows = _read(form)
        if rows:
            drafts.keep(request.session, request.viewer.collaboration_id, rows)
            return redirect("administer_areas_preview", request.viewer.collaboration.slug)
        status = 422
    areas = queries.areas(request.viewer).select_related("parent").defer("parent__boundary")
    context = {"form": form, "areas": areas, "tab": "areas"}
    return render(request, "collect/areas.html", context, status=status)


def _read(form: AreasFileForm) -> list[AreaRow]:
    """The areas of the file; none where it cannot be used, and the form says why."""
    if not form.is_valid():
        return []
    file = form.cleaned_data["file"]
    if file.size > min(AREAS_LIMIT, settings.UPLOAD_LIMIT):
        form.add_error(
            "file",
            _("The file has %(size)s MB; at most %(limit)s are read. Simplify the borders in a map program.")
            % {"size": f"{file.size / 1e6:.0f}", "limit": f"{AREAS_LIMIT / 1e6:.0f}"},
        )
        return []
    try:
        rows = read_rows(file.read())
    except AreaProblem as problem:
        form.add_error("file", guard.mask(problem.translated())[0])
        return []
    # Before the file waits anywhere: what is in a name is not kept, nor said.
    if numbers := [
        n for n, one in enumerate(rows, 1) if any(map(guard.find, (one.name, one.code, one.parent)))
    ]:
        told = _("There are personal data in the name or the code of area number %(numbers)s; take them out.")
        form.add_error("file", told % {"numbers": ", ".join(map(str, numbers[:5]))})
        return []
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
@viewer_required(Right.ADMINISTER)
def administer_areas_preview(request: ViewerRequest) -> HttpResponseBase:
    """What the file would change; then it is done, or forgotten."""
    collaboration = request.viewer.collaboration
    rows = drafts.read(request.session, collaboration.pk)
    if request.method == "POST" and "confirm" not in request.POST:
        drafts.drop(request.session)
        messages.info(request, _("The file was not used. Nothing has changed."))
        return redirect("administer_areas", collaboration.slug)
    problem, status, found = "", 200, None
    try:
        if request.method == "POST" and rows:
            return _load(request, rows)
    except (Refused, AreaProblem) as refused:
        problem = refused.translated() if isinstance(refused, AreaProblem) else str(refused)
        status = 409 if isinstance(refused, Changed) else 422
    try:
        found = relocating.preview(collaboration, rows) if rows else None
    except AreaProblem as refused:
        problem, status = refused.translated(), 422
    context = {
        "preview": found,
        "problem": problem,
        "waits": bool(rows),
        "counts_shown": _counts_shown(request),
        "tab": "areas",
    }
    return render(request, "collect/areas_preview.html", context, status=status)


def _load(request: ViewerRequest, rows: list[AreaRow]) -> HttpResponse:
    collaboration = request.viewer.collaboration
    done = relocating.load_areas(
        actor=request.viewer, collaboration=collaboration, rows=rows, seen=request.POST.get("seen", "")
    )
    drafts.drop(request.session)
    told = _("Done. Areas added: %(added)s, changed: %(changed)s. The incidents are located anew.")
    if _counts_shown(request):
        told = _(
            "Done. Areas added: %(added)s, changed: %(changed)s. Incidents now in another area: %(incidents)s."
        )
    numbers = {"added": done.added, "changed": done.changed, "incidents": done.incidents}
    messages.success(request, told % numbers)
    return redirect("administer_areas", collaboration.slug)


def _counts_shown(request: ViewerRequest) -> bool:
    """Outside the group, borders drawn around a house would count what has happened there."""
    return may(request.viewer, Right.SMALL_COUNTS)


@require_safe
@viewer_required(Right.ADMINISTER)
def administer_areas_geojson(request: ViewerRequest) -> HttpResponse:
    """The areas as the map of the page draws them."""
    content = map_file.areas_geojson(request.viewer)
    return HttpResponse(content, content_type="application/geo+json")


@require_http_methods(["GET", "HEAD", "POST"])
@viewer_required(Right.ADMINISTER)
def administer_area(request: ViewerRequest, area: int) -> HttpResponseBase:
    """One area: its name."""
    row = get_object_or_404(queries.areas(request.viewer), pk=area)
    form, status = AreaForm.of(row, actions.AREA, request.POST), 200
    if request.method == "POST":
        status = attempt(form, lambda data: actions.rename_area(actor=request.viewer, area=row, **data))
        if status == 200:
            messages.success(request, _("%(name)s is saved.") % {"name": form.cleaned_data["name"]})
            return redirect("administer_areas", request.viewer.collaboration.slug)
    return render(request, "collect/area.html", {"form": form, "area": row, "tab": "areas"}, status=status)


@require_safe
@viewer_required(Right.ADMINISTER)
def administer_places(request: ViewerRequest) -> HttpResponse:
    """The named places."""
    found = queries.places(request.viewer).select_related("area").defer("area__boundary")
    context = {"page": Paginator(found, 100).get_page(request.GET.get("page")), "tab": "places"}
    return render(request, "collect/places.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@viewer_required(Right.ADMINISTER)
def administer_place_add(request: ViewerRequest) -> HttpResponseBase:
    """A new named place."""
    areas = queries.area_map(request.viewer.collaboration_id)
    form, status = PlaceForm(request.POST or None, areas=areas), 200
    foreseen = _foreseen(request, form, None)
    if request.method == "POST" and foreseen is None:
        done: list[placing.Placed] = []
        status = attempt(form, lambda data: done.append(_added(request, data)))
        if status == 200:
            told = _("%(name)s is added.") % {"name": form.cleaned_data["name"]}
            return _back_to_places(request, told, done[0].incidents)
    context = {"form": form, "bounds": _bounds(areas), "foreseen": foreseen, "tab": "places"}
    return render(request, "collect/place.html", context, status=status)


def _added(request: ViewerRequest, data: dict[str, Any]) -> placing.Placed:
    facts = {name: data[name] for name in actions.PLACE}
    return placing.add_place(actor=request.viewer, collaboration=request.viewer.collaboration, **facts)


@require_http_methods(["GET", "HEAD", "POST"])
@viewer_required(Right.ADMINISTER)
def administer_place(request: ViewerRequest, place: int) -> HttpResponseBase:
    """One named place."""
    row = get_object_or_404(queries.places(request.viewer), pk=place)
    areas = queries.area_map(request.viewer.collaboration_id)
    form, status = PlaceForm.of(row, actions.PLACE, request.POST, areas=areas), 200
    foreseen = _foreseen(request, form, Spot.of(row))
    if request.method == "POST" and foreseen is None:
        done: list[placing.Placed] = []
        status = attempt(
            form, lambda data: done.append(placing.change_place(actor=request.viewer, place=row, **data))
        )
        if status == 200:
            told = _("%(name)s is saved.") % {"name": form.cleaned_data["name"]}
            return _back_to_places(request, told, done[0].incidents)
    context = {"form": form, "place": row, "bounds": _bounds(areas), "foreseen": foreseen, "tab": "places"}
    return render(request, "collect/place.html", context, status=status)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """How many incidents a circle would give another place, and the mark by which it is confirmed."""

    incidents: int
    mark: str


def _foreseen(request: ViewerRequest, form: PlaceForm, before: Spot | None) -> Foreseen | None:
    """What is to be looked at before it is done; None where that is nothing, or was confirmed."""
    if request.method != "POST" or not _counts_shown(request) or not form.is_valid():
        return None
    data = form.cleaned_data
    after = Spot(
        before.id if before else placing.NEW, data["latitude"], data["longitude"], float(data["radius"])
    )
    mark = f"{after.latitude} {after.longitude} {after.radius}"
    if after == before or request.POST.get("foreseen") == mark:
        return None
    incidents = placing.preview(request.viewer.collaboration, before, after)
    return Foreseen(incidents, mark) if incidents else None


def _back_to_places(request: ViewerRequest, told: str, incidents: int) -> HttpResponse:
    if incidents and _counts_shown(request):
        told += " " + _("Incidents that belong to another place now, or to none: %(incidents)s.") % {
            "incidents": incidents
        }
    messages.success(request, told)
    return redirect("administer_places", request.viewer.collaboration.slug)


def _bounds(areas: queries.AreaMap) -> str:
    return ",".join(f"{edge:.5f}" for edge in areas.bounds) if areas.bounds else ""


@require_POST
@viewer_required(Right.ADMINISTER)
def administer_place_remove(request: ViewerRequest, place: int) -> HttpResponseBase:
    """Remove a place that nobody has named; what was found to lie there is looked at first."""
    row = get_object_or_404(queries.places(request.viewer), pk=place)
    told = _("%(name)s is removed.") % {"name": row.name}
    try:
        placing.require_unnamed(row)
        if _counts_shown(request) and "confirm" not in request.POST:
            leaving = placing.preview(request.viewer.collaboration, Spot.of(row), None)
            if leaving:
                return _ask_before_removing(request, row, leaving)
        incidents = placing.remove_place(actor=request.viewer, place=row)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("administer_places", request.viewer.collaboration.slug)
    return _back_to_places(request, told, incidents)


def _ask_before_removing(request: ViewerRequest, place: Place, leaving: int) -> HttpResponse:
    areas = queries.area_map(request.viewer.collaboration_id)
    form = PlaceForm.of(place, actions.PLACE, areas=areas)
    context = {"form": form, "place": place, "bounds": _bounds(areas), "leaving": leaving, "tab": "places"}
    return render(request, "collect/place.html", context)
