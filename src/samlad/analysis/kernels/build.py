"""Compiles the kernels. The build of a wheel does so too (`hatch_build.py`)."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
# -ffp-contract=off: the ways in C and in NumPy round alike, so that they give the same answers.
FLAGS = ("-std=c11", "-O3", "-fPIC", "-shared", "-ffp-contract=off", "-fno-math-errno", "-Wall", "-Wextra")
COMPILERS = ("cc", "gcc", "clang")


def sources() -> list[Path]:
    """The C files and their headers."""
    return sorted([*FOLDER.glob("*.c"), *FOLDER.glob("*.h")])


@cache
def library_path() -> Path:
    """Where the library of just these sources lies: the name holds their digest, so a stale one is never loaded."""
    whole = hashlib.sha256(" ".join(FLAGS).encode())
    for source in sources():
        whole.update(source.name.encode())
        whole.update(source.read_bytes())
    return FOLDER / f"kernels-{whole.hexdigest()[:16]}.so"


def compiler() -> str | None:
    """The C compiler named by CC, or one that is found; None where there is none."""
    named = os.environ.get("CC")
    return named or next((path for name in COMPILERS if (path := shutil.which(name))), None)


def build() -> Path | None:
    """Compile the kernels where that is possible; the library, or None.

    Raises
    ------
    subprocess.CalledProcessError
        If there is a compiler and it refuses the sources: that is a fault of ours.
    """
    target, found = library_path(), compiler()
    if target.exists():
        return target
    if found is None:
        return None
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        made = Path(folder) / "kernels.so"
        files = [str(source) for source in sources() if source.suffix == ".c"]
        subprocess.run([*found.split(), *FLAGS, "-o", str(made), *files, "-lm"], check=True)  # noqa: S603
        made.replace(target)
    for old in FOLDER.glob("kernels-*.so"):
        if old != target:
            old.unlink(missing_ok=True)
    return target
