"""Promises of the package as a whole: light, pure, documented by examples that run."""

from __future__ import annotations

import dataclasses
import doctest
import importlib
import inspect
import pkgutil
import re
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


# One name for one thing in all signatures: the one that is used, and what it was called here or is called elsewhere.
ONE_NAME = {
    "level": {"confidence", "conf_level", "credibility"},
    "alpha": {"significance", "p_threshold"},
    "replications": {"permutations", "simulations", "draws", "repeats", "n_sim"},
    "exposure": {"offset", "person_time"},
    "method": {"way"},
    "start": {"intervention", "onset"},
    "target": {"treated", "treatment"},
    "comparison": {"control"},
    "buffer": {"displacement", "catchment"},
    "x": {"coordinates", "easting", "longitudes"},
    "rng": {"seed", "random_state", "generator"},
    "minimum_incidents": {"least_incidents", "minimum_total"},
}


@pytest.mark.parametrize(
    "function", [entry for entry in vars(analysis).values() if inspect.isfunction(entry)]
)
def test_parameters_are_told_of_and_have_the_names_that_they_have_elsewhere(function: object) -> None:
    parameters = set(inspect.signature(function).parameters)  # type: ignore[arg-type]
    assert not parameters & set().union(*ONE_NAME.values())
    page = (inspect.getdoc(function) or "").partition("Parameters\n")[2].partition("\n\nReturns")[0]
    heads = [line.partition(" :")[0] for line in page.splitlines()[1:] if line[:1].strip()]
    assert {name for head in heads for name in re.split(r"[ ,]+", head)} == parameters
