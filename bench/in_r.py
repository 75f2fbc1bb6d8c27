"""Packages of R as peers: R times itself, without its start and the reading of the data."""

from __future__ import annotations

import functools
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike


@functools.cache
def there(package: str) -> bool:
    """Whether R and the package are installed."""
    if shutil.which("Rscript") is None:
        return False
    look = f'quit(status = !requireNamespace("{package}", quietly = TRUE))'
    return subprocess.run(["Rscript", "-e", look], capture_output=True, check=False).returncode == 0


def seconds(package: str, before: str, timed: str, **arrays: ArrayLike) -> float:
    """What R says that `timed` took, after `before`; the arrays are there by their names, matrices by columns."""
    with tempfile.TemporaryDirectory() as folder:
        reads = [_reads(Path(folder) / name, name, np.asarray(values)) for name, values in arrays.items()]
        session = "\n".join(
            [
                f"suppressMessages(library({package}))",
                *reads,
                before,
                f"taken <- system.time(suppressWarnings({timed}))[['elapsed']]",
                'cat("SECONDS", taken, "\\n")',
            ]
        )
        done = subprocess.run(["Rscript", "-e", session], capture_output=True, text=True, check=True)
    return float(done.stdout.split("SECONDS")[1].split()[0])


def _reads(file: Path, name: str, values: np.ndarray) -> str:
    values.astype(np.float64).ravel(order="F").tofile(file)
    read = f'readBin("{file}", "double", {values.size})'
    return f"{name} <- " + (
        f"matrix({read}, {values.shape[0]}, {values.shape[1]})" if values.ndim == 2 else read
    )
