"""Reference values lie beside the repository; where they do not, the tests that need them are skipped."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# a busy machine is no error: time is tested where it is promised
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")


@pytest.fixture(scope="session")
def golden() -> Path:
    folder = Path(__file__).parents[2].parent / "shared" / "reference" / "golden"
    if not folder.is_dir():
        pytest.skip("the folder of reference values is not beside this checkout")
    return folder
