"""In which weeks an organisation was silent: no word, nothing came in, and something was to be expected."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# Without a first word it is silence where nothing came in from somebody who usually has three incidents a week: by
# chance that happens in one week of twenty.
USUALLY_HEARD = 3.0


def silent_weeks(words: frozenset[str], reported: NDArray[np.int64], weeks: Sequence[str]) -> list[bool]:
    """The weeks without word and without incident; until its first word none was expected, unless by its numbers.

    `words` are the labels of the weeks for which it has checked in, `reported` is everything that came in from it.
    """
    first = min(words, default="")
    with_any = np.count_nonzero(reported)
    often = bool(with_any) and float(reported.sum()) / float(with_any) >= USUALLY_HEARD
    return [
        not count and label not in words and (often or (bool(first) and label >= first))
        for label, count in zip(weeks, reported.tolist(), strict=True)
    ]
