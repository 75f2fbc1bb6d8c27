"""What effect of a measure could be seen at all, with these comparison areas and this day of follow-up. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from samlad.analysis import detectable_effect, effect, needed_weeks
from samlad.picture.periods import Kind, Period

# A fall that is worth a measure, and mostly what is hoped for.
WANTED = 0.2
# With fewer weeks behind it nothing is known of how much they vary.
LEAST_WEEKS, MOST_WEEKS = 16, 52
# Nobody waits longer.
LONGEST = 156


@dataclass(frozen=True, slots=True)
class Sight:
    """The least fall that is seen four times in five: `share` of the incidents, and their number.

    None where nothing is seen. `wanted_in` is in how many weeks `WANTED` is seen; None where that takes more than
    three years. `reason` is 'no_incidents' or 'too_few_weeks' where nothing can be said.
    """

    before: int
    during: int
    share: float | None = None
    fewer: float | None = None
    wanted_in: int | None = None
    reason: str = ""


NO_INCIDENTS, TOO_FEW_WEEKS = "no_incidents", "too_few_weeks"


def lengths(
    known: int, last: Period, starts_on: date, ends_on: date | None, follow_up_on: date
) -> tuple[int, int]:
    """Whole weeks before the measure (of the `known` up to `last` and those to come) and during it by the follow-up."""
    starting = Period.holding(starts_on, Kind.WEEK)
    begins = starting if starting.first == starts_on else starting.shifted(1)
    until = Period.holding(follow_up_on, Kind.WEEK)
    if ends_on is not None:
        until = min(until, Period.holding(ends_on + timedelta(days=1), Kind.WEEK))
    before = known + (starting.first - last.last).days // 7
    return min(max(before, 0), MOST_WEEKS), max((until.first - begins.first).days // 7, 0)


def sight(target: NDArray[np.int64], comparison: NDArray[np.int64], before: int, during: int) -> Sight:
    """What is seen, from the weeks that are known, the target's and the comparison's over the same ones."""
    weeks = min(len(target), MOST_WEEKS)
    known, others = target[-weeks:], comparison[-weeks:]
    if weeks < LEAST_WEEKS or before < 1:
        return Sight(before, during, reason=TOO_FEW_WEEKS)
    if not known.any() or not others.any():
        return Sight(before, during, reason=NO_INCIDENTS)
    half = weeks // 2
    spread = effect(known[:half], known[half:], others[:half], others[half:]).dispersion
    means, settings = (float(known.mean()), float(others.mean())), {"dispersion": max(float(spread), 1.0)}
    needed = needed_weeks(1 - WANTED, *means, before, **settings).estimate
    wanted_in = int(needed) if needed <= LONGEST else None
    if during < 1:
        return Sight(before, during, wanted_in=wanted_in)
    least = detectable_effect(*means, before, [during], **settings)
    if not least.visible[0]:
        return Sight(before, during, wanted_in=wanted_in)
    return Sight(before, during, 1 - float(least.estimate[0]), float(least.saved[0]), wanted_in)
