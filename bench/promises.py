"""What a method promises, what was found, and how that is told in a line of the summary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

# A promise holds where what is missed is within two fifths of what may be: 93 to 97 % of 95 % intervals; and where so
# many worlds cannot tell, by so many of their standard errors.
SLACK, DOUBT = 0.4, 2.0
# From this share on of what was missed, the code is said to have warned.
MOSTLY = 50.0
HOLDS, WIDER, WARNED, FAILS = "", "+", "!", "✗"


class Answer(NamedTuple):
    """Of one world: whether the truth was missed (an interval) or an alarm was false, and what the code warned of.

    Where a call answers for many cells or series at once, `missed` is the share of them.
    """

    missed: float
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Promise:
    """A method in one kind of world. All shares are per cent.

    `allowed` is what may be missed, `missed` what was, `error` its Monte-Carlo standard error (0 where every outcome
    was gone through), `warned` the share of what was missed that came with a warning, `codes` the commonest of these.
    """

    method: str
    world: str
    allowed: float
    missed: float
    error: float
    n: int
    covers: bool
    warned: float = 0.0
    codes: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """Whether it holds, is wider than promised, or narrower, and then whether the code mostly warned."""
        if self.missed + DOUBT * self.error < (1 - SLACK) * self.allowed:
            return WIDER
        if self.missed - DOUBT * self.error <= (1 + SLACK) * self.allowed:
            return HOLDS
        return WARNED if self.warned >= MOSTLY else FAILS

    @property
    def cell(self) -> str:
        """What was found: how often an interval covered, or an alarm was false."""
        found = 100 - self.missed if self.covers else self.missed
        return f"{found:.1f} {self.verdict}".rstrip()

    @property
    def note(self) -> str:
        """What the code says where the promise does not hold; empty where it does, or errs on the safe side."""
        if self.verdict in (HOLDS, WIDER):
            return ""
        if not self.codes:
            return "no warning"
        told = ", ".join(f"`{code}`" for code in self.codes)
        return f"{told} in {self.warned:.0f} % of what was missed"


def told(
    world: str,
    draws: Iterable[Mapping[str, Answer | None]],
    *,
    allowed: float = 5.0,
    covers: bool = True,
    besides: Iterable[str] = (),
) -> Iterator[Promise]:
    """A promise for each method from its answers in many worlds of one kind.

    An answer of None is no answer: too little data. `besides` are warnings that speak of something else.
    """
    answers: dict[str, list[Answer]] = defaultdict(list)
    for draw in draws:
        for method, answer in draw.items():
            if answer is not None:
                answers[method].append(answer)
    for method, given in answers.items():
        missed = np.array([float(answer.missed) for answer in given])
        codes = [set(answer.warnings) - set(besides) for answer in given]
        warned = np.array([bool(found) for found in codes])
        often: dict[str, float] = defaultdict(float)
        for found, share in zip(codes, missed, strict=True):
            for code in sorted(found):
                often[code] += share
        # Where nothing, or all, was missed the worlds look as if they agreed: then the error is that of the promise.
        spread = float(missed.std()) or np.sqrt(allowed * (100 - allowed)) / 100
        yield Promise(
            method=method,
            world=world,
            allowed=allowed,
            missed=100 * float(missed.mean()),
            error=100 * float(spread / np.sqrt(len(missed))),
            n=len(given),
            covers=covers,
            warned=100 * float(missed @ warned / missed.sum()) if missed.any() else 0.0,
            codes=tuple(
                sorted((code for code in often if often[code] > 0), key=lambda code: -often[code])[:2]
            ),
        )


def outside(low: object, high: object, truth: float) -> bool:
    """Whether an interval misses the truth."""
    return not float(low) <= truth <= float(high)  # type: ignore[arg-type]


def enumerated(
    method: str,
    world: str,
    missed: float,
    *,
    allowed: float = 5.0,
    covers: bool = True,
    codes: tuple[str, ...] = (),
) -> Promise:
    """A promise whose share was summed over every outcome; `codes` are the warnings that all answers carry."""
    return Promise(method, world, allowed, 100 * missed, 0.0, 0, covers, 100.0 if codes else 0.0, codes)
