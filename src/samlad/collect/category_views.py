"""Administration: the list of categories."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samlad.collect import category_actions, queries
from samlad.collect.administer_forms import CategoryForm, NewCategoryForm
from samlad.collect.models import Category
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.forms import attempt
from samlad.people.policy import Right


@require_safe
@viewer_required(Right.ADMINISTER)
def administer_categories(request: ViewerRequest) -> HttpResponse:
    """The categories, each with those under it."""
    rows = list(queries.categories(request.viewer))
    below: dict[int, list[Category]] = {}
    for row in rows:
        if row.parent_id:
            below.setdefault(row.parent_id, []).append(row)
    context = {
        "groups": [(row, below.get(row.pk, [])) for row in rows if not row.parent_id],
        "shown": sum(row.active for row in rows),
        "hidden": sum(not row.active for row in rows),
        "swedish_first": get_language() == "sv",
        "tab": "categories",
    }
    return render(request, "collect/categories.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@viewer_required(Right.ADMINISTER)
def administer_category(request: ViewerRequest, category: int) -> HttpResponseBase:
    """One category: names, whether it is offered, weight."""
    row = get_object_or_404(queries.categories(request.viewer).select_related("parent"), pk=category)
    form, status = CategoryForm.of(row, category_actions.CATEGORY, request.POST), 200
    if request.method == "POST":
        status = attempt(
            form, lambda data: category_actions.change_category(actor=request.viewer, category=row, **data)
        )
        if status == 200:
            messages.success(request, _("%(name)s is saved.") % {"name": row.code})
            return redirect("administer_categories", request.viewer.collaboration.slug)
    context = {"form": form, "category": row, "tab": "categories"}
    return render(request, "collect/category.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@viewer_required(Right.ADMINISTER)
def administer_category_add(request: ViewerRequest, category: int) -> HttpResponseBase:
    """A new sub-category under a category."""
    parent = get_object_or_404(queries.categories(request.viewer).filter(parent=None), pk=category)
    form, status = NewCategoryForm(request.POST or None), 200
    if request.method == "POST":
        status = attempt(
            form,
            lambda data: category_actions.add_category(
                actor=request.viewer,
                parent=parent,
                code=data["code"],
                swedish=data["swedish"],
                english=data["english"],
                weight=data["weight"],
            ),
        )
        if status == 200:
            messages.success(request, _("%(name)s is added.") % {"name": form.cleaned_data["swedish"]})
            return redirect("administer_categories", request.viewer.collaboration.slug)
    context = {"form": form, "parent": parent, "tab": "categories"}
    return render(request, "collect/category_add.html", context, status=status)
