"""The kernels are found where they were compiled, never stale, and may be missing."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from samlad.analysis import count_cells, kernels
from samlad.analysis.kernels import build


def test_a_changed_source_is_another_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for source in build.sources():
        shutil.copy(source, tmp_path)
    monkeypatch.setattr(build, "FOLDER", tmp_path)
    before = build.library_path.__wrapped__()
    (tmp_path / "counts.c").write_text("/* changed */")
    assert build.library_path.__wrapped__() != before


def test_without_a_compiler_nothing_is_built_and_nothing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "library_path", lambda: tmp_path / "none.so")
    monkeypatch.setattr(build, "compiler", lambda: None)
    assert build.build() is None


def test_switched_off_by_the_environment_everything_is_numpy() -> None:
    code = "from samlad.analysis import kernels, count_cells; print(kernels.library(), count_cells([[0, 1]], (2,)).sum())"
    environment = os.environ | {"SAMLAD_KERNELS": "off"}
    answer = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert answer.stdout.split() == ["None", "2"], answer.stderr


def test_an_array_of_another_type_is_refused(way: str) -> None:
    kernel = kernels.function("count_cells", kernels.array(np.int64))
    if way == "numpy":
        assert kernel is None
    else:
        assert kernel is not None
        with pytest.raises(ctypes.ArgumentError):
            kernel(np.zeros(3, dtype=np.int32))


@pytest.mark.parametrize("dtype", ["i1", "i2", "i4", "i8", "u1", "u2", "u4", ">i4"])
def test_codes_of_every_width_are_counted_alike(way: str, dtype: str) -> None:
    rng = np.random.default_rng(5)
    rows = 200_000
    first = rng.integers(0, 7, rows).astype(dtype)
    second = rng.integers(-1, 100, rows, dtype=np.int32)
    expected = np.zeros((7, 100), dtype=np.int64)
    np.add.at(expected, (first[second >= 0], second[second >= 0]), 1)
    assert (count_cells([first, second], (7, 100)) == expected).all()
