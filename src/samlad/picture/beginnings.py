"""From which period on there are reports: a period before they began is no zero, and one that they began in is no whole.

The counts are those of everything that is reported; what is chosen of it may be rare.
"""

import numpy as np
from numpy.typing import NDArray

from samlad.picture.days import Days, Selection
from samlad.picture.periods import PER_YEAR, Kind, Period

# So many days without any incident at the beginning, or such a part of the period, and so unlikely by chance, mean
# that reports began in the midst of it.
QUIET_DAYS, QUIET_PART, BY_CHANCE = 7, 1 / 12, 0.05


def first_reported(counts: NDArray[np.int64], kind: Kind) -> int | None:
    """The first period, the last one aside, that has a quarter of what has been usual in the last year.

    A few old incidents told late are no beginning.
    """
    usual = np.median(counts[-max(4, round(PER_YEAR[kind])) :])
    begun = np.flatnonzero(counts[:-1] >= max(1.0, usual / 4))
    return int(begun[0]) if len(begun) else None


def is_whole(days: Days, selection: Selection, period: Period) -> bool:
    """Whether reports reach back to the beginning of the period, which has an incident of the selection.

    A month that began on the 20th has a third of the incidents of a month, and makes every trend rise.
    """
    first, end = days.edges((period,)).tolist()
    among = np.flatnonzero(days.chosen(selection)[first:end])
    if not len(among):
        return False
    day = days.first_day + int(np.searchsorted(days.starts, first + among[0], side="right")) - 1
    quiet, length = day - period.first_day, period.end_day - period.first_day
    return quiet < max(QUIET_DAYS, QUIET_PART * length) or (1 - quiet / length) ** len(among) >= BY_CHANCE
