"""Reference values lie beside the repository; where they do not, the tests that need them are skipped."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from samlad.analysis import kernels

# a busy machine is no error: time is tested where it is promised
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")


@pytest.fixture(scope="session")
def golden() -> Path:
    folder = Path(__file__).parents[2].parent / "shared" / "reference" / "golden"
    if not folder.is_dir():
        pytest.skip("the folder of reference values is not beside this checkout")
    return folder


@pytest.fixture(params=["compiled", "numpy"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The two ways of a statistic that has a kernel: compiled, and in NumPy alone. Both have to give the same."""
    if request.param == "numpy":
        monkeypatch.setattr(kernels, "library", lambda: None)
    elif kernels.library() is None:
        pytest.skip("the kernels are not compiled here: no C compiler was found")
    return str(request.param)
