"""What truly happens in the simulated world, with and without each measure: expectations, free of chance."""

from dataclasses import dataclass

import numpy as np

from samlad.demo.measures import MEASURES, Measure
from samlad.demo.seasons import Floats
from samlad.demo.world import (
    REPEAT_DAYS,
    REPEAT_MEAN_DAYS,
    World,
    active_weeks,
    background,
    sites_of,
    streams_of,
)


@dataclass(frozen=True, slots=True)
class MeasureTruth:
    """Expected incidents (whether reported or not) in a measure's categories while it was in force."""

    measure: Measure
    weeks: int
    with_measure: float
    without_measure: float
    elsewhere_with: float
    elsewhere_without: float

    @property
    def rate_ratio(self) -> float:
        """The true ratio at the target, near repeats included."""
        return self.with_measure / self.without_measure

    @property
    def prevented(self) -> float:
        """What was prevented at the target."""
        return self.without_measure - self.with_measure

    @property
    def net(self) -> float:
        """What was prevented when the places that it was displaced to are counted as well."""
        return self.prevented - (self.elsewhere_with - self.elsewhere_without)


@dataclass(frozen=True, slots=True)
class Truth:
    """Expected rates per stream, site and week, and what each measure did to them."""

    expected: Floats
    reported: Floats
    measures: tuple[MeasureTruth, ...]


def repeat_by_days() -> Floats:
    """Probability that an incident set off by another follows after 1, 2 … 14 days."""
    weights = np.exp(-np.arange(REPEAT_DAYS) / REPEAT_MEAN_DAYS)
    shares: Floats = weights / weights.sum()
    return shares


def expected(world: World, leave_out: str = "") -> Floats:
    """True expected incidents per stream, site and week, near repeats included.

    The frailty has mean one and drops out. Within a week the days count as equally likely to set off more.
    """
    days = repeat_by_days()
    by_week = np.zeros(3)
    for weekday in range(7):
        np.add.at(by_week, (weekday + np.arange(1, REPEAT_DAYS + 1)) // 7, days / 7)
    rates = background(world, leave_out)
    repeat = world.near_repeat[:, None]
    for week in range(rates.shape[2]):
        for back in (1, 2):
            if week >= back:
                rates[:, :, week] += repeat * by_week[back] * rates[:, :, week - back]
        rates[:, :, week] /= 1 - repeat * by_week[0]
    return rates


def truth(world: World) -> Truth:
    """The expectations with all measures, what of them is reported, and each measure's true effect."""
    everything = expected(world)
    return Truth(
        expected=everything,
        reported=everything * world.reporting[world.stream_organisation][:, None, :],
        measures=tuple(
            _effect(world, measure, everything) for measure in MEASURES if active_weeks(world, measure).size
        ),
    )


def without(world: World, code: str) -> Floats:
    """The expectations had one measure never been taken."""
    if code not in {measure.code for measure in MEASURES}:
        raise ValueError(f"There is no measure {code!r}; use one of {', '.join(m.code for m in MEASURES)}.")
    return expected(world, leave_out=code)


def _effect(world: World, measure: Measure, everything: Floats) -> MeasureTruth:
    rows = streams_of(world, measure.categories, measure.organisations)
    weeks = active_weeks(world, measure)
    target = sites_of(world, measure.target, measure.radius)
    others = [sites_of(world, name, measure.radius) for name in measure.displaced_to]
    elsewhere = np.setdiff1d(np.concatenate(others), target) if others else np.empty(0, dtype=np.int64)
    never = without(world, measure.code)
    return MeasureTruth(
        measure=measure,
        weeks=len(weeks),
        with_measure=float(everything[np.ix_(rows, target, weeks)].sum()),
        without_measure=float(never[np.ix_(rows, target, weeks)].sum()),
        elsewhere_with=float(everything[np.ix_(rows, elsewhere, weeks)].sum()),
        elsewhere_without=float(never[np.ix_(rows, elsewhere, weeks)].sum()),
    )
