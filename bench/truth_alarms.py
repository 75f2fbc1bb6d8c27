"""How often each alarm cries wolf where nothing has changed, and what it sees: the figures of docs/methods/alarms.md.

Run with `python -m bench.truth_alarms`; a few minutes on one core. Seeded: the same figures each time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samlad.analysis import (
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
Alarm = Callable[[Floats], NDArray[np.bool_]]

SERIES, WEEKS = 1000, 312
JUDGED = np.arange(WEEKS - 13, WEEKS)
TAIL = 0.025
RISE, OUTBREAK_WEEKS = 3.0, 2
NOUFAILY = {"n_blocks": 10, "left_out": 26}
YEARS = {"years_back": 5}


@dataclass(frozen=True, slots=True)
class World:
    """Weekly counts in which nothing changes but what is named."""

    name: str
    mean: float
    dispersion: float = 1.0
    season: float = 0.0
    yearly: float = 1.0
    pull: float = 0.0


WORLDS = (
    World("Poisson", 10),
    World("over-dispersed", 10, 2),
    World("over-dispersed", 10, 3),
    World("season, winter 3 × summer", 10, 1, 0.5),
    World("season, over-dispersed", 10, 2, 0.5),
    World("20 % more a year", 10, 1, 0, 1.2),
    World("sparse", 1),
    World("sparse, over-dispersed", 1, 2),
    World("very sparse", 0.1),
    World("very sparse, over-dispersed", 0.1, 2),
    World("clustered: last week pulls this one", 10, 2, 0, 1, 0.5),
)


def draw(world: World, rng: np.random.Generator, series: int) -> Floats:
    """Counts: negative binomial about a mean with season, growth and, where `pull` is not 0, a memory of weeks."""
    weeks = np.arange(WEEKS)
    shape = (1 + world.season * np.cos(2 * np.pi * weeks / 52)) * world.yearly ** (weeks / 52 - WEEKS / 52)
    mean = world.mean * np.broadcast_to(shape, (series, WEEKS))
    if world.pull:
        # the excess variance is that of a gamma-distributed mean which drifts back over some weeks
        normal = rng.normal(size=(series, WEEKS))
        for week in range(1, WEEKS):
            normal[:, week] = world.pull * normal[:, week - 1] + np.sqrt(1 - world.pull**2) * normal[:, week]
        spread = np.sqrt(np.log1p((world.dispersion - 1) / world.mean))
        return rng.poisson(mean * np.exp(spread * normal - spread**2 / 2)).astype(np.float64)
    if world.dispersion == 1:
        return rng.poisson(mean).astype(np.float64)
    return rng.negative_binomial(mean / (world.dispersion - 1), 1 / world.dispersion).astype(np.float64)


def own(counts: Floats) -> NDArray[np.bool_]:
    """The product's own range, week by week."""
    found = []
    for week in JUDGED:
        result = expected_range(counts[:, baseline_columns(WEEKS, int(week))])
        found.append(counts[:, week] > result.interval.high)
    return np.stack(found, axis=1)


def flexible(method: str, **settings: float) -> Alarm:
    """Farrington flexible with the settings of Noufaily et al."""

    def alarm(counts: Floats) -> NDArray[np.bool_]:
        found = farrington_flexible(
            counts,
            periods=JUDGED,
            alpha=TAIL,
            method=method,
            least_incidents=0,
            **YEARS,
            **NOUFAILY,
            **settings,  # type: ignore[arg-type]
        )
        return found.alarm

    return alarm


ALARMS: dict[str, Alarm] = {
    "expected range": own,
    "Farrington": lambda y: farrington(y, periods=JUDGED, alpha=2 * TAIL, least_incidents=0, **YEARS).alarm,  # type: ignore[arg-type]
    "flexible, delta": flexible("delta"),
    "flexible, nbPlugin": flexible("nbPlugin"),
    "flexible, muan": flexible("muan"),
    "muan, Pearson": flexible("muan", pearson_errors=True),
    "EARS C1": lambda y: ears(y, method="C1", periods=JUDGED, alpha=TAIL).alarm,
    "EARS C2": lambda y: ears(y, method="C2", periods=JUDGED, alpha=TAIL).alarm,
    "EARS C3": lambda y: ears(y, method="C3", periods=JUDGED, alpha=TAIL).alarm,
    "Bayes": lambda y: bayes_alarm(y, periods=JUDGED, alpha=TAIL, years_back=5, half_window=3).alarm,
    "RKI": lambda y: rki_alarm(y, periods=JUDGED, years_back=5, half_window=3).alarm,
    "CUSUM": lambda y: cusum(y, periods=JUDGED, scale="rossi", mean="season").alarm,
}


def table(title: str, changed: Callable[[World, np.random.Generator, Floats], Floats], judged: slice) -> None:
    """One row per world: per cent of the judged weeks with an alarm."""
    print(f"\n### {title}\n")
    print("| world | mean | dispersion | " + " | ".join(ALARMS) + " |")
    print("|" + "---|" * (3 + len(ALARMS)))
    for number, world in enumerate(WORLDS):
        rng = np.random.default_rng([20264, number])
        counts = changed(world, rng, draw(world, rng, SERIES))
        shares = [100 * float(alarm(counts)[:, judged].mean()) for alarm in ALARMS.values()]
        cells = " | ".join(f"{share:.1f}" for share in shares)
        print(f"| {world.name} | {world.mean:g} | {world.dispersion:g} | {cells} |", flush=True)


def outbreak(world: World, rng: np.random.Generator, counts: Floats) -> Floats:
    """The last week three times what it would be."""
    counts = counts.copy()
    more = draw(world, rng, int(RISE - 1) * len(counts))[:, -1].reshape(int(RISE - 1), -1).sum(axis=0)
    counts[:, -1] += more
    return counts


if __name__ == "__main__":
    table("Nothing changes: false alarms in per cent (meant: at most 2.5)", lambda _w, _r, y: y, slice(None))
    table("The last week is three times as high: alarms in it, in per cent", outbreak, slice(-1, None))
