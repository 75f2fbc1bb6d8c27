"""`samlad simulate`: the demo's files."""

import argparse
from datetime import date
from pathlib import Path

from samlad.terminal import fail, say


def arguments(parser: argparse.ArgumentParser) -> None:
    from samlad.demo.world import END, START

    parser.description = (
        "Write simulated files of three organisations in Luleå: the same seed gives the same files. "
        "Nobody has reported any of these incidents."
    )
    parser.add_argument("folder", type=Path, help="the folder to write to; made where it is missing")
    parser.add_argument("--seed", type=int, default=2580, help="seed of the generator (default: %(default)s)")
    parser.add_argument("--start", type=_day, default=START, help="a Monday (default: %(default)s)")
    parser.add_argument("--end", type=_day, default=END, help="a Sunday (default: %(default)s)")
    parser.add_argument(
        "--scale", type=float, default=1.0, help="1 is Luleå, 60 about a million incidents (default: 1)"
    )


def run(options: argparse.Namespace) -> int:
    from samlad.demo.simulate import simulate
    from samlad.demo.write import write_files

    if options.scale <= 0:
        return fail(f"--scale is {options.scale:g}; give a number above 0.")
    try:
        simulated = simulate(options.seed, options.start, options.end, options.scale)
    except ValueError as error:
        return fail(str(error))
    for path in write_files(simulated, options.folder):
        say(f"wrote {path}")
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it as 2026-11-16") from error
