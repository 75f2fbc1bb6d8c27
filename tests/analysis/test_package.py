"""Promises of the package as a whole: light, pure, documented by examples that run."""

from __future__ import annotations

import dataclasses
import doctest
import importlib
import pkgutil
import subprocess
import sys

import pytest

from samlad import analysis

MODULES = [
    module.name
    for module in pkgutil.walk_packages(analysis.__path__, "samlad.analysis.")
    # The compiled kernels are a library beside the modules, not one of them.
    if module.name.rpartition(".")[2].isidentifier()
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_importing_pulls_in_neither_django_nor_the_rest_of_samlad_nor_slow_statistics() -> None:
    code = "import samlad.analysis, sys; print('\\n'.join(sys.modules))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = answer.stdout.split()
    assert "samlad.analysis.trends.trend" in loaded
    forbidden = ("django", "scipy.stats", "scipy.optimize", "statsmodels", "polars")
    others = [
        name for name in loaded if name.startswith("samlad.") and not name.startswith("samlad.analysis")
    ]
    assert others == []
    assert [name for name in loaded if name.startswith(forbidden)] == []


@pytest.mark.parametrize("name", [name for name in analysis.__all__ if name[0].isupper()])
def test_every_result_is_frozen_and_slotted(name: str) -> None:
    thing = getattr(analysis, name)
    if dataclasses.is_dataclass(thing):
        assert thing.__dataclass_params__.frozen  # type: ignore[attr-defined]
        assert hasattr(thing, "__slots__")


def test_every_public_function_has_the_sections_of_its_documentation() -> None:
    for name in analysis.__all__:
        thing = getattr(analysis, name)
        if callable(thing) and not isinstance(thing, type):
            text = thing.__doc__ or ""
            missing = [
                part
                for part in ("Parameters", "Returns", "Raises", "Examples")
                if f"    {part}\n    ---" not in text
            ]
            assert missing == [], name
