"""Frozen pictures: the list, the pages, and their PDF, JSON and map."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samlad.code_version import code_version
from samlad.collect.exports import SIMULATED
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.models import Member
from samlad.people.naming import by_role, capitalised
from samlad.people.policy import Right, may
from samlad.picture import actions, check_ins, freezing, frozen_queries, press, recomputing, tables, wording
from samlad.picture.asking import language
from samlad.picture.data_views import bad_table, json_response, table_response
from samlad.picture.figures import figures
from samlad.picture.models import FrozenPicture
from samlad.picture.periods import Period
from samlad.picture.printing import printable_again

PAGE = 20
FrozenView = Callable[[ViewerRequest, FrozenPicture], HttpResponseBase]


def found(view: FrozenView) -> Callable[[ViewerRequest, str], HttpResponseBase]:
    """Give the view the frozen picture of the address; to whoever may not see it, it does not exist."""

    @wraps(view)
    def finding(request: ViewerRequest, label: str) -> HttpResponseBase:
        edition = (request.POST or request.GET).get("edition", "")
        if edition and not (edition.isdecimal() and len(edition) < 5):
            raise Http404
        frozen = frozen_queries.frozen_picture(request.viewer, label, int(edition) if edition else None)
        if frozen is None:
            raise Http404
        return view(request, frozen)

    return finding


@require_safe
@viewer_required(Right.PICTURE)
def frozen_pictures(request: ViewerRequest) -> HttpResponse:
    """All frozen pictures with what each said, the latest period first."""
    viewer = request.viewer
    page = Paginator(frozen_queries.frozen_pictures(viewer), PAGE).get_page(request.GET.get("page"))
    week = check_ins.last_week(viewer.collaboration)
    context = {
        "page": page,
        "rows": [
            {
                "frozen": frozen,
                "name": capitalised(wording.period_name(Period.parse(frozen.label))),
                "headline": frozen_queries.headline(viewer, frozen, language()),
                "by": by_role(frozen.frozen_by),
            }
            for frozen in page
        ],
        "inside": may(viewer, Right.SMALL_COUNTS),
        "to_freeze": week
        if may(viewer, Right.FREEZE) and frozen_queries.latest(viewer, week) is None
        else None,
        "week_name": wording.period_name(week),
    }
    return render(request, "picture/frozen_pictures.html", context)


@require_safe
@viewer_required(Right.PICTURE)
@found
def frozen_picture(request: ViewerRequest, frozen: FrozenPicture) -> HttpResponse:
    """A picture as it was frozen: the words beside the figures, and where it comes from."""
    viewer = request.viewer
    document = frozen_queries.document(viewer, frozen, language())
    names = freezing.names_of(frozen)
    query = freezing.given_of(frozen.parameters, names).query
    inside = may(viewer, Right.SMALL_COUNTS)
    slug = viewer.collaboration.slug
    context = figures(viewer, document, query) | {
        "frozen": frozen,
        "by": by_role(frozen.frozen_by),
        "editions": frozen_queries.editions(viewer, frozen.label),
        "check": frozen_queries.last_check(viewer, frozen) if inside else None,
        "code_version": code_version(),
        # A number of then is not the list of incidents of now.
        "incidents_visible": False,
        "incidents_of_now": may(viewer, Right.INCIDENTS_OWN),
        "approximate": names.map.approximate,
        "map_source": f"{reverse('frozen_geojson', args=[slug, frozen.label])}?edition={frozen.edition}",
        "may_freeze": may(viewer, Right.FREEZE),
    }
    return render(request, "picture/frozen_picture.html", context)


@require_safe
@viewer_required(Right.PICTURE)
@found
def frozen_json(request: ViewerRequest, frozen: FrozenPicture) -> HttpResponse:
    """Everything that was frozen and that the viewer may see."""
    document = frozen_queries.document(request.viewer, frozen, language())
    content = {
        "label": frozen.label,
        "edition": frozen.edition,
        "frozen_at": frozen.frozen_at.isoformat(),
        "data_version": frozen.data_version,
        "code_version": frozen.code_version,
        "picture": document.as_dict(),
    }
    if may(request.viewer, Right.SMALL_COUNTS):
        # The digest of what is hidden too: of little, whoever tries all that it may be would find it.
        content |= {
            "digest": frozen.digest,
            "parameters": frozen.parameters,
            "reason": frozen.reason,
        }
    return json_response(content)


@require_safe
@viewer_required(Right.PICTURE)
@found
def frozen_csv(request: ViewerRequest, frozen: FrozenPicture) -> HttpResponseBase:
    """A table of it; that of periods, for the group alone, is counted again from the incidents of its data version."""
    viewer = request.viewer
    try:
        name = tables.chosen(request.GET.get("table"), tables.FROZEN_TABLES)
    except tables.TableProblem as problem:
        return bad_table(request, problem)
    edition = f"-{frozen.edition}" if frozen.edition > 1 else ""
    return table_response(
        request, f"picture-{frozen.label}{edition}-frozen", name, _table(viewer, frozen, name)
    )


def _table(viewer: Member, frozen: FrozenPicture, name: str) -> tables.Table:
    if name == tables.PERIODS:
        return tables.periods(recomputing.counted(viewer, frozen, language()), freezing.names_of(frozen))
    document = frozen_queries.document(viewer, frozen, language())
    if name != tables.RECIPE:
        return tables.rows(document, name)
    inside = may(viewer, Right.SMALL_COUNTS)
    composed = recomputing.counted(viewer, frozen, language()) if inside else None
    return tables.recipe(document, viewer.collaboration.small_count_threshold, composed)


@require_safe
@viewer_required(Right.PICTURE)
@found
def frozen_geojson(request: ViewerRequest, frozen: FrozenPicture) -> HttpResponse:
    """The map of it, with the outlines of that day."""
    subject = frozen.parameters["subject"]
    content = frozen_queries.frozen_map(request.viewer, frozen, language())
    return json_response(
        content | {"simulated": subject["simulated"], "attributions": subject["attributions"]},
        "application/geo+json",
    )


@require_safe
@viewer_required(Right.PICTURE)
@found
def frozen_pdf(request: ViewerRequest, frozen: FrozenPicture) -> HttpResponse:
    """The same on paper, in the language of the page."""
    document = frozen_queries.document(request.viewer, frozen, language())
    names = freezing.names_of(frozen)
    query = freezing.given_of(frozen.parameters, names).query
    document = printable_again(document, names, query, freezing.ground_of(frozen))
    edition = f"-{frozen.edition}" if frozen.edition > 1 else ""
    name = f"picture-{frozen.label}{edition}{f'-{SIMULATED}' if document.simulated else ''}.pdf"
    return HttpResponse(
        press.press.print(press.PICTURE, document.to_json()),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


@require_POST
@viewer_required(Right.SMALL_COUNTS)
@found
def frozen_check(request: ViewerRequest, frozen: FrozenPicture) -> HttpResponseBase:
    """Compute it again from its data version, and say whether it comes out the same."""
    result = actions.check(actor=request.viewer, frozen=frozen)
    level, sentence = _told(result, frozen)
    messages.add_message(request, level, sentence)
    address = reverse("frozen_picture", args=[request.viewer.collaboration.slug, frozen.label])
    return redirect(f"{address}?edition={frozen.edition}")


def _told(result: recomputing.Recomputed, frozen: FrozenPicture) -> tuple[int, str]:
    """How it came out, in one sentence, and how much it matters."""
    codes = {"now": result.code_version, "then": frozen.code_version}
    if not result.untouched:
        return messages.ERROR, _(
            "What is stored is not what was frozen: its digest is another. Tell whoever runs the system."
        )
    if result.same and result.same_code:
        return messages.SUCCESS, _("Computed again: every figure and sentence comes out the same.")
    if result.same:
        return messages.SUCCESS, _(
            "Computed again: every figure and sentence comes out the same, although it was made by another code "
            "version (%(then)s; now %(now)s)."
        ) % codes
    if result.same_code:
        return messages.ERROR, _(
            "Computed again: it differs from what was frozen. Tell whoever runs the system."
        )
    if result.figures:
        return messages.SUCCESS, _(
            "Computed again: every figure comes out the same; only words differ, for it was made by another code "
            "version (%(then)s; now %(now)s)."
        ) % codes
    return messages.WARNING, _(
        "Computed again: figures differ. It was made by another code version (%(then)s; now %(now)s), which may be "
        "why. What was frozen stands."
    ) % codes
