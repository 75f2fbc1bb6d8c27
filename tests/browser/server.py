"""The real server with a small demo behind it: its own processes, its own data, nothing of the tests' Django."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# A quarter of a year: enough for an expected range and a trend, and loaded in a few seconds.
LOAD = """
from datetime import date
from samlad.web import command_setup
command_setup.prepare()
from samlad.demo.load import load
load(start=date(2026, 7, 20))
"""
PATIENCE = 180


def environment(data: Path) -> dict[str, str]:
    """What the server is to see: the demo on SQLite, whatever this test process itself runs on."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SAMLAD_", "DATABASE_"))
    }
    return kept | {
        "DJANGO_SETTINGS_MODULE": "samlad.web.settings",
        "SAMLAD_DATA": str(data),
        "SAMLAD_DEMO": "yes",
        "SAMLAD_HTTPS": "no",
        "SAMLAD_LOG_LEVEL": "WARNING",
    }


def loaded_data(base: Path, mine: Path) -> Path:
    """A copy of the demo's data folder; the first of several test processes makes it, the others wait."""
    made = base / "browser-demo"
    with (base / "browser-demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            fresh = base / "browser-demo.new"
            shutil.rmtree(fresh, ignore_errors=True)
            loading = subprocess.run(
                [sys.executable, "-c", LOAD],
                env=environment(fresh),
                capture_output=True,
                text=True,
                check=False,
            )
            assert loading.returncode == 0, loading.stderr
            fresh.rename(made)
    shutil.copytree(made, mine)
    return mine


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """The address of `samlad demo`, web processes and background worker, until the tests are done."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    log = data / "server.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "samlad.cli", "demo", "--port", str(port)],
            env=environment(data),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(address, process, log)
            yield address
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5) as answer:  # noqa: S310 - our own
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        assert process.poll() is None, f"the server has ended:\n{log.read_text()}"
        time.sleep(0.1)
    raise AssertionError(f"the server did not answer within {PATIENCE} s:\n{log.read_text()}")
