"""Bad input to every public function: a sentence with the argument and a remedy, or an answer without a silent NaN."""

from __future__ import annotations

import dataclasses
import inspect
import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import samlad.analysis
from samlad.analysis import DensityGrid, InputError, aoristic, expected_range, nearest_neighbours
from tests.analysis.valid_calls import CALLS, HOURS, LATER

Spoil = Callable[[np.ndarray], Any]
FUNCTIONS = {
    name: entry
    for name in samlad.analysis.__all__
    if inspect.isfunction(entry := getattr(samlad.analysis, name))
}


def first_is(value: Any) -> Spoil:
    """The first value replaced."""

    def spoil(values: np.ndarray) -> np.ndarray:
        spoilt = values.astype(np.result_type(values, type(value)))
        spoilt.flat[0] = value
        return spoilt

    return spoil


# Right or wrong, by what else is given: it is said, or the answer has no silent NaN.
SHAPES: dict[str, Spoil] = {
    "shorter": lambda values: values[..., :-1] if values.ndim else values[np.newaxis],
    "longer": lambda values: (
        np.concatenate([values, values[..., -1:]], axis=-1) if values.ndim else [values] * 3
    ),
    "one dimension more": lambda values: values[np.newaxis],
    "empty": lambda values: values[:0] if values.ndim else [],
    "empty rows": lambda values: values[..., :0] if values.ndim else [[]],
    "one row": lambda values: values[:1] if values.ndim else values,
    "alike": lambda values: np.full_like(values, values.flat[0]),
    "turned round": lambda values: values[::-1] if values.ndim else values,
}
ZEROS: dict[str, Spoil] = {"zeros": np.zeros_like}
SIZES = {"below 0": first_is(-1.0), "vast": first_is(1e12), "minute": first_is(1e-12)}
PLACES = {"far below 0": first_is(-7), "far beyond": first_is(10**6)}
# What is never right.
NEVER: dict[str, Spoil] = {
    "text": lambda values: values.astype(str),
    "objects": lambda values: np.where(np.zeros(values.shape, dtype=bool), values, None),
}
UNKNOWN = {"NaN": first_is(np.nan), "infinite": first_is(np.inf)}
UNCOUNTED = {"negative": first_is(-1), "half": first_is(0.5), "more than can be counted": first_is(1e300)}
WHOLE: dict[str, Spoil] = {"whole numbers": lambda values: values.astype(np.int64)}
BROKEN: dict[str, Spoil] = {"not whole": lambda values: values + 0.5}
TIMES: dict[str, Spoil] = {
    "not known": lambda values: np.where(np.arange(len(values)) > 0, values, np.datetime64("NaT"))
}
# For each kind of array: what has to be refused, and what may be.
WAYS: dict[str, tuple[dict[str, Spoil], dict[str, Spoil]]] = {
    "counts": (NEVER | UNKNOWN | UNCOUNTED, SHAPES | ZEROS),
    "numbers": (NEVER | UNKNOWN, SHAPES | ZEROS | SIZES),
    "masks": (NEVER | WHOLE | UNKNOWN, SHAPES | ZEROS),
    "codes": (NEVER | UNKNOWN | BROKEN, SHAPES | ZEROS | PLACES),
    "moments": (NEVER | WHOLE | TIMES, SHAPES),
    "rows": (NEVER | UNKNOWN, SHAPES | ZEROS),
}
# Labels may be texts and any numbers that are known; an end may be unknown.
TAKEN = {
    *((name, part, way) for name in ("survey_mean", "survey_proportion") for part in ("strata", "clusters")
      for way in ("text", "not whole", "infinite")),
    *((name, "end", "not known") for name in ("aoristic", "aoristic_darkness")),
}  # fmt: skip
# A setting may be anything within its range; these are outside of every range.
OUTSIDE, DOUBTFUL = (float("nan"), float("inf")), (-1, 0, 0.5, 1_000)


def spoilt(name: str) -> Iterator[tuple[str, str, Any, bool]]:
    """Every array of a call in every bad way, and whether that has to be refused."""
    for kind, (refused, doubtful) in WAYS.items():
        for argument, values in getattr(CALLS[name], kind).items():
            for way, spoil in (refused | doubtful).items():
                strict = way in refused and (name, argument, way) not in TAKEN
                if kind == "rows":
                    yield argument, way, [spoil(np.asarray(values[0])), *values[1:]], strict
                else:
                    yield argument, way, spoil(np.asarray(values)), strict


def misset(name: str) -> Iterator[tuple[str, str, Any, bool]]:
    """Every setting of a call out of its range, or perhaps so."""
    call = CALLS[name]
    for argument, parameter in inspect.signature(FUNCTIONS[name]).parameters.items():
        usual = call.settings.get(argument, parameter.default)
        if argument in call.arrays or isinstance(usual, bool):
            continue
        if isinstance(usual, str):
            yield argument, "an unknown word", "unknown", True
        elif isinstance(usual, int | float) or re.fullmatch(
            "(int|float) [|] None", str(parameter.annotation)
        ):
            yield from ((argument, str(value), value, True) for value in OUTSIDE)
            yield from ((argument, str(value), value, False) for value in DOUBTFUL)


def answer(name: str, changed: dict[str, Any]) -> Any:
    """What the function says to its valid call with this changed; as quick as it can be."""
    parameters = inspect.signature(FUNCTIONS[name]).parameters
    arguments = CALLS[name].arguments
    if "rng" in parameters:
        arguments["rng"] = np.random.default_rng(1)
    if "replications" in parameters:
        arguments["replications"] = 100 if "rank" in name else 19
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        return FUNCTIONS[name](**(arguments | changed))


def silent(result: Any, field: str = "") -> Iterator[str]:
    """Fields of a result that hold NaN although its page does not say when they do."""
    if dataclasses.is_dataclass(result):
        for part in dataclasses.fields(result):
            if not promised(type(result), part.name):
                yield from silent(getattr(result, part.name), f"{field}.{part.name}")
    elif isinstance(result, tuple | list):
        for one in result:
            yield from silent(one, field)
    elif isinstance(result, float | np.ndarray):
        values = np.asarray(result)
        if values.dtype.kind == "f" and np.isnan(values).any():
            yield field or "the answer"


def promised(result: type, field: str) -> bool:
    """Whether the attribute's text speaks of NaN."""
    page = (inspect.getdoc(result) or "").partition("Attributes\n")[2]
    attributes = re.split(r"\n(?=\S[^\n]* : |method, parameters)", page)
    return any("NaN" in text for text in attributes if field in re.split(r"[ ,]+", text.partition(" :")[0]))


def fault(name: str, argument: str, bad: Any, *, strict: bool) -> str:
    """What is wrong with how the function takes it; nothing where all is well."""
    try:
        holes = sorted(set(silent(answer(name, {argument: bad}))))
    except InputError as error:
        named = re.sub(r"\[.*", "", error.argument)
        if named != argument and (strict or named not in inspect.signature(FUNCTIONS[name]).parameters):
            return f"is told of {named}: {error}"
        told = error.argument in str(error) and str(error).endswith(error.remedy)
        return "" if told and re.fullmatch(r"[A-Z].{10,}\.", error.remedy) else f"has no remedy: {error}"
    except Exception as error:  # noqa: BLE001 - whatever else it ends in is the finding
        return f"ends in {type(error).__name__}: {error}"
    if strict:
        return "is taken"
    return f"makes {', '.join(holes)} NaN" if holes else ""


def test_every_public_function_has_a_valid_call() -> None:
    assert set(CALLS) == set(FUNCTIONS)
    for name in CALLS:
        assert not list(silent(answer(name, {}))), name


@pytest.mark.parametrize("name", CALLS)
def test_bad_arrays_and_settings_are_told_of_and_no_answer_is_silently_nan(name: str) -> None:
    found = [
        f"{argument}, {way}, {said}"
        for argument, way, bad, strict in (*spoilt(name), *misset(name))
        if (said := fault(name, argument, bad, strict=strict))
    ]
    assert not found, "\n".join(found)


def test_more_neighbours_than_cells_are_refused() -> None:
    with pytest.raises(InputError, match=r"number is 3\. Give a whole number, at least 1 and at most 2"):
        nearest_neighbours([0, 1, 2], [0, 0, 0], number=3)


def test_intervals_that_end_before_they_start_are_counted_and_told() -> None:
    found = aoristic(LATER, HOURS)
    assert (found.end_before_start, found.warnings) == (3, ("end_before_start",))


def test_a_window_without_a_baseline_says_so() -> None:
    found = expected_range(np.zeros((2, 0)))
    assert (found.reasons.tolist(), found.warnings) == (["no_periods"] * 2, ("no_periods",))
    assert found.verdict([3, 0]).tolist() == ["too_little_data"] * 2


def test_a_grid_that_is_turned_round_is_refused() -> None:
    with pytest.raises(InputError, match="right is 0"):
        DensityGrid.covering(100, 0, 0, 100, 10)
