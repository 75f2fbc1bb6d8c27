"""The picture of gathered files, written whole or not at all."""

import os
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

from django.utils.translation import override

from samlad.collect import problems
from samlad.collect.models import ImportRejection, Incident
from samlad.picture import document as d
from samlad.picture import page, pdf
from samlad.picture.catalogue import catalogue
from samlad.picture.columns import current, local_days
from samlad.picture.compose import Subject, compose
from samlad.picture.gathering import Gathered
from samlad.picture.periods import Period
from samlad.picture.printing import printable
from samlad.picture.query import Query


def picture_document(gathered: Gathered, period: Period, language: d.Language) -> d.PictureDocument:
    """The joint picture of the period, with the account of every row that was read."""
    collaboration = gathered.collaboration
    names = catalogue(collaboration)
    query = Query(period=period)
    composed = compose(
        current(collaboration), names, query, Subject(collaboration.name, collaboration.simulated), language
    )
    document = replace(
        composed.document,
        accounting=_accounting(gathered, period),
        rejected=_rejected(gathered, language),
        masked=gathered.masked,
    )
    return printable(document, names, query)


def write_picture(gathered: Gathered, period: Period, language: d.Language, out: Path) -> None:
    """Write PDF, HTML or JSON, by the ending of the file's name."""
    document = picture_document(gathered, period, language)
    kind = out.suffix.lower()
    if kind == ".pdf":
        content = pdf.render_pdf(document)
    elif kind == ".html":
        content = page.render_html(document).encode()
    else:
        content = document.to_json().encode()
    _write_whole(out, content)


def _write_whole(out: Path, content: bytes) -> None:
    """Under another name first: whoever looks sees the old file or the whole new one."""
    handle, name = tempfile.mkstemp(dir=out.resolve().parent, prefix=f".{out.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
        Path(name).replace(out)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _accounting(gathered: Gathered, period: Period) -> tuple[d.FileAccount, ...]:
    """In the period or outside it: by the local day on which each incident began."""
    inside: Counter[int] = Counter()
    rows = Incident.objects.filter(
        import_job__in=[account.job for account in gathered.accounts], state=Incident.State.APPROVED
    ).values_list("import_job", "occurred_from")
    moments = list(rows.iterator(chunk_size=50_000))
    days = local_days([moment for _, moment in moments], gathered.collaboration.time_zone)
    for (job, _), day in zip(moments, days, strict=True):
        inside[job] += period.first_day <= day < period.end_day
    return tuple(
        d.FileAccount(
            file=account.file,
            organisation=account.organisation,
            read=account.read,
            counted_in_period=inside[account.job.pk],
            outside_period=account.stored - account.withdrawn - inside[account.job.pk],
            withdrawn=account.withdrawn,
            corrections=account.corrections,
            repeats=account.repeats,
            rejected=account.rejected,
        )
        for account in gathered.accounts
    )


def _rejected(gathered: Gathered, language: str) -> tuple[d.RejectedRow, ...]:
    found = ImportRejection.objects.filter(job__in=[account.job for account in gathered.accounts])
    with override(language):
        return tuple(
            d.RejectedRow(
                file=rejection.job.filename,
                line=rejection.line,
                field=rejection.field,
                value=rejection.value,
                reason=problems.reason_text(rejection),
            )
            for rejection in found.select_related("job").order_by("job_id", "line")
        )
