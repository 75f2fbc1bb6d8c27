"""What commands say on a terminal: errors, progress, checked arguments."""

import argparse
import sys
import time
from pathlib import Path
from typing import Self


def fail(message: str) -> int:
    """Say what is wrong on standard error; returns the exit status for bad input."""
    print(f"samlad: {message}", file=sys.stderr)  # noqa: T201 - a command's answer
    return 2


def say(message: str) -> None:
    """A remark on standard error, so that standard output stays the result."""
    print(f"samlad: {message}", file=sys.stderr)  # noqa: T201 - a command's answer


def existing_file(text: str) -> Path:
    """An argument that names a readable file."""
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text!r}; check the path")
    return path


class Progress:
    """One line that is written over while work goes on; silent where nobody watches."""

    def __init__(self, what: str, total: int) -> None:
        self.what, self.total, self.done = what, max(total, 1), 0
        self._shown = 0.0
        self._watched = sys.stderr.isatty()

    def __enter__(self) -> Self:
        self._show()
        return self

    def advance(self, steps: int) -> None:
        """So many more of the total are done."""
        self.done += steps
        if time.monotonic() - self._shown > 0.1:
            self._show()

    def _show(self) -> None:
        self._shown = time.monotonic()
        if self._watched:
            share = min(100, 100 * self.done // self.total)
            print(f"\r{self.what}: {share:3d} %", end="", file=sys.stderr, flush=True)  # noqa: T201

    def __exit__(self, *_: object) -> None:
        if self._watched:
            print(f"\r{' ' * (len(self.what) + 8)}\r", end="", file=sys.stderr, flush=True)  # noqa: T201
