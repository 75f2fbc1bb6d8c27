"""`samlad setup`: database and static files."""

import argparse
import sys


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "Make or update the database and collect static files. Safe to run again."


def run(options: argparse.Namespace) -> int:
    prepare()
    print("The database and the static files are up to date.")
    return 0


def prepare() -> None:
    """Bring the database and the static files to this version."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    _warn()


def _warn() -> None:
    from django.core.checks import run_checks

    from samlad.web.checks import MAIL

    for warning in run_checks(tags=[MAIL], include_deployment_checks=True):
        print(f"{warning.msg} {warning.hint}", file=sys.stderr)
