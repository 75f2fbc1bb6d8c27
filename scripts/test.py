"""`make test`: style, types and house rules, then every test on SQLite and on PostgreSQL.

What the tests need beyond Python and Node (a browser, PostgreSQL) is found, or installed where that is allowed,
or named in one line as left out. With CI=true nothing may be left out.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BIN = Path(sys.executable).parent
CI = os.environ.get("CI") == "true"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SUPER = "postgresql://postgres@127.0.0.1:5432/postgres"
# These folders hold no database work: running them on the second database would test nothing new.
PURE = ("tests/analysis", "tests/demo", "tests/cli", "tests/browser", "tests/docs")


def run(*command: str, **environment: str) -> None:
    """Run a command; the tests end with it where it fails."""
    print("→", " ".join(command), flush=True)
    # Many tests start processes: bytecode that is kept spares each of them a second of compiling.
    environment |= {"PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run(command, check=True, env=os.environ | environment)


def left_out(what: str) -> None:
    """Say what is left out; in CI that is a failure."""
    print(f"! left out: {what}", flush=True)
    if CI:
        sys.exit(f"With CI=true nothing may be left out: {what}")


def install(*packages: str) -> bool:
    """Install system packages where this user may; whether it went well."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    for command in (
        ["apt-get", "update"],
        ["apt-get", "install", "-y", "--no-install-recommends", *packages],
    ):
        if subprocess.run(
            command, check=False, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, **quiet
        ).returncode:
            return False
    return True


def kernels() -> bool:
    """Whether the kernels are compiled; a compiler is installed where it is missing and may be."""
    compiles = [str(BIN / "python"), "-m", "samlad.analysis.kernels"]
    there = [
        str(BIN / "python"), "-c",
        "import sys; from samlad.analysis import kernels; sys.exit(kernels.library() is None)",
    ]  # fmt: skip
    if subprocess.run(there, check=False).returncode and install("gcc", "libc6-dev"):
        run(*compiles)
    return not subprocess.run(there, check=False).returncode


def browser() -> str | None:
    """The path of a Chromium, installed where it is missing and may be."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None and install("chromium"):
        found = shutil.which("chromium")
    return found


def answers(url: str) -> bool:
    """Whether a PostgreSQL server answers at the address."""
    code = f"import psycopg; psycopg.connect({url!r}, connect_timeout=3).close()"
    return subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0


@contextmanager
def postgresql() -> Iterator[str | None]:
    """The address of a PostgreSQL to test on: one that runs here, or one of our own for the time being."""
    for url in (os.environ.get("TEST_DATABASE_URL", ""), SUPER):
        if url and answers(url):
            yield url
            return
    if not _server_folder():
        install("postgresql")
    folder = _server_folder()
    if answers(SUPER):
        yield SUPER
    elif folder is None:
        yield None
    else:
        with _own_server(folder) as url:
            yield url


def _server_folder() -> Path | None:
    """The folder that holds initdb and pg_ctl."""
    if path := shutil.which("initdb"):
        return Path(path).parent
    return next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


@contextmanager
def _own_server(folder: Path) -> Iterator[str | None]:
    # PostgreSQL refuses to run as root: there, its own user runs it.
    lead = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory(prefix="samlad-pg-") as data:
        if lead:
            shutil.chown(data, "postgres")
        quiet = {"check": False, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(
            [*lead, str(folder / "initdb"), "-D", f"{data}/db", "-U", "postgres", "-A", "trust"], **quiet
        )
        options = f"-p 54329 -k {data} -c listen_addresses=127.0.0.1 -c fsync=off"
        control = [*lead, str(folder / "pg_ctl"), "-D", f"{data}/db", "-w"]
        subprocess.run([*control, "-l", f"{data}/log", "-o", options, "start"], **quiet)
        url = "postgresql://postgres@127.0.0.1:54329/postgres"
        try:
            yield url if answers(url) else None
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **quiet)


def main() -> None:
    """Everything, in the order in which it fails fastest."""
    began = time.monotonic()
    run(str(BIN / "ruff"), "check", ".")
    run(str(BIN / "ruff"), "format", "--check", ".")
    run(str(BIN / "lint-imports"), "--no-cache")
    run(str(BIN / "mypy"))
    if not kernels():
        left_out("the tests of the compiled kernels (no C compiler found, and none could be installed)")
    chromium = browser()
    if chromium is None:
        left_out("the tests in a browser (no Chromium found, and none could be installed)")
    pytest = [str(BIN / "python"), "-m", "pytest", "-n", "2", "--dist", "loadfile"]
    with postgresql() as url:
        if url is None:
            left_out("the tests on PostgreSQL (no server found, and none could be installed)")
        else:
            run(*pytest, "tests", *(f"--ignore={folder}" for folder in PURE), DATABASE_URL=url)
        run(*pytest, "tests", DATABASE_URL="", SAMLAD_BROWSER=chromium or "")
    print(f"All tests passed in {time.monotonic() - began:.0f} s.", flush=True)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as failed:
        sys.exit(failed.returncode or 1)
