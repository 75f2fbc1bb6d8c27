"""Administration: areas and named places.

The pages are here and not in `places`, since a new border moves incidents, and names pass the guard.
"""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samlad.collect import drafts, guard, relocating
from samlad.collect.administer_forms import AreaForm, AreasFileForm, PlaceForm
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.forms import attempt
from samlad.people.policy import Right, may
from samlad.people.refusals import Changed, Refused
from samlad.places import actions, map_file, queries
from samlad.places.areas_file import AreaProblem, AreaRow, read_rows

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
    if request.method == "POST":
        status = attempt(
            form,
            lambda data: actions.create_place(
                actor=request.viewer,
                collaboration=request.viewer.collaboration,
                **{name: data[name] for name in actions.PLACE},
            ),
        )
        if status == 200:
            messages.success(request, _("%(name)s is added.") % {"name": form.cleaned_data["name"]})
            return redirect("administer_places", request.viewer.collaboration.slug)
    context = {"form": form, "bounds": _bounds(areas), "tab": "places"}
    return render(request, "collect/place.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@viewer_required(Right.ADMINISTER)
def administer_place(request: ViewerRequest, place: int) -> HttpResponseBase:
    """One named place."""
    row = get_object_or_404(queries.places(request.viewer), pk=place)
    areas = queries.area_map(request.viewer.collaboration_id)
    form, status = PlaceForm.of(row, actions.PLACE, request.POST, areas=areas), 200
    if request.method == "POST":
        status = attempt(form, lambda data: actions.change_place(actor=request.viewer, place=row, **data))
        if status == 200:
            messages.success(request, _("%(name)s is saved.") % {"name": form.cleaned_data["name"]})
            return redirect("administer_places", request.viewer.collaboration.slug)
    context = {"form": form, "place": row, "bounds": _bounds(areas), "tab": "places"}
    return render(request, "collect/place.html", context, status=status)


def _bounds(areas: queries.AreaMap) -> str:
    return ",".join(f"{edge:.5f}" for edge in areas.bounds) if areas.bounds else ""


@require_POST
@viewer_required(Right.ADMINISTER)
def administer_place_remove(request: ViewerRequest, place: int) -> HttpResponseBase:
    """Remove a place that nothing refers to."""
    row = get_object_or_404(queries.places(request.viewer), pk=place)
    name = row.name
    try:
        relocating.remove_place(actor=request.viewer, place=row)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(name)s is removed.") % {"name": name})
    return redirect("administer_places", request.viewer.collaboration.slug)
