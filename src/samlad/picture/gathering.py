"""Files of several organisations gathered into one collaboration, every row accounted for."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.db.models import Count
from django.utils.text import slugify

from samlad.collect import actions as collect_actions
from samlad.collect import imports
from samlad.collect.axes import EXCHANGED
from samlad.collect.door import open_door
from samlad.collect.mapping import Mapping
from samlad.collect.models import ImportJob, Incident
from samlad.collect.positions import DEGREES
from samlad.collect.profile import Profile
from samlad.collect.standard import standard_categories
from samlad.people import actions as people_actions
from samlad.people.models import Collaboration, Organisation
from samlad.places import actions as places_actions
from samlad.places.areas_file import read_areas
from samlad.terminal import Progress, say


class SourceProblem(ValueError):
    """What was named on the command line cannot be gathered."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file, the organisation that it comes from, and how it is to be read."""

    organisation: str
    path: Path
    profile: Profile


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the rows of a file: `read` = `stored` + `corrections` + `repeats` + `rejected`."""

    job: ImportJob
    file: str
    organisation: str
    read: int
    stored: int
    withdrawn: int
    corrections: int
    repeats: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Gathered:
    """A collaboration with all the rows that could be used, and the accounts of all that were read."""

    collaboration: Collaboration
    accounts: tuple[Account, ...]
    masked: dict[str, int] = field(default_factory=dict)


def gather(
    sources: list[Source], *, areas: Path, categories: Path | None, title: str, timezone: str
) -> Gathered:
    """Bring all files in; a file that cannot be read at all stops it with what is wrong."""
    collaboration = _collaboration(areas, categories, title, timezone)
    organisations = _organisations(collaboration, (source.organisation for source in sources))
    jobs = []
    for source in sources:
        try:
            jobs.append(_bring_in(organisations[source.organisation.lower()], source))
        except Exception as problem:
            problem.add_note(source.path.name)
            raise
    masked: dict[str, int] = {}
    for job in jobs:
        for kind, count in job.masked.items():
            masked[kind] = masked.get(kind, 0) + count
    return Gathered(collaboration, _accounts(jobs), masked)


def _collaboration(areas: Path, categories: Path | None, title: str, timezone: str) -> Collaboration:
    collaboration = people_actions.create_collaboration(
        actor=None, slug="picture", name=title, time_zone=timezone
    )
    places_actions.create_areas(actor=None, collaboration=collaboration, rows=read_areas(areas.read_bytes()))
    collect_actions.create_categories(
        actor=None,
        collaboration=collaboration,
        rows=_categories(categories) if categories else standard_categories(),
    )
    return collaboration


def _categories(path: Path) -> list[dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(read_text(path))))
    needed = ("code", "parent", "sv", "en")
    if not rows or not all(isinstance(row.get(name), str) for row in rows for name in needed):
        raise SourceProblem(f"{path.name} has not the columns code, parent, sv and en; see docs/commands.md.")
    codes = Counter(row["code"] for row in rows)
    for row in rows:
        if not row["code"] or codes[row["code"]] > 1:
            raise SourceProblem(
                f"{path.name} has the code {row['code']!r} twice or empty; give each its own."
            )
        if row["parent"] and row["parent"] not in codes:
            raise SourceProblem(
                f"{path.name}: {row['code']} has the parent {row['parent']!r}; add it as a row."
            )
    return [{"statistic": "yes"} | row for row in rows]


def read_text(path: Path) -> str:
    """A text file that somebody wrote by hand."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceProblem(f"{path.name} is not text in UTF-8; save it as UTF-8 and try again.") from error


def _organisations(collaboration: Collaboration, names: Iterable[str]) -> dict[str, Organisation]:
    made: dict[str, Organisation] = {}
    for name in names:
        if name.lower() not in made:
            slug = slugify(name) or f"organisation-{len(made) + 1}"
            taken = {organisation.slug for organisation in made.values()}
            made[name.lower()] = people_actions.create_organisation(
                actor=None,
                collaboration=collaboration,
                slug=slug if slug not in taken else f"{slug}-{len(made) + 1}",
                name=re.sub(r"[_]+", " ", name),
                kind="other",
            )
    return made


def _bring_in(organisation: Organisation, source: Source) -> ImportJob:
    with source.path.open("rb") as content:
        job = imports.receive(
            actor=None, organisation=organisation, content=content, filename=source.path.name
        )
    # What is missing for the whole file is said before its first row goes in.
    door = open_door(organisation, now=job.created_at)
    mapping = imports.mapping_for(job, door, source.profile).require_ready()
    _remark(mapping, source.path.name)
    imports.start(actor=None, job=job, profile=mapping.to_profile())
    with Progress(source.path.name, job.rows_read) as progress:
        imports.work(imports.job_to_work(job.pk), advance=progress.advance)
    job.refresh_from_db()
    return job


def _remark(mapping: Mapping, filename: str) -> None:
    """Say what was assumed; an assumption that could be the map's fault has to be settled first."""
    if EXCHANGED in mapping.warnings and mapping.crs == DEGREES:
        raise SourceProblem(
            "the positions lie in the areas only with latitude and longitude exchanged. If the file with areas has "
            "latitude first, save it with longitude first, as GeoJSON is; if this file has them exchanged, give its "
            "two columns the right names."
        )
    for warning in mapping.warnings:
        say(f"{filename}: {warning}")


def _accounts(jobs: list[ImportJob]) -> tuple[Account, ...]:
    withdrawn = dict(
        Incident.objects.filter(import_job__in=jobs, state=Incident.State.WITHDRAWN)
        .values_list("import_job")
        .annotate(number=Count("id"))
    )
    return tuple(
        Account(
            job=job,
            file=job.filename,
            organisation=job.organisation.name,
            read=job.rows_read,
            stored=job.rows_stored,
            withdrawn=withdrawn.get(job.pk, 0),
            corrections=job.rows_corrections,
            repeats=job.rows_repeated,
            rejected=job.rows_rejected,
        )
        for job in jobs
    )
