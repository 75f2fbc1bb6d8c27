"""`samlad collaboration`: a new tenant with its areas, categories, first organisation and first invitation."""

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from samlad.terminal import fail, say

if TYPE_CHECKING:
    from samlad.places.areas_file import AreaRow


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Make a collaboration with the standard categories, its areas, its first organisation and an invitation for "
        "its first coordinator. Everything else is administered in the pages."
    )
    parser.add_argument("name", help="the name that people see, e.g. Luleå")
    parser.add_argument(
        "--slug", required=True, help="its short name in addresses, e.g. lulea; it never changes"
    )
    parser.add_argument("--areas", required=True, metavar="FILE", help="GeoJSON with the areas, in WGS 84")
    parser.add_argument("--admin", required=True, metavar="E-MAIL", help="address of its first coordinator")
    parser.add_argument(
        "--organisation", default="", help="name of the first organisation (default: the collaboration's)"
    )
    parser.add_argument(
        "--kind", default="municipality", help="its kind: municipality, police, housing or other"
    )
    parser.add_argument("--timezone", default="Europe/Stockholm", help="time zone of its days and weeks")
    parser.add_argument(
        "--address", default="", help="how the server is reached, e.g. https://samlad.kommunen.example"
    )


def run(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from samlad.places.areas_file import AreaProblem, read_areas

    problem = _problem(options)
    if problem:
        return fail(problem)
    try:
        areas = read_areas(Path(options.areas).read_bytes())
    except OSError as error:
        return fail(f"the file {options.areas!r} cannot be read ({error.strerror}).")
    except AreaProblem as error:
        return fail(str(error))
    token = _make(options, areas)
    say(f"{options.name} is made, with {len(areas)} areas and the standard categories.")
    say(f"The way in for {options.admin}, once, within two weeks:")
    print(f"{_address(options)}/account/invitation/{token}/")
    return 0


def _problem(options: argparse.Namespace) -> str:
    """What is wrong with the options, as a sentence; empty where nothing is."""
    from zoneinfo import available_timezones

    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.db import connection

    from samlad.people.models import Collaboration, Organisation

    if Collaboration._meta.db_table not in connection.introspection.table_names():
        return "the database has no tables yet; run `samlad setup` first."
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", options.slug):
        return (
            f"the slug is {options.slug!r}; write at most 40 letters a–z, digits and hyphens, such as lulea."
        )
    if options.slug in _taken_paths() or Collaboration.objects.filter(slug=options.slug).exists():
        return f"the slug {options.slug!r} is taken; choose another."
    if options.kind not in Organisation.Kind.values:
        return f"the kind is {options.kind!r}; use one of {', '.join(Organisation.Kind.values)}."
    if options.timezone not in available_timezones():
        return f"there is no time zone {options.timezone!r}; write one such as Europe/Stockholm."
    try:
        validate_email(options.admin)
    except ValidationError:
        return f"{options.admin!r} is no e-mail address; write one such as anna@kommunen.example."
    return ""


def _taken_paths() -> set[str]:
    """First parts of addresses that are not collaborations."""
    from django.urls import get_resolver

    return {str(entry.pattern).split("/")[0] for entry in get_resolver().url_patterns} | {"static"}


def _make(options: argparse.Namespace, areas: list["AreaRow"]) -> str:
    """Everything or nothing; the token of the invitation."""
    from django.db import transaction

    from samlad.collect.actions import create_categories
    from samlad.collect.standard import standard_categories
    from samlad.people import actions, member_actions
    from samlad.people.models import Role
    from samlad.places.actions import create_areas

    with transaction.atomic():
        collaboration = actions.create_collaboration(
            actor=None, slug=options.slug, name=options.name, time_zone=options.timezone
        )
        create_areas(actor=None, collaboration=collaboration, rows=areas)
        create_categories(actor=None, collaboration=collaboration, rows=standard_categories())
        organisation = actions.create_organisation(
            actor=None,
            collaboration=collaboration,
            name=options.organisation or options.name,
            kind=options.kind,
        )
        _invitation, token = member_actions.invite(
            actor=None, organisation=organisation, email=options.admin, role=Role.COORDINATOR
        )
    return token


def _address(options: argparse.Namespace) -> str:
    """How the pages are reached: as told, or as the settings have it."""
    from django.conf import settings

    given: str = options.address
    scheme = "https" if settings.HTTPS else "http"
    return given.rstrip("/") or f"{scheme}://{settings.ALLOWED_HOSTS[0]}"
