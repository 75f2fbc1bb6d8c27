"""Import in the pages: upload, recognise, map, preview, confirm, progress, result."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samlad.collect import actions, problems, queries, uploads
from samlad.collect import imports as importing
from samlad.collect.exports import csv_response
from samlad.collect.forms import ColumnsForm, UploadForm
from samlad.collect.models import ImportJob
from samlad.collect.preview import Preview, chosen_columns, preview, with_columns
from samlad.collect.profile import FIELDS, Profile
from samlad.collect.reasons import InputError
from samlad.collect.tables import FileProblem
from samlad.people import queries as people_queries
from samlad.people.access import ViewerRequest, viewer_required
from samlad.people.policy import Denied, Right

PROFILE_LIMIT = 200_000


@require_http_methods(["GET", "HEAD", "POST"])
@viewer_required(Right.IMPORT_OWN)
def imports(request: ViewerRequest) -> HttpResponseBase:
    """The upload, and the files that have come in."""
    organisations = people_queries.importable_organisations(request.viewer)
    form = UploadForm(
        organisations,
        request.POST or None,
        request.FILES or None,
        initial={"organisation": request.viewer.organisation_id},
    )
    status = 200
    if request.method == "POST":
        if form.is_valid() and (job := _receive(request, form)):
            return redirect("import_job", request.viewer.collaboration.slug, job.pk)
        status = 422
        if uploads.was_too_large(request):
            form.errors.pop("file", None)
            form.add_error("file", _too_large())
            status = 413
    pages = Paginator(queries.import_jobs(request.viewer), 25)
    context = {"form": form, "page": pages.get_page(request.GET.get("page"))}
    return render(request, "collect/imports.html", context, status=status)


def _receive(request: ViewerRequest, form: UploadForm) -> ImportJob | None:
    data = form.cleaned_data
    try:
        profile = _profile(data.get("profile"))
        job = importing.receive(
            actor=request.viewer,
            organisation=data["organisation"],
            content=data["file"].file,
            filename=data["file"].name or "",
        )
    except (FileProblem, InputError) as problem:
        form.add_error("file", problems.file_problem(problem))
        return None
    if profile is not None:
        importing.propose(actor=request.viewer, job=job, profile=profile)
    return job


def _too_large() -> str:
    return _(
        "The file is larger than %(limit)s MB, and nothing of it was saved. Split it, for example by year, and send "
        "the parts one at a time."
    ) % {"limit": f"{settings.UPLOAD_LIMIT / 1_000_000:g}"}


def _profile(file: Any) -> Profile | None:
    if file is None:
        return None
    if file.size > PROFILE_LIMIT:
        raise FileProblem(
            gettext_noop("The profile has {size} bytes; at most {limit} are read."),
            gettext_noop("Check that it is the small file with columns and codes, and not the data."),
            size=file.size,
            limit=PROFILE_LIMIT,
        )
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileProblem(
            gettext_noop("The profile is not text in UTF-8."), gettext_noop("Save it as UTF-8 and try again.")
        ) from error
    return Profile.from_toml(text)


@require_http_methods(["GET", "HEAD", "POST"])
@viewer_required(Right.IMPORT_OWN)
def import_job(request: ViewerRequest, job: int) -> HttpResponseBase:
    """One file: its columns and a preview to confirm, then how it goes, then how it went."""
    found = _job(request, job)
    if found.state == ImportJob.State.UPLOADED:
        return _confirming(request, found)
    if request.method == "POST":
        if "again" in request.POST:
            importing.try_again(actor=request.viewer, job=found)
        else:
            messages.info(request, _("This file has been confirmed already."))
        return redirect("import_job", request.viewer.collaboration.slug, found.pk)
    return render(request, "collect/import_job.html", _result(request, found))


def _confirming(request: ViewerRequest, job: ImportJob) -> HttpResponseBase:
    language = get_language() or "sv"
    profile = Profile.from_toml(job.profile)
    problem = ""
    if request.method == "POST":
        profile = with_columns(profile, request.POST, job)
    try:
        shown: Preview | None = preview(job, profile)
    except InputError as error:
        shown, problem = None, problems.file_problem(error)
    ready = shown is not None and shown.ready
    if request.method == "POST" and "confirm" in request.POST and ready and shown is not None:
        importing.confirm(actor=request.viewer, job=job, profile=shown.profile)
        return redirect("import_job", request.viewer.collaboration.slug, job.pk)
    labels = [
        (name, swedish if language.startswith("sv") else english)
        for name, (swedish, english) in FIELDS.items()
    ]
    chosen = chosen_columns(shown.profile if shown else profile)
    context = {
        "job": job,
        "form": ColumnsForm(labels, job.columns, chosen),
        "preview": shown,
        "problem": problem,
        "notes": problems.note_texts(job),
        "masked": problems.masked_kinds(job),
    }
    status = 422 if request.method == "POST" and not ready else 200
    return render(request, "collect/import_confirm.html", context, status=status)


def _result(request: ViewerRequest, job: ImportJob) -> dict[str, Any]:
    found = queries.rejections(request.viewer, job)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    return {
        "job": job,
        "reasons": queries.rejection_reasons(request.viewer, job),
        "page": page,
        "rejected": [
            (rejection, problems.field_text(rejection.field), problems.reason_text(rejection))
            for rejection in page
        ],
    }


@require_safe
@viewer_required(Right.IMPORT_OWN)
def import_progress(request: ViewerRequest, job: int) -> HttpResponse:
    """The part of the page that renews itself while the job runs."""
    found = _job(request, job)
    response = render(request, "collect/import_progress.html", {"job": found})
    if found.state != ImportJob.State.RUNNING:
        # htmx loads the whole page once the work has ended.
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
@viewer_required(Right.IMPORT_OWN)
def import_cancel(request: ViewerRequest, job: int) -> HttpResponse:
    """Stop a file on its way in, or leave it unused."""
    found = _job(request, job)
    importing.cancel(actor=request.viewer, job=found)
    if found.state == ImportJob.State.UPLOADED:
        messages.success(request, _("The file is not used. Nothing of it has gone in."))
        return redirect("imports", request.viewer.collaboration.slug)
    messages.success(request, _("Stopped. What had gone in before stays."))
    return redirect("import_job", request.viewer.collaboration.slug, found.pk)


@require_safe
@viewer_required(Right.IMPORT_OWN)
def import_rejected(request: ViewerRequest, job: int) -> HttpResponseBase:
    """The rejected rows as a file: mended, it can be sent in again."""
    found = _job(request, job)
    columns = importing.read_columns(found)
    rows = (
        [*(rejection.row.get(name, "") for name in columns), problems.reason_text(rejection)]
        for rejection in queries.rejections(request.viewer, found).iterator(chunk_size=2_000)
    )
    header = [*columns, "samlad_reason"]
    simulated = request.viewer.collaboration.simulated
    return csv_response(f"rejected-{found.pk}", header, rows, simulated=simulated)


def _job(request: ViewerRequest, job: int) -> ImportJob:
    found: ImportJob = get_object_or_404(queries.import_jobs(request.viewer), pk=job)
    try:
        actions.require_import(request.viewer, found.organisation)
    except Denied as denied:
        raise PermissionDenied from denied
    return found
