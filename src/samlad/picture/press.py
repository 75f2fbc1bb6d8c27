"""PDFs are made in a process of their own, so that the web process never holds what printing takes.

The process is started at the first job. It ends when nothing was printed for a minute, after `JOBS` jobs (what
the layout engine keeps only grows), and with the process that started it. A job is the dotted path of a function
of Samlad from text to bytes, and the text; the process sees nothing else: no request, no viewer.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import select
import signal
import struct
import subprocess
import sys
import threading
from typing import IO, TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PICTURE = "samlad.picture.pdf:from_json"

COMMAND = (sys.executable, "-m", "samlad.picture.press")
JOB_SECONDS = 60.0
IDLE_SECONDS = 60.0
JOBS = 50
_ASKED = struct.Struct(">II")  # lengths of the function's path and of its text
_ANSWERED = struct.Struct(">?I")  # whether it went well; length of the bytes or of the error

logger = logging.getLogger(__name__)


class PressProblem(Exception):
    """Nothing was printed; the message says why."""


class _Ended(Exception):
    """The process was gone before it had answered."""


class Press:
    """One process that prints, one job at a time."""

    def __init__(self, command: Sequence[str] = COMMAND, *, job_seconds: float = JOB_SECONDS) -> None:
        self._command = command
        self._job_seconds = job_seconds
        self._turn = threading.Lock()
        self._process: _Process | None = None

    def print(self, function: str, text: str) -> bytes:
        """What the function, a path such as `samlad.picture.pdf:from_json`, makes of the text."""
        if not self._turn.acquire(timeout=self._job_seconds):
            raise PressProblem(
                f"The press was busy for {self._job_seconds:g} seconds with other jobs; try again later."
            )
        try:
            try:
                return self._exchanged(function, text)
            except _Ended:
                # It may have ended by itself just when the job came.
                return self._exchanged(function, text)
        except _Ended as ended:
            raise PressProblem(
                f"The press ended twice while it printed {function}; its standard error may say why."
            ) from ended
        finally:
            self._turn.release()

    def close(self) -> None:
        """End the process, if there is one."""
        with self._turn:
            self._end()

    @property
    def process_id(self) -> int | None:
        """The id of the running process."""
        return self._process.popen.pid if self._process and self._process.popen.poll() is None else None

    def _exchanged(self, function: str, text: str) -> bytes:
        process = self._running()
        late = threading.Event()
        watch = threading.Timer(self._job_seconds, _stop, [process.popen, late])
        watch.daemon = True
        watch.start()
        try:
            well, content = process.exchange(function.encode(), text.encode())
        except BaseException as fault:
            # Half an exchange must never be left behind: the next job would be given this one's answer.
            self._end()
            if late.is_set():
                raise PressProblem(
                    f"{function} took longer than {self._job_seconds:g} seconds and was stopped; ask for less at once."
                ) from fault
            raise
        finally:
            watch.cancel()
        if not well:
            raise PressProblem(f"{function} failed: {content.decode(errors='replace')}")
        return content

    def _running(self) -> _Process:
        # After a fork the pipes are the other process's: two that read from one would get each other's pages.
        known = self._process
        if known is None or known.owner != os.getpid() or known.popen.poll() is not None:
            self._end()
            self._process = known = _started(self._command)
        return known

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.owner == os.getpid():
            process.popen.kill()
            process.popen.wait(timeout=10)
        for pipe in (process.asking, process.answering):
            # What could not be written to a process that has ended is tried again by closing.
            with contextlib.suppress(OSError):
                pipe.close()


class _Process(NamedTuple):
    popen: subprocess.Popen[bytes]
    owner: int
    asking: IO[bytes]
    answering: IO[bytes]

    def exchange(self, function: bytes, text: bytes) -> tuple[bool, bytes]:
        try:
            self.asking.write(_ASKED.pack(len(function), len(text)) + function + text)
            self.asking.flush()
            well, length = _ANSWERED.unpack(_whole(self.answering, _ANSWERED.size))
            return well, _whole(self.answering, length)
        except (OSError, EOFError) as fault:
            raise _Ended from fault


def _started(command: Sequence[str]) -> _Process:
    # A session of its own: Ctrl-C is for the parent, which takes this process along by closing its pipe.
    popen = subprocess.Popen(  # noqa: S603 - the command is this module's own
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    # Somebody waits for it, so that it does not stay in the list of processes when it ends by itself.
    threading.Thread(target=popen.wait, daemon=True).start()
    assert popen.stdin is not None  # noqa: S101 - tells the type checker what PIPE gives
    assert popen.stdout is not None  # noqa: S101
    return _Process(popen, os.getpid(), popen.stdin, popen.stdout)


def _stop(popen: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    popen.kill()


def _whole(stream: IO[bytes], length: int) -> bytes:
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return content


press = Press()


def serve(asked: IO[bytes], answers: IO[bytes]) -> None:
    """The other side: answer jobs until there are none for a while, the parent is gone, or it has been enough."""
    for _ in range(JOBS):
        if not select.select([asked], [], [], IDLE_SECONDS)[0]:
            return
        try:
            lengths = _ASKED.unpack(_whole(asked, _ASKED.size))
            function, text = (_whole(asked, length).decode() for length in lengths)
        except EOFError:
            return
        # Should the parent die in the middle of a job that never ends, the kernel ends it.
        signal.alarm(int(JOB_SECONDS) + 5)
        well, content = _done(function, text)
        signal.alarm(0)
        answers.write(_ANSWERED.pack(well, len(content)) + content)
        answers.flush()


def _done(function: str, text: str) -> tuple[bool, bytes]:
    try:
        return True, _function(function)(text)
    except Exception as fault:
        logger.exception("%s failed", function)
        return False, f"{type(fault).__name__}: {fault}".encode()


def _function(path: str) -> Callable[[str], bytes]:
    module, _, name = path.partition(":")
    if not module.startswith("samlad.") or not name.isidentifier():
        raise ValueError(f"{path!r} is no function of Samlad; write samlad.folder.module:function.")
    found: Callable[[str], bytes] = getattr(importlib.import_module(module), name)
    return found


def main() -> None:
    """Answer on what was standard output; whatever else is printed goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    asked = os.fdopen(os.dup(0), "rb")
    if os.environ.get("DJANGO_SETTINGS_MODULE"):
        import django

        django.setup()
    with contextlib.suppress(BrokenPipeError):
        serve(asked, answers)


if __name__ == "__main__":
    main()
