"""The few inner loops that are written in C, loaded where they were compiled.

Every statistic that calls one also has a way in NumPy with the same answers, for machines without a compiler.
`function` is None there.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar

import numpy as np

from samlad.analysis.kernels.build import library_path

Item = TypeVar("Item")
Result = TypeVar("Result")

# What a kernel takes: whole numbers, floating-point numbers, and arrays in C order of one exact type.
INTEGER, SIZE, REAL = ctypes.c_int32, ctypes.c_int64, ctypes.c_double
SEED = ctypes.c_uint64


def array(dtype: Any) -> Any:
    """The argument type of an array in C order; a call with any other array raises `ctypes.ArgumentError`."""
    return np.ctypeslib.ndpointer(dtype=dtype, flags="C_CONTIGUOUS")


@cache
def library() -> ctypes.CDLL | None:
    """The compiled kernels of just these sources; None where they were not compiled, or are switched off."""
    path = library_path()
    if os.environ.get("SAMLAD_KERNELS") == "off" or not path.exists():
        return None
    try:
        return ctypes.CDLL(str(path))
    except OSError:
        return None


def function(name: str, *arguments: Any, result: Any = None) -> Callable[..., Any] | None:
    """A compiled kernel by name, or None: then the caller takes its way in NumPy.

    Looked up at each call and never kept by the caller, so that a test can switch the kernels off.
    """
    found = library()
    if found is None:
        return None
    kernel: Any = found[name]
    kernel.argtypes = arguments
    kernel.restype = result
    return kernel  # type: ignore[no-any-return]


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_threads(work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """The results in the order of the items; a kernel lets go of the interpreter, so threads share the processors."""
    if len(items) < 2 or processors() < 2:
        return [work(item) for item in items]
    with ThreadPoolExecutor(min(len(items), processors())) as pool:
        return list(pool.map(work, items))
