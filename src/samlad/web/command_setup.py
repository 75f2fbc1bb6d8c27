"""`samlad setup`: database and static files."""

import argparse


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
