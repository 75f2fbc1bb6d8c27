"""The `samlad` command. `docs/commands.md` documents every sub-command and option; a test compares."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from samlad.code_version import code_version

# Sub-command → the module that does it: each has `arguments(parser)` and `run(options) -> exit status`.
COMMANDS = {
    "picture": "samlad.picture.command",
    "simulate": "samlad.demo.command_simulate",
    "demo": "samlad.demo.command_demo",
    "setup": "samlad.web.command_setup",
    "serve": "samlad.web.command_serve",
    "worker": "samlad.web.command_worker",
    "collaboration": "samlad.collect.command_collaboration",
    "user": "samlad.people.command_user",
}
SUMMARIES = {
    "picture": "one joint picture out of several organisations' files, without a server",
    "simulate": "write the demo's simulated files of three organisations",
    "demo": "set up the demo (Luleå, simulated) and start it",
    "setup": "make or update the database and collect static files",
    "serve": "run the web pages and the background worker",
    "worker": "run a background worker alone, beside other servers",
    "collaboration": "make a collaboration, and invite its first coordinator",
    "user": "make a member, or give a new password",
}
INTERRUPTED = 130


class _Version(argparse.Action):
    """`--version`, which reads the code only where it is asked."""

    def __call__(self, parser: argparse.ArgumentParser, *_given: Any) -> None:
        print(f"samlad {code_version()}")
        parser.exit()


def parser(only: str | None = None) -> argparse.ArgumentParser:
    """The command line; with `only`, the options of that one sub-command (others stay unimported)."""
    top = argparse.ArgumentParser(
        prog="samlad",
        description="One joint situational picture for safer places.",
        epilog="Try: samlad picture police.csv housing.xlsx --areas areas.geojson --week 2019-W40 --out picture.pdf",
    )
    top.add_argument("--version", action=_Version, nargs=0, help="show which code it is and exit")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, module in COMMANDS.items():
        sub = commands.add_parser(
            name, help=SUMMARIES[name], formatter_class=argparse.RawDescriptionHelpFormatter
        )
        if only in (None, name):
            import_module(module).arguments(sub)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samlad.web.settings")
    try:
        return _run(given)
    except KeyboardInterrupt:
        print("\nInterrupted: nothing was written.", file=sys.stderr)
        # An interrupt that passed through `exec` of a text, in some library, is noted by CPython as unhandled, and it
        # would end itself by the signal. Running any text takes the note back, and our exit status is given.
        exec("pass")  # noqa: S102
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of a pipe has left (`| head`): no fault, and nothing more to say to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(given: list[str]) -> int:
    name = next((word for word in given if not word.startswith("-")), "")
    if not given or given[0] not in COMMANDS:
        options = parser(name if name in COMMANDS else "").parse_args(given)
        name = str(options.command)
    else:
        # Files and options in any order: a sub-command's own parser can, through the one above it cannot.
        options = command_parser(parser(name), name).parse_intermixed_args(given[1:])
    return int(import_module(COMMANDS[name]).run(options))


def command_parser(top: argparse.ArgumentParser, name: str) -> argparse.ArgumentParser:
    """The parser of one sub-command."""
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            found: argparse.ArgumentParser = action.choices[name]
            return found
    raise KeyError(name)


if __name__ == "__main__":
    sys.exit(main())
