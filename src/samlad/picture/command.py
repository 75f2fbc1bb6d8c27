"""`samlad picture`: files of several organisations in, one joint picture out, without a server.

The files go through the same door into a database of their own that lives in a temporary folder for as long as
the command does: interrupted at any point, it leaves nothing behind.
"""

import argparse
import os
import re
import signal
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from samlad.picture.periods import Kind, Period, PeriodProblem
from samlad.terminal import existing_file, fail, say

if TYPE_CHECKING:
    from samlad.collect.profile import Profile
    from samlad.picture.gathering import Gathered, Source

FORMATS = (".pdf", ".html", ".json")
EPILOG = """
examples:
  samlad picture police.csv housing.xlsx --areas areas.geojson --week 2019-W40 --out picture.pdf
  samlad picture Polisen=a.csv Polisen=b.csv --profile Polisen=polisen.toml --areas areas.geojson \\
                 --month 2026-10 --out picture.html --language en

A file may be preceded by the organisation that it comes from (Polisen=a.csv); without, the organisation is named
after the file. A profile is a small TOML file that says which column is what, what the organisation's own codes
mean and in which coordinate system positions are; what it leaves out is recognised.

exit status: 0 the picture was written (rows that could not be used are listed in it) · 2 something in the input has
to be mended first; nothing was written · 130 interrupted; nothing was written
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "Make one joint picture out of several organisations' files (CSV or Excel)."
    parser.epilog = EPILOG
    parser.add_argument("files", nargs="+", metavar="[ORGANISATION=]FILE", help="a CSV or .xlsx file")
    parser.add_argument(
        "--areas", type=existing_file, required=True, help="GeoJSON with the areas, in WGS 84"
    )
    period = parser.add_mutually_exclusive_group(required=True)
    for name, example in (
        ("week", "2019-W40"),
        ("month", "2019-10"),
        ("quarter", "2019-Q4"),
        ("year", "2019"),
    ):
        period.add_argument(f"--{name}", metavar="PERIOD", help=f"the {name} to show, such as {example}")
    parser.add_argument("--out", type=Path, required=True, help="the file to write: .pdf, .html or .json")
    parser.add_argument(
        "--profile",
        action="append",
        default=[],
        metavar="[ORGANISATION=]FILE",
        help="how to read an organisation's files (all files, where no organisation is named); may be repeated",
    )
    parser.add_argument(
        "--crs", default="", help="coordinate system of x and y, such as EPSG:3006 (default: recognised)"
    )
    parser.add_argument(
        "--timezone", default="Europe/Stockholm", help="time zone of the dates (default: %(default)s)"
    )
    parser.add_argument(
        "--categories",
        type=existing_file,
        help="CSV with code,parent,sv,en,statistic (default: the standard list)",
    )
    parser.add_argument(
        "--title", default="", help="name of the place (default: the name of the file of areas)"
    )
    parser.add_argument(
        "--language", choices=("sv", "en"), default="sv", help="language (default: %(default)s)"
    )
    parser.add_argument("--force", action="store_true", help="write over an existing file")


def run(options: argparse.Namespace) -> int:
    try:
        period = _period(options)
        ZoneInfo(options.timezone)
    except PeriodProblem as problem:
        return fail(str(problem))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return fail(f"there is no time zone {options.timezone!r}; write one such as Europe/Stockholm.")
    if options.out.suffix.lower() not in FORMATS:
        return fail(f"the file to write is {options.out.name!r}; let it end with {', '.join(FORMATS)}.")
    if not options.out.resolve().parent.is_dir():
        return fail(f"there is no folder {str(options.out.parent)!r} to write to; make it first.")
    if options.out.is_dir():
        return fail(f"{str(options.out)!r} is a folder; name a file to write.")
    if options.out.exists() and not options.force:
        return fail(f"{str(options.out)!r} exists; add --force to write over it.")
    with tempfile.TemporaryDirectory(prefix="samlad-picture-") as folder:
        _private_database(folder)
        return _make(options, period)


def _period(options: argparse.Namespace) -> Period:
    for kind in Kind:
        text = getattr(options, kind.value)
        if text is not None:
            period = Period.parse(text)
            if period.kind is not kind:
                raise PeriodProblem(text)
            return period
    raise PeriodProblem("")


def _private_database(folder: str) -> None:
    """A database of this run alone, made straight from the models."""
    # An ordinary `kill` too is to leave no folder behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    os.environ |= {"SAMLAD_DATA": folder, "DATABASE_URL": "", "SAMLAD_LOG_LEVEL": "ERROR"}
    import django

    django.setup()
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    settings.MIGRATION_MODULES = dict.fromkeys(app.label for app in apps.get_app_configs())
    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)


def _make(options: argparse.Namespace, period: Period) -> int:
    from samlad.collect.reasons import InputError
    from samlad.collect.tables import FileProblem
    from samlad.picture.gathering import SourceProblem, gather
    from samlad.picture.writing import write_picture
    from samlad.places.areas_file import AreaProblem

    try:
        gathered = gather(
            _sources(options),
            areas=options.areas,
            categories=options.categories,
            title=options.title or options.areas.stem,
            timezone=options.timezone,
        )
    except (FileProblem, InputError, AreaProblem, SourceProblem) as problem:
        where = "".join(f"{note}: " for note in getattr(problem, "__notes__", ()))
        return fail(f"{where}{problem}")
    except OSError as problem:
        return fail(
            f"{problem.filename!r} cannot be read ({problem.strerror}); check the path and its rights."
        )
    try:
        write_picture(gathered, period, options.language, options.out)
    except OSError as problem:
        return fail(f"{str(options.out)!r} cannot be written ({problem.strerror}); nothing was.")
    _tell(gathered, options.out)
    return 0


def _sources(options: argparse.Namespace) -> list["Source"]:
    from samlad.picture.gathering import Source, SourceProblem

    profiles = _profiles(options)
    sources = []
    for text in options.files:
        organisation, path = _split(text)
        if not path.is_file():
            raise SourceProblem(f"there is no file {str(path)!r}; check the path.")
        organisation = organisation or path.stem
        profile = profiles.get(organisation.lower(), profiles[""])
        sources.append(Source(organisation, path, profile))
    names = {source.organisation.lower() for source in sources}
    for unused in profiles.keys() - names - {""}:
        raise SourceProblem(
            f"there is a profile for {unused!r} but no file of that organisation; "
            f"the organisations are {', '.join(sorted(names))}."
        )
    return sources


def _profiles(options: argparse.Namespace) -> dict[str, "Profile"]:
    """Organisation → how its files are read; '' is for those that have no profile of their own."""
    from samlad.collect.profile import Profile
    from samlad.picture.gathering import SourceProblem, read_text

    profiles = {"": Profile()}
    for text in options.profile:
        organisation, path = _split(text)
        if not path.is_file():
            raise SourceProblem(f"there is no profile {str(path)!r}; check the path.")
        try:
            profiles[organisation.lower()] = Profile.from_toml(read_text(path))
        except ValueError as problem:
            problem.add_note(path.name)
            raise
    if options.crs:
        profiles = {name: replace(profile, crs=options.crs) for name, profile in profiles.items()}
    return profiles


def _split(text: str) -> tuple[str, Path]:
    """'Polisen=a.csv' → ('Polisen', a.csv); a name with '=' in it that exists is taken as it is."""
    found = re.fullmatch(r"([^=/\\]+)=(.+)", text)
    if found and not Path(text).exists():
        return found[1].strip(), Path(found[2])
    return "", Path(text)


def _tell(gathered: "Gathered", out: Path) -> None:
    read = sum(account.read for account in gathered.accounts)
    rejected = sum(account.rejected for account in gathered.accounts)
    say(f"read {read} rows of {len(gathered.accounts)} files; wrote {out}")
    if rejected:
        say(f"{rejected} rows could not be used; they are listed in the picture with line, field and reason")
