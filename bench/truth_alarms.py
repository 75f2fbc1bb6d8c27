"""How often each alarm cries wolf where nothing has changed, and what it sees: the figures of docs/methods/alarms.md.

Run with `python -m bench.truth_alarms`; a few minutes on one core. Seeded: the same figures each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.promises import Answer, Promise, told
from bench.worlds import KINDS, Kind
from samlad.analysis import (
    Alarms,
    bayes_alarm,
    cusum,
    ears,
    expected_range,
    farrington,
    farrington_flexible,
    rki_alarm,
)
from samlad.analysis.alarms.baseline import baseline_columns

Floats = NDArray[np.float64]
Found = tuple[NDArray[np.bool_], tuple[str, ...]]
Alarm = Callable[[Floats], Found]

PAGE = "methods/alarms.md"
WORLDS, TOGETHER = 100, 10
# why a week has no bound: said of a series, not of a promise
NO_BOUND = ("too_few_incidents", "no_spread", "no_finite_estimate", "all_zeros")
SERIES, WEEKS = 1000, 312
JUDGED = np.arange(WEEKS - 13, WEEKS)
TAIL = 0.025
RISE, OUTBREAK_WEEKS = 3.0, 2
NOUFAILY = {"block_count": 10, "left_out": 26}
YEARS = {"years_back": 5}


LONG = (
    Kind("Poisson", 10),
    Kind("over-dispersed", 10, 2),
    Kind("over-dispersed", 10, 3),
    Kind("season, winter 3 × summer", 10, 1, 0.5),
    Kind("season, over-dispersed", 10, 2, 0.5),
    Kind("20 % more a year", 10, 1, 0, 1.2),
    Kind("sparse", 1),
    Kind("sparse, over-dispersed", 1, 2),
    Kind("very sparse", 0.1),
    Kind("very sparse, over-dispersed", 0.1, 2),
    Kind("clustered: last week pulls this one", 10, 2, 0, 1, 0.5),
)


def draw(kind: Kind, rng: np.random.Generator, series: int) -> Floats:
    """So many series of one kind, all with the same season."""
    return kind.draw(rng, kind.mean * np.broadcast_to(kind.shape(WEEKS, 52), (series, WEEKS)))


def own(counts: Floats) -> Found:
    """The product's own range, week by week."""
    found = []
    warnings: set[str] = set()
    for week in JUDGED:
        result = expected_range(counts[:, baseline_columns(WEEKS, int(week))])
        found.append(counts[:, week] > result.interval.high)
        warnings |= set(result.warnings)
    return np.stack(found, axis=1), tuple(sorted(warnings))


def asked(alarm: Callable[..., Alarms], **settings: Any) -> Alarm:
    """One of the field's alarms with its settings."""

    def answer(counts: Floats) -> Found:
        found = alarm(counts, periods=JUDGED, **settings)
        return found.alarm, found.warnings

    return answer


def flexible(method: str, **settings: Any) -> Alarm:
    """Farrington flexible with the settings of Noufaily et al."""
    return asked(
        farrington_flexible, alpha=TAIL, method=method, minimum_incidents=0, **YEARS, **NOUFAILY, **settings
    )


ALARMS: dict[str, Alarm] = {
    "expected range": own,
    "Farrington": asked(farrington, alpha=2 * TAIL, minimum_incidents=0, **YEARS),
    "flexible, delta": flexible("delta"),
    "flexible, nbPlugin": flexible("nbPlugin"),
    "flexible, muan": flexible("muan"),
    "muan, Pearson": flexible("muan", pearson_errors=True),
    "EARS C1": asked(ears, method="C1", alpha=TAIL),
    "EARS C2": asked(ears, method="C2", alpha=TAIL),
    "EARS C3": asked(ears, method="C3", alpha=TAIL),
    "Bayes": asked(bayes_alarm, alpha=TAIL, half_window=3, **YEARS),
    "RKI": asked(rki_alarm, half_window=3, **YEARS),
    "CUSUM": asked(cusum, scale="rossi", mean="season"),
}


def table(title: str, changed: Callable[[Kind, np.random.Generator, Floats], Floats], judged: slice) -> None:
    """One row per world: per cent of the judged weeks with an alarm."""
    print(f"\n### {title}\n")
    print("| world | mean | dispersion | " + " | ".join(ALARMS) + " |")
    print("|" + "---|" * (3 + len(ALARMS)))
    for number, world in enumerate(LONG):
        rng = np.random.default_rng([20264, number])
        counts = changed(world, rng, draw(world, rng, SERIES))
        shares = [100 * float(alarm(counts)[0][:, judged].mean()) for alarm in ALARMS.values()]
        cells = " | ".join(f"{share:.1f}" for share in shares)
        print(f"| {world.name} | {world.mean:g} | {world.dispersion:g} | {cells} |", flush=True)


def outbreak(world: Kind, rng: np.random.Generator, counts: Floats) -> Floats:
    """The last week three times what it would be."""
    counts = counts.copy()
    more = draw(world, rng, int(RISE - 1) * len(counts))[:, -1].reshape(int(RISE - 1), -1).sum(axis=0)
    counts[:, -1] += more
    return counts


def promises(worlds: int, rng: np.random.Generator) -> Iterator[Promise]:
    """False alarms where nothing changes, of ten series at a time; RKI and CUSUM promise no rate and are held to it."""
    for kind in KINDS:
        draws = (draw(kind, rng, TOGETHER) for _ in range(worlds))
        answers = ({name: answer(alarm, counts) for name, alarm in ALARMS.items()} for counts in draws)
        yield from told(kind.name, answers, allowed=100 * TAIL, covers=False, besides=NO_BOUND)


def answer(alarm: Alarm, counts: Floats) -> Answer:
    """The share of the judged weeks with an alarm."""
    found, warnings = alarm(counts)
    return Answer(float(found.mean()), warnings)


if __name__ == "__main__":
    table("Nothing changes: false alarms in per cent (meant: at most 2.5)", lambda _w, _r, y: y, slice(None))
    table("The last week is three times as high: alarms in it, in per cent", outbreak, slice(-1, None))
